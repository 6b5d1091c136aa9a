//! Pastes over the wire: creation and its proofs, reading, burning, deleting, and how long each lives.

use std::time::Duration;

use fpaste::protocol::hex;
use fpaste::protocol::pow::{digest, leading_zero_bits};
use sha2::{Digest, Sha256};

use crate::support::person::{PROXY, Person};
use crate::support::{Reply, TestServer, wait_until};

/// Fetches a challenge and solves it as the protocol page says, with nothing of ours but SHA-256.
fn proof(server: &TestServer) -> [(&'static str, String); 2] {
    let challenge = server.get("/challenge").expect(200).json();
    let (nonce, bits) = (challenge["nonce"].as_str().unwrap(), challenge["difficulty"].as_u64().unwrap());
    let solved = (0..1_u64 << 24).find(|number| u64::from(leading_zero_bits(&digest(nonce, &number.to_string()))) >= bits);
    [("X-PoW-Token", challenge["token"].as_str().unwrap().to_owned()), ("X-PoW-Solution", solved.unwrap().to_string())]
}

fn post(server: &TestServer, proof: &[(&'static str, String); 2], headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let all: Vec<_> = proof.iter().map(|(name, value)| (*name, value.as_str())).chain(headers.iter().copied()).collect();
    server.request("POST", "/", &all, body)
}

#[test]
fn a_challenge_has_the_fields_and_the_signature_of_the_protocol() {
    let secret = "a secret of the operator";
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "8"), ("FLASKPASTE_POW_SECRET", secret)]);
    let challenge = server.get("/challenge").expect(200).json();
    let [nonce, expires, difficulty, signature]: [&str; 4] =
        challenge["token"].as_str().unwrap().split(':').collect::<Vec<_>>().try_into().unwrap();
    assert_eq!((challenge["nonce"].as_str(), nonce.len()), (Some(nonce), 32));
    assert_eq!(challenge["expires"].as_u64().unwrap().to_string(), expires);
    assert_eq!((difficulty, challenge["difficulty"].as_u64(), challenge["base_difficulty"].as_u64()), ("8", Some(8), Some(8)));
    assert_eq!((signature.len(), challenge["elevated"].as_bool(), challenge["enabled"].as_bool()), (64, Some(false), Some(true)));
    assert!(challenge["features"].is_array());
    let off = TestServer::start().get("/challenge").expect(200).json();
    assert_eq!((off["enabled"].as_bool(), off["difficulty"].as_u64(), off.get("token")), (Some(false), Some(0), None));
}

#[test]
fn a_proof_makes_one_paste_survives_a_restart_and_answers_the_same_again() {
    let mut server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "8")]);
    server.request("POST", "/", &[], b"").expect_error(400, "pow_required");
    let good = proof(&server);
    server.stop();
    server.start_again();
    let first = post(&server, &good, &[], b"hello").expect(201);
    let again = post(&server, &good, &[], b"hello").expect(201);
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert!(first.json()["delete_token"].is_string() && again.json().get("delete_token").is_none());
    post(&server, &good, &[], b"other").expect_error(400, "pow_failed");
    post(&server, &good, &[("X-Expiry", "60")], b"hello").expect_error(400, "pow_failed");
    server.stop();
    server.start_again();
    assert_eq!(post(&server, &good, &[], b"hello").expect(201).json()["id"], first.json()["id"]);
}

#[test]
fn a_signature_is_lower_case() {
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "8")]);
    let mut good = proof(&server);
    let (signed, signature) = good[0].1.rsplit_once(':').unwrap();
    good[0].1 = format!("{signed}:{}", signature.to_ascii_uppercase());
    post(&server, &good, &[], b"x").expect_error(400, "pow_failed");
}

#[test]
fn of_many_racing_uploads_with_one_proof_one_paste_comes() {
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "8")]);
    let good = proof(&server);
    let replies: Vec<Reply> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..16).map(|_| scope.spawn(|| post(&server, &good, &[], b"raced"))).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut ids: Vec<_> = replies.iter().filter(|reply| reply.status == 201).map(|reply| reply.json()["id"].to_string()).collect();
    assert!(!ids.is_empty());
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1);
    for reply in replies.into_iter().filter(|reply| reply.status != 201) {
        assert_eq!(reply.header("Retry-After"), Some("1"));
        reply.expect_error(409, "in_progress");
    }
}

#[test]
fn curl_lines_of_the_readme_work() {
    if !crate::support::tool::is_here("curl", "--version") {
        return;
    }
    let server = TestServer::start();
    let file = server.home().write("a.png", b"\x89PNG\r\n\x1a\n\0\0");
    let curl = |arguments: &[&str]| {
        let output = server.home().program("curl").args(["-sS"]).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let made = |bytes: Vec<u8>| serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
    let url = server.url();
    let raw = made(curl(&["--data-binary", &format!("@{}", file.display()), &url]));
    assert_eq!(raw["mime_type"], "image/png");
    assert_eq!(curl(&[&format!("{url}{}", raw["raw"].as_str().unwrap())]), std::fs::read(&file).unwrap());
    let json = made(curl(&["-H", "Content-Type: application/json", "-d", r#"{"content": "hello"}"#, &url]));
    assert_eq!((json["mime_type"].as_str(), json["size"].as_u64()), (Some("text/plain"), Some(5)));
    let form = made(curl(&["-F", &format!("file=@{}", file.display()), &url]));
    assert_eq!((form["mime_type"].as_str(), form["size"].as_u64()), (Some("image/png"), Some(10)));
    let text = String::from_utf8(curl(&["-H", "Accept: text/plain", "-d", "short", &url])).unwrap();
    assert_eq!(curl(&[&format!("{}/raw", text.trim_end())]), b"short");
    let chunked = made(curl(&["-H", "Transfer-Encoding: chunked", "--data-binary", &format!("@{}", file.display()), &url]));
    assert_eq!(chunked["size"], 10);
}

#[test]
fn the_bytes_come_back_exactly_and_in_ranges() {
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "20MiB")]);
    let body: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let path = format!("/{}/raw", server.create(&body, &[]));
    assert!(server.get(&path).body == body);
    let part = server.request("GET", &path, &[("Range", "bytes=4000000-4000007")], b"").expect(206);
    assert_eq!((part.body.as_slice(), part.header("Content-Range")), (&body[4_000_000..4_000_008], Some("bytes 4000000-4000007/12000000")));
    server.request("GET", &path, &[("Range", "bytes=12000000-")], b"").expect_error(416, "range_not_satisfiable");
}

#[test]
fn of_any_number_of_readers_one_gets_what_burns() {
    let server = TestServer::start();
    for round in 0..20 {
        let path = format!("/{}/raw", server.create(format!("secret {round}").as_bytes(), &[("X-Burn-After-Read", "1")]));
        let got: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..16).map(|_| scope.spawn(|| server.get(&path).status)).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(got.iter().filter(|&&status| status == 200).count(), 1, "{got:?}");
        assert!(got.iter().all(|&status| status == 200 || status == 404), "{got:?}");
    }
}

#[test]
fn what_burned_expired_or_was_deleted_is_in_no_file_within_six_seconds() {
    let server = TestServer::start();
    let needle = |what: &str| format!("{what}-{}", "needle".repeat(600));
    let burned = server.create(needle("burned").as_bytes(), &[("X-Burn-After-Read", "1")]);
    let deleted = server.request("POST", "/", &[], needle("deleted").as_bytes()).expect(201).json();
    server.create(needle("expired").as_bytes(), &[("X-Expiry", "1")]);
    server.get(&format!("/{burned}/raw")).expect(200);
    let token = deleted["delete_token"].as_str().unwrap();
    server.request("DELETE", deleted["url"].as_str().unwrap(), &[("X-Delete-Token", token)], b"").expect(200);
    for what in ["burned", "deleted", "expired"] {
        let bytes = needle(what);
        wait_until(&format!("what {what} is gone"), Duration::from_secs(15), || !server.database_holds(bytes.as_bytes()));
    }
}

#[test]
fn a_claim_a_lease_and_its_confirmation() {
    let mut server = TestServer::start();
    let claim = [3_u8; 32];
    let hash = hex(&Sha256::digest(claim));
    let id = server.create(b"leased", &[("X-Burn-After-Read", "yes"), ("X-Burn-Claim-Hash", &hash)]);
    let (path, claim, mine) = (format!("/{id}/raw"), hex(&claim), "a".repeat(32));
    server.get(&path).expect_error(403, "claim_required");
    server.request("GET", &path, &[("X-Burn-Claim", &"0".repeat(64))], b"").expect_error(403, "claim_wrong");
    let get = |server: &TestServer, reader: &str| server.request("GET", &path, &[("X-Burn-Claim", &claim), ("X-Burn-Reader", reader)], b"");
    assert_eq!(get(&server, &mine).expect(200).header("X-Burn-Lease"), Some("60"));
    server.kill();
    server.start_again();
    assert_eq!(get(&server, &mine).expect(200).body, b"leased", "kept over a restart");
    get(&server, &"b".repeat(32)).expect_error(404, "not_found");
    server.get(&format!("/{id}")).expect_error(404, "not_found");
    server.request("DELETE", &format!("/{id}"), &[("X-Burn-Reader", &mine)], b"").expect(200);
    get(&server, &mine).expect_error(404, "not_found");
}

#[test]
fn a_password_is_checked_before_anything_burns() {
    let server = TestServer::start();
    let id = server.create(b"x", &[("X-Paste-Password", "right"), ("X-Burn-After-Read", "1")]);
    let path = format!("/{id}/raw");
    let get = |password: &str| server.request("GET", &path, &[("X-Paste-Password", password)], b"");
    let asked = server.get(&path).expect_error(401, "password_required");
    assert!(asked.header("WWW-Authenticate").is_some());
    get("wrong").expect_error(403, "password_wrong");
    assert_eq!(server.get(&format!("/{id}")).expect(200).json()["password_protected"], true);
    assert_eq!(get("right").expect(200).body, b"x");
    get("right").expect_error(404, "not_found");
}

#[test]
fn a_quota_and_a_lockdown_are_told_with_their_facts() {
    let server = TestServer::with(&[("FLASKPASTE_QUOTA_NETWORK", "10"), PROXY]);
    server.create(b"12345678", &[]);
    let full = server.request("POST", "/", &[], b"123").expect_error(507, "storage_full").json();
    assert_eq!((full["quota"].as_str(), full["limit"].as_u64(), full["used"].as_u64()), (Some("network"), Some(10), Some(8)));
    let admin = Person::admin(&server, 1);
    admin.send(&server, "POST", "/lockdown", &serde_json::json!({"on": true})).expect(200);
    let closed = server.request("POST", "/", &[], b"x").expect_error(503, "unavailable");
    assert!(closed.header("Retry-After").is_some());
}

#[test]
fn rates_and_duplicates_are_told_with_their_numbers() {
    let server = TestServer::with(&[("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_RATE_MAX", "5"), PROXY]);
    for _ in 0..3 {
        assert_eq!(server.request("POST", "/", &[], b"same").expect(201).header("X-RateLimit-Limit"), Some("5"));
    }
    let duplicate = server.request("POST", "/", &[], b"same").expect_error(429, "duplicate");
    assert_eq!((duplicate.json()["count"].as_u64(), duplicate.json()["window_seconds"].as_u64()), (Some(3), Some(3600)));
    assert!(duplicate.header("Retry-After").is_some() && duplicate.header("X-RateLimit-Remaining").is_some());
    server.request("POST", "/", &[], b"5").expect(201);
    let limited = server.request("POST", "/", &[], b"6").expect_error(429, "rate_limited");
    assert!(limited.header("Retry-After").is_some());
    assert_eq!(limited.header("X-RateLimit-Remaining"), Some("0"));
    assert!(limited.header("X-RateLimit-Reset").unwrap().parse::<u64>().unwrap() > 1_700_000_000);
    server.get("/health").expect(200);
}

#[test]
fn labels_owners_and_deletions_belong_to_their_owner() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob, admin) = (Person::trusted(&server, 1), Person::untrusted(2), Person::admin(&server, 3));
    let id = alice.create(&server, b"x", &[("X-Display-Name", "grüße")]);
    let path = format!("/{id}");
    assert_eq!(alice.get(&server, &path).json()["display_name"], "grüße");
    assert_eq!(admin.get(&server, &path).json()["owner"], alice.fingerprint.as_str());
    assert!(bob.get(&server, &path).json().get("owner").is_none());
    server.request("DELETE", &path, &[], b"").expect_error(401, "auth_required");
    bob.request(&server, "DELETE", &path, &[], b"").expect_error(403, "forbidden");
    server.request("DELETE", &path, &[("X-SSL-Client-SHA1", &alice.fingerprint)], b"").expect_error(401, "auth_required");
    let deleted = alice.request(&server, "DELETE", &path, &[], b"").expect(200).json();
    assert_eq!((deleted["message"].as_str(), deleted["id"].as_str()), (Some("Paste deleted"), Some(id.as_str())));
}
