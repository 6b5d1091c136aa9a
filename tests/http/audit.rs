//! `GET /audit`: what is written down, how it is chained, and that a flood of failures leaves few rows.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::person::{self, PROXY, Person};
use crate::support::{TestServer, wait_until};

/// Every row, page by page.
fn rows(server: &TestServer, admin: &Person) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), json!(0));
    loop {
        let page = admin.get(server, &format!("/audit?after={after}&limit=7")).expect(200).json();
        all.extend(page["events"].as_array().unwrap().iter().cloned());
        let Some(next) = page.get("next") else { return all };
        after = next.clone();
    }
}

/// Recomputes the whole chain from what the server says.
fn verify(rows: &[Value]) {
    let mut previous = "0".repeat(64);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row["seq"], json!(at + 1), "no gaps");
        assert_eq!(row["previous"], json!(previous));
        let mut fields: BTreeMap<String, Value> = serde_json::from_value(row.clone()).unwrap();
        let hash = fields.remove("hash").unwrap();
        // RFC 8785: keys sorted, no spaces; these are plain strings and small integers.
        let canonical = serde_json::to_string(&fields).unwrap();
        let digest = Sha256::new().chain_update(&previous).chain_update(canonical).finalize();
        assert_eq!(hash, json!(fpaste::protocol::hex(&digest)), "{row}");
        hash.as_str().unwrap().clone_into(&mut previous);
    }
}

fn find<'a>(rows: &'a [Value], event: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["event"] == event).collect()
}

#[test]
fn acts_of_weight_are_rows_of_one_chain() {
    let server = TestServer::with(&[PROXY]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    let id = alice.create(&server, b"mine", &[]);
    let other = server.create(b"nobody's", &[]);
    let reply = alice.request(&server, "DELETE", &format!("/{id}"), &[("X-Request-ID", "delete-1")], b"").expect(200);
    assert_eq!(reply.header("x-request-id"), Some("delete-1"));
    admin.request(&server, "DELETE", &format!("/{other}"), &[], b"").expect(200);
    let token = alice.send(&server, "POST", "/tokens", &json!({ "name": "n", "scopes": ["create"], "expires_in": 60 })).expect(201).json();
    alice.request(&server, "DELETE", &format!("/tokens/{}", token["id"].as_str().unwrap()), &[], b"").expect(200);
    admin.send(&server, "POST", "/lockdown", &json!({ "on": true })).expect(200);
    admin.send(&server, "POST", "/lockdown", &json!({ "on": false })).expect(200);
    admin.request(&server, "DELETE", "/pastes?confirm=0", &[], b"").expect(200);

    let rows = rows(&server, &admin);
    verify(&rows);
    let deletions = find(&rows, "paste.delete");
    let told: Vec<_> = deletions.iter().map(|row| (row["actor"].clone(), row["subject"].clone(), row["outcome"].clone())).collect();
    assert_eq!(told, [(json!(alice.fingerprint), json!(id), json!("ok")), (json!(admin.fingerprint), json!(other), json!("ok"))]);
    assert_eq!((&deletions[0]["request_id"], &deletions[0]["address"]), (&json!("delete-1"), &json!("127.0.0.1")));
    for (event, subject) in [("token.create", token["id"].clone()), ("token.delete", token["id"].clone())] {
        assert_eq!(find(&rows, event)[0]["subject"], subject);
    }
    for event in ["lockdown.on", "lockdown.off", "paste.delete_all"] {
        assert_eq!(find(&rows, event).len(), 1, "{event}");
    }
    let text = Value::from(rows).to_string();
    assert!(!text.contains(token["token"].as_str().unwrap()));
}

#[test]
fn it_is_for_admins_and_pages_by_number() {
    let server = TestServer::with(&[PROXY]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    server.get("/audit").expect_error(401, "auth_required");
    alice.get(&server, "/audit").expect_error(403, "forbidden");
    for query in ["after=-1", "after=x", "limit=0", "limit=x"] {
        admin.get(&server, &format!("/audit?{query}")).expect_error(400, "invalid_query");
    }
    let all = rows(&server, &admin);
    assert_eq!(all.len(), 2, "the two refusals: {all:?}");
    let page = admin.get(&server, "/audit?limit=1").expect(200).json();
    assert_eq!((&page["events"][0], &page["next"]), (&all[0], &json!(1)));
    assert_eq!(admin.get(&server, "/audit?after=2").expect(200).json(), json!({ "events": [] }));
}

#[test]
fn a_flood_of_failures_is_few_rows_with_its_number() {
    let mut server = TestServer::with(&[PROXY]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    for _ in 0..50 {
        alice.get(&server, "/audit").expect_error(403, "forbidden");
        server.request("GET", "/", &[("Authorization", "Bearer fpt_guess")], b"").expect_error(401, "invalid_token");
    }
    let before = rows(&server, &admin);
    verify(&before);
    assert_eq!(find(&before, "auth.forbidden").len(), 1);
    assert_eq!(find(&before, "auth.forbidden")[0]["actor"], json!(alice.fingerprint));
    assert_eq!(find(&before, "auth.forbidden")[0]["outcome"], "refused");
    assert_eq!(find(&before, "auth.forbidden")[0]["subject"], "/audit");
    assert_eq!(find(&before, "auth.invalid_token").len(), 1);
    assert!(!Value::from(before).to_string().contains("fpt_guess"));

    // A stop writes down what was still being gathered.
    server.stop();
    server.start_again();
    let after = rows(&server, &admin);
    verify(&after);
    let told: Vec<_> = find(&after, "auth.forbidden").iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(told, [json!("refused"), json!("49")]);
}

#[test]
fn failures_to_prove_a_right_are_written_down_and_change_nothing() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob, admin) = (Person::trusted(&server, 1), Person::trusted(&server, 2), Person::admin(&server, 3));
    let id = alice.create(&server, b"alice's", &[("X-Paste-Password", "right")]);
    bob.request(&server, "DELETE", &format!("/{id}"), &[], b"").expect_error(403, "forbidden");
    server.request("GET", &format!("/{id}/raw"), &[("X-Paste-Password", "wrong")], b"").expect_error(403, "password_wrong");
    let gone = Person::until(&server, 4, person::now() - 10);
    gone.get(&server, "/pastes").expect_error(401, "auth_required");
    let revoked = Person::trusted(&server, 5);
    person::store(&server).revoke_certificate(&revoked.serial, person::now()).unwrap();
    revoked.get(&server, "/pastes").expect_error(401, "certificate_revoked");

    let rows = rows(&server, &admin);
    verify(&rows);
    for (event, subject) in [
        ("auth.forbidden", format!("/{id}")),
        ("auth.password_wrong", format!("/{id}/raw")),
        ("auth.auth_required", "/pastes".to_owned()),
        ("auth.certificate_revoked", "/pastes".to_owned()),
    ] {
        let found = find(&rows, event);
        assert_eq!((found.len(), &found[0]["subject"]), (1, &json!(subject)), "{event}");
    }
    let text = Value::from(rows).to_string();
    assert!(!text.contains("wrong\"") || !text.contains("\"right"), "no password");
}

#[test]
fn what_is_done_on_the_box_is_written_down_and_the_head_is_in_the_log() {
    let server = TestServer::with(&[PROXY]);
    let fingerprint = "ab".repeat(20);
    let admin = Person::admin(&server, 1);
    for arguments in [["grant", fingerprint.as_str()], ["block", &fingerprint], ["unblock", &fingerprint], ["revoke", &fingerprint]] {
        let mut command = server.home().fpaste(["serve", "admin"]);
        command.args(arguments).env("FLASKPASTE_DB", server.database());
        crate::support::command::finish(&mut command).expect(0);
    }
    let rows = rows(&server, &admin);
    verify(&rows);
    for event in ["admin.grant", "account.block", "account.unblock", "admin.revoke"] {
        let row = find(&rows, event)[0];
        assert_eq!((&row["actor"], &row["subject"], &row["outcome"]), (&json!("box"), &json!(fingerprint), &json!("ok")), "{event}");
    }
    wait_until("the head of the chain is logged", std::time::Duration::from_secs(10), || server.log().contains("audit head"));
}

#[test]
fn without_addresses_no_row_has_one() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_LOG_ADDRESSES", "false")]);
    let admin = Person::admin(&server, 1);
    let id = server.create(b"x", &[]);
    server.request("GET", "/pastes", &[], b"").expect(401);
    admin.request(&server, "DELETE", &format!("/{id}"), &[], b"").expect(200);
    let rows = rows(&server, &admin);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["address"] == ""), "{rows:?}");
}
