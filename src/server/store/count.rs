//! How often networks write and guess, as the servers that share a database tell each other.

use super::Result;
use crate::server::network::Network;

/// Networks that one server tells of, and hears of, at most, for each deed: those with the largest counts.
pub const TOLD: usize = 500;

/// What a network did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Asked to write.
    Write,
    /// Got a 404 or 403 on a paste path.
    Miss,
}

/// How often a network did so, in a window that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Did what.
    pub deed: Deed,
    /// Who.
    pub network: Network,
    /// How often.
    pub count: u64,
    /// Under which limit; of several the largest.
    pub limit: u64,
    /// When the window ends, Unix seconds; of several the latest.
    pub ends_at: u64,
}

/// The verbs of what each server counts for itself and tells the others.
pub trait Counting {
    /// Whether other servers may stand on this database.
    fn is_shared(&self) -> bool;

    /// Writes down what this server counts, in place of what it wrote of the same networks before; what the others count together comes
    /// back. Nothing of it is kept past the end of its window.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): the next exchange makes up for it.
    fn exchange(&self, own: &[Count], now: u64) -> Result<Vec<Count>>;
}
