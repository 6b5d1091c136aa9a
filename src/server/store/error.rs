//! What can go wrong in the store, as situations a caller can act on.

use std::path::PathBuf;

use thiserror::Error;

use crate::server::at_rest::VaultError;

/// Why a verb of the store was not done. Whatever the variant but [`Self::InDoubt`], nothing of that verb has happened.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StoreError {
    /// Another process holds the database longer than we wait; try again.
    #[error("the database is busy")]
    Busy,
    /// The disk that holds the database is full.
    #[error("the disk that holds the database is full")]
    Full,
    /// The database cannot be written: read-only file, directory or disk.
    #[error("the database is read-only")]
    ReadOnly,
    /// A page of the database is damaged, or the file is no database.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A newer fpaste has written this database; this one would not understand it.
    #[error("the database has schema {found}, this program knows up to {known}: use a newer fpaste")]
    TooNew {
        /// The number the file carries.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// The file is a `SQLite` database of some other program.
    #[error("the file is not an fpaste database")]
    Foreign,
    /// The database file or its directory could not be made or opened.
    #[error("cannot open the database {path}: {why}")]
    Unopenable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// `SQLite` would not take a setting that a promise of ours rests on.
    #[error("the database does not keep {pragma} = {wanted} (it says {found})")]
    Setting {
        /// The name of the setting.
        pragma: &'static str,
        /// What was asked for.
        wanted: String,
        /// What was read back.
        found: String,
    },
    /// A database that servers share is named, and this program was built without.
    #[error("this fpaste was built without PostgreSQL")]
    NoPostgres,
    /// The database's address is none.
    #[error("database_url: {0}")]
    Address(String),
    /// The database does not answer; try again.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database is there, but has no certificate, or not one of whom it should be.
    #[error("the database does not prove who it is: {0}")]
    Unproven(String),
    /// The database is there, and knows no such user, password or database.
    #[error("the database lets nobody in by that address: {0}")]
    Barred(String),
    /// The connection ended while the database was asked to keep what was done. The one situation in which it may have happened.
    #[error("the connection to the database ended at the last moment; it may or may not have been done")]
    InDoubt,
    /// The disk failed under the database.
    #[error("the disk failed under the database: {0}")]
    Disk(String),
    /// There is no room to hold the body while it moves; try again.
    #[error("no room to hold the body while it moves")]
    OutOfRoom,
    /// The body could not be read from, or written to, its temporary file.
    #[error("the spooled body failed: {0}")]
    Spool(String),
    /// The store is closing, or its writer has died.
    #[error("the store is closed")]
    Closed,
    /// A job died inside; its work was rolled back and the service goes on.
    #[error("a database job failed inside")]
    Panicked,
    /// The operating system gave no randomness for a secret.
    #[error("the operating system gave no randomness")]
    NoEntropy,
    /// The storage key is missing, another, or changed meanwhile.
    #[error(transparent)]
    AtRest(#[from] VaultError),
    /// A move into this database was cut short.
    #[error("a move from {0} into this database is not finished")]
    Arriving(String),
    /// This database is being copied elsewhere.
    #[error("this database is being moved to {0}")]
    Leaving(String),
    /// This database was moved, and is out of date since.
    #[error("this database has moved to {0}")]
    Left(String),
    /// The database takes nothing: since this store was opened a move has begun.
    #[error("the database is being moved, and takes nothing")]
    Frozen,
    /// The text is not a cursor this store gave out.
    #[error("not a cursor of this server")]
    InvalidCursor,
    /// Anything else that the database reports, in its words. For the log, never for a reply.
    #[error("database: {0}")]
    Engine(String),
}

/// The store's result.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
