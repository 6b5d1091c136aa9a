//! Descriptors and threads that run out: others are served meanwhile, and afterwards all is as before.

use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use super::promised::Promised;
use crate::support::sabotage::ALWAYS;
use crate::support::{Call, Deed, Sabotage, TestServer, Wire, on, wait_until};

/// Leaves the server no descriptor but those it has, once it holds so many connections; says what it was allowed before.
fn take_all_descriptors(server: &TestServer, threads: u64) -> Option<u64> {
    wait_until("only these connections are open", Duration::from_secs(30), || server.status("Threads") == threads);
    let held: Vec<u64> = std::fs::read_dir(format!("/proc/{}/fd", server.pid()))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().parse().unwrap())
        .collect();
    // A new descriptor gets the lowest number that is free, and must be below the limit.
    limit_descriptors(server, (0..100_000).find(|number| !held.contains(number)))
}

/// Sets how many descriptors the server may have; says how many those were.
fn limit_descriptors(server: &TestServer, most: Option<u64>) -> Option<u64> {
    let pid = Pid::from_raw(i32::try_from(server.pid()).unwrap());
    prlimit(pid, Resource::Nofile, Rlimit { current: most, maximum: most_ever(server) }).unwrap().current
}

fn most_ever(server: &TestServer) -> Option<u64> {
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.pid())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(4).unwrap().parse().ok()
}

#[test]
fn without_a_descriptor_to_spare_small_requests_are_answered_and_large_ones_put_off() {
    let mut server = TestServer::start();
    let threads = server.status("Threads");
    let mut promised = Promised::default();
    promised.create(&server, 100, &[]).expect(201);
    // More than an answer may hold in memory.
    promised.create(&server, 1_500_000, &[]).expect(201);
    let (small, large) = (format!("/{}/raw", promised.kept()[0].0), format!("/{}/raw", promised.kept()[1].0));
    let idle: Vec<_> = (0..8).map(|_| Wire::connect(server.address())).collect();
    let mut wire = Wire::connect(server.address());
    wire.request("GET", &small, &[], b"").expect(200);
    let before = take_all_descriptors(&server, threads + 1 + idle.len() as u64);

    let body = promised.body(100);
    let reply = wire.request("POST", "/", &[], &body).expect(201);
    promised.keep(&reply, body);
    wire.request("GET", &small, &[], b"").expect(200);
    wire.request("GET", &large, &[], b"").expect_error(503, "unavailable");
    wire.request("POST", "/", &[], &vec![b'x'; 400_000]).expect_error(503, "unavailable");
    // Who comes anew gets the place of one that is idle. (Whom SQLite takes one from, for a connection that then fails, has more.)
    for _ in 0..20 {
        Wire::connect(server.address()).request("GET", &small, &[], b"").expect(200);
    }

    limit_descriptors(&server, before);
    promised.create(&server, 400_000, &[]).expect(201);
    promised.hold_for_good(&mut server);
}

#[test]
fn readers_that_find_no_descriptor_for_a_connection_of_their_own_share() {
    let mut server = TestServer::start();
    let threads = server.status("Threads");
    let mut promised = Promised::default();
    promised.create(&server, 100, &[]).expect(201);
    let path = format!("/{}/raw", promised.kept()[0].0);
    let mut wires: Vec<Wire> = (0..12).map(|_| Wire::connect(server.address())).collect();
    for wire in &mut wires {
        wire.request("GET", "/robots.txt", &[], b"");
    }
    take_all_descriptors(&server, threads + wires.len() as u64);
    std::thread::scope(|scope| {
        for wire in &mut wires {
            scope.spawn(|| (0..50).for_each(|_| drop(wire.request("GET", &path, &[], b"").expect(200))));
        }
    });
    assert!(server.stop().success());
    server.start_again();
    promised.hold(&server);
}

#[test]
fn a_connection_that_gets_no_thread_is_closed_and_the_next_one_is_served() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let threads = server.status("Threads");
    let mut promised = Promised::default();
    promised.create(&server, 100, &[]).expect(201);
    let descriptors = server.descriptors();
    // A thread stays a moment for the next connection, which then needs none.
    let alone = || wait_until("no thread waits", Duration::from_secs(30), || server.status("Threads") <= threads);
    for errno in [Errno::AGAIN, Errno::NOMEM] {
        alone();
        sabotage.fail(Call::Thread, on::ANYTHING, errno);
        for _ in 0..50 {
            assert!(Wire::connect(server.address()).try_request("GET", "/health", &[], b"").is_err());
        }
        sabotage.mend();
        server.get("/health").expect(200);
        promised.create(&server, 400_000, &[]).expect(201);
    }
    // Every second one fails: the others are served.
    for _ in 0..3 {
        alone();
        sabotage.arm(Call::Thread, on::ANYTHING, 0, 1, Deed::Fail(Errno::AGAIN));
        assert!(Wire::connect(server.address()).try_request("GET", "/health", &[], b"").is_err());
        server.get("/health").expect(200);
    }
    wait_until("threads come back", Duration::from_secs(30), || server.status("Threads") <= threads + 1);
    wait_until("descriptors come back", Duration::from_secs(30), || server.descriptors() <= descriptors + 16);
    promised.hold_for_good(&mut server);
}

#[test]
fn a_start_that_gets_no_thread_says_so_and_leaves_the_database_whole() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let mut promised = Promised::default();
    promised.create(&server, 100, &[]).expect(201);
    server.kill();
    let mut refused = 0;
    for skip in 0..20 {
        sabotage.arm(Call::Thread, on::ANYTHING, skip, ALWAYS, Deed::Fail(Errno::AGAIN));
        let started = server.try_start_again();
        sabotage.mend();
        match started {
            Ok(()) => break,
            Err(outcome) => {
                refused += 1;
                assert!(matches!(outcome.code, 1..=13), "{skip}: {} {}", outcome.code, outcome.stderr);
                let said = ["thread", "Resource temporarily unavailable"].iter().any(|word| outcome.stderr.contains(word));
                assert!(said && !outcome.stderr.contains("panicked"), "{skip}: {}", outcome.stderr);
            }
        }
    }
    assert!((2..20).contains(&refused), "{refused}");
    promised.hold_for_good(&mut server);
}
