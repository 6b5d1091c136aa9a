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
    use super::super::trial::{NOW, Trial, body, id, plain};
    use super::super::{CreateRules, NewPaste, PasteChange, Updated};
    use super::*;

    fn dedup() -> CreateRules {
        CreateRules { dedup: Some(Dedup { scope: "a".to_owned(), window: 60, max: 3 }), ..CreateRules::default() }
    }

    fn quota(limit: u64) -> Vec<Quota> {
        vec![Quota { scope: "network:192.0.2.1".to_owned(), day: 20_000, limit }]
    }

    fn create(trial: &Trial, number: u64, at: u64, bytes: &[u8], rules: CreateRules) -> Created {
        trial.create(NewPaste { created_at: at, expires_at: at + 86_400, ..plain(number) }, &body(bytes), rules).unwrap()
    }

    #[test]
    fn a_body_may_come_so_often_in_a_window_that_its_first_coming_began() {
        let trial = Trial::new();
        for number in 0..3 {
            assert!(matches!(create(&trial, number, NOW + number, b"same", dedup()), Created::New(_)));
        }
        let refused = |retry_after| Created::Duplicate { count: 3, window_seconds: 60, retry_after };
        assert_eq!(create(&trial, 3, NOW + 3, b"same", dedup()), refused(57));
        assert_eq!(create(&trial, 3, NOW + 59, b"same", dedup()), refused(1));
        assert!(matches!(create(&trial, 3, NOW + 3, b"another", dedup()), Created::New(_)));
        let elsewhere = CreateRules { dedup: Some(Dedup { scope: "b".to_owned(), window: 60, max: 1 }), ..CreateRules::default() };
        assert!(matches!(create(&trial, 4, NOW + 3, b"same", elsewhere), Created::New(_)));
        assert!(matches!(create(&trial, 5, NOW + 60, b"same", dedup()), Created::New(_)));
        assert_eq!(trial.number("SELECT count FROM dedup WHERE scope = 'a' AND began_at = 1800000060"), 1);
        // A clock that goes back begins a window too, rather than holding the body off until it has caught up.
        assert!(matches!(create(&trial, 6, NOW - 1000, b"same", dedup()), Created::New(_)));
    }

    #[test]
    fn a_quota_takes_what_fits_and_counts_only_that() {
        let trial = Trial::new();
        let rules = |limit| CreateRules { quota: quota(limit), ..CreateRules::default() };
        assert!(matches!(create(&trial, 1, NOW, &[1; 60], rules(100)), Created::New(_)));
        let full = Created::Full { scope: "network:192.0.2.1".to_owned(), limit: 100, used: 60 };
        assert_eq!(create(&trial, 2, NOW, &[2; 41], rules(100)), full);
        assert!(matches!(create(&trial, 2, NOW, &[2; 40], rules(100)), Created::New(_)));
        assert_eq!(trial.counted(&quota(0)[0]).unwrap(), 100);
        assert!(trial.delete(&id(1), NOW).unwrap());
        assert_eq!(trial.counted(&quota(0)[0]).unwrap(), 100);
        let change = PasteChange { body: Some((body(&[3; 10]), "text/plain".to_owned())), quota: quota(105), ..PasteChange::default() };
        assert!(matches!(trial.update(&id(2), change.clone(), NOW).unwrap(), Updated::Full { used: 100, .. }));
        assert!(matches!(trial.update(&id(2), PasteChange { quota: quota(110), ..change }, NOW).unwrap(), Updated::Done(_)));
        assert_eq!(trial.counted(&quota(0)[0]).unwrap(), 110);
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

    #[test]
    fn of_many_at_once_no_more_get_in_than_fit() {
        let trial = Trial::new();
        let made: usize = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..32_u8)
                .map(|racer| {
                    let trial = &trial;
                    let rules = CreateRules { quota: quota(100), ..CreateRules::default() };
                    scope.spawn(move || usize::from(matches!(create(trial, racer.into(), NOW, &[racer; 30], rules), Created::New(_))))
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(made, 3);
    }
}
