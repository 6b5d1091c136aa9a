//! What one network may take: rates, misses, passwords, quotas; and whom a spoofed header makes nobody (PROTOCOL §2, §4).

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use fpaste::server::spool::{Budget, SpoolWriter};
use fpaste::server::store::{CreateRules, Created, NewPaste, PasswordHash};
use serde_json::json;

use crate::support::person::{self, PROXY, Person};
use crate::support::{TestServer, Wire};

#[test]
fn so_many_writes_in_a_window_and_the_headers_say_so() {
    let server =
        TestServer::with(&[PROXY, ("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_RATE_MAX", "3"), ("FLASKPASTE_RATE_WINDOW", "600")]);
    for remaining in ["2", "1", "0"] {
        let reply = server.request("POST", "/", &[], remaining.as_bytes()).expect(201);
        assert_eq!((reply.header("x-ratelimit-limit"), reply.header("x-ratelimit-remaining")), (Some("3"), Some(remaining)));
        assert!(reply.header("x-ratelimit-reset").unwrap().parse::<u64>().unwrap() > 1_700_000_000);
    }
    let refused = server.request("POST", "/", &[], b"4").expect_error(429, "rate_limited");
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=600).contains(&wait));
    server.get("/health").expect(200);
    server.get("/challenge").expect(200);
    // Somebody known has five times as much, of the same count.
    let known = Person::untrusted(1).request(&server, "POST", "/", &[], b"5").expect(201);
    assert_eq!((known.header("x-ratelimit-limit"), known.header("x-ratelimit-remaining")), (Some("15"), Some("11")));
    // Another network is another count.
    server.request("POST", "/", &[("X-Forwarded-For", "192.0.2.1")], b"6").expect(201);
}

#[test]
fn a_replay_is_answered_beyond_the_limit_and_nothing_else_is() {
    let server = TestServer::with(&[("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_RATE_MAX", "2")]);
    let (key, fresh) = ("a".repeat(32), "b".repeat(32));
    let post = |key: &str, body: &[u8]| server.request("POST", "/", &[("Idempotency-Key", key)], body);
    let made = post(&key, b"kept").expect(201).json();
    server.create(b"the last one", &[]);
    for _ in 0..3 {
        let again = post(&key, b"kept").expect(201);
        assert_eq!((&again.json()["id"], again.header("X-RateLimit-Remaining")), (&made["id"], Some("0")));
    }
    post(&key, b"other").expect_error(429, "rate_limited");
    post(&fresh, b"kept").expect_error(429, "rate_limited");
    server.request("POST", "/", &[], b"kept").expect_error(429, "rate_limited");
}

#[test]
fn the_client_is_the_right_most_hop_no_proxy_vouches_for() {
    let server = TestServer::with(&[("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_RATE_MAX", "2"), ("FLASKPASTE_RATE_WINDOW", "600")]);
    let post = |hops: &str, body: &str| server.request("POST", "/", &[("X-Forwarded-For", hops)], body.as_bytes()).status;
    assert_eq!((post("192.0.2.7", "a"), post("192.0.2.7", "b"), post("192.0.2.7", "c")), (201, 201, 429));
    // What a client writes itself stands further left: it changes nothing.
    for spoofed in ["198.51.100.1, 192.0.2.7", "127.0.0.1, 192.0.2.7, 127.0.0.1", "nonsense, 192.0.2.7", "192.0.2.7:4711"] {
        assert_eq!(post(spoofed, spoofed), 429, "{spoofed}");
    }
    // The first that does not parse ends the walk at the last good one, here the proxy itself.
    assert_eq!((post("nonsense", "d"), post("192.0.2.8", "e")), (201, 201));
    // One IPv6 /64 is one network.
    let six = |host: &str, body: &str| post(&format!("2001:db8:0:1::{host}"), body);
    assert_eq!((six("1", "f"), six("2", "g"), six("3", "h")), (201, 201, 429));
    assert_eq!(post("[2001:db8:0:1::9]:443", "i"), 429);
    assert_eq!(post("2001:db8:0:2::1", "j"), 201);
}

#[test]
fn an_untrusted_peer_is_believed_nothing() {
    let server = TestServer::with(&[
        PROXY,
        ("FLASKPASTE_TRUSTED_PROXIES", "192.0.2.0/24"),
        ("FLASKPASTE_RATE_LIMIT", "1"),
        ("FLASKPASTE_RATE_MAX", "3"),
        ("FLASKPASTE_RATE_WINDOW", "600"),
    ]);
    let admin = Person::admin(&server, 1);
    admin.get(&server, "/audit").expect_error(401, "auth_required");
    admin.get(&server, "/pastes").expect_error(401, "auth_required");
    admin.request(&server, "DELETE", "/pastes?confirm=0", &[], b"").expect_error(401, "auth_required");
    let reply = admin.request(&server, "POST", "/", &[], b"spoofed").expect(201);
    assert!(reply.json().get("owner").is_none());
    for number in 0..4_u8 {
        let status = server.request("POST", "/", &[("X-Forwarded-For", &format!("198.51.100.{number}"))], &[number, 1, 2]).status;
        assert_eq!(status, if number < 2 { 201 } else { 429 }, "the peer is what counts");
    }
    // Refused, written down, nothing changed.
    let store = person::store(&server);
    let rows = store.audit_page(0, 100).unwrap();
    assert!(rows.iter().any(|row| row.event == "auth.auth_required" && row.actor == "anonymous"), "{rows:?}");
}

#[test]
fn a_wrong_or_missing_proxy_secret_makes_nobody() {
    let server = TestServer::with(&[PROXY]);
    let admin = Person::admin(&server, 1);
    let id = admin.create(&server, b"mine", &[]);
    let [sha1, secret] = admin.headers();
    admin.get(&server, "/audit").expect(200);
    let wrong = secret.1.to_uppercase();
    for headers in [vec![sha1], vec![sha1, ("X-Proxy-Secret", &wrong)], vec![sha1, ("X-Proxy-Secret", "")], vec![sha1, secret, secret]] {
        server.request("GET", "/audit", &headers, b"").expect_error(401, "auth_required");
        server.request("DELETE", &format!("/{id}"), &headers, b"").expect_error(401, "auth_required");
        server.request("PUT", &format!("/{id}"), &headers, b"x").expect_error(401, "auth_required");
    }
    // A value that is not of its form is ignored.
    for value in ["AB".repeat(20), "ab".repeat(19), "ab".repeat(21), String::new()] {
        server.request("GET", "/audit", &[("X-SSL-Client-SHA1", &value), secret], b"").expect_error(401, "auth_required");
    }
    assert_eq!(server.get(&format!("/{id}/raw")).text(), "mine");

    // Without a secret a name is worth an untrusted certificate at most, and nothing once anything has forwarded it.
    let open = TestServer::start();
    let admin = Person::admin(&open, 1);
    let [sha1, _] = admin.headers();
    let level = |headers: &[(&str, &str)]| open.request("GET", "/", headers, b"").expect(200).json()["caller"]["level"].clone();
    assert_eq!(level(&[sha1]), json!("untrusted"));
    for forwarded in
        [("X-Forwarded-For", "192.0.2.1"), ("Via", "1.1 x"), ("Forwarded", "for=x"), ("X-Forwarded-Host", "x"), ("Sec-Fetch-Site", "none")]
    {
        assert_eq!(level(&[sha1, forwarded]), json!("anonymous"), "{forwarded:?}");
    }
    open.request("GET", "/audit", &[sha1], b"").expect_error(403, "forbidden");
}

#[test]
fn whoever_guesses_reads_no_more_for_a_minute() {
    let server = TestServer::with(&[("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_RATE_MAX", "1000"), ("FLASKPASTE_MISS_MAX", "5")]);
    let id = server.create(b"there", &[]);
    for guess in 0..5 {
        server.get(&format!("/{guess:012x}")).expect_error(404, "not_found");
    }
    for path in [format!("/{id}"), format!("/{id}/raw"), "/abcdefabcdef".to_owned()] {
        let reply = server.get(&path).expect_error(429, "rate_limited");
        assert!((1..=60).contains(&reply.header("retry-after").unwrap().parse::<u64>().unwrap()));
    }
    server.request("GET", &format!("/{id}/raw"), &[("X-Forwarded-For", "192.0.2.1")], b"").expect(200);
    server.create(b"writing goes on", &[]);
}

#[test]
fn wrong_passwords_are_counted_per_paste_and_network() {
    let server = TestServer::with(&[]);
    let id = locked(&server, 1, "right", 1000);
    let raw = format!("/{id}/raw");
    let read =
        |address: &str, password: &str| server.request("GET", &raw, &[("X-Forwarded-For", address), ("X-Paste-Password", password)], b"");
    for _ in 0..3 {
        read("192.0.2.1", "right").expect(200);
    }
    for _ in 0..10 {
        read("192.0.2.1", "wrong").expect_error(403, "password_wrong");
    }
    let locked = read("192.0.2.1", "right").expect_error(429, "password_locked");
    assert!((1..=600).contains(&locked.header("retry-after").unwrap().parse::<u64>().unwrap()));
    server.request("HEAD", &raw, &[("X-Forwarded-For", "192.0.2.1"), ("X-Paste-Password", "right")], b"").expect(429);
    assert_eq!(read("192.0.2.2", "right").expect(200).text(), "locked");
}

#[test]
fn bytes_of_a_day_and_of_the_database_end() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_QUOTA_NETWORK", "100"), ("FLASKPASTE_QUOTA_ACCOUNT", "200")]);
    server.request("POST", "/", &[], &[1; 60]).expect(201);
    let full = server.request("POST", "/", &[], &[2; 60]).expect_error(507, "storage_full").json();
    assert_eq!((&full["limit"], &full["used"], &full["quota"]), (&json!(100), &json!(60), &json!("network")));
    assert!(full["reset"].as_u64().unwrap().is_multiple_of(86_400));
    server.request("POST", "/", &[("X-Forwarded-For", "192.0.2.1")], &[3; 60]).expect(201);
    // A self-made certificate costs nothing: it counts by network. An issued one has a quota of its own.
    Person::untrusted(7).request(&server, "POST", "/", &[], &[4; 60]).expect_error(507, "storage_full");
    let alice = Person::trusted(&server, 1);
    alice.request(&server, "POST", "/", &[], &[5; 150]).expect(201);
    let full = alice.request(&server, "POST", "/", &[], &[6; 60]).expect_error(507, "storage_full").json();
    assert_eq!((&full["limit"], &full["quota"]), (&json!(200), &json!("account")));

    let tiny = TestServer::with(&[("FLASKPASTE_QUOTA_TOTAL", "1")]);
    assert_eq!(tiny.request("POST", "/", &[], b"x").expect_error(507, "storage_full").json()["quota"], "total");
    let floor = TestServer::with(&[("FLASKPASTE_DISK_FLOOR", "9000000000000000")]);
    let full = floor.request("POST", "/", &[], b"x").expect_error(507, "storage_full").json();
    assert_eq!(full["quota"], "disk");
    assert!(full.get("used").is_none(), "how large the disk is, is nobody's business");
}

/// 100,000 addresses through a trusted proxy, pipelined over a few connections.
#[test]
fn a_hundred_thousand_addresses_leave_memory_bounded() {
    let server =
        TestServer::with(&[("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_POW_DIFFICULTY", "20"), ("FLASKPASTE_LOG_LEVEL", "error")]);
    let flood = |from: u32, to: u32| {
        for start in (from..to).step_by(500) {
            let mut wire = Wire::connect(server.address());
            let mut batch = Vec::new();
            for number in start..start + 500 {
                // Misses and refused creations: each has a table of its own.
                let [what, length] = [["GET /0123456789ab", ""], ["POST /", "Content-Length: 0\r\n"]][(number % 2) as usize];
                let [_, a, b, c] = number.to_be_bytes();
                let last = if number == start + 499 { "Connection: close\r\n" } else { "" };
                let head = format!("{what} HTTP/1.1\r\nHost: x\r\n{length}{last}X-Forwarded-For: 10.{a}.{b}.{c}, 2{a}.{b}.{c}.9\r\n\r\n");
                batch.extend_from_slice(head.as_bytes());
            }
            wire.send(&batch).unwrap();
            let mut answers = Vec::new();
            let mut socket = wire.socket();
            socket.read_to_end(&mut answers).unwrap();
            assert_eq!(answers.windows(9).filter(|bytes| bytes == b"HTTP/1.1 ").count(), 500);
        }
    };
    flood(0, 2000);
    let before = server.status("VmRSS");
    std::thread::scope(|scope| {
        for part in 0..4 {
            let flood = &flood;
            scope.spawn(move || flood(2000 + part * 25_000, 2000 + (part + 1) * 25_000));
        }
    });
    let after = server.status("VmRSS");
    eprintln!("100,000 addresses: {before} KiB, then {after} KiB");
    assert!(after < before + 32 * 1024, "{before} KiB, then {after} KiB");
    server.get("/health").expect(200);
}

#[test]
fn a_flood_of_wrong_passwords_leaves_the_others_an_answer() {
    let server = TestServer::with(&[("FLASKPASTE_MISS_MAX", "0"), ("FLASKPASTE_LOG_LEVEL", "error")]);
    let pastes: Vec<_> = (0..50).map(|number| locked(&server, number, "right", 600_000)).collect();
    let open = server.create(b"open", &[]);
    let end = Instant::now() + Duration::from_secs(4);
    let mut times = Vec::new();
    std::thread::scope(|scope| {
        for attacker in 0..16_usize {
            let (server, pastes) = (&server, &pastes);
            scope.spawn(move || {
                let mut number = attacker;
                while Instant::now() < end {
                    let path = format!("/{}/raw", pastes[number % 50]);
                    let address = format!("192.0.{attacker}.{}", number % 250);
                    let reply = server.request("GET", &path, &[("X-Paste-Password", "wrong"), ("X-Forwarded-For", &address)], b"");
                    assert!(matches!(reply.status, 403 | 429 | 503), "{}", reply.text());
                    number += 1;
                }
            });
        }
        while Instant::now() < end {
            let begun = Instant::now();
            server.get(&format!("/{open}/raw")).expect(200);
            times.push(begun.elapsed());
        }
    });
    times.sort();
    let median = times[times.len() / 2];
    eprintln!("{} requests beside the flood, median {median:?}", times.len());
    // 100 ms on a machine that does nothing else; one that runs the whole suite gets some room.
    assert!(median < Duration::from_secs(1), "{median:?}");
}

/// Puts a paste with a password into the database, without waiting for the server to hash it.
fn locked(server: &TestServer, number: u8, password: &str, rounds: u32) -> String {
    let store = person::store(server);
    let mut body = SpoolWriter::new(&Budget::new(1 << 20, 1 << 20));
    body.write_all(b"locked").unwrap();
    let salt = [number; 32];
    let id = format!("10c{number:09x}");
    // Nobody knows a password that is asked for with so many rounds: its hash may as well be anything.
    let hash = if rounds > 10_000 { [0; 32] } else { pbkdf2::pbkdf2_hmac_array::<sha2::Sha256, 32>(password.as_bytes(), &salt, rounds) };
    let paste = NewPaste {
        id: id.parse().unwrap(),
        owner: None,
        mime_type: "text/plain".into(),
        created_at: person::now(),
        expires_at: person::now() + 1000,
        burn: false,
        claim_hash: None,
        password: Some(PasswordHash { salt, hash, rounds }),
        display_name: None,
        delete_token_hash: None,
    };
    assert!(matches!(store.create(paste, &body.finish(), CreateRules::default()), Ok(Created::New(_))));
    id
}
