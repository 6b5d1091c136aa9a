//! `fpaste doctor`: the whole round trip, step by step.

use std::process::Stdio;

use serde_json::Value;

use crate::support::command::finish;
use crate::support::fault::closed_port;
use crate::support::pty::Pty;
use crate::support::{Act, FaultServer, Home, Outcome, TestServer};

/// The steps of a JSON report, each with whether it holds.
fn steps(outcome: &Outcome) -> Vec<(String, bool)> {
    let rows = outcome.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| (row["step"].as_str().unwrap().to_owned(), row["ok"].as_bool().unwrap())).collect()
}

#[test]
fn embedded_it_needs_nothing_and_leaves_nothing() {
    let home = Home::new();
    // What is configured here does not count: it has a server of its own.
    home.write(".config/fpaste/config.toml", "server = 'http://127.0.0.1:1'\n[serve]\npow_difficulty = 40\n");
    let report = finish(home.fpaste(["doctor", "--embedded"]).env("http_proxy", "http://127.0.0.1:1").stdin(Stdio::null())).expect(0);
    assert!(
        report.stderr.starts_with("all 13 steps done") && report.stderr.lines().count() == 1,
        "its server is silent: {}",
        report.stderr
    );
    let lines: Vec<&str> = report.text().lines().collect();
    assert!(lines.iter().all(|line| line.starts_with("✔ ") && line.contains(" ms  ")), "{}", report.text());
    let order: Vec<&str> = lines.iter().filter_map(|line| line.split_whitespace().nth(1)).collect();
    let wanted = ["folder", "server", "seal", "challenge", "solve", "upload", "clock", "fetch", "open", "burn", "delete", "stop", "clean"];
    assert_eq!(order, wanted);
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".config"], "nothing is left behind");
}

#[test]
fn against_a_configured_server_everything_is_tried() {
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "10")]);
    let report = finish(server.client(["doctor", "--json"]).stdin(Stdio::null())).expect(0);
    let names: Vec<String> = steps(&report).into_iter().map(|(name, holds)| if holds { name } else { format!("{name} failed") }).collect();
    let wanted = [
        "config",
        "name",
        "connection",
        "identity",
        "folder",
        "seal",
        "challenge",
        "solve",
        "upload",
        "clock",
        "fetch",
        "open",
        "burn",
        "delete",
    ];
    assert_eq!(names, wanted);
    assert!(!server.home().path().join(".local/state/fpaste/history.jsonl").exists(), "a trial is no history");
}

#[test]
fn what_fails_is_named_with_a_hint_and_its_exit_code() {
    let dead = Home::new().run(["-s", &format!("http://{}", closed_port()), "--retries", "0", "doctor"]).expect(5);
    let text = dead.text();
    assert!(text.contains("✔ config") && text.contains("✘ connection") && text.contains("connection refused"), "{text}");
    assert!(!text.contains("seal"), "what hangs on it is left out: {text}");
    assert_eq!(dead.stderr, "1 of 3 steps failed\n");

    let none = Home::new().run(["doctor"]).expect(12);
    assert!(none.text().contains("✘ config") && none.text().contains("  hint: fpaste config set server https://paste.example.com\n"));

    let page = FaultServer::start(|_, _| Act::html(200));
    let nonsense = Home::new().run(["-s", &page.url(), "doctor", "--json"]).expect(9);
    assert_eq!(steps(&nonsense).last(), Some(&("connection".to_owned(), false)));
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    // Nobody ever finishes this proof.
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "40")]);
    let folder = server.home().path().join("tmp");
    std::fs::create_dir(&folder).unwrap();
    let mut terminal = Pty::run(server.home(), 80, &["doctor"], |command| {
        command.env("FLASKPASTE_SERVER", server.url()).env("TMPDIR", &folder);
    });
    terminal.expect("proof of work, 40 bits: ");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    terminal.type_in("\x03");
    assert_eq!(terminal.finish().0, 130);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}
