//! Keys under the storage key: the data key of each body, and the digest key of the database.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher::{Cipher, KEY, NONCE, Nonce, TAG, Unauthentic};
use super::key::{KeyId, StorageKey};
use crate::protocol::PasteId;
use crate::sys::entropy::{Entropy, EntropyError, draw};

/// Bytes of a wrapped key.
pub const WRAPPED: usize = NONCE + KEY + TAG;
/// What a data key is wrapped for; the paste's id follows, so that it opens no other paste.
const BODY: &[u8] = b"fpaste body key: ";
/// What a digest key is wrapped for.
const DIGEST: &[u8] = b"fpaste digest key";

/// A key as it lies in the database: `nonce ‖ AES-256-GCM[storage key](key, purpose) ‖ tag`, and which storage key that was.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrapper {
    /// The storage key it is under.
    pub key: KeyId,
    /// The wrapped key.
    pub bytes: [u8; WRAPPED],
}

impl fmt::Debug for Wrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapper({})", self.key)
    }
}

impl Wrapper {
    fn wrap(secret: &[u8; KEY], aad: &[u8], under: &StorageKey, entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let nonce = draw::<NONCE>(entropy)?;
        let mut sealed = Zeroizing::new(*secret);
        let Some(tag) = under.wrapping().seal(Nonce::random(nonce), aad, sealed.as_mut()) else {
            unreachable!("32 bytes are less than 64 GiB");
        };
        let mut bytes = [0; WRAPPED];
        for (into, from) in bytes.iter_mut().zip(nonce.iter().chain(sealed.iter()).chain(&tag)) {
            *into = *from;
        }
        Ok(Self { key: under.id(), bytes })
    }

    fn unwrap(&self, aad: &[u8], under: &StorageKey) -> Result<Zeroizing<[u8; KEY]>, Unauthentic> {
        let (nonce, rest) = self.bytes.split_first_chunk::<NONCE>().ok_or(Unauthentic)?;
        let (sealed, tag) = rest.split_last_chunk::<TAG>().ok_or(Unauthentic)?;
        let mut secret = Zeroizing::new(<[u8; KEY]>::try_from(sealed).map_err(|_| Unauthentic)?);
        under.wrapping().open(Nonce::random(*nonce), aad, secret.as_mut(), *tag)?;
        Ok(secret)
    }

    /// The same body's key under another storage key; `None` where the old one does not open it.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn rewrap_body(
        &self,
        id: &PasteId,
        old: &StorageKey,
        new: &StorageKey,
        entropy: &dyn Entropy,
    ) -> Result<Option<Self>, EntropyError> {
        let Ok(secret) = self.unwrap(&body_aad(id), old) else { return Ok(None) };
        Self::wrap(&secret, &body_aad(id), new, entropy).map(Some)
    }
}

/// The key of one body. It seals one sequence of segments and nothing else, ever: a body that is replaced gets another.
pub(super) struct DataKey(Zeroizing<[u8; KEY]>);

impl DataKey {
    /// Draws a key for the body of this paste, and wraps it.
    pub(super) fn make(id: &PasteId, under: &StorageKey, entropy: &dyn Entropy) -> Result<(Self, Wrapper), EntropyError> {
        let key = Zeroizing::new(draw::<KEY>(entropy)?);
        let wrapper = Wrapper::wrap(&key, &body_aad(id), under, entropy)?;
        Ok((Self(key), wrapper))
    }

    /// The key of the body of this paste.
    pub(super) fn open(wrapper: &Wrapper, id: &PasteId, under: &StorageKey) -> Result<Self, Unauthentic> {
        wrapper.unwrap(&body_aad(id), under).map(Self)
    }

    /// What the segments are sealed with.
    pub(super) fn cipher(&self) -> Cipher {
        Cipher::new(&self.0)
    }
}

fn body_aad(id: &PasteId) -> Vec<u8> {
    [BODY, id.as_str().as_bytes()].concat()
}

/// Keys the hashes of bodies that the database compares: a plain SHA-256 would tell a thief whether a guess is right.
pub struct DigestKey(Zeroizing<[u8; KEY]>);

impl DigestKey {
    /// Draws one, and wraps it.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn make(under: &StorageKey, entropy: &dyn Entropy) -> Result<(Self, Wrapper), EntropyError> {
        let key = Self(Zeroizing::new(draw(entropy)?));
        let wrapper = key.wrap(under, entropy)?;
        Ok((key, wrapper))
    }

    /// The key in a wrapper; `None` where the storage key does not open it.
    pub fn open(wrapper: &Wrapper, under: &StorageKey) -> Option<Self> {
        wrapper.unwrap(DIGEST, under).ok().map(Self)
    }

    /// Wraps it, under another storage key too.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn wrap(&self, under: &StorageKey, entropy: &dyn Entropy) -> Result<Wrapper, EntropyError> {
        Wrapper::wrap(&self.0, DIGEST, under, entropy)
    }

    /// `HMAC-SHA256[key](hash)` (RFC 2104).
    pub fn mark(&self, hash: &[u8; 32]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_ref()).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(hash);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::SystemEntropy;

    fn id(text: &str) -> PasteId {
        text.parse().unwrap()
    }

    #[test]
    fn a_data_key_opens_for_its_paste_and_its_storage_key_alone() {
        let (storage, other) = (StorageKey::from_bytes(&[1; 32]), StorageKey::from_bytes(&[2; 32]));
        let (key, wrapper) = DataKey::make(&id("0123456789ab"), &storage, &SystemEntropy).unwrap();
        assert!(!wrapper.bytes.windows(8).any(|window| key.0.windows(8).any(|part| part == window)));
        assert_eq!(*DataKey::open(&wrapper, &id("0123456789ab"), &storage).unwrap_or_else(|_| panic!()).0, *key.0);
        assert!(DataKey::open(&wrapper, &id("0123456789ac"), &storage).is_err());
        assert!(DataKey::open(&wrapper, &id("0123456789ab"), &other).is_err());
        assert!(DigestKey::open(&wrapper, &storage).is_none());
        for at in 0..WRAPPED {
            let mut altered = wrapper.clone();
            altered.bytes[at] ^= 1;
            assert!(DataKey::open(&altered, &id("0123456789ab"), &storage).is_err(), "{at}");
        }
        let rewrapped = wrapper.rewrap_body(&id("0123456789ab"), &storage, &other, &SystemEntropy).unwrap().unwrap();
        assert_eq!(rewrapped.key, other.id());
        assert_eq!(*DataKey::open(&rewrapped, &id("0123456789ab"), &other).unwrap_or_else(|_| panic!()).0, *key.0);
        assert!(wrapper.rewrap_body(&id("0123456789ac"), &storage, &other, &SystemEntropy).unwrap().is_none());
    }

    #[test]
    fn two_wrappers_of_one_key_share_nothing() {
        let storage = StorageKey::from_bytes(&[1; 32]);
        let (key, one) = DigestKey::make(&storage, &SystemEntropy).unwrap();
        let other = key.wrap(&storage, &SystemEntropy).unwrap();
        assert!(one.bytes.chunks(8).zip(other.bytes.chunks(8)).all(|(one, other)| one != other));
        let opened = DigestKey::open(&other, &storage).unwrap();
        assert_eq!(opened.mark(&[7; 32]), key.mark(&[7; 32]));
        assert_ne!(key.mark(&[7; 32]), key.mark(&[8; 32]));
        assert_ne!(key.mark(&[7; 32]), DigestKey::make(&storage, &SystemEntropy).unwrap().0.mark(&[7; 32]));
        assert_eq!(format!("{key:?}"), "DigestKey(…)");
    }
}
