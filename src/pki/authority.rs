//! The authority of a server: made once, its key kept only under a password, and what it signs.

use std::net::IpAddr;

use pkcs8::pkcs5::pbes2;
use pkcs8::{EncryptedPrivateKeyInfo, LineEnding, PrivateKeyInfo, SecretDocument};
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyUsagePurpose, PublicKeyData, SanType};
use zeroize::Zeroizing;

use super::{Certificate, KeyKind, Lifespan, PkiError, PrivateKey, Request, Result, certificate};
use crate::protocol::Name;
use crate::protocol::limit::PBKDF2_ROUNDS;
use crate::sys::entropy::{Entropy, draw};

/// How long an authority lasts.
const DAYS: u32 = 3650;

/// An authority whose key is open. It signs client certificates and this server's own, and no authority below itself.
pub struct Authority {
    certificate: Certificate,
    ends: u64,
    key: PrivateKey,
}

impl Authority {
    /// Makes an authority: P-384, for ten years, with no authority below it.
    ///
    /// # Errors
    /// [`PkiError::NoEntropy`] or [`PkiError::Failed`].
    pub fn create(name: &Name, now: u64, entropy: &dyn Entropy) -> Result<Self> {
        let key = PrivateKey::generate(KeyKind::P384)?;
        let lifespan = Lifespan::days(now, DAYS)?;
        let mut params = certificate::named(name.as_str(), lifespan, &certificate::serial(entropy)?)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(key.pair())?.into();
        Ok(Self { certificate, ends: lifespan.end(), key })
    }

    /// Opens an authority that was kept.
    ///
    /// # Errors
    /// [`PkiError::WrongPassword`], [`PkiError::KeyMalformed`], [`PkiError::CertificateMalformed`] or [`PkiError::KeyMismatch`].
    pub fn open(certificate_pem: &str, key_pem: &str, password: &[u8]) -> Result<Self> {
        let certificate = Certificate::from_pem(certificate_pem.as_bytes())?;
        let (label, document) = SecretDocument::from_pem(key_pem).map_err(|_| PkiError::KeyMalformed)?;
        if label != "ENCRYPTED PRIVATE KEY" {
            return Err(PkiError::KeyMalformed);
        }
        let sealed: EncryptedPrivateKeyInfo<'_> = document.decode_msg().map_err(|_| PkiError::KeyMalformed)?;
        let plain = sealed.decrypt(password).map_err(|_| PkiError::WrongPassword)?;
        let key = PrivateKey::from_der(plain.as_bytes())?;
        if !certificate.is_for(&key) {
            return Err(PkiError::KeyMismatch);
        }
        Ok(Self { ends: certificate.facts()?.not_after, certificate, key })
    }

    /// Its key under a password: PKCS#8, PBES2 with PBKDF2-SHA256 and AES-256-CBC, which openssl 3 opens (scrypt, the crate's
    /// default, it does not).
    ///
    /// # Errors
    /// [`PkiError::NoEntropy`] or [`PkiError::Failed`].
    pub fn sealed_key(&self, password: &[u8], entropy: &dyn Entropy) -> Result<Zeroizing<String>> {
        let failed = |error: pkcs8::Error| PkiError::Failed(error.to_string());
        let (salt, iv): ([u8; 16], [u8; 16]) = (draw(entropy)?, draw(entropy)?);
        let params =
            pbes2::Parameters::pbkdf2_sha256_aes256cbc(PBKDF2_ROUNDS, &salt, &iv).map_err(|error| PkiError::Failed(error.to_string()))?;
        let plain = PrivateKeyInfo::try_from(self.key.der()).map_err(failed)?;
        let sealed = plain.encrypt_with_params(params, password).map_err(failed)?;
        sealed.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).map_err(|error| PkiError::Failed(error.to_string()))
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// When it ends, Unix seconds.
    pub fn ends(&self) -> u64 {
        self.ends
    }

    /// Issues a client certificate for a request. It never outlives the authority.
    ///
    /// # Errors
    /// [`PkiError::InvalidLifespan`], [`PkiError::NoEntropy`] or [`PkiError::Failed`].
    pub fn issue(&self, request: &Request, lifespan: Lifespan, entropy: &dyn Entropy) -> Result<Certificate> {
        let params = certificate::client(request.name(), lifespan.at_most_until(self.ends), &certificate::serial(entropy)?)?;
        self.sign(params, request.key())
    }

    /// Issues a client certificate together with a key made here.
    ///
    /// # Errors
    /// As [`Authority::issue`].
    pub fn issue_with_key(&self, name: &Name, lifespan: Lifespan, entropy: &dyn Entropy) -> Result<(Certificate, PrivateKey)> {
        let key = PrivateKey::generate(KeyKind::P384)?;
        let params = certificate::client(name, lifespan.at_most_until(self.ends), &certificate::serial(entropy)?)?;
        Ok((self.sign(params, key.pair())?, key))
    }

    /// Issues a certificate for this server, together with its key. Every name is a host name or an address.
    ///
    /// # Errors
    /// [`PkiError::InvalidServerName`], also where there is none at all; else as [`Authority::issue`].
    pub fn issue_for_server(&self, names: &[String], lifespan: Lifespan, entropy: &dyn Entropy) -> Result<(Certificate, PrivateKey)> {
        let first = names.first().ok_or_else(|| PkiError::InvalidServerName(String::new()))?;
        // A common name has 64 characters at most; clients look at the alternative names alone.
        let common_name: String = first.chars().take(64).collect();
        let lifespan = lifespan.at_most_until(self.ends);
        let mut params = certificate::named(&common_name, lifespan, &certificate::serial(entropy)?)?;
        params.subject_alt_names = names.iter().map(|name| alternative_name(name)).collect::<Result<_>>()?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = PrivateKey::generate(KeyKind::P256)?;
        Ok((self.sign(params, key.pair())?, key))
    }

    /// Whether this text can be a name of a server certificate.
    ///
    /// # Errors
    /// [`PkiError::InvalidServerName`].
    pub fn check_server_name(name: &str) -> Result<()> {
        alternative_name(name).map(|_| ())
    }

    fn sign(&self, mut params: CertificateParams, key: &impl PublicKeyData) -> Result<Certificate> {
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::from_ca_cert_der(&self.certificate.der().into(), self.key.pair())?;
        Ok(params.signed_by(key, &issuer)?.into())
    }
}

/// Reads a name a client may ask for this server by.
fn alternative_name(name: &str) -> Result<SanType> {
    let invalid = || PkiError::InvalidServerName(name.to_owned());
    if let Ok(address) = name.parse::<IpAddr>() {
        return Ok(SanType::IpAddress(address));
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let host = name.strip_prefix("*.").unwrap_or(name);
    if host.len() > 253 || !host.split('.').all(label) {
        return Err(invalid());
    }
    Ok(SanType::DnsName(name.to_ascii_lowercase().try_into().map_err(|_| invalid())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::SystemEntropy;

    const NOW: u64 = 1_800_000_000;

    fn authority() -> Authority {
        Authority::create(&"test CA".parse().unwrap(), NOW, &SystemEntropy).unwrap()
    }

    #[test]
    fn an_authority_opens_with_its_password_alone() {
        let authority = authority();
        let pem = authority.certificate().pem().unwrap();
        let sealed = authority.sealed_key(b"password", &SystemEntropy).unwrap();
        let again = Authority::open(&pem, &sealed, b"password").unwrap();
        assert_eq!(again.certificate(), authority.certificate());
        assert_eq!(Authority::open(&pem, &sealed, b"Password").err(), Some(PkiError::WrongPassword));
        let other = super::tests::authority().certificate().pem().unwrap();
        assert_eq!(Authority::open(&other, &sealed, b"password").err(), Some(PkiError::KeyMismatch));
        assert_eq!(Authority::open(&pem, &authority.key.pem().unwrap(), b"password").err(), Some(PkiError::KeyMalformed));
    }

    #[test]
    fn what_it_issues_says_what_it_is_for() {
        let authority = authority();
        let lifespan = Lifespan::days(NOW, 365).unwrap();
        let (client, key) = authority.issue_with_key(&"alice".parse().unwrap(), lifespan, &SystemEntropy).unwrap();
        assert!(client.is_for(&key) && client.is_signed_by(authority.certificate()));
        let facts = client.facts().unwrap();
        assert_eq!(facts.common_name.as_deref(), Some("alice"));
        assert_eq!((facts.not_before, facts.not_after), (NOW - 300, NOW + 365 * 86_400));
        assert_eq!((facts.is_ca, facts.for_clients, facts.for_servers), (false, true, false));
        assert_eq!((facts.serial.len(), facts.is_current(NOW), facts.is_current(NOW - 301)), (32, true, false));
        assert!(authority.certificate().facts().unwrap().is_ca);
        assert!(!client.is_signed_by(super::tests::authority().certificate()));
    }

    #[test]
    fn nothing_it_issues_outlives_it() {
        let authority = authority();
        let late = Lifespan::days(NOW + 3600 * 86_400, 365).unwrap();
        let (certificate, _) = authority.issue_with_key(&"late".parse().unwrap(), late, &SystemEntropy).unwrap();
        assert_eq!(certificate.facts().unwrap().not_after, authority.ends());
    }

    #[test]
    fn a_server_certificate_needs_names_that_are_names() {
        let (authority, lifespan) = (authority(), Lifespan::days(NOW, 90).unwrap());
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let good = names(&["paste.home.lan", "localhost", "*.home.lan", "127.0.0.1", "::1", &format!("{}.org", "x".repeat(60))]);
        let (certificate, _) = authority.issue_for_server(&good, lifespan, &SystemEntropy).unwrap();
        assert!(certificate.facts().unwrap().for_servers && certificate.is_signed_by(authority.certificate()));
        for bad in ["", "a b", "-a", "a..b", "ä.org", "a/b", "127.0.0.1:80"] {
            let refused = authority.issue_for_server(&names(&[bad]), lifespan, &SystemEntropy).err();
            assert_eq!(refused, Some(PkiError::InvalidServerName(bad.to_owned())));
        }
        assert!(authority.issue_for_server(&[], lifespan, &SystemEntropy).is_err());
    }
}
