//! Bytes to structure and back, without cryptography: the header in front of the segments, and the note in front of the content.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::protocol::limit;

/// Begins every v2 container.
pub const MAGIC: &[u8; 7] = b"FPASTE2";
/// Plaintext bytes of a segment; the last may have fewer.
pub const SEGMENT: usize = 65_536;
/// Random bytes in front of the segment number in every nonce.
pub const PREFIX: usize = 7;
/// Random bytes of the passphrase's salt.
pub const SALT: usize = 16;
/// Bytes of a file name, at most: what file systems take.
const NAME_BYTES: usize = 255;

/// What the file key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kdf {
    /// The link's key alone.
    Key,
    /// The link's key and a passphrase.
    Passphrase {
        /// Random.
        salt: [u8; SALT],
        /// PBKDF2-HMAC-SHA256 rounds.
        rounds: u32,
    },
}

/// Everything before the segments. As bytes it is the associated data of each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the file key is made of.
    pub kdf: Kdf,
    /// Begins every nonce.
    pub prefix: [u8; PREFIX],
}

/// Why bytes are no v2 container.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum LayoutError {
    /// It does not begin as one.
    #[error("it does not begin with the magic of a container")]
    Magic,
    /// It ends inside the header, or has no segment.
    #[error("it is cut off")]
    Short,
    /// A newer program may know this one.
    #[error("its key derivation {0} is unknown to this version")]
    UnknownKdf(u8),
    /// Too few to protect the passphrase, or so many that reading would be an attack on the reader.
    #[error("it asks for {0} PBKDF2 rounds, outside of what is accepted")]
    Rounds(u32),
}

impl Header {
    /// Writes the header.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        match &self.kdf {
            Kdf::Key => bytes.push(0),
            Kdf::Passphrase { salt, rounds } => {
                bytes.push(1);
                bytes.extend_from_slice(salt);
                bytes.extend_from_slice(&rounds.to_be_bytes());
            }
        }
        bytes.extend_from_slice(&self.prefix);
        bytes
    }

    /// Reads the header; also returns its bytes and what follows them, at least one tag.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub fn parse(sealed: &[u8]) -> Result<(Self, &[u8], &[u8]), LayoutError> {
        let rest = sealed.strip_prefix(MAGIC).ok_or(LayoutError::Magic)?;
        let (&kdf, rest) = rest.split_first().ok_or(LayoutError::Short)?;
        let (kdf, rest) = match kdf {
            0 => (Kdf::Key, rest),
            1 => {
                let (salt, rest) = rest.split_first_chunk::<SALT>().ok_or(LayoutError::Short)?;
                let (rounds, rest) = rest.split_first_chunk::<4>().ok_or(LayoutError::Short)?;
                let rounds = u32::from_be_bytes(*rounds);
                if !(limit::PBKDF2_ROUNDS_MIN..=limit::PBKDF2_ROUNDS_MAX).contains(&rounds) {
                    return Err(LayoutError::Rounds(rounds));
                }
                (Kdf::Passphrase { salt: *salt, rounds }, rest)
            }
            other => return Err(LayoutError::UnknownKdf(other)),
        };
        let (prefix, segments) = rest.split_first_chunk::<PREFIX>().ok_or(LayoutError::Short)?;
        if segments.len() < super::cipher::TAG {
            return Err(LayoutError::Short);
        }
        let header = sealed.get(..sealed.len() - segments.len()).unwrap_or_default();
        Ok((Self { kdf, prefix: *prefix }, header, segments))
    }
}

/// What stands sealed in front of the content. Readers ignore what they do not know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The file's name. Hostile until [`Note::file_name`] has made it safe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The media type.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `gzip`, where the content is packed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
}

/// Why a payload that verified cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoteError {
    /// It ends inside the note.
    #[error("the note inside is cut off")]
    Short,
    /// It is not a JSON object of the note's form.
    #[error("the note inside is malformed")]
    Malformed,
}

impl Note {
    /// Writes the note with its length in front; `None` if it has more than 65,535 bytes.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let json = serde_json::to_vec(self).ok()?;
        let mut bytes = u16::try_from(json.len()).ok()?.to_be_bytes().to_vec();
        bytes.extend_from_slice(&json);
        Some(bytes)
    }

    /// Bytes of a payload that belong to the note, its length included, as far as those in front tell.
    pub(super) fn reach(front: &[u8]) -> usize {
        front.first_chunk::<2>().map_or(2, |length| 2 + usize::from(u16::from_be_bytes(*length)))
    }

    /// Reads the note from the front of a payload; also returns where the content begins.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn parse(payload: &[u8]) -> Result<(Self, usize), NoteError> {
        let (length, rest) = payload.split_first_chunk::<2>().ok_or(NoteError::Short)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let json = rest.get(..length).ok_or(NoteError::Short)?;
        // serde would read a struct from an array too; a note is an object.
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(json).map_err(|_| NoteError::Malformed)?;
        let note = serde_json::from_value(object.into()).map_err(|_| NoteError::Malformed)?;
        Ok((note, 2 + length))
    }

    /// The name as a bare file name: without directories, control and direction-changing characters. `None` if nothing is left.
    pub fn file_name(&self) -> Option<String> {
        let bare = self.name.as_deref()?.rsplit(['/', '\\']).next()?;
        let mut safe: String = bare.chars().filter(|&character| !character.is_control() && !changes_direction(character)).collect();
        while safe.len() > NAME_BYTES {
            safe.pop();
        }
        let safe = safe.trim();
        (!safe.is_empty() && safe.bytes().any(|byte| byte != b'.')).then(|| safe.to_owned())
    }
}

/// The characters of Unicode's bidirectional algorithm that make a name look like another one, and the line separators.
fn changes_direction(character: char) -> bool {
    matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_goes_there_and_back() {
        for kdf in [Kdf::Key, Kdf::Passphrase { salt: [7; SALT], rounds: 600_000 }] {
            let header = Header { kdf, prefix: [9; PREFIX] };
            let mut sealed = header.to_bytes();
            let length = sealed.len();
            sealed.extend_from_slice(&[0; 16]);
            let (parsed, bytes, segments) = Header::parse(&sealed).unwrap();
            assert_eq!((parsed, bytes.len(), segments.len()), (header, length, 16));
            for cut in 0..sealed.len() {
                assert!(Header::parse(&sealed[..cut]).is_err(), "cut at {cut}");
            }
        }
    }

    #[test]
    fn a_hostile_name_becomes_a_bare_one() {
        let safe = |name: &str| Note { name: Some(name.into()), ..Note::default() }.file_name();
        for (name, expected) in [
            ("../../etc/pass\u{7}wd", Some("passwd")),
            ("C:\\Windows\\system.ini", Some("system.ini")),
            ("☃ naïve.txt", Some("☃ naïve.txt")),
            ("invoice\u{202e}fdp.exe", Some("invoicefdp.exe")),
            (" padded ", Some("padded")),
            (".bashrc", Some(".bashrc")),
            ("..", None),
            ("a/", None),
            ("\u{1b}\n", None),
            ("", None),
        ] {
            assert_eq!(safe(name).as_deref(), expected, "{name:?}");
        }
        assert_eq!(safe(&"é".repeat(500)).unwrap().len(), 254);
        assert_eq!(Note::default().file_name(), None);
    }
}
