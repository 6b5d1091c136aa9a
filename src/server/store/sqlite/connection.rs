//! Opens connections, and makes sure that each keeps what our promises rest on: every setting is read back.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::{Result, StoreError, migrate};
use crate::sys::files;

/// KiB of pages that the writer may hold: those of a group of jobs, the large ones apart. Taken as they are needed.
const WRITER_CACHE: i64 = 8 * 1024;
/// Pages in the log from which the commit that made them writes them back: 1 MiB. Every job of that group waits, and with four times as
/// many the slowest hundredth of creations took twice as long.
const LOG_PAGES: i64 = 256;

/// How often the switch to a write-ahead log is tried, at most.
const SWITCHES: u32 = 100;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// One of those that read.
    Reader,
}

/// Makes the directories above a file that are missing, 0700.
pub(super) fn make_directory(path: &Path) -> Result<()> {
    files::private_directory(files::folder(path)).map_err(|error| StoreError::Unopenable { path: path.to_owned(), why: error.to_string() })
}

/// Makes the file, 0600, and the directories above it that are missing. What is there is left as it is. A name that was made lasts: a
/// power cut right after the first paste must not lose what holds it.
pub(super) fn make_file(path: &Path) -> Result<()> {
    let unopenable = |error: io::Error| StoreError::Unopenable { path: path.to_owned(), why: error.to_string() };
    make_directory(path)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            files::give_to_owner_of_folder(&file, path);
            file.sync_all().and_then(|()| files::sync_folder(path)).map_err(unopenable)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(unopenable(error)),
    }
}

/// Opens a file by its name, whatever that is. SQLite as it is built here takes `file:…` for an address and `:memory:` for no file.
pub(super) fn by_name(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(Path::new(".").join(path), flags)
}

/// Opens a connection to a file that exists. The writer's refuses, before it changes anything, what is not ours or is too new.
pub(super) fn open(path: &Path, role: Role, busy_timeout: Duration) -> Result<Connection> {
    // No shared cache; each connection is used by one thread at a time.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = by_name(path, flags).map_err(|error| cannot_open(path, &error))?;
    conn.busy_timeout(busy_timeout)?;
    if role == Role::Writer {
        migrate::inspect(&conn).map_err(|error| match error {
            // The first read is where SQLite finds that it cannot open the file after all.
            StoreError::Disk(why) => StoreError::Unopenable { path: path.to_owned(), why },
            error => error,
        })?;
        if conn.is_readonly(MAIN_DB)? {
            return Err(StoreError::ReadOnly);
        }
        // Only before the first table; later it is read back alone.
        keep(&conn, "auto_vacuum", Value::Integer(2))?;
        keep_log(&conn)?;
    }
    // FULL: an answer of 201 survives a power cut.
    keep(&conn, "synchronous", Value::Integer(2))?;
    keep(&conn, "foreign_keys", Value::Integer(1))?;
    keep(&conn, "secure_delete", Value::Integer(1))?;
    if role == Role::Writer {
        // KiB, negative. What a group writes must fit, or its pages go to the log twice, and are read back in between.
        keep(&conn, "cache_size", Value::Integer(-WRITER_CACHE))?;
        keep(&conn, "wal_autocheckpoint", Value::Integer(LOG_PAGES))?;
    }
    // What the writer may have to take back stands in an unlinked temporary file once it is more than 64 KiB: in memory, the deletion
    // of a large paste would cost its size, and that of all of them the size of the database.
    keep(&conn, "temp_store", Value::Integer(if role == Role::Writer { 1 } else { 2 }))?;
    // A damaged page is an error, not a wild read; a schema someone has tampered with runs no functions.
    keep(&conn, "cell_size_check", Value::Integer(1))?;
    keep(&conn, "trusted_schema", Value::Integer(0))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A plan holds whatever is bound to it. Without this most statements were parsed and planned anew each time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if role == Role::Reader {
        keep(&conn, "query_only", Value::Integer(1))?;
    }
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// Opens a file that nobody else knows of yet, and that is thrown away where anything fails: no journal, no waiting for the disk.
pub(super) fn open_copy(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = by_name(path, flags).map_err(|error| cannot_open(path, &error))?;
    conn.pragma_update(None, "auto_vacuum", 2)?;
    keep(&conn, "journal_mode", Value::Text("off".to_owned()))?;
    keep(&conn, "synchronous", Value::Integer(0))?;
    keep(&conn, "foreign_keys", Value::Integer(1))?;
    keep(&conn, "temp_store", Value::Integer(2))?;
    keep(&conn, "cell_size_check", Value::Integer(1))?;
    keep(&conn, "trusted_schema", Value::Integer(0))?;
    Ok(conn)
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Unopenable { path: path.to_owned(), why: error.to_string() }
}

/// Switches to a write-ahead log. Where others make the same database at this moment the switch is refused at once, whatever the busy
/// timeout, because it begins as a reader; a transaction waits for them.
fn keep_log(conn: &Connection) -> Result<()> {
    for _ in 0..SWITCHES {
        match keep(conn, "journal_mode", Value::Text("wal".to_owned())) {
            Err(StoreError::Busy) => conn.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?,
            kept => return kept,
        }
    }
    Err(StoreError::Busy)
}

/// Sets what is not set yet, and reads it back: some settings would write, set again to what they are, and each start would wait for
/// the disk.
fn keep(conn: &Connection, pragma: &'static str, wanted: Value) -> Result<()> {
    let found = || conn.pragma_query_value(None, pragma, |row| row.get::<_, Value>(0));
    if found()? == wanted {
        return Ok(());
    }
    conn.pragma_update(None, pragma, &wanted)?;
    let found = found()?;
    if found == wanted {
        return Ok(());
    }
    let text = |value: Value| match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    Err(StoreError::Setting { pragma, wanted: text(wanted), found: text(found) })
}
