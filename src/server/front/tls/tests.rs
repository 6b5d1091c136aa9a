//! TLS over real sockets: other people's clients, and every kind of certificate.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustls::client::{ResolvesClientCert, Resumption};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, StreamOwned, SupportedProtocolVersion, version};

use super::*;
use crate::pki::{KeyKind, Lifespan};
use crate::server::front::tests::{Door, LONG};
use crate::server::front::{Limits, Options};
use crate::server::spool::Budget;
use crate::sys::clock::{Clock, SystemClock};
use crate::sys::entropy::SystemEntropy;

const GET: &str = "GET /tls HTTP/1.1\r\nHost: h\r\n\r\n";

fn now() -> u64 {
    SystemClock.now()
}

struct Home {
    authority: crate::pki::Authority,
    config: TlsConfig,
    door: Door,
}

impl Home {
    fn open() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        let authority = crate::pki::Authority::create(&"home".parse().unwrap(), now(), &SystemEntropy).unwrap();
        let config = TlsConfig::new(shown(&authority, "localhost")).unwrap();
        let options = Options { limits, tls: Some(config.clone()), ..Options::default() };
        let door = Door::under(&"127.0.0.1:0".parse().unwrap(), options, Budget::new(1 << 26, 1 << 30));
        Self { authority, config, door }
    }

    fn client(&self, version: &'static SupportedProtocolVersion, identity: Option<(&Certificate, &PrivateKey)>) -> Arc<ClientConfig> {
        let signs = identity.map(|(certificate, key)| {
            let key = PrivateKeyDer::try_from(key.der().to_vec()).unwrap();
            let key = provider().key_provider.load_private_key(key).unwrap();
            Arc::new(CertifiedKey::new(vec![CertificateDer::from(certificate.der().to_vec())], key))
        });
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.authority.certificate().der().to_vec())).unwrap();
        let builder = ClientConfig::builder_with_provider(provider()).with_protocol_versions(&[version]).unwrap();
        let mut config = builder.with_root_certificates(roots).with_client_cert_resolver(Arc::new(Shows(signs)));
        config.resumption = Resumption::in_memory_sessions(8);
        Arc::new(config)
    }

    fn connect(&self, config: &Arc<ClientConfig>) -> BufReader<StreamOwned<ClientConnection, TcpStream>> {
        let stream = TcpStream::connect(self.door.address()).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        BufReader::new(StreamOwned::new(ClientConnection::new(Arc::clone(config), "localhost".try_into().unwrap()).unwrap(), stream))
    }

    /// Whom the server takes this client for, and how the handshake went.
    fn ask(&self, config: &Arc<ClientConfig>) -> io::Result<(String, HandshakeKind)> {
        let mut stream = self.connect(config);
        let answer = ask(&mut stream, GET)?;
        Ok((answer, stream.get_ref().conn.handshake_kind().unwrap()))
    }
}

fn shown(authority: &crate::pki::Authority, name: &str) -> Shown {
    let (certificate, key) = authority.issue_for_server(&[name.to_owned()], Lifespan::days(now(), 10).unwrap(), &SystemEntropy).unwrap();
    Shown::issued(&certificate, &key, authority.certificate()).unwrap()
}

/// The body of one answer.
fn ask(stream: &mut BufReader<StreamOwned<ClientConnection, TcpStream>>, request: &str) -> io::Result<String> {
    stream.get_mut().write_all(request.as_bytes())?;
    let (mut length, mut line) = (0, String::new());
    while line != "\r\n" {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        length = line.strip_prefix("Content-Length: ").map_or(length, |length| length.trim().parse().unwrap());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(String::from_utf8(body).unwrap())
}

/// Shows this certificate and signs with this key, whether they belong together or not.
#[derive(Debug)]
struct Shows(Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for Shows {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

fn self_made(kind: KeyKind, begins: u64) -> (Certificate, PrivateKey) {
    let key = PrivateKey::generate(kind).unwrap();
    let lifespan = Lifespan::days(begins, 1).unwrap();
    (Certificate::self_signed(&"me".parse().unwrap(), &key, lifespan, &SystemEntropy).unwrap(), key)
}

#[test]
fn a_proven_certificate_reaches_the_handler_whoever_made_it() {
    let home = Home::open();
    let issued = home.authority.issue_with_key(&"alice".parse().unwrap(), Lifespan::days(now(), 1).unwrap(), &SystemEntropy).unwrap();
    let mut identities = vec![issued, self_made(KeyKind::P256, 1_000_000_000)];
    identities.extend([KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa2048].map(|kind| self_made(kind, now())));
    for version in [&version::TLS12, &version::TLS13] {
        assert_eq!(home.ask(&home.client(version, None)).unwrap().0, "nobody");
        for (certificate, key) in &identities {
            assert_eq!(home.ask(&home.client(version, Some((certificate, key)))).unwrap().0, certificate.sha256().to_string());
        }
    }
}

#[test]
fn a_false_proof_an_authority_and_a_servers_certificate_end_the_handshake() {
    let home = Home::open();
    let (certificate, _) = self_made(KeyKind::P256, now());
    let (_, other_key) = self_made(KeyKind::P256, now());
    let lifespan = Lifespan::days(now(), 1).unwrap();
    let (server, server_key) = home.authority.issue_for_server(&["h".into()], lifespan, &SystemEntropy).unwrap();
    let authority = home.authority.certificate().clone();
    for version in [&version::TLS12, &version::TLS13] {
        assert!(home.ask(&home.client(version, Some((&certificate, &other_key)))).is_err(), "another's certificate");
        assert!(home.ask(&home.client(version, Some((&server, &server_key)))).is_err(), "not for clients");
        assert!(home.ask(&home.client(version, Some((&authority, &other_key)))).is_err(), "an authority");
    }
    home.door.is_empty_soon();
    assert_eq!(home.ask(&home.client(&version::TLS13, None)).unwrap().0, "nobody");
}

#[test]
fn an_authority_is_no_client_even_with_its_own_key() {
    let home = Home::open();
    let password = b"word";
    let pem = home.authority.certificate().pem().unwrap();
    let sealed = home.authority.sealed_key(password, &SystemEntropy).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("ca.crt"), folder.path().join("ca.key"));
    std::fs::write(&certificate, pem).unwrap();
    std::fs::write(&key, sealed.as_bytes()).unwrap();
    let certificate = ["-ign_eof", "-cert", certificate.to_str().unwrap(), "-key", key.to_str().unwrap(), "-pass", "pass:word"];
    let Some(said) = s_client(&home, &certificate, GET) else { return };
    assert!(said.contains("alert") && !said.contains("HTTP/1.1 200"), "{said}");
}

#[test]
fn a_resumed_session_keeps_its_identity() {
    let home = Home::open();
    let (certificate, key) = self_made(KeyKind::P384, now());
    for version in [&version::TLS12, &version::TLS13] {
        for (identity, who) in [(None, "nobody".to_owned()), (Some((&certificate, &key)), certificate.sha256().to_string())] {
            let client = home.client(version, identity);
            assert_eq!(home.ask(&client).unwrap(), (who.clone(), HandshakeKind::Full));
            assert_eq!(home.ask(&client).unwrap(), (who, HandshakeKind::Resumed), "{version:?}");
        }
    }
}

#[test]
fn another_certificate_is_shown_without_dropping_anyone() {
    let home = Home::open();
    let client = home.client(&version::TLS13, None);
    let mut before = home.connect(&client);
    assert_eq!(ask(&mut before, GET).unwrap(), "nobody");
    let next = shown(&home.authority, "localhost");
    home.config.show(next.clone());
    assert_eq!(home.config.shown().leaf(), next.leaf());
    let mut after = home.connect(&home.client(&version::TLS13, None));
    assert_eq!(ask(&mut after, GET).unwrap(), "nobody");
    let leaf = |stream: &BufReader<StreamOwned<ClientConnection, TcpStream>>| {
        stream.get_ref().conn.peer_certificates().unwrap().first().unwrap().to_vec()
    };
    assert_eq!(leaf(&after), next.leaf());
    assert_ne!(leaf(&before), next.leaf());
    assert_eq!(ask(&mut before, GET).unwrap(), "nobody", "the first is still open");
}

#[test]
fn large_bodies_pass_both_ways() {
    let home = Home::open();
    let mut stream = home.connect(&home.client(&version::TLS13, None));
    let body = "z".repeat(1 << 20);
    let post = format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(ask(&mut stream, &post).unwrap(), body);
    assert_eq!(ask(&mut stream, "GET /large HTTP/1.1\r\nHost: h\r\n\r\n").unwrap().len(), 3 << 20);
    stream.get_mut().write_all(GET.repeat(2).as_bytes()).unwrap();
    assert_eq!(ask(&mut stream, "").unwrap(), "nobody");
    assert_eq!(ask(&mut stream, "").unwrap(), "nobody");
}

#[test]
fn a_farewell_is_said() {
    let home = Home::open();
    let mut stream = home.connect(&home.client(&version::TLS13, None));
    assert_eq!(ask(&mut stream, "GET /tls HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap(), "nobody");
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "close_notify, not a cut");
}

#[test]
fn a_handshake_that_stalls_is_closed() {
    let home = Home::with(Limits { handshake: Duration::from_millis(300), ..Limits::default() });
    for begin in [b"".as_slice(), b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
        let mut stream = TcpStream::connect(home.door.address()).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.write_all(begin).unwrap();
        let mut rest = Vec::new();
        assert!(stream.read_to_end(&mut rest).is_ok() && rest.is_empty(), "{rest:?}");
    }
    home.door.is_empty_soon();
}

#[test]
fn plain_http_is_told_where_it_is() {
    let home = Home::open();
    let mut stream = TcpStream::connect(home.door.address()).unwrap();
    stream.write_all(GET.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 400 ") && text.ends_with("this port speaks TLS; use https://"), "{text}");
}

/// What `openssl s_client` says and shows, sending `input`; nothing where openssl is not installed.
fn s_client(home: &Home, arguments: &[&str], input: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, home.authority.certificate().pem().unwrap()).unwrap();
    let mut command = Command::new("openssl");
    command.args(["s_client", "-connect", &home.door.address().to_string(), "-CAfile", roots.to_str().unwrap()]).args(arguments);
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.ok()?;
    // Closed once the request is out: s_client then waits for the end of the answer only with -ign_eof.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Some(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn openssl_agrees() {
    let home = Home::with(Limits { idle: Duration::from_millis(300), ..Limits::default() });
    let get = "GET /tls HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let Some(said) = s_client(&home, &["-ign_eof", "-alpn", "h2,http/1.1", "-servername", "localhost", "-tls1_3"], get) else { return };
    for fact in ["ALPN protocol: http/1.1", "Verify return code: 0 (ok)", "TLSv1.3", "HTTP/1.1 200 OK", "nobody"] {
        assert!(said.contains(fact), "{fact}: {said}");
    }
    assert!(said.contains("ECDSA+SHA256") && !said.contains("0x04+0x09"), "no scheme a thread has no stack for: {said}");
    assert!(said.contains("Max Early Data: 0") || !said.contains("Early Data"), "{said}");
    let said = s_client(&home, &["-ign_eof", "-servername", "other.example", "-tls1_2"], get).unwrap();
    assert!(said.contains("HTTP/1.1 200 OK") && said.contains("Secure Renegotiation IS supported"), "another name is answered: {said}");
    let said = s_client(&home, &["-alpn", "h2"], get).unwrap();
    assert!(said.contains("no application protocol") && !said.contains("HTTP/1.1 200"), "{said}");
    let said = s_client(&home, &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], get).unwrap();
    assert!(said.contains("alert") && !said.contains("HTTP/1.1 200"), "{said}");
    // A line that is an R asks for renegotiation.
    let said = s_client(&home, &["-tls1_2"], "R\n").unwrap();
    assert!(said.contains("RENEGOTIATING") && said.contains("error"), "{said}");
}
