//! Sealing and opening, beside the cipher alone on the same segments: `cargo bench --bench container`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::{Aes256Gcm, Nonce};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use fpaste::container::{ContentKey, Note, open, pack, seal, v1};
use fpaste::protocol::limit::{MIB, UNPACKED_MAX};
use fpaste::sys::entropy::{Entropy as _, SystemEntropy};

const SIZES: [usize; 3] = [1 << 10, 1 << 20, 50 << 20];

fn main() {
    divan::main();
}

fn key() -> ContentKey {
    ContentKey::from_bytes([7; 32])
}

fn noise(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    SystemEntropy.fill(&mut bytes).unwrap();
    bytes
}

#[divan::bench(args = SIZES)]
fn cipher_alone_on_segments(bencher: Bencher<'_, '_>, size: usize) {
    let cipher = Aes256Gcm::new(&[7; 32].into());
    let mut bytes = noise(size);
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        for segment in bytes.chunks_mut(64 << 10) {
            black_box(cipher.encrypt_inout_detached(&Nonce::from([0; 12]), b"", segment.into()).unwrap());
        }
    });
}

#[divan::bench(args = SIZES)]
fn seal_v2(bencher: Bencher<'_, '_>, size: usize) {
    let bytes = noise(size);
    bencher
        .counter(BytesCount::new(size))
        .with_inputs(|| bytes.clone())
        .bench_local_values(|bytes| seal(black_box(bytes), &Note::default(), &key(), None, &SystemEntropy).unwrap());
}

#[divan::bench(args = SIZES)]
fn open_v2(bencher: Bencher<'_, '_>, size: usize) {
    let sealed = seal(noise(size), &Note::default(), &key(), None, &SystemEntropy).unwrap();
    bencher.counter(BytesCount::new(size)).bench_local(|| open(black_box(&sealed), &key(), None, UNPACKED_MAX).unwrap());
}

#[divan::bench(args = SIZES)]
fn seal_v1(bencher: Bencher<'_, '_>, size: usize) {
    let bytes = noise(size);
    bencher.counter(BytesCount::new(size)).bench_local(|| v1::seal(black_box(&bytes), &key(), &SystemEntropy).unwrap());
}

#[divan::bench]
fn packing_noise_is_given_up_early(bencher: Bencher<'_, '_>) {
    let bytes = noise(50 << 20);
    bencher.counter(BytesCount::new(50 * MIB)).bench_local(|| pack(black_box(&bytes)));
}
