//! The primitives, each behind one function. The only file of the server that names `aes_gcm`: what seals pastes for their readers is
//! `container`, which the server does not link; this seals for the server itself.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Tag};
use hkdf::GenericHkdf;
use hmac::Hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Bytes of a nonce: the 96 bits for which GCM hashes nothing (NIST SP 800-38D, section 7.1).
pub(super) const NONCE: usize = 12;
/// Bytes of a tag.
pub(super) const TAG: usize = 16;

/// The tag does not belong to these bytes: another key, another place, or altered data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unauthentic;

/// A nonce. Two constructions, one for each kind of key; both keep it from repeating, which GCM must never see.
#[derive(Clone, Copy)]
pub(super) struct Nonce([u8; NONCE]);

impl Nonce {
    /// For a key that seals one sequence of segments: the number of the segment, and whether it is the last.
    ///
    /// The deterministic construction of NIST SP 800-38D, section 8.2.1, whose fixed field is empty since the key has one use. As in
    /// STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) a segment at another place, and a sequence that ends early or goes on, has
    /// another nonce and so no valid tag.
    pub(super) fn segment(number: u64, last: bool) -> Self {
        let mut nonce = [0; NONCE];
        let places = nonce.iter_mut().rev();
        for (place, byte) in places.zip([u8::from(last)].into_iter().chain(number.to_le_bytes())) {
            *place = byte;
        }
        Self(nonce)
    }

    /// For the wrapping key, which seals many short things: 96 random bits.
    ///
    /// The RBG-based construction of section 8.2.2. Section 8.3 allows 2³² of them under one key: a storage key is good for so many
    /// bodies, and `fpaste serve rekey` begins anew.
    pub(super) fn random(bytes: [u8; NONCE]) -> Self {
        Self(bytes)
    }
}

/// `AES-256-GCM[key, nonce](plaintext, aad)`, NIST SP 800-38D: 96-bit nonce, 128-bit tag. The expanded key is erased on drop.
pub(super) struct Cipher(Aes256Gcm);

impl Cipher {
    /// Expands a key once, for any number of calls.
    pub(super) fn new(key: &[u8; KEY]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// Encrypts in place and returns the tag; `None` beyond the 64 GiB that one nonce may encrypt.
    pub(super) fn seal(&self, nonce: Nonce, aad: &[u8], buffer: &mut [u8]) -> Option<[u8; TAG]> {
        self.0.encrypt_inout_detached(&aes_gcm::Nonce::from(nonce.0), aad, buffer.into()).map(Into::into).ok()
    }

    /// Decrypts in place; where the tag does not verify the buffer holds no plaintext.
    pub(super) fn open(&self, nonce: Nonce, aad: &[u8], buffer: &mut [u8], tag: [u8; TAG]) -> Result<(), Unauthentic> {
        self.0.decrypt_inout_detached(&aes_gcm::Nonce::from(nonce.0), aad, buffer.into(), &Tag::from(tag)).map_err(|_| Unauthentic)
    }
}

/// `HKDF-SHA256(ikm, salt = empty, info)`, `N` ≤ 32 bytes (RFC 5869).
pub(super) fn derive<const N: usize>(ikm: &[u8], info: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 32) };
    let mut output = Zeroizing::new([0; N]);
    // At most one block; HKDF refuses from 255 blocks on.
    if GenericHkdf::<Hmac<Sha256>>::new(None, ikm).expand(info, output.as_mut()).is_err() {
        unreachable!("HKDF-SHA256 gives up to 8160 bytes");
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_share_a_nonce() {
        let mut seen = std::collections::HashSet::new();
        for number in [0, 1, 2, 255, 256, 65_535, 65_536, u64::from(u32::MAX), u64::MAX] {
            for last in [false, true] {
                assert!(seen.insert(Nonce::segment(number, last).0));
            }
        }
    }

    #[test]
    fn it_is_aes_256_gcm() {
        // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
        let mut block = [0; 16];
        let tag = Cipher::new(&[0; 32]).seal(Nonce::random([0; 12]), b"", &mut block).unwrap();
        assert_eq!(crate::protocol::hex(&block), "cea7403d4d606b6e074ec5d3baf39d18");
        assert_eq!(crate::protocol::hex(&tag), "d0d1c8a799996bf0265b98b5d48ab919");
    }
}
