//! The certificates this server issued, and its authority.

use std::fmt;

use zeroize::Zeroizing;

use super::{AccountId, Result};

/// A certificate this server issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// 32 lower-case hex digits.
    pub serial: String,
    /// Whose it is.
    pub common_name: String,
    /// SHA-1 of its DER, 40 lower-case hex digits.
    pub sha1: String,
    /// SHA-256 of its DER, 64 lower-case hex digits.
    pub sha256: String,
    /// When it was made.
    pub issued_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it was revoked.
    pub revoked_at: Option<u64>,
}

impl IssuedCertificate {
    /// Whether it counts: neither revoked nor over.
    pub fn is_valid(&self, now: u64) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// What became of a new certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The account it belongs to.
    pub account: AccountId,
    /// The fingerprint that account began with.
    pub owner_fingerprint: String,
    /// The account has the admin mark.
    pub admin: bool,
}

/// A row of the certificate list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRow {
    /// The certificate.
    pub certificate: IssuedCertificate,
    /// Whose account it is.
    pub enrolled: Enrolled,
}

/// The authority: its certificate, and its key under the operator's password.
#[derive(Clone, PartialEq, Eq)]
pub struct Authority {
    /// PEM.
    pub certificate_pem: String,
    /// PEM, PKCS#8, encrypted.
    pub key_pem: Zeroizing<String>,
    /// When it was made.
    pub created_at: u64,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("created_at", &self.created_at).finish_non_exhaustive()
    }
}

/// The verbs of certificates.
pub trait Certificates {
    /// Keeps a certificate that was issued: in `account` (a renewal), or in the account of its own fingerprint, made new.
    /// With `first_admin` its account gets the admin mark if no account has it yet; of any number of racers one does.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was kept.
    fn add_certificate(&self, certificate: IssuedCertificate, account: Option<AccountId>, first_admin: bool) -> Result<Enrolled>;

    /// All certificates, newest first.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn certificates(&self) -> Result<Vec<CertificateRow>>;

    /// Revokes a certificate; `None` if there is none of this serial, `Some(false)` if it was revoked before.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was revoked.
    fn revoke_certificate(&self, serial: &str, now: u64) -> Result<Option<bool>>;

    /// The authority, if there is one.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn authority(&self) -> Result<Option<Authority>>;

    /// Keeps the authority, once: `false` if there is one already, which stays.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was kept.
    fn set_authority(&self, authority: Authority) -> Result<bool>;
}
