//! Reading, burning and deleting.

use std::io::Write as _;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::protocol::hex;
use crate::server::rehearsal::{NOON, Stage};
use crate::server::spool::SpoolWriter;
use crate::server::store::{PasswordHash, PasteChange};
use crate::server::throttle::Kdf;

fn make(stage: &Stage, body: &str, headers: &[(&str, &str)]) -> String {
    let ask = headers.iter().fold(stage.ask("POST", "/"), |ask, (name, value)| ask.header(name, value));
    format!("/{}", ask.body(body).send().expect(201).json()["id"].as_str().unwrap())
}

fn raw(path: &str) -> String {
    format!("{path}/raw")
}

#[test]
fn raw_bytes_are_framed_so_that_nothing_runs() {
    let stage = Stage::new(&[]);
    let path = make(&stage, "<script>", &[("Content-Type", "text/html")]);
    let reply = stage.ask("GET", &raw(&path)).send().expect(200);
    assert_eq!(reply.header("Content-Type"), Some("text/plain; charset=utf-8"));
    assert_eq!(reply.header("Content-Disposition"), Some("inline"));
    assert!(reply.header("Content-Security-Policy").unwrap().ends_with("; sandbox"));
    assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(stage.ask("GET", &path).send().json()["mime_type"], "text/html");
}

#[test]
fn head_says_what_is_left_of_the_readers_lease() {
    let stage = Stage::new(&[]);
    let path = raw(&make(&stage, "once", &[("X-Burn-After-Read", "1")]));
    let ask = |method: &str| stage.ask(method, &path).header("X-Burn-Reader", &"ab".repeat(16)).send().expect(200);
    assert_eq!(ask("HEAD").header("X-Burn-Lease"), Some("60"), "what the first GET would answer");
    assert_eq!(ask("GET").header("X-Burn-Lease"), Some("60"));
    stage.clock.advance(45);
    for method in ["HEAD", "GET"] {
        assert_eq!(ask(method).header("X-Burn-Lease"), Some("15"), "{method}");
    }
}

#[test]
fn ranges_are_served_ignored_or_refused() {
    let stage = Stage::new(&[]);
    let path = raw(&make(&stage, "0123456789", &[]));
    let get = |range: &str| stage.ask("GET", &path).header("Range", range).send();
    for (range, body, place) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=7-99999999999999999999999", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("Bytes=-99", "0123456789", "bytes 0-9/10"),
    ] {
        let reply = get(range).expect(206);
        assert_eq!((reply.text().as_str(), reply.header("Content-Range")), (body, Some(place)), "{range}");
    }
    for range in ["bytes=4-2", "bytes=0-0,2-3", "lines=1-2", "bytes=a-b", "bytes", "bytes=-", "bytes=+1-2"] {
        assert_eq!(get(range).expect(200).text(), "0123456789", "{range}");
    }
    for range in ["bytes=10-", "bytes=99-100", "bytes=-0"] {
        let refused = get(range).expect_error(416, "range_not_satisfiable");
        assert_eq!(refused.header("Content-Range"), Some("bytes */10"), "{range}");
    }
}

#[test]
fn unknown_expired_and_burned_are_one_404() {
    let stage = Stage::new(&[]);
    let expired = make(&stage, "a", &[("X-Expiry", "60")]);
    let burned = make(&stage, "b", &[("X-Burn-After-Read", "true")]);
    stage.ask("GET", &raw(&burned)).send().expect(200);
    stage.clock.advance(60);
    let bodies: Vec<_> = ["/abcdef012345", &expired, &burned]
        .iter()
        .flat_map(|path| [(*path).to_owned(), raw(path)])
        .map(|path| {
            let mut body = stage.ask("GET", &path).header("X-Request-ID", "same").send().expect_error(404, "not_found").json();
            body.as_object_mut().unwrap().remove("request_id");
            body
        })
        .collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[test]
fn a_password_is_asked_for_and_a_wrong_one_burns_nothing() {
    let stage = Stage::new(&[]);
    let path = make(&stage, "x", &[("X-Paste-Password", "pässword"), ("X-Burn-After-Read", "1")]);
    let get = |password: Option<&str>| {
        let ask = stage.ask("GET", &raw(&path));
        password.map_or_else(|| stage.ask("GET", &raw(&path)), |password| ask.header("X-Paste-Password", password)).send()
    };
    assert_eq!(stage.ask("GET", &path).send().expect(200).json()["password_protected"], true);
    assert!(get(None).expect_error(401, "password_required").header("WWW-Authenticate").is_some());
    get(Some("wrong")).expect_error(403, "password_wrong");
    let head = stage.ask("HEAD", &raw(&path)).header("X-Paste-Password", "wrong").send();
    head.expect_error(403, "password_wrong");
    assert_eq!(get(Some("pässword")).expect(200).text(), "x");
    get(Some("pässword")).expect_error(404, "not_found");
}

#[test]
fn ten_wrong_passwords_lock_the_paste_for_that_network() {
    let stage = Stage::new(&[]);
    let path = raw(&make(&stage, "x", &[("X-Paste-Password", "right")]));
    let lock = |network: &str| {
        let id = path[1..13].parse().unwrap();
        let network: std::net::IpAddr = network.parse().unwrap();
        while stage.app.throttles.password_tries.begin(&id, network.into(), NOON).is_ok() {}
    };
    lock("192.0.2.1");
    let refused = stage.ask("GET", &path).header("X-Paste-Password", "right").send().expect_error(429, "password_locked");
    assert_eq!(refused.header("Retry-After"), Some("600"));
    stage.ask("GET", &path).from("192.0.2.2").header("X-Paste-Password", "right").send().expect(200);
    stage.clock.advance(600);
    stage.ask("GET", &path).header("X-Paste-Password", "right").send().expect(200);
}

#[test]
fn only_reading_burns() {
    let stage = Stage::new(&[]);
    let path = make(&stage, "once", &[("X-Burn-After-Read", "yes")]);
    for _ in 0..2 {
        assert_eq!(stage.ask("GET", &path).send().expect(200).json()["burn_after_read"], true);
        let head = stage.ask("HEAD", &raw(&path)).send().expect(200);
        assert_eq!(head.header("Content-Type"), Some("text/plain"));
        stage.ask("HEAD", &path).send().expect(200);
        let foreign = stage.ask("GET", &raw(&path)).header("Sec-Fetch-Site", "cross-site").send();
        foreign.expect_error(403, "forbidden");
        stage.ask("GET", &raw(&path)).header("Sec-Purpose", "prefetch").send().expect_error(403, "forbidden");
    }
    assert_eq!(stage.ask("GET", &raw(&path)).header("Range", "bytes=0-0").send().expect(200).text(), "once");
    stage.ask("GET", &path).send().expect_error(404, "not_found");
    assert!(stage.app.take_erasure());
}

#[test]
fn a_claim_keeps_scanners_from_burning() {
    let stage = Stage::new(&[]);
    let claim = [7_u8; 32];
    let path = make(&stage, "x", &[("X-Burn-After-Read", "1"), ("X-Burn-Claim-Hash", &hex(&Sha256::digest(claim)))]);
    assert_eq!(stage.ask("GET", &path).send().json()["claim_required"], true);
    stage.ask("GET", &raw(&path)).send().expect_error(403, "claim_required");
    for wrong in ["", "zz", &hex(&[8; 32])] {
        stage.ask("GET", &raw(&path)).header("X-Burn-Claim", wrong).send().expect_error(403, "claim_wrong");
    }
    assert_eq!(stage.ask("GET", &raw(&path)).header("X-Burn-Claim", &hex(&claim)).send().expect(200).text(), "x");
}

#[test]
fn a_lease_belongs_to_one_reader_and_ends() {
    let stage = Stage::new(&[]);
    let path = make(&stage, "x", &[("X-Burn-After-Read", "1"), ("X-Expiry", "30")]);
    let get = |reader: &str| stage.ask("GET", &raw(&path)).header("X-Burn-Reader", reader).send();
    let (mine, other) = ("a".repeat(32), "b".repeat(32));
    stage.ask("GET", &raw(&path)).header("X-Burn-Reader", "short").send().expect_error(400, "invalid_header");
    assert_eq!(get(&mine).expect(200).header("X-Burn-Lease"), Some("60"));
    stage.clock.advance(40);
    assert_eq!(get(&mine).expect(200).header("X-Burn-Lease"), Some("20"), "past the expiry, never extended");
    get(&other).expect_error(404, "not_found");
    stage.ask("GET", &path).send().expect_error(404, "not_found");
    stage.ask("GET", &path).header("X-Burn-Reader", &mine).send().expect(200);
    stage.ask("DELETE", &path).header("X-Burn-Reader", &other).send().expect_error(404, "not_found");
    stage.ask("DELETE", &path).header("X-Burn-Reader", &mine).send().expect(200);
    get(&mine).expect_error(404, "not_found");
    assert!(stage.app.take_erasure());
    let path = make(&stage, "y", &[("X-Burn-After-Read", "1")]);
    stage.ask("GET", &raw(&path)).header("X-Burn-Reader", &mine).send().expect(200);
    stage.clock.advance(60);
    stage.ask("GET", &raw(&path)).header("X-Burn-Reader", &mine).send().expect_error(404, "not_found");
}

#[test]
fn a_paste_is_deleted_by_its_token_its_owner_and_admins() {
    let stage = Stage::new(&[]);
    let (alice, bob, admin) = (stage.issue('a', false), stage.issue('b', false), stage.issue('c', true));
    let token = [9_u8; 32];
    let hash = hex(&Sha256::digest(token));
    let anonymous = make(&stage, "1", &[("X-Delete-Token-Hash", &hash)]);
    stage.ask("DELETE", &anonymous).send().expect_error(401, "auth_required");
    stage.ask("DELETE", &anonymous).by(&alice).send().expect_error(403, "forbidden");
    for wrong in ["", "nonsense", &hex(&[8; 32])] {
        stage.ask("DELETE", &anonymous).header("X-Delete-Token", wrong).send().expect_error(403, "forbidden");
    }
    let done = stage.ask("DELETE", &anonymous).header("X-Delete-Token", &hex(&token)).send().expect(200).json();
    assert_eq!((done["message"].as_str(), done["id"].as_str()), (Some("Paste deleted"), Some(&anonymous[1..])));
    stage.ask("DELETE", &anonymous).send().expect_error(404, "not_found");
    let own = |who: &str, body: &str| format!("/{}", stage.ask("POST", "/").by(who).body(body).send().json()["id"].as_str().unwrap());
    let path = own(&alice, "2");
    stage.ask("DELETE", &path).by(&bob).send().expect_error(403, "forbidden");
    stage.ask("DELETE", &path).by(&alice).send().expect(200);
    stage.ask("DELETE", &own(&alice, "3")).by(&admin).send().expect(200);
    let written: Vec<_> = stage.app.store.audit_page(0, 100).unwrap().into_iter().map(|row| row.event).collect();
    assert_eq!(written.iter().filter(|event| *event == "paste.delete").count(), 3, "{written:?}");
}

#[test]
fn whoever_guesses_reads_nothing_more_for_a_while() {
    let stage = Stage::new(&[("rate_limit", "1"), ("miss_max", "3")]);
    let path = make(&stage, "x", &[]);
    for guess in ["/0000", "/0001", "/0002"] {
        stage.ask("GET", guess).send().expect_error(404, "not_found");
    }
    assert!(stage.ask("GET", &raw(&path)).send().expect_error(429, "rate_limited").header("Retry-After").is_some());
    stage.ask("GET", &path).from("192.0.2.2").send().expect(200);
    stage.ask("GET", "/health").send().expect(200);
    stage.clock.advance(60);
    stage.ask("GET", &path).send().expect(200);
}

#[test]
fn a_password_that_changes_while_the_old_one_is_hashed_guards_the_new_bytes() {
    let mut stage = Stage::new(&[]);
    stage.app.throttles.kdf = Kdf::new(1, Duration::from_secs(60));
    let path = make(&stage, "old", &[("X-Paste-Password", "old")]);
    let id = path.trim_start_matches('/').parse().unwrap();
    let mut body = SpoolWriter::new(&stage.app.budget);
    body.write_all(b"new").unwrap();
    let new = PasteChange {
        body: Some((body.finish(), "text/plain".to_owned())),
        password: Some(Some(PasswordHash { salt: [8; 32], hash: [8; 32], rounds: 1 })),
        ..PasteChange::default()
    };
    std::thread::scope(|scope| {
        // Whoever waits for a turn to hash has looked the paste up before.
        let reading = stage.app.throttles.kdf.take_a_turn(|| {
            let reading = scope.spawn(|| stage.ask("GET", &raw(&path)).header("X-Paste-Password", "old").send());
            while stage.app.throttles.kdf.waiting() == 0 {
                std::thread::yield_now();
            }
            stage.app.store.update(&id, new, NOON).unwrap();
            reading
        });
        reading.unwrap().join().unwrap().expect_error(403, "password_wrong");
    });
}
