//! Hashes paste passwords: PBKDF2-HMAC-SHA256, 600,000 rounds, on at most all cores but one at once (PROTOCOL §4).

use std::num::NonZeroUsize;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use pbkdf2::pbkdf2_hmac_array;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use super::lock;
use crate::protocol::limit::PBKDF2_ROUNDS;
use crate::server::store::PasswordHash;
use crate::sys::entropy::{Entropy, EntropyError, draw};
use crate::sys::sync::{Condvar, Mutex};

/// How long a caller waits for its turn.
const WAIT: Duration = Duration::from_secs(2);

/// Why a password was not hashed.
#[derive(Debug, Error)]
pub enum KdfError {
    /// Nobody finished within two seconds: 503.
    #[error("too many passwords are being checked")]
    Busy,
    /// There is no randomness for a salt.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// The one place where passwords are hashed. None of it may run inside a transaction.
#[derive(Debug)]
pub struct Kdf {
    turns: Mutex<Turns>,
    freed: Condvar,
    wait: Duration,
    rounds: u32,
}

#[derive(Debug)]
struct Turns {
    free: usize,
    /// Callers that wait for one.
    waiting: usize,
}

/// A turn, given back on drop.
#[derive(Debug)]
struct Turn<'a>(&'a Kdf);

impl Default for Kdf {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::new(cores.saturating_sub(1).max(1), WAIT)
    }
}

impl Kdf {
    /// So many at once, each waiting so long for its turn.
    pub fn new(at_once: usize, wait: Duration) -> Self {
        Self { turns: Mutex::new(Turns { free: at_once, waiting: 0 }), freed: Condvar::new(), wait, rounds: PBKDF2_ROUNDS }
    }

    /// One that hashes in a moment, for tests that are not about how long it takes.
    #[cfg(test)]
    pub(crate) fn quick() -> Self {
        Self { rounds: 1, ..Self::default() }
    }

    /// Hashes a new password under a fresh salt.
    ///
    /// # Errors
    /// [`KdfError`].
    pub fn hash(&self, password: &[u8], entropy: &dyn Entropy) -> Result<PasswordHash, KdfError> {
        let salt = draw(entropy)?;
        let _turn = self.turn()?;
        Ok(PasswordHash { salt, hash: pbkdf2_hmac_array::<Sha256, 32>(password, &salt, self.rounds), rounds: self.rounds })
    }

    /// Whether this is the password, compared in constant time.
    ///
    /// # Errors
    /// [`KdfError::Busy`].
    pub fn verify(&self, password: &[u8], kept: &PasswordHash) -> Result<bool, KdfError> {
        let _turn = self.turn()?;
        let hash = Zeroizing::new(pbkdf2_hmac_array::<Sha256, 32>(password, &kept.salt, kept.rounds));
        Ok(hash.ct_eq(&kept.hash).into())
    }

    /// Does other slow work of that kind, when its turn comes.
    ///
    /// # Errors
    /// [`KdfError::Busy`].
    pub fn take_a_turn<T>(&self, work: impl FnOnce() -> T) -> Result<T, KdfError> {
        let _turn = self.turn()?;
        Ok(work())
    }

    fn turn(&self) -> Result<Turn<'_>, KdfError> {
        let end = Instant::now() + self.wait;
        let mut turns = lock(&self.turns);
        turns.waiting += 1;
        while turns.free == 0 {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            (turns, _) = self.freed.wait_timeout(turns, left).unwrap_or_else(PoisonError::into_inner);
        }
        turns.waiting -= 1;
        turns.free = turns.free.checked_sub(1).ok_or(KdfError::Busy)?;
        Ok(Turn(self))
    }

    /// Callers that wait for a turn now.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        lock(&self.turns).waiting
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.0.turns).free += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::SystemEntropy;

    #[test]
    fn only_the_password_itself_passes() {
        let kdf = Kdf::default();
        let kept = kdf.hash("pässword".as_bytes(), &SystemEntropy).unwrap();
        assert_eq!((kept.rounds, kept.salt == [0; 32]), (600_000, false));
        assert!(kdf.verify("pässword".as_bytes(), &kept).unwrap());
        assert!(!kdf.verify(b"password", &kept).unwrap());
    }

    /// Test vector 4 of the PBKDF2-HMAC-SHA256 set that follows RFC 6070 ("password", "salt", 4096 rounds).
    #[test]
    fn it_is_pbkdf2_hmac_sha256() {
        let hash = pbkdf2_hmac_array::<Sha256, 32>(b"password", b"salt", 4096);
        assert_eq!(crate::protocol::hex(&hash), "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
    }

    #[test]
    fn who_finds_no_turn_in_time_is_told_so_and_turns_come_back() {
        let kdf = Kdf::new(2, Duration::from_millis(20));
        let (first, second) = (kdf.turn().unwrap(), kdf.turn().unwrap());
        assert!(matches!(kdf.turn(), Err(KdfError::Busy)));
        drop(first);
        assert!(kdf.turn().is_ok());
        drop(second);
        assert_eq!(lock(&kdf.turns).free, 2);
    }

    #[test]
    fn never_more_at_once_than_told() {
        let kdf = Kdf::new(2, Duration::from_secs(20));
        let (now, most) = (Mutex::new(0), Mutex::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _turn = kdf.turn().unwrap();
                    let mut running = now.lock().unwrap();
                    *running += 1;
                    let mut seen = most.lock().unwrap();
                    *seen = (*seen).max(*running);
                    drop((running, seen));
                    std::thread::yield_now();
                    *now.lock().unwrap() -= 1;
                });
            }
        });
        assert!(*most.lock().unwrap() <= 2);
    }
}
