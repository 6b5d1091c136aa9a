//! Burn after read: of any number of readers exactly one gets the bytes.

use rusqlite::{Connection, OptionalExtension, params};

use super::column::{int, number};
use super::paste;
use super::{Burned, Burning, Result, Sqlite, body};
use crate::protocol::PasteId;
use crate::protocol::limit::BURN_LEASE;

impl Burning for Sqlite {
    fn burn(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<Burned>> {
        // The bytes of a burn paste never change, so they may be copied out before it is decided who gets them: the one statement that
        // decides is short, and where the copy fails nothing has burned. Who loses the race drops the copy.
        let copied = self.readers.snapshot(|connection| {
            let Some(record) = paste::by_id(connection, id)?.filter(|record| record.paste.burn) else { return Ok(None) };
            let lease_left = record.lease_left(reader, now);
            if !record.is_open(now) && lease_left.is_none() {
                return Ok(None);
            }
            let body = body::read(connection, &self.vault, id, record.seq, record.paste.size, &self.budget)?;
            Ok(Some((record.seq, Burned { paste: record.paste, body, lease_left })))
        })?;
        let Some((seq, mut burned)) = copied else { return Ok(None) };
        if burned.lease_left.is_some() {
            return Ok(Some(burned));
        }
        let ends = self.writer.write(0, move |connection| match reader {
            Some(reader) => lease(connection, seq, reader, now),
            None => erase(connection, seq, now).map(|erased| erased.then_some(now)),
        })?;
        let Some(ends) = ends else { return Ok(None) };
        burned.lease_left = reader.map(|_| ends.saturating_sub(now));
        Ok(Some(burned))
    }

    fn confirm_burn(&self, id: &PasteId, reader: [u8; 16], now: u64) -> Result<bool> {
        let id = id.clone();
        self.writer.write(0, move |connection| {
            let mut delete = connection.prepare_cached("DELETE FROM paste WHERE id = ?1 AND lease_reader = ?2 AND lease_until > ?3")?;
            Ok(delete.execute(params![id.as_str(), reader, int(now)])? == 1)
        })
    }
}

/// Erases a paste that is there for everyone.
pub(super) fn erase(connection: &Connection, seq: i64, now: u64) -> Result<bool> {
    let mut delete =
        connection.prepare_cached("DELETE FROM paste WHERE seq = ?1 AND lease_until IS NULL AND expires_at > ?2 RETURNING seq")?;
    Ok(delete.query_row(params![seq, int(now)], |_| Ok(())).optional()?.is_some())
}

/// Leases a paste that is there for everyone, or finds it leased to this reader already; says when the lease ends.
pub(super) fn lease(connection: &Connection, seq: i64, reader: [u8; 16], now: u64) -> Result<Option<u64>> {
    let mut update = connection.prepare_cached(
        "UPDATE paste SET lease_reader = ?2, lease_until = ?4 WHERE seq = ?1 AND lease_until IS NULL AND expires_at > ?3 RETURNING lease_until",
    )?;
    let begun = update.query_row(params![seq, reader, int(now), int(now.saturating_add(BURN_LEASE))], |row| number(row, 0)).optional()?;
    if begun.is_some() {
        return Ok(begun);
    }
    // Two fetches of one reader at the same time: the second finds the lease of the first.
    let mut select =
        connection.prepare_cached("SELECT lease_until FROM paste WHERE seq = ?1 AND lease_reader = ?2 AND lease_until > ?3")?;
    Ok(select.query_row(params![seq, reader, int(now)], |row| number(row, 0)).optional()?)
}
