//! A clock that jumps: what is over goes, what is not stays, what burned stays burned, and nobody is locked out for it.

use std::time::Duration;

use super::promised::{Promised, id_of};
use crate::support::{Sabotage, TestServer, wait_until};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 366 * DAY;
const READER: [(&str, &str); 1] = [("X-Burn-Reader", "0123456789abcdef0123456789abcdef")];
const BURNS: [(&str, &str); 1] = [("X-Burn-After-Read", "true")];

/// The janitor has been by since.
fn wait_for_the_janitor(server: &TestServer) {
    let id = server.create(b"<seen by the janitor>", &BURNS);
    server.get(&format!("/{id}/raw")).expect(200);
    wait_until("the janitor comes", Duration::from_secs(20), || !server.database_holds(b"<seen by the janitor>"));
}

#[test]
fn a_clock_set_forward_ends_what_is_over_and_one_set_back_brings_none_of_it_again() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let mut promised = Promised::default();
    let burned = server.create(b"burned", &BURNS);
    server.get(&format!("/{burned}/raw")).expect(200);
    let leased = server.create(b"leased", &BURNS);
    server.request("GET", &format!("/{leased}/raw"), &READER, b"").expect(200);
    let hour = server.create(b"an hour", &[("X-Expiry", "3600")]);
    let month = promised.create(&server, 300_000, &[("X-Expiry", "2592000")]).expect(201);

    sabotage.set_clock(2 * HOUR);
    for id in [&burned, &leased, &hour] {
        server.get(&format!("/{id}/raw")).expect_error(404, "not_found");
        server.request("GET", &format!("/{id}/raw"), &READER, b"").expect_error(404, "not_found");
    }
    server.get(&format!("/{}/raw", id_of(&month))).expect(200);
    wait_for_the_janitor(&server);

    for back in [0, -HOUR, -YEAR] {
        sabotage.set_clock(back);
        for id in [&burned, &leased, &hour] {
            for headers in [[].as_slice(), &READER] {
                server.request("GET", &format!("/{id}/raw"), headers, b"").expect_error(404, "not_found");
            }
        }
        promised.create(&server, 100, &[]).expect(201);
        promised.hold(&server);
    }
    promised.hold_for_good(&mut server);
}

#[test]
fn a_lease_that_ended_unconfirmed_is_nobodys_however_the_clock_goes() {
    let Some(sabotage) = Sabotage::new() else { return };
    let server = sabotage.server(&[]);
    let id = server.create(b"<leased and never confirmed>", &BURNS);
    let path = format!("/{id}/raw");
    server.request("GET", &path, &READER, b"").expect(200);
    // Before the janitor came: even then only its own reader may have it again.
    for clock in [61, -YEAR, 30, 61] {
        sabotage.set_clock(clock);
        server.get(&path).expect_error(404, "not_found");
        server.get(&format!("/{id}")).expect_error(404, "not_found");
        server.request("GET", &path, &[("X-Burn-Reader", &"f".repeat(32))], b"").expect_error(404, "not_found");
    }
    wait_until("its bytes are in no file", Duration::from_secs(20), || !server.database_holds(b"<leased and never confirmed>"));
    server.request("GET", &path, &READER, b"").expect_error(404, "not_found");
}

#[test]
fn no_jump_of_the_clock_stops_the_service_or_locks_anyone_out() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[("FLASKPASTE_RATE_LIMIT", "1"), ("FLASKPASTE_POW_DIFFICULTY", "1")]);
    let now = i64::try_from(crate::support::person::now()).unwrap();
    let create = |server: &TestServer| {
        // The real client: it fetches a challenge, solves it, seals and uploads, by a clock of its own.
        let outcome = crate::support::command::feed(&mut server.client(["create", "--quiet"]), b"whatever the time");
        let link = outcome.expect(0).line().to_owned();
        assert_eq!(crate::support::command::finish(&mut server.client(["get", &link])).expect(0).line(), "whatever the time");
    };
    create(&server);
    for clock in [-60, 60, -DAY, DAY, -YEAR, 5 * YEAR, -now, -now - DAY, 0, 100 * YEAR, 8100 * YEAR, 9_000_000_000_000, 0, -YEAR, 0] {
        sabotage.set_clock(clock);
        server.get("/health").expect(200);
        server.get("/challenge").expect(200);
        create(&server);
        server.get("/00000000").expect_error(404, "not_found");
        let log = server.log();
        assert!(!log.contains("panicked"), "{clock}: {log}");
    }
    server.kill();
    for clock in [-YEAR, -now - DAY, 8100 * YEAR, 0] {
        sabotage.set_clock(clock);
        server.start_again();
        create(&server);
        assert!(server.stop().success());
    }
}
