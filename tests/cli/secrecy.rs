//! No key or password in the process list, the history or the messages.

use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::time::Duration;

use fpaste::cli::paste::{Sealing, Secrets};
use fpaste::cli::settings::{Environment, Settings};
use fpaste::protocol::message::Paste;

use crate::support::command::{feed, finish};
use crate::support::{Home, TestServer, wait_until};

/// What `ps` shows of a process.
fn command_line(child: &Child) -> String {
    String::from_utf8_lossy(&fs::read(format!("/proc/{}/cmdline", child.id())).unwrap_or_default()).replace('\0', " ")
}

#[test]
fn the_process_list_shows_no_secret() {
    let server = TestServer::start();
    let password = server.home().write("password", "hunter2hunter2\n");
    let link = feed(&mut server.client(["--password-file", password.to_str().unwrap()]), b"x").expect(0).line().to_owned();
    let key = link.split('#').nth(1).unwrap().to_owned();
    let mut command = server.client(["get", "--password-file", password.to_str().unwrap(), "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    wait_until("the program has begun", Duration::from_secs(10), || command_line(&child).contains("password-file"));
    stdin.write_all(link.as_bytes()).unwrap();
    let seen = command_line(&child);
    drop(stdin);
    let outcome: crate::support::Outcome = child.wait_with_output().unwrap().into();
    assert_eq!(outcome.expect(0).text(), "x");
    assert!(!seen.contains(&key) && !seen.contains("hunter2"), "{seen}");
}

#[test]
fn verbose_output_and_the_history_hold_no_key() {
    let server = TestServer::start();
    let outcome = feed(&mut server.client(["-vv", "--password=hunter2hunter2"]), b"x").expect(0);
    let key = outcome.line().split('#').nth(1).unwrap().to_owned();
    assert!(outcome.stderr.contains("POST "), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains(&key) && !outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
    let got = finish(server.client(["-vv", "get", "--password=hunter2hunter2", outcome.line()]).stdin(Stdio::null())).expect(0);
    assert!(!got.stderr.contains(&key) && !got.stderr.contains("hunter2"), "{}", got.stderr);
    let history = server.home().path().join(".local/state/fpaste/history.jsonl");
    let text = fs::read_to_string(&history).unwrap();
    assert!(text.contains("delete_token") && !text.contains(&key) && !text.contains("hunter2"), "{text}");
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(history.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn the_history_is_written_only_where_it_may_be() {
    let server = TestServer::start();
    let history = server.home().path().join(".local/state/fpaste/history.jsonl");
    feed(&mut server.client(["--no-history"]), b"x").expect(0);
    feed(server.client(["-"]).env("FPASTE_NO_HISTORY", "1"), b"x").expect(0);
    server.home().write(".config/fpaste/config.toml", "[history]\nenabled = false\n");
    feed(&mut server.client(["-"]), b"x").expect(0);
    assert!(!history.exists());
    server.home().write(".config/fpaste/config.toml", "[history]\nkeys = true\n");
    let link = feed(&mut server.client(["-"]), b"kept").expect(0).line().to_owned();
    feed(&mut server.client(["-b"]), b"burn").expect(0);
    let text = fs::read_to_string(&history).unwrap();
    assert_eq!(text.matches("\"key\"").count(), 1, "{text}");
    let id = link.split('#').next().unwrap().rsplit('/').next().unwrap();
    assert_eq!(finish(server.client(["get", id]).stdin(Stdio::null())).expect(0).text(), "kept");
}

#[test]
fn no_formatter_shows_a_secret() {
    let (home, secret) = (Home::new(), "hunter2hunter2");
    let link = format!("https://h/abc123def456#{secret}");
    let global =
        ["--token", secret, "--header", &format!("X: {secret}"), "--proxy", &format!("http://me:{secret}@proxy")].map(str::to_owned);
    for words in [
        vec!["get", &link, "--key", secret, &format!("--password={secret}"), &format!("--passphrase={secret}")],
        vec!["create", &format!("--password={secret}"), "f"],
        vec!["delete", &link, "--delete-token", secret],
        vec!["update", &link, &format!("--passphrase={secret}")],
        vec!["history", "show", &link],
        vec!["config", "set", "token", secret],
        vec!["register", "--setup-code", secret],
        vec!["open", "f", "--key", secret],
    ] {
        let argv = std::iter::once("fpaste".to_owned()).chain(global.clone()).chain(words.iter().map(|word| (*word).to_owned()));
        let parsed = fpaste::cli::parse(argv.map(Into::into).collect()).unwrap();
        assert!(!format!("{parsed:?}").contains("hunter2"), "{words:?}");
        let fpaste::cli::Parsed::Command(cli) = parsed else { panic!("{words:?}") };
        let settings =
            Settings::load(&cli.global, Environment::Fixed(vec![("HOME".to_owned(), home.path().to_str().unwrap().to_owned())])).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
    let file = fpaste::cli::config::parse_toml("config.toml", "token = 'hunter2'\n[headers]\nA = 'hunter2'\n").unwrap();
    assert!(!format!("{file:?}").contains("hunter2"));
    let secrets = Secrets { passphrase: Some(secret.to_owned().into()), ..Secrets::default() };
    let sealing = Sealing { passphrase: Some(secret), ..Sealing::default() };
    assert!(!format!("{secrets:?} {sealing:?}").contains("hunter2"));
    let paste = Paste { delete_token: Some(secret.to_owned()), ..Paste::default() };
    assert!(!format!("{paste:?}").contains("hunter2"));
}

#[test]
fn a_link_that_is_taken_for_a_file_is_not_repeated() {
    let server = TestServer::start();
    let link = format!("https://h/abc123def456#{}", "A".repeat(43));
    server.home().write("f", "x");
    for (arguments, code) in [(vec![link.as_str(), &link], 2), (vec!["f", &link], 13), (vec!["create", &link], 11)] {
        let told = finish(server.client(&arguments).stdin(Stdio::null())).expect(code);
        assert!(told.stderr.contains("no such file: this is a link\n  hint: fpaste get LINK...\n"), "{}", told.stderr);
        assert!(!told.stderr.contains("AAAA"), "{}", told.stderr);
    }
}
