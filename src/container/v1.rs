//! The container of FlaskPaste: `nonce(12) ‖ ciphertext ‖ tag(16)`, AES-256-GCM under the link's key, no associated data.
//! It holds no name and takes no passphrase; we write it only for readers that know nothing else.

use super::cipher::{Cipher, NONCE, TAG};
use super::key::ContentKey;
use super::v2::SealError;
use crate::sys::entropy::{Entropy, draw};

/// Seals content for the Python client. The random nonce never repeats under a key that seals one paste.
///
/// # Errors
/// [`SealError`].
pub fn seal(content: &[u8], key: &ContentKey, entropy: &dyn Entropy) -> Result<Vec<u8>, SealError> {
    let nonce = draw::<NONCE>(entropy)?;
    let mut sealed = Vec::with_capacity(NONCE + content.len() + TAG);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(content);
    let tag = sealed.get_mut(NONCE..).map(|body| Cipher::new(key.bytes()).seal(nonce, b"", body));
    sealed.extend_from_slice(&tag.transpose()?.unwrap_or_default());
    Ok(sealed)
}

/// Opens one; `None` where it is too short, the key is another, or a bit is wrong.
pub(super) fn open(sealed: &[u8], key: &ContentKey) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (body, tag) = rest.split_last_chunk::<TAG>()?;
    let mut content = vec![0; body.len()];
    Cipher::new(key.bytes()).open(*nonce, b"", body, &mut content, *tag).ok()?;
    Some(content)
}
