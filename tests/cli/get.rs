//! Where content goes, and that nothing goes anywhere when something fails.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::support::command::{binary, feed, finish};
use crate::support::pty::Pty;
use crate::support::{Act, FaultServer, Home, Outcome, TestServer, tool};

fn run(server: &TestServer, arguments: &[&str]) -> Outcome {
    finish(server.client(arguments).stdin(Stdio::null()))
}

fn paste(server: &TestServer, arguments: &[&str], content: &[u8]) -> String {
    feed(&mut server.client(arguments), content).expect(0).line().to_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A folder of its own in the server's home.
fn folder(server: &TestServer, name: &str) -> std::path::PathBuf {
    let path = server.home().path().join(name);
    fs::create_dir(&path).unwrap();
    path
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let server = TestServer::start();
    let (link, out) = (paste(&server, &["-"], b"content"), folder(&server, "out"));
    let target = out.join("file");
    let target = target.to_str().unwrap();
    run(&server, &["get", "-o", target, &link]).expect(0);
    assert_eq!(fs::read(target).unwrap(), b"content");
    let outcome = run(&server, &["get", "-o", target, &link]).expect(11);
    assert_eq!(outcome.stderr, format!("fpaste: error: '{target}' exists\n  hint: --force replaces it\n"));
    run(&server, &["get", "--force", "-o", target, &link]).expect(0);
    let other = out.join("other");
    let wrong = format!("{}#{}", link.split('#').next().unwrap(), "A".repeat(43));
    run(&server, &["get", "-o", other.to_str().unwrap(), &wrong]).expect(10);
    run(&server, &["get", "-o", other.to_str().unwrap(), "abc123def456"]).expect(3);
    run(&server, &["get", "-o", out.join("no/where").to_str().unwrap(), &link]).expect(11);
    assert_eq!(names(&out), ["file"]);
    assert_eq!(run(&server, &["get", &wrong]).expect(10).text(), "");
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let server = TestServer::start();
    let (link, out) = (paste(&server, &["--no-compress"], &vec![b'x'; 100_000]), folder(&server, "out"));
    // The shell's limit on file sizes stands in for a disk that is full.
    let line = format!("ulimit -f 8; trap '' XFSZ; exec \"$F\" get -o out/file '{link}'");
    let mut command = server.home().program("bash");
    command.args(["-c", &line]).env("F", binary()).env("FLASKPASTE_SERVER", server.url()).stdin(Stdio::null());
    let outcome = finish(&mut command).expect(11);
    assert!(outcome.stderr.starts_with("fpaste: error: cannot write 'out/file': "), "{}", outcome.stderr);
    assert!(names(&out).is_empty());
}

#[test]
fn stored_names_are_made_safe() {
    let server = TestServer::start();
    let out = folder(&server, "out");
    for (stored, safe) in
        [("../../evil.txt", "evil.txt"), (".profile", "_profile"), ("-rf", "_rf"), ("a\u{1b}[2Jb", "a[2Jb"), ("C:\\x\\y.txt", "y.txt")]
    {
        let link = paste(&server, &[&format!("--name={stored}")], b"x");
        run(&server, &["get", "-o", out.to_str().unwrap(), &link]).expect(0);
        assert_eq!(names(&out), [safe], "{stored}");
        fs::remove_file(out.join(safe)).unwrap();
        let mut command = server.client(["get", "-O", &link]);
        finish(command.current_dir(&out).stdin(Stdio::null())).expect(0);
        assert_eq!(names(&out), [safe], "{stored}");
        finish(server.client(["get", "-O", &link]).current_dir(&out).stdin(Stdio::null())).expect(11);
        fs::remove_file(out.join(safe)).unwrap();
    }
}

#[test]
fn a_server_does_not_choose_where_a_nameless_paste_goes() {
    let home = Home::new();
    let (out, target) = (home.path().join("out"), home.path().join("pwned"));
    fs::create_dir(&out).unwrap();
    let says = target.to_str().unwrap().to_owned();
    let server = FaultServer::start(move |request, _| {
        if request.path.ends_with("/raw") {
            return Act::bytes(200, b"evil");
        }
        Act::json(
            200,
            &serde_json::json!({"id": says, "mime_type": "text/plain", "size": 4, "created_at": 1, "expires_at": 9_999_999_999_u64}),
        )
    });
    home.run(["get", "-o", out.to_str().unwrap(), &format!("{}/abc123def456", server.url())]).expect(0);
    assert_eq!((names(&out), target.exists()), (vec!["abc123def456".to_owned()], false));
}

#[test]
fn a_terminal_gets_text_that_cannot_drive_it_and_no_binary() {
    let server = TestServer::start();
    let text = paste(&server, &["-"], b"plain \x1b[31mred\x1b[0m\x07 end");
    let binary = paste(&server, &["-"], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let prepare = |command: &mut std::process::Command| {
        command.env("FLASKPASTE_SERVER", server.url());
    };
    let (code, shown) = Pty::run(server.home(), 80, &["get", &text], prepare).finish();
    assert_eq!(code, 0);
    assert!(shown.contains("plain \\x1b[31mred\\x1b[0m\\x07 end"), "{shown:?}");
    let (code, shown) = Pty::run(server.home(), 80, &["get", "--raw", &text], prepare).finish();
    assert!(code == 0 && shown.contains("\x1b[31mred"), "{shown:?}");
    let (code, shown) = Pty::run(server.home(), 120, &["get", &binary], prepare).finish();
    assert_eq!(code, 11);
    assert!(shown.contains("binary data (image/png, 16 bytes); use -o FILE or pipe it"), "{shown:?}");
}

#[test]
fn links_come_from_stdin_and_keys_from_files() {
    let server = TestServer::start();
    let (first, second) = (paste(&server, &["-"], b"one\n"), paste(&server, &["-"], b"two\n"));
    let both = feed(&mut server.client(["get", "-"]), format!("{first}\n\n  {second}\n").as_bytes()).expect(0);
    assert_eq!(both.text(), "one\ntwo\n");
    feed(&mut server.client(["get", "-"]), b"").expect(2);
    let (place, key) = first.split_once('#').unwrap();
    let id = place.rsplit('/').next().unwrap();
    let file = server.home().write("key", key);
    let outcome = run(&server, &["get", "--key-file", file.to_str().unwrap(), id]).expect(0);
    assert_eq!(outcome.text(), "one\n");
    assert!(outcome.stderr.contains("warning: others can read your key: chmod 600 "), "{}", outcome.stderr);
    assert_eq!(run(&server, &["get", "--key", key, place]).expect(0).text(), "one\n");
    assert_eq!(run(&server, &["get", &format!("{id}#{key}")]).expect(0).text(), "one\n");
    run(&server, &["get", id]).expect(10);
    let sealed = run(&server, &["get", "--no-decrypt", id]).expect(0);
    assert!(sealed.stdout.starts_with(b"FPASTE2"));
    assert_eq!(feed(&mut server.client(["open", "-", "--key", key]), &sealed.stdout).expect(0).text(), "one\n");
}

#[test]
fn metadata_never_burns_and_says_what_there_is() {
    let server = TestServer::start();
    let link = paste(&server, &["-b"], b"once");
    for _ in 0..2 {
        let outcome = run(&server, &["get", "-m", &link]).expect(0);
        assert!(outcome.text().contains("burn\tyes\n") && outcome.text().contains("needs key\tyes\n"), "{}", outcome.text());
    }
    let line = run(&server, &["--json", "get", "-m", &link]).expect(0);
    let line: serde_json::Value = serde_json::from_str(line.line()).unwrap();
    assert_eq!(line["burn_after_read"], true);
    assert_eq!(run(&server, &["get", &link]).expect(0).text(), "once");
}

#[test]
fn a_burn_paste_asks_on_a_terminal_and_no_leaves_it() {
    let server = TestServer::start();
    let link = paste(&server, &["-b"], b"once only");
    let prepare = |command: &mut std::process::Command| {
        command.env("FLASKPASTE_SERVER", server.url());
    };
    let mut terminal = Pty::run(server.home(), 100, &["get", &link], prepare);
    terminal.expect("read it now? [y/N]");
    terminal.type_in("n\n");
    assert_eq!(terminal.finish().0, 1);
    let mut terminal = Pty::run(server.home(), 100, &["get", &link], prepare);
    terminal.expect("[y/N]");
    terminal.type_in("y\n");
    let (code, shown) = terminal.finish();
    assert!(code == 0 && shown.contains("once only"), "{shown}");
    run(&server, &["get", &link]).expect(3);
}

#[test]
fn passwords_and_passphrases_come_from_files_and_descriptors() {
    let server = TestServer::start();
    let (password, phrase) = (server.home().write("password", "hunter2\n"), server.home().write("phrase", "correct horse\n"));
    let (password, phrase) = (password.to_str().unwrap(), phrase.to_str().unwrap());
    let link = paste(&server, &["--password-file", password, "--passphrase-file", phrase], b"both");
    let got = run(&server, &["get", "--password-file", password, "--passphrase-file", phrase, &link]).expect(0);
    assert_eq!(got.text(), "both");
    run(&server, &["get", &link]).expect(4);
    run(&server, &["get", "--password=wrong", &link]).expect(4);
    let outcome = run(&server, &["get", "--password-file", password, &link]).expect(10);
    assert!(outcome.stderr.contains("a passphrase is needed"), "{}", outcome.stderr);
    run(&server, &["get", "--password-file", password, "--passphrase=wrong", &link]).expect(10);
    let line = format!("exec \"$F\" get --password-file /dev/fd/3 --passphrase-file {phrase} '{link}' 3<{password}");
    let mut command = server.home().program("bash");
    command.args(["-c", &line]).env("F", binary()).env("FLASKPASTE_SERVER", server.url()).stdin(Stdio::null());
    assert_eq!(finish(&mut command).expect(0).text(), "both");
    let from_stdin = feed(&mut server.client(["get", "--password-file", "-", "--passphrase-file", phrase, &link]), b"hunter2\n").expect(0);
    assert_eq!(from_stdin.text(), "both");
}

#[test]
fn a_burn_paste_that_does_not_open_is_kept_sealed() {
    let server = TestServer::start();
    let link = paste(&server, &["-b", "--passphrase=right"], b"only once");
    let out = folder(&server, "out");
    let target = out.join("file");
    let outcome = run(&server, &["get", "--passphrase=wrong", "-o", target.to_str().unwrap(), &link]).expect(10);
    assert!(names(&out).is_empty());
    let kept = outcome.stderr.split('\'').nth(1).unwrap_or_else(|| panic!("{}", outcome.stderr)).to_owned();
    let key = link.split('#').nth(1).unwrap();
    let opened = run(&server, &["open", &kept, "--key", key, "--passphrase=right"]).expect(0);
    assert_eq!(opened.text(), "only once");
}

#[test]
fn the_reference_client_reads_ours_and_we_read_its() {
    if !tool::python_has("cryptography") {
        return;
    }
    let reference = Path::new("/work/shared/fpaste_reference.py");
    if !reference.exists() {
        return;
    }
    let server = TestServer::start();
    let link = paste(&server, &["-"], b"across");
    let mut command = server.home().program("python3");
    let got = finish(command.arg(reference).args(["get", &link])).expect(0);
    assert_eq!(got.text(), "across");
    let mut command = server.home().program("python3");
    let made = feed(command.arg(reference).args(["create", &server.url(), "-"]), b"back").expect(0);
    assert_eq!(run(&server, &["get", made.line()]).expect(0).text(), "back");
    let compat = paste(&server, &["--compat"], b"old");
    assert_eq!(run(&server, &["get", &compat]).expect(0).text(), "old");
}

#[test]
fn seal_and_open_need_no_server() {
    let home = crate::support::Home::new();
    home.write("notes.md", "# notes");
    let outcome = home.run(["seal", "notes.md", "-o", "sealed", "--key-out", "key"]).expect(0);
    assert_eq!((outcome.text(), outcome.stderr.as_str()), ("", ""));
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(fs::metadata(home.path().join("key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(home.run(["open", "sealed", "--key-file", "key"]).expect(0).text(), "# notes");
    fs::create_dir(home.path().join("out")).unwrap();
    let line: serde_json::Value =
        serde_json::from_str(home.run(["--json", "open", "sealed", "--key-file", "key"]).expect(0).line()).unwrap();
    assert_eq!(line, serde_json::json!({"name": "notes.md", "type": "text/plain", "size": 7, "content": "# notes"}));
    home.run(["open", "sealed", "--key-file", "key", "-o", "out"]).expect(0);
    assert_eq!(names(&home.path().join("out")), ["notes.md"]);
    home.run(["seal", "notes.md", "-o", "sealed"]).expect(11);
    let piped = home.pipe(["seal", "-"], b"through a pipe").expect(0);
    let key = piped.stderr.trim().strip_prefix("key: ").unwrap().to_owned();
    assert_eq!(home.pipe(["open", "-", "--key", &key], &piped.stdout).expect(0).text(), "through a pipe");
    let mut altered = piped.stdout.clone();
    *altered.last_mut().unwrap() ^= 1;
    let outcome = home.pipe(["open", "-", "--key", &key], &altered).expect(10);
    assert_eq!((outcome.text(), outcome.stderr.as_str()), ("", "fpaste: error: wrong key, or the data was altered\n"));
    home.pipe(["open", "-"], &piped.stdout).expect(10);
    let empty = home.pipe(["seal", "-"], b"").expect(0);
    let key = empty.stderr.trim().strip_prefix("key: ").unwrap().to_owned();
    assert_eq!(home.pipe(["open", "-", "--key", &key], &empty.stdout).expect(0).text(), "");
    let mut file = fs::File::create(home.path().join("phrase")).unwrap();
    file.write_all(b"phrase\n").unwrap();
    let with = home.pipe(["seal", "-", "--passphrase-file", "phrase"], b"x").expect(0);
    let key = with.stderr.trim().strip_prefix("key: ").unwrap().to_owned();
    home.pipe(["open", "-", "--key", &key, "--passphrase-file", "phrase"], &with.stdout).expect(0);
    home.pipe(["open", "-", "--key", &key], &with.stdout).expect(10);
}

#[test]
fn a_key_may_begin_with_a_hyphen() {
    let home = Home::new();
    let key = format!("-n{}", "A".repeat(41));
    for command in [["open", "-"], ["get", "http://127.0.0.1:9/abc123def456"]] {
        let outcome = home.pipe(command.into_iter().chain(["--retries", "0", "--key", &key]), b"not a sealed paste, but long enough");
        assert!(matches!(outcome.code, 5 | 10), "{command:?}: {} {}", outcome.code, outcome.stderr);
    }
}
