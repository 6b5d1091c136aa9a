//! The janitor's verbs: what is over goes, and what is gone leaves the files.

use std::time::Duration;

use rusqlite::{Connection, params};

use super::column::{int, number};
use super::{Erased, Result, Sqlite, StoreError, Stored, Swept, Upkeep, Watcher, check};
use crate::protocol::limit::DAY;

/// Bytes of bodies that one sweep erases, at most: each is overwritten with zeros, and the writer is busy meanwhile.
const SWEEP_BYTES: u64 = 64 * 1024 * 1024;
/// Pages that one erasure gives back to the disk, at most.
const SLICE: i64 = 2048;
/// How long an erasure waits for others before it leaves the log to the next.
const PATIENCE: Duration = Duration::from_millis(250);

impl Upkeep for Sqlite {
    fn sweep(&self, now: u64, max_rows: u64) -> Result<Swept> {
        self.writer.write(0, move |connection| {
            let over = "SELECT seq, size FROM paste WHERE lease_until IS NULL AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2";
            let (expired, more_expired) = take(connection, over, now, max_rows)?;
            let left = max_rows.saturating_sub(expired);
            let over = "SELECT seq, size FROM paste WHERE lease_until IS NOT NULL AND lease_until <= ?1 ORDER BY lease_until LIMIT ?2";
            let (leases, more_leases) = take(connection, over, now, left)?;
            let (mut rows, mut left) = (0, left.saturating_sub(leases));
            let day = now / DAY;
            for (delete, end) in [
                ("DELETE FROM once WHERE key IN (SELECT key FROM once WHERE expires_at <= ?1 LIMIT ?2)", now),
                ("DELETE FROM dedup WHERE (scope, sha256) IN (SELECT scope, sha256 FROM dedup WHERE ends_at <= ?1 LIMIT ?2)", now),
                ("DELETE FROM quota WHERE (day, scope) IN (SELECT day, scope FROM quota WHERE day < ?1 LIMIT ?2)", day),
                ("DELETE FROM token WHERE seq IN (SELECT seq FROM token WHERE expires_at <= ?1 LIMIT ?2)", now),
            ] {
                let deleted = connection.prepare_cached(delete)?.execute(params![int(end), int(left)])? as u64;
                (rows, left) = (rows + deleted, left.saturating_sub(deleted));
            }
            Ok(Swept { expired, leases, rows, more: more_expired || more_leases || left == 0 })
        })
    }

    fn erase(&self) -> Result<Erased> {
        let patience = self.busy_timeout;
        self.writer.alone(move |connection| {
            connection.busy_timeout(PATIENCE.min(patience))?;
            let erased = erase(connection);
            connection.busy_timeout(patience)?;
            erased
        })
    }

    fn health(&self) -> Result<()> {
        if !self.writer.is_alive() {
            return Err(StoreError::Closed);
        }
        self.readers
            .read(|connection| Ok(connection.prepare_cached("SELECT pastes FROM tally WHERE owner = 0")?.query_row([], |_| Ok(()))?))
    }

    fn stored(&self) -> Result<Stored> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached("SELECT pastes, bytes FROM tally WHERE owner = 0")?;
            Ok(select.query_row([], |row| Ok(Stored { pastes: number(row, 0)?, bytes: number(row, 1)? }))?)
        })
    }

    fn damages(&self) -> Result<Vec<String>> {
        self.readers.read(check::damages)
    }

    fn newest(&self) -> Result<Option<u64>> {
        self.readers.read(check::newest)
    }

    fn watch_commits(&self, watcher: Watcher) {
        self.writer.watch(watcher);
    }
}

/// Erases pastes that are over; says how many, and whether there are more.
fn take(connection: &Connection, over: &str, now: u64, max_rows: u64) -> Result<(u64, bool)> {
    let mut select = connection.prepare_cached(over)?;
    let found: Vec<(i64, u64)> =
        select.query_map(params![int(now), int(max_rows)], |row| Ok((row.get(0)?, number(row, 1)?)))?.collect::<Result<_, _>>()?;
    let mut delete = connection.prepare_cached("DELETE FROM paste WHERE seq = ?1")?;
    let (mut taken, mut bytes) = (0, 0);
    for &(seq, size) in &found {
        if bytes >= SWEEP_BYTES {
            return Ok((taken, true));
        }
        delete.execute([seq])?;
        (taken, bytes) = (taken + 1, bytes + size);
    }
    Ok((taken, taken == max_rows))
}

/// Gives a slice of the free pages back and empties the log.
fn erase(connection: &Connection) -> Result<Erased> {
    let before = pages(connection)?;
    // Moving pages needs room in the log. Where a full disk has none, the log is emptied all the same.
    let moved = vacuum(connection);
    let log_empty = empty_log(connection)?;
    match moved {
        // Whoever writes at this moment holds the log as a reader does.
        Err(StoreError::Busy) => {}
        moved => moved?,
    }
    let pages_left = connection.pragma_query_value(None, "freelist_count", |row| number(row, 0))?;
    Ok(Erased { log_empty, pages: before.saturating_sub(pages(connection)?), pages_left })
}

fn vacuum(connection: &Connection) -> Result<()> {
    // Each step moves one page.
    let mut vacuum = connection.prepare(&format!("PRAGMA incremental_vacuum({SLICE})"))?;
    let mut steps = vacuum.query([])?;
    while steps.next()?.is_some() {}
    Ok(())
}

/// Writes the log back into the database and cuts it to nothing; `false` if a reader holds a part of it.
pub(super) fn empty_log(connection: &Connection) -> Result<bool> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

fn pages(connection: &Connection) -> Result<u64> {
    Ok(connection.pragma_query_value(None, "page_count", |row| number(row, 0))?)
}

/// Bytes of the pages that hold something.
pub(super) fn size(connection: &Connection) -> Result<u64> {
    let mut select = connection.prepare_cached(
        "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    )?;
    Ok(select.query_row([], |row| number(row, 0))?)
}

#[cfg(test)]
mod tests {
    use super::super::NewPaste;
    use super::*;
    use crate::server::store::trial::{NOW, Trial, burning, id, plain};

    /// Bodies small and large, neighbours deleted and kept in every mixture, so that SQLite moves what stays.
    #[test]
    fn what_was_deleted_is_in_no_file() {
        let trial = Trial::new();
        let needle = |number: u64| format!("<needle {number:05}>").into_bytes();
        let mut random = 1_u64;
        let mut draw = |bound: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % bound
        };
        let mut there = std::collections::BTreeSet::new();
        for number in 0..600 {
            let length = match draw(8) {
                0 => 300_000,
                1 | 2 => draw(20_000),
                _ => draw(1500),
            };
            let body: Vec<u8> = needle(number).iter().copied().cycle().take(usize::try_from(length).unwrap() + 14).collect();
            trial.make(NewPaste { display_name: Some(format!("{{label {number:05}}}")), ..burning(number) }, &body);
            there.insert(number);
            if draw(3) > 0 {
                let victim = *there.iter().nth(usize::try_from(draw(there.len() as u64)).unwrap()).unwrap();
                there.remove(&victim);
                if draw(2) == 0 {
                    trial.burn(&id(victim), None, NOW).unwrap().unwrap();
                } else {
                    assert!(trial.delete(&id(victim), NOW).unwrap());
                }
            }
            if draw(50) == 0 {
                trial.erase().unwrap();
            }
        }
        assert!(trial.erase().unwrap().log_empty);
        // One pass over the file: every number that stands in it, in a body or in a label.
        let file = std::fs::read(trial.path()).unwrap();
        let numbers = |begin: u8, word: &[u8]| -> std::collections::BTreeSet<u64> {
            let pieces = file.split(|byte| *byte == begin).filter_map(|piece| piece.strip_prefix(word)?.get(..5));
            pieces.filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok()).collect()
        };
        assert_eq!(numbers(b'<', b"needle "), there);
        assert_eq!(numbers(b'{', b"label "), there);
    }

    #[test]
    fn deleted_pages_go_back_to_the_disk_in_slices() {
        let trial = Trial::new();
        for number in 0..60 {
            trial.make(plain(number), &vec![7; 300_000]);
        }
        let full = trial.size().unwrap();
        for number in 0..60 {
            trial.delete(&id(number), NOW).unwrap();
        }
        assert!(trial.size().unwrap() < full / 10);
        let first = trial.erase().unwrap();
        assert!(first.log_empty && first.pages > 0 && first.pages_left > 0, "{first:?}");
        while trial.erase().unwrap().pages_left > 0 {}
        assert!(std::fs::metadata(trial.path()).unwrap().len() < full / 10);
    }

    #[test]
    fn a_reader_elsewhere_delays_the_erasure_and_no_more() {
        let trial = Trial::new();
        trial.make(plain(1), b"x");
        let other = trial.sql();
        other.execute_batch("BEGIN; SELECT count(*) FROM paste").unwrap();
        trial.delete(&id(1), NOW).unwrap();
        assert!(!trial.erase().unwrap().log_empty);
        trial.make(plain(2), b"y");
        other.execute_batch("COMMIT").unwrap();
        assert!(trial.erase().unwrap().log_empty);
    }

    #[test]
    fn a_writer_elsewhere_delays_the_erasure_and_no_more() {
        let trial = Trial::new();
        trial.make(plain(1), &vec![1; 300_000]);
        trial.delete(&id(1), NOW).unwrap();
        let other = trial.sql();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(!trial.erase().unwrap().log_empty);
        other.execute_batch("COMMIT").unwrap();
        assert!(trial.erase().unwrap().log_empty);
    }

    #[test]
    fn the_counts_are_kept() {
        let trial = Trial::new();
        trial.make(plain(1), b"123");
        trial.make(burning(2), b"4567");
        assert_eq!(trial.stored().unwrap(), Stored { pastes: 2, bytes: 7 });
        trial.burn(&id(2), Some([1; 16]), NOW).unwrap().unwrap();
        assert_eq!(trial.stored().unwrap(), Stored { pastes: 1, bytes: 3 });
        trial.confirm_burn(&id(2), [1; 16], NOW).unwrap();
        assert_eq!(trial.stored().unwrap(), Stored { pastes: 1, bytes: 3 });
        assert!(trial.health().is_ok());
    }
}
