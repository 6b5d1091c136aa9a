//! What the client tells while it works, so that a person can be shown something.

use std::time::Duration;

use super::error::Error;
use crate::protocol::pow;

/// Listens. Every method may be called from any thread; none needs to do anything.
pub trait Progress: Sync {
    /// A proof of work is being searched for; called some ten times a second.
    fn solving(&self, state: &Solving) {
        let _ = state;
    }

    /// So many bytes of the body have gone out.
    fn sent(&self, bytes: u64, total: u64) {
        let _ = (bytes, total);
    }

    /// The client pauses before it tries again.
    fn waiting(&self, pause: Duration, why: &Error) {
        let _ = (pause, why);
    }

    /// A request was answered; `url` holds no secret.
    fn answered(&self, method: &str, url: &str, status: u16, took: Duration) {
        let _ = (method, url, status, took);
    }
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {}

/// How far a search for a proof is.
#[derive(Clone, Copy, Debug)]
pub struct Solving {
    /// Leading zero bits asked for.
    pub difficulty: u8,
    /// Hashes tried by all threads.
    pub hashes: u64,
    /// Since the start.
    pub elapsed: Duration,
}

impl Solving {
    /// Hashes per second.
    #[expect(clippy::cast_precision_loss, reason = "a rate needs three digits")]
    pub fn rate(&self) -> f64 {
        self.hashes as f64 / self.elapsed.as_secs_f64().max(0.000_001)
    }

    /// The honest chance of having finished by now, 0 to 1.
    pub fn chance(&self) -> f64 {
        pow::chance_of_success(self.difficulty, self.hashes)
    }
}
