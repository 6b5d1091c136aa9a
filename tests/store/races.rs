//! Of any number of readers exactly one gets a burn paste.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{TestServer, Wire};

/// So many readers, each on a connection of its own, at the same paste; `rounds` times.
fn race(readers: usize, rounds: usize, size: usize, with_lease: bool) {
    let server = TestServer::start();
    let (start, end) = (Barrier::new(readers + 1), Barrier::new(readers + 1));
    let (path, won) = (std::sync::RwLock::new(String::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for reader in 0..readers {
            let (server, start, end, path, won) = (&server, &start, &end, &path, &won);
            scope.spawn(move || {
                let mut wire = Wire::connect(server.address());
                let name = format!("{reader:032x}");
                let headers = [("X-Burn-Reader", name.as_str())];
                for _ in 0..rounds {
                    start.wait();
                    let reply = wire.request("GET", &path.read().unwrap(), if with_lease { &headers } else { &[] }, b"");
                    if reply.status == 200 {
                        assert_eq!((reply.body.len(), reply.header("X-Burn-Lease").is_some()), (size, with_lease));
                        won.fetch_add(1, Ordering::SeqCst);
                    } else {
                        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{}", reply.text());
                    }
                    end.wait();
                }
            });
        }
        let mut wrong = Vec::new();
        for round in 0..rounds {
            let mut body = format!("round {round} ").into_bytes();
            body.resize(size, b'x');
            let id = server.create(&body, &[("X-Burn-After-Read", "true")]);
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
fn of_64_readers_exactly_one_gets_it_200_times() {
    race(64, 200, 100, false);
}

#[test]
fn of_many_readers_who_want_a_lease_exactly_one_gets_it() {
    race(16, 30, 100, true);
}

#[test]
fn of_many_readers_of_a_large_one_exactly_one_gets_it_whole() {
    race(16, 8, 1_000_000, false);
}
