//! The solver against the naive loop (`format!` and one digest each), one thread, hashes per second in the same run.
//!
//! Wanted (LIMITS.md): ten blocks at least 3.4 times, lanes at least 7 times the naive rate; two threads 1.9 times one.
#![allow(missing_docs, clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::ItemsCount;
use fpaste::client::solve::{CHUNK, Way};
use sha2::{Digest, Sha256};

const NONCE: &str = "0123456789abcdef0123456789abcdef";
/// Bits nobody finds in so short a time: every number of a chunk is tried.
const BITS: u8 = 60;

/// Chunks that one thread tries while two are compared with one.
const CHUNKS: u64 = 20;
/// Rounds of that; the best of each counts, since others use this machine too.
const ROUNDS: usize = 7;

fn main() {
    divan::main();
    for way in [Way::Blocks, Way::Streams, Way::Lanes] {
        let best = |threads: u64| (0..ROUNDS).map(|_| together(way, threads)).min().unwrap_or_default().as_secs_f64();
        println!("{way:?}: two threads do {:.2} times the work of one in the same time", 2.0 * best(1) / best(2));
    }
}

/// How long so many threads take for [`CHUNKS`] each.
fn together(way: Way, threads: u64) -> Duration {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for chunk in 0..CHUNKS {
                    black_box(way.scan(black_box(NONCE), BITS, 100 + thread * CHUNKS + chunk));
                }
            });
        }
    });
    begun.elapsed()
}

#[divan::bench]
fn naive(bencher: Bencher) {
    let mut chunk = 100;
    bencher.counter(ItemsCount::new(CHUNK)).bench_local(|| {
        chunk += 1;
        (chunk * CHUNK..(chunk + 1) * CHUNK).find(|number| {
            let digest = Sha256::digest(format!("{NONCE}:{number}"));
            black_box(digest).starts_with(&[0; 7])
        })
    });
}

#[divan::bench(args = [Way::Blocks, Way::Streams, Way::Lanes])]
fn chunk(bencher: Bencher, way: Way) {
    let mut chunk = 100;
    bencher.counter(ItemsCount::new(CHUNK)).bench_local(|| {
        chunk += 1;
        way.scan(black_box(NONCE), BITS, chunk)
    });
}
