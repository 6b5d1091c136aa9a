//! `PUT /<id>`, and `DELETE /<id>` by owners and admins (PROTOCOL §4).

use std::time::Duration;

use serde_json::json;

use crate::support::person::{self, PROXY, Person};
use crate::support::{TestServer, wait_until};

#[test]
fn the_owner_replaces_the_content_and_everybody_reads_the_new_one() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let id = alice.create(&server, b"unmistakable", &[("X-Display-Name", "mine")]);
    let before = alice.get(&server, &format!("/{id}")).json();
    let reply = alice.request(&server, "PUT", &format!("/{id}"), &[], b"GIF89a\x01\0\x01\0\0\0\0;").expect(200);
    let after = reply.json();
    assert_eq!((&after["id"], &after["size"], &after["mime_type"]), (&json!(id), &json!(14), &json!("image/gif")));
    assert_eq!((&after["created_at"], &after["expires_at"]), (&before["created_at"], &before["expires_at"]), "what is not named stays");
    assert_eq!((&after["display_name"], &after["owner"]), (&json!("mine"), &json!(alice.fingerprint)));
    assert_eq!(after["raw"], json!(format!("/{id}/raw")));
    assert_eq!(server.get(&format!("/{id}/raw")).expect(200).body, b"GIF89a\x01\0\x01\0\0\0\0;");
    wait_until("what was replaced is in no file", Duration::from_secs(10), || !server.database_holds(b"unmistakable"));

    alice.send(&server, "PUT", &format!("/{id}"), &json!({ "content": "as JSON" })).expect(200);
    let raw = server.get(&format!("/{id}/raw")).expect(200);
    assert_eq!((raw.text().as_str(), raw.header("content-length")), ("as JSON", Some("7")));
    let admin = Person::admin(&server, 2);
    admin.request(&server, "PUT", &format!("/{id}"), &[("Content-Type", "text/csv")], b"a,b").expect(200);
    assert_eq!(server.get(&format!("/{id}")).json()["mime_type"], "text/csv");
    assert_eq!(alice.get(&server, "/pastes").json()["total"], 1, "the admin did not take it over");
}

#[test]
fn headers_change_what_they_name_and_nothing_else() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_MAX_EXPIRY", "1000")]);
    let alice = Person::trusted(&server, 1);
    let id = alice.create(&server, b"content", &[]);
    let path = format!("/{id}");
    let put = |headers: &[(&str, &str)]| alice.request(&server, "PUT", &path, headers, b"");

    assert_eq!(put(&[("X-Display-Name", "größer")]).expect(200).json()["display_name"], "größer");
    let protected = put(&[("X-Paste-Password", "geheim")]).expect(200).json();
    assert_eq!((&protected["password_protected"], &protected["display_name"]), (&json!(true), &json!("größer")));
    server.get(&format!("{path}/raw")).expect_error(401, "password_required");
    assert_eq!(server.request("GET", &format!("{path}/raw"), &[("X-Paste-Password", "geheim")], b"").expect(200).text(), "content");
    let open = put(&[("X-Paste-Password", ""), ("X-Display-Name", "")]).expect(200).json();
    assert!(open.get("password_protected").is_none() && open.get("display_name").is_none(), "{open}");
    server.get(&format!("{path}/raw")).expect(200);

    let soon = put(&[("X-Expiry", "60")]).expect(200).json()["expires_at"].as_u64().unwrap();
    assert!(soon.abs_diff(person::now() + 60) <= 5, "from now");
    let late = put(&[("X-Expiry", "99999999")]).expect(200).json()["expires_at"].as_u64().unwrap();
    assert!(late.abs_diff(person::now() + 1000) <= 5, "cut to the longest");
    put(&[]).expect_error(400, "empty_body");
}

#[test]
fn only_the_owner_and_admins_change_or_delete_it() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob) = (Person::trusted(&server, 1), Person::trusted(&server, 2));
    let id = alice.create(&server, b"alice's", &[]);
    let nobodys = server.create(b"nobody's", &[]);
    for path in [format!("/{id}"), format!("/{nobodys}")] {
        for (method, body) in [("PUT", &b"mine now"[..]), ("DELETE", b"")] {
            server.request(method, &path, &[], body).expect_error(401, "auth_required");
            bob.request(&server, method, &path, &[], body).expect_error(403, "forbidden");
            Person::untrusted(9).request(&server, method, &path, &[], body).expect_error(403, "forbidden");
        }
        let wrong = [("X-Delete-Token", "00".repeat(32))];
        let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
        server.request("DELETE", &path, &wrong, b"").expect_error(403, "forbidden");
    }
    assert_eq!(server.get(&format!("/{id}/raw")).text(), "alice's", "nothing changed");
    assert_eq!(server.get(&format!("/{nobodys}/raw")).text(), "nobody's");

    let gone = alice.request(&server, "DELETE", &format!("/{id}"), &[], b"").expect(200);
    assert_eq!(gone.json(), json!({ "message": "Paste deleted", "id": id }));
    server.get(&format!("/{id}")).expect_error(404, "not_found");
    Person::admin(&server, 3).request(&server, "DELETE", &format!("/{nobodys}"), &[], b"").expect(200);
    for method in ["PUT", "DELETE"] {
        alice.request(&server, method, &format!("/{id}"), &[], b"x").expect_error(404, "not_found");
    }
}

#[test]
fn a_burn_paste_never_changes() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let id = alice.create(&server, b"once", &[("X-Burn-After-Read", "yes")]);
    alice.request(&server, "PUT", &format!("/{id}"), &[], b"twice").expect_error(409, "burn_immutable");
    alice.request(&server, "PUT", &format!("/{id}"), &[("X-Expiry", "60")], b"").expect_error(409, "burn_immutable");
    assert_eq!(server.get(&format!("/{id}/raw")).expect(200).text(), "once");
}

#[test]
fn what_is_not_of_its_form_changes_nothing() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let id = alice.create(&server, b"content", &[("X-Display-Name", "name")]);
    let long = "x".repeat(1025);
    let label = "x".repeat(129);
    for (name, value, code) in [
        ("X-Expiry", "0", "invalid_header"),
        ("X-Expiry", "soon", "invalid_header"),
        ("X-Paste-Password", long.as_str(), "password_too_long"),
        ("X-Display-Name", label.as_str(), "invalid_display_name"),
        ("X-Display-Name", "a\tb", "invalid_display_name"),
    ] {
        alice.request(&server, "PUT", &format!("/{id}"), &[(name, value)], b"new").expect_error(400, code);
    }
    let json = [("Content-Type", "application/json")];
    for body in [&b"{\"content\": 1}"[..], b"{", b"{}"] {
        alice.request(&server, "PUT", &format!("/{id}"), &json, body).expect_error(400, "invalid_json");
    }
    let row = alice.get(&server, &format!("/{id}")).json();
    assert_eq!((&row["size"], &row["display_name"]), (&json!(7), &json!("name")));
}

#[test]
fn a_new_body_counts_as_a_creation() {
    let server = TestServer::with(&[
        PROXY,
        ("FLASKPASTE_MAX_AUTH", "2000"),
        ("FLASKPASTE_MIN_SIZE", "4"),
        ("FLASKPASTE_MIN_ENTROPY", "3"),
        ("FLASKPASTE_MIN_ENTROPY_SIZE", "64"),
        ("FLASKPASTE_QUOTA_ACCOUNT", "3000"),
    ]);
    let alice = Person::trusted(&server, 1);
    let id = alice.create(&server, b"content", &[]);
    let put = |body: &[u8]| alice.request(&server, "PUT", &format!("/{id}"), &[], body);
    assert_eq!(put(&[b'x'; 2001]).expect_error(413, "too_large").json()["limit"], 2000);
    put(b"abc").expect_error(400, "too_small");
    let low = put(&[b'x'; 64]).expect_error(400, "low_entropy").json();
    assert!(low["entropy"].is_number() && low["min_entropy"].is_number() && low["hint"].is_string(), "{low}");
    let noise: Vec<u8> = (0..1900_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    put(&noise).expect(200);
    let full = put(&noise).expect_error(507, "storage_full").json();
    assert_eq!((&full["limit"], &full["quota"]), (&json!(3000), &json!("account")));
    assert_eq!(server.get(&format!("/{id}/raw")).expect(200).body, noise);
}

#[test]
fn a_new_body_counts_against_the_rate_and_other_changes_do_not() {
    let server = TestServer::with(&[
        PROXY,
        ("FLASKPASTE_RATE_LIMIT", "1"),
        ("FLASKPASTE_RATE_MAX", "2"),
        ("FLASKPASTE_RATE_AUTH_MULT", "1"),
        ("FLASKPASTE_RATE_WINDOW", "600"),
    ]);
    let alice = Person::trusted(&server, 1);
    let id = alice.create(&server, b"content", &[]);
    for _ in 0..3 {
        alice.request(&server, "PUT", &format!("/{id}"), &[("X-Display-Name", "n")], b"").expect(200);
    }
    alice.request(&server, "PUT", &format!("/{id}"), &[], b"second").expect(200);
    let refused = alice.request(&server, "PUT", &format!("/{id}"), &[], b"third").expect_error(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
    assert_eq!(server.get(&format!("/{id}/raw")).text(), "second");
}
