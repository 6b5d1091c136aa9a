//! The solver against the naive loop (`format!` and one digest each), one thread, hashes per second in the same run.
//!
//! Wanted (LIMITS.md): ten blocks at least 3.4 times, lanes at least 7 times the naive rate.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use fpaste::client::solve::{CHUNK, Way};
use sha2::{Digest, Sha256};

const NONCE: &str = "0123456789abcdef0123456789abcdef";
/// Bits nobody finds in so short a time: every number of a chunk is tried.
const BITS: u8 = 60;

fn main() {
    divan::main();
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

#[divan::bench(args = [Way::Blocks, Way::Lanes])]
fn chunk(bencher: Bencher, way: Way) {
    let mut chunk = 100;
    bencher.counter(ItemsCount::new(CHUNK)).bench_local(|| {
        chunk += 1;
        way.scan(black_box(NONCE), BITS, chunk)
    });
}
