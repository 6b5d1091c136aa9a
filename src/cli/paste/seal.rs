//! Content to the bytes that are sent: sealed under a fresh key, or as they are.

use crate::cli::error::{Error, Result};
use crate::container::{self, BurnClaim, ContentKey, Note};
use crate::protocol::header;
use crate::sys::entropy::SystemEntropy;

/// How to seal.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Sealing<'a> {
    /// Do not seal at all.
    pub plain: bool,
    /// The container of the Python client.
    pub v1: bool,
    /// Do not pack.
    pub no_compress: bool,
    /// The server can demand a claim for a burn paste.
    pub claim: bool,
    /// The file name, to be sealed inside.
    pub name: Option<&'a str>,
    /// The media type as it was typed.
    pub media_type: Option<&'a str>,
    /// Part of the key.
    pub passphrase: Option<&'a str>,
}

impl std::fmt::Debug for Sealing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealing").field("plain", &self.plain).field("v1", &self.v1).finish_non_exhaustive()
    }
}

/// What is sent, and what opens it.
#[derive(Debug)]
pub struct Sealed {
    /// The bytes to send.
    pub body: Vec<u8>,
    /// The key, unless it is not sealed.
    pub key: Option<ContentKey>,
    /// SHA-256 of the burn claim.
    pub claim_hash: Option<[u8; 32]>,
}

/// The media type of content: as it was typed, or found out from its first bytes; `None` for what nobody knows.
pub fn media_type(typed: Option<&str>, bytes: &[u8]) -> Option<String> {
    if let Some(typed) = typed {
        return Some(typed.to_owned());
    }
    if is_text(bytes) {
        return Some(header::TEXT.to_owned());
    }
    infer::get(bytes).map(|kind| kind.mime_type().to_owned())
}

/// Whether bytes are UTF-8 without NUL.
pub fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok()
}

impl Sealing<'_> {
    /// Seals content under this key, or under a fresh one.
    ///
    /// # Errors
    /// There is no randomness, or the content is too large to seal.
    pub fn seal(&self, content: Vec<u8>, key: Option<ContentKey>) -> Result<Sealed> {
        if self.plain {
            return Ok(Sealed { body: content, key: None, claim_hash: None });
        }
        let entropy = SystemEntropy;
        let key = match key {
            Some(key) => key,
            None => ContentKey::generate(&entropy).map_err(|why| Error::NotSealed(why.into()))?,
        };
        if self.v1 {
            let body = container::v1::seal(&content, &key, &entropy).map_err(Error::NotSealed)?;
            return Ok(Sealed { body, key: Some(key), claim_hash: None });
        }
        let kind = media_type(self.media_type, &content);
        let packed = if self.no_compress { None } else { container::pack(&content) };
        let encoding = packed.as_ref().map(|_| "gzip".to_owned());
        let note = Note { name: self.name.map(str::to_owned), kind, encoding };
        // What is packed is not needed twice.
        let content = packed.unwrap_or(content);
        let body = container::seal(content, &note, &key, self.passphrase, &entropy).map_err(Error::NotSealed)?;
        let claim_hash = if self.claim { crate::protocol::parse_hex(&BurnClaim::of(&key).hash_text()) } else { None };
        Ok(Sealed { body, key: Some(key), claim_hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_name_and_type() {
        let sealing = Sealing { name: Some("a.txt"), claim: true, ..Sealing::default() };
        let sealed = sealing.seal(b"hello hello hello hello hello".repeat(10), None).unwrap();
        let opened = container::open(&sealed.body, sealed.key.as_ref().unwrap(), None, 1 << 20).unwrap();
        assert_eq!(opened.content, b"hello hello hello hello hello".repeat(10));
        assert_eq!((opened.note.name.as_deref(), opened.note.kind.as_deref()), (Some("a.txt"), Some("text/plain")));
        assert!(sealed.claim_hash.is_some());
    }

    #[test]
    fn types_are_typed_or_found_out() {
        assert_eq!(media_type(Some("text/x-rust"), b"fn").as_deref(), Some("text/x-rust"));
        assert_eq!(media_type(None, "grüß".as_bytes()).as_deref(), Some("text/plain"));
        assert_eq!(media_type(None, b"\x89PNG\r\n\x1a\n\0\0\0").as_deref(), Some("image/png"));
        assert_eq!(media_type(None, b"\0\x01\x02"), None);
    }
}
