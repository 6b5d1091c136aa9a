//! A secret that came as text: wiped when it goes, never shown.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret in.
    pub fn new(text: impl Into<Zeroizing<String>>) -> Self {
        Self(text.into())
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether this is it, compared in constant time.
    pub fn is(&self, claimed: &[u8]) -> bool {
        self.bytes().ct_eq(claimed).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_itself_and_shows_nothing() {
        let secret = Secret::new("hunter2".to_owned());
        assert!(secret.is(b"hunter2") && !secret.is(b"hunter") && !secret.is(b""));
        assert!(!format!("{secret:?}").contains("hunter2"));
    }
}
