//! Searches for a proof of work: a decimal N such that SHA-256(`nonce:N`) has enough leading zero bits (PROTOCOL §3).
//!
//! Numbers are tried in chunks of [`CHUNK`], in order; several threads take turns at the next chunk. Four ways to try a chunk give
//! the same answers: two in `lanes`, where the processor has AVX-512 or SHA instructions, `blocks` everywhere, and one hash at a time
//! for a nonce of a length that is not ours.

mod blocks;
#[cfg(target_arch = "x86_64")]
mod lanes;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

#[cfg(target_arch = "x86_64")]
use lanes::Unit;

use super::progress::{Progress, Solving};
use crate::protocol::pow;

/// Numbers tried between two looks at the clock: two to five milliseconds. A power of ten, so that only the first chunk holds
/// numbers of different lengths.
pub const CHUNK: u64 = 100_000;
/// Below so many bits starting threads costs more than it gives.
const THREADS_FROM: u8 = 22;
/// How often progress is told.
const TELL: Duration = Duration::from_millis(100);

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

/// A way to try a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Sixteen at a time (AVX-512).
    Lanes,
    /// A few in turns (SHA instructions).
    Streams,
    /// One compression each, padding and upper digits standing.
    Blocks,
    /// One hash each.
    Plain,
}

impl Way {
    /// The quickest way for a nonce on this machine.
    pub fn best(nonce: &str) -> Self {
        #[cfg(target_arch = "x86_64")]
        if Unit::Lanes.can(nonce) {
            return Self::Lanes;
        } else if Unit::Streams.can(nonce) {
            return Self::Streams;
        }
        if blocks::can(nonce) { Self::Blocks } else { Self::Plain }
    }

    /// The smallest solution in a chunk. A way that cannot be gone here is replaced by the next one that can.
    pub fn scan(self, nonce: &str, difficulty: u8, chunk: u64) -> Option<u64> {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Lanes if chunk > 0 && Unit::Lanes.can(nonce) => Unit::Lanes.scan(nonce, difficulty, chunk),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes | Self::Streams if chunk > 0 && Unit::Streams.can(nonce) => Unit::Streams.scan(nonce, difficulty, chunk),
            Self::Lanes | Self::Streams | Self::Blocks if blocks::can(nonce) => blocks::scan(nonce, difficulty, chunk),
            _ => numbers(chunk).find(|&number| solves(nonce, difficulty, number)),
        }
    }
}

/// The numbers of a chunk.
fn numbers(chunk: u64) -> std::ops::Range<u64> {
    let first = chunk.saturating_mul(CHUNK);
    first..first.saturating_add(CHUNK)
}

/// Whether a number is a solution, the long way.
fn solves(nonce: &str, difficulty: u8, number: u64) -> bool {
    pow::leading_zero_bits(&pow::digest(nonce, &number.to_string())) >= u32::from(difficulty)
}

impl Search<'_> {
    /// Searches. `None` if it was told to give up.
    pub fn run(&self, progress: &dyn Progress) -> Option<u64> {
        let start = Instant::now();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or(if self.difficulty < THREADS_FROM { 1 } else { cores }).clamp(1, 256);
        let way = Way::best(self.nonce);
        let stopped = || self.cancel.load(Ordering::Relaxed) || self.time.is_some_and(|limit| start.elapsed() > limit);
        let tell = |chunks: u64| {
            progress.solving(&Solving { difficulty: self.difficulty, hashes: chunks.saturating_mul(CHUNK), elapsed: start.elapsed() });
        };
        if threads == 1 {
            let mut told = start;
            for chunk in 0..u64::MAX / CHUNK {
                if let Some(solution) = way.scan(self.nonce, self.difficulty, chunk) {
                    return Some(solution);
                }
                if stopped() {
                    return None;
                }
                if told.elapsed() >= TELL {
                    told = Instant::now();
                    tell(chunk + 1);
                }
            }
            return None;
        }
        let (next, done) = (AtomicU64::new(0), AtomicBool::new(false));
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..threads {
                let sender = sender.clone();
                scope.spawn(|| {
                    let sender = sender;
                    while !done.load(Ordering::Relaxed) {
                        let chunk = next.fetch_add(1, Ordering::Relaxed);
                        if let Some(solution) = way.scan(self.nonce, self.difficulty, chunk) {
                            done.store(true, Ordering::Relaxed);
                            // Another thread may have been quicker; then nobody listens.
                            let _ = sender.send(solution);
                        }
                    }
                });
            }
            loop {
                match receiver.recv_timeout(TELL / 2) {
                    Ok(solution) => return Some(solution),
                    Err(mpsc::RecvTimeoutError::Timeout) if !stopped() => tell(next.load(Ordering::Relaxed)),
                    Err(_) => {
                        done.store(true, Ordering::Relaxed);
                        return None;
                    }
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Quiet;

    const NONCE: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn every_way_finds_the_same_smallest_solution() {
        for seed in 0..3_u64 {
            let nonce = format!("{:032x}", u128::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_0c9d_1234_5677));
            for chunk in [0, 1, 9, 10, 1_000, 99_999, 123_456_789, u64::MAX / CHUNK - 1] {
                let difficulty = 11 + u8::try_from(seed).unwrap();
                let plain = Way::Plain.scan(&nonce, difficulty, chunk);
                assert_eq!(Way::Blocks.scan(&nonce, difficulty, chunk), plain, "{nonce} {chunk}");
                assert_eq!(Way::Streams.scan(&nonce, difficulty, chunk), plain, "{nonce} {chunk}");
                assert_eq!(Way::Lanes.scan(&nonce, difficulty, chunk), plain, "{nonce} {chunk}");
            }
        }
    }

    #[test]
    fn a_found_number_is_a_solution_whatever_the_threads_and_the_nonce() {
        for nonce in [NONCE, "", "short", &"x".repeat(34), &"x".repeat(35), &"x".repeat(100)] {
            for threads in [Some(1), Some(3)] {
                for difficulty in [0, 1, 8, 15] {
                    let cancel = AtomicBool::new(false);
                    let search = Search { nonce, difficulty, threads, time: None, cancel: &cancel };
                    let found = search.run(&Quiet).unwrap();
                    assert!(solves(nonce, difficulty, found), "{nonce} {difficulty}");
                }
            }
        }
    }

    #[test]
    fn a_search_ends_when_it_is_told_to() {
        for threads in [Some(1), Some(2)] {
            let cancel = AtomicBool::new(true);
            let search = Search { nonce: NONCE, difficulty: 60, threads, time: None, cancel: &cancel };
            assert_eq!(search.run(&Quiet), None);
            let cancel = AtomicBool::new(false);
            let search = Search { time: Some(Duration::from_millis(10)), cancel: &cancel, ..search };
            assert_eq!(search.run(&Quiet), None);
        }
    }
}
