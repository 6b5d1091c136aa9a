//! The burn claim: proof that a reader holds the link's key, derived from it one way, so that the server can check it and learn
//! nothing of the key. A mail scanner that lost the fragment cannot make it, and so cannot burn the paste.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::cipher::derive;
use super::key::ContentKey;
use crate::protocol::hex;

/// `HKDF-SHA256(K, salt = empty, info = "fpaste burn claim v2")`, 32 bytes (RFC 5869).
#[derive(ZeroizeOnDrop)]
pub struct BurnClaim([u8; 32]);

impl BurnClaim {
    /// The claim of a key.
    pub fn of(key: &ContentKey) -> Self {
        Self(*derive(&[key.bytes()], b"fpaste burn claim v2"))
    }

    /// 64 hex digits, as `X-Burn-Claim` carries them.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(&self.0))
    }

    /// 64 hex digits of its SHA-256, as `X-Burn-Claim-Hash` carries them.
    pub fn hash_text(&self) -> String {
        hex(&Sha256::digest(self.0))
    }
}

impl fmt::Debug for BurnClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BurnClaim(…)")
    }
}
