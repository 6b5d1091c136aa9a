//! A disk that fails under the database: at any one call, and for good. What was answered stays, and the service with it.

use rustix::io::Errno;

use super::promised::{Promised, is_a_clear_failure};
use crate::support::{Call, Deed, Sabotage, TestServer, Wire, on, wait_until};

/// The most calls of one kind that one round makes; a round that makes fewer ends the search.
const DEEPEST: u32 = 40;

/// One of everything that writes, and a reading. Each is done, or says that it failed.
fn round(promised: &mut Promised, server: &TestServer) {
    let burns = [("X-Burn-After-Read", "true")];
    for (size, headers) in [(100, [].as_slice()), (300_000, &[]), (100, &burns)] {
        let reply = promised.create(server, size, headers);
        if reply.status != 201 {
            is_a_clear_failure(&reply);
        } else if !headers.is_empty() {
            let burned = promised.burn_newest(server);
            if burned.status != 200 {
                is_a_clear_failure(&burned);
            }
        }
    }
    if promised.kept().len() > 6 {
        let deleted = promised.delete_oldest(server);
        if deleted.status != 200 {
            is_a_clear_failure(&deleted);
        }
    }
    if let Some((id, body)) = promised.kept().last()
        // An answer that broke in the middle ends before its length: whoever asked knows.
        && let Ok(reply) = Wire::connect(server.address()).try_request("GET", &format!("/{id}/raw"), &[], b"")
    {
        if reply.status == 200 {
            assert!(reply.body == *body);
        } else {
            is_a_clear_failure(&reply);
        }
    }
}

#[test]
fn a_call_that_fails_once_wherever_it_comes_loses_nothing() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let mut promised = Promised::default();
    let mut reached = 0;
    for (call, files) in [
        (Call::Write, on::LOG),
        (Call::Write, on::DATABASE),
        (Call::Write, on::MEMORY),
        (Call::Write, on::NAMELESS),
        (Call::Sync, on::STORE),
        (Call::Read, on::STORE),
        (Call::Read, on::NAMELESS),
        (Call::Truncate, on::STORE),
    ] {
        for skip in 0..DEEPEST {
            sabotage.arm(call, files, skip, 1, Deed::Fail(Errno::IO));
            round(&mut promised, &server);
            let came = sabotage.seen(call) > skip;
            sabotage.mend();
            server.get("/health").expect(200);
            if !came {
                break;
            }
            reached += 1;
        }
        promised.create(&server, 5000, &[]).expect(201);
        promised.hold(&server);
    }
    assert!(reached > 20, "the faults were not where the calls are: {reached}");
    promised.hold_for_good(&mut server);
}

#[test]
fn a_disk_that_takes_nothing_more_is_a_500_while_what_is_there_is_read() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let mut promised = Promised::default();
    for size in [100, 5000, 300_000] {
        promised.create(&server, size, &[]).expect(201);
    }
    for (call, errno) in [(Call::Write, Errno::IO), (Call::Write, Errno::ROFS), (Call::Sync, Errno::IO)] {
        sabotage.fail(call, on::STORE, errno);
        for _ in 0..5 {
            promised.create(&server, 100, &[]).expect_error(500, "internal");
        }
        promised.hold(&server);
        server.get("/health").expect(200);
        let told = "the disk failed under the database";
        wait_until("the log says why", std::time::Duration::from_secs(10), || server.log().contains(told));
        sabotage.mend();
        promised.create(&server, 100, &[]).expect(201);
    }
    promised.hold_for_good(&mut server);
}

#[test]
fn a_disk_that_fails_at_the_start_is_no_start_or_a_whole_one() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let mut promised = Promised::default();
    promised.create(&server, 300_000, &[]).expect(201);
    server.kill();
    let mut refused = 0;
    for (call, files) in [(Call::Read, on::STORE), (Call::Write, on::STORE), (Call::Sync, on::STORE), (Call::Open, on::ANYTHING)] {
        sabotage.fail(call, files, Errno::IO);
        match server.try_start_again() {
            Ok(()) => server.kill(),
            Err(outcome) => {
                refused += 1;
                assert!(matches!(outcome.code, 1 | 11), "{call:?}: {} {}", outcome.code, outcome.stderr);
                assert!(outcome.stderr.contains("database") && !outcome.stderr.contains("panicked"), "{call:?}: {}", outcome.stderr);
            }
        }
        sabotage.mend();
        server.start_again();
        promised.hold(&server);
        server.kill();
    }
    assert!(refused >= 2, "{refused}");
    server.start_again();
    promised.hold_for_good(&mut server);
}
