//! Private keys: made, read and written; never shown.

use rcgen::{KeyPair, PublicKeyData, RsaKeySize, SignatureAlgorithm};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use zeroize::{Zeroize, Zeroizing};

use super::{PkiError, Result};

/// The kinds of key a certificate is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// EC on secp256r1.
    P256,
    /// EC on secp384r1, the default.
    #[default]
    P384,
    /// EC on secp521r1.
    P521,
    /// RSA, 2048 bits.
    Rsa2048,
    /// RSA, 3072 bits.
    Rsa3072,
    /// RSA, 4096 bits.
    Rsa4096,
}

impl KeyKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::P256, Self::P384, Self::P521, Self::Rsa2048, Self::Rsa3072, Self::Rsa4096];

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "EC secp256r1",
            Self::P384 => "EC secp384r1",
            Self::P521 => "EC secp521r1",
            Self::Rsa2048 => "RSA 2048",
            Self::Rsa3072 => "RSA 3072",
            Self::Rsa4096 => "RSA 4096",
        }
    }

    fn algorithm(self) -> &'static SignatureAlgorithm {
        match self {
            Self::P256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            Self::P384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            Self::P521 => &rcgen::PKCS_ECDSA_P521_SHA512,
            Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096 => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

/// A private key. No `Debug`, no `Clone`; overwritten when dropped.
pub struct PrivateKey(KeyPair);

impl PrivateKey {
    /// Makes a key. RSA of 4096 bits takes half a second.
    ///
    /// # Errors
    /// [`PkiError::Failed`].
    pub fn generate(kind: KeyKind) -> Result<Self> {
        let size = match kind {
            KeyKind::Rsa2048 => RsaKeySize::_2048,
            KeyKind::Rsa3072 => RsaKeySize::_3072,
            KeyKind::Rsa4096 => RsaKeySize::_4096,
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => return Ok(Self(KeyPair::generate_for(kind.algorithm())?)),
        };
        Ok(Self(KeyPair::generate_rsa_for(kind.algorithm(), size)?))
    }

    /// Reads the first private key of a PEM text: PKCS#8, SEC 1 or PKCS#1.
    ///
    /// # Errors
    /// [`PkiError::KeyEncrypted`] or [`PkiError::KeyMalformed`].
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        if pem.windows(9).any(|word| word == b"ENCRYPTED") {
            return Err(PkiError::KeyEncrypted);
        }
        let der = Zeroizing::new(PrivateKeyDer::from_pem_slice(pem).map_err(|_| PkiError::KeyMalformed)?);
        Self::from_der(der.secret_der())
    }

    /// Reads a PKCS#8, SEC 1 or PKCS#1 key.
    ///
    /// # Errors
    /// [`PkiError::KeyMalformed`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        KeyPair::try_from(der).map(Self).map_err(|_| PkiError::KeyMalformed)
    }

    /// The key as PKCS#8 PEM, unencrypted.
    ///
    /// # Errors
    /// [`PkiError::Failed`].
    pub fn pem(&self) -> Result<Zeroizing<String>> {
        let document = pkcs8::SecretDocument::try_from(self.der()).map_err(|error| PkiError::Failed(error.to_string()))?;
        document.to_pem("PRIVATE KEY", pkcs8::LineEnding::LF).map_err(|error| PkiError::Failed(error.to_string()))
    }

    /// The key as PKCS#8 DER, unencrypted.
    pub fn der(&self) -> &[u8] {
        self.0.serialized_der()
    }

    /// The public half, as it stands in a certificate.
    pub(super) fn public(&self) -> Vec<u8> {
        self.0.subject_public_key_info()
    }

    pub(super) fn pair(&self) -> &KeyPair {
        &self.0
    }
}

impl Drop for PrivateKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_to_pem_and_back() {
        for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa2048] {
            let key = PrivateKey::generate(kind).unwrap();
            let pem = key.pem().unwrap();
            assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"), "{kind:?}");
            assert_eq!(PrivateKey::from_pem(pem.as_bytes()).ok().map(|read| read.public()), Some(key.public()), "{kind:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_protected_one_is_named() {
        assert_eq!(PrivateKey::from_pem(b"nonsense").err(), Some(PkiError::KeyMalformed));
        assert_eq!(PrivateKey::from_der(b"").err(), Some(PkiError::KeyMalformed));
        let protected = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        assert_eq!(PrivateKey::from_pem(protected).err(), Some(PkiError::KeyEncrypted));
    }
}
