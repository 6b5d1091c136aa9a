//! What sealing at rest costs: the same verbs of the store without a storage key and with one, in one run.
#![allow(missing_docs, unreachable_pub, reason = "a benchmark is run, not linked against")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark fails by panicking")]

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use fpaste::protocol::PasteId;
use fpaste::server::at_rest::{AtRest, Scratch, StorageKey};
use fpaste::server::spool::{Budget, Spool, SpoolWriter};
use fpaste::server::store::sqlite::Sqlite;
use fpaste::server::store::{Burning as _, CreateRules, NewPaste, Options, Pastes as _};
use tempfile::TempDir;

const NOW: u64 = 1_800_000_000;
const SMALL: usize = 1024;
const LARGE: usize = 50 << 20;
/// Without a storage key, and with one.
const BOTH: [bool; 2] = [false, true];

fn main() {
    divan::main();
}

fn budget() -> Budget {
    Budget::new(64 << 20, 2 << 30)
}

fn body(length: usize) -> Spool {
    let mut writer = SpoolWriter::new(&budget());
    writer.write_all(&vec![7; length]).unwrap();
    writer.finish()
}

fn id(number: u64) -> PasteId {
    format!("{number:012x}").parse().unwrap()
}

fn paste(number: u64, burn: bool) -> NewPaste {
    NewPaste {
        id: id(number),
        owner: None,
        mime_type: "application/octet-stream".to_owned(),
        created_at: NOW,
        expires_at: NOW + 86_400,
        burn,
        claim_hash: None,
        password: None,
        display_name: None,
        delete_token_hash: None,
    }
}

/// A store on the disk this runs from, not on a tmpfs: a flush must cost what it costs.
fn store(sealed: bool) -> (TempDir, Sqlite) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let at_rest = if sealed { AtRest::Sealed(Arc::new(StorageKey::from_bytes(&[5; 32]))) } else { AtRest::Clear };
    let store = Sqlite::open(&directory.path().join("pastes.db"), budget(), &Options { at_rest, ..Options::default() }).unwrap();
    (directory, store)
}

#[divan::bench(args = BOTH, threads = [1, 16], sample_count = 100, sample_size = 20)]
fn insert_1_kib(bencher: Bencher, sealed: bool) {
    let ((_directory, store), number, body) = (store(sealed), AtomicU64::new(0), body(SMALL));
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench(|| store.create(paste(number.fetch_add(1, Ordering::Relaxed), false), &body, CreateRules::default()).unwrap());
}

#[divan::bench(args = BOTH, threads = [1, 16], sample_count = 100, sample_size = 100)]
fn read_1_kib(bencher: Bencher, sealed: bool) {
    let ((_directory, store), turn, body) = (store(sealed), AtomicU64::new(0), body(SMALL));
    for number in 0..1000 {
        store.create(paste(number, false), &body, CreateRules::default()).unwrap();
    }
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench(|| black_box(store.body(&id(turn.fetch_add(7, Ordering::Relaxed) % 1000), NOW).unwrap().unwrap()));
}

#[divan::bench(args = BOTH, sample_count = 50, sample_size = 20)]
fn burn_1_kib(bencher: Bencher, sealed: bool) {
    let ((_directory, store), number, body) = (store(sealed), AtomicU64::new(0), body(SMALL));
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(|| {
            let number = number.fetch_add(1, Ordering::Relaxed);
            store.create(paste(number, true), &body, CreateRules::default()).unwrap();
            id(number)
        })
        .bench_values(|id| store.burn(&id, None, NOW).unwrap().unwrap());
}

#[divan::bench(args = BOTH, sample_count = 5, sample_size = 1)]
fn insert_50_mib(bencher: Bencher, sealed: bool) {
    let ((_directory, store), number, body) = (store(sealed), AtomicU64::new(0), body(LARGE));
    bencher
        .counter(BytesCount::new(LARGE))
        .bench(|| store.create(paste(number.fetch_add(1, Ordering::Relaxed), false), &body, CreateRules::default()).unwrap());
}

#[divan::bench(args = BOTH, sample_count = 5, sample_size = 1)]
fn read_50_mib(bencher: Bencher, sealed: bool) {
    let ((_directory, store), body) = (store(sealed), body(LARGE));
    store.create(paste(0, false), &body, CreateRules::default()).unwrap();
    bencher.counter(BytesCount::new(LARGE)).bench(|| black_box(store.body(&id(0), NOW).unwrap().unwrap()));
}

/// A temporary file of 50 MiB, written and read: as it came (what it was before), and sealed under a key of its own (what it is).
#[divan::bench(args = BOTH, sample_count = 10, sample_size = 1)]
fn temporary_file_50_mib(bencher: Bencher, sealed: bool) {
    let piece = vec![7; 64 * 1024];
    bencher.counter(BytesCount::new(LARGE)).bench(|| {
        if sealed {
            let (mut scratch, mut segment) = (Scratch::new().unwrap(), Vec::new());
            for _ in 0..LARGE / piece.len() {
                scratch.write_all(&piece).unwrap();
            }
            for number in 0.. {
                scratch.read_segment(number, &mut segment).unwrap();
                if black_box(&segment).is_empty() {
                    break;
                }
            }
        } else {
            use std::os::unix::fs::FileExt;
            let (mut file, mut segment) = (tempfile::tempfile().unwrap(), vec![0; 16 * 1024]);
            for _ in 0..LARGE / piece.len() {
                file.write_all(&piece).unwrap();
            }
            let mut at = 0;
            while file.read_at(&mut segment, at).unwrap() > 0 {
                at += black_box(&segment).len() as u64;
            }
        }
    });
}
