//! What loom has, and what it lacks, made of what it has: queues that end, and threads that can be asked whether they have.

use std::sync::{LockResult, PoisonError};
use std::time::Duration;

pub use loom::sync::{Mutex, MutexGuard, atomic};

/// As std has it, but that nobody waits in vain: time stands still in a model, and who is not woken shows as a deadlock.
#[derive(Debug, Default)]
pub struct Condvar(loom::sync::Condvar);

impl Condvar {
    /// One that nobody waits for.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits to be woken.
    ///
    /// # Errors
    /// Whoever held the lock has panicked.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.0.wait(guard)
    }

    /// The same; the second says nothing.
    ///
    /// # Errors
    /// Whoever held the lock has panicked.
    pub fn wait_timeout<'a, T>(&self, guard: MutexGuard<'a, T>, _: Duration) -> LockResult<(MutexGuard<'a, T>, ())> {
        Ok((self.0.wait(guard).unwrap_or_else(PoisonError::into_inner), ()))
    }

    /// Waits while something holds.
    ///
    /// # Errors
    /// Whoever held the lock has panicked.
    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        _: Duration,
        mut holds: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, ())> {
        while holds(&mut guard) {
            guard = self.0.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        Ok((guard, ()))
    }

    /// Wakes one.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes all.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// Queues, as `std::sync::mpsc` has them; none is ever full.
pub mod mpsc {
    use std::collections::VecDeque;
    use std::sync::Arc;
    use std::sync::PoisonError;
    pub use std::sync::mpsc::{RecvError, SendError, TryRecvError};

    use super::{Condvar, Mutex, MutexGuard};

    struct Queue<T> {
        state: Mutex<State<T>>,
        changed: Condvar,
    }

    struct State<T> {
        waiting: VecDeque<T>,
        senders: usize,
        receives: bool,
    }

    impl<T> Queue<T> {
        fn state(&self) -> MutexGuard<'_, State<T>> {
            self.state.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// Puts in.
    pub struct Sender<T>(Arc<Queue<T>>);
    /// Puts in, where std would wait for room.
    pub type SyncSender<T> = Sender<T>;
    /// Takes out.
    pub struct Receiver<T>(Arc<Queue<T>>);

    /// A queue.
    pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
        let state = Mutex::new(State { waiting: VecDeque::new(), senders: 1, receives: true });
        let queue = Arc::new(Queue { state, changed: Condvar::new() });
        (Sender(Arc::clone(&queue)), Receiver(queue))
    }

    /// A queue that std would bound.
    pub fn sync_channel<T>(_: usize) -> (SyncSender<T>, Receiver<T>) {
        channel()
    }

    impl<T> Sender<T> {
        /// Puts one in.
        ///
        /// # Errors
        /// Nobody takes out.
        pub fn send(&self, value: T) -> Result<(), SendError<T>> {
            let mut state = self.0.state();
            if !state.receives {
                return Err(SendError(value));
            }
            state.waiting.push_back(value);
            self.0.changed.notify_one();
            Ok(())
        }
    }

    impl<T> Receiver<T> {
        /// Waits for one.
        ///
        /// # Errors
        /// Nobody puts in.
        pub fn recv(&self) -> Result<T, RecvError> {
            let mut state = self.0.state();
            loop {
                if let Some(value) = state.waiting.pop_front() {
                    return Ok(value);
                }
                if state.senders == 0 {
                    return Err(RecvError);
                }
                state = self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }

        /// Takes one out, if it is there.
        ///
        /// # Errors
        /// None is there, or none will ever be.
        pub fn try_recv(&self) -> Result<T, TryRecvError> {
            let mut state = self.0.state();
            let empty = if state.senders == 0 { TryRecvError::Disconnected } else { TryRecvError::Empty };
            state.waiting.pop_front().ok_or(empty)
        }
    }

    impl<T> Clone for Sender<T> {
        fn clone(&self) -> Self {
            self.0.state().senders += 1;
            Self(Arc::clone(&self.0))
        }
    }

    impl<T> Drop for Sender<T> {
        fn drop(&mut self) {
            self.0.state().senders -= 1;
            self.0.changed.notify_one();
        }
    }

    impl<T> Drop for Receiver<T> {
        fn drop(&mut self) {
            let left = {
                let mut state = self.0.state();
                state.receives = false;
                std::mem::take(&mut state.waiting)
            };
            drop(left);
        }
    }
}

/// Threads, as `std::thread` has them.
pub mod thread {
    use std::io;
    use std::sync::{Arc, PoisonError};

    use super::{Condvar, Mutex};

    /// Bytes of a stack that SQLite fits.
    const STACK: usize = 1 << 20;

    /// Makes a thread.
    #[derive(Debug)]
    pub struct Builder(loom::thread::Builder);

    /// A thread that was made. Not loom's own, which may not be shared.
    #[derive(Debug)]
    pub struct JoinHandle<T>(Arc<(Mutex<Option<T>>, Condvar)>);

    impl Builder {
        /// A thread without a name.
        #[expect(clippy::new_without_default, reason = "as std has it")]
        pub fn new() -> Self {
            Self(loom::thread::Builder::new().stack_size(STACK))
        }

        /// Names it.
        #[must_use]
        pub fn name(self, name: String) -> Self {
            Self(self.0.name(name))
        }

        /// Makes it.
        ///
        /// # Errors
        /// None.
        pub fn spawn<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
            let outcome = Arc::new((Mutex::new(None), Condvar::new()));
            let told = Arc::clone(&outcome);
            self.0.spawn(move || {
                let value = work();
                *told.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                told.1.notify_one();
            })?;
            Ok(JoinHandle(outcome))
        }
    }

    impl<T> JoinHandle<T> {
        /// Waits for its end.
        ///
        /// # Errors
        /// None: in a model a thread that panics ends the model.
        pub fn join(self) -> std::thread::Result<T> {
            let mut outcome = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if let Some(value) = outcome.take() {
                    return Ok(value);
                }
                outcome = self.0.1.wait(outcome).unwrap_or_else(PoisonError::into_inner);
            }
        }

        /// Whether it has ended.
        pub fn is_finished(&self) -> bool {
            self.0.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
        }
    }
}

/// Runs a test in every order that its threads can come in, where each waits for others as it must and at most so many times besides;
/// `LOOM_MAX_PREEMPTIONS` says another number.
#[cfg(test)]
pub fn in_every_order(preemptions: usize, test: impl Fn() + Send + Sync + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = model.preemption_bound.or(Some(preemptions));
    model.max_branches = 10_000;
    let test = std::sync::Arc::new(test);
    model.check(move || {
        let test = std::sync::Arc::clone(&test);
        // On a stack that SQLite fits.
        thread::Builder::new().spawn(move || test()).map(|test| drop(test.join())).unwrap_or_default();
    });
}

/// Runs these at once, and waits for all.
#[cfg(test)]
pub fn all<T: Send + 'static, const COUNT: usize>(work: [impl FnOnce() -> T + Send + 'static; COUNT]) -> Vec<T> {
    let threads = work.map(|work| thread::Builder::new().spawn(work).unwrap());
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}
