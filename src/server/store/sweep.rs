//! The janitor's verbs: what is over goes, and what is gone leaves the files.

use super::{Result, Store, StoreError};

/// What a sweep took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Pastes past their end.
    pub expired: u64,
    /// Burn pastes whose lease is over.
    pub leases: u64,
    /// Spent tokens and keys, body counts, quota days and API tokens that are over.
    pub rows: u64,
    /// There is more: sweep again.
    pub more: bool,
}

/// What an erasure reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The write-ahead log is empty: what was deleted is in no file. If not, a reader held it; try again.
    pub log_empty: bool,
    /// Pages given back to the disk.
    pub pages: u64,
    /// Free pages that are still in the file, zeroed.
    pub pages_left: u64,
}

/// What is stored, for the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Pastes.
    pub pastes: u64,
    /// The bytes of their bodies.
    pub bytes: u64,
}

impl Store {
    /// Takes away at most `max_rows` of what is over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sweep(&self, now: u64, max_rows: u64) -> Result<Swept> {
        Err(StoreError::Closed)
    }

    /// Makes what was deleted leave the files: empties the write-ahead log and gives free pages back, a slice at a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn erase(&self) -> Result<Erased> {
        Err(StoreError::Closed)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`]: it does not.
    pub fn health(&self) -> Result<()> {
        Err(StoreError::Closed)
    }

    /// Bytes the database holds: its pages without the free ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn size(&self) -> Result<u64> {
        Err(StoreError::Closed)
    }

    /// How much is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn stored(&self) -> Result<Stored> {
        Err(StoreError::Closed)
    }
}
