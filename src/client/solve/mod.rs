//! Searches for a proof of work: a decimal N such that SHA-256(`nonce:N`) has enough leading zero bits (PROTOCOL §3).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::progress::{Progress, Solving};
use crate::protocol::pow;

/// One search.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// From the challenge.
    pub nonce: &'a str,
    /// Leading zero bits.
    pub difficulty: u8,
    /// How many threads; `None` for as many as there are cores, or one where that is quicker.
    pub threads: Option<usize>,
    /// Give up after this time.
    pub time: Option<Duration>,
    /// Give up when this is set.
    pub cancel: &'a AtomicBool,
}

impl Search<'_> {
    /// Searches. `None` if it was told to give up.
    pub fn run(&self, progress: &dyn Progress) -> Option<u64> {
        let start = Instant::now();
        for number in 0_u64.. {
            if pow::leading_zero_bits(&pow::digest(self.nonce, &number.to_string())) >= u32::from(self.difficulty) {
                return Some(number);
            }
            if number % 65_536 == 0 {
                let elapsed = start.elapsed();
                if self.cancel.load(Ordering::Relaxed) || self.time.is_some_and(|limit| elapsed > limit) {
                    return None;
                }
                progress.solving(&Solving { difficulty: self.difficulty, hashes: number, elapsed });
            }
        }
        None
    }
}
