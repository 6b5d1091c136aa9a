//! What can go wrong with certificates, as situations.

use thiserror::Error;

use crate::sys::entropy::EntropyError;

/// Why a key, certificate, request or bundle could not be read or made.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PkiError {
    /// The bytes are no certificate request.
    #[error("not a PEM certificate request (PKCS #10)")]
    RequestMalformed,
    /// The request is not signed by the key it is for.
    #[error("the certificate request is not signed by its own key")]
    RequestForged,
    /// The request's key is too weak, or of a kind not issued for.
    #[error("the key is refused ({0}): EC on P-256, P-384 or P-521, or RSA of 2048 to 8192 bits")]
    WeakKey(String),
    /// The request asks for more than a client certificate.
    #[error("the certificate request asks for an extension that is not granted ({0})")]
    ForeignExtension(String),
    /// The request has no common name, or more than one, or one outside the pattern.
    #[error("the certificate request must have one common name of 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and space")]
    RequestName,
    /// The bytes are no certificate.
    #[error("not a certificate")]
    CertificateMalformed,
    /// The bytes are no private key.
    #[error("not a private key")]
    KeyMalformed,
    /// The private key is protected by a passphrase.
    #[error("the private key is protected by a passphrase")]
    KeyEncrypted,
    /// The password does not open the key.
    #[error("the password does not open the key")]
    WrongPassword,
    /// The key and the certificate do not belong together.
    #[error("the private key does not belong to the certificate")]
    KeyMismatch,
    /// The bytes are no PKCS#12 bundle, or its password is another one.
    #[error("not a PKCS#12 bundle, or its password is another one")]
    BundleMalformed,
    /// A server name that is neither a host name nor an address.
    #[error("'{0}' is neither a host name nor an address")]
    InvalidServerName(String),
    /// The lifespan would end before it begins, or after the year 9999.
    #[error("the certificate would end before it begins, or after the year 9999")]
    InvalidLifespan,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    NoEntropy,
    /// A library refused what it should have done. For the log, never for a reply.
    #[error("certificates: {0}")]
    Failed(String),
}

/// The result of this folder.
pub type Result<T, E = PkiError> = std::result::Result<T, E>;

impl From<EntropyError> for PkiError {
    fn from(_: EntropyError) -> Self {
        Self::NoEntropy
    }
}

impl From<rcgen::Error> for PkiError {
    fn from(error: rcgen::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
