//! Opens a sealed paste of either version, whichever it is, and says in which layer it was refused.

use thiserror::Error;

use super::key::ContentKey;
use super::layout::{Header, Kdf, LayoutError, Note, NoteError};
use super::pack::{Unpackable, unpack};
use super::{v1, v2};

/// Nonce and tag of a v1 container.
const V1_MIN: usize = 28;

/// An opened paste.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// The content, unpacked.
    pub content: Vec<u8>,
    /// What stood in front of it; empty for v1.
    pub note: Note,
}

/// Why a paste was not opened. Nothing of it is released.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// It is no container, or one this version cannot read.
    #[error("not a sealed paste: {0}")]
    Layout(#[from] LayoutError),
    /// It is sealed under a passphrase too: ask for it.
    #[error("a passphrase is needed to open it")]
    PassphraseNeeded,
    /// A segment, counted from 0, does not verify.
    #[error("{}", if *with_passphrase { "wrong key or passphrase, or the data was altered" } else { "wrong key, or the data was altered" })]
    NotAuthentic {
        /// Which.
        segment: usize,
        /// A passphrase was part of the key: another one may open it.
        with_passphrase: bool,
    },
    /// What verified is not what a container holds.
    #[error("the sealed content is malformed: {0}")]
    Note(#[from] NoteError),
    /// Packed in a way this version does not know.
    #[error("the content is packed as '{0}', which this version does not know")]
    UnknownEncoding(String),
    /// The packed content does not unpack.
    #[error("the packed content is broken")]
    Unpack,
    /// It unpacks to more than allowed.
    #[error("the content unpacks to more than {limit} bytes")]
    TooLarge {
        /// The cap, bytes.
        limit: u64,
    },
}

impl OpenError {
    /// The layer that refused, in the words of the test vectors.
    pub fn layer(&self) -> &'static str {
        match self {
            Self::Layout(_) => "layout",
            Self::PassphraseNeeded => "passphrase",
            Self::NotAuthentic { .. } => "auth",
            Self::Note(_) | Self::UnknownEncoding(_) | Self::Unpack | Self::TooLarge { .. } => "payload",
        }
    }
}

/// Opens a sealed paste; packed content is unpacked to at most `most` bytes.
///
/// A blob that begins with the magic is v2; a v1 whose random nonce happens to look so still opens, and v2's error is told otherwise.
///
/// # Errors
/// [`OpenError`].
pub fn open(sealed: &[u8], key: &ContentKey, passphrase: Option<&str>, most: u64) -> Result<Opened, OpenError> {
    let error = match open_v2(sealed, key, passphrase, most) {
        Err(OpenError::Layout(LayoutError::Magic)) => {
            if sealed.len() < V1_MIN {
                return Err(LayoutError::Short.into());
            }
            OpenError::NotAuthentic { segment: 0, with_passphrase: false }
        }
        // A first segment that opened is proof of v2.
        Err(error @ (OpenError::Layout(_) | OpenError::PassphraseNeeded | OpenError::NotAuthentic { segment: 0, .. })) => error,
        other => return other,
    };
    v1::open(sealed, key).map(|content| Opened { content, note: Note::default() }).ok_or(error)
}

fn open_v2(sealed: &[u8], key: &ContentKey, passphrase: Option<&str>, most: u64) -> Result<Opened, OpenError> {
    let (header, bytes, segments) = Header::parse(sealed)?;
    let with_passphrase = header.kdf != Kdf::Key;
    let passphrase = if with_passphrase { passphrase.ok_or(OpenError::PassphraseNeeded)? } else { "" };
    let (note, content) = v2::open(&header, bytes, segments, key, passphrase)
        .map_err(|v2::BadSegment(segment)| OpenError::NotAuthentic { segment, with_passphrase })?;
    let (note, _) = Note::parse(&note)?;
    let content = match note.encoding.as_deref() {
        None => content,
        Some("gzip") => unpack(&content, most).map_err(|why| match why {
            Unpackable::Broken => OpenError::Unpack,
            Unpackable::TooLarge => OpenError::TooLarge { limit: most },
        })?,
        Some(other) => return Err(OpenError::UnknownEncoding(other.escape_default().to_string())),
    };
    Ok(Opened { content, note })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::SystemEntropy;

    fn key() -> ContentKey {
        ContentKey::from_bytes([42; 32])
    }

    #[test]
    fn every_size_around_a_segment_goes_there_and_back() {
        for size in [0, 1, 65_530, 65_531, 65_532, 65_533, 65_536, 131_067, 131_068, 131_069, 3_000_000] {
            let content: Vec<u8> = (0..size).map(|at: u32| (at % 251) as u8).collect();
            let note = Note { name: Some("n".into()), ..Note::default() };
            let sealed = v2::seal(content.clone(), &note, &key(), None, &SystemEntropy).unwrap();
            let opened = open(&sealed, &key(), None, 0).unwrap();
            assert!(opened.content == content && opened.note == note, "{size}");
        }
    }

    #[test]
    fn a_note_that_reaches_into_the_second_segment_is_read_whole() {
        let empty = serde_json::to_vec(&Note { name: Some(String::new()), ..Note::default() }).unwrap().len();
        for (length, size) in [(65_534, 9), (65_535, 9), (65_535, 0), (65_535, 1), (65_535, 200_000)] {
            let note = Note { name: Some("n".repeat(length - empty)), ..Note::default() };
            let sealed = v2::seal(vec![7; size], &note, &key(), None, &SystemEntropy).unwrap();
            let opened = open(&sealed, &key(), None, 0).unwrap();
            assert!(opened.content == vec![7; size] && opened.note == note, "{length} {size}");
        }
    }

    #[test]
    fn a_late_altered_segment_is_named_and_nothing_comes_out() {
        let content = vec![1; 40 * 65_536];
        let sealed = v2::seal(content, &Note::default(), &key(), None, &SystemEntropy).unwrap();
        for segment in [1, 7, 20, 39, 40] {
            let mut altered = sealed.clone();
            altered[15 + segment * 65_552] ^= 1;
            assert_eq!(open(&altered, &key(), None, 0), Err(OpenError::NotAuthentic { segment, with_passphrase: false }));
        }
    }

    #[test]
    fn a_passphrase_is_asked_for_and_must_be_the_one() {
        let sealed = v2::seal(b"x".to_vec(), &Note::default(), &key(), Some("é"), &SystemEntropy).unwrap();
        assert_eq!(open(&sealed, &key(), None, 0), Err(OpenError::PassphraseNeeded));
        assert_eq!(open(&sealed, &key(), Some("e"), 0), Err(OpenError::NotAuthentic { segment: 0, with_passphrase: true }));
        assert_eq!(open(&sealed, &key(), Some("e\u{301}"), 0).unwrap().content, b"x");
    }

    #[test]
    fn the_cap_is_on_unpacked_bytes() {
        let text = b"again and again ".repeat(1000);
        let note = Note { encoding: Some("gzip".into()), ..Note::default() };
        let sealed = v2::seal(super::super::pack(&text).unwrap(), &note, &key(), None, &SystemEntropy).unwrap();
        assert_eq!(open(&sealed, &key(), None, 15_999), Err(OpenError::TooLarge { limit: 15_999 }));
        assert_eq!(open(&sealed, &key(), None, 16_000).unwrap().content, text);
    }
}
