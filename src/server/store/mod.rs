//! Keeps pastes, accounts and the log of what was done, in one SQLite database. The only folder that knows SQL.
//!
//! The verbs are of the domain, blocking, with `now` (Unix seconds) a parameter; each is an `impl Store` in the file of its noun:
//!
//! ```text
//! paste        create  paste  body  update  delete  delete_all
//! burn         burn  confirm_burn
//! once         replay  spend
//! listing      list
//! account      identity  ensure_account  grant_admin  revoke_admin  has_admin  set_blocked  marked_accounts
//! certificate  add_certificate  certificates  revoke_certificate  authority  set_authority
//! token        add_token  tokens  delete_token  token_by_hash  touch_token
//! audit        append  audit_page  audit_head  prune_audit
//! setting      secret  lockdown  set_lockdown  remembered  remember_once  forget
//! backup       backup, and the functions verify and restore
//! sweep        sweep  erase  health  size  stored      check  damages  newest
//! ```
//!
//! Writes go to one thread that commits them in groups (`writer`), reads to a pool of connections (`pool`). A write returns once it
//! is on disk. Bodies come and go as [`Spool`](super::spool::Spool)s: no transaction is open while anyone talks to the network.
mod account;
mod audit;
mod backup;
mod body;
mod burn;
mod certificate;
mod check;
mod column;
mod connection;
mod create;
mod error;
mod listing;
mod migrate;
mod once;
mod paste;
mod pool;
mod quota;
mod setting;
mod sweep;
mod token;
mod update;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use account::{Account, AccountId, Identity};
pub use audit::{AuditEntry, AuditHead};
pub use backup::{BackupError, Inventory, restore, verify};
pub use burn::Burned;
pub use certificate::{Authority, CertificateRow, Enrolled, IssuedCertificate};
pub use error::{Result, StoreError};
pub use listing::{ListQuery, Listing};
pub use once::{Once, Replay};
pub use paste::{CreateRules, Created, NewPaste, PasswordHash, Paste, PasteChange, Updated};
pub use quota::{Dedup, Quota};
pub use sweep::{Erased, Stored, Swept};
pub use token::{ApiToken, TokenIdentity};

use super::spool::Budget;
use connection::Role;
use pool::Pool;
use writer::Writer;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections for readers; two for each core.
    pub readers: usize,
    /// How long to wait for another process that holds the database.
    pub busy_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { readers: 2 * cores, busy_timeout: Duration::from_secs(5) }
    }
}

/// The database. Shared by reference; dropping it finishes what was begun.
pub struct Store {
    path: PathBuf,
    budget: Budget,
    busy_timeout: Duration,
    // Readers go first: the writer, going last, can then empty the log.
    readers: Pool,
    writer: Writer,
}

impl Store {
    /// Opens the database, making it (0600, in a directory of 0700 where it makes one) or bringing its schema up to date.
    /// What was deleted before the last end, and is in the log still, leaves the files. Bodies that are read out count against
    /// `budget`.
    ///
    /// # Errors
    /// [`StoreError`], among them [`StoreError::TooNew`], [`StoreError::Foreign`] and [`StoreError::Unopenable`].
    pub fn open(path: &Path, budget: Budget, options: &Options) -> Result<Self> {
        connection::make_file(path)?;
        let mut connection = connection::open(path, Role::Writer, options.busy_timeout)?;
        migrate::migrate(&mut connection)?;
        connection::sync_directory(path)?;
        let store = Self {
            path: path.to_owned(),
            budget,
            busy_timeout: options.busy_timeout,
            readers: Pool::new(path, options.readers, options.busy_timeout),
            writer: Writer::start(connection)?,
        };
        store.erase()?;
        Ok(store)
    }

    /// Tells, from now on, how many jobs each commit held; only the first who asks is told. Runs on the thread that writes.
    pub fn watch_commits(&self, watcher: impl Fn(usize) + Send + Sync + 'static) {
        self.writer.watch(Box::new(watcher));
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod trial;
