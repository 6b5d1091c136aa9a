//! Burn after read: of any number of readers exactly one gets the bytes.

use super::{Paste, Result};
use crate::protocol::PasteId;
use crate::server::spool::Spool;

/// The bytes of a paste that burned, for its one reader.
#[derive(Clone, Debug)]
pub struct Burned {
    /// Its metadata.
    pub paste: Paste,
    /// Its bytes.
    pub body: Spool,
    /// Seconds in which the same reader may fetch again; `None` where it is erased already.
    pub lease_left: Option<u64>,
}

/// Burn after read.
pub trait Burning {
    /// Reads a burn paste, once. Without a `reader` it is erased in the same transaction. With one it is leased to that
    /// reader for [`BURN_LEASE`](crate::protocol::limit::BURN_LEASE) seconds from the first fetch; until then the same reader gets it again.
    /// `None` for everyone else, and for pastes that do not burn. Claim and password are the caller's to check, before.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing burned.
    fn burn(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<Burned>>;

    /// Erases a paste that is leased to this reader; `false` if none is.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was erased.
    fn confirm_burn(&self, id: &PasteId, reader: [u8; 16], now: u64) -> Result<bool>;
}
