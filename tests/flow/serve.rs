//! `fpaste serve` as a process: its first line, its signals, its settings and what is wrong with them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::Duration;

use crate::support::{Home, TestServer, Wire, wait_until};

#[test]
fn a_term_stops_it_with_zero_and_what_was_stored_stays() {
    let mut server = TestServer::start();
    let id = server.create(b"kept", &[]);
    assert_eq!(server.stop().code(), Some(0));
    server.start_again();
    assert_eq!(server.get(&format!("/{id}/raw")).body, b"kept");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut server = TestServer::start();
    let mut wire = Wire::connect(server.address());
    wire.send(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n").unwrap();
    // Once it says so the server has the head, and waits for the body.
    let mut go_on = [0; 25];
    (&mut wire.socket()).read_exact(&mut go_on).unwrap();
    server.signal("TERM");
    wait_until("nothing new is taken", Duration::from_secs(10), || TcpStream::connect(server.address()).is_err());
    assert_eq!(server.stop().code(), Some(143));
}

#[test]
fn a_closed_stdout_does_not_stop_it() {
    let home = Home::new();
    let mut child = home
        .fpaste(["serve", "--bind", "unix:socket", "--db", "pastes.db"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let path = home.path().join("socket");
    wait_until("it listens", Duration::from_secs(20), || UnixStream::connect(&path).is_ok());
    let mut stream = UnixStream::connect(&path).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn the_first_line_names_a_unix_socket_too_and_the_default_database_is_under_data() {
    let home = Home::new();
    let mut child =
        home.fpaste(["serve", "--bind", "unix:socket"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(first, "listening on unix:socket\n");
    assert!(home.path().join(".local/share/fpaste/pastes.db").is_file());
}

#[test]
fn a_setting_out_of_its_bounds_stops_the_start_and_names_its_place() {
    let home = Home::new();
    home.write(".config/fpaste/config.toml", "server = \"http://x\"\n\n[serve]\npow_difficulty = 41\n");
    let refused = home.run(["serve"]).expect(12);
    assert!(refused.stderr.contains("config.toml:4"), "{}", refused.stderr);
    assert!(refused.stderr.contains("pow_difficulty must be 0 to 40, and is '41'"), "{}", refused.stderr);
    let home = Home::new();
    let refused = crate::support::command::finish(home.fpaste(["serve"]).env("FLASKPASTE_MAX_ANON", "0").stdin(Stdio::null())).expect(12);
    assert!(refused.stderr.contains("FLASKPASTE_MAX_ANON") && refused.stderr.contains("1 to "), "{}", refused.stderr);
    let refused = home.run(["serve", "--create", "everyone"]).expect(12);
    assert!(refused.stderr.contains("--create") && refused.stderr.contains("anyone, untrusted, trusted, admin"), "{}", refused.stderr);
    let secret = crate::support::command::finish(
        home.fpaste(["serve", "--bind", "nowhere"]).env("FLASKPASTE_PROXY_SECRET", "hunter2").stdin(Stdio::null()),
    );
    assert!(!secret.expect(12).stderr.contains("hunter2"));
}

#[test]
fn a_taken_address_is_an_error_with_a_hint() {
    let server = TestServer::start();
    let home = Home::new();
    let refused = home.run(["serve", "--bind", &server.address().to_string()]).expect(1);
    assert!(refused.stderr.contains("in use"), "{}", refused.stderr);
}

#[test]
fn a_flag_beats_a_variable_beats_the_file() {
    let server =
        TestServer::with_arguments(&[("FLASKPASTE_URL_PREFIX", "/variable"), ("FPASTE_ID_LENGTH", "20")], &["--url-prefix", "/flag"]);
    let made = server.request("POST", "/", &[], b"x").expect(201).json();
    assert!(made["url"].as_str().unwrap().starts_with("/flag/"));
    assert_eq!(made["id"].as_str().map(str::len), Some(20));
}

#[test]
fn hangup_reads_the_settings_again_and_says_what_cannot_change() {
    let server = {
        let server = TestServer::start();
        server.home().write(".config/fpaste/config.toml", "[serve]\nmax_anon = 5\ndb = \"ignored.db\"\nmetrics_bind = \"127.0.0.1:0\"\n");
        server
    };
    server.create(b"123456", &[]);
    server.signal("HUP");
    wait_until("the new limit holds", Duration::from_secs(10), || server.request("POST", "/", &[], b"1234567").status == 413);
    wait_until("the log says what cannot", Duration::from_secs(10), || server.log().contains("metrics_bind has changed"));
    assert!(!server.log().contains("db has changed"), "--db still holds");
    server.home().write(".config/fpaste/config.toml", "[serve]\nmax_anon = 0\n");
    server.signal("HUP");
    wait_until("the log says what is wrong", Duration::from_secs(10), || server.log().contains("max_anon must be"));
    server.request("POST", "/", &[], b"1234567").expect_error(413, "too_large");
    std::fs::remove_file(server.home().path().join(".config/fpaste/config.toml")).unwrap();
    server.signal("HUP");
    wait_until("the log says that it is gone", Duration::from_secs(10), || server.log().contains("no such file"));
    server.request("POST", "/", &[], b"1234567").expect_error(413, "too_large");
}

#[test]
fn the_log_says_which_trust_holds_and_the_setup_code_until_it_is_used() {
    let mut server = TestServer::start();
    wait_until("the code is told", Duration::from_secs(10), || server.log().contains("setup code: "));
    let code = |log: &str| log.split("setup code: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let first = code(&server.log());
    assert!(server.log().contains("proxy_secret is not set"));
    server.stop();
    server.start_again_with(&[("FLASKPASTE_PROXY_SECRET", "hunter2")]);
    wait_until("the code is told again", Duration::from_secs(10), || server.log().contains("setup code: "));
    assert_eq!(code(&server.log()), first);
    assert!(server.log().contains("proxy_secret is set") && !server.log().contains("hunter2"));
    server.stop();
    server.start_again_with(&[("FLASKPASTE_ADMINS", &"a".repeat(40))]);
    server.get("/health").expect(200);
    assert!(!server.log().contains("setup code: "));
}

#[test]
fn the_log_is_json_where_asked_and_holds_no_path_and_no_address() {
    let server = TestServer::with(&[("FPASTE_LOG_FORMAT", "json"), ("FPASTE_LOG_ADDRESSES", "false")]);
    server.request("GET", "/abcdef012345/raw?key=hunter2", &[("X-Request-ID", "line.1")], b"").expect(404);
    wait_until("the line is there", Duration::from_secs(10), || server.log().contains("line.1"));
    let log = server.log();
    let line = log.lines().find(|line| line.contains("line.1")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((line["route"].as_str(), line["status"].as_u64(), line["code"].as_str()), (Some("/{id}/raw"), Some(404), Some("not_found")));
    assert_eq!(line.get("address"), None);
    assert!(!log.contains("abcdef012345") && !log.contains("hunter2") && !log.contains("127.0.0.1"), "{log}");
}

#[test]
fn a_log_at_debug_level_tells_more_than_one_at_info() {
    for (setting, more) in [(("FLASK_DEBUG", "1"), true), (("FPASTE_LOG_LEVEL", "debug"), true), (("FPASTE_LOG_LEVEL", "info"), false)] {
        let server = TestServer::with(&[setting]);
        let id = server.create(b"read once", &[("X-Burn-After-Read", "true")]);
        server.get(&format!("/{id}/raw")).expect(200);
        let log = server.database().with_extension("db-wal");
        wait_until("it is erased", Duration::from_secs(20), || log.metadata().is_ok_and(|log| log.len() == 0));
        if more {
            wait_until("it is told", Duration::from_secs(10), || server.log().contains(" debug erased pages="));
        } else {
            assert!(!server.log().contains(" debug "), "{}", server.log());
        }
    }
}

#[test]
fn check_tells_what_a_start_would_meet() {
    let home = Home::new();
    assert!(home.run(["serve", "check"]).expect(0).text().contains("not there yet"));
    home.write(".config/fpaste/config.toml", "[serve]\nid_length = 1000\n");
    assert!(home.run(["serve", "check"]).expect(12).text().contains("config.toml:2"));
    home.write("broken.db", "this is no database, but long enough to be taken for one if nobody looked at it. ".repeat(20));
    home.write(".config/fpaste/config.toml", "");
    assert_ne!(home.run(["serve", "--db", "broken.db", "check"]).code, 0);
}
