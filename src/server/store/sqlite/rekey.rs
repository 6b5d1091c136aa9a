//! The storage key in the database: which one holds, whether it is ours, and the change of it.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};

use super::column::{int, number};
use super::{Holding, Keys, Progress, Rekeying, Result, Sqlite, Stage, StoreError, body, connection, migrate};
use crate::protocol::PasteId;
use crate::server::at_rest::{AtRest, Change, Deposit, DigestKey, KeyId, Recorded, StorageKey, Vault, WRAPPED, Wrapper};
use crate::server::spool::Budget;
use crate::sys::entropy::SystemEntropy;

/// Wrappers that one transaction rewrites.
const WRAPPERS: u64 = 1000;
/// Bodies that one transaction seals, at most, and their bytes; the body that passes them is its last.
const BODIES: u64 = 64;
const BODY_BYTES: u64 = 4 * 1024 * 1024;

impl Rekeying for Sqlite {
    fn holding(&self) -> Result<Holding> {
        self.readers.snapshot(|connection| {
            let Recorded { current, retiring } = recorded(connection)?;
            // Each paste has one body, and the table of pastes has an index to count by.
            let count = "SELECT (SELECT count(*) FROM paste), (SELECT count(*) FROM sealed)";
            let (all, sealed) = connection.query_row(count, [], |row| Ok((number(row, 0)?, number(row, 1)?)))?;
            Ok(Holding { key: current.map(|wrapper| wrapper.key), retiring, sealed, clear: all.saturating_sub(sealed) })
        })
    }

    fn begin_rekey(&self, keys: &Keys) -> Result<()> {
        let keys = keys.clone();
        self.writer.write(0, move |connection| match Change::plan(&recorded(connection)?, keys.old.as_deref(), &keys.new)? {
            Change::Begin(wrapper, digest) => {
                record(connection, &wrapper)?;
                mark_hashes(connection, &digest)
            }
            Change::Replace(wrapper) => {
                connection.execute("UPDATE storage_key SET current = 0", [])?;
                record(connection, &wrapper)
            }
            Change::GoOn | Change::Done => Ok(()),
        })
    }

    fn rekey_slice(&self, keys: &Keys, from: Progress) -> Result<Progress> {
        let (keys, budget) = (keys.clone(), self.budget.clone());
        self.writer.write(0, move |connection| match from.stage {
            Stage::Rewrap => rewrap(connection, &keys, from),
            Stage::Seal => seal(connection, &keys.new, &budget, from),
            Stage::Done => Ok(from),
        })
    }
}

/// Refuses a database that is under another storage key, before anything of it is changed.
pub(super) fn admit(path: &Path, at_rest: &AtRest, busy_timeout: Duration) -> Result<()> {
    let unopenable = |why: String| StoreError::Unopenable { path: path.to_owned(), why };
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let crashed = Path::new(&log).exists();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connection::by_name(path, flags).map_err(|error| unopenable(error.to_string()))?;
    // A log that is there stays as it is.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, crashed)?;
    connection.busy_timeout(busy_timeout)?;
    migrate::inspect(&connection).map_err(|error| match error {
        StoreError::Disk(why) => unopenable(why),
        error => error,
    })?;
    Vault::unlock(at_rest, &recorded(&connection)?)?;
    Ok(())
}

/// Takes the storage key as the database's, where it has none, and says what bodies are sealed and opened with.
pub(super) fn unlock(connection: &mut Connection, at_rest: &AtRest) -> Result<Vault> {
    let (vault, new) = Vault::unlock(at_rest, &recorded(connection)?)?;
    if new.is_none() {
        return Ok(vault);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have come first: what counts is what stands inside the transaction.
    let (vault, new) = Vault::unlock(at_rest, &recorded(&transaction)?)?;
    if let (Vault::Sealed { digest, .. }, Some(wrapper)) = (&vault, &new) {
        record(&transaction, wrapper)?;
        mark_hashes(&transaction, digest)?;
    }
    transaction.commit()?;
    Ok(vault)
}

/// Refuses to make a body in a database whose storage key is another by now.
pub(super) fn fence(connection: &Connection, vault: &Vault) -> Result<()> {
    let mut select = connection.prepare_cached("SELECT id FROM storage_key WHERE current = 1")?;
    let current: Option<[u8; 8]> = select.query_row([], |row| row.get(0)).optional()?;
    Ok(vault.still_holds(current.map(KeyId::from_bytes))?)
}

/// What the database says of its storage key; nothing where its schema is older than that.
fn recorded(connection: &Connection) -> Result<Recorded> {
    let mut recorded = Recorded::default();
    let known: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'storage_key'", [], |row| row.get(0))?;
    if known == 0 {
        return Ok(recorded);
    }
    let mut select = connection.prepare("SELECT id, digest, current FROM storage_key")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let key = KeyId::from_bytes(row.get(0)?);
        if row.get(2)? {
            recorded.current = Some(Wrapper { key, bytes: row.get(1)? });
        } else {
            recorded.retiring = Some(key);
        }
    }
    Ok(recorded)
}

fn record(connection: &Connection, digest: &Wrapper) -> Result<()> {
    let insert = "INSERT INTO storage_key (id, digest, current) VALUES (?1, ?2, 1)";
    connection.execute(insert, params![digest.key.bytes(), digest.bytes])?;
    Ok(())
}

/// Keys every hash that was kept of a body or a request.
fn mark_hashes(connection: &Connection, digest: &DigestKey) -> Result<()> {
    let mut select = connection.prepare("SELECT key, request FROM once")?;
    let kept = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let kept: Vec<([u8; 32], [u8; 32])> = kept.collect::<Result<_, _>>()?;
    let mut update = connection.prepare("UPDATE once SET key = ?2, request = ?3 WHERE key = ?1")?;
    for (key, request) in kept {
        update.execute(params![key, digest.mark(&key), digest.mark(&request)])?;
    }
    let mut select = connection.prepare("SELECT scope, sha256 FROM dedup")?;
    let kept = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let kept: Vec<(String, [u8; 32])> = kept.collect::<Result<_, _>>()?;
    let mut update = connection.prepare("UPDATE dedup SET sha256 = ?3 WHERE scope = ?1 AND sha256 = ?2")?;
    for (scope, hash) in kept {
        update.execute(params![scope, hash, digest.mark(&hash)])?;
    }
    Ok(())
}

/// Puts a slice of the wrappers under the new key; after the last, the old key is forgotten.
fn rewrap(connection: &Connection, keys: &Keys, mut at: Progress) -> Result<Progress> {
    let mut select = connection.prepare_cached(
        "SELECT sealed.paste, paste.id, sealed.key, sealed.wrapped FROM sealed JOIN paste ON paste.seq = sealed.paste \
         WHERE sealed.paste > ?1 ORDER BY sealed.paste LIMIT ?2",
    )?;
    let rows = select.query_map(params![at.after, int(WRAPPERS)], |row| {
        Ok((row.get(0)?, row.get(1)?, Wrapper { key: KeyId::from_bytes(row.get(2)?), bytes: row.get::<_, [u8; WRAPPED]>(3)? }))
    })?;
    let rows: Vec<(i64, String, Wrapper)> = rows.collect::<Result<_, _>>()?;
    let mut update = connection.prepare_cached("UPDATE sealed SET key = ?2, wrapped = ?3 WHERE paste = ?1")?;
    for (seq, id, wrapper) in &rows {
        at.after = *seq;
        if wrapper.key == keys.new.id() {
            continue;
        }
        let opened = match (&keys.old, id.parse::<PasteId>()) {
            (Some(old), Ok(id)) => wrapper.rewrap_body(&id, old, &keys.new, &SystemEntropy).map_err(|_| StoreError::NoEntropy)?,
            _ => None,
        };
        let rewrapped = opened.ok_or_else(|| lost(id))?;
        update.execute(params![seq, rewrapped.key.bytes(), rewrapped.bytes])?;
        at.rewrapped += 1;
    }
    if (rows.len() as u64) < WRAPPERS {
        connection
            .execute("DELETE FROM storage_key WHERE current = 0 AND NOT EXISTS (SELECT 1 FROM sealed WHERE key = storage_key.id)", [])?;
        (at.stage, at.after) = (Stage::Seal, 0);
    }
    Ok(at)
}

/// Seals a slice of what lies in the clear.
fn seal(connection: &Connection, new: &StorageKey, budget: &Budget, mut at: Progress) -> Result<Progress> {
    let mut select = connection.prepare_cached(
        "SELECT paste.seq, paste.id, paste.size FROM paste LEFT JOIN sealed ON sealed.paste = paste.seq \
         WHERE paste.seq > ?1 AND sealed.paste IS NULL ORDER BY paste.seq LIMIT ?2",
    )?;
    let rows = select.query_map(params![at.after, int(BODIES)], |row| Ok((row.get(0)?, row.get(1)?, number(row, 2)?)))?;
    let rows: Vec<(i64, String, u64)> = rows.collect::<Result<_, _>>()?;
    let mut bytes = 0;
    for (seq, id, size) in &rows {
        if bytes >= BODY_BYTES {
            return Ok(at);
        }
        let parsed: PasteId = id.parse().map_err(|_| lost(id))?;
        let clear = body::read(connection, &Vault::Clear, &parsed, *seq, *size, budget).map_err(|error| match error {
            StoreError::Corrupt(_) => lost(id),
            error => error,
        })?;
        body::replace(connection, *seq, &Deposit::sealed(&parsed, &clear, new, &SystemEntropy)?)?;
        (at.after, at.sealed, bytes) = (*seq, at.sealed + 1, bytes + size);
    }
    if (rows.len() as u64) < BODIES {
        at.stage = Stage::Done;
    }
    Ok(at)
}

/// A body that nothing opens stands in the way, until somebody takes it away knowingly.
fn lost(id: &str) -> StoreError {
    StoreError::Corrupt(format!("nothing opens the body of {id}; 'fpaste serve admin rm {id}' takes it away"))
}

#[cfg(test)]
mod tests {
    use super::super::{CreateRules, Created, Dedup, Once, PasteChange, Replay, StoreError, Updated};
    use super::*;
    use crate::server::at_rest::VaultError;
    use crate::server::store;
    use crate::server::store::trial::{NOW, Trial, body, burning, bytes, id, key, plain};

    const LARGE: usize = 300_000;

    fn keys(old: Option<u8>, new: u8) -> Keys {
        Keys { old: old.map(key), new: key(new) }
    }

    /// Changes the key of a closed database.
    fn rekey(trial: &mut Trial, keys: &Keys) -> Result<Progress> {
        trial.at_rest = AtRest::Untouched;
        trial.reopen();
        let done = store::rekey(&**trial, keys, &mut |_| {});
        trial.close();
        done
    }

    fn content(number: u64) -> Vec<u8> {
        format!("<the body of {number}>")
            .into_bytes()
            .into_iter()
            .cycle()
            .take(if number.is_multiple_of(2) { LARGE } else { 100 })
            .collect()
    }

    fn fill(trial: &Trial) {
        for number in 0..4 {
            trial.make(plain(number), &content(number));
            trial.make(burning(number + 4), &content(number + 4));
        }
    }

    #[track_caller]
    fn all_there(trial: &Trial) {
        for number in 0..4 {
            assert!(bytes(&trial.body(&id(number), NOW).unwrap().unwrap().1) == content(number), "{number}");
            let burned = trial.burn(&id(number + 4), Some([1; 16]), NOW).unwrap().unwrap();
            assert!(bytes(&burned.body) == content(number + 4), "{number}");
        }
    }

    fn in_the_files(trial: &Trial) -> bool {
        trial.erase().unwrap();
        ["", "-wal"].iter().any(|suffix| {
            let bytes = std::fs::read(format!("{}{suffix}", trial.path().display())).unwrap_or_default();
            bytes.windows(12).any(|window| window == b"<the body of")
        })
    }

    #[test]
    fn what_is_sealed_is_in_no_file_and_goes_with_its_key() {
        let mut trial = Trial::new().sealed();
        fill(&trial);
        assert!(!in_the_files(&trial));
        trial.reopen();
        all_there(&trial);
        assert_eq!(trial.holding().unwrap(), Holding { key: Some(key(1).id()), retiring: None, sealed: 8, clear: 0 });
        let change = PasteChange { body: Some((body(&content(9)), "text/new".to_owned())), ..PasteChange::default() };
        assert!(matches!(trial.update(&id(0), change, NOW).unwrap(), Updated::Done(_)));
        assert!(bytes(&trial.body(&id(0), NOW).unwrap().unwrap().1) == content(9));
        for number in 0..4 {
            assert!(trial.delete(&id(number), NOW).unwrap());
            assert!(trial.confirm_burn(&id(number + 4), [1; 16], NOW).unwrap());
        }
        assert_eq!(trial.number("SELECT count(*) FROM sealed"), 0);
    }

    #[test]
    fn what_was_exchanged_or_lost_its_key_is_refused() {
        let trial = Trial::new().sealed();
        for number in [1, 2, 3, 4, 5] {
            trial.make(plain(number), &[7; 100]);
        }
        trial
            .sql()
            .execute_batch(
                "UPDATE body SET bytes = (SELECT bytes FROM body WHERE paste = 2) WHERE paste = 1;
                 UPDATE sealed SET (key, wrapped, sha256) = (SELECT key, wrapped, sha256 FROM sealed WHERE paste = 3) WHERE paste = 2;
                 UPDATE body SET bytes = (SELECT bytes FROM body WHERE paste = 3) WHERE paste = 2;
                 DELETE FROM sealed WHERE paste = 4;
                 UPDATE paste SET size = 99 WHERE seq = 5",
            )
            .unwrap();
        assert!(bytes(&trial.body(&id(3), NOW).unwrap().unwrap().1) == [7; 100]);
        for number in [1, 2, 4, 5] {
            assert!(trial.body(&id(number), NOW).is_err(), "{number}");
        }
        assert_eq!(trial.body(&id(2), NOW).unwrap_err(), StoreError::AtRest(VaultError::Altered(key(1).id())));
    }

    #[test]
    fn hashes_are_keyed_and_mean_the_same_before_and_after() {
        let once = || Once { key: [1; 32], request: [2; 32], expires: NOW + 300 };
        let rules = || CreateRules {
            once: Some(once()),
            dedup: Some(Dedup { scope: "a".to_owned(), window: 60, max: 1 }),
            ..CreateRules::default()
        };
        let mut trial = Trial::new();
        trial.create(plain(1), &body(b"x"), rules()).unwrap();
        let plainly = |trial: &Trial| {
            let same = "SELECT count(*) FROM once, dedup WHERE once.key = ?3 OR once.request = ?1 OR dedup.sha256 = ?2 OR EXISTS \
                        (SELECT 1 FROM body WHERE body.sha256 = ?2)";
            let hash = body(b"x").sha256();
            trial.sql().query_row(same, params![[2_u8; 32], hash, [1_u8; 32]], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!(plainly(&trial), 1);
        trial.at_rest = AtRest::Sealed(key(1));
        trial.reopen();
        trial.close();
        rekey(&mut trial, &keys(None, 1)).unwrap();
        for number in [1, 2] {
            trial.at_rest = AtRest::Sealed(key(number));
            trial.reopen();
            assert_eq!(plainly(&trial), 0);
            assert!(matches!(trial.replay(&[1; 32], &[2; 32], NOW).unwrap(), Some(Replay::Same(_))));
            assert!(matches!(trial.create(plain(2), &body(b"x"), rules()).unwrap(), Created::Replay(_)));
            let again = CreateRules { once: None, ..rules() };
            assert!(matches!(trial.create(plain(2), &body(b"x"), again).unwrap(), Created::Duplicate { .. }));
            trial.close();
            rekey(&mut trial, &keys(Some(1), 2)).unwrap();
        }
    }

    #[test]
    fn a_key_that_was_altered_stops_the_change_and_is_named() {
        let mut trial = Trial::new().sealed();
        fill(&trial);
        trial.close();
        trial.sql().execute("UPDATE sealed SET wrapped = zeroblob(60) WHERE paste = 3", []).unwrap();
        let Err(StoreError::Corrupt(why)) = rekey(&mut trial, &keys(Some(1), 2)) else { panic!() };
        assert!(why.contains(id(1).as_str()), "{why}");
        trial.at_rest = AtRest::Untouched;
        trial.reopen();
        assert!(trial.delete(&id(1), NOW).unwrap());
        trial.close();
        assert_eq!(rekey(&mut trial, &keys(Some(1), 2)).unwrap().rewrapped, 7);
    }

    #[test]
    fn a_database_from_before_takes_a_key() {
        let mut trial = Trial::new();
        fill(&trial);
        trial.close();
        trial.sql().execute_batch("DROP TABLE move; DROP TABLE sealed; DROP TABLE storage_key; PRAGMA user_version = 1").unwrap();
        trial.at_rest = AtRest::Sealed(key(1));
        trial.reopen();
        assert_eq!(trial.holding().unwrap().clear, 8);
        all_there(&trial);
    }
}
