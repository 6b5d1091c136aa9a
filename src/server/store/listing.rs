//! Lists pastes, newest first: by cursor at the same cost on every page, the total from a kept counter.

use super::{AccountId, Paste, Result, StoreError};
use crate::protocol::is_lower_hex;

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

/// The row a page ended with: the next begins below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) created_at: i64,
    pub(super) seq: i64,
}

impl Cursor {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let (created_at, seq) = text.split_once('-').ok_or(StoreError::InvalidCursor)?;
        let read = |digits: &str| match i64::from_str_radix(digits, 16) {
            Ok(number) if is_lower_hex(digits) => Ok(number),
            _ => Err(StoreError::InvalidCursor),
        };
        Ok(Self { created_at: read(created_at)?, seq: read(seq)? })
    }

    pub(super) fn text(self) -> String {
        format!("{:x}-{:x}", self.created_at, self.seq)
    }
}

/// Lists pastes.
pub trait Lists {
    /// Lists pastes, newest first.
    ///
    /// What it costs: a page by cursor reads as many rows as it shows, whichever page it is, plus one index entry for each that a
    /// `kind` leaves out. The total comes from the kept counts, less what has expired since the last sweep; with a `kind`, `after`
    /// or `before` it counts the index entries of that span of time, and reads no rows.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`], or the database's own.
    fn list(&self, query: &ListQuery, now: u64) -> Result<Listing>;
}
