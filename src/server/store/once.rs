//! What works once: proof-of-work tokens and idempotency keys, kept until they end, whatever became of the paste.

use rusqlite::{Connection, OptionalExtension, params};

use super::column::int;
use super::paste::Record;
use super::{Paste, Result, Store};

/// A token or key that a creation spends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// SHA-256 of `pow:` and the nonce, or of `idem:`, the scope and the key.
    pub key: [u8; 32],
    /// SHA-256 of the request: identity, body and the headers that matter.
    pub request: [u8; 32],
    /// Until when it is remembered.
    pub expires: u64,
}

/// A token or key that has been spent already.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on its way to the answer")]
pub enum Replay {
    /// By the same request: this is its paste.
    Same(Paste),
    /// On something else, or its paste is gone.
    Mismatch,
}

impl Store {
    /// Looks up whether a token or key is spent; `None` if it is not. [`Store::create`] decides it again, in its transaction.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    pub fn replay(&self, key: &[u8; 32], request: &[u8; 32], now: u64) -> Result<Option<Replay>> {
        self.readers.snapshot(|connection| look_up(connection, key, request, now))
    }

    /// Spends a token for something that is no paste; `false` if it was spent before. Of any number of callers with the same
    /// one, one spends it.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): it is not spent.
    pub fn spend(&self, once: Once, now: u64) -> Result<bool> {
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
    let paste = Record::by_seq(connection, seq)?.filter(|record| record.is_open(now));
    Ok(Some(paste.map_or(Replay::Mismatch, |record| Replay::Same(record.paste))))
}

/// Remembers a token or key as spent; one that is over and not yet swept away is overwritten.
pub(super) fn spend(connection: &Connection, once: &Once, paste: Option<i64>) -> Result<()> {
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO once (key, request, paste, expires_at) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![once.key, once.request, paste, int(once.expires)])?;
    Ok(())
}
