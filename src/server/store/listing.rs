//! Lists pastes, newest first: by cursor at the same cost on every page, the total from a kept counter.

use rusqlite::{Connection, OptionalExtension, params};

use super::column::{int, number};
use super::paste::{COLUMNS, Record};
use super::{AccountId, Paste, Result, Store, StoreError};
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

impl Store {
    /// Lists pastes, newest first.
    ///
    /// What it costs: a page by cursor reads as many rows as it shows, whichever page it is, plus one index entry for each that a
    /// `kind` leaves out. The total comes from the kept counts, less what has expired since the last sweep; with a `kind`, `after`
    /// or `before` it counts the index entries of that span of time, and reads no rows.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`], or the database's own.
    pub fn list(&self, query: &ListQuery, now: u64) -> Result<Listing> {
        let from = query.cursor.as_deref().map(Cursor::parse).transpose()?;
        self.readers.snapshot(|connection| list(connection, query, from, now))
    }
}

/// The row a page ended with: the next begins below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    created_at: i64,
    seq: i64,
}

impl Cursor {
    fn parse(text: &str) -> Result<Self> {
        let (created_at, seq) = text.split_once('-').ok_or(StoreError::InvalidCursor)?;
        let read = |digits: &str| match i64::from_str_radix(digits, 16) {
            Ok(number) if is_lower_hex(digits) => Ok(number),
            _ => Err(StoreError::InvalidCursor),
        };
        Ok(Self { created_at: read(created_at)?, seq: read(seq)? })
    }

    fn text(self) -> String {
        format!("{:x}-{:x}", self.created_at, self.seq)
    }
}

/// Rows that a listing shows, of one owner or of all. `?1` owner, `?2` the earliest time, `?3` now, `?4` the prefix of the type.
fn filter(owner: Option<AccountId>) -> String {
    let whose = if owner.is_some() { "paste.owner IS NOT NULL AND paste.owner = ?1" } else { "?1 IS NULL" };
    format!(
        "{whose} AND paste.lease_until IS NULL AND paste.created_at >= ?2 AND paste.expires_at > ?3 \
         AND substr(paste.mime_type, 1, length(?4)) = ?4"
    )
}

/// Which index, said outright: the planner has no statistics here, and the wrong one would sort.
fn index(owner: Option<AccountId>) -> &'static str {
    if owner.is_some() { "paste_owner_newest" } else { "paste_newest" }
}

/// `?5` and `?6` the row above, `?7` how many rows, `?8` how many to skip.
fn page_sql(owner: Option<AccountId>) -> String {
    format!(
        "SELECT {COLUMNS} FROM paste INDEXED BY {} LEFT JOIN account ON account.id = paste.owner \
         WHERE {} AND (paste.created_at, paste.seq) < (?5, ?6) ORDER BY paste.created_at DESC, paste.seq DESC LIMIT ?7 OFFSET ?8",
        index(owner),
        filter(owner),
    )
}

/// `?5` the latest time.
fn total_sql(owner: Option<AccountId>) -> String {
    format!("SELECT count(*) FROM paste INDEXED BY {} WHERE {} AND paste.created_at <= ?5", index(owner), filter(owner))
}

/// How many of an owner's pastes, or of all, are over and not swept away yet.
fn over_sql(owner: Option<AccountId>) -> &'static str {
    if owner.is_some() {
        "SELECT count(*) FROM paste INDEXED BY paste_owner_expiry \
         WHERE owner IS NOT NULL AND owner = ?1 AND lease_until IS NULL AND expires_at <= ?2"
    } else {
        "SELECT count(*) FROM paste INDEXED BY paste_expiry WHERE ?1 IS NULL AND lease_until IS NULL AND expires_at <= ?2"
    }
}

fn list(connection: &Connection, query: &ListQuery, from: Option<Cursor>, now: u64) -> Result<Listing> {
    let owner = query.owner.map(|owner| owner.0);
    let kind = query.kind.as_deref().unwrap_or_default();
    let (earliest, latest) = (int(query.after.unwrap_or(0)), int(query.before.unwrap_or(u64::MAX)));
    let end = Cursor { created_at: latest, seq: i64::MAX };
    let above = from.filter(|from| from.created_at <= latest).unwrap_or(end);
    let mut select = connection.prepare_cached(&page_sql(query.owner))?;
    let asked = query.limit.saturating_add(1);
    let page = params![owner, earliest, int(now), kind, above.created_at, above.seq, int(asked), int(query.offset)];
    let mut rows: Vec<Record> = select.query_map(page, Record::from_row)?.collect::<Result<_, _>>()?;
    let more = rows.len() as u64 == asked;
    if more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| more).map(|last| Cursor { created_at: int(last.paste.created_at), seq: last.seq }.text());
    let total = if kind.is_empty() && query.after.is_none() && query.before.is_none() {
        count(connection, query.owner, now)?
    } else {
        let mut select = connection.prepare_cached(&total_sql(query.owner))?;
        select.query_row(params![owner, earliest, int(now), kind, latest], |row| number(row, 0))?
    };
    Ok(Listing { pastes: rows.into_iter().map(|record| record.paste).collect(), total, next_cursor })
}

/// How many pastes a listing of an owner, or of all, would show.
pub(super) fn count(connection: &Connection, owner: Option<AccountId>, now: u64) -> Result<u64> {
    let mut select = connection.prepare_cached("SELECT pastes FROM tally WHERE owner = ?1")?;
    let kept = select.query_row([owner.map_or(0, |owner| owner.0)], |row| number(row, 0)).optional()?.unwrap_or(0);
    let mut select = connection.prepare_cached(over_sql(owner))?;
    let over = select.query_row(params![owner.map(|owner| owner.0), int(now)], |row| number(row, 0))?;
    Ok(kept.saturating_sub(over))
}
