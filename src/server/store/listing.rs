//! Lists pastes, newest first: by cursor at the same cost on every page, the total from a kept counter.

use super::{AccountId, Paste, Result, Store, StoreError};

/// Which pastes, and which page of them.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Of this account alone.
    pub owner: Option<AccountId>,
    /// Whose media type begins so, letter for letter.
    pub kind: Option<String>,
    /// Made at this time or later.
    pub after: Option<u64>,
    /// Made at this time or before.
    pub before: Option<u64>,
    /// Rows.
    pub limit: u64,
    /// Rows to skip; the price grows with it.
    pub offset: u64,
    /// Where the page before ended: its `next_cursor`.
    pub cursor: Option<String>,
}

/// A page of pastes: unexpired, unread burns included, leased ones not.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The rows.
    pub pastes: Vec<Paste>,
    /// How many pastes fit the query, on all pages.
    pub total: u64,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
}

impl Store {
    /// Lists pastes, newest first.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`], or the database's own.
    pub fn list(&self, query: &ListQuery, now: u64) -> Result<Listing> {
        Err(StoreError::Closed)
    }
}
