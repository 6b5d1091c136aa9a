//! The name of a paste: lower-case hex, random.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::limit;

/// A paste's name: 4 to 64 lower-case hex digits, so that it is safe in a path, a file name and a log line.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PasteId(Box<str>);

/// The text is not 4 to 64 lower-case hex digits.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a paste id is {} to {} lower-case hex digits", limit::ID_LENGTH_MIN, limit::ID_LENGTH_MAX)]
pub struct InvalidPasteId;

impl PasteId {
    /// Makes an id of `length` digits from random bytes, of which it needs half as many, rounded up.
    ///
    /// # Errors
    /// [`InvalidPasteId`] if the length is out of bounds or the bytes do not suffice.
    pub fn from_random(bytes: &[u8], length: usize) -> Result<Self, InvalidPasteId> {
        let digits = super::hex(bytes);
        digits.get(..length).ok_or(InvalidPasteId)?.parse()
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasteId {
    type Err = InvalidPasteId;

    fn from_str(text: &str) -> Result<Self, InvalidPasteId> {
        let length = (limit::ID_LENGTH_MIN..=limit::ID_LENGTH_MAX).contains(&text.len());
        if length && super::is_lower_hex(text) { Ok(Self(text.into())) } else { Err(InvalidPasteId) }
    }
}

impl fmt::Display for PasteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_hex_of_a_sane_length_is_an_id() {
        assert_eq!("abc123def456".parse::<PasteId>().unwrap().as_str(), "abc123def456");
        for bad in ["", "abc", "ABC123def456", "abc123def45g", "abc123/ef456", "é000000000", &"a".repeat(65)] {
            assert_eq!(bad.parse::<PasteId>(), Err(InvalidPasteId), "{bad}");
        }
    }

    #[test]
    fn random_bytes_become_digits_of_any_length() {
        assert_eq!(PasteId::from_random(&[0xab, 0x01, 0xff], 5).unwrap().as_str(), "ab01f");
        assert_eq!(PasteId::from_random(&[0xab], 4), Err(InvalidPasteId));
    }
}
