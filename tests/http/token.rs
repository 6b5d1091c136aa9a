//! `/tokens`, and what an API token may and may not do (PROTOCOL §7).

use serde_json::{Value, json};

use crate::support::person::{self, PROXY, Person};
use crate::support::{Reply, TestServer, wait_until};

const DAY: u64 = 86_400;

fn make(server: &TestServer, person: &Person, scopes: &[&str]) -> Value {
    let body = json!({ "name": "ci", "scopes": scopes, "expires_in": DAY });
    person.send(server, "POST", "/tokens", &body).expect(201).json()
}

fn with(server: &TestServer, token: &Value, method: &str, path: &str, body: &[u8]) -> Reply {
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    server.request(method, path, &[("Authorization", &bearer)], body)
}

#[test]
fn a_token_is_shown_once_and_kept_as_a_hash() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let reply =
        alice.send(&server, "POST", "/tokens", &json!({ "name": "ci", "scopes": ["read", "create"], "expires_in": 100 })).expect(201);
    let token = reply.json();
    let text = token["token"].as_str().unwrap();
    let characters = text.strip_prefix("fpt_").unwrap();
    assert!(characters.len() == 43 && characters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{text}");
    assert_eq!((&token["name"], &token["scopes"]), (&json!("ci"), &json!(["create", "read"])));
    let (made, ends) = (token["created_at"].as_u64().unwrap(), token["expires_at"].as_u64().unwrap());
    assert!(made.abs_diff(person::now()) < 10 && ends == made + 100);
    assert!(token["id"].is_string() && token.get("last_used_at").is_none());

    let list = alice.get(&server, "/tokens").expect(200);
    assert!(!list.text().contains(text));
    let mut shown = token.clone();
    shown.as_object_mut().unwrap().remove("token");
    assert_eq!(list.json(), json!({ "tokens": [shown] }));
    assert!(!server.database_holds(text.as_bytes()) && !server.log().contains(text));

    with(&server, &token, "POST", "/", b"by token").expect(201);
    let used = alice.get(&server, "/tokens").json()["tokens"][0]["last_used_at"].as_u64();
    assert!(used.is_some_and(|at| at >= made), "the next listing tells it: {used:?}");
}

#[test]
fn a_token_acts_for_its_account_within_its_scopes() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_POW_DIFFICULTY", "20")]);
    let alice = Person::trusted(&server, 1);
    let all = make(&server, &alice, &["create", "read", "list", "update", "delete"]);
    let created = with(&server, &all, "POST", "/", b"by token").expect(201).json();
    assert_eq!(created["owner"], json!(alice.fingerprint), "no proof of work, and the account's");
    let path = format!("/{}", created["id"].as_str().unwrap());
    assert_eq!(with(&server, &all, "GET", "/pastes", b"").expect(200).json()["total"], 1);
    with(&server, &all, "PUT", &path, b"changed").expect(200);
    assert_eq!(with(&server, &all, "GET", &format!("{path}/raw"), b"").expect(200).text(), "changed");
    assert_eq!(with(&server, &all, "GET", "/", b"").expect(200).json()["caller"]["level"], "trusted");

    let calls = [
        ("create", "POST", "/"),
        ("read", "GET", path.as_str()),
        ("list", "GET", "/pastes"),
        ("update", "PUT", path.as_str()),
        ("delete", "DELETE", path.as_str()),
    ];
    for (lacking, method, at) in calls {
        let scopes: Vec<_> = calls.iter().map(|(scope, _, _)| *scope).filter(|scope| *scope != lacking).collect();
        let narrow = make(&server, &alice, &scopes);
        with(&server, &narrow, method, at, b"beyond").expect_error(403, "insufficient_scope");
    }
    assert_eq!(server.get(&format!("{path}/raw")).text(), "changed", "nothing was changed beyond the scope");
    assert_eq!(alice.get(&server, "/pastes").json()["total"], 1);
    with(&server, &all, "DELETE", &path, b"").expect(200);
}

#[test]
fn a_token_is_never_admin_and_makes_no_identities() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "authority")]);
    let admin = Person::admin(&server, 1);
    let token = make(&server, &admin, &["create", "read", "list", "update", "delete"]);
    let nobodys = server.create(b"nobody's", &[]);
    for (method, path) in [
        ("POST", "/tokens"),
        ("GET", "/tokens"),
        ("DELETE", &format!("/tokens/{}", token["id"].as_str().unwrap())),
        ("POST", "/csr"),
        ("POST", "/register"),
        ("GET", "/pki/certs"),
        ("POST", "/pki/issue"),
        ("GET", "/audit"),
        ("POST", "/lockdown"),
        ("DELETE", "/pastes?confirm=1"),
        ("GET", "/pastes?all=1"),
        ("DELETE", &format!("/{nobodys}")),
        ("PUT", &format!("/{nobodys}")),
    ] {
        let reply = with(&server, &token, method, path, b"{}");
        assert_eq!(reply.status, 403, "{method} {path}: {}", reply.text());
    }
    // A certificate beside the token does not help: together they act as the token.
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    admin.request(&server, "GET", "/audit", &[("Authorization", &bearer)], b"").expect(403);
    server.get(&format!("/{nobodys}/raw")).expect(200);
    assert_eq!(admin.get(&server, "/tokens").json()["tokens"].as_array().unwrap().len(), 1);
}

#[test]
fn after_its_end_its_deletion_or_the_revocation_of_its_account_a_token_is_nothing() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob) = (Person::trusted(&server, 1), Person::trusted(&server, 2));
    let refused = |token: &Value| {
        let reply = with(&server, token, "POST", "/", b"late").expect_error(401, "invalid_token");
        assert!(reply.header("www-authenticate").is_some());
        with(&server, token, "GET", "/", b"").expect_error(401, "invalid_token");
    };
    refused(&json!({ "token": format!("fpt_{}", "A".repeat(43)) }));

    let deleted = make(&server, &alice, &["create"]);
    let path = format!("/tokens/{}", deleted["id"].as_str().unwrap());
    bob.request(&server, "DELETE", &path, &[], b"").expect_error(404, "not_found");
    server.request("DELETE", &path, &[], b"").expect_error(401, "auth_required");
    with(&server, &deleted, "POST", "/", b"still good").expect(201);
    alice.request(&server, "DELETE", &path, &[], b"").expect(200);
    alice.request(&server, "DELETE", &path, &[], b"").expect_error(404, "not_found");
    refused(&deleted);

    let short = alice.send(&server, "POST", "/tokens", &json!({ "name": "n", "scopes": ["create"], "expires_in": 1 })).expect(201).json();
    wait_until("a second passes", std::time::Duration::from_secs(5), || person::now() > short["expires_at"].as_u64().unwrap());
    refused(&short);
    assert_eq!(alice.get(&server, "/tokens").json(), json!({ "tokens": [] }), "what has ended is not listed");

    let orphan = make(&server, &alice, &["create"]);
    person::store(&server).revoke_certificate(&alice.serial, person::now()).unwrap();
    alice.get(&server, "/pastes").expect_error(401, "certificate_revoked");
    refused(&orphan);

    let blocked = make(&server, &bob, &["create"]);
    person::store(&server).set_blocked(&bob.fingerprint, true, person::now()).unwrap();
    refused(&blocked);
    let made = Person::admin(&server, 3).get(&server, "/pastes?all=1").json()["total"].clone();
    assert_eq!(made, 1, "only what was made while the token was good");
}

#[test]
fn the_token_of_an_admin_whom_the_settings_name_is_good_and_is_no_admin() {
    let admin = Person::untrusted(7);
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_ADMINS", &admin.fingerprint)]);
    let token = make(&server, &admin, &["create", "list"]);
    let created = with(&server, &token, "POST", "/", b"by token").expect(201).json();
    assert_eq!(created["owner"], json!(admin.fingerprint));
    assert_eq!(with(&server, &token, "GET", "/pastes", b"").expect(200).json()["total"], 1);
    with(&server, &token, "GET", "/pastes?all=1", b"").expect_error(403, "forbidden");
}

#[test]
fn only_trusted_callers_make_tokens_and_only_well_formed_ones() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let good = json!({ "name": "n", "scopes": ["create"], "expires_in": 60 });
    let json = [("Content-Type", "application/json")];
    server.request("POST", "/tokens", &json, good.to_string().as_bytes()).expect_error(401, "auth_required");
    Person::untrusted(9).send(&server, "POST", "/tokens", &good).expect_error(403, "forbidden");
    alice
        .request(&server, "POST", "/tokens", &[("Content-Type", "text/plain")], good.to_string().as_bytes())
        .expect_error(400, "invalid_json");
    for (field, value, code) in [
        ("name", json!(""), "invalid_name"),
        ("name", json!("a/b"), "invalid_name"),
        ("name", json!("x".repeat(65)), "invalid_name"),
        ("name", json!(1), "invalid_json"),
        ("scopes", json!([]), "invalid_json"),
        ("scopes", json!(["admin"]), "invalid_json"),
        ("scopes", json!("create"), "invalid_json"),
        ("expires_in", json!(0), "invalid_json"),
        ("expires_in", json!(-1), "invalid_json"),
        ("expires_in", json!(1.5), "invalid_json"),
        ("expires_in", json!(null), "invalid_json"),
        ("expires_in", json!(u64::MAX), "invalid_json"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        alice.send(&server, "POST", "/tokens", &body).expect_error(400, code);
    }
    assert_eq!(alice.get(&server, "/tokens").json(), json!({ "tokens": [] }));
    // Somebody else's Authorization is somebody else's business.
    server.request("GET", "/", &[("Authorization", "Basic dTpw")], b"").expect(200);
    server.request("GET", "/", &[("Authorization", "Bearer of.something.else")], b"").expect(200);
}
