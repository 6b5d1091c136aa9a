//! TLS as the client sees it: whom it believes, what it shows, and what it says when a handshake fails.

use std::net::TcpListener;
use std::process::Stdio;
use std::sync::Arc;

use fpaste::client::{Client, Error, Options, Place, Quiet, TlsFault, Trust};
use fpaste::pki::{Authority, Lifespan};
use fpaste::sys::entropy::SystemEntropy;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use crate::support::command::{feed, finish};
use crate::support::person::now;
use crate::support::tls::TlsClient;
use crate::support::{Home, Reply, TestServer, Wire, tool};

fn server() -> TestServer {
    TestServer::with(&[("FLASKPASTE_TLS", "1"), ("FLASKPASTE_PKI_ENABLED", "1")])
}

/// The authority of a server, as a file.
fn authority(server: &TestServer, home: &Home) -> String {
    let pem = TlsClient::trusting_anything().get(server.address(), "/pki/ca.crt").expect(200).body;
    home.write("ca.pem", pem).to_str().unwrap().to_owned()
}

#[test]
fn an_unknown_issuer_is_refused_and_a_known_one_believed() {
    let (server, home) = (server(), Home::new());
    let refused = home.run(["-s", &server.url(), "info"]).expect(6);
    assert_eq!(
        refused.stderr,
        "fpaste: error: server certificate not trusted: its issuer is unknown here\n  \
         hint: fpaste pki download --configure      (compare the fingerprint it prints with the server's)\n"
    );
    let ca = authority(&server, &home);
    let link = feed(&mut home.fpaste(["-s", &server.url(), "--ca-cert", &ca]), b"over tls").expect(0).line().to_owned();
    assert_eq!(home.run(["--ca-cert", &ca, "get", &link]).expect(0).text(), "over tls");
    let insecure = home.run(["-s", &server.url(), "-k", "info", "--check"]).expect(0);
    assert_eq!(insecure.stderr, "fpaste: warning: the server's certificate is not checked (--insecure)\n");
    let large = vec![b'x'; 2 << 20];
    let noise: Vec<u8> = large.iter().enumerate().map(|(at, byte)| byte ^ (at as u8) ^ ((at >> 8) as u8).wrapping_mul(31)).collect();
    let link = feed(&mut home.fpaste(["-s", &server.url(), "--ca-cert", &ca, "--no-compress"]), &noise).expect(0).line().to_owned();
    assert_eq!(home.run(["--ca-cert", &ca, "get", &link]).expect(0).stdout, noise);
}

#[test]
fn a_client_certificate_says_who_we_are_to_its_own_server_alone() {
    let (server, home) = (server(), Home::new());
    let ca = authority(&server, &home);
    let fingerprint = home.run(["cert", "-o", "id"]).expect(0).line().to_owned();
    let file = |suffix: &str| {
        let found = std::fs::read_dir(home.path().join("id")).unwrap().map(|entry| entry.unwrap().path());
        found.into_iter().find(|path| path.extension().is_some_and(|kind| kind == suffix)).unwrap().to_str().unwrap().to_owned()
    };
    let (certificate, key) = (file("crt"), file("key"));
    let shown = ["--ca-cert", &ca, "--client-cert", &certificate, "--client-key", &key];
    let who = |server: &str| {
        let info = finish(home.fpaste(shown).args(["-s", server, "info", "--json"]).stdin(Stdio::null())).expect(0);
        serde_json::from_str::<serde_json::Value>(info.text()).unwrap()["caller"].clone()
    };
    let caller = who(&server.url());
    assert_eq!((caller["level"].as_str(), caller["fingerprint"].as_str()), (Some("untrusted"), Some(fingerprint.as_str())));

    let insecure = finish(home.fpaste(shown).args(["-s", &server.url(), "-k", "info"]).stdin(Stdio::null())).expect(2);
    assert!(insecure.stderr.contains("error: a client certificate is not shown to a server that is not verified"), "{}", insecure.stderr);
    let half = home.run(["-s", &server.url(), "--ca-cert", &ca, "--client-cert", &certificate, "info"]).expect(12);
    assert!(half.stderr.contains("a client certificate needs both its file and its key's"), "{}", half.stderr);
    let sealed = home.write("sealed.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
    let asks = ["-s", &server.url(), "--ca-cert", &ca, "--client-cert", &certificate, "--client-key", sealed.to_str().unwrap(), "info"];
    assert!(home.run(asks).expect(12).stderr.contains("the key is protected by a passphrase"));
    let missing = home.run(["-s", &server.url(), "--ca-cert", "nowhere.pem", "info"]).expect(12);
    assert!(missing.stderr.contains("nowhere.pem: no such file or directory"), "{}", missing.stderr);
}

#[test]
fn a_port_that_speaks_no_tls_is_told() {
    let plain = TestServer::start();
    let refused = Home::new().run(["-s", &plain.url().replace("http:", "https:"), "--retries", "0", "info"]).expect(6);
    assert!(refused.stderr.contains("does not speak TLS"), "{}", refused.stderr);
    let encrypted = server();
    let nonsense = Home::new().run(["-s", &encrypted.url().replace("https:", "http:"), "--retries", "0", "info"]);
    assert!([5, 9].contains(&nonsense.code), "{}: {}", nonsense.code, nonsense.stderr);
}

/// One handshake with a certificate of these names and dates, as the client takes it.
fn fault(names: &[&str], lifespan: Lifespan) -> TlsFault {
    let authority = Authority::create(&"Test CA".parse().unwrap(), now(), &SystemEntropy).unwrap();
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let (certificate, key) = authority.issue_for_server(&names, lifespan, &SystemEntropy).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.der().to_vec())], PrivateKeyDer::try_from(key.der().to_vec()).unwrap())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        // The client breaks it off: that is what is tested.
        let _ = std::io::Read::read(&mut Stream::new(&mut connection, &mut stream), &mut [0; 16]);
    });
    let mut options = Options::new(Place::parse(&format!("https://{address}")).unwrap());
    options.trust = Trust::Only { pem: authority.certificate().pem().unwrap().into_bytes() };
    match Client::new(options).challenge(&Quiet).unwrap_err() {
        Error::Tls { fault, .. } => fault,
        other => panic!("{other}"),
    }
}

#[test]
fn each_fault_of_a_certificate_has_its_words() {
    let good = || Lifespan::days(now(), 30).unwrap();
    let other = fault(&["elsewhere.example"], good());
    assert_eq!(other, TlsFault::WrongHost { host: "127.0.0.1".into() });
    let expired = Lifespan::days(now() - 60 * 86_400, 30).unwrap();
    assert_eq!(fault(&["127.0.0.1"], expired), TlsFault::Expired);
    let early = Lifespan::days(now() + 60 * 86_400, 30).unwrap();
    assert_eq!(fault(&["127.0.0.1"], early), TlsFault::NotYetValid);
}

#[test]
fn the_certificate_of_an_authority_is_refused_in_words() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    // What `openssl req -x509` makes without further asking: CA:TRUE.
    let made = finish(home.program("openssl").args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=paste.test",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        "own.key",
        "-out",
        "own.crt",
    ]));
    made.expect(0);
    let file = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let server = TestServer::with(&[("FLASKPASTE_TLS_CERT", &file("own.crt")), ("FLASKPASTE_TLS_KEY", &file("own.key"))]);
    // Every answer over it keeps browsers on https, those that no handler gives too; over plain http none does.
    let stranger = TlsClient::trusting_anything();
    let hsts = |reply: &Reply| reply.header("Strict-Transport-Security").map(str::to_owned);
    assert_eq!(hsts(&stranger.get(server.address(), "/nowhere")).as_deref(), Some("max-age=31536000"));
    let mut wire = stranger.connect(server.address()).unwrap();
    wire.send(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(hsts(&wire.reply(false).expect_error(400, "bad_request")).as_deref(), Some("max-age=31536000"));
    let mut plain = Wire::connect(server.address());
    plain.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(hsts(&plain.reply(false).expect_error(400, "bad_request")), None);
    let refused = home.run(["-s", &server.url(), "--ca-cert", &file("own.crt"), "--retries", "0", "info"]).expect(6);
    assert!(refused.stderr.contains("not trusted: it is the certificate of an authority (CA:TRUE)"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("Other"), "{}", refused.stderr);
}
