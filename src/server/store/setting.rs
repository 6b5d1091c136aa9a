//! What the server remembers about itself: secrets made once, lockdown, the setup code.

use zeroize::Zeroizing;

use super::{Result, Store, StoreError};

impl Store {
    /// The secret of this name: 32 random bytes, made at the first asking and kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>> {
        Err(StoreError::Closed)
    }

    /// Whether the server is locked down.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn lockdown(&self) -> Result<bool> {
        Err(StoreError::Closed)
    }

    /// Locks the server down, or lifts it; kept over restarts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_lockdown(&self, on: bool) -> Result<()> {
        Err(StoreError::Closed)
    }

    /// A remembered text.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remembered(&self, name: &str) -> Result<Option<String>> {
        Err(StoreError::Closed)
    }

    /// Remembers a text unless there is one of that name, and says what is remembered now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remember_once(&self, name: &str, text: &str) -> Result<String> {
        Err(StoreError::Closed)
    }

    /// Forgets a text; `false` if there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget(&self, name: &str) -> Result<bool> {
        Err(StoreError::Closed)
    }
}
