//! TLS of our own: which certificate this server shows, and what it takes from clients.
//!
//! A client may show a certificate or none. The handshake proves that it has the key; whether that earns it anything is the database's
//! decision, on each request. So there are no roots here, and a self-made certificate is as welcome as an issued one.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert, ServerSessionMemoryCache};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, InconsistentKeys, PeerMisbehaved, ServerConfig, ServerConnection,
    SignatureScheme,
};
use thiserror::Error;

use crate::pki::{Certificate, Facts, PrivateKey};

/// Sessions that may be resumed, in all; the oldest are forgotten first.
const SESSIONS: usize = 256;
/// The first byte of every ML-DSA scheme: checking one takes half of a connection's stack, and no tool of ours makes such keys.
const ML_DSA: u16 = 0x09;
/// Bytes of certificates a client may show: each session keeps them.
const SHOWN_MAX: usize = 16 * 1024;

/// Why a certificate cannot be shown.
#[derive(Debug, Error)]
pub enum TlsError {
    /// There is none.
    #[error("there is no PEM certificate in it")]
    NoCertificate,
    /// There is no key.
    #[error("there is no PEM private key in it (one under a passphrase cannot be used)")]
    NoKey,
    /// They do not belong together.
    #[error("the private key does not belong to the certificate")]
    KeyMismatch,
    /// TLS cannot use them.
    #[error("TLS cannot use the certificate or its key: {0}")]
    Unusable(#[source] rustls::Error),
}

/// A certificate with its chain and its key, fit to be shown.
#[derive(Clone)]
pub struct Shown(Arc<CertifiedKey>);

impl Shown {
    /// One that an authority issued, followed by it.
    ///
    /// # Errors
    /// [`TlsError::KeyMismatch`] or [`TlsError::Unusable`].
    pub fn issued(certificate: &Certificate, key: &PrivateKey, authority: &Certificate) -> Result<Self, TlsError> {
        let chain = [certificate, authority].map(|link| CertificateDer::from(link.der().to_vec()));
        let key = PrivateKeyDer::try_from(key.der().to_vec()).map_err(|_| TlsError::NoKey)?;
        Self::new(chain.into(), key)
    }

    /// One from elsewhere: PEM files as a certificate authority hands them out, the leaf first.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|_| TlsError::NoCertificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::NoKey)?;
        Self::new(chain, key)
    }

    fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, TlsError> {
        if chain.is_empty() {
            return Err(TlsError::NoCertificate);
        }
        CertifiedKey::from_der(chain, key, &provider()).map(|shown| Self(Arc::new(shown))).map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => TlsError::KeyMismatch,
            other => TlsError::Unusable(other),
        })
    }

    /// What its leaf says: names and dates.
    pub fn leaf(&self) -> &[u8] {
        self.0.cert.first().map(AsRef::as_ref).unwrap_or_default()
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

/// How to speak TLS. Clones share the certificate that is shown.
#[derive(Clone, Debug)]
pub struct TlsConfig {
    server: Arc<ServerConfig>,
    shown: Arc<Current>,
}

impl TlsConfig {
    /// TLS 1.2 and 1.3 with this certificate, HTTP/1.1 only, no early data; client certificates are asked for and not needed.
    ///
    /// # Errors
    /// [`TlsError::Unusable`].
    pub fn new(shown: Shown) -> Result<Self, TlsError> {
        let provider = provider();
        let shown = Arc::new(Current(RwLock::new(shown)));
        let mut server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Unusable)?
            .with_client_cert_verifier(Arc::new(Possession(provider)))
            .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        server.max_early_data_size = 0;
        // Kept here, not in tickets: a resumed session has the certificate its handshake proved.
        server.session_storage = ServerSessionMemoryCache::new(SESSIONS);
        Ok(Self { server: Arc::new(server), shown })
    }

    /// Shows another certificate from now on. Open connections stay open.
    pub fn show(&self, shown: Shown) {
        *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = shown;
    }

    /// The certificate that is shown now.
    pub fn shown(&self) -> Shown {
        self.shown.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new connection's side of the talk.
    pub(super) fn accept(&self) -> Result<ServerConnection, rustls::Error> {
        let mut connection = ServerConnection::new(Arc::clone(&self.server))?;
        // What is written is flushed piece by piece; its own bound would only cut pieces off.
        connection.set_buffer_limit(None);
        Ok(connection)
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Whatever name is asked for, there is one certificate; a client that wanted another sees so.
#[derive(Debug)]
struct Current(RwLock<Shown>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).0))
    }
}

/// Takes any certificate whose key the client proves to have, unless the certificate itself says that it is not for this.
#[derive(Debug)]
struct Possession(Arc<CryptoProvider>);

impl ClientCertVerifier for Possession {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        let facts = Facts::of(leaf).map_err(|_| CertificateError::BadEncoding)?;
        if leaf.len() + others.iter().map(|other| other.len()).sum::<usize>() > SHOWN_MAX {
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        // An authority that signs in itself would be worth all that it could issue.
        if facts.is_ca || !facts.for_clients {
            return Err(CertificateError::InvalidPurpose.into());
        }
        // Dates are looked at on each request: a connection outlives them.
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.was_offered(signed.scheme)?;
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.was_offered(signed.scheme)?;
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let all = self.0.signature_verification_algorithms.supported_schemes();
        all.into_iter().filter(|&scheme| u16::from(scheme) >> 8 != ML_DSA).collect()
    }
}

impl Possession {
    fn was_offered(&self, scheme: SignatureScheme) -> Result<(), rustls::Error> {
        let offered = self.supported_verify_schemes().contains(&scheme);
        if offered { Ok(()) } else { Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into()) }
    }
}
