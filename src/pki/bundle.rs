//! PKCS#12: a certificate, its key and its authority in one file, as browsers import them.

use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12Archive, PrivateKeyChain};
use zeroize::Zeroizing;

use super::{Certificate, PkiError, PrivateKey, Result};

/// As many as Python's cryptography: an empty password is not made better by more, and many may register at once.
const ROUNDS: u32 = 20_000;

/// What a bundle holds.
pub struct Bundle {
    /// The private key.
    pub key: PrivateKey,
    /// The certificate that belongs to it.
    pub certificate: Certificate,
    /// The authority that signed it, if it came along.
    pub authority: Option<Certificate>,
}

impl Bundle {
    /// Packs the bundle. An empty password is what `FlaskPaste` uses: the file is as secret as the key in it.
    ///
    /// # Errors
    /// [`PkiError::Failed`].
    pub fn pack(&self, name: &str, password: &str) -> Result<Zeroizing<Vec<u8>>> {
        let failed = |error: p12_keystore::error::Error| PkiError::Failed(error.to_string());
        let certificates = std::iter::once(&self.certificate).chain(&self.authority);
        let chain = certificates
            .map(|certificate| p12_keystore::Certificate::from_der(certificate.der()))
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(failed)?;
        let key = p12_keystore::PrivateKey::from_der(self.key.der()).map_err(failed)?;
        let mut store = KeyStore::new();
        // Browsers and openssl tie key and certificate together by the SHA-1 of the latter.
        let id = crate::protocol::parse_hex::<20>(&self.certificate.sha1().to_string()).unwrap_or_default();
        store.add_entry(name, KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(id.as_slice(), key, chain)));
        let writer = store.writer(password).encryption_iterations(ROUNDS).mac_iterations(ROUNDS);
        writer.write().map(Zeroizing::new).map_err(failed)
    }

    /// Unpacks a bundle.
    ///
    /// # Errors
    /// [`PkiError::BundleMalformed`], or [`PkiError::KeyMismatch`] where no certificate in it is for its key.
    pub fn unpack(bytes: &[u8], password: &str) -> Result<Self> {
        let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|_| PkiError::BundleMalformed)?;
        let key = archive.keys.first().ok_or(PkiError::BundleMalformed)?;
        let key = PrivateKey::from_der(key.key.as_der()).map_err(|_| PkiError::BundleMalformed)?;
        let certificates = archive
            .certs
            .iter()
            .map(|bag| Certificate::from_der(bag.cert.as_der()))
            .collect::<Result<Vec<_>>>()
            .map_err(|_| PkiError::BundleMalformed)?;
        let own = certificates.iter().find(|certificate| certificate.is_for(&key)).cloned().ok_or(PkiError::KeyMismatch)?;
        let authority = certificates.iter().find(|certificate| own != **certificate && own.is_signed_by(certificate)).cloned();
        Ok(Self { key, certificate: own, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::{Authority, Lifespan};
    use crate::sys::entropy::SystemEntropy;

    #[test]
    fn a_bundle_comes_back_whole_with_its_password_alone() {
        let authority = Authority::create(&"CA".parse().unwrap(), 1_800_000_000, &SystemEntropy).unwrap();
        let lifespan = Lifespan::days(1_800_000_000, 30).unwrap();
        let (certificate, key) = authority.issue_with_key(&"alice".parse().unwrap(), lifespan, &SystemEntropy).unwrap();
        let bundle = Bundle { key, certificate, authority: Some(authority.certificate().clone()) };
        let packed = bundle.pack("alice", "").unwrap();
        let again = Bundle::unpack(&packed, "").unwrap();
        assert_eq!((again.certificate, again.authority), (bundle.certificate, bundle.authority));
        assert_eq!(again.key.der(), bundle.key.der());
        assert_eq!(Bundle::unpack(&packed, "x").err(), Some(PkiError::BundleMalformed));
        assert_eq!(Bundle::unpack(b"", "").err(), Some(PkiError::BundleMalformed));
    }
}
