//! Locks, counters, queues and threads by the names that what races here uses: std's, or under `--cfg loom` those of the model checker,
//! which comes in every order that threads can (`.ci/full loom`, the tests named `…_in_every_order`).

#[cfg(loom)]
pub mod checked;

#[cfg(loom)]
pub use checked::{Condvar, Mutex, MutexGuard, atomic, mpsc, thread};
#[cfg(not(loom))]
pub use std::sync::{Condvar, Mutex, MutexGuard, atomic, mpsc};
#[cfg(not(loom))]
pub use std::thread;
