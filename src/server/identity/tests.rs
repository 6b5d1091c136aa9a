//! Who counts as whom, and from where.

use crate::server::rehearsal::{Ask, NOON, Reply, Stage};

const SECRET: &str = "the proxy's secret";

/// Who the server takes a request for.
fn level(ask: Ask<'_>) -> String {
    ask.send().expect(200).json()["caller"]["level"].as_str().unwrap().to_owned()
}

fn about(stage: &Stage) -> Ask<'_> {
    stage.ask("GET", "/")
}

fn repeat(digit: char) -> String {
    std::iter::repeat_n(digit, 40).collect()
}

#[test]
fn the_four_levels() {
    let stage = Stage::new(&[]);
    let (trusted, admin) = (stage.issue('a', false), stage.issue('b', true));
    assert_eq!(level(about(&stage)), "anonymous");
    assert_eq!(level(about(&stage).by(&repeat('c'))), "untrusted");
    assert_eq!(level(about(&stage).by(&trusted)), "trusted");
    assert_eq!(level(about(&stage).by(&admin)), "admin");
}

#[test]
fn a_fingerprint_from_no_trusted_proxy_or_without_its_secret_is_nothing() {
    let stage = Stage::new(&[]);
    let admin = stage.issue('b', true);
    let named =
        |from: &str, secret: Option<&str>| {
            let ask = about(&stage).from(from).header("X-SSL-Client-SHA1", &admin);
            level(secret.map_or_else(
                || about(&stage).from(from).header("X-SSL-Client-SHA1", &admin),
                |secret| ask.header("X-Proxy-Secret", secret),
            ))
        };
    assert_eq!(named("127.0.0.1", Some(SECRET)), "admin");
    assert_eq!(named("::ffff:127.0.0.1", Some(SECRET)), "admin");
    for (from, secret) in [("127.0.0.1", None), ("127.0.0.1", Some("wrong")), ("127.0.0.1", Some("")), ("192.0.2.1", Some(SECRET))] {
        assert_eq!(named(from, secret), "anonymous", "{from} {secret:?}");
    }
    let twice = about(&stage).from("127.0.0.1").header("X-SSL-Client-SHA1", &admin);
    assert_eq!(level(twice.header("X-Proxy-Secret", SECRET).header("X-Proxy-Secret", "x")), "anonymous");
    for odd in [repeat('B'), "b".repeat(39), "b".repeat(41), format!("{} ", "b".repeat(39)), String::new()] {
        assert_eq!(level(about(&stage).by(&odd)), "anonymous", "{odd:?}");
    }
    let two = about(&stage).by(&admin).header("X-SSL-Client-SHA1", &repeat('c'));
    assert_eq!(level(two), "anonymous", "two fingerprints are none");
}

#[test]
fn without_a_secret_a_fingerprint_names_a_stranger_with_a_name() {
    let stage = Stage::new(&[("proxy_secret", "")]);
    let (trusted, admin) = (stage.issue('a', false), stage.issue('b', true));
    let named = |sha1: &str| about(&stage).from("127.0.0.1").header("X-SSL-Client-SHA1", sha1);
    for sha1 in [&trusted, &admin, &repeat('c')] {
        assert_eq!(level(named(sha1)), "untrusted");
    }
    for (name, value) in [
        ("Forwarded", "for=192.0.2.1"),
        ("Via", "1.1 x"),
        ("X-Forwarded-For", "192.0.2.1"),
        ("x-forwarded-anything", "1"),
        ("Sec-Fetch-Site", "none"),
    ] {
        assert_eq!(level(named(&repeat('c')).header(name, value)), "anonymous", "{name}");
    }
    // Whoever names the fingerprint of an account of this server does not act for it.
    let make = |sha1: &str, body: &str| {
        stage.ask("POST", "/").from("127.0.0.1").header("X-SSL-Client-SHA1", sha1).body(body).send().expect(201).json()
    };
    let kept = make(&trusted, "1");
    assert_eq!(kept.get("owner"), None);
    let own = make(&repeat('c'), "2");
    let delete = |id: &serde_json::Value, sha1: &str| {
        let path = format!("/{}", id["id"].as_str().unwrap());
        stage.ask("DELETE", &path).from("127.0.0.1").header("X-SSL-Client-SHA1", sha1).send()
    };
    delete(&kept, &trusted).expect_error(403, "forbidden");
    delete(&own, &repeat('d')).expect_error(403, "forbidden");
    delete(&own, &repeat('c')).expect(200);
}

#[test]
fn revoked_expired_and_blocked_are_refused_everywhere_but_at_health() {
    let stage = Stage::new(&[]);
    let (revoked, expired, blocked) = (stage.issue('a', false), stage.issue('b', false), repeat('c'));
    stage.app.store.revoke_certificate(&"a".repeat(32), NOON).unwrap();
    stage.app.store.set_blocked(&blocked, true, NOON).unwrap();
    for path in ["/", "/challenge", "/pastes", "/abcdef012345/raw", "/client"] {
        let refused = stage.ask("GET", path).by(&revoked).send().expect_error(401, "certificate_revoked");
        assert!(refused.header("WWW-Authenticate").is_some());
        stage.ask("GET", path).by(&blocked).send().expect_error(403, "forbidden");
    }
    stage.ask("POST", "/").by(&revoked).body("x").send().expect_error(401, "certificate_revoked");
    stage.clock.advance(86_400);
    stage.ask("GET", "/").by(&expired).send().expect_error(401, "auth_required");
    for sha1 in [&revoked, &expired, &blocked] {
        stage.ask("GET", "/health").by(sha1).send().expect(200);
    }
    let written: Vec<_> = stage.app.store.audit_page(0, 100).unwrap().into_iter().map(|row| row.event).collect();
    for event in ["auth.certificate_revoked", "auth.forbidden", "auth.auth_required"] {
        assert!(written.iter().any(|known| known == event), "{event}: {written:?}");
    }
}

#[test]
fn other_authorizations_are_not_ours_and_a_bad_token_is_refused() {
    let stage = Stage::new(&[]);
    for other in ["Basic dXNlcjpwYXNz", "Bearer abc", "Bearer", "Digest x=y", ""] {
        assert_eq!(level(about(&stage).header("Authorization", other)), "anonymous", "{other}");
    }
    for bad in ["Bearer fpt_nonsense", "bearer fpt_", "BEARER   fpt_x"] {
        let refused = about(&stage).header("Authorization", bad).send().expect_error(401, "invalid_token");
        assert!(refused.header("WWW-Authenticate").unwrap().contains("invalid_token"));
    }
}

#[test]
fn the_address_is_the_right_most_hop_that_nobody_vouches_for() {
    let stage = Stage::new(&[("trusted_proxies", "127.0.0.0/8, 10.0.0.0/8"), ("rate_limit", "1"), ("rate_max", "1")]);
    let seen = |from: &str, hops: &[&str]| -> String {
        let ask = hops.iter().fold(stage.ask("GET", "/"), |ask, hops| ask.header("X-Forwarded-For", hops));
        ask.from(from).send().expect(200);
        stage.app.ledger.settle(&*stage.app.store, NOON).unwrap();
        let reply: Reply =
            hops.iter().fold(stage.ask("DELETE", "/0000"), |ask, hops| ask.header("X-Forwarded-For", hops)).from(from).send();
        reply.expect(404);
        // A bad token is written down with the address.
        let refused = hops.iter().fold(stage.ask("GET", "/"), |ask, hops| ask.header("X-Forwarded-For", hops));
        refused.from(from).header("Authorization", "Bearer fpt_x").send().expect(401);
        stage.clock.advance(60);
        stage.app.store.audit_page(0, 1000).unwrap().last().unwrap().address.clone()
    };
    assert_eq!(seen("192.0.2.9", &["198.51.100.1"]), "192.0.2.9", "no proxy of ours");
    assert_eq!(seen("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(seen("127.0.0.1", &["203.0.113.5, 198.51.100.1"]), "198.51.100.1", "what is left of it may be made up");
    assert_eq!(seen("127.0.0.1", &["198.51.100.1, 10.1.2.3"]), "198.51.100.1");
    assert_eq!(seen("127.0.0.1", &["203.0.113.5", "198.51.100.2"]), "198.51.100.2", "lines are joined");
    assert_eq!(seen("127.0.0.1", &["198.51.100.3:4711"]), "198.51.100.3");
    assert_eq!(seen("127.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
    assert_eq!(seen("127.0.0.1", &["[2001:db8::2]"]), "2001:db8::2");
    assert_eq!(seen("127.0.0.1", &["198.51.100.1, unknown, 10.1.2.3"]), "10.1.2.3", "the last good one");
    assert_eq!(seen("127.0.0.1", &["unknown"]), "127.0.0.1");
    assert_eq!(seen("127.0.0.1", &["10.0.0.1, 10.0.0.2"]), "10.0.0.1");
}

#[test]
fn a_certificate_the_connection_proved_counts_in_full() {
    let stage = Stage::new(&[("proxy_secret", "")]);
    let der = b"any bytes do: the handshake has looked at them";
    assert_eq!(level(about(&stage).tls(Some(der))), "untrusted");
    assert_eq!(level(about(&stage).tls(None)), "anonymous");
    let header = about(&stage).from("127.0.0.1").tls(Some(der)).header("X-SSL-Client-SHA1", &stage.issue('a', false));
    let seen = header.send().expect(200).json();
    assert_eq!(
        seen["caller"]["fingerprint"].as_str(),
        Some(crate::pki::Sha1::of(der).to_string().as_str()),
        "the header wins only with a secret"
    );
}

#[test]
fn who_has_the_secret_is_the_prover_of_the_connection() {
    let stage = Stage::new(&[]);
    let trusted = stage.issue('a', false);
    assert_eq!(level(about(&stage).by(&trusted).tls(Some(b"the proxy's own"))), "trusted");
}

#[test]
fn self_made_certificates_may_be_worth_nothing() {
    let stage = Stage::new(&[("untrusted", "anonymous"), ("max_anon", "3")]);
    stage.ask("POST", "/").by(&repeat('c')).body("1234").send().expect_error(413, "too_large");
    let made = stage.ask("POST", "/").by(&repeat('c')).body("123").send().expect(201).json();
    assert_eq!(made["expires_at"].as_u64(), Some(NOON + 86_400));
}

#[test]
fn https_is_believed_of_a_trusted_proxy_alone_and_earns_hsts() {
    let stage = Stage::new(&[]);
    let hsts = |from: &str, proto: &str| {
        let reply = about(&stage).from(from).header("X-Forwarded-Proto", proto).send();
        reply.header("Strict-Transport-Security").map(str::to_owned)
    };
    assert_eq!(hsts("127.0.0.1", "https").as_deref(), Some("max-age=31536000"));
    assert_eq!(hsts("127.0.0.1", "http"), None);
    assert_eq!(hsts("192.0.2.1", "https"), None);
    assert_eq!(about(&stage).tls(None).send().header("Strict-Transport-Security"), None, "never by itself with the own authority");
    let stage = Stage::new(&[("hsts", "always")]);
    assert!(about(&stage).send().header("Strict-Transport-Security").is_some());
    let stage = Stage::new(&[("hsts", "never")]);
    let reply = about(&stage).from("127.0.0.1").header("X-Forwarded-Proto", "https").send();
    assert!(reply.header("Strict-Transport-Security").is_none());
}
