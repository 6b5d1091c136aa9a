//! Keeps pastes, accounts and the log of what was done. The only folder that knows SQL.
//!
//! [`Store`] is what the rest of the server sees: verbs of the domain, blocking, with `now` (Unix seconds) a parameter. Each noun has
//! a file here with its types and a trait of its verbs, and a file of the same name in each engine:
//!
//! ```text
//! paste        create  paste  body  update  delete  delete_all
//! burn         burn  confirm_burn
//! once         replay  spend
//! listing      list
//! quota        counted  size  disk_free
//! count        is_shared  exchange
//! account      identity  ensure_account  grant_admin  revoke_admin  has_admin  set_blocked  marked_accounts
//! certificate  add_certificate  certificates  revoke_certificate  authority  set_authority
//! token        add_token  tokens  delete_token  token_by_hash  live_tokens  touch_token
//! audit        append  audit_page  audit_head  prune_audit
//! setting      secret  lockdown  set_lockdown  remembered  remember_once  forget
//! rekey        holding  begin_rekey  rekey_slice
//! moving       residence  arrive  leave  stay  advance  rows  lift  take_in  settle_in
//! sweep        sweep  erase  health  stored  damages  newest  watch_commits
//!
//! sqlite/      one file on this machine: the engine of every home
//! postgres/    one database for several servers (cargo feature `postgres`)
//! pool         connections of either
//! ```
//!
//! A verb that writes returns once that is on disk. Bodies come and go as [`Spool`](super::spool::Spool)s: no transaction is open
//! while anyone talks to the network.

mod account;
mod audit;
mod burn;
mod certificate;
mod count;
mod error;
mod listing;
pub mod moving;
mod once;
mod paste;
mod pool;
#[cfg(feature = "postgres")]
pub mod postgres;
mod quota;
mod rekey;
mod setting;
pub mod sqlite;
mod sweep;
mod token;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use account::{Account, AccountId, Accounts, Identity};
pub use audit::{AuditEntry, AuditHead, AuditLog};
pub use burn::{Burned, Burning};
pub use certificate::{Authority, CertificateRow, Certificates, Enrolled, IssuedCertificate};
pub use count::{Count, Counting, Deed, TOLD};
pub use error::{Result, StoreError};
pub use listing::{ListQuery, Listing, Lists};
pub use moving::Moving;
pub use once::{Once, Replay, Spending};
pub use paste::{CreateRules, Created, NewPaste, PasswordHash, Paste, PasteChange, Pastes, Updated};
pub use quota::{Dedup, Quota, Usage};
pub use rekey::{Holding, Keys, Progress, Rekeying, rekey};
pub use setting::Memory;
pub use sweep::{Erased, Stored, Swept, Upkeep, Watcher};
pub use token::{ApiToken, TokenIdentity, Tokens};

use super::at_rest::AtRest;
use super::settings::Secret;
use super::spool::Budget;

/// The database, whichever engine holds it. Dropping it finishes what was begun.
pub trait Store:
    Pastes
    + Burning
    + Spending
    + Lists
    + Usage
    + Counting
    + Accounts
    + Certificates
    + Tokens
    + AuditLog
    + Memory
    + Rekeying
    + Moving
    + Upkeep
    + fmt::Debug
    + Send
    + Sync
{
}

impl<T> Store for T where
    T: Pastes
        + Burning
        + Spending
        + Lists
        + Usage
        + Counting
        + Accounts
        + Certificates
        + Tokens
        + AuditLog
        + Memory
        + Rekeying
        + Moving
        + Upkeep
        + fmt::Debug
        + Send
        + Sync
{
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// SQLite's connections for readers; two for each core.
    pub readers: usize,
    /// Connections to PostgreSQL, in all.
    pub links: usize,
    /// How long to wait for another process that holds the database, for an answer of it, or for a connection that is free.
    pub busy_timeout: Duration,
    /// How bodies are to lie.
    pub at_rest: AtRest,
    /// Whether a database that is on its way elsewhere, or not all there yet, is opened too: for the move itself.
    pub passage: bool,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { readers: 2 * cores, links: 16, busy_timeout: Duration::from_secs(5), at_rest: AtRest::Clear, passage: false }
    }
}

/// Whether a text is the address of a database rather than the name of a file.
pub fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// Connects to a database that servers share, making its tables or bringing them up to date. Bodies that are read out count against
/// `budget`.
///
/// # Errors
/// [`StoreError`], among them [`StoreError::NoPostgres`], [`StoreError::Address`] and [`StoreError::Unreachable`].
pub fn connect(url: &Secret, budget: Budget, options: &Options) -> Result<Arc<dyn Store>> {
    #[cfg(feature = "postgres")]
    return Ok(Arc::new(postgres::Postgres::open(url, budget, options)?));
    #[cfg(not(feature = "postgres"))]
    {
        let _ = (url, budget, options);
        Err(StoreError::NoPostgres)
    }
}

/// Opens the database of a file, making it or bringing its schema up to date. Bodies that are read out count against `budget`.
///
/// # Errors
/// [`StoreError`], among them [`StoreError::TooNew`], [`StoreError::Foreign`], [`StoreError::Unopenable`] and [`StoreError::AtRest`].
pub fn open(path: &Path, budget: Budget, options: &Options) -> Result<Arc<dyn Store>> {
    Ok(Arc::new(sqlite::Sqlite::open(path, budget, options)?))
}

#[cfg(test)]
#[cfg(feature = "postgres")]
#[allow(dead_code, unreachable_pub, clippy::print_stderr, reason = "the integration tests use it too, and more of it")]
#[path = "../../../tests/support/cluster.rs"]
mod cluster;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod trial;
