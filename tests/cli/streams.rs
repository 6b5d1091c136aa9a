//! stdin and stdout in every state they can be in.

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::command::{binary, feed, finish};
use crate::support::{Outcome, TestServer};

/// Runs a line of shell in the server's home, with `$F` the binary.
fn shell(server: &TestServer, line: &str) -> Outcome {
    let mut command = server.home().program("sh");
    command.args(["-c", line]).env("F", binary()).env("FLASKPASTE_SERVER", server.url()).stdin(Stdio::null());
    finish(&mut command)
}

fn contents(server: &TestServer, links: &str) -> Vec<String> {
    links.lines().map(|link| finish(server.client(["get", link]).stdin(Stdio::null())).expect(0).text().to_owned()).collect()
}

#[test]
fn what_is_read_from_stdin_and_what_is_not() {
    let server = TestServer::start();
    server.home().write("a", "from a");
    server.home().write("b", "from b");
    let cases: &[(&[&str], Option<&str>, i32, &[&str])] = &[
        // No operand: stdin.
        (&[], Some("piped"), 0, &["piped"]),
        (&["create"], Some("piped"), 0, &["piped"]),
        (&["-"], Some("piped"), 0, &["piped"]),
        (&[], Some(""), 8, &[]),
        (&["-"], Some(""), 8, &[]),
        (&[], None, 8, &[]),
        (&["-"], None, 8, &[]),
        // Files: stdin is not touched.
        (&["a"], Some("piped"), 0, &["from a"]),
        (&["a"], Some(""), 0, &["from a"]),
        (&["a", "b"], None, 0, &["from a", "from b"]),
        // Both, in order.
        (&["a", "-", "b"], Some("piped"), 0, &["from a", "piped", "from b"]),
        (&["a", "-"], Some(""), 13, &["from a"]),
        (&["-", "-"], Some("piped"), 2, &[]),
        (&["a", "nowhere", "b"], None, 13, &["from a", "from b"]),
        (&["create", "nowhere", "elsewhere"], None, 11, &[]),
    ];
    for (arguments, stdin, code, pasted) in cases {
        let mut command = server.client(*arguments);
        let outcome = match stdin {
            Some(text) => feed(&mut command, text.as_bytes()),
            None => finish(command.stdin(Stdio::null())),
        };
        assert_eq!(outcome.code, *code, "{arguments:?} with {stdin:?}: {}", outcome.stderr);
        assert_eq!(contents(&server, outcome.text()), *pasted, "{arguments:?} with {stdin:?}");
    }
}

#[test]
fn a_closed_stdin_is_an_empty_one_and_an_open_one_is_left_alone() {
    let server = TestServer::start();
    server.home().write("a", "from a");
    let outcome = shell(&server, "\"$F\" <&-").expect(8);
    assert_eq!(outcome.stderr, "fpaste: error: nothing to paste: stdin was empty\n");
    shell(&server, "\"$F\" a <&-").expect(0);
    // A pipe that nobody closes does not hold a file up.
    let begun = Instant::now();
    let mut child = server.client(["a"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let open = child.stdin.take();
    assert!(child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(20));
    drop(open);
}

#[test]
fn bytes_are_never_decoded() {
    let server = TestServer::start();
    let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let link = feed(&mut server.client(["-"]), &bytes).expect(0);
    assert_eq!(finish(&mut server.client(["get", link.line()])).expect(0).stdout, bytes);
    let plain = feed(&mut server.client(["-E"]), &bytes).expect(0);
    assert_eq!(finish(&mut server.client(["get", plain.line()])).expect(0).stdout, bytes);
}

#[test]
fn a_link_that_stdout_does_not_take_goes_to_stderr() {
    let server = TestServer::start();
    server.home().write("a", "precious");
    let both = shell(&server, "\"$F\" a a >/dev/full").expect(11);
    let links: Vec<&str> = both.stderr.lines().filter(|text| text.starts_with("http://")).collect();
    assert_eq!(contents(&server, &links.join("\n")), ["precious", "precious"], "every operand is tried");
    for line in ["\"$F\" a >/dev/full", "\"$F\" --json a >/dev/full"] {
        let outcome = shell(&server, line).expect(11);
        let link = outcome.stderr.lines().find(|text| text.starts_with("http://")).unwrap_or_else(|| panic!("{line}: {}", outcome.stderr));
        assert_eq!(contents(&server, link), ["precious"], "{line}");
        let told = if line.contains("json") { "{\"error\":" } else { "fpaste: error: cannot write to stdout: " };
        assert!(outcome.stderr.lines().last().unwrap().starts_with(told), "{line}: {}", outcome.stderr);
    }
}

#[test]
fn a_closed_stdout_loses_no_link_and_one_thrown_away_on_purpose_is_no_failure() {
    let server = TestServer::start();
    server.home().write("a", "precious");
    // Afterwards nothing tells a closed stdout from Python's DEVNULL, which is /dev/null opened for reading and writing.
    for line in ["\"$F\" a >&-", "\"$F\" -q a 1<>/dev/null"] {
        let outcome = shell(&server, line).expect(0);
        assert_eq!(contents(&server, outcome.stderr.trim_end()), ["precious"], "{line}");
    }
    assert_eq!(shell(&server, "\"$F\" a >/dev/null").expect(0).stderr, "");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let server = TestServer::start();
    let long = "a line that is long enough to fill a pipe\n".repeat(50_000);
    let link = feed(&mut server.client(["-"]), long.as_bytes()).expect(0);
    let mut command = server.client(["get", link.line()]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let outcome: Outcome = child.wait_with_output().unwrap().into();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (141, ""));
}

#[test]
fn tee_passes_everything_through_and_tells_the_link_on_stderr() {
    let server = TestServer::start();
    let outcome = feed(&mut server.client(["--tee"]), b"through").expect(0);
    assert_eq!(outcome.text(), "through");
    assert_eq!(contents(&server, outcome.stderr.lines().next().unwrap()), ["through"]);
    finish(server.client(["--tee", "f"]).stdin(Stdio::null())).expect(2);
}

#[test]
fn a_dry_run_sends_nothing() {
    let server = TestServer::start();
    let outcome = feed(&mut server.client(["--dry-run", "-b"]), b"not sent").expect(0);
    assert_eq!(outcome.text(), "");
    assert!(outcome.stderr.contains("8 bytes (text/plain)"), "{}", outcome.stderr);
    assert_eq!(finish(&mut server.client(["list", "--local"])).expect(0).text(), "");
}

#[test]
fn a_tail_and_plain_text_are_what_was_asked_for() {
    let server = TestServer::start();
    let log: String = (0..20_000).map(|line| format!("\x1b[32mline {line}\x1b[0m\n")).collect();
    let link = feed(&mut server.client(["--tail", "4k", "--strip-ansi"]), log.as_bytes()).expect(0);
    let kept = finish(&mut server.client(["get", link.line()])).expect(0);
    let text = kept.text();
    assert!(text.starts_with("[the first ") && text.ends_with("line 19999\n") && !text.contains('\x1b'), "{text}");
    assert!(text.len() < 4200);
}

#[test]
fn names_and_types_travel_inside_and_json_tells_everything() {
    let server = TestServer::start();
    server.home().write("notes.md", "# notes");
    let outcome = finish(server.client(["--json", "-t", "text/markdown", "-x", "2h", "notes.md"]).stdin(Stdio::null())).expect(0);
    let line: serde_json::Value = serde_json::from_str(outcome.line()).unwrap();
    let keys: Vec<&str> = outcome.line().split("\",\"").map(|part| part.split('"').next().unwrap()).collect();
    assert!(keys[0].starts_with('{'));
    for key in
        "id url raw_url key file size stored_size type encrypted burn password created expires server delete_token request_id".split(' ')
    {
        assert!(line.get(key).is_some(), "{key}");
    }
    assert_eq!(line["request_id"].as_str().map(str::len), Some(32));
    assert_eq!((line["size"].as_u64(), line["type"].as_str(), line["encrypted"].as_bool()), (Some(7), Some("text/markdown"), Some(true)));
    assert_eq!(line["expires"].as_u64().unwrap() - line["created"].as_u64().unwrap(), 7200);
    let got = finish(&mut server.client(["--json", "get", line["url"].as_str().unwrap()])).expect(0);
    let got: serde_json::Value = serde_json::from_str(got.line()).unwrap();
    assert_eq!(
        (got["name"].as_str(), got["type"].as_str(), got["content"].as_str()),
        (Some("notes.md"), Some("text/markdown"), Some("# notes"))
    );
    let bare = finish(server.client(["--json", "--no-name", "notes.md"]).stdin(Stdio::null())).expect(0);
    let bare: serde_json::Value = serde_json::from_str(bare.line()).unwrap();
    let got = finish(&mut server.client(["--json", "get", bare["url"].as_str().unwrap()])).expect(0);
    assert!(serde_json::from_str::<serde_json::Value>(got.line()).unwrap()["name"].is_null());
}

#[test]
fn fifty_mebibytes_stay_within_their_memory() {
    let size = 50 << 20;
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "60000000"), ("FLASKPASTE_QUOTA_NETWORK", "0")]);
    let noise = server.home().path().join("noise");
    std::io::copy(&mut File::open("/dev/urandom").unwrap().take(size), &mut File::create(&noise).unwrap()).unwrap();
    let script = r#"import resource,subprocess,sys
done=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,stdin=subprocess.DEVNULL)
sys.stdout.buffer.write(done.stdout if len(done.stdout)<1000 else b"")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,done.returncode,file=sys.stderr)"#;
    let measure = |arguments: &[&str]| {
        let mut command: Command = server.home().program("python3");
        command.args(["-c", script]).arg(binary()).args(arguments).env("FLASKPASTE_SERVER", server.url());
        let outcome = finish(&mut command).expect(0);
        let numbers: Vec<u64> = outcome.stderr.lines().last().unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers[1], 0, "{}", outcome.stderr);
        assert!(numbers[0] < 180 * 1024, "{arguments:?} took {} KiB", numbers[0]);
        outcome.text().trim().to_owned()
    };
    let link = measure(&["noise"]);
    measure(&["get", "-o", "copy", &link]);
    assert!(std::fs::read(noise).unwrap() == std::fs::read(server.home().path().join("copy")).unwrap());
}

#[test]
fn help_that_stdout_does_not_take_is_a_failure() {
    let server = TestServer::start();
    for words in ["--help", "get --help", "help get", "--version", "get --version", "serve backup -h"] {
        let outcome = shell(&server, &format!("\"$F\" {words} >/dev/full")).expect(11);
        assert_eq!(outcome.stderr, "fpaste: error: cannot write to stdout: no space left on device\n", "{words}");
    }
}

#[test]
fn stdin_is_read_for_one_thing_alone() {
    let server = TestServer::start();
    server.home().write("f", "content");
    for arguments in [
        vec!["--password-file", "-"],
        vec!["--password-file", "-", "--passphrase-file", "-", "f"],
        vec!["run", "--password-file", "-", "--passphrase-file", "-", "--", "true"],
        vec!["get", "--password-file", "-", "--key-file", "-", "abc123def456"],
        vec!["update", "abc123def456", "--key-file", "-"],
        vec!["update", "abc123def456", "--passphrase-file", "-"],
        vec!["update", "abc123def456", "-", "--passphrase-file", "-"],
        vec!["seal", "-", "--passphrase-file", "-"],
        vec!["open", "-", "--key-file", "-"],
        vec!["open", "f", "--key-file", "-", "--passphrase-file", "-"],
    ] {
        let outcome = feed(&mut server.client(&arguments), b"once").expect(2);
        assert!(outcome.stderr.starts_with("fpaste: error: stdin "), "{arguments:?}: {}", outcome.stderr);
    }
}
