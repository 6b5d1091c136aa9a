//! Burn after read: of any number of readers, through any number of servers, exactly one gets the bytes.

use super::column::{int, number};
use super::error::Fault;
use super::link::Link;
use super::turn::{End, keep, leave};
use super::{Burned, Burning, Postgres, Result, tally};
use crate::protocol::PasteId;
use crate::protocol::limit::BURN_LEASE;

impl Burning for Postgres {
    fn burn(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<Burned>> {
        // The bytes of a burn paste never change, so they may be copied out before it is decided who gets them: the one statement that
        // decides is short, and where the copy fails nothing has burned. Who loses the race drops the copy.
        let wanted = |record: &super::Record| record.paste.burn && (record.is_open(now) || record.lease_left(reader, now).is_some());
        let Some((record, body)) = self.with_body(id, wanted)? else { return Ok(None) };
        let (seq, lease_left) = (record.seq, record.lease_left(reader, now));
        let mut burned = Burned { paste: record.paste, body, lease_left };
        if burned.lease_left.is_some() {
            return Ok(Some(burned));
        }
        let ends = self.write(async |link| match reader {
            Some(reader) => lease(link, seq, reader, now).await,
            None => erase(link, seq, now).await,
        })?;
        let Some(ends) = ends else { return Ok(None) };
        burned.lease_left = reader.map(|_| ends.saturating_sub(now));
        Ok(Some(burned))
    }

    fn confirm_burn(&self, id: &PasteId, reader: [u8; 16], now: u64) -> Result<bool> {
        // Nobody counts what is leased: there is nothing to count off.
        let sql = "DELETE FROM paste WHERE id = $1 AND lease_reader = $2 AND lease_until > $3";
        self.write(async |link| keep(link.run(sql, &[&id.as_str(), &reader.as_slice(), &int(now)]).await? == 1))
    }
}

/// Erases a paste that is there for everyone. Of those who try at the same time one deletes the row, and the others, who waited for it,
/// find none.
async fn erase(link: &Link, seq: i64, now: u64) -> Result<End<Option<u64>>, Fault> {
    let sql = "DELETE FROM paste WHERE seq = $1 AND lease_until IS NULL AND expires_at > $2 RETURNING owner, size";
    let Some(row) = link.row(sql, &[&seq, &int(now)]).await? else { return leave(None) };
    tally::gone(link, row.try_get(0)?, row.try_get(1)?).await?;
    keep(Some(now))
}

/// Leases a paste that is there for everyone, or finds it leased to this reader already; says when the lease ends.
async fn lease(link: &Link, seq: i64, reader: [u8; 16], now: u64) -> Result<End<Option<u64>>, Fault> {
    let sql = "UPDATE paste SET lease_reader = $2, lease_until = $4 WHERE seq = $1 AND lease_until IS NULL AND expires_at > $3 \
         RETURNING owner, size";
    let ends = now.saturating_add(BURN_LEASE);
    if let Some(row) = link.row(sql, &[&seq, &reader.as_slice(), &int(now), &int(ends)]).await? {
        tally::gone(link, row.try_get(0)?, row.try_get(1)?).await?;
        return keep(Some(ends));
    }
    // Two fetches of one reader at the same time: the second finds the lease of the first.
    let sql = "SELECT lease_until FROM paste WHERE seq = $1 AND lease_reader = $2 AND lease_until > $3";
    let found = link.row(sql, &[&seq, &reader.as_slice(), &int(now)]).await?;
    leave(found.map(|row| number(&row, 0)).transpose()?)
}
