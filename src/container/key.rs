//! The key of one paste: 32 random bytes that live in the link's fragment and nowhere else.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::sys::entropy::{Entropy, EntropyError};

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Characters of a key as base64url without padding.
const KEY_CHARS: usize = 43;

/// The key of one paste. Not `Clone`, not `Display`; erased when it drops.
#[derive(ZeroizeOnDrop)]
pub struct ContentKey([u8; KEY_BYTES]);

/// The text is not a key.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a key is 43 characters of base64url; this one is cut off or altered")]
pub struct InvalidKey;

impl ContentKey {
    /// Draws a key.
    ///
    /// # Errors
    /// [`EntropyError`]: there is no key without randomness.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let mut key = Self([0; KEY_BYTES]);
        entropy.fill(&mut key.0)?;
        Ok(key)
    }

    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads a key as it stands in a fragment: padded, in the standard alphabet and with anything after `&` or `?` too, since
    /// mailers and trackers append that. What is left must be the one canonical spelling of 32 bytes.
    ///
    /// # Errors
    /// [`InvalidKey`].
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let text = text.split(['&', '?']).next().unwrap_or_default().trim_end_matches('=');
        if text.len() != KEY_CHARS {
            return Err(InvalidKey);
        }
        let plain = Zeroizing::new(text.replace('+', "-").replace('/', "_"));
        let mut key = Self([0; KEY_BYTES]);
        match URL_SAFE_NO_PAD.decode_slice(plain.as_bytes(), &mut key.0) {
            Ok(KEY_BYTES) => Ok(key),
            _ => Err(InvalidKey),
        }
    }

    /// The 43 characters for a link.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0))
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::SystemEntropy;

    #[test]
    fn a_key_goes_there_and_back_and_is_never_shown() {
        let key = ContentKey::generate(&SystemEntropy).unwrap();
        let text = key.text();
        assert_eq!(ContentKey::parse(&text).unwrap().bytes(), key.bytes());
        assert_eq!(format!("{key:?}"), "ContentKey(…)");
    }

    #[test]
    fn two_keys_differ() {
        assert_ne!(ContentKey::generate(&SystemEntropy).unwrap().0, ContentKey::generate(&SystemEntropy).unwrap().0);
    }
}
