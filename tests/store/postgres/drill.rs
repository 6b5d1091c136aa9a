//! Several servers over one PostgreSQL, the real one: races through all of them, and what happens when one of them, the database, or
//! its machine goes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, RwLock};
use std::time::{Duration, Instant};

use crate::support::cluster::Cluster;
use crate::support::{TestServer, Wire, wait_until};

fn server(url: &str) -> TestServer {
    TestServer::with(&[("FPASTE_DATABASE_URL", url)])
}

/// The number of a reply's `Retry-After`.
fn retry_after(reply: &crate::support::Reply) -> u64 {
    reply.header("Retry-After").unwrap_or_else(|| panic!("no Retry-After: {} {}", reply.status, reply.text())).parse().unwrap()
}

#[test]
fn of_64_readers_through_three_servers_exactly_one_gets_each_of_100_burn_pastes() {
    const READERS: usize = 64;
    const ROUNDS: usize = 100;
    let Some(cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_race");
    let servers: Vec<TestServer> = (0..3).map(|_| server(&url)).collect();
    let (start, end) = (Barrier::new(READERS + 1), Barrier::new(READERS + 1));
    let (path, won) = (RwLock::new(String::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for reader in 0..READERS {
            let (server, start, end, path, won) = (&servers[reader % 3], &start, &end, &path, &won);
            scope.spawn(move || {
                let mut wire = Wire::connect(server.address());
                for round in 0..ROUNDS {
                    // In every second round half of them ask for a lease, each under its own name.
                    let name = format!("{reader:032x}");
                    let headers = [("X-Burn-Reader", name.as_str())];
                    let headers: &[(&str, &str)] = if round % 2 == 1 && reader % 2 == 1 { &headers } else { &[] };
                    start.wait();
                    let reply = wire.request("GET", &path.read().unwrap(), headers, b"");
                    match reply.status {
                        200 => {
                            assert!(reply.body.starts_with(format!("round {round} ").as_bytes()));
                            won.fetch_add(1, Ordering::SeqCst);
                        }
                        404 => {}
                        other => panic!("{other}: {}", reply.text()),
                    }
                    end.wait();
                }
            });
        }
        let mut wrong = Vec::new();
        for round in 0..ROUNDS {
            let id = servers[round % 3].create(format!("round {round} of many").as_bytes(), &[("X-Burn-After-Read", "true")]);
            *path.write().unwrap() = format!("/{id}/raw");
            won.store(0, Ordering::SeqCst);
            start.wait();
            end.wait();
            if won.load(Ordering::SeqCst) != 1 {
                wrong.push((round, won.load(Ordering::SeqCst)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    });
}

#[test]
fn what_one_server_is_told_the_others_know() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_shared");
    let settings = [("FPASTE_DATABASE_URL", url.as_str()), ("FLASKPASTE_POW_DIFFICULTY", "1")];
    let (one, other) = (TestServer::with(&settings), TestServer::with(&settings));
    // A proof that one server asked for is spent at the other, once.
    let challenge = one.get("/challenge").expect(200).json();
    let (nonce, token) = (challenge["nonce"].as_str().unwrap(), challenge["token"].as_str().unwrap());
    let difficulty = u32::try_from(challenge["difficulty"].as_u64().unwrap()).unwrap();
    let solution = (0..u64::MAX)
        .find(|number| {
            use sha2::Digest as _;
            let hash = sha2::Sha256::digest(format!("{nonce}:{number}"));
            u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).leading_zeros() >= difficulty
        })
        .unwrap()
        .to_string();
    let headers = [("X-PoW-Token", token), ("X-PoW-Solution", solution.as_str())];
    let made = other.request("POST", "/", &headers, b"first").expect(201).json();
    assert_ne!(one.request("POST", "/", &headers, b"second").status, 201);
    assert_eq!(one.get(made["raw"].as_str().unwrap()).expect(200).body, b"first");
    // A lockdown counts at once, everywhere.
    let mut lock = one.home().fpaste(["serve", "lockdown", "on"]);
    assert!(lock.env("FPASTE_DATABASE_URL", &url).status().unwrap().success());
    for server in [&one, &other] {
        assert_eq!(server.request("POST", "/", &[], b"third").status, 503);
    }
}

/// Creates through a server until told to stop; what was acknowledged, by id. A connection that ends is no reason to end.
pub(super) fn write_on(address: &RwLock<SocketAddr>, writer: usize, stop: &AtomicBool, kept: &Mutex<BTreeMap<String, String>>) {
    let mut number = 0_u32;
    while !stop.load(Ordering::SeqCst) {
        let body = format!("writer {writer} number {number}");
        number += 1;
        let address = *address.read().unwrap();
        let reply = std::panic::catch_unwind(|| Wire::connect(address).request("POST", "/", &[], body.as_bytes()));
        match reply {
            Ok(reply) if reply.status == 201 => {
                kept.lock().unwrap().insert(reply.json()["id"].as_str().unwrap().to_owned(), body);
            }
            _ => std::thread::park_timeout(Duration::from_millis(20)),
        }
    }
}

/// All of it can be read at this address.
pub(super) fn all_there(address: SocketAddr, kept: &BTreeMap<String, String>) {
    let read = |id: &str| Wire::connect(address).request("GET", &format!("/{id}/raw"), &[], b"").body;
    let lost: Vec<_> = kept.iter().filter(|(id, body)| read(id) != body.as_bytes()).collect();
    assert!(lost.is_empty(), "of {} acknowledged {} are lost: {lost:?}", kept.len(), lost.len());
}

#[test]
fn a_server_that_is_killed_under_load_takes_nothing_with_it() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_killed");
    let mut servers: Vec<TestServer> = (0..3).map(|_| server(&url)).collect();
    let addresses: Vec<_> = servers.iter().map(|server| RwLock::new(server.address())).collect();
    let (stop, kept) = (AtomicBool::new(false), Mutex::new(BTreeMap::new()));
    let count = || kept.lock().unwrap().len();
    std::thread::scope(|scope| {
        for writer in 0..6 {
            let (address, stop, kept) = (&addresses[writer % 3], &stop, &kept);
            scope.spawn(move || write_on(address, writer, stop, kept));
        }
        wait_until("all write", Duration::from_secs(30), || count() > 100);
        servers[0].kill();
        let before = count();
        wait_until("the others go on", Duration::from_secs(30), || count() > before + 100);
        stop.store(true, Ordering::SeqCst);
    });
    let kept = kept.into_inner().unwrap();
    all_there(servers[1].address(), &kept);
    servers[0].start_again();
    all_there(servers[0].address(), &kept);
}

#[test]
fn a_database_that_is_away_is_said_to_be_and_comes_back_without_a_restart() {
    const CALLERS: usize = 40;
    let Some(mut cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_away");
    let server = server(&url);
    let id = server.create(b"before", &[]);
    // Gone, and then silent: of the second no socket tells.
    for silent in [false, true] {
        if silent {
            cluster.signal("STOP");
        } else {
            cluster.stop();
        }
        let begun = Instant::now();
        for _ in 0..2 {
            std::thread::scope(|scope| {
                for caller in 0..CALLERS {
                    let (server, id) = (&server, &id);
                    scope.spawn(move || {
                        let reply = match caller % 3 {
                            0 => server.get(&format!("/{id}/raw")),
                            1 => server.request("POST", "/", &[], b"meanwhile"),
                            _ => server.get("/health"),
                        };
                        assert_eq!(reply.status, 503, "{}", reply.text());
                        if caller % 3 != 2 {
                            assert!((1..=60).contains(&retry_after(&reply)));
                        }
                    });
                }
            });
        }
        // Two rounds of callers, each of whom waits a bounded time.
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
        wait_until("no thread is left behind", Duration::from_secs(30), || server.status("Threads") < 30);
        if silent {
            cluster.signal("CONT");
        } else {
            cluster.go_on();
        }
        wait_until("it answers again", Duration::from_secs(30), || server.get("/health").status == 200);
        assert_eq!(server.get(&format!("/{id}/raw")).expect(200).body, b"before");
        server.create(b"after", &[]);
    }
}

#[test]
fn a_replica_that_is_promoted_under_load_has_all_that_was_acknowledged() {
    let Some(mut primary) = Cluster::start(&["wal_level=replica"]) else { return };
    let url = primary.database("fpaste_promoted");
    let replica = Cluster::replica_of(&primary, &[]);
    primary.wait("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'");
    primary.sql_in("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'replica'");
    primary.sql_in("postgres", "SELECT pg_reload_conf()");
    primary.wait("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
    let mut server = server(&url);
    let address = RwLock::new(server.address());
    let (stop, kept) = (AtomicBool::new(false), Mutex::new(BTreeMap::new()));
    let count = || kept.lock().unwrap().len();
    std::thread::scope(|scope| {
        for writer in 0..6 {
            let (address, stop, kept) = (&address, &stop, &kept);
            scope.spawn(move || write_on(address, writer, stop, kept));
        }
        wait_until("all write", Duration::from_secs(30), || count() > 200);
        primary.stop();
        replica.promote();
        // The one line of configuration.
        server.stop();
        server.start_again_with(&[("FPASTE_DATABASE_URL", &replica.url("fpaste_promoted"))]);
        *address.write().unwrap() = server.address();
        let before = count();
        wait_until("it goes on", Duration::from_secs(30), || count() > before + 100);
        stop.store(true, Ordering::SeqCst);
    });
    all_there(server.address(), &kept.into_inner().unwrap());
}
