//! The store: durable inserts and reads of 1 KiB, beside the plain way to do it (one connection behind a lock, a commit for each).
#![allow(missing_docs, unreachable_pub, reason = "a benchmark is run, not linked against")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark fails by panicking")]

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use fpaste::protocol::PasteId;
use fpaste::server::spool::{Budget, Spool, SpoolWriter};
use fpaste::server::store::{self, CreateRules, NewPaste, Options, Store};
use rusqlite::{Connection, params};
use tempfile::TempDir;

const NOW: u64 = 1_800_000_000;
const SMALL: usize = 1024;
const LARGE: usize = 50 << 20;

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

fn paste(number: u64) -> NewPaste {
    NewPaste {
        id: id(number),
        owner: None,
        mime_type: "application/octet-stream".to_owned(),
        created_at: NOW,
        expires_at: NOW + 86_400,
        burn: number % 2 == 1,
        claim_hash: None,
        password: None,
        display_name: None,
        delete_token_hash: None,
    }
}

/// A database on the disk this runs from, not on a tmpfs: a flush must cost what it costs.
fn directory() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn store(directory: &TempDir) -> Arc<dyn Store> {
    store::open(&directory.path().join("pastes.db"), budget(), &Options::default()).unwrap()
}

#[divan::bench(threads = [1, 16], sample_count = 200, sample_size = 20)]
fn insert_store(bencher: Bencher) {
    let (directory, number, body) = (directory(), AtomicU64::new(0), body(SMALL));
    let store = store(&directory);
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench(|| store.create(paste(number.fetch_add(1, Ordering::Relaxed)), &body, CreateRules::default()).unwrap());
}

#[divan::bench(threads = [1, 16], sample_count = 200, sample_size = 20)]
fn insert_one_connection_and_a_lock(bencher: Bencher) {
    let (directory, number, body) = (directory(), AtomicU64::new(0), body(SMALL));
    drop(store(&directory));
    let connection = Connection::open(directory.path().join("pastes.db")).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON")
        .unwrap();
    let connection = Mutex::new(connection);
    bencher.counter(ItemsCount::new(1_u32)).bench(|| {
        let paste = paste(number.fetch_add(1, Ordering::Relaxed));
        let mut connection = connection.lock().unwrap();
        let transaction = connection.transaction().unwrap();
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO paste (id, mime_type, size, created_at, expires_at, burn) VALUES (?1, ?2, 1024, ?3, ?4, ?5)")
                .unwrap();
            insert.execute(params![paste.id.as_str(), paste.mime_type, 1_800_000_000_i64, 1_800_086_400_i64, paste.burn]).unwrap();
            let mut insert =
                transaction.prepare_cached("INSERT INTO body (paste, sha256, bytes) VALUES (last_insert_rowid(), ?1, ?2)").unwrap();
            insert.execute(params![body.sha256(), body.bytes()]).unwrap();
        }
        transaction.commit().unwrap();
    });
}

#[divan::bench(threads = [1, 16], sample_count = 100, sample_size = 100)]
fn read_store(bencher: Bencher) {
    let (directory, turn, body) = (directory(), AtomicU64::new(0), body(SMALL));
    let store = store(&directory);
    for number in 0..2000 {
        store.create(NewPaste { burn: false, ..paste(number) }, &body, CreateRules::default()).unwrap();
    }
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench(|| black_box(store.body(&id(turn.fetch_add(7, Ordering::Relaxed) % 2000), NOW).unwrap().unwrap()));
}

#[divan::bench(threads = [1, 16], sample_count = 100, sample_size = 20)]
fn burn_store(bencher: Bencher) {
    let (directory, number, body) = (directory(), AtomicU64::new(0), body(SMALL));
    let store = store(&directory);
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(|| {
            let number = number.fetch_add(1, Ordering::Relaxed);
            store.create(NewPaste { burn: true, ..paste(number) }, &body, CreateRules::default()).unwrap();
            id(number)
        })
        .bench_values(|id| store.burn(&id, None, NOW).unwrap().unwrap());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn insert_50_mib(bencher: Bencher) {
    let (directory, number, body) = (directory(), AtomicU64::new(0), body(LARGE));
    let store = store(&directory);
    bencher
        .counter(BytesCount::new(LARGE))
        .bench(|| store.create(paste(number.fetch_add(1, Ordering::Relaxed)), &body, CreateRules::default()).unwrap());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_50_mib(bencher: Bencher) {
    let (directory, body) = (directory(), body(LARGE));
    let store = store(&directory);
    store.create(paste(0), &body, CreateRules::default()).unwrap();
    bencher.counter(BytesCount::new(LARGE)).bench(|| black_box(store.body(&id(0), NOW).unwrap().unwrap()));
}
