//! Half an hour of everything at once, with restarts: what was answered stays, and memory, descriptors, threads and the database are as
//! large at the end as they were in the middle.
//!
//! ```sh
//! cargo test --release --test main soak:: -- --ignored --nocapture     # FPASTE_SOAK_SECONDS=1800
//! ```

mod load;

use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::person::{PROXY, Person};
use crate::support::{TestServer, wait_until};

/// Rounds of load; between two of them it is quiet, and looked at.
const ROUNDS: u32 = 12;
/// From this round on it is one process: what leaks shows.
const STEADY: u32 = 6;
/// Clients at once.
const CLIENTS: usize = 12;

/// What the server holds while nobody asks for anything.
#[derive(Debug)]
struct Held {
    memory_kib: u64,
    descriptors: u64,
    threads: u64,
    pastes: u64,
    /// Bytes of its files.
    database: u64,
    /// And of those the bytes that hold neither bodies nor the audit log: that one grows as it should.
    besides: u64,
}

#[test]
#[ignore = "half an hour: .ci/full soak"]
fn half_an_hour_of_everything_leaves_nothing_behind() {
    let seconds = std::env::var("FPASTE_SOAK_SECONDS").map_or(1800, |text| text.parse().unwrap());
    let round = Duration::from_secs(seconds) / ROUNDS;
    let mut server =
        TestServer::with(&[PROXY, ("FLASKPASTE_QUOTA_NETWORK", "0"), ("FLASKPASTE_QUOTA_ACCOUNT", "0"), ("FLASKPASTE_DEDUP_WINDOW", "60")]);
    let alice = Person::trusted(&server, 1);
    let token = alice.send(
        &server,
        "POST",
        "/tokens",
        &serde_json::json!({ "name": "soak", "scopes": ["create", "read", "list", "update", "delete"], "expires_in": 86_400 }),
    );
    let bearer = format!("Bearer {}", token.expect(201).json()["token"].as_str().unwrap());
    let shared = load::Shared::new(RwLock::new(server.address()), bearer);
    let mut held = Vec::new();
    for number in 0..ROUNDS {
        let (stop, end) = (AtomicBool::new(false), Instant::now() + round);
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (shared, stop) = (&shared, &stop);
                scope.spawn(move || load::run(shared, stop, (u64::from(number) << 32) + client as u64));
            }
            if number < STEADY {
                // In the midst of the load, by turns as an operator does it and as a power cut does.
                std::thread::park_timeout(round / 2);
                if number % 2 == 0 {
                    server.kill();
                } else {
                    assert!(server.stop().success());
                }
                server.start_again();
                shared.moved(server.address());
            }
            while Instant::now() < end {
                std::thread::park_timeout(end.saturating_duration_since(Instant::now()));
            }
            stop.store(true, Ordering::Relaxed);
        });
        shared.looks_everything_up(&server);
        held.push(quiet(&server));
        eprintln!("{number:>2}  {:>8} done, {:>5} failed  {:?}", shared.done(), shared.failed(), held[held.len() - 1]);
    }
    assert!(!server.log().contains("panicked") && !server.log().contains("\"internal\""), "see the log");
    // The first round of the steady process fills its caches; from then on nothing grows.
    let (first, last) = (&held[STEADY as usize + 1], &held[held.len() - 1]);
    assert!(last.memory_kib <= first.memory_kib + first.memory_kib / 5 + 4096, "memory: {held:#?}");
    assert!(last.descriptors <= first.descriptors + 8, "descriptors: {held:#?}");
    assert!(last.threads <= first.threads + 1, "threads: {held:#?}");
    assert!(last.pastes <= first.pastes.max(load::KEPT as u64) + 8, "pastes: {held:#?}");
    // What remembers the last minute's bodies is as large as that minute was busy.
    assert!(last.besides <= first.besides * 2 + (4 << 20), "database: {held:#?}");
    assert!(server.stop().success());
}

/// Waits until connections have gone and what was short-lived has been taken out of the files, and looks.
fn quiet(server: &TestServer) -> Held {
    let database = || {
        let log = std::fs::metadata(server.database().with_extension("db-wal")).map_or(0, |file| file.len());
        std::fs::metadata(server.database()).unwrap().len() + log
    };
    let mut before = 0;
    let mut since = Instant::now();
    wait_until("the server comes to rest", Duration::from_secs(180), || {
        let now = (server.status("Threads"), database());
        if now.0 + now.1 != before {
            (before, since) = (now.0 + now.1, Instant::now());
        }
        since.elapsed() > load::LONGEST + Duration::from_secs(3)
    });
    let connection = rusqlite::Connection::open(server.database()).unwrap();
    let number = |sql: &str| u64::try_from(connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap();
    let stays = number("SELECT CAST(coalesce(sum(pgsize), 0) AS INTEGER) FROM dbstat WHERE name IN ('body', 'audit')");
    Held {
        memory_kib: server.status("VmRSS"),
        descriptors: server.descriptors() as u64,
        threads: server.status("Threads"),
        // Those on loan to a reader are gone within a minute.
        pastes: number("SELECT count(*) FROM paste WHERE lease_until IS NULL"),
        database: database(),
        besides: database().saturating_sub(stays),
    }
}
