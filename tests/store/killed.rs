//! Killed at any call to the disk, between the commit and the answer above all; and logs that end in the middle.

use std::fs;

use super::promised::{Promised, id_of, is_whole};
use crate::support::{Call, Deed, Reply, Sabotage, TestServer, Wire, on};

const READER: [(&str, &str); 1] = [("X-Burn-Reader", "0123456789abcdef0123456789abcdef")];
const BURNS: [(&str, &str); 1] = [("X-Burn-After-Read", "true")];
/// Calls of one request after which nobody kills any more.
const DEEPEST: u32 = 12;
/// Every way to die at a call.
const DEATHS: &[(Call, Deed)] = &[(Call::Sync, Deed::DieAfter), (Call::Write, Deed::DieAfter), (Call::Write, Deed::DieHalfway)];

/// Does something at whose every call the server dies in turn, starts it again after each death, and looks.
/// `act` says what was answered, if anything; `look` is told of it.
fn at_every_call(
    deaths: &[(Call, Deed)],
    mut prepare: impl FnMut(&TestServer) -> String,
    act: impl Fn(&mut Wire, &str) -> std::io::Result<Reply>,
    mut look: impl FnMut(&TestServer, &str, Option<Reply>),
) {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[("FLASKPASTE_DEDUP_MAX", "0")]);
    let mut died = 0;
    for &(call, deed) in deaths {
        for skip in 0..DEEPEST {
            let what = prepare(&server);
            let mut wire = Wire::connect(server.address());
            wire.request("GET", "/health", &[], b"").expect(200);
            sabotage.arm(call, on::LOG, skip, 1, deed);
            let answer = act(&mut wire, &what).ok();
            if answer.is_none() {
                server.wait();
                died += 1;
                sabotage.mend();
                server.start_again();
                look(&server, &what, None);
            } else {
                sabotage.mend();
                look(&server, &what, answer);
                break;
            }
        }
    }
    assert!(died >= deaths.len(), "nobody died at a call: {died}");
    assert!(server.stop().success());
    is_whole(&server);
}

#[test]
fn a_paste_that_was_committed_and_never_answered_is_made_once() {
    let (mut number, mut unanswered) = (0, 0);
    let key_of = |what: &str| format!("{what:0>64}");
    let prepare = |_: &TestServer| {
        number += 1;
        number.to_string()
    };
    let create = |wire: &mut Wire, what: &str| {
        let body = format!("<paste {what}>").repeat(500);
        wire.try_request("POST", "/", &[("Idempotency-Key", &key_of(what))], body.as_bytes())
    };
    at_every_call(DEATHS, prepare, create, |server, what, answer| {
        let kept = |server: &TestServer| {
            let database = rusqlite::Connection::open(server.database()).unwrap();
            let sql = format!("SELECT count(*) FROM body WHERE bytes LIKE '<paste {what}>%'");
            database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        let before = kept(server);
        assert!(before <= 1 && (answer.is_none() || before == 1));
        unanswered += before * i64::from(answer.is_none());
        let again = create(&mut Wire::connect(server.address()), what).unwrap().expect(201);
        assert!(answer.is_none_or(|answer| id_of(&answer) == id_of(&again)));
        assert_eq!(kept(server), 1, "asked twice, made once");
        let got = server.get(&format!("/{}/raw", id_of(&again))).expect(200);
        assert_eq!(got.text(), format!("<paste {what}>").repeat(500));
    });
    assert!(unanswered >= 1, "no death came between the commit and the answer");
}

#[test]
fn a_paste_that_burned_and_never_arrived_is_not_read_twice() {
    let mut lost = 0;
    let prepare = |server: &TestServer| server.create(&b"<burns>".repeat(500), &BURNS);
    let read = |wire: &mut Wire, what: &str| wire.try_request("GET", &format!("/{what}/raw"), &[], b"");
    at_every_call(DEATHS, prepare, read, |server, what, answer| {
        let path = format!("/{what}/raw");
        let again = server.get(&path);
        if answer.is_some_and(|answer| answer.status == 200) {
            again.expect_error(404, "not_found");
        } else if again.status == 200 {
            assert_eq!(again.body, b"<burns>".repeat(500), "not burned, then whole");
        } else {
            lost += 1;
        }
        server.get(&path).expect_error(404, "not_found");
        server.get(&format!("/{what}")).expect_error(404, "not_found");
    });
    assert!(lost >= 1, "no death came between the commit and the answer");
}

#[test]
fn a_lease_that_never_arrived_is_there_for_its_reader_and_for_nobody_else() {
    let prepare = |server: &TestServer| server.create(&b"<leased>".repeat(500), &BURNS);
    let read = |wire: &mut Wire, what: &str| wire.try_request("GET", &format!("/{what}/raw"), &READER, b"");
    at_every_call(DEATHS, prepare, read, |server, what, _| {
        let path = format!("/{what}/raw");
        assert_eq!(server.request("GET", &path, &READER, b"").expect(200).body, b"<leased>".repeat(500));
        server.get(&path).expect_error(404, "not_found");
        server.request("DELETE", &format!("/{what}"), &READER, b"").expect(200);
        server.request("GET", &path, &READER, b"").expect_error(404, "not_found");
    });
}

#[test]
fn a_deletion_that_was_not_answered_is_done_whole_or_not_at_all() {
    let token = "ab".repeat(32);
    let hash = fpaste::protocol::hex(&<sha2::Sha256 as sha2::Digest>::digest([0xab; 32]));
    let prepare = |server: &TestServer| server.create(&vec![b'd'; 50_000], &[("X-Delete-Token-Hash", &hash)]);
    let delete = |wire: &mut Wire, what: &str| wire.try_request("DELETE", &format!("/{what}"), &[("X-Delete-Token", &token)], b"");
    at_every_call(DEATHS, prepare, delete, |server, what, answer| {
        let reply = server.get(&format!("/{what}/raw"));
        if answer.is_none() && reply.status == 200 {
            assert!(reply.body == vec![b'd'; 50_000]);
        } else {
            reply.expect_error(404, "not_found");
        }
    });
}

/// A checkpoint moves the log into the database while nobody asks for anything: killed in the midst of it, the log is still there.
#[test]
fn a_server_killed_while_it_empties_the_log_has_lost_nothing() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(&[]);
    let mut promised = Promised::default();
    for (call, deed) in [(Call::Write, Deed::DieHalfway), (Call::Write, Deed::DieAfter), (Call::Sync, Deed::DieAfter)] {
        for skip in [0, 1, 2, 5] {
            for size in [100, 60_000] {
                promised.create(&server, size, &[]).expect(201);
            }
            // The janitor empties the log after a deletion.
            promised.create(&server, 60_000, &BURNS).expect(201);
            let files = if call == Call::Sync { on::STORE } else { on::DATABASE };
            let reached = if skip > 2 && call == Call::Sync { 1 } else { skip };
            sabotage.arm(call, files, reached, 1, deed);
            let newest = promised.kept().last().unwrap().0.clone();
            let answer = Wire::connect(server.address()).try_request("GET", &format!("/{newest}/raw"), &[], b"");
            if answer.is_ok_and(|answer| answer.status == 200) {
                promised.burned(&format!("/{newest}/raw"));
            } else {
                promised.forget(&newest);
            }
            server.wait();
            sabotage.mend();
            server.start_again();
            promised.hold(&server);
        }
    }
    promised.hold_for_good(&mut server);
}

#[test]
fn a_log_that_ends_in_the_middle_of_something_is_read_as_far_as_it_is_whole() {
    let mut server = TestServer::start();
    let mut promised = Promised::default();
    for size in [100, 20_000, 100] {
        promised.create(&server, size, &[]).expect(201);
    }
    server.kill();
    let log = server.database().with_extension("db-wal");
    let (database, whole) = (fs::read(server.database()).unwrap(), fs::read(&log).unwrap());
    let frame = 4096 + 24;
    assert!(whole.len() > 32 + 3 * frame, "the log is where the pastes are: {} bytes", whole.len());
    let last = &whole[whole.len() - frame..];
    // What a write that was cut short leaves behind the last commit.
    for torn in [last[..frame / 2].to_vec(), last.to_vec(), vec![0; 3 * frame], vec![0xff; frame + 7], [last, &[0; 100]].concat()] {
        fs::write(&log, [whole.as_slice(), &torn].concat()).unwrap();
        fs::write(server.database(), &database).unwrap();
        let _ = fs::remove_file(server.database().with_extension("db-shm"));
        server.start_again();
        promised.hold(&server);
        server.create(b"and on it goes", &[]);
        server.kill();
    }
    // A disk that lost the end of what it had confirmed: the beginning is there, and nothing is half there.
    for cut in [whole.len() - 1, whole.len() - frame, whole.len() / 2, 32 + frame / 2, 31, 0] {
        fs::write(&log, &whole[..cut]).unwrap();
        fs::write(server.database(), &database).unwrap();
        let _ = fs::remove_file(server.database().with_extension("db-shm"));
        server.start_again();
        let answers: Vec<_> = promised.kept().iter().map(|(id, body)| (server.get(&format!("/{id}/raw")), body)).collect();
        assert!(answers.iter().all(|(reply, body)| reply.status == 404 || reply.body == **body));
        let there: Vec<_> = answers.iter().map(|(reply, _)| reply.status == 200).collect();
        assert!(there.is_sorted_by(|earlier, later| earlier >= later), "{cut}: {there:?}");
        server.create(b"and on it goes", &[]);
        assert!(server.stop().success());
        is_whole(&server);
    }
    // One bit in the middle: what comes before it stands.
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    fs::write(&log, &altered).unwrap();
    fs::write(server.database(), &database).unwrap();
    let _ = fs::remove_file(server.database().with_extension("db-shm"));
    server.start_again();
    server.create(b"and on it goes", &[]);
    assert!(server.stop().success());
    is_whole(&server);
}
