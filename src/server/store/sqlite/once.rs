//! What works once: proof-of-work tokens and idempotency keys, kept until they end, whatever became of the paste.

use rusqlite::{Connection, OptionalExtension, params};

use super::column::int;
use super::paste;
use super::{Once, Replay, Result, Spending, Sqlite};

impl Spending for Sqlite {
    fn replay(&self, key: &[u8; 32], request: &[u8; 32], now: u64) -> Result<Option<Replay>> {
        let (key, request) = (self.vault.mark(key), self.vault.mark(request));
        self.readers.snapshot(|connection| look_up(connection, &key, &request, now))
    }

    fn spend(&self, once: Once, now: u64) -> Result<bool> {
        let once = once.marked(&self.vault);
        self.writer.write(0, move |connection| {
            if look_up(connection, &once.key, &once.request, now)?.is_some() {
                return Ok(false);
            }
            spend(connection, &once, None)?;
            Ok(true)
        })
    }
}

pub(super) fn look_up(connection: &Connection, key: &[u8; 32], request: &[u8; 32], now: u64) -> Result<Option<Replay>> {
    let mut select = connection.prepare_cached("SELECT request, paste FROM once WHERE key = ?1 AND expires_at > ?2")?;
    let spent: Option<([u8; 32], Option<i64>)> =
        select.query_row(params![key, int(now)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((by, seq)) = spent else { return Ok(None) };
    let Some(seq) = seq.filter(|_| by == *request) else { return Ok(Some(Replay::Mismatch)) };
    let found = paste::by_seq(connection, seq)?.filter(|record| record.is_open(now));
    Ok(Some(found.map_or(Replay::Mismatch, |record| Replay::Same(record.paste))))
}

/// Remembers a token or key as spent; one that is over and not yet swept away is overwritten.
pub(super) fn spend(connection: &Connection, once: &Once, paste: Option<i64>) -> Result<()> {
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO once (key, request, paste, expires_at) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![once.key, once.request, paste, int(once.expires)])?;
    Ok(())
}
