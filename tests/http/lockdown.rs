//! `POST /lockdown` and `fpaste serve lockdown`: what takes in stops, what gives out and takes away goes on.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::command::finish;
use crate::support::person::{self, PROXY, Person};
use crate::support::{TestServer, wait_until};

fn refused(server: &TestServer, alice: &Person, id: &str) {
    let token = json!({ "name": "n", "scopes": ["create"], "expires_in": 60 });
    let replies = [
        server.request("POST", "/", &[], b"new"),
        alice.request(server, "POST", "/", &[], b"new"),
        alice.request(server, "PUT", &format!("/{id}"), &[], b"new"),
        alice.request(server, "PUT", &format!("/{id}"), &[("X-Expiry", "60")], b""),
        alice.send(server, "POST", "/tokens", &token),
        server.request("POST", "/csr", &[("Content-Type", "application/x-pem-file")], b"x"),
        server.request("POST", "/register", &[("Content-Type", "application/json")], b"{\"common_name\":\"n\"}"),
    ];
    for reply in replies {
        let reply = reply.expect_error(503, "unavailable");
        assert!(reply.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
    }
}

fn takes(server: &TestServer) -> bool {
    server.request("POST", "/", &[], b"new").status == 201
}

#[test]
fn an_admin_locks_it_down_over_restarts_and_lifts_it() {
    let mut server = TestServer::with(&[PROXY, ("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "authority")]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    let (id, burn, other) = (
        alice.create(&server, b"kept", &[]),
        server.create(b"burns", &[("X-Burn-After-Read", "1")]),
        alice.create(&server, b"deleted", &[]),
    );
    let on = json!({ "on": true });
    let json = [("Content-Type", "application/json")];
    server.request("POST", "/lockdown", &json, b"{\"on\":true}").expect_error(401, "auth_required");
    alice.send(&server, "POST", "/lockdown", &on).expect_error(403, "forbidden");
    for body in ["", "{}", "{\"on\":1}", "[true]", "{\"on\":true"] {
        admin.request(&server, "POST", "/lockdown", &json, body.as_bytes()).expect_error(400, "invalid_json");
    }
    admin.request(&server, "POST", "/lockdown", &[], b"{\"on\":true}").expect_error(400, "invalid_json");
    assert!(takes(&server), "nothing changed so far");

    assert_eq!(admin.send(&server, "POST", "/lockdown", &on).expect(200).json(), on);
    refused(&server, &alice, &id);
    admin.send(&server, "POST", "/pki/issue", &json!({ "common_name": "n" })).expect_error(503, "unavailable");
    assert_eq!(server.get(&format!("/{id}/raw")).expect(200).text(), "kept");
    assert_eq!(server.get(&format!("/{burn}/raw")).expect(200).text(), "burns");
    alice.request(&server, "DELETE", &format!("/{other}"), &[], b"").expect(200);
    for path in ["/health", "/", "/challenge"] {
        server.get(path).expect(200);
    }
    alice.get(&server, "/pastes").expect(200);
    server.stop();
    server.start_again();
    refused(&server, &alice, &id);
    admin.send(&server, "POST", "/lockdown", &json!({ "on": false })).expect(200);
    assert!(takes(&server));
}

#[test]
fn the_box_locks_down_and_lifts_while_the_server_runs() {
    let server = TestServer::with(&[PROXY]);
    let lockdown = |word: &str| {
        let mut command = server.home().fpaste(["serve", "lockdown", word]);
        finish(command.env("FLASKPASTE_DB", server.database()))
    };
    lockdown("on").expect(0);
    assert!(!takes(&server), "at once");
    lockdown("on").expect(0);
    lockdown("off").expect(0);
    assert!(takes(&server));
    lockdown("perhaps").expect(2);
    let admin = Person::admin(&server, 1);
    let rows = admin.get(&server, "/audit").expect(200).json();
    let told: Vec<Value> = rows["events"].as_array().unwrap().iter().map(|row| row["event"].clone()).collect();
    assert_eq!(told, ["lockdown.on", "lockdown.on", "lockdown.off"]);
}

#[test]
fn the_box_names_admins_without_a_certificate() {
    let server = TestServer::with(&[PROXY]);
    let run = |arguments: &[&str]| {
        let mut command = server.home().fpaste(["serve", "admin"]);
        finish(command.args(arguments).env("FLASKPASTE_DB", server.database()))
    };
    let alice = Person::trusted(&server, 1);
    alice.get(&server, "/audit").expect_error(403, "forbidden");
    run(&["grant", &alice.fingerprint]).expect(0);
    alice.get(&server, "/audit").expect(200);
    let list = run(&["list"]).expect(0);
    assert!(list.text().contains(&alice.fingerprint) && list.text().contains("admin"), "{}", list.text());
    run(&["revoke", &alice.fingerprint]).expect(0);
    alice.get(&server, "/audit").expect_error(403, "forbidden");
    run(&["block", &alice.fingerprint]).expect(0);
    alice.get(&server, "/pastes").expect_error(403, "forbidden");
    run(&["unblock", &alice.fingerprint]).expect(0);
    alice.get(&server, "/pastes").expect(200);
    let id = alice.create(&server, b"unmistakable", &[]);
    run(&["rm", &format!("https://paste.example/{id}#key")]).expect(0);
    server.get(&format!("/{id}")).expect_error(404, "not_found");
    wait_until("what was deleted is in no file", Duration::from_secs(10), || !server.database_holds(b"unmistakable"));
    let all: Vec<_> = (0..3).map(|number| alice.create(&server, &[b'a' + number], &[])).collect();
    run(&["rm", &alice.fingerprint]).expect(0);
    assert!(all.iter().all(|id| server.get(&format!("/{id}")).status == 404), "all of that account");
    run(&["rm", &id]).expect(3);
    for wrong in [&["grant", "xyz"][..], &["grant"], &["rm", "../x"], &["promote", &alice.fingerprint]] {
        run(wrong).expect(2);
    }
    let store = person::store(&server);
    assert!(!store.has_admin().unwrap());
}
