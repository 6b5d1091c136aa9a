//! Lists pastes, newest first: by cursor at the same cost on every page, the total from a kept counter.
//!
//! A paste has its time and number before its transaction ends. One that ends after a later paste was listed is above the cursor then: who
//! goes on from there does not meet it, who begins again does.

use tokio_postgres::types::ToSql;

use super::column::{int, number};
use super::error::Fault;
use super::link::Link;
use super::paste::{columns, record};
use super::{AccountId, Cursor, ListQuery, Listing, Lists, Postgres, Record, Result, tally};

/// A page. `$1` the earliest time, `$2` now, `$3` and `$4` the row above, `$5` how many rows, `$6` how many to skip; then what the
/// filter asks for. First the index alone, then the rows that are shown, each by its number: the LIMIT keeps the planner from another
/// thought. Where no type is asked for, no word of it: what the planner guesses of that would make a small table seem better read whole.
macro_rules! page {
    ($filter:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT seq FROM paste WHERE lease_until IS NULL AND (created_at, seq) < ($3, $4) AND created_at >= $1 AND \
             expires_at > $2",
            $filter,
            " ORDER BY created_at DESC, seq DESC LIMIT $5 OFFSET $6) AS page \
             JOIN LATERAL (SELECT * FROM paste WHERE seq = page.seq LIMIT 1) AS paste ON TRUE \
             LEFT JOIN account ON account.id = paste.owner ORDER BY paste.created_at DESC, paste.seq DESC"
        )
    };
}
pub(super) const PAGE: &str = page!("");
pub(super) const PAGE_OF_KIND: &str = page!(" AND substr(mime_type, 1, length($7)) = $7");
pub(super) const PAGE_OF_OWNER: &str = page!(" AND owner IS NOT NULL AND owner = $7");
pub(super) const PAGE_OF_BOTH: &str = page!(" AND owner IS NOT NULL AND owner = $7 AND substr(mime_type, 1, length($8)) = $8");

/// `$1` the earliest and `$4` the latest time, `$2` now, `$3` the prefix of the type; `$5` the owner.
macro_rules! total {
    ($owner:literal) => {
        concat!(
            "SELECT count(*) FROM paste WHERE lease_until IS NULL AND created_at >= $1 AND created_at <= $4 AND expires_at > $2 \
             AND substr(mime_type, 1, length($3)) = $3",
            $owner
        )
    };
}
pub(super) const TOTAL: &str = total!("");
pub(super) const TOTAL_OF_OWNER: &str = total!(" AND owner IS NOT NULL AND owner = $5");

/// How many of all pastes, or of an owner's, are over and not swept away yet.
pub(super) const OVER: &str = "SELECT count(*) FROM paste WHERE lease_until IS NULL AND expires_at <= $1";
pub(super) const OVER_OF_OWNER: &str =
    "SELECT count(*) FROM paste WHERE lease_until IS NULL AND expires_at <= $1 AND owner IS NOT NULL AND owner = $2";

impl Lists for Postgres {
    fn list(&self, query: &ListQuery, now: u64) -> Result<Listing> {
        let from = query.cursor.as_deref().map(Cursor::parse).transpose()?;
        self.snapshot(async |link| list(link, query, from, now).await)
    }
}

async fn list(link: &Link, query: &ListQuery, from: Option<Cursor>, now: u64) -> Result<Listing, Fault> {
    let kind = query.kind.as_deref().unwrap_or_default();
    let (earliest, latest) = (int(query.after.unwrap_or(0)), int(query.before.unwrap_or(u64::MAX)));
    let end = Cursor { created_at: latest, seq: i64::MAX };
    let above = from.filter(|from| from.created_at <= latest).unwrap_or(end);
    let asked = query.limit.saturating_add(1);
    let (now_, limit, offset, owner) = (int(now), int(asked), int(query.offset), query.owner.map(|owner| owner.0));
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![&earliest, &now_, &above.created_at, &above.seq, &limit, &offset];
    let page = match (&owner, kind.is_empty()) {
        (None, true) => PAGE,
        (None, false) => PAGE_OF_KIND,
        (Some(_), true) => PAGE_OF_OWNER,
        (Some(_), false) => PAGE_OF_BOTH,
    };
    if let Some(owner) = &owner {
        values.push(owner);
    }
    if !kind.is_empty() {
        values.push(&kind);
    }
    let found = link.rows(page, &values).await?;
    let mut rows = found.iter().map(|row| record(row, 0)).collect::<Result<Vec<Record>, _>>()?;
    let more = rows.len() as u64 == asked;
    if more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| more).map(|last| Cursor { created_at: int(last.paste.created_at), seq: last.seq }.text());
    let total = if kind.is_empty() && query.after.is_none() && query.before.is_none() {
        count(link, query.owner, now).await?
    } else {
        let row = match query.owner {
            None => link.row(TOTAL, &[&earliest, &now_, &kind, &latest]).await?,
            Some(owner) => link.row(TOTAL_OF_OWNER, &[&earliest, &now_, &kind, &latest, &owner.0]).await?,
        };
        row.map_or(Ok(0), |row| number(&row, 0))?
    };
    Ok(Listing { pastes: rows.into_iter().map(|record| record.paste).collect(), total, next_cursor })
}

/// How many pastes a listing of an owner, or of all, would show.
pub(super) async fn count(link: &Link, owner: Option<AccountId>, now: u64) -> Result<u64, Fault> {
    let kept = tally::stored(link, owner).await?.pastes;
    let over = match owner {
        None => link.row(OVER, &[&int(now)]).await?,
        Some(owner) => link.row(OVER_OF_OWNER, &[&int(now), &owner.0]).await?,
    };
    let over = over.map_or(Ok(0), |row| number(&row, 0))?;
    Ok(kept.saturating_sub(over))
}
