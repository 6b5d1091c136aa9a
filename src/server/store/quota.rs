//! What is counted while pastes are made: the same body, and the bytes of a day.

use super::Result;

/// How often the same body may come from one scope: `max` times in each window, which its first coming begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dedup {
    /// The account or network.
    pub scope: String,
    /// Seconds.
    pub window: u64,
    /// Times.
    pub max: u64,
}

/// A byte quota of one scope for one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The account or network.
    pub scope: String,
    /// Days since 1970.
    pub day: u64,
    /// Bytes.
    pub limit: u64,
}

/// The quota that has no room.
pub(super) struct NoRoom {
    pub(super) scope: String,
    pub(super) limit: u64,
    pub(super) used: u64,
}

/// What counts against quotas.
pub trait Usage {
    /// Bytes counted in a quota, as of its day.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn counted(&self, quota: &Quota) -> Result<u64>;

    /// Bytes the database holds.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn size(&self) -> Result<u64>;

    /// Bytes free on the disk that holds it.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn disk_free(&self) -> Result<u64>;
}
