//! What burned, was deleted or expired is in no file of the database soon after.

use std::time::Duration;

use crate::support::{TestServer, wait_until};

/// The promise.
const SOON: Duration = Duration::from_secs(6);

fn body(word: &str, size: usize) -> Vec<u8> {
    let mut body = format!("<{word}: these bytes must go>").into_bytes();
    body.resize(size, b'.');
    body
}

#[track_caller]
fn goes(server: &TestServer, word: &str, size: usize) {
    let needle = &body(word, size)[..word.len() + 25];
    wait_until(&format!("{word} is in no file"), SOON, || !server.database_holds(needle));
}

#[test]
fn what_burned_was_deleted_replaced_or_expired_is_in_no_file_six_seconds_later() {
    let server = TestServer::start();
    let burn = [("X-Burn-After-Read", "true")];
    let token = "ab".repeat(32);
    let hash = fpaste::protocol::hex(&<sha2::Sha256 as sha2::Digest>::digest([0xab; 32]));
    for size in [100, 5_000, 400_000] {
        let stays = server.create(&body("stays", size), &[("X-Display-Name", "x")]);
        let burned = server.create(&body("burned", size), &burn);
        let confirmed = server.create(&body("confirmed", size), &burn);
        let deleted = server.create(&body("deleted", size), &[("X-Delete-Token-Hash", &hash)]);
        server.create(&body("expired", size), &[("X-Expiry", "1")]);
        assert!(server.database_holds(b"<burned: these"));
        server.get(&format!("/{burned}/raw")).expect(200);
        let reader = [("X-Burn-Reader", "0123456789abcdef0123456789abcdef")];
        server.request("GET", &format!("/{confirmed}/raw"), &reader, b"").expect(200);
        server.request("DELETE", &format!("/{confirmed}"), &reader, b"").expect(200);
        server.request("DELETE", &format!("/{deleted}"), &[("X-Delete-Token", &token)], b"").expect(200);
        for word in ["burned", "confirmed", "deleted", "expired"] {
            goes(&server, word, size);
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
        goes(&server, "burned", size);
        server.get(&format!("/{id}")).expect_error(404, "not_found");
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
