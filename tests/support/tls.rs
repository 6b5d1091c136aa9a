//! An https client as plain as [`Wire`]: which authority it trusts, which certificate it shows, which version it speaks.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use fpaste::pki::{Certificate, PrivateKey, Unverified};
use rustls::client::danger::ServerCertVerifier;
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, SignatureScheme, SupportedProtocolVersion};

use super::http::{Reply, Wire};

/// A client with a memory for sessions: connecting again resumes.
#[derive(Clone)]
pub struct TlsClient {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
}

/// What a client shows.
pub struct Shows<'a> {
    pub certificate: &'a Certificate,
    pub key: &'a PrivateKey,
}

impl TlsClient {
    /// Trusts this authority alone.
    pub fn new(authority: &Certificate, shows: Option<Shows<'_>>) -> Self {
        Self::speaking(authority, shows, rustls::DEFAULT_VERSIONS)
    }

    /// And speaks these versions.
    pub fn speaking(authority: &Certificate, shows: Option<Shows<'_>>, versions: &[&'static SupportedProtocolVersion]) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.der().to_vec())).unwrap();
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build().unwrap();
        Self::build(verifier, shows, versions)
    }

    /// Trusts whatever answers.
    pub fn trusting_anything() -> Self {
        Self::build(Arc::new(Unverified::new(provider())), None, rustls::DEFAULT_VERSIONS)
    }

    fn build(verifier: Arc<dyn ServerCertVerifier>, shows: Option<Shows<'_>>, versions: &[&'static SupportedProtocolVersion]) -> Self {
        let builder = ClientConfig::builder_with_provider(provider()).with_protocol_versions(versions).unwrap();
        let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
        let mut config = match shows {
            None => builder.with_no_client_auth(),
            // Not checked here: a test may show a certificate whose key it does not have.
            Some(shows) => {
                let key = PrivateKeyDer::try_from(shows.key.der().to_vec()).unwrap();
                let key = provider().key_provider.load_private_key(key).unwrap();
                let chain = vec![CertificateDer::from(shows.certificate.der().to_vec())];
                builder.with_client_cert_resolver(Arc::new(Always(Arc::new(CertifiedKey::new(chain, key)))))
            }
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self { config: Arc::new(config), name: "localhost".try_into().unwrap() }
    }

    /// Asks for this name.
    pub fn for_host(mut self, name: &'static str) -> Self {
        self.name = name.try_into().unwrap();
        self
    }

    /// Connects and shakes hands; in TLS 1.3 a server refuses a certificate only after that.
    pub fn connect(&self, address: SocketAddr) -> io::Result<Wire> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(Duration::from_secs(30)))?;
        socket.set_write_timeout(Some(Duration::from_secs(30)))?;
        let mut stream = TlsStream { session: ClientConnection::new(Arc::clone(&self.config), self.name.clone()).unwrap(), socket };
        while stream.session.is_handshaking() {
            stream.session.complete_io(&mut stream.socket)?;
        }
        Ok(Wire::over(Box::new(stream)))
    }

    /// One request on a connection of its own.
    pub fn request(&self, address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Reply> {
        self.connect(address)?.try_request(method, path, headers, body)
    }

    /// `GET path`; panics where there is no answer.
    pub fn get(&self, address: SocketAddr, path: &str) -> Reply {
        self.request(address, "GET", path, &[], b"").unwrap()
    }
}

/// A connection's bytes.
pub struct TlsStream {
    session: ClientConnection,
    socket: TcpStream,
}

impl Read for TlsStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.session, &mut self.socket).read(buffer)
    }
}

impl Write for TlsStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.session, &mut self.socket).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        rustls::Stream::new(&mut self.session, &mut self.socket).flush()
    }
}

impl super::http::Connection for TlsStream {
    fn socket(&self) -> &TcpStream {
        &self.socket
    }

    fn resumed(&self) -> bool {
        self.session.handshake_kind() == Some(HandshakeKind::Resumed)
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesClientCert for Always {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
