//! What one caller may take from all others: how often, how much, how many at once.
//!
//! Each file is a state machine of its own. The time and the rules are passed in, so that a test needs no sleep and a reload of the
//! settings counts at once; every table has an end, however many addresses come.
//!
//! ```text
//! rate            requests in a window, per network
//! misses          answers of 404 and 403 in a minute, per network
//! flood           creations in a window, and the difficulty they lead to
//! quota           bytes in a day, in the database, on the disk: reserved before they are read
//! in_flight       one upload at a time of the same token or key
//! password_tries  wrong passwords, per paste and network
//! kdf             password hashing, so many at once
//! exchange        what servers over one database tell each other: rate and misses. All else, but for the bytes, each counts for itself
//! ```

mod counts;
mod exchange;
pub mod flood;
pub mod in_flight;
pub mod kdf;
pub mod misses;
pub mod password_tries;
pub mod quota;
pub mod rate;
mod table;
mod window;

pub use exchange::exchange;
pub use flood::{Asked, Flood, FloodRules};
pub use in_flight::{Flight, InFlight};
pub use kdf::{Kdf, KdfError};
pub use misses::Misses;
pub use password_tries::{Locked, PasswordTries, Try};
pub use quota::{Full, Holder, QuotaError, QuotaRules, Quotas, Reservation};
pub use rate::{Rate, RateExceeded, RateFacts, RateRules};

use std::sync::PoisonError;

use crate::sys::sync::{Mutex, MutexGuard};

/// Locks. A panic elsewhere does not end the counting: every state here is whole between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, loom))]
mod orders;
