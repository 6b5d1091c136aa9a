//! What the server remembers about itself: secrets made once, lockdown, the setup code.

use zeroize::Zeroizing;

use super::Result;

/// Under what name the lockdown is remembered.
pub(super) const LOCKDOWN: &str = "lockdown";

/// What the server remembers about itself.
pub trait Memory {
    /// The secret of this name: 32 random bytes, made at the first asking and kept.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>>;

    /// Whether the server is locked down.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn lockdown(&self) -> Result<bool> {
        Ok(self.remembered(LOCKDOWN)?.is_some())
    }

    /// Locks the server down, or lifts it; kept over restarts.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn set_lockdown(&self, on: bool) -> Result<()> {
        if on { self.remember_once(LOCKDOWN, "on").map(drop) } else { self.forget(LOCKDOWN).map(drop) }
    }

    /// A remembered text.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn remembered(&self, name: &str) -> Result<Option<String>>;

    /// Remembers a text unless there is one of that name, and says what is remembered now.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn remember_once(&self, name: &str, text: &str) -> Result<String>;

    /// Forgets a text; `false` if there was none.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn forget(&self, name: &str) -> Result<bool>;
}
