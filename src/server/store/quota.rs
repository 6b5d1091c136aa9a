//! What is counted while pastes are made: the same body, and the bytes of a day.

use rusqlite::{Connection, OptionalExtension, params};

use super::column::{int, number};
use super::{Created, Result, Store, sweep};
use crate::server::throttle::quota::{Usage, disk_free};

/// How often the same body may come from one scope: `max` times in each window, which its first coming begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dedup {
    /// The account or network.
    pub scope: String,
    /// Seconds.
    pub window: u64,
    /// Times.
    pub max: u64,
}

/// A byte quota of one scope for one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The account or network.
    pub scope: String,
    /// Days since 1970.
    pub day: u64,
    /// Bytes.
    pub limit: u64,
}

/// The quota that has no room.
pub(super) struct NoRoom {
    pub(super) scope: String,
    pub(super) limit: u64,
    pub(super) used: u64,
}

/// The first of these quotas, the whole database's last, that has no room for so many bytes more.
pub(super) fn no_room(connection: &Connection, quotas: &[Quota], total_limit: Option<u64>, bytes: u64) -> Result<Option<NoRoom>> {
    for quota in quotas {
        let used = counted(connection, quota)?;
        if used.saturating_add(bytes) > quota.limit {
            return Ok(Some(NoRoom { scope: quota.scope.clone(), limit: quota.limit, used }));
        }
    }
    let Some(limit) = total_limit else { return Ok(None) };
    let used = sweep::size(connection)?;
    Ok((used.saturating_add(bytes) > limit).then(|| NoRoom { scope: Created::TOTAL.to_owned(), limit, used }))
}

/// Counts bytes in these quotas.
pub(super) fn count(connection: &Connection, quotas: &[Quota], bytes: u64) -> Result<()> {
    for quota in quotas {
        let mut add = connection.prepare_cached(
            "INSERT INTO quota (day, scope, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (day, scope) DO UPDATE SET bytes = bytes + excluded.bytes",
        )?;
        add.execute(params![int(quota.day), quota.scope, int(bytes)])?;
    }
    Ok(())
}

fn counted(connection: &Connection, quota: &Quota) -> Result<u64> {
    let mut select = connection.prepare_cached("SELECT bytes FROM quota WHERE day = ?1 AND scope = ?2")?;
    Ok(select.query_row(params![int(quota.day), quota.scope], |row| number(row, 0)).optional()?.unwrap_or(0))
}

/// How often a body came within the window, and the seconds until that ends, if it may not come once more.
pub(super) fn too_often(connection: &Connection, dedup: &Dedup, sha256: &[u8; 32], now: u64) -> Result<Option<(u64, u64)>> {
    let mut select = connection
        .prepare_cached("SELECT count, ends_at FROM dedup WHERE scope = ?1 AND sha256 = ?2 AND began_at <= ?3 AND ends_at > ?3")?;
    let found = select.query_row(params![dedup.scope, sha256, int(now)], |row| Ok((number(row, 0)?, number(row, 1)?))).optional()?;
    let (count, ends_at) = found.unwrap_or((0, now.saturating_add(dedup.window)));
    Ok((count >= dedup.max).then(|| (count, ends_at.saturating_sub(now))))
}

/// Counts a body; its first coming, and the first after a window, begins one.
pub(super) fn came(connection: &Connection, dedup: &Dedup, sha256: &[u8; 32], now: u64) -> Result<()> {
    let mut add = connection.prepare_cached(
        "INSERT INTO dedup (scope, sha256, began_at, ends_at, count) VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT (scope, sha256) DO UPDATE SET \
         count = iif(began_at <= ?3 AND ends_at > ?3, count + 1, 1), \
         ends_at = iif(began_at <= ?3 AND ends_at > ?3, ends_at, ?4), \
         began_at = iif(began_at <= ?3 AND ends_at > ?3, began_at, ?3)",
    )?;
    add.execute(params![dedup.scope, sha256, int(now), int(now.saturating_add(dedup.window))])?;
    Ok(())
}

impl Usage for Store {
    fn counted(&self, quota: &Quota) -> Result<u64> {
        self.readers.read(|connection| counted(connection, quota))
    }

    fn stored(&self) -> Result<u64> {
        self.size()
    }

    fn disk_free(&self) -> Result<u64> {
        disk_free(&self.path)
    }
}
