//! The name of a certificate or an API token.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::limit::NAME_CHARS;

/// A name that stands in a certificate, a header and a file name without being quoted: `[A-Za-z0-9._@ -]{1,64}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(String);

/// The text is not a name.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a name is 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and space")]
pub struct InvalidName;

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._@ -".contains(&byte);
        let good = (1..=NAME_CHARS).contains(&text.len()) && text.bytes().all(allowed);
        good.then(|| Self(text.to_owned())).ok_or(InvalidName)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_needs_no_quoting() {
        let longest = "x".repeat(64);
        for good in ["a", "alice", "Alice B-52@home_1.lan", longest.as_str()] {
            assert_eq!(good.parse::<Name>().map(|name| name.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "a/b", "a\"b", "a\nb", "ä", "a\0", "a;b", &"x".repeat(65)] {
            assert_eq!(bad.parse::<Name>(), Err(InvalidName), "{bad:?}");
        }
    }
}
