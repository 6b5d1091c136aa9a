//! `fpaste cert`: files, modes, messages, and every kind of key as openssl sees it.

use std::os::unix::fs::PermissionsExt as _;

use super::openssl;
use crate::support::{Home, tool};

const FOLDER: &str = ".config/fpaste";

fn mode(home: &Home, name: &str) -> u32 {
    std::fs::metadata(home.path().join(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_fingerprint_goes_to_stdout_and_the_key_to_its_owner_alone() {
    let home = Home::new();
    let made = home.run(["cert", "-n", "alice@home", "-d", "30"]).expect(0);
    assert!(made.line().len() == 40 && made.line().bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{}", made.text());
    assert!(made.stderr.contains("client.key") && made.stderr.contains("alice@home, EC secp384r1, until "), "{}", made.stderr);
    assert_eq!((mode(&home, &format!("{FOLDER}/client.key")), mode(&home, FOLDER)), (0o600, 0o700));
    if tool::is_here("openssl", "version") {
        let sha1 = openssl(&home, &["x509", "-in", ".config/fpaste/client.crt", "-noout", "-fingerprint", "-sha1"]).expect(0);
        assert_eq!(sha1.line().replace(':', "").to_lowercase(), format!("sha1 fingerprint={}", made.line()));
        let end = |seconds: &str| openssl(&home, &["x509", "-in", ".config/fpaste/client.crt", "-noout", "-checkend", seconds]).code;
        assert_eq!((end("2591000"), end("2592060")), (0, 1));
    }
}

#[test]
fn every_kind_of_key_can_be_asked_for() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    for (arguments, words) in [
        (&["-c", "secp256r1"][..], "NIST CURVE: P-256"),
        (&["-a", "ec"], "NIST CURVE: P-384"),
        (&["-c", "secp521r1"], "NIST CURVE: P-521"),
        (&["-a", "rsa", "-b", "2048"], "Public-Key: (2048 bit)"),
        (&["-a", "rsa", "-b", "3072"], "Public-Key: (3072 bit)"),
        (&["-a", "rsa"], "Public-Key: (4096 bit)"),
    ] {
        home.run([&["cert", "-o", "out", "--force"], arguments].concat()).expect(0);
        let text = openssl(&home, &["x509", "-in", "out/client.crt", "-noout", "-text"]).expect(0);
        for expected in [words, "CA:FALSE", "TLS Web Client Authentication"] {
            assert!(text.text().contains(expected), "{arguments:?}: {}", text.text());
        }
        openssl(&home, &["pkey", "-in", "out/client.key", "-check", "-noout"]).expect(0);
    }
}

#[test]
fn an_option_of_the_other_kind_of_key_is_a_usage_error() {
    let home = Home::new();
    for arguments in [
        &["-b", "2048"][..],
        &["-a", "ec", "-b", "4096"],
        &["-a", "rsa", "-c", "secp256r1"],
        &["-a", "rsa", "-b", "1024"],
        &["-c", "secp256k1"],
        &["-a", "dsa"],
        &["-d", "0"],
        &["-n", "a/b"],
        &["-n", ""],
    ] {
        let refused = home.run([&["cert"], arguments].concat()).expect(2);
        assert!(refused.stdout.is_empty() && refused.stderr.starts_with("fpaste: error: "), "{arguments:?}: {}", refused.stderr);
    }
    assert!(!home.path().join(FOLDER).exists(), "nothing is left behind");
}

#[test]
fn an_existing_key_is_refused_and_force_keeps_it() {
    let home = Home::new();
    home.run(["cert", "-o", "out"]).expect(0);
    let key = std::fs::read(home.path().join("out/client.key")).unwrap();
    let refused = home.run(["cert", "-o", "out"]).expect(11);
    assert!(refused.stderr.contains("exists") && refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(std::fs::read(home.path().join("out/client.key")).unwrap(), key);
    home.run(["cert", "-o", "out", "--force"]).expect(0);
    assert_ne!(std::fs::read(home.path().join("out/client.key")).unwrap(), key);
    let names: Vec<String> =
        std::fs::read_dir(home.path().join("out")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let kept = names.iter().find(|name| name.starts_with("client.key.bak-")).unwrap();
    assert_eq!(std::fs::read(home.path().join("out").join(kept)).unwrap(), key);
    assert_eq!(mode(&home, &format!("out/{kept}")), 0o600);
    assert!(!names.iter().any(|name| name.contains(".part")), "{names:?}");
}

#[test]
fn configure_changes_its_keys_and_keeps_the_rest() {
    let home = Home::new();
    home.write(
        ".config/fpaste/config.toml",
        "# mine\nserver = 'https://paste.test' # home\nclient_key = \"old\"\n[history]\nkeys = true\n",
    );
    let made = home.run(["cert", "--configure"]).expect(0);
    let text = std::fs::read_to_string(home.path().join(".config/fpaste/config.toml")).unwrap();
    let folder = home.path().join(FOLDER);
    let expected = format!(
        "# mine\nserver = 'https://paste.test' # home\nclient_key = \"{0}/client.key\"\nclient_cert = \"{0}/client.crt\"\ncert_sha1 = \"{1}\"\n[history]\nkeys = true\n",
        folder.display(),
        made.line()
    );
    assert_eq!(text, expected);
}

#[test]
fn a_bundle_for_a_browser_holds_key_and_certificate() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    home.run(["cert", "-n", "alice", "--pkcs12", "alice.p12"]).expect(0);
    assert_eq!(mode(&home, "alice.p12"), 0o600);
    let read = openssl(&home, &["pkcs12", "-in", "alice.p12", "-passin", "pass:", "-nodes"]).expect(0);
    assert!(read.text().contains("BEGIN PRIVATE KEY") && read.text().contains("BEGIN CERTIFICATE"));
    home.run(["cert", "-o", "other", "--pkcs12", "alice.p12"]).expect(11);
    assert!(!home.path().join("other").exists());
}

#[test]
fn in_json_everything_is_said_in_one_line() {
    let home = Home::new();
    let made = home.run(["cert", "-n", "alice", "--json"]).expect(0);
    assert!(made.stderr.is_empty(), "{}", made.stderr);
    let value: serde_json::Value = serde_json::from_str(made.line()).unwrap();
    assert_eq!((value["common_name"].as_str(), value["fingerprint_sha1"].as_str().map(str::len)), (Some("alice"), Some(40)));
}
