//! The two primitives a container is made of, each behind one function. The only file naming `aes_gcm`.

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hkdf::GenericHkdf;
use hmac::Hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub(super) const NONCE: usize = 12;
/// Bytes of a tag.
pub(super) const TAG: usize = 16;

/// The tag does not belong to these bytes: another key, or altered data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unauthentic;

/// `AES-256-GCM[key, nonce](plaintext, aad)`, NIST SP 800-38D: 96-bit nonce, 128-bit tag.
pub(super) struct Cipher(Aes256Gcm);

impl Cipher {
    /// Expands a key once, for any number of segments.
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// Encrypts in place and returns the tag. `nonce` must never repeat under one key.
    pub(super) fn seal(&self, nonce: [u8; NONCE], aad: &[u8], buffer: &mut [u8]) -> Result<[u8; TAG], TooLong> {
        self.0.encrypt_inout_detached(&Nonce::from(nonce), aad, buffer.into()).map(Into::into).map_err(|_| TooLong)
    }

    /// Decrypts into a place of the same length; where the tag does not verify it is left as it was.
    pub(super) fn open(&self, nonce: [u8; NONCE], aad: &[u8], sealed: &[u8], place: &mut [u8], tag: [u8; TAG]) -> Result<(), Unauthentic> {
        let buffer = InOutBuf::new(sealed, place).map_err(|_| Unauthentic)?;
        self.0.decrypt_inout_detached(&Nonce::from(nonce), aad, buffer, &Tag::from(tag)).map_err(|_| Unauthentic)
    }
}

/// More than the 64 GiB that one nonce may encrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// `HKDF-SHA256(ikm, salt = empty, info)`, 32 bytes (RFC 5869); `ikm` is the parts in a row.
pub(super) fn derive(ikm: &[&[u8]], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let joined = Zeroizing::new(ikm.concat());
    let mut output = Zeroizing::new([0; 32]);
    // 32 bytes are one block of HKDF; it refuses from 255 blocks on.
    if GenericHkdf::<Hmac<Sha256>>::new(None, &joined).expand(info, output.as_mut()).is_err() {
        unreachable!("HKDF-SHA256 gives up to 8160 bytes");
    }
    output
}
