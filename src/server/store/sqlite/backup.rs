//! Copies the database while it serves: a snapshot of everything but the burn pastes, in one file with a checksum.
//!
//! ```text
//! "fpaste backup 1\n" ‖ length, u64 big endian ‖ an SQLite database of so many bytes ‖ SHA-256 of all that stands before it
//! ```
//!
//! The copy is made row by row rather than page by page: what burned, what burns and what was deleted is in no page of it, and every
//! body is checked against its own hash on its way. A body that is sealed stays so, and its key beside it: none of this needs the storage
//! key, and the file is worth nothing without it. The copy lives in a file without a name, on the disk of the database, until it is whole.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};
use thiserror::Error;

use super::column::number;
use super::connection;
use super::{Sqlite, StoreError, body, migrate};
use crate::server::at_rest::KeyId;
use crate::server::spool::Budget;
use crate::sys::cleanup::{self, Cleanup};
use crate::sys::files;

const MAGIC: &[u8; 16] = b"fpaste backup 1\n";
const DIGEST: usize = 32;
const PIECE: usize = 64 * 1024;

/// Tables that are copied whole, those that others point at first. `paste` and `body` follow; `tally` counts them as they come.
const WHOLE: &[&str] =
    &["storage_key", "account", "fingerprint", "certificate", "authority", "token", "once", "dedup", "quota", "audit", "secret", "setting"];

/// Why there is no backup, or no restoration.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The file is something else.
    #[error("this is no backup of fpaste")]
    NotABackup,
    /// It ends early, goes on too long, or does not have the checksum that it says.
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    /// There is a database already.
    #[error("{0} is there already; a restoration overwrites nothing")]
    Exists(PathBuf),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The database inside, or the one to be copied.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Pastes, those that are over included: their end is not changed.
    pub pastes: u64,
    /// The bytes of their bodies.
    pub bytes: u64,
    /// Accounts.
    pub accounts: u64,
    /// Certificates.
    pub certificates: u64,
    /// API tokens.
    pub tokens: u64,
    /// Rows of the audit log.
    pub events: u64,
    /// Bodies that are sealed.
    pub sealed: u64,
    /// The storage key that opens them.
    pub storage_key: Option<KeyId>,
    /// Whether there is a certificate authority, whose key opens with its password alone.
    pub authority: bool,
}

impl Sqlite {
    /// Writes a backup. Others go on reading and writing meanwhile; the log they write cannot be emptied until the copy is made.
    ///
    /// # Errors
    /// [`BackupError`]: what was written is no backup.
    pub fn backup(&self, into: &mut dyn Write) -> Result<Inventory, BackupError> {
        let Scratch { mut file, path, .. } = Scratch::new(files::folder(&self.path))?;
        let mut copy = connection::open_copy(&path)?;
        // Without a name from its first byte on: a copy that is killed leaves nothing of what is deleted later.
        path.close()?;
        migrate::migrate(&mut copy)?;
        let transaction = copy.transaction()?;
        self.readers.snapshot(|live| copy_all(live, &transaction, &self.budget))?;
        transaction.commit()?;
        let inventory = inventory(&copy)?;
        copy.close().map_err(|(_, error)| error)?;
        let length = file.metadata()?.len();
        let mut hash = Sha256::new();
        for part in [MAGIC.as_slice(), &length.to_be_bytes()] {
            hash.update(part);
            into.write_all(part)?;
        }
        pour(&mut file, length, &mut hash, into)?;
        into.write_all(&hash.finalize())?;
        into.flush()?;
        Ok(inventory)
    }
}

/// Reads a whole backup and says what is in it: the checksum, the structure of the database, and every body. `beside` is a
/// directory that may hold its database meanwhile; where nothing can be written there, the one for temporary files does.
///
/// # Errors
/// [`BackupError`]: it must not be relied upon.
pub fn verify(from: &mut dyn Read, beside: &Path) -> Result<Inventory, BackupError> {
    let mut scratch = Scratch::new(beside).or_else(|_| Scratch::new(&std::env::temp_dir()))?;
    unpack(from, &mut scratch.file)?;
    let mut copy = connection::open_copy(&scratch.path)?;
    examine(&mut copy)?;
    inventory(&copy)
}

/// Makes a database of a backup, verified, locked down until it is lifted. Pastes keep the end they had.
///
/// # Errors
/// [`BackupError`]: nothing was made.
pub fn restore(from: &mut dyn Read, to: &Path) -> Result<Inventory, BackupError> {
    // A log left by another database would be played into this one.
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = to.as_os_str().to_owned();
        name.push(suffix);
        if Path::new(&name).symlink_metadata().is_ok() {
            return Err(BackupError::Exists(name.into()));
        }
    }
    connection::make_directory(to)?;
    let mut scratch = Scratch::new(files::folder(to))?;
    unpack(from, &mut scratch.file)?;
    let mut copy = connection::open_copy(&scratch.path)?;
    examine(&mut copy)?;
    copy.execute("INSERT INTO setting (name, text) VALUES (?1, 'on') ON CONFLICT DO NOTHING", [super::LOCKDOWN])?;
    let inventory = inventory(&copy)?;
    copy.close().map_err(|(_, error)| error)?;
    files::give_to_owner_of_folder(&scratch.file, to);
    scratch.file.sync_all()?;
    scratch.path.persist_noclobber(to).map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(to.to_owned()),
        _ => failed.error.into(),
    })?;
    files::sync_folder(to)?;
    Ok(inventory)
}

fn copy_all(live: &Connection, copy: &Connection, budget: &Budget) -> super::Result<()> {
    for table in WHOLE {
        copy_rows(live, copy, table, "")?;
    }
    copy_rows(live, copy, "paste", "WHERE burn = 0")?;
    let mut pastes = live.prepare("SELECT seq, size FROM paste WHERE burn = 0")?;
    let mut rows = pastes.query([])?;
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        body::insert(copy, seq, &body::lift(live, seq, number(row, 1)?, budget)?)?;
    }
    // Numbers that were given once, to what is gone or left out too, are never given again.
    copy.execute("DELETE FROM sqlite_sequence", [])?;
    copy_rows(live, copy, "sqlite_sequence", "")
}

fn copy_rows(live: &Connection, copy: &Connection, table: &str, which: &str) -> super::Result<()> {
    let mut select = live.prepare(&format!("SELECT * FROM {table} {which}"))?;
    let columns = select.column_count();
    let mut insert = copy.prepare(&format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(", ")))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<Value> = (0..columns).map(|at| row.get(at)).collect::<Result<_, _>>()?;
        insert.execute(params_from_iter(values))?;
    }
    Ok(())
}

/// A file for the database of a backup. Its name is gone with this value, and where a signal ends the program.
struct Scratch {
    file: File,
    path: TempPath,
    _cleanup: Cleanup,
}

impl Scratch {
    fn new(beside: &Path) -> io::Result<Self> {
        let (file, path) = NamedTempFile::new_in(beside)?.into_parts();
        let stale = path.to_path_buf();
        Ok(Self { file, path, _cleanup: cleanup::on_interrupt(move || drop(fs::remove_file(stale))) })
    }
}

/// Puts the database of a backup into this file, if the checksum is right.
fn unpack(from: &mut dyn Read, file: &mut File) -> Result<(), BackupError> {
    let (mut magic, mut length) = ([0; MAGIC.len()], [0; 8]);
    from.read_exact(&mut magic).map_err(|_| BackupError::NotABackup)?;
    if magic != *MAGIC {
        return Err(BackupError::NotABackup);
    }
    from.read_exact(&mut length).map_err(|_| BackupError::Damaged("it ends early"))?;
    let mut hash = Sha256::new().chain_update(magic).chain_update(length);
    pour(from, u64::from_be_bytes(length), &mut hash, file)?;
    let mut digest = [0; DIGEST];
    from.read_exact(&mut digest).map_err(|_| BackupError::Damaged("it ends early"))?;
    if digest != *hash.finalize() {
        return Err(BackupError::Damaged("its checksum is another"));
    }
    if from.read(&mut [0])? != 0 {
        return Err(BackupError::Damaged("something follows its end"));
    }
    Ok(())
}

fn pour(from: &mut dyn Read, length: u64, hash: &mut Sha256, into: &mut dyn Write) -> Result<(), BackupError> {
    let (mut piece, mut left) = (vec![0; PIECE], length);
    while left > 0 {
        let part = piece.get_mut(..usize::try_from(left).unwrap_or(PIECE).min(PIECE)).unwrap_or_default();
        from.read_exact(part).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => BackupError::Damaged("it ends early"),
            _ => error.into(),
        })?;
        hash.update(&*part);
        into.write_all(part)?;
        left -= part.len() as u64;
    }
    Ok(())
}

/// Looks at every page, every reference and every body, and brings the schema up to date: a backup may be older than the program.
fn examine(copy: &mut Connection) -> Result<(), BackupError> {
    migrate::inspect(copy)?;
    let structure: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if structure != "ok" {
        return Err(StoreError::Corrupt(structure).into());
    }
    migrate::migrate(copy)?;
    let orphans: i64 = copy.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    let bodiless: i64 = copy.query_row("SELECT count(*) FROM paste WHERE seq NOT IN (SELECT paste FROM body)", [], |row| row.get(0))?;
    if orphans + bodiless > 0 {
        return Err(StoreError::Corrupt("rows point at rows that are not there".to_owned()).into());
    }
    let budget = Budget::new(1 << 20, u64::MAX);
    let mut pastes = copy.prepare("SELECT seq, size FROM paste")?;
    let mut rows = pastes.query([])?;
    while let Some(row) = rows.next()? {
        body::lift(copy, row.get(0)?, number(row, 1)?, &budget)?;
    }
    Ok(())
}

fn inventory(copy: &Connection) -> Result<Inventory, BackupError> {
    let count = "SELECT (SELECT count(*) FROM paste), (SELECT coalesce(sum(size), 0) FROM paste), (SELECT count(*) FROM account), \
                 (SELECT count(*) FROM certificate), (SELECT count(*) FROM token), (SELECT count(*) FROM audit), \
                 (SELECT count(*) FROM sealed), (SELECT id FROM storage_key WHERE current = 1), \
                 (SELECT count(*) FROM authority)";
    Ok(copy.query_row(count, [], |row| {
        Ok(Inventory {
            pastes: number(row, 0)?,
            bytes: number(row, 1)?,
            accounts: number(row, 2)?,
            certificates: number(row, 3)?,
            tokens: number(row, 4)?,
            events: number(row, 5)?,
            sealed: number(row, 6)?,
            storage_key: row.get::<_, Option<[u8; 8]>>(7)?.map(KeyId::from_bytes),
            authority: number(row, 8)? > 0,
        })
    })?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::super::Store;
    use super::super::{AuditEntry, AuditLog, ListQuery, Memory, NewPaste, Options, Pastes, Upkeep};
    use super::*;
    use crate::server::store::trial::{NOW, Trial, budget, burning, bytes, id, plain};

    fn packed(trial: &Trial) -> Vec<u8> {
        let mut file = Vec::new();
        trial.sqlite().backup(&mut file).unwrap();
        file
    }

    fn filled() -> Trial {
        let trial = Trial::new();
        let owner = Some(trial.account(1));
        drop(trial.secret("pow").unwrap());
        for number in 0..10 {
            trial.make(NewPaste { owner, ..plain(number) }, format!("body {number}").as_bytes());
        }
        trial.make(plain(10), &vec![7; 400_000]);
        trial.make(burning(11), b"<this one burns>");
        trial.make(burning(12), b"<this one is leased>");
        trial.burn(&id(12), Some([1; 16]), NOW).unwrap().unwrap();
        trial.make(plain(13), b"<this one is deleted>");
        trial.delete(&id(13), NOW).unwrap();
        trial.append(AuditEntry { event: "paste.delete".to_owned(), ..AuditEntry::default() }).unwrap();
        trial
    }

    #[test]
    fn what_does_not_burn_comes_back_and_the_rest_is_not_in_the_file() {
        let trial = filled();
        let file = packed(&trial);
        for left_out in [b"<this one burns>".as_slice(), b"<this one is leased>", b"<this one is deleted>"] {
            assert!(!file.windows(left_out.len()).any(|window| window == left_out));
        }
        let directory = tempfile::tempdir().unwrap();
        let expected = Inventory { pastes: 11, bytes: 400_060, accounts: 1, events: 1, ..Inventory::default() };
        assert_eq!(verify(&mut file.as_slice(), directory.path()).unwrap(), expected);
        let path = directory.path().join("new/pastes.db");
        assert_eq!(restore(&mut file.as_slice(), &path).unwrap(), expected);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let store = Sqlite::open(&path, budget(), &Options::default()).unwrap();
        assert!(store.lockdown().unwrap() && !trial.lockdown().unwrap());
        for number in 0..14 {
            let (old, new) = (trial.body(&id(number), NOW).unwrap(), store.body(&id(number), NOW).unwrap());
            assert_eq!(old.is_some(), number <= 10);
            assert!(old.map(|(paste, body)| (paste, bytes(&body))) == new.map(|(paste, body)| (paste, bytes(&body))));
        }
        assert_eq!(*store.secret("pow").unwrap(), *trial.secret("pow").unwrap());
        assert_eq!(store.audit_head().unwrap(), trial.audit_head().unwrap());
        let all = |store: &dyn Store| store.list(&ListQuery { limit: 100, ..ListQuery::default() }, NOW).unwrap();
        assert_eq!((all(&store).total, all(&store).pastes.len()), (11, 11));
        assert_eq!(store.stored().unwrap().bytes, 400_060);
        // A number that a burn paste had is not given to another.
        let (old, new) = ("SELECT max(seq) FROM sqlite_sequence WHERE name = 'paste'", rusqlite::Connection::open(&path).unwrap());
        assert_eq!(new.query_row(old, [], |row| row.get::<_, i64>(0)).unwrap(), trial.number(old));
        assert!(matches!(restore(&mut file.as_slice(), &path), Err(BackupError::Exists(_))));
    }

    #[test]
    fn a_file_that_is_not_whole_restores_nothing() {
        let trial = Trial::new();
        trial.make(plain(1), b"x");
        let file = packed(&trial);
        let directory = tempfile::tempdir().unwrap();
        let refuse = |bytes: &[u8]| {
            let path = directory.path().join("pastes.db");
            let error = restore(&mut &*bytes, &path).unwrap_err();
            assert!(verify(&mut &*bytes, directory.path()).is_err());
            assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "something was left behind");
            error
        };
        for cut in [0, 5, 16, 20, 24, 1000, file.len() - 1] {
            refuse(&file[..cut]);
        }
        for at in [0, 17, 23, 24, 5000, file.len() - 1] {
            let mut altered = file.clone();
            altered[at] ^= 1;
            refuse(&altered);
        }
        assert!(matches!(refuse(&[file.as_slice(), b"x"].concat()), BackupError::Damaged(_)));
        assert!(matches!(refuse(b"SQLite format 3\0 and so on"), BackupError::NotABackup));
    }

    #[test]
    fn a_log_of_another_database_is_not_played_into_the_new() {
        let trial = Trial::new();
        let (file, directory) = (packed(&trial), tempfile::tempdir().unwrap());
        std::fs::write(directory.path().join("pastes.db-wal"), b"").unwrap();
        assert!(matches!(restore(&mut file.as_slice(), &directory.path().join("pastes.db")), Err(BackupError::Exists(_))));
    }

    #[test]
    fn a_backup_under_load_is_of_one_moment() {
        let trial = Trial::new();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            for writer in 0..4_u64 {
                let (trial, stop) = (&trial, &stop);
                scope.spawn(move || {
                    for number in 0.. {
                        if stop.load(std::sync::atomic::Ordering::Relaxed) {
                            break;
                        }
                        trial.make(plain(writer * 1_000_000 + number), b"body");
                        trial.delete(&id(writer * 1_000_000 + number / 2), NOW).unwrap();
                    }
                });
            }
            let directory = tempfile::tempdir().unwrap();
            for _ in 0..5 {
                verify(&mut packed(&trial).as_slice(), directory.path()).unwrap();
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
