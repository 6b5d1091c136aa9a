//! Every command line of the FlaskPaste README works unchanged.

use std::fs;
use std::process::Stdio;

use crate::support::command::{feed, finish};
use crate::support::{Outcome, TestServer};

fn run(server: &TestServer, line: &str) -> Outcome {
    finish(server.client(line.split_whitespace()).stdin(Stdio::null()))
}

#[test]
fn creating() {
    let server = TestServer::start();
    server.home().write("file.txt", "content");
    server.home().write("secret.txt", "secret");
    server.home().write("temp.txt", "temp");
    for (line, content, encrypted) in [
        ("create file.txt", "content", true),
        ("file.txt", "content", true),
        ("create -E file.txt", "content", false),
        ("-E file.txt", "content", false),
        ("create -b secret.txt", "secret", true),
        ("-b secret.txt", "secret", true),
        ("create -x 3600 temp.txt", "temp", true),
        ("-x 3600 temp.txt", "temp", true),
        ("-b -x 3600 secret.txt", "secret", true),
        ("create -n motd.txt file.txt", "content", true),
    ] {
        let outcome = run(&server, line).expect(0);
        let link = outcome.line().to_owned();
        assert_eq!(outcome.stderr, "", "{line}");
        assert_eq!(link.contains('#'), encrypted, "{line}");
        assert_eq!(link.lines().count(), 1, "{line}");
        let meta = run(&server, &format!("--json get -m {link}")).expect(0);
        let meta: serde_json::Value = serde_json::from_str(meta.line()).unwrap();
        assert_eq!(meta["burn_after_read"] == true, line.contains("-b "), "{line}");
        if line.contains("3600") {
            assert_eq!(meta["expires_at"].as_u64().unwrap() - meta["created_at"].as_u64().unwrap(), 3600, "{line}");
        }
        assert_eq!(run(&server, &format!("get {link}")).expect(0).text(), content, "{line}");
    }
    for arguments in [vec![], vec!["create"], vec!["create", "-"]] {
        let link = feed(&mut server.client(&arguments), b"piped").expect(0);
        assert_eq!(run(&server, &format!("get {}", link.line())).expect(0).text(), "piped");
    }
}

#[test]
fn reading_listing_and_deleting() {
    let server = TestServer::start();
    server.home().write("file.txt", "content");
    let make = || run(&server, "file.txt").expect(0).line().to_owned();
    let id = |link: &str| link.split('#').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let (first, second, third) = (make(), make(), make());
    assert_eq!(run(&server, &first).expect(0).text(), "content", "a link alone is get");
    let meta = run(&server, &format!("get -m {}", id(&first))).expect(0);
    assert!(meta.text().starts_with(&format!("id\t{}\n", id(&first))), "{}", meta.text());
    run(&server, &format!("get -o saved.txt {first}")).expect(0);
    assert_eq!(fs::read(server.home().path().join("saved.txt")).unwrap(), b"content");
    run(&server, "list").expect(4);
    run(&server, "list --all").expect(4);
    run(&server, &format!("delete {}", id(&first))).expect(0);
    run(&server, &format!("delete {} {}", id(&second), third)).expect(0);
    for link in [&first, &second, &third] {
        run(&server, &format!("get {link}")).expect(3);
    }
    run(&server, "delete --all --confirm 42").expect(4);
    let outcome = run(&server, "delete --all").expect(2);
    assert!(outcome.stderr.contains("fpaste delete --all --confirm "), "{}", outcome.stderr);
    let info = run(&server, "info").expect(0);
    assert!(info.text().contains("anonymous"), "{}", info.text());
}

#[test]
fn certificates() {
    let server = TestServer::with(&[
        ("FLASKPASTE_REGISTER_POW", "1"),
        ("FLASKPASTE_PKI_ENABLED", "1"),
        ("FLASKPASTE_PKI_CA_PASSWORD", "a password"),
    ]);
    for (line, code) in [
        ("cert -o a", 0),
        ("cert -a ec -c secp256r1 -o b", 0),
        ("cert -a rsa -b 2048 -d 30 -n me -o c", 0),
        ("cert -a ec -c secp521r1 -n me -o d", 0),
        ("cert -b 2048 -o e", 2),
        ("cert -a rsa -c secp256r1 -o e", 2),
        ("cert -o a", 11),
        ("cert --force -o a", 0),
    ] {
        let outcome = run(&server, line).expect(code);
        if code == 0 {
            let fingerprint = outcome.line();
            assert!(
                fingerprint.len() == 40 && fingerprint.bytes().all(|byte| b"0123456789abcdef".contains(&byte)),
                "{line}: {fingerprint}"
            );
        }
    }
    run(&server, "register -n alice -o r").expect(0);
    run(&server, "register --configure -n bob").expect(0);
    let config = fs::read_to_string(server.home().path().join(".config/fpaste/config.toml")).unwrap();
    assert!(config.contains("client_cert") && config.contains("client_key"), "{config}");
}
