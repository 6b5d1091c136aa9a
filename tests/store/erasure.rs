//! What burned, was deleted or expired is in no file of the database soon after.

use std::time::Duration;

use crate::support::person::{PROXY, Person};
use crate::support::{Sabotage, TestServer, wait_until};

/// The promise.
const SOON: Duration = Duration::from_secs(6);

/// A body whose every page says what it is.
fn body(word: &str, size: usize) -> Vec<u8> {
    let mut body = needle(word).repeat(size / needle(word).len() + 1);
    body.truncate(size.max(needle(word).len()));
    body
}

fn needle(word: &str) -> Vec<u8> {
    format!("<{word}: these bytes must go>").into_bytes()
}

/// Whether any file in the server's home holds a piece of it: the database, its log, its pages that are free, whatever was beside it.
fn is_somewhere(server: &TestServer, word: &str) -> bool {
    let needle = needle(word);
    let mut files: Vec<_> = std::fs::read_dir(server.home().path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    // The log before the database: what moves from one to the other meanwhile is not missed.
    files.sort_unstable_by(|one, other| other.cmp(one));
    files.iter().any(|file| std::fs::read(file).is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle)))
}

#[track_caller]
fn goes(server: &TestServer, word: &str) {
    wait_until(&format!("{word} is in no file"), SOON, || !is_somewhere(server, word));
}

#[test]
fn what_burned_was_deleted_replaced_or_expired_is_in_no_file_six_seconds_later() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let burn = [("X-Burn-After-Read", "true")];
    let token = "ab".repeat(32);
    let hash = fpaste::protocol::hex(&<sha2::Sha256 as sha2::Digest>::digest([0xab; 32]));
    for size in [100, 5_000, 400_000] {
        let stays = server.create(&body("stays", size), &[("X-Display-Name", "x")]);
        let burned = server.create(&body("burned", size), &burn);
        let confirmed = server.create(&body("confirmed", size), &burn);
        let deleted = server.create(&body("deleted", size), &[("X-Delete-Token-Hash", &hash)]);
        let replaced = alice.create(&server, &body("replaced", size), &[]);
        server.create(&body("expired", size), &[("X-Expiry", "1")]);
        for word in ["burned", "confirmed", "deleted", "replaced"] {
            assert!(is_somewhere(&server, word), "{word} is looked for where it is");
        }
        server.get(&format!("/{burned}/raw")).expect(200);
        let reader = [("X-Burn-Reader", "0123456789abcdef0123456789abcdef")];
        server.request("GET", &format!("/{confirmed}/raw"), &reader, b"").expect(200);
        server.request("DELETE", &format!("/{confirmed}"), &reader, b"").expect(200);
        server.request("DELETE", &format!("/{deleted}"), &[("X-Delete-Token", &token)], b"").expect(200);
        alice.request(&server, "PUT", &format!("/{replaced}"), &[], b"another").expect(200);
        for word in ["burned", "confirmed", "deleted", "replaced", "expired"] {
            goes(&server, word);
        }
        assert_eq!(server.get(&format!("/{stays}/raw")).expect(200).body, body("stays", size));
    }
}

#[test]
fn what_burned_just_before_a_crash_is_in_no_file_after_the_next_start() {
    let mut server = TestServer::start();
    for size in [100, 400_000] {
        let id = server.create(&body("burned", size), &[("X-Burn-After-Read", "true")]);
        server.get(&format!("/{id}/raw")).expect(200);
        server.kill();
        server.start_again();
        goes(&server, "burned");
        server.get(&format!("/{id}")).expect_error(404, "not_found");
    }
}

#[test]
fn what_ends_by_the_clock_is_in_no_file_six_seconds_later() {
    let Some(sabotage) = Sabotage::new() else { return };
    let server = sabotage.server(&[]);
    for (round, size) in [(0, 100), (1, 5_000), (2, 400_000)] {
        let id = server.create(&body("leased", size), &[("X-Burn-After-Read", "true")]);
        server.request("GET", &format!("/{id}/raw"), &[("X-Burn-Reader", "0123456789abcdef0123456789abcdef")], b"").expect(200);
        server.create(&body("expired", size), &[("X-Expiry", "86400")]);
        assert!(is_somewhere(&server, "leased") && is_somewhere(&server, "expired"));
        // A lease that nobody confirms ends after a minute.
        sabotage.set_clock(round * 200_000 + 61);
        goes(&server, "leased");
        assert!(is_somewhere(&server, "expired"));
        sabotage.set_clock(round * 200_000 + 86_500);
        goes(&server, "expired");
        sabotage.set_clock((round + 1) * 200_000);
    }
}

#[test]
fn a_lease_outlasts_a_crash_and_is_nobody_elses() {
    let mut server = TestServer::start();
    let id = server.create(b"leased", &[("X-Burn-After-Read", "true")]);
    let (reader, raw) = ([("X-Burn-Reader", "0123456789abcdef0123456789abcdef")], format!("/{id}/raw"));
    server.request("GET", &raw, &reader, b"").expect(200);
    server.kill();
    server.start_again();
    server.get(&raw).expect_error(404, "not_found");
    server.get(&format!("/{id}")).expect_error(404, "not_found");
    assert_eq!(server.request("GET", &raw, &reader, b"").expect(200).body, b"leased");
}

#[test]
fn an_operator_hears_who_keeps_what_was_deleted_in_the_log() {
    let server = TestServer::start();
    let id = server.create(&body("burned", 5000), &[("X-Burn-After-Read", "true")]);
    let other = rusqlite::Connection::open(server.database()).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM paste").unwrap();
    server.get(&format!("/{id}/raw")).expect(200);
    wait_until("it is told", Duration::from_secs(60), || server.log().contains("another program, or a backup, reads the database"));
    assert!(is_somewhere(&server, "burned"));
    other.execute_batch("COMMIT").unwrap();
    goes(&server, "burned");
    assert!(!server.log().contains("could not clean up"), "{}", server.log());
}
