//! Creations, from their head to their row.

use serde_json::json;

use crate::protocol::pow::{Challenge, Purpose};
use crate::server::rehearsal::{Ask, NOON, Reply, Stage};

const BITS: u8 = 8;

fn proven() -> Stage {
    Stage::new(&[("pow_difficulty", "8")])
}

/// A challenge of the server's and its solution.
fn proof(stage: &Stage) -> (String, String) {
    let challenge = stage.ask("GET", "/challenge").send().expect(200).json();
    assert_eq!((challenge["enabled"].as_bool(), challenge["difficulty"].as_u64()), (Some(true), Some(u64::from(BITS))));
    let token = challenge["token"].as_str().unwrap().to_owned();
    let read = Challenge::verify_token(&token, stage.app.pow_secret(), Purpose::Create, NOON).unwrap();
    let solution = (0..1_u64 << 20).map(|number| number.to_string()).find(|text| read.verify_solution(text).is_ok()).unwrap();
    (token, solution)
}

fn with<'a>(ask: Ask<'a>, proof: &(String, String)) -> Ask<'a> {
    ask.header("X-PoW-Token", &proof.0).header("X-PoW-Solution", &proof.1)
}

fn id(reply: &Reply) -> String {
    reply.json()["id"].as_str().unwrap().to_owned()
}

#[test]
fn raw_bytes_become_a_paste() {
    let stage = Stage::new(&[]);
    let reply = stage.ask("POST", "/").body("hello").send().expect(201);
    let (made, id) = (reply.json(), id(&reply));
    assert_eq!(id.len(), 12);
    assert_eq!(reply.header("Location"), Some(format!("/{id}").as_str()));
    assert_eq!(made["delete_token"].as_str().map(str::len), Some(64));
    let token = made["delete_token"].clone();
    let expected = json!({"id": id, "url": format!("/{id}"), "raw": format!("/{id}/raw"), "mime_type": "text/plain", "size": 5,
        "created_at": NOON, "expires_at": NOON + 86_400, "delete_token": token});
    assert_eq!(made, expected);
    assert_eq!(stage.ask("GET", &format!("/{id}/raw")).send().expect(200).body, b"hello");
}

#[test]
fn json_and_a_form_become_pastes() {
    let stage = Stage::new(&[]);
    let reply = stage.ask("POST", "/").json(&json!({"content": "grüße", "more": 1})).send().expect(201);
    assert_eq!((reply.json()["mime_type"].as_str(), reply.json()["size"].as_u64()), (Some("text/plain"), Some(7)));
    for bad in ["", "{", "[]", r#"{"content": 5}"#, r#"{"content": null}"#, "\u{feff}{}"] {
        stage.ask("POST", "/").header("Content-Type", "application/json").body(bad).send().expect_error(400, "invalid_json");
    }
    let form = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: image/gif\r\n\r\nGIF\r\n--XX--\r\n";
    let reply = stage.ask("POST", "/").header("Content-Type", "multipart/form-data; boundary=XX").body(form).send().expect(201);
    assert_eq!((reply.json()["mime_type"].as_str(), reply.json()["size"].as_u64()), (Some("image/gif"), Some(3)));
    stage.ask("POST", "/").header("Content-Type", "multipart/form-data; boundary=YY").body(form).send().expect_error(400, "bad_request");
}

#[test]
fn plain_text_is_the_whole_address() {
    let stage = Stage::new(&[("url_prefix", "/paste")]);
    let reply = stage.ask("POST", "/paste/").header("Accept", "text/plain").body("x").send().expect(201);
    assert!(reply.text().starts_with("http://paste.test/paste/") && reply.text().ends_with('\n'), "{}", reply.text());
    assert!(reply.header("Location").unwrap().starts_with("/paste/"));
    let stage = Stage::new(&[("public_url", "https://p.example.com/"), ("url_prefix", "/paste")]);
    let reply = stage.ask("POST", "/").header("Accept", "text/plain").body("x").send().expect(201);
    assert!(reply.text().starts_with("https://p.example.com/paste/"), "{}", reply.text());
    assert_eq!(stage.ask("POST", "/").header("Accept", "*/*").body("y").send().header("Content-Type"), Some("application/json"));
}

#[test]
fn a_header_that_is_not_of_its_form_is_refused_and_nothing_made() {
    let stage = Stage::new(&[]);
    let long = "0".repeat(63);
    for (name, value) in [
        ("X-Expiry", "0"),
        ("X-Expiry", "soon"),
        ("X-Expiry", "-1"),
        ("X-Expiry", ""),
        ("X-Burn-After-Read", "perhaps"),
        ("X-Burn-After-Read", ""),
        ("X-Burn-Claim-Hash", &"0".repeat(64)),
        ("X-Delete-Token-Hash", &long),
        ("Idempotency-Key", "short"),
    ] {
        stage.ask("POST", "/").header(name, value).body("x").send().expect_error(400, "invalid_header");
    }
    let twice = stage.ask("POST", "/").header("X-Expiry", "60").header("X-Expiry", "60");
    twice.body("x").send().expect_error(400, "invalid_header");
    let claim = stage.ask("POST", "/").header("X-Burn-After-Read", "no").header("X-Burn-Claim-Hash", &"0".repeat(64));
    claim.body("x").send().expect_error(400, "invalid_header");
    stage.ask("POST", "/").header("X-Paste-Password", &"p".repeat(1025)).body("x").send().expect_error(400, "password_too_long");
    stage.ask("POST", "/").by(&"a".repeat(40)).header("X-Display-Name", "a\tb").body("x").send().expect_error(400, "invalid_display_name");
    stage.ask("POST", "/").header("X-Display-Name", "a\tb").body("strangers have no labels").send().expect(201);
    assert_eq!(stage.app.store.stored().unwrap().pastes, 1);
}

#[test]
fn expiry_follows_the_level_and_never_passes_the_limit() {
    let stage = Stage::new(&[]);
    let trusted = stage.issue('b', false);
    let left = |reply: Reply| reply.json()["expires_at"].as_u64().unwrap() - NOON;
    assert_eq!(left(stage.ask("POST", "/").by(&"a".repeat(40)).body("1").send()), 7 * 86_400);
    assert_eq!(left(stage.ask("POST", "/").by(&trusted).body("2").send()), 30 * 86_400);
    assert_eq!(left(stage.ask("POST", "/").header("X-Expiry", "60").body("3").send()), 60);
    assert_eq!(left(stage.ask("POST", "/").header("X-Expiry", "99999999999999999999").body("4").send()), 90 * 86_400);
}

#[test]
fn owners_and_labels_are_told_to_their_owner_alone() {
    let stage = Stage::new(&[]);
    let (alice, bob, admin) = (stage.issue('a', false), stage.issue('b', false), stage.issue('c', true));
    let reply = stage.ask("POST", "/").by(&alice).header("X-Display-Name", "notes").body("x").send().expect(201);
    assert_eq!((reply.json()["owner"].as_str(), reply.json()["display_name"].as_str()), (Some(alice.as_str()), Some("notes")));
    let path = format!("/{}", id(&reply));
    for (who, told) in [(&alice, true), (&bob, false), (&admin, true)] {
        let seen = stage.ask("GET", &path).by(who).send().expect(200).json();
        assert_eq!((seen.get("owner").is_some(), seen.get("display_name").is_some()), (told, told), "{who}");
    }
    assert_eq!(stage.ask("GET", &path).send().json().get("owner"), None);
}

#[test]
fn size_is_refused_by_its_head_and_again_by_its_bytes() {
    let stage = Stage::new(&[("max_anon", "10"), ("max_auth", "20")]);
    let refused = stage.ask("POST", "/").body("12345678901").send().expect_error(413, "too_large");
    assert_eq!(refused.json()["limit"], 10);
    stage.ask("POST", "/").body("12345678901").chunked().send().expect_error(413, "too_large");
    stage.ask("POST", "/").by(&"a".repeat(40)).body("12345678901").send().expect(201);
    let form = format!("--XX\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n{}\r\n--XX--\r\n", "x".repeat(11));
    let refused = stage.ask("POST", "/").header("Content-Type", "multipart/form-data; boundary=XX").body(form).send();
    refused.expect_error(413, "too_large");
}

#[test]
fn nothing_too_little_and_what_looks_plain_are_refused() {
    let stage = Stage::new(&[]);
    stage.ask("POST", "/").send().expect_error(400, "empty_body");
    stage.ask("POST", "/").json(&json!({"content": ""})).send().expect_error(400, "empty_body");
    let stage = Stage::new(&[("min_size", "4"), ("min_entropy", "6"), ("min_entropy_size", "64")]);
    stage.ask("POST", "/").body("abc").send().expect_error(400, "too_small");
    stage.ask("POST", "/").body("abcd").send().expect(201);
    let refused = stage.ask("POST", "/").body("ab".repeat(40)).send().expect_error(400, "low_entropy").json();
    assert_eq!((refused["entropy"].as_f64(), refused["min_entropy"].as_f64()), (Some(1.0), Some(6.0)));
    assert!(refused["hint"].is_string());
    stage.ask("POST", "/").body((0..=255).collect::<Vec<u8>>()).send().expect(201);
}

#[test]
fn the_same_content_comes_only_so_often() {
    let stage = Stage::new(&[]);
    for _ in 0..3 {
        stage.ask("POST", "/").body("again").send().expect(201);
    }
    let refused = stage.ask("POST", "/").body("again").send().expect_error(429, "duplicate");
    assert_eq!((refused.json()["count"].as_u64(), refused.json()["window_seconds"].as_u64()), (Some(3), Some(3600)));
    assert_eq!(refused.header("Retry-After"), Some("3600"));
    stage.ask("POST", "/").from("192.0.2.2").body("again").send().expect(201);
    stage.clock.advance(3600);
    stage.ask("POST", "/").body("again").send().expect(201);
}

#[test]
fn a_proof_is_asked_before_the_body_is_looked_at() {
    let stage = proven();
    stage.ask("POST", "/").send().expect_error(400, "pow_required");
    let good = proof(&stage);
    for (token, solution) in [("nonsense", good.1.as_str()), (&good.0, "x"), (&good.0, ""), (&good.0, "00"), ("", "1")] {
        let ask = stage.ask("POST", "/").header("X-PoW-Token", token).header("X-PoW-Solution", solution);
        ask.body("x").send().expect_error(400, "pow_failed");
    }
    with(stage.ask("POST", "/"), &good).body("x").send().expect(201);
    stage.ask("POST", "/").by(&stage.issue('a', false)).body("the trusted are exempt").send().expect(201);
}

#[test]
fn a_proof_expires_and_one_for_registrations_does_not_count() {
    let stage = proven();
    let good = proof(&stage);
    stage.clock.advance(301);
    with(stage.ask("POST", "/"), &good).body("x").send().expect_error(400, "pow_failed");
    let challenge = Challenge::new([7; 16], NOON + 1000, 0);
    for (purpose, status) in [(Purpose::Register, 400), (Purpose::Create, 201)] {
        let token = challenge.token(stage.app.pow_secret(), purpose);
        with(stage.ask("POST", "/"), &(token, "1".to_owned())).body("x").send().expect(status);
    }
}

#[test]
fn a_spent_proof_makes_no_second_paste_in_the_second_in_which_its_challenge_ends() {
    let stage = proven();
    let good = proof(&stage);
    stage.clock.advance(299);
    let first = with(stage.ask("POST", "/"), &good).body("x").send().expect(201);
    for (seconds, counts) in [(1, true), (1, false)] {
        stage.clock.advance(seconds);
        with(stage.ask("POST", "/"), &good).body("another").send().expect_error(400, "pow_failed");
        let again = with(stage.ask("POST", "/"), &good).body("x").send();
        if counts {
            assert_eq!(id(&again.expect(201)), id(&first), "the same paste, not a second one");
        } else {
            again.expect_error(400, "pow_failed");
        }
    }
}

#[test]
fn the_same_proof_with_the_same_request_answers_the_same_paste() {
    let stage = proven();
    let good = proof(&stage);
    let send = |body: &str, name: &str, value: &str| with(stage.ask("POST", "/"), &good).header(name, value).body(body).send();
    let first = send("x", "X-Expiry", "600").expect(201);
    let second = send("x", "X-Expiry", "600").expect(201);
    assert_eq!((id(&first), second.json().get("delete_token")), (id(&second), None));
    send("y", "X-Expiry", "600").expect_error(400, "pow_failed");
    send("x", "X-Expiry", "601").expect_error(400, "pow_failed");
    for (name, value) in [("X-Burn-After-Read", "1"), ("X-Paste-Password", "p"), ("Content-Type", "image/png")] {
        let ask = with(stage.ask("POST", "/"), &good).header("X-Expiry", "600").header(name, value);
        ask.body("x").send().expect_error(400, "pow_failed");
    }
    let by_another = with(stage.ask("POST", "/").by(&"d".repeat(40)), &good).header("X-Expiry", "600");
    by_another.body("x").send().expect_error(400, "pow_failed");
    let token = first.json()["delete_token"].as_str().unwrap().to_owned();
    stage.ask("DELETE", &format!("/{}", id(&first))).header("X-Delete-Token", &token).send().expect(200);
    send("x", "X-Expiry", "600").expect_error(400, "pow_failed");
    assert_eq!(stage.app.store.stored().unwrap().pastes, 0, "nothing is ever made again");
}

#[test]
fn an_idempotency_key_does_the_same_where_no_proof_is_asked() {
    let stage = Stage::new(&[]);
    let key = "0123456789abcdef".repeat(2);
    let send = |key: &str, body: &str| stage.ask("POST", "/").header("Idempotency-Key", key).body(body).send();
    let first = send(&key, "x").expect(201);
    assert_eq!(id(&first), id(&send(&key, "x").expect(201)));
    send(&key, "y").expect_error(409, "idempotency_mismatch");
    let elsewhere = stage.ask("POST", "/").from("192.0.2.2").header("Idempotency-Key", &key).body("y").send();
    assert_ne!(id(&first), id(&elsewhere.expect(201)));
    stage.clock.advance(601);
    assert_ne!(id(&first), id(&send(&key, "x").expect(201)));
}

#[test]
fn the_first_paste_of_a_self_made_certificate_is_idempotent_too() {
    let stage = Stage::new(&[]);
    let key = "0".repeat(64);
    let send = || stage.ask("POST", "/").by(&"d".repeat(40)).header("Idempotency-Key", &key).body("x").send().expect(201);
    let (first, second) = (send(), send());
    assert_eq!(first.json()["owner"].as_str(), Some("d".repeat(40).as_str()));
    assert_eq!(id(&first), id(&second));
}

#[test]
fn the_same_upload_twice_at_once_is_told_to_wait() {
    let stage = Stage::new(&[]);
    let key = "0".repeat(32);
    let digest: [u8; 32] =
        sha2::Digest::finalize(sha2::Digest::chain_update(<sha2::Sha256 as sha2::Digest>::new(), format!("idem:network:192.0.2.1:{key}")))
            .into();
    let flight = stage.app.throttles.in_flight.begin(digest);
    let refused = stage.ask("POST", "/").header("Idempotency-Key", &key).body("x").send().expect_error(409, "in_progress");
    assert_eq!(refused.header("Retry-After"), Some("1"));
    drop(flight);
    stage.ask("POST", "/").header("Idempotency-Key", &key).body("x").send().expect(201);
}

#[test]
fn who_may_create_is_a_setting() {
    for (create, stranger, untrusted, trusted) in
        [("anyone", 201, 201, 201), ("untrusted", 401, 201, 201), ("trusted", 401, 403, 201), ("admin", 401, 403, 403)]
    {
        let stage = Stage::new(&[("create", create)]);
        let known = stage.issue('a', false);
        stage.ask("POST", "/").body("1").send().expect(stranger);
        stage.ask("POST", "/").by(&"d".repeat(40)).body("2").send().expect(untrusted);
        stage.ask("POST", "/").by(&known).body("3").send().expect(trusted);
        stage.ask("POST", "/").by(&stage.issue('b', true)).body("4").send().expect(201);
    }
}

#[test]
fn the_rate_limit_says_where_one_stands() {
    let stage = Stage::new(&[("rate_limit", "1"), ("rate_max", "2")]);
    let first = stage.ask("POST", "/").body("1").send().expect(201);
    let told = |reply: &Reply| ["Limit", "Remaining", "Reset"].map(|part| reply.header(&format!("X-RateLimit-{part}")).map(str::to_owned));
    assert_eq!(told(&first), [Some("2".into()), Some("1".into()), Some((NOON + 60).to_string())]);
    stage.ask("POST", "/").body("2").send().expect(201);
    let refused = stage.ask("POST", "/").body("3").send().expect_error(429, "rate_limited");
    assert_eq!((refused.header("Retry-After"), told(&refused)[1].clone()), (Some("60"), Some("0".into())));
    stage.ask("POST", "/").by(&"a".repeat(40)).body("4").send().expect(201);
}

#[test]
fn a_replay_does_not_count_in_the_rate() {
    let stage = Stage::new(&[("rate_limit", "1"), ("rate_max", "2")]);
    let key = "0".repeat(32);
    for _ in 0..5 {
        let reply = stage.ask("POST", "/").header("Idempotency-Key", &key).body("x").send().expect(201);
        assert_eq!(reply.header("X-RateLimit-Remaining"), Some("1"));
    }
}

#[test]
fn a_full_quota_says_whose_and_until_when() {
    let stage = Stage::new(&[("quota_network", "10")]);
    stage.ask("POST", "/").body("12345678").send().expect(201);
    let refused = stage.ask("POST", "/").body("123").send().expect_error(507, "storage_full").json();
    assert_eq!((refused["quota"].as_str(), refused["limit"].as_u64(), refused["used"].as_u64()), (Some("network"), Some(10), Some(8)));
    assert!(refused["reset"].as_u64().unwrap() > NOON);
    stage.ask("POST", "/").by(&"a".repeat(40)).body("123").send().expect_error(507, "storage_full");
    stage.ask("POST", "/").by(&stage.issue('b', false)).body("1234567890123").send().expect(201);
    stage.ask("POST", "/").body("12").send().expect(201);
    stage.clock.advance(86_400);
    stage.ask("POST", "/").body("123").send().expect(201);
}

#[test]
fn a_chunked_upload_reserves_all_that_the_caller_may_send() {
    let stage = Stage::new(&[("quota_network", "15"), ("max_anon", "10")]);
    stage.ask("POST", "/").body("123456").send().expect(201);
    stage.ask("POST", "/").body("12").chunked().send().expect_error(507, "storage_full");
    stage.ask("POST", "/").body("12").send().expect(201);
}

#[test]
fn a_flood_raises_the_difficulty_and_quiet_lowers_it() {
    let stage = Stage::new(&[("pow_difficulty", "8"), ("antiflood_threshold", "2"), ("dedup_max", "0")]);
    for _ in 0..2 {
        let good = proof(&stage);
        with(stage.ask("POST", "/"), &good).body("x").send().expect(201);
    }
    let challenge = stage.ask("GET", "/challenge").send().json();
    assert_eq!((challenge["difficulty"].as_u64(), challenge["base_difficulty"].as_u64()), (Some(10), Some(8)));
    assert_eq!(challenge["elevated"], true);
    stage.clock.advance(60);
    assert_eq!(stage.ask("GET", "/challenge").send().json()["elevated"], false);
}

#[test]
fn a_lockdown_takes_nothing_new() {
    let stage = Stage::new(&[]);
    let made = stage.ask("POST", "/").body("x").send().expect(201);
    stage.app.store.set_lockdown(true).unwrap();
    assert!(stage.ask("POST", "/").body("y").send().expect_error(503, "unavailable").header("Retry-After").is_some());
    stage.ask("GET", made.json()["raw"].as_str().unwrap()).send().expect(200);
    stage.ask("GET", "/health").send().expect(200);
}

#[test]
fn pages_of_other_sites_may_not_create() {
    let stage = Stage::new(&[]);
    for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Sec-Purpose", "prefetch;prerender")] {
        stage.ask("POST", "/").header(name, value).body("x").send().expect_error(403, "forbidden");
    }
    for site in ["same-origin", "none"] {
        stage.ask("POST", "/").header("Sec-Fetch-Site", site).body("x").send().expect(201);
    }
}

#[test]
fn a_repeated_upload_is_answered_where_the_quota_has_no_room_for_another() {
    let stage = Stage::new(&[("quota_network", "1000"), ("quota_account", "1000")]);
    let alice = stage.issue('a', false);
    for who in [None, Some(&alice)] {
        let send = |key: char, body: &str| {
            let ask = stage.ask("POST", "/").header("Idempotency-Key", &key.to_string().repeat(32)).body(body.repeat(600));
            if let Some(sha1) = who { ask.by(sha1) } else { ask }.send()
        };
        let first = send('a', "x").expect(201);
        assert_eq!(id(&send('a', "x").expect(201)), id(&first));
        send('a', "y").expect_error(507, "storage_full");
        send('b', "x").expect_error(507, "storage_full");
    }
}
