//! What is counted while pastes are made: the same body, and the bytes of a day.

use rusqlite::{Connection, OptionalExtension, params};

use super::column::{int, number};
use super::{Created, Dedup, NoRoom, Quota, Result, Sqlite, Usage, sweep};
use crate::server::throttle::quota::disk_free;

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

impl Usage for Sqlite {
    fn counted(&self, quota: &Quota) -> Result<u64> {
        self.readers.read(|connection| counted(connection, quota))
    }

    fn size(&self) -> Result<u64> {
        self.readers.read(sweep::size)
    }

    fn disk_free(&self) -> Result<u64> {
        disk_free(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CreateRules, NewPaste};
    use super::*;
    use crate::server::store::trial::{NOW, Trial, body, plain};

    fn create(trial: &Trial, number: u64, at: u64, bytes: &[u8], rules: CreateRules) -> Created {
        trial.create(NewPaste { created_at: at, expires_at: at + 86_400, ..plain(number) }, &body(bytes), rules).unwrap()
    }

    #[test]
    fn the_whole_database_has_a_ceiling() {
        let trial = Trial::new();
        let size = trial.size().unwrap();
        assert!(size > 0 && trial.disk_free().unwrap() > 0);
        let rules = |bytes| CreateRules { total_limit: Some(size + bytes), ..CreateRules::default() };
        let full = Created::Full { scope: Created::TOTAL.to_owned(), limit: size + 9, used: size };
        assert_eq!(create(&trial, 1, NOW, &[1; 10], rules(9)), full);
        assert!(matches!(create(&trial, 1, NOW, &[1; 10], rules(10)), Created::New(_)));
    }
}
