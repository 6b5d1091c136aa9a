//! TLS as a client: which certificates are believed, which one is shown, and what a failed handshake means.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use thiserror::Error;
use zeroize::Zeroizing;

use super::error::{CredentialFault, Error, Result};
use super::options::{Identity, Trust};
use crate::pki::Unverified;

/// Why a handshake failed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TlsFault {
    /// No authority that is trusted here issued it.
    #[error("server certificate not trusted: its issuer is unknown here")]
    UnknownIssuer,
    /// It is over.
    #[error("server certificate not trusted: it has expired")]
    Expired,
    /// It is not yet.
    #[error("server certificate not trusted: it is not valid yet (is the clock right?)")]
    NotYetValid,
    /// It is somebody else's.
    #[error("server certificate not trusted: it is not for {host}")]
    WrongHost {
        /// The host that was asked for.
        host: String,
    },
    /// Anything else about it.
    #[error("server certificate not trusted: {0}")]
    BadCertificate(String),
    /// The server did not like ours, or wants one.
    #[error("the server refused our client certificate: {0}")]
    ClientCertificate(String),
    /// The other side does not speak TLS.
    #[error("the server does not speak TLS on this port")]
    NotTls,
    /// The server broke the handshake off.
    #[error("the server broke the TLS handshake off: {0}")]
    Alert(String),
    /// Anything else.
    #[error("the TLS handshake failed: {0}")]
    Other(String),
}

impl TlsFault {
    /// Reads rustls' error; `host` is whom we wanted to talk to.
    pub(super) fn read(error: &rustls::Error, host: &str) -> Self {
        match error {
            rustls::Error::InvalidCertificate(fault) => match fault {
                CertificateError::UnknownIssuer => Self::UnknownIssuer,
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    Self::WrongHost { host: host.to_owned() }
                }
                CertificateError::Revoked => Self::BadCertificate("it was revoked".into()),
                CertificateError::BadSignature => Self::BadCertificate("its signature is wrong".into()),
                CertificateError::BadEncoding => Self::BadCertificate("it cannot be read".into()),
                other => Self::BadCertificate(why_bad(other).into()),
            },
            rustls::Error::AlertReceived(alert) => match alert {
                AlertDescription::CertificateRequired => Self::ClientCertificate("it wants one".into()),
                AlertDescription::BadCertificate
                | AlertDescription::UnsupportedCertificate
                | AlertDescription::CertificateRevoked
                | AlertDescription::CertificateExpired
                | AlertDescription::CertificateUnknown
                | AlertDescription::UnknownCA
                | AlertDescription::AccessDenied => Self::ClientCertificate(alert_words(*alert)),
                other => Self::Alert(alert_words(*other)),
            },
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            rustls::Error::PeerIncompatible(_) => Self::Other("no version or cipher of TLS in common".into()),
            rustls::Error::PeerMisbehaved(_) => Self::Other("the server does not keep to the protocol".into()),
            other => Self::Other(other.to_string()),
        }
    }
}

/// In our words, since rustls' are those of its source.
fn why_bad(fault: &CertificateError) -> &'static str {
    match fault {
        // webpki's own type is not ours to name; its text is what rustls passes on.
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "it is the certificate of an authority (CA:TRUE), which cannot stand for a server"
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => "it is not made for servers",
        CertificateError::UnknownRevocationStatus => "whether it was revoked cannot be known",
        _ => "its signature or its form is not accepted",
    }
}

/// `BadCertificate` as `bad certificate`.
fn alert_words(alert: AlertDescription) -> String {
    let mut words = String::new();
    for character in format!("{alert:?}").chars() {
        if character.is_ascii_uppercase() && words.ends_with(|last: char| last.is_ascii_lowercase()) {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

/// The configuration for servers of one kind: those that may know us (`identity` is there) and all the others.
/// May load the system's authorities, which takes milliseconds: call it for https alone.
///
/// # Errors
/// [`Error::CredentialFile`] or [`Error::InsecureWithCertificate`].
pub(super) fn configuration(trust: &Trust, identity: Option<&Identity>) -> Result<Arc<ClientConfig>> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable("TLS", &error))?;
    let verifier = verifier(trust, &provider)?;
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let files = identity.map(|identity| (identity.certificate.as_deref(), identity.key.as_deref()));
    let config = match files {
        None | Some((None, None)) => builder.with_no_client_auth(),
        Some(_) if matches!(trust, Trust::Anything) => return Err(Error::InsecureWithCertificate),
        Some((Some(certificate), Some(key))) => {
            let chain = certificates(certificate)?;
            let secret = private_key(key)?;
            builder.with_client_auth_cert(chain, secret).map_err(|error| unusable(&key.display().to_string(), &error))?
        }
        Some((Some(one), None) | (None, Some(one))) => {
            return Err(Error::CredentialFile { file: one.display().to_string(), why: CredentialFault::Incomplete });
        }
    };
    Ok(Arc::new(config))
}

fn unusable(file: &str, error: &rustls::Error) -> Error {
    let why = match error {
        rustls::Error::InconsistentKeys(_) => "the key does not belong to the certificate".to_owned(),
        other => other.to_string(),
    };
    Error::CredentialFile { file: file.to_owned(), why: CredentialFault::Unusable(why) }
}

fn verifier(trust: &Trust, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
    match trust {
        Trust::System { extra: None } => {
            let system = Verifier::new(Arc::clone(provider)).map_err(|error| unusable("the system's certificates", &error))?;
            Ok(Arc::new(system))
        }
        Trust::System { extra: Some(file) } => {
            let own = certificates(file)?;
            let name = file.display().to_string();
            let mut roots = RootCertStore::empty();
            own.iter().try_for_each(|one| roots.add(one.clone())).map_err(|error| unusable(&name, &error))?;
            Ok(Arc::new(OwnFirst { first: only(roots, provider, &name)?, own, system: OnceLock::new(), provider: Arc::clone(provider) }))
        }
        Trust::Only { pem } => {
            let mut roots = RootCertStore::empty();
            let found: Vec<_> = CertificateDer::pem_slice_iter(pem).filter_map(std::result::Result::ok).collect();
            let (added, _) = roots.add_parsable_certificates(found);
            if added == 0 {
                let why = CredentialFault::NoCertificate;
                return Err(Error::CredentialFile { file: "the given authority".into(), why });
            }
            Ok(only(roots, provider, "the given authority")?)
        }
        Trust::Anything => Ok(Arc::new(Unverified::new(Arc::clone(provider)))),
    }
}

/// Believes these authorities alone.
fn only(roots: RootCertStore, provider: &Arc<CryptoProvider>, file: &str) -> Result<Arc<WebPkiServerVerifier>> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|error| Error::CredentialFile { file: file.to_owned(), why: CredentialFault::Unusable(error.to_string()) })
}

fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>> {
    fs::read(file).map(Zeroizing::new).map_err(|error| fault(file, CredentialFault::Unreadable(error)))
}

fn fault(file: &Path, why: CredentialFault) -> Error {
    Error::CredentialFile { file: file.display().to_string(), why }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let pem = read(file)?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem).filter_map(std::result::Result::ok).collect();
    if found.is_empty() { Err(fault(file, CredentialFault::NoCertificate)) } else { Ok(found) }
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>> {
    let pem = read(file)?;
    let text = String::from_utf8_lossy(&pem);
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(fault(file, CredentialFault::Passphrase));
    }
    PrivateKeyDer::from_pem_slice(&pem).map_err(|_| fault(file, CredentialFault::NoKey))
}

/// Believes the authorities of a file, and the system's beside them. Those are hundreds of files and milliseconds: they are read only
/// where the first do not suffice.
#[derive(Debug)]
struct OwnFirst {
    first: Arc<WebPkiServerVerifier>,
    own: Vec<CertificateDer<'static>>,
    system: OnceLock<std::result::Result<Verifier, rustls::Error>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for OwnFirst {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        self.first.verify_server_cert(certificate, intermediates, name, ocsp, now).or_else(|_| {
            let system = self.system.get_or_init(|| Verifier::new_with_extra_roots(self.own.clone(), Arc::clone(&self.provider)));
            system.as_ref().map_err(Clone::clone)?.verify_server_cert(certificate, intermediates, name, ocsp, now)
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.first.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.first.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.first.supported_verify_schemes()
    }
}
