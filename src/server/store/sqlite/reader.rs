//! The connections that read.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::Result;
use super::connection::{self, Role};
use crate::server::store::pool::Pool;

/// All connections that read. A transaction that is still open when one comes back, after a panic, is rolled back by its own drop.
pub(super) struct Readers(Pool<Connection>);

impl Readers {
    pub(super) fn new(path: &Path, size: usize, busy_timeout: Duration) -> Self {
        let path = path.to_owned();
        Self(Pool::new(size, busy_timeout, Box::new(move || connection::open(&path, Role::Reader, busy_timeout))))
    }

    /// Reads with one statement.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(self.0.lend()?.connection()?)
    }

    /// Reads with several statements that see the same moment.
    pub(super) fn snapshot<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.read(|connection| {
            let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Deferred)?;
            let outcome = work(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        })
    }
}
