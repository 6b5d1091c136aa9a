//! The connections that read: opened as they are needed, up to a number, each used by one thread at a time.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::connection::{self, Role};
use super::{Result, StoreError};

/// All connections that read.
pub(super) struct Pool {
    path: PathBuf,
    busy_timeout: Duration,
    size: usize,
    idle: Mutex<Idle>,
    returned: Condvar,
}

struct Idle {
    connections: Vec<Connection>,
    /// How many more may be opened.
    unopened: usize,
}

/// A connection on loan. A transaction that is still open when it comes back, after a panic, is rolled back by its own drop.
struct Loan<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Pool {
    pub(super) fn new(path: &Path, size: usize, busy_timeout: Duration) -> Self {
        let size = size.max(1);
        let idle = Idle { connections: Vec::new(), unopened: size };
        Self { path: path.to_owned(), busy_timeout, size, idle: Mutex::new(idle), returned: Condvar::new() }
    }

    /// Reads with one statement.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let loan = self.lend()?;
        work(loan.connection.as_ref().ok_or(StoreError::Closed)?)
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

    fn lend(&self) -> Result<Loan<'_>> {
        let (mut idle, mut unopenable) = (self.idle(), false);
        loop {
            if let Some(connection) = idle.connections.pop() {
                return Ok(Loan { pool: self, connection: Some(connection) });
            }
            if idle.unopened > 0 && !unopenable {
                idle.unopened -= 1;
                drop(idle);
                let mut loan = Loan { pool: self, connection: None };
                match connection::open(&self.path, Role::Reader, self.busy_timeout) {
                    Ok(connection) => {
                        loan.connection = Some(connection);
                        return Ok(loan);
                    }
                    Err(error) => {
                        drop(loan);
                        idle = self.idle();
                        if idle.unopened == self.size {
                            return Err(error);
                        }
                        // Perhaps the process has no descriptor left: those that are open serve all.
                        unopenable = true;
                        continue;
                    }
                }
            }
            let (guard, waited) = self.returned.wait_timeout(idle, self.busy_timeout).unwrap_or_else(PoisonError::into_inner);
            idle = guard;
            if waited.timed_out() && idle.connections.is_empty() && (idle.unopened == 0 || unopenable) {
                return Err(StoreError::Busy);
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle();
        match self.connection.take() {
            Some(connection) => idle.connections.push(connection),
            None => idle.unopened += 1,
        }
        drop(idle);
        self.pool.returned.notify_one();
    }
}
