//! Lists pastes, newest first: by cursor at the same cost on every page, the total from a kept counter.

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, params};

use super::column::{int, number};
use super::paste::{self, COLUMNS};
use super::{AccountId, Cursor, ListQuery, Listing, Lists, Record, Result, Sqlite};

impl Lists for Sqlite {
    fn list(&self, query: &ListQuery, now: u64) -> Result<Listing> {
        let from = query.cursor.as_deref().map(Cursor::parse).transpose()?;
        self.readers.snapshot(|connection| list(connection, query, from, now))
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
///
/// First what is left of the row's second, then what is older: as one comparison of pairs SQLite would search by the second alone
/// and pass over all that was made in it.
fn page_sql(owner: Option<AccountId>) -> String {
    let (index, filter) = (index(owner), filter(owner));
    format!(
        "SELECT {COLUMNS} FROM ( \
           SELECT created_at, seq FROM paste INDEXED BY {index} WHERE {filter} AND paste.created_at = ?5 AND paste.seq < ?6 \
           UNION ALL \
           SELECT created_at, seq FROM paste INDEXED BY {index} WHERE {filter} AND paste.created_at < ?5 \
           ORDER BY created_at DESC, seq DESC LIMIT ?7 OFFSET ?8) AS page \
         CROSS JOIN paste ON paste.seq = page.seq LEFT JOIN account ON account.id = paste.owner"
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
    let mut rows: Vec<Record> = select.query_map(page, paste::record)?.collect::<Result<_, _>>()?;
    // They come in this order, but a join does not promise it.
    rows.sort_by_key(|row| Reverse((row.paste.created_at, row.seq)));
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

#[cfg(test)]
mod tests {
    use super::super::NewPaste;
    use super::*;
    use crate::server::store::trial::{NOW, Trial, id, plain};

    fn plan(trial: &Trial, sql: &str) -> String {
        let sql_connection = trial.sql();
        let mut explain = sql_connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps: Vec<String> = explain.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect();
        steps.join("; ")
    }

    #[test]
    fn every_page_is_a_search_in_an_index_and_nothing_is_sorted() {
        let trial = Trial::new();
        for (owner, index, whose) in [(None, "paste_newest", ""), (Some(AccountId(1)), "paste_owner_newest", "owner=? AND ")] {
            let search = format!("SEARCH paste USING COVERING INDEX {index} ({whose}created_at");
            let expected = format!(
                "CO-ROUTINE page; MERGE (UNION ALL); LEFT; {search}=? AND seq<?); RIGHT; {search}>? AND created_at<?); SCAN page; \
                 SEARCH paste USING INTEGER PRIMARY KEY (rowid=?); SEARCH account USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN"
            );
            assert_eq!(plan(&trial, &page_sql(owner)), expected);
        }
        // The totals read index entries alone, never a row.
        for (sql, expected) in [
            (total_sql(None), "SEARCH paste USING COVERING INDEX paste_newest (created_at>? AND created_at<?)"),
            (
                total_sql(Some(AccountId(1))),
                "SEARCH paste USING COVERING INDEX paste_owner_newest (owner=? AND created_at>? AND created_at<?)",
            ),
            (over_sql(None).to_owned(), "SEARCH paste USING COVERING INDEX paste_expiry (expires_at<?)"),
            (over_sql(Some(AccountId(1))).to_owned(), "SEARCH paste USING COVERING INDEX paste_owner_expiry (owner=? AND expires_at<?)"),
        ] {
            assert_eq!(plan(&trial, &sql), expected);
        }
    }

    #[test]
    fn a_page_costs_the_same_wherever_it_begins() {
        let trial = Trial::new();
        let sql = trial.sql();
        let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
                    INSERT INTO paste (id, mime_type, size, created_at, expires_at, burn) \
                    SELECT printf('%012x', i), 'text/plain', 0, 1800000000 + i / 7, 1900000000, 0 FROM n";
        sql.execute_batch(fill).unwrap();
        let steps = |cursor: Option<Cursor>| {
            let mut page = sql.prepare(&page_sql(None)).unwrap();
            let above = cursor.unwrap_or(Cursor { created_at: i64::MAX, seq: i64::MAX });
            let owner: Option<i64> = None;
            let rows = page.query_map(params![owner, 0, int(NOW), "", above.created_at, above.seq, 51, 0], |_| Ok(())).unwrap().count();
            (rows, page.get_status(rusqlite::StatementStatus::VmStep), page.get_status(rusqlite::StatementStatus::Sort))
        };
        let first = steps(None);
        assert_eq!((first.0, first.2), (51, 0));
        for seq in [19_000, 10_001, 200] {
            let deep = steps(Some(Cursor { created_at: 1_800_000_000 + seq / 7, seq }));
            assert!(deep.0 == 51 && deep.2 == 0 && (deep.1 - first.1).abs() <= 20, "{first:?} {deep:?}");
        }
    }

    #[test]
    fn the_kept_totals_are_what_a_scan_would_count() {
        let trial = Trial::new();
        let owners: Vec<_> = (0..4).map(|number| trial.account(number)).collect();
        for number in 0..200_u64 {
            let owner = owners.get(usize::try_from(number % 5).unwrap()).copied();
            trial.make(NewPaste { owner, burn: number % 2 == 0, expires_at: NOW + number % 30, ..plain(number) }, b"12");
            if number % 3 == 0 {
                trial.delete(&id(number / 2), NOW).unwrap();
            }
            if number % 4 == 0 {
                trial.burn(&id(number), Some([1; 16]), NOW).unwrap();
            }
        }
        trial.sweep(NOW + 3, 1000).unwrap();
        let scan = "SELECT count(*) FROM paste WHERE lease_until IS NULL AND expires_at > 1800000003";
        assert_eq!(count(&trial.sql(), None, NOW + 3).unwrap(), u64::try_from(trial.number(scan)).unwrap());
        for owner in &owners {
            let own = trial.number(&format!("{scan} AND owner = {owner}"));
            assert_eq!(count(&trial.sql(), Some(*owner), NOW + 3).unwrap(), u64::try_from(own).unwrap());
        }
        let wrong = "SELECT count(*) FROM (SELECT owner, pastes, bytes FROM tally WHERE owner > 0 EXCEPT SELECT owner, count(*), sum(size) \
                     FROM paste WHERE lease_until IS NULL AND owner IS NOT NULL GROUP BY owner)";
        assert_eq!(trial.number(wrong), 0);
    }
}
