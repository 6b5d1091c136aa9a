//! The janitor's verbs: what is over goes, and what is gone leaves the files.

use super::Result;

/// Who wants to know how many jobs each commit held; runs on a thread that writes.
pub type Watcher = Box<dyn Fn(usize) + Send + Sync>;

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
    /// The write-ahead log is empty: what was deleted is in no file. If not, a reader or a writer elsewhere held it; try again.
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

/// The janitor's verbs.
pub trait Upkeep {
    /// Takes away at most `max_rows` of what is over.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn sweep(&self, now: u64, max_rows: u64) -> Result<Swept>;

    /// Makes what was deleted leave the files: empties the write-ahead log and gives free pages back, a slice at a time.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn erase(&self) -> Result<Erased>;

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): it does not.
    fn health(&self) -> Result<()>;

    /// How much is stored.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn stored(&self) -> Result<Stored>;

    /// What is wrong with the file, in `SQLite`'s words; nothing where it is whole. Reads every page.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): it is damaged beyond reading.
    fn damages(&self) -> Result<Vec<String>>;

    /// When the newest paste was made, Unix seconds.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn newest(&self) -> Result<Option<u64>>;

    /// Tells, from now on, how many jobs each commit held; only the first who asks is told.
    fn watch_commits(&self, watcher: Watcher);
}
