//! Connections: opened as they are needed, up to a number, each used by one thread at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Result, StoreError};

/// Opens another connection.
type Open<C> = Box<dyn Fn() -> Result<C> + Send + Sync>;

/// All connections of a kind.
pub(super) struct Pool<C> {
    open: Open<C>,
    patience: Duration,
    size: usize,
    idle: Mutex<Idle<C>>,
    returned: Condvar,
}

struct Idle<C> {
    connections: Vec<C>,
    /// How many more may be opened.
    unopened: usize,
}

/// A connection on loan.
pub(super) struct Loan<'a, C> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Pool<C> {
    /// At most `size` connections; who wants one more waits no longer than `patience`.
    pub(super) fn new(size: usize, patience: Duration, open: Open<C>) -> Self {
        let size = size.max(1);
        let idle = Idle { connections: Vec::new(), unopened: size };
        Self { open, patience, size, idle: Mutex::new(idle), returned: Condvar::new() }
    }

    /// Lends one. Where another cannot be opened, those that are open serve all.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where all stay on loan; where none is open, why none could be.
    pub(super) fn lend(&self) -> Result<Loan<'_, C>> {
        let end = Instant::now() + self.patience;
        let (mut idle, mut refused) = (self.idle(), None);
        loop {
            if let Some(connection) = idle.connections.pop() {
                return Ok(Loan { pool: self, connection: Some(connection) });
            }
            match &refused {
                None if idle.unopened > 0 => {
                    idle.unopened -= 1;
                    drop(idle);
                    let mut loan = Loan { pool: self, connection: None };
                    match (self.open)() {
                        Ok(connection) => {
                            loan.connection = Some(connection);
                            return Ok(loan);
                        }
                        Err(error) => refused = Some(error),
                    }
                    drop(loan);
                    idle = self.idle();
                    continue;
                }
                Some(error) if idle.unopened == self.size => return Err(error.clone()),
                _ => {}
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(StoreError::Busy);
            }
            idle = self.returned.wait_timeout(idle, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle<C>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "postgres")]
impl<C> Pool<C> {
    /// Closes those that are not on loan.
    pub(super) fn empty(&self) {
        let mut idle = self.idle();
        let closed = std::mem::take(&mut idle.connections);
        idle.unopened += closed.len();
        drop(idle);
        drop(closed);
        self.returned.notify_all();
    }
}

impl<C> Loan<'_, C> {
    /// The connection.
    ///
    /// # Errors
    /// [`StoreError::Closed`]: it was taken away.
    pub(super) fn connection(&self) -> Result<&C> {
        self.connection.as_ref().ok_or(StoreError::Closed)
    }

    /// Closes it instead of giving it back.
    #[cfg(feature = "postgres")]
    pub(super) fn discard(mut self) {
        self.connection = None;
    }
}

impl<C> Drop for Loan<'_, C> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle();
        match self.connection.take() {
            Some(connection) => idle.connections.push(connection),
            None => idle.unopened += 1,
        }
        drop(idle);
        // All: who waits to hear that none is left open must not take the word from one who could use a connection.
        self.pool.returned.notify_all();
    }
}
