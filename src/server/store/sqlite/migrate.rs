//! Brings the schema up to date: numbered files, each run once, all that are missing in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::{Result, StoreError};

/// Says in the file's header that it is ours: `FPST`.
pub(super) const APPLICATION_ID: i64 = 0x4650_5354;

/// The files, in order; the number of the last is the schema's.
const MIGRATIONS: &[&str] =
    &[include_str!("schema/0001_initial.sql"), include_str!("schema/0002_at_rest.sql"), include_str!("schema/0003_move.sql")];

/// Refuses a file that is not ours or is too new, and changes nothing.
pub(super) fn inspect(conn: &Connection) -> Result<()> {
    // One statement sees one moment: another process may be making the database between two of them.
    let facts = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id, pragma_user_version";
    let (application, found, tables): (i64, i64, i64) = conn.query_row(facts, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let known = newest();
    let empty = application == 0 && found == 0 && tables == 0;
    match application {
        APPLICATION_ID if found > known => Err(StoreError::TooNew { found, known }),
        APPLICATION_ID => Ok(()),
        _ if empty => Ok(()),
        _ => Err(StoreError::Foreign),
    }
}

/// Runs the files that this database has not seen.
pub(super) fn migrate(conn: &mut Connection) -> Result<()> {
    if version(conn)? == newest() {
        return Ok(());
    }
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have come first: what counts is what stands inside the transaction.
    inspect(&transaction)?;
    let seen = usize::try_from(version(&transaction)?).unwrap_or(0);
    for file in MIGRATIONS.iter().skip(seen) {
        transaction.execute_batch(file)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest())?;
    Ok(transaction.commit()?)
}

fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::super::{Memory, Options, Sqlite};
    use super::*;
    use crate::server::store::trial::{NOW, Trial, budget, id, plain};

    fn open(path: &Path) -> Result<Sqlite> {
        Sqlite::open(path, budget(), &Options::default())
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_database_is_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/er/pastes.db");
        let _store = open(&path).unwrap();
        assert_eq!(mode(&directory.path().join("deep")), 0o700);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        for suffix in ["", "-wal", "-shm"] {
            assert_eq!(mode(Path::new(&format!("{}{suffix}", path.display()))), 0o600, "{suffix}");
        }
    }

    #[test]
    fn the_promises_stand_in_the_file_and_it_stays_what_it_is_when_opened_again() {
        let mut trial = Trial::new();
        for _ in 0..2 {
            let sql = trial.sql();
            let pragma = |name: &str| -> String {
                sql.query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| row.get(0)).unwrap()
            };
            assert_eq!((pragma("journal_mode").as_str(), pragma("auto_vacuum").as_str()), ("wal", "2"));
            assert_eq!((pragma("application_id"), pragma("user_version")), (APPLICATION_ID.to_string(), newest().to_string()));
            assert_eq!(pragma("integrity_check"), "ok");
            drop(sql);
            trial.reopen();
        }
    }

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let mut trial = Trial::new();
        trial.close();
        trial.sql().pragma_update(None, "user_version", 1000).unwrap();
        let before = std::fs::read(trial.path()).unwrap();
        assert_eq!(open(&trial.path()).unwrap_err(), StoreError::TooNew { found: 1000, known: newest() });
        assert!(std::fs::read(trial.path()).unwrap() == before);
    }

    #[test]
    fn what_is_not_ours_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("other.db");
        for prepare in ["CREATE TABLE pastes (id TEXT)", "PRAGMA application_id = 42", "PRAGMA user_version = 3"] {
            let _ = std::fs::remove_file(&path);
            Connection::open(&path).unwrap().execute_batch(prepare).unwrap();
            let before = std::fs::read(&path).unwrap();
            assert_eq!(open(&path).unwrap_err(), StoreError::Foreign, "{prepare}");
            assert!(std::fs::read(&path).unwrap() == before, "{prepare}");
        }
        std::fs::write(&path, "this is a text and no database at all, though it is long enough to be one").unwrap();
        assert!(matches!(open(&path), Err(StoreError::Corrupt(_))));
        assert!(matches!(open(directory.path()), Err(StoreError::Unopenable { .. })));
        assert!(matches!(open(Path::new("/proc/no/such.db")), Err(StoreError::Unopenable { .. })));
    }

    #[test]
    fn a_database_that_another_writes_to_is_opened() {
        let mut trial = Trial::new();
        trial.make(plain(1), &vec![1; 300_000]);
        trial.delete(&id(1), NOW).unwrap();
        trial.close();
        let other = trial.sql();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let busy_timeout = std::time::Duration::from_millis(1);
        Sqlite::open(&trial.path(), budget(), &Options { busy_timeout, ..Options::default() }).unwrap();
    }

    #[test]
    fn many_that_open_a_new_database_at_once_make_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pastes.db");
        // On a busy machine eight of them may wait for one another longer than a server does.
        let patient = Options { busy_timeout: std::time::Duration::from_secs(60), ..Options::default() };
        let open = |path: &Path| Sqlite::open(path, budget(), &patient);
        let secrets: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..8).map(|_| scope.spawn(|| *open(&path).unwrap().secret("pow").unwrap())).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert!(secrets.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
