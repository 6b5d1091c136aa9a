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
    /// Threads that wait for one.
    waiting: usize,
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
        let idle = Idle { connections: Vec::new(), unopened: size, waiting: 0 };
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
            idle.waiting += 1;
            idle = self.returned.wait_timeout(idle, left).unwrap_or_else(PoisonError::into_inner).0;
            idle.waiting -= 1;
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
        let returned = self.connection.take();
        // Whoever hears of a connection can use it. That none is left open concerns all who wait for one.
        let all = returned.is_none();
        match returned {
            Some(connection) => idle.connections.push(connection),
            None => idle.unopened += 1,
        }
        let waiting = idle.waiting;
        drop(idle);
        // Each word is a call into the kernel, even where nobody listens.
        match waiting {
            0 => {}
            _ if all => self.pool.returned.notify_all(),
            _ => self.pool.returned.notify_one(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn each_connection_is_lent_to_one_and_whoever_waits_gets_the_next_that_comes_back() {
        let pool = Pool::new(2, Duration::from_secs(60), Box::new(|| Ok(AtomicUsize::new(0))));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        let loan = pool.lend().unwrap();
                        assert_eq!(loan.connection().unwrap().fetch_add(1, Ordering::SeqCst), 0);
                        std::thread::yield_now();
                        loan.connection().unwrap().store(0, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(pool.idle().waiting, 0);
    }

    #[test]
    fn where_none_can_be_opened_all_are_told_and_where_one_is_open_it_serves_them() {
        let refused = || Err::<(), _>(StoreError::Unreachable("no".into()));
        let pool = Pool::new(2, Duration::from_secs(60), Box::new(refused));
        std::thread::scope(|scope| {
            let asking: Vec<_> = (0..8).map(|_| scope.spawn(|| pool.lend().map(drop))).collect();
            assert!(asking.into_iter().all(|asked| matches!(asked.join().unwrap(), Err(StoreError::Unreachable(_)))));
        });
        let opened = AtomicUsize::new(0);
        let once = move || if opened.fetch_add(1, Ordering::SeqCst) == 0 { Ok(()) } else { refused() };
        let pool = Pool::new(2, Duration::from_secs(60), Box::new(once));
        let first = pool.lend().unwrap();
        std::thread::scope(|scope| {
            let asking: Vec<_> = (0..8).map(|_| scope.spawn(|| pool.lend().map(drop))).collect();
            drop(first);
            assert!(asking.into_iter().all(|asked| asked.join().unwrap().is_ok()));
        });
    }
}
