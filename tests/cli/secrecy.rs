//! No key or password in the process list, the history or the messages.

use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::support::command::{feed, finish};
use crate::support::{TestServer, wait_until};

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
