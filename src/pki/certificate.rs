//! Certificates: the self-signed client certificate, and what every certificate can tell.

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use time::OffsetDateTime;

use super::{Facts, PkiError, PrivateKey, Result, Sha1, Sha256, facts, signature};
use crate::protocol::Name;
use crate::protocol::limit::DAY;
use crate::sys::entropy::{Entropy, draw};

/// Clocks differ: a certificate counts from a little before it was made.
const HEAD_START: u64 = 300;

/// The last second a certificate can name: the end of the year 9999.
const LAST: u64 = 253_402_300_799;

/// From when until when a certificate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifespan {
    begin: u64,
    end: u64,
}

impl Lifespan {
    /// From five minutes ago, for so many days.
    ///
    /// # Errors
    /// [`PkiError::InvalidLifespan`] for no day at all, and past the year 9999.
    pub fn days(now: u64, days: u32) -> Result<Self> {
        let end = now.saturating_add(u64::from(days) * DAY);
        if days == 0 || end > LAST {
            return Err(PkiError::InvalidLifespan);
        }
        Ok(Self { begin: now.saturating_sub(HEAD_START), end })
    }

    /// The same, but not beyond `end`.
    #[must_use]
    pub(super) fn at_most_until(self, end: u64) -> Self {
        Self { end: self.end.min(end), ..self }
    }

    /// The second it ends.
    pub fn end(self) -> u64 {
        self.end
    }
}

/// A certificate, in DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(Vec<u8>);

impl Certificate {
    /// Makes a certificate for a client that signs for itself. It is no authority and says it is for clients.
    ///
    /// # Errors
    /// [`PkiError::NoEntropy`] or [`PkiError::Failed`].
    pub fn self_signed(name: &Name, key: &PrivateKey, lifespan: Lifespan, entropy: &dyn Entropy) -> Result<Self> {
        let params = client(name, lifespan, &serial(entropy)?)?;
        Ok(params.self_signed(key.pair())?.into())
    }

    /// Takes DER that is a certificate.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        facts::parse(der).map(|_| Self(der.to_vec()))
    }

    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`].
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        let der = CertificateDer::from_pem_slice(pem).map_err(|_| PkiError::CertificateMalformed)?;
        Self::from_der(&der)
    }

    /// Its DER.
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// Its PEM.
    ///
    /// # Errors
    /// [`PkiError::Failed`].
    pub fn pem(&self) -> Result<String> {
        let document = pkcs8::Document::try_from(self.der()).map_err(|error| PkiError::Failed(error.to_string()))?;
        document.to_pem("CERTIFICATE", pkcs8::LineEnding::LF).map_err(|error| PkiError::Failed(error.to_string()))
    }

    /// Its name on the wire.
    pub fn sha1(&self) -> Sha1 {
        Sha1::of(&self.0)
    }

    /// What people compare.
    pub fn sha256(&self) -> Sha256 {
        Sha256::of(&self.0)
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`].
    pub fn facts(&self) -> Result<Facts> {
        Facts::of(&self.0)
    }

    /// Whether the key of `issuer` signed it. Says nothing of dates or of what the issuer may do.
    pub fn is_signed_by(&self, issuer: &Self) -> bool {
        let (Ok(own), Ok(other)) = (facts::parse(&self.0), facts::parse(&issuer.0)) else { return false };
        own.issuer() == other.subject()
            && signature::is_by(other.public_key(), &own.signature_algorithm, own.tbs_certificate.as_ref(), &own.signature_value)
    }

    /// Whether it is for this key.
    pub fn is_for(&self, key: &PrivateKey) -> bool {
        facts::parse(&self.0).is_ok_and(|certificate| certificate.public_key().raw == key.public())
    }
}

impl From<rcgen::Certificate> for Certificate {
    fn from(made: rcgen::Certificate) -> Self {
        Self(made.der().to_vec())
    }
}

/// A random serial of 128 bits whose first byte is not zero, so that every tool prints 32 digits.
pub(super) fn serial(entropy: &dyn Entropy) -> Result<[u8; 16]> {
    loop {
        let drawn: [u8; 16] = draw(entropy)?;
        if drawn.first().is_some_and(|&first| first != 0) {
            return Ok(drawn);
        }
    }
}

/// What every certificate has: a name, dates, a serial.
pub(super) fn named(name: &str, lifespan: Lifespan, serial: &[u8; 16]) -> Result<CertificateParams> {
    let moment = |seconds: u64| i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name(name);
    params.not_before = moment(lifespan.begin).ok_or(PkiError::InvalidLifespan)?;
    params.not_after = moment(lifespan.end).filter(|_| lifespan.begin < lifespan.end).ok_or(PkiError::InvalidLifespan)?;
    params.serial_number = Some(rcgen::SerialNumber::from_slice(serial));
    params.is_ca = IsCa::ExplicitNoCa;
    Ok(params)
}

/// A client's certificate.
pub(super) fn client(name: &Name, lifespan: Lifespan, serial: &[u8; 16]) -> Result<CertificateParams> {
    let mut params = named(name.as_str(), lifespan, serial)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    Ok(params)
}

/// A distinguished name of nothing but a common name.
pub(super) fn common_name(name: &str) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    subject
}
