//! Who a client is to the server once TLS has spoken: every kind of key, every kind of certificate, sessions, revocation.

use std::sync::atomic::{AtomicUsize, Ordering};

use fpaste::pki::{Authority, Certificate, KeyKind, Lifespan, PrivateKey, Request};
use fpaste::server::store::IssuedCertificate;
use fpaste::sys::entropy::SystemEntropy;

use crate::support::person::{now, store};
use crate::support::{Reply, Shows, TestServer, TlsClient};

const PASSWORD: &str = "the authority's password";
const DAY: u64 = 86_400;

fn server() -> TestServer {
    TestServer::with_arguments(&[("FLASKPASTE_PKI_CA_PASSWORD", PASSWORD), ("FLASKPASTE_REGISTER_POW", "0")], &["--tls"])
}

/// The server's own authority, opened beside it.
fn authority(server: &TestServer) -> Authority {
    let kept = store(server).authority().unwrap().unwrap();
    Authority::open(&kept.certificate_pem, &kept.key_pem, PASSWORD.as_bytes()).unwrap()
}

/// A certificate and its key.
struct Held {
    certificate: Certificate,
    key: PrivateKey,
}

impl Held {
    /// Made by itself: begun so long ago, for so many days.
    fn self_made(kind: KeyKind, begun: u64, days: u32) -> Self {
        let key = PrivateKey::generate(kind).unwrap();
        let lifespan = Lifespan::days(begun, days).unwrap();
        let certificate = Certificate::self_signed(&"self-made".parse().unwrap(), &key, lifespan, &SystemEntropy).unwrap();
        Self { certificate, key }
    }

    fn issued(authority: &Authority, begun: u64, days: u32) -> Self {
        let lifespan = Lifespan::days(begun, days).unwrap();
        let (certificate, key) = authority.issue_with_key(&"issued".parse().unwrap(), lifespan, &SystemEntropy).unwrap();
        Self { certificate, key }
    }

    /// Kept by the server as one it issued.
    fn kept(self, server: &TestServer) -> Self {
        let facts = self.certificate.facts().unwrap();
        let row = IssuedCertificate {
            serial: facts.serial,
            common_name: "issued".into(),
            sha1: self.certificate.sha1().to_string(),
            sha256: self.certificate.sha256().to_string(),
            issued_at: facts.not_before,
            expires_at: facts.not_after,
            revoked_at: None,
        };
        store(server).add_certificate(row, None, false).unwrap();
        self
    }

    fn shows(&self) -> Shows<'_> {
        Shows { certificate: &self.certificate, key: &self.key }
    }

    fn client(&self, authority: &Authority) -> TlsClient {
        TlsClient::new(authority.certificate(), Some(self.shows()))
    }
}

/// The level the server sees, from `GET /`.
fn level(reply: &Reply) -> String {
    match reply.status {
        200 => reply.json()["caller"]["level"].as_str().unwrap().to_owned(),
        status => format!("{status} {}", reply.code()),
    }
}

const JSON: &[(&str, &str)] = &[("Accept", "application/json")];

#[test]
fn every_kind_of_key_proves_itself_in_both_versions() {
    let server = server();
    let authority = authority(&server);
    for kind in KeyKind::ALL {
        let held = Held::self_made(kind, now(), 1);
        for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
            let client = TlsClient::speaking(authority.certificate(), Some(held.shows()), &[version]);
            let reply = client.request(server.address(), "GET", "/", JSON, b"").unwrap();
            assert_eq!(level(&reply), "untrusted", "{kind:?} {version:?}");
            assert_eq!(reply.json()["caller"]["fingerprint"], held.certificate.sha1().to_string());
        }
    }
}

#[test]
fn of_a_thousand_handshakes_each_lands_where_it_belongs() {
    let server = server();
    let own = authority(&server);
    let foreign = Authority::create(&"foreign".parse().unwrap(), now() - 100 * DAY, &SystemEntropy).unwrap();
    let ours = |begun: u64, days: u32| Held::issued(&own, begun, days);
    let theirs = |begun: u64, days: u32| Held::issued(&foreign, begun, days);
    let revoked = ours(now(), 30).kept(&server);
    assert_eq!(store(&server).revoke_certificate(&revoked.certificate.facts().unwrap().serial, now()).unwrap(), Some(true));
    let wrong_usage = {
        let (certificate, key) = own.issue_for_server(&["localhost".into()], Lifespan::days(now(), 30).unwrap(), &SystemEntropy).unwrap();
        Held { certificate, key }
    };
    let authority_as_leaf = {
        let made = Authority::create(&"leaf".parse().unwrap(), now(), &SystemEntropy).unwrap();
        let certificate = made.certificate().clone();
        // Its key stays inside; what is refused is the certificate, before any key is looked at.
        Held { certificate, key: PrivateKey::generate(KeyKind::P384).unwrap() }
    };
    let stolen = Held { certificate: ours(now(), 30).kept(&server).certificate, key: PrivateKey::generate(KeyKind::P384).unwrap() };
    let classes: Vec<(&str, Option<Held>, &str)> = vec![
        ("none", None, "anonymous"),
        ("issued, valid", Some(ours(now(), 30).kept(&server)), "trusted"),
        ("issued, expired", Some(ours(now() - 40 * DAY, 30).kept(&server)), "401 auth_required"),
        ("issued, revoked", Some(revoked), "401 certificate_revoked"),
        ("of a foreign authority, valid", Some(theirs(now(), 30)), "untrusted"),
        ("of a foreign authority, expired", Some(theirs(now() - 40 * DAY, 30)), "anonymous"),
        ("of a foreign authority, not yet valid", Some(theirs(now() + DAY, 30)), "anonymous"),
        ("self-made, valid", Some(Held::self_made(KeyKind::P256, now(), 30)), "untrusted"),
        ("self-made, expired", Some(Held::self_made(KeyKind::P256, now() - 40 * DAY, 30)), "anonymous"),
        ("of our authority, but unknown to us", Some(ours(now(), 30)), "untrusted"),
        ("an authority as a leaf", Some(authority_as_leaf), "refused"),
        ("for servers", Some(wrong_usage), "refused"),
        ("somebody else's", Some(stolen), "refused"),
    ];
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= 1000 {
                        return;
                    }
                    let (what, held, expected) = &classes[number % classes.len()];
                    let client = TlsClient::new(own.certificate(), held.as_ref().map(Held::shows));
                    let landed = client
                        .request(server.address(), "GET", "/", JSON, b"")
                        .map_or_else(|_| "refused".to_owned(), |reply| level(&reply));
                    assert_eq!(landed, *expected, "{what}");
                }
            });
        }
    });
}

#[test]
fn revocation_counts_on_the_next_request_of_an_open_connection_and_of_a_resumed_session() {
    let server = server();
    let authority = authority(&server);
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let held = Held::issued(&authority, now(), 30).kept(&server);
        let admin = Held::issued(&authority, now(), 30).kept(&server);
        store(&server).grant_admin(&admin.certificate.sha1().to_string(), now()).unwrap();
        let client = TlsClient::speaking(authority.certificate(), Some(held.shows()), &[version]);
        let mut open = client.connect(server.address()).unwrap();
        open.request("GET", "/pastes", &[], b"").expect(200);
        let mut resumed = client.connect(server.address()).unwrap();
        assert!(resumed.resumed(), "{version:?}");
        resumed.request("GET", "/pastes", &[], b"").expect(200);

        let path = format!("/pki/revoke/{}", held.certificate.facts().unwrap().serial);
        admin.client(&authority).request(server.address(), "POST", &path, &[], b"").unwrap().expect(200);
        open.request("GET", "/pastes", &[], b"").expect_error(401, "certificate_revoked");
        open.request("GET", "/health", &[], b"").expect(200);
        let mut after = client.connect(server.address()).unwrap();
        assert!(after.resumed(), "{version:?}");
        after.request("GET", "/pastes", &[], b"").expect_error(401, "certificate_revoked");
    }
}

#[test]
fn a_header_that_names_somebody_is_nothing_against_a_proven_certificate() {
    let server = server();
    let authority = authority(&server);
    let (victim, attacker) = (Held::issued(&authority, now(), 30).kept(&server), Held::self_made(KeyKind::P256, now(), 30));
    let sha1 = victim.certificate.sha1().to_string();
    let headers = [JSON[0], ("X-SSL-Client-SHA1", sha1.as_str()), ("X-Proxy-Secret", "guess")];
    let reply = attacker.client(&authority).request(server.address(), "GET", "/", &headers, b"").unwrap();
    assert_eq!(reply.json()["caller"]["fingerprint"], attacker.certificate.sha1().to_string());
    let stranger = TlsClient::new(authority.certificate(), None);
    assert_ne!(level(&stranger.request(server.address(), "GET", "/", &headers, b"").unwrap()), "trusted");
}

#[test]
fn the_server_is_itself_under_every_name_it_has_and_no_other() {
    let server = TestServer::with_arguments(&[("FLASKPASTE_TLS_NAME", "paste.home.lan, 192.0.2.77")], &["--tls"]);
    let pem = TlsClient::trusting_anything().get(server.address(), "/pki/ca.crt").expect(200).body;
    let client = TlsClient::new(&Certificate::from_pem(&pem).unwrap(), None);
    for name in ["localhost", "127.0.0.1", "paste.home.lan", "192.0.2.77"] {
        assert!(client.clone().for_host(name).request(server.address(), "GET", "/health", &[], b"").is_ok(), "{name}");
    }
    assert!(client.clone().for_host("other.home.lan").connect(server.address()).is_err());
}

#[test]
fn a_restart_shows_another_certificate_of_the_same_authority() {
    let mut server = server();
    let before = authority(&server);
    let held = Held::issued(&before, now(), 30).kept(&server);
    let client = held.client(&before);
    client.get(server.address(), "/pastes").expect(200);
    server.stop();
    server.start_again();
    assert_eq!(authority(&server).certificate(), before.certificate());
    client.get(server.address(), "/pastes").expect(200);
}

#[test]
fn a_request_signed_by_any_kind_of_key_is_answered() {
    let server = server();
    let authority = authority(&server);
    let client = TlsClient::new(authority.certificate(), None);
    let first = Held::issued(&authority, now(), 30).kept(&server);
    store(&server).grant_admin(&first.certificate.sha1().to_string(), now()).unwrap();
    for kind in KeyKind::ALL {
        let key = PrivateKey::generate(kind).unwrap();
        let request = Request::make(&"any kind".parse().unwrap(), &key).unwrap();
        let reply = client.request(server.address(), "POST", "/csr", &[], request.as_bytes()).unwrap().expect(200);
        let held = Held { certificate: Certificate::from_pem(&reply.body).unwrap(), key };
        assert_eq!(level(&held.client(&authority).request(server.address(), "GET", "/", JSON, b"").unwrap()), "trusted", "{kind:?}");
    }
}
