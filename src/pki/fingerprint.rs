//! The fingerprint of a certificate: a hash of its DER.

use std::fmt;
use std::str::FromStr;

use sha2::Digest as _;
use thiserror::Error;

use crate::protocol::{hex, parse_hex};

/// SHA-1 of a certificate's DER, the name `FlaskPaste` knows a certificate by (`openssl x509 -fingerprint -sha1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sha1([u8; 20]);

/// SHA-256 of a certificate's DER, what people compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sha256([u8; 32]);

/// The text is not a fingerprint of that length.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a fingerprint is {0} hex digits, with or without colons")]
pub struct InvalidFingerprint(usize);

impl Sha1 {
    /// Hashes a certificate's DER.
    pub fn of(der: &[u8]) -> Self {
        Self(sha1::Sha1::digest(der).into())
    }
}

impl Sha256 {
    /// Hashes a certificate's DER.
    pub fn of(der: &[u8]) -> Self {
        Self(sha2::Sha256::digest(der).into())
    }

    /// As `openssl x509 -fingerprint` prints it: `AB:CD:…`, which is easier to compare by eye.
    pub fn with_colons(&self) -> String {
        self.0.map(|byte| format!("{byte:02X}")).join(":")
    }
}

impl fmt::Display for Sha1 {
    /// 40 lower-case hex digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Display for Sha256 {
    /// 64 lower-case hex digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for Sha1 {
    type Err = InvalidFingerprint;

    fn from_str(text: &str) -> Result<Self, InvalidFingerprint> {
        parse_hex(&plain(text)).map(Self).ok_or(InvalidFingerprint(40))
    }
}

impl FromStr for Sha256 {
    type Err = InvalidFingerprint;

    fn from_str(text: &str) -> Result<Self, InvalidFingerprint> {
        parse_hex(&plain(text)).map(Self).ok_or(InvalidFingerprint(64))
    }
}

/// What a person pastes: with colons or spaces, and with the name of the hash as openssl prints it.
fn plain(text: &str) -> String {
    let digits = text.rsplit('=').next().unwrap_or(text);
    digits.chars().filter(|character| !matches!(character, ':' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_as_every_tool_prints_it() {
        let sha256 = Sha256::of(b"certificate");
        for text in [sha256.to_string(), sha256.with_colons(), format!("sha256 Fingerprint={}", sha256.with_colons())] {
            assert_eq!(text.parse(), Ok(sha256), "{text}");
        }
        assert_eq!(Sha1::of(b"abc").to_string(), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!("a9993e36".parse::<Sha1>(), Err(InvalidFingerprint(40)));
        assert!(Sha1::of(b"abc").to_string().parse::<Sha256>().is_err());
    }
}
