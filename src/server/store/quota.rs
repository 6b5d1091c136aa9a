//! What is counted while pastes are made: the same body, and the bytes of a day.

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
