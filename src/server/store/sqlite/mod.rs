//! One SQLite database in one file. The only folder that names `rusqlite`.
//!
//! Writes go to one thread that commits them in groups (`writer`), reads to a pool of connections (`reader`).

mod account;
mod audit;
mod backup;
mod body;
mod burn;
mod certificate;
mod check;
mod column;
mod connection;
mod count;
mod create;
mod error;
mod flaskpaste;
mod listing;
mod migrate;
mod moving;
mod once;
mod paste;
mod quota;
mod reader;
mod rekey;
mod setting;
mod sweep;
mod token;
mod update;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use backup::{BackupError, Inventory, restore, verify};
pub use flaskpaste::{FlaskPaste, OldPaste};

// What the engine speaks of, under the same names as everywhere.
use super::listing::Cursor;
use super::moving::{Lies, MoveId, Moving, Residence, Slice, State};
use super::paste::Record;
use super::quota::NoRoom;
use super::rekey::Stage;
use super::setting::LOCKDOWN;
use super::token::MINUTE;
use super::{
    Account, AccountId, Accounts, ApiToken, AuditEntry, AuditHead, AuditLog, Authority, Burned, Burning, CertificateRow, Certificates,
    Count, Counting, CreateRules, Created, Dedup, Enrolled, Erased, Holding, Identity, IssuedCertificate, Keys, ListQuery, Listing, Lists,
    Memory, NewPaste, Once, Options, PasswordHash, Paste, PasteChange, Pastes, Progress, Quota, Rekeying, Replay, Result, Spending,
    StoreError, Stored, Swept, TokenIdentity, Tokens, Updated, Upkeep, Usage, Watcher,
};
use crate::server::at_rest::Vault;
use crate::server::spool::Budget;
use connection::Role;
use reader::Readers;
use writer::Writer;

/// The database. Shared by reference; dropping it finishes what was begun.
pub struct Sqlite {
    path: PathBuf,
    budget: Budget,
    busy_timeout: Duration,
    /// What bodies are sealed and opened with.
    vault: Arc<Vault>,
    // Readers go first: the writer, going last, can then empty the log.
    readers: Readers,
    writer: Writer,
}

impl Sqlite {
    /// Opens the database, making it (0600, in a directory of 0700 where it makes one) or bringing its schema up to date.
    /// What was deleted before the last end, and is in the log still, leaves the files. Bodies that are read out count against
    /// `budget`.
    ///
    /// # Errors
    /// [`StoreError`], among them [`StoreError::TooNew`], [`StoreError::Foreign`], [`StoreError::Unopenable`], [`StoreError::AtRest`]
    /// and, of a database on its way, [`StoreError::Arriving`], [`StoreError::Leaving`] and [`StoreError::Left`].
    pub fn open(path: &Path, budget: Budget, options: &Options) -> Result<Self> {
        connection::make_file(path)?;
        rekey::admit(path, &options.at_rest, options.busy_timeout)?;
        let mut connection = connection::open(path, Role::Writer, options.busy_timeout)?;
        migrate::migrate(&mut connection)?;
        if !options.passage {
            moving::admit(&connection)?;
        }
        let vault = Arc::new(rekey::unlock(&mut connection, &options.at_rest)?);
        let store = Self {
            path: path.to_owned(),
            budget,
            busy_timeout: options.busy_timeout,
            vault,
            readers: Readers::new(path, options.readers, options.busy_timeout),
            writer: Writer::start(connection)?,
        };
        store.erase()?;
        Ok(store)
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(all(test, loom))]
mod orders;
#[cfg(test)]
mod trial;
