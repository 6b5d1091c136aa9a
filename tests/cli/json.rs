//! `--json`: JSON Lines on stdout, whatever was asked.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::command::{feed, finish};
use crate::support::person::{PROXY, Person};
use crate::support::{Home, Outcome, TestServer};

fn lines(outcome: &Outcome) -> Vec<Value> {
    outcome.text().lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{}", outcome.text()))).collect()
}

#[test]
fn help_and_version_are_texts() {
    let home = Home::new();
    for arguments in
        [vec!["--json", "--help"], vec!["--json", "get", "--help"], vec!["--json", "--version"], vec!["--json", "get", "--version"]]
    {
        let told = lines(&home.run(&arguments).expect(0));
        assert!(told.len() == 1 && told[0]["text"].as_str().unwrap().contains("fpaste"), "{arguments:?}: {told:?}");
    }
}

#[test]
fn what_only_says_that_it_is_done_says_so_in_json() {
    let server = TestServer::start();
    feed(&mut server.client(["-"]), b"x").expect(0);
    assert_eq!(
        lines(&finish(server.client(["--json", "history", "clear", "-y"]).stdin(Stdio::null())).expect(0)),
        [json!({"forgotten": 1})]
    );
    server.home().write(".config/fpaste/config", "server = http://old\n");
    let migrated = lines(&server.home().run(["--json", "config", "migrate"]).expect(0));
    assert!(migrated[0]["path"].as_str().unwrap().ends_with("/config.toml"), "{migrated:?}");
    server.home().write("f", "content");
    let sealed = lines(&server.home().run(["--json", "seal", "f", "-o", "sealed", "--key-out", "key"]).expect(0));
    assert_eq!((&sealed[0]["file"], &sealed[0]["key_file"]), (&json!("sealed"), &json!("key")));
    let database = server.database();
    let backup = lines(&server.home().run(["--json", "serve", "backup", "--db", database.to_str().unwrap(), "copy"]).expect(0));
    assert_eq!(backup[0]["pastes"], 1, "{backup:?}");
}

#[test]
fn a_revoked_certificate_is_an_object() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "only for this test")]);
    let (admin, other) = (Person::admin(&server, 1), Person::trusted(&server, 2));
    let revoked = admin.run(&server, &["--json", "pki", "revoke", &other.serial]).expect(0);
    assert_eq!(lines(&revoked), [json!({"serial": other.serial, "revoked": true})]);
}

#[test]
fn a_path_that_is_no_text_is_told_as_well_as_it_can_be() {
    let home = Home::new();
    let folder = OsStr::from_bytes(b"f\xffolder");
    let arguments = [OsStr::new("--json"), OsStr::new("cert"), OsStr::new("-o"), folder];
    let told = lines(&home.run(arguments).expect(0));
    assert_eq!(told[0]["key"], "f\u{fffd}older/client.key");
}
