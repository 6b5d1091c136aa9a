//! One PostgreSQL database that any number of servers share. The only folder that names `tokio_postgres`.
//!
//! No server keeps anything for itself: what one writes the next statement of another sees. The SQL is such as CockroachDB speaks too
//! (no extension, no advisory lock, no trigger but for a database that is moved away); it is proven on PostgreSQL alone.

mod account;
mod address;
mod audit;
mod body;
mod burn;
mod certificate;
mod column;
mod count;
mod create;
mod error;
mod link;
mod listing;
mod migrate;
mod moving;
mod once;
mod paste;
mod quota;
mod rekey;
mod setting;
mod sweep;
mod tally;
mod token;
mod turn;
mod update;

use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

// What the engine speaks of, under the same names as everywhere.
use super::listing::Cursor;
use super::moving::{Lies, MoveId, Moving, Residence, Slice, State};
use super::paste::Record;
use super::pool::Pool;
use super::quota::NoRoom;
use super::rekey::Stage;
use super::token::MINUTE;
use super::{
    Account, AccountId, Accounts, ApiToken, AuditEntry, AuditHead, AuditLog, Authority, Burned, Burning, CertificateRow, Certificates,
    Count, Counting, CreateRules, Created, Dedup, Deed, Enrolled, Erased, Holding, Identity, IssuedCertificate, Keys, ListQuery, Listing,
    Lists, Memory, NewPaste, Once, Options, PasswordHash, Paste, PasteChange, Pastes, Progress, Quota, Rekeying, Replay, Result, Spending,
    StoreError, Stored, Swept, TOLD, TokenIdentity, Tokens, Updated, Upkeep, Usage, Watcher,
};
use crate::server::at_rest::Vault;
use crate::server::settings::Secret;
use crate::server::spool::Budget;
use crate::sys::entropy::{SystemEntropy, draw};
use address::Address;
use link::Link;

/// After a connection failed, how long nobody tries another: those who come meanwhile are told at once.
const REST: Duration = Duration::from_millis(500);

/// The database. Shared by reference, and with every other server that has its address.
pub struct Postgres {
    place: String,
    budget: Budget,
    /// What bodies are sealed and opened with.
    vault: Vault,
    links: Pool<Link>,
    /// What this server writes its counts under: drawn anew at each start.
    server: [u8; 16],
    watcher: OnceLock<Watcher>,
}

impl Postgres {
    /// Connects to a `postgres://` address, and makes the tables or brings them up to date. Bodies that are read out count against
    /// `budget`.
    ///
    /// # Errors
    /// [`StoreError`], among them [`StoreError::Unreachable`], [`StoreError::Address`], [`StoreError::TooNew`],
    /// [`StoreError::Foreign`], [`StoreError::AtRest`] and, of a database on its way, [`StoreError::Arriving`],
    /// [`StoreError::Leaving`] and [`StoreError::Left`].
    pub fn open(url: &Secret, budget: Budget, options: &Options) -> Result<Self> {
        let address = Address::parse(url)?;
        let place = address.to_string();
        let patience = options.busy_timeout;
        let rest: Mutex<Option<(Instant, StoreError)>> = Mutex::new(None);
        let connect = move || {
            let resting = rest.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some((failed, error)) = resting
                && failed.elapsed() < REST
            {
                return Err(error);
            }
            Link::open(&address, patience).inspect_err(|error| {
                *rest.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), error.clone()));
            })
        };
        let server = draw(&SystemEntropy).map_err(|_| StoreError::NoEntropy)?;
        let links = Pool::new(options.links, patience, Box::new(connect));
        let mut store = Self { place, budget, vault: Vault::Untouched, links, server, watcher: OnceLock::new() };
        store.admit(&options.at_rest)?;
        store.migrate()?;
        if !options.passage {
            store.admit_here()?;
        }
        store.vault = store.unlock(&options.at_rest)?;
        Ok(store)
    }

    /// One transaction is one commit here: the database groups them itself.
    fn committed(&self) {
        if let Some(watcher) = self.watcher.get() {
            watcher(1);
        }
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("place", &self.place).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) mod trial;
