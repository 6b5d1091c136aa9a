//! The error texts of the contract, to the letter.

use std::process::Stdio;

use serde_json::json;

use crate::support::command::{feed, finish};
use crate::support::{Act, FaultServer, Home, Outcome, TestServer};

fn run(server: &TestServer, arguments: &[&str]) -> Outcome {
    finish(server.client(arguments).stdin(Stdio::null()))
}

#[test]
fn without_a_server_the_hint_is_how_to_name_one() {
    let home = Home::new();
    home.write("f", "x");
    for arguments in [vec!["f"], vec!["get", "abc123def456"], vec!["list"], vec!["info"], vec!["config", "get", "server"]] {
        let outcome = home.run(&arguments).expect(12);
        assert_eq!(
            outcome.stderr, "fpaste: error: no server configured\n  hint: fpaste config set server https://paste.example.com\n",
            "{arguments:?}"
        );
        assert_eq!(outcome.text(), "");
    }
}

#[test]
fn what_is_too_large_is_told_with_the_servers_numbers() {
    let server = TestServer::start();
    let size = 4_404_019;
    server.home().write("build.log", vec![b'x'; size]);
    let outcome = run(&server, &["build.log"]).expect(8);
    assert_eq!(
        outcome.stderr,
        "fpaste: error: 'build.log' is 4.2 MiB; this server takes 3 MiB from anonymous users, 50 MiB with a certificate\n  \
         hint: fpaste register --configure\n"
    );
    let outcome = feed(&mut server.client(["-"]), &vec![b'x'; size]).expect(8);
    assert!(outcome.stderr.starts_with("fpaste: error: stdin is more than 3 MiB; this server takes 3 MiB from"), "{}", outcome.stderr);
    // Below the mebibyte from which the client asks, the server itself says no.
    let small = TestServer::with(&[("FLASKPASTE_MAX_ANON", "1000")]);
    small.home().write("f", vec![b'x'; 2000]);
    let outcome = run(&small, &["-E", "f"]).expect(8);
    assert!(
        outcome.stderr.starts_with("fpaste: error: 'f' is 2 KiB as it is sent; this server takes 1000 bytes from"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn what_is_not_there_is_told_with_the_request() {
    let server = TestServer::start();
    let outcome = run(&server, &["get", "abc123def456"]).expect(3);
    let mut lines = outcome.stderr.lines();
    assert_eq!(lines.next(), Some("fpaste: error: paste abc123def456 not found (it may have expired or been read once)"));
    let request = lines.next().unwrap().strip_prefix("  (request ").unwrap().strip_suffix(')').unwrap();
    assert_eq!(request.len(), 32);
    assert_eq!(lines.next(), None);
    let outcome = run(&server, &["--json", "get", "abc123def456"]).expect(3);
    let body: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    let error = &body["error"];
    assert_eq!((error["code"].as_str(), error["status"].as_u64(), error["exit"].as_u64()), (Some("not_found"), Some(404), Some(3)));
    assert!(error["hint"].is_null() && error["request_id"].is_string() && error["message"].is_string());
}

#[test]
fn a_burn_paste_without_its_key_is_not_fetched() {
    let server = TestServer::start();
    let link = feed(&mut server.client(["-b"]), b"once").expect(0).line().to_owned();
    let bare = link.split('#').next().unwrap();
    for text in [bare.to_owned(), format!("{bare}#")] {
        let outcome = run(&server, &["get", &text]).expect(10);
        assert_eq!(
            outcome.stderr,
            "fpaste: error: this paste is encrypted and the link has no '#key'; not fetched, because reading would delete it\n"
        );
    }
    // A wrong key does not burn it either.
    let wrong = format!("{bare}#{}", "A".repeat(43));
    run(&server, &["get", &wrong]).expect(10);
    assert_eq!(run(&server, &["get", &link]).expect(0).text(), "once");
    run(&server, &["get", &link]).expect(3);
}

#[test]
fn a_word_that_is_nothing_is_a_usage_error() {
    let server = TestServer::start();
    let outcome = run(&server, &["lst"]).expect(2);
    assert_eq!(outcome.stderr, "fpaste: error: no such file 'lst' (did you mean the command 'list'?)\n  hint: fpaste help\n");
    for (arguments, word) in [(vec!["./list"], "./list"), (vec!["--", "list"], "list")] {
        let outcome = run(&server, &arguments).expect(2);
        assert_eq!(outcome.stderr, format!("fpaste: error: no such file '{word}'\n  hint: fpaste help\n"));
    }
    let outcome = run(&server, &["create", "lst"]).expect(11);
    assert_eq!(outcome.stderr, "fpaste: error: no such file 'lst'\n");
    let outcome = run(&server, &["nothing-like-it.txt"]).expect(2);
    assert_eq!(outcome.stderr, "fpaste: error: no such file 'nothing-like-it.txt'\n  hint: fpaste help\n");
}

#[test]
fn local_files_have_errors_of_their_own() {
    let server = TestServer::start();
    std::fs::create_dir(server.home().path().join("folder")).unwrap();
    server.home().write("empty", "");
    let outcome = run(&server, &["folder"]).expect(11);
    assert_eq!(outcome.stderr, "fpaste: error: 'folder' is a directory\n  hint: tar cz 'folder' | fpaste\n");
    let outcome = run(&server, &["empty"]).expect(8);
    assert_eq!(outcome.stderr, "fpaste: error: nothing to paste: 'empty' is empty\n");
    let outcome = run(&server, &[]).expect(8);
    assert_eq!(outcome.stderr, "fpaste: error: nothing to paste: stdin was empty\n");
    let outcome = run(&server, &["/proc/self/mem"]).expect(11);
    assert!(outcome.stderr.starts_with("fpaste: error: cannot read '/proc/self/mem': "), "{}", outcome.stderr);
}

#[test]
fn a_server_that_is_away_or_no_paste_server_is_told_apart() {
    let home = Home::new();
    home.write("f", "x");
    let outcome = home.run(["-s", "http://127.0.0.1:9", "--retries", "0", "f"]).expect(5);
    assert_eq!(outcome.stderr, "fpaste: error: cannot connect to http://127.0.0.1:9: connection refused\n  hint: fpaste doctor\n");
    let outcome = home.run(["-s", "paste.example.com", "f"]).expect(12);
    assert!(outcome.stderr.starts_with("fpaste: error: 'paste.example.com' is not a server address: "), "{}", outcome.stderr);
}

#[test]
fn a_link_that_is_none_is_not_repeated() {
    let server = TestServer::start();
    for (text, code) in [("hello", 2), ("https://paste.example/", 2), ("abc123def456#SecretCutOff", 10)] {
        let outcome = run(&server, &["get", text]).expect(code);
        assert!(!outcome.stderr.contains("SecretCutOff") && outcome.stderr.lines().count() <= 2, "{}", outcome.stderr);
    }
}

#[test]
fn plain_pastes_over_an_open_network_are_warned_of() {
    let home = Home::new();
    home.write("f", "x");
    let arguments = ["-s", "http://192.0.2.1", "--timeout", "100ms", "--retries", "0"];
    let outcome = home.run(arguments.iter().chain(&["-E", "f"])).expect(5);
    assert!(
        outcome.stderr.starts_with("fpaste: warning: neither the paste nor the way to http://192.0.2.1 is encrypted\n"),
        "{}",
        outcome.stderr
    );
    let outcome = home.run(arguments.iter().chain(&["f"])).expect(5);
    assert!(outcome.stderr.starts_with("fpaste: error: "), "{}", outcome.stderr);
    let sha1 = "0123456789abcdef0123456789abcdef01234567";
    let outcome = home.run(arguments.iter().chain(&["--cert-sha1", sha1, "f"])).expect(5);
    assert!(outcome.stderr.starts_with("fpaste: warning: http://192.0.2.1 is not encrypted on its way"), "{}", outcome.stderr);
}

#[test]
fn help_is_written_for_people() {
    let home = Home::new();
    let commands = ["create", "get", "list", "delete", "update", "info", "cert", "register", "pki", "token", "audit", "history", "config"];
    for command in commands.into_iter().chain(["run", "seal", "open", "serve", "doctor"]) {
        for flag in ["-h", "--help"] {
            let help = home.run([command, flag]).expect(0);
            assert!(!help.text().contains('`'), "{command} {flag}: {}", help.text());
        }
    }
    for arguments in [vec!["help"], vec!["help", "exit-codes"], vec!["help", "get"], vec!["completions", "bash"], vec!["man"]] {
        let plain = home.run(&arguments).expect(0);
        let line = home.run(["--json"].into_iter().chain(arguments)).expect(0);
        let line: serde_json::Value = serde_json::from_str(line.line()).unwrap();
        assert_eq!(line["text"], plain.text());
    }
    for arguments in [["config", "path"], ["history", "path"]] {
        let path = home.run(["--json"].into_iter().chain(arguments)).expect(0);
        let path: serde_json::Value = serde_json::from_str(path.line()).unwrap();
        assert!(path["path"].as_str().is_some_and(|path| path.starts_with('/')), "{path}");
    }
}

#[test]
fn only_what_would_be_pasted_is_packed_first() {
    let home = Home::new();
    home.write("folder/f", "x");
    home.write("f", "x");
    let refused =
        |arguments: &[&str]| finish(home.fpaste(arguments).env("FLASKPASTE_SERVER", "http://127.0.0.1:9").stdin(Stdio::null())).expect(11);
    assert_eq!(refused(&["folder"]).stderr, "fpaste: error: 'folder' is a directory\n  hint: tar cz 'folder' | fpaste\n");
    for arguments in [["--password-file", "folder", "f", "f"], ["seal", "f", "-o", "folder"], ["open", "f", "--key-file", "folder"]] {
        let told = refused(&arguments).stderr;
        assert!(told.ends_with("'folder': is a directory\n"), "{arguments:?}: {told}");
    }
    let told = home.run(["open", "--key", &"A".repeat(43), home.write("empty", "").to_str().unwrap()]).expect(10).stderr;
    assert_eq!(told, "fpaste: error: not a sealed paste: it is cut off\n");
}

#[test]
fn what_no_header_holds_is_a_mistake_on_the_command_line() {
    let server = TestServer::start();
    server.home().write("f", "x");
    for arguments in [["--password=a\nb", "f"], ["--label=a\nb", "f"]] {
        let told = run(&server, &arguments).expect(2).stderr;
        assert!(told.ends_with(" cannot be sent: its name or value has characters that no header holds\n"), "{told}");
    }
}

#[test]
fn a_hostile_server_writes_no_line_of_its_own() {
    let forged = "x\nfpaste: error: forged\n\u{1b}]0;x\u{7}";
    let server = FaultServer::start(move |request, _| {
        let paste = json!({"id": forged, "mime_type": forged, "size": 1, "created_at": 1, "expires_at": 9_999_999_999_u64});
        match request.path.as_str() {
            "/" => Act::json(200, &json!({"name": forged, "version": forged, "endpoints": {}, "features": [forged]})),
            "/challenge" => Act::json(200, &json!({"enabled": true, "difficulty": 1, "nonce": "a", "token": forged})),
            path if path.starts_with("/pastes") => {
                Act::json(200, &json!({"pastes": [paste], "count": 1, "total": 1, "limit": 50, "offset": 0}))
            }
            _ => Act::json(400, &json!({"error": forged, "hint": forged, "request_id": forged})),
        }
    });
    let home = Home::new();
    home.write("f", "x");
    for (arguments, code) in [
        (vec!["list"], 0),
        (vec!["list", "-q"], 0),
        (vec!["info"], 0),
        (vec!["doctor"], 9),
        (vec!["f"], 9),
        (vec!["get", "abc123def456"], 9),
    ] {
        let told = finish(home.fpaste(&arguments).env("FLASKPASTE_SERVER", server.url()).stdin(Stdio::null())).expect(code);
        let all = format!("{}{}", told.text(), told.stderr);
        assert!(!all.contains('\u{1b}') && !all.lines().any(|line| line.starts_with("fpaste: error: forged")), "{arguments:?}: {all}");
    }
}
