//! `serve move` through the real binary: under readers and writers, killed at its calls to the disk, given up, refused.
//!
//! Here from one file into another, which every build can; `postgres/moving.rs` tells the same stories of the other engine.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use super::promised::Promised;
use crate::support::sabotage::{Call, Deed, Sabotage, on};
use crate::support::{Home, TestServer, Wire, command, wait_until};

const BURNS: [(&str, &str); 1] = [("X-Burn-After-Read", "true")];
const READER: [(&str, &str); 1] = [("X-Burn-Reader", "0123456789abcdef0123456789abcdef")];

/// `fpaste serve move` in this home.
pub fn moving(home: &Home, from: &str, to: &str) -> Command {
    home.fpaste(["serve", "move", "--from", from, "--to", to])
}

/// What was promised by a source while it was moved.
#[derive(Debug, Default)]
pub struct Story {
    /// Every paste that was acknowledged, and does not burn.
    plain: Vec<String>,
    /// Burn pastes that were read.
    read: Vec<String>,
    /// Burn pastes that were acknowledged, and not read.
    unread: Vec<String>,
    /// Burn pastes that were leased to [`READER`], and not confirmed.
    leased: Vec<String>,
}

fn text(id_or_word: &str) -> Vec<u8> {
    format!("<{id_or_word}>").repeat(20).into_bytes()
}

/// Makes, reads and leases pastes through these servers until they take nothing more, while the move runs.
pub fn under_fire(servers: &[&TestServer], mut moving: Command) -> Story {
    let story = Mutex::new(Story::default());
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..6)
            .map(|caller| {
                let (server, story) = (servers[caller % servers.len()], &story);
                scope.spawn(move || call_on(server, caller, story))
            })
            .collect();
        wait_until("all of them make and read", Duration::from_secs(120), || story.lock().unwrap().read.len() > 30);
        command::finish(&mut moving).expect(0);
        for caller in callers {
            caller.join().unwrap();
        }
    });
    story.into_inner().unwrap()
}

/// Until the first 503. What is answered in between is kept in mind.
fn call_on(server: &TestServer, caller: usize, story: &Mutex<Story>) {
    let mut wire = Wire::connect(server.address());
    for number in 0.. {
        // A connection is good for a thousand requests.
        if number % 100 == 99 {
            wire = Wire::connect(server.address());
        }
        let word = format!("{caller}.{number}");
        let headers: &[_] = if number % 4 == 3 { &[] } else { &BURNS };
        let made = wire.request("POST", "/", headers, &text(&word));
        if made.status == 503 {
            assert!(made.header("Retry-After").is_some(), "{}", made.text());
            return;
        }
        let id = made.expect(201).json()["id"].as_str().unwrap().to_owned();
        let path = format!("/{id}/raw");
        let kept = |into: fn(&mut Story) -> &mut Vec<String>| into(&mut story.lock().unwrap()).push(format!("{id} {word}"));
        let reply = match number % 4 {
            3 => {
                kept(|story| &mut story.plain);
                continue;
            }
            2 => wire.request("GET", &path, &READER, b""),
            _ => wire.request("GET", &path, &[], b""),
        };
        match reply.status {
            200 if number % 4 == 2 => kept(|story| &mut story.leased),
            200 => kept(|story| &mut story.read),
            503 => return kept(|story| &mut story.unread),
            other => panic!("{other}: {}", reply.text()),
        }
    }
}

impl Story {
    /// The id of one that does not burn.
    pub fn first_plain(&self) -> &str {
        self.plain[0].split_once(' ').unwrap().0
    }

    /// Every promise holds at the new place: nothing is lost, nothing is read twice.
    pub fn holds(&self, server: &TestServer) {
        assert!(!self.read.is_empty() && !self.leased.is_empty() && !self.plain.is_empty());
        let get = |kept: &str, headers: &[(&str, &str)]| {
            let (id, word) = kept.split_once(' ').unwrap();
            let reply = server.request("GET", &format!("/{id}/raw"), headers, b"");
            assert!(reply.status == 404 || reply.status == 200 && reply.body == text(word), "{kept}: {} {}", reply.status, reply.text());
            reply.status
        };
        for kept in &self.read {
            assert_eq!(get(kept, &[]), 404, "{kept} was read before");
        }
        for kept in &self.leased {
            assert_eq!(get(kept, &[]), 404, "{kept} is somebody else's");
        }
        for kept in &self.unread {
            assert_eq!((get(kept, &[]), get(kept, &[])), (200, 404), "{kept}");
        }
        for kept in &self.plain {
            assert_eq!(get(kept, &[]), 200, "{kept}");
        }
    }
}

/// A server over a database that has moved answers nothing out of it.
pub fn is_closed(server: &TestServer, id: &str) {
    wait_until("it notices", Duration::from_secs(120), || server.get("/health").status == 503);
    let reply = server.get(&format!("/{id}/raw")).expect(503);
    assert!(reply.header("Retry-After").is_some());
    server.request("POST", "/", &[], b"late").expect_error(503, "unavailable");
}

#[test]
fn what_is_made_read_and_leased_while_the_database_moves_is_kept_once() {
    let mut server = TestServer::start();
    let story = under_fire(&[&server], moving(server.home(), "pastes.db", "new.db"));
    is_closed(&server, story.first_plain());
    assert!(server.log().contains("has moved to"), "{}", server.log());
    server.kill();
    let refused = server.try_start_again().unwrap_err();
    assert!(refused.code == 12 && refused.stderr.contains("new.db") && refused.stderr.contains("moved to"), "{refused:?}");
    std::fs::rename(server.database(), server.home().path().join("old.db")).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(server.home().path().join(format!("pastes.db{suffix}")));
    }
    std::fs::rename(server.home().path().join("new.db"), server.database()).unwrap();
    server.start_again();
    story.holds(&server);
    server.create(b"and on it goes", &[]);
}

/// Calls that still work, one number for each run: first every one, then in strides, for a large body is many calls.
pub const SKIPS: [u32; 34] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 23, 27, 31, 40, 55, 80, 120, 200, 400, 700, 1_000, 1_500, 2_000,
    5_000,
];

/// A source with something of everything, whose server has stopped; what it has promised.
pub fn filled(server: &mut TestServer) -> Promised {
    let mut promised = Promised::default();
    for size in [20, 5_000, 400_000, 1_300_000] {
        promised.create(server, size, &[]).expect(201);
        promised.create(server, size, &BURNS).expect(201);
    }
    promised.burn_newest(server).expect(200);
    promised.delete_oldest(server).expect(200);
    promised.create(server, 600_000, &BURNS).expect(201);
    assert!(server.stop().success());
    promised
}

#[test]
fn a_move_that_is_killed_at_its_calls_to_the_disk_goes_on_and_neither_end_is_served_meanwhile() {
    let Some(sabotage) = Sabotage::new() else { return };
    for (call, files, deed) in
        [(Call::Sync, on::LOG, Deed::DieAfter), (Call::Write, on::LOG, Deed::DieHalfway), (Call::Write, on::LOG, Deed::DieAfter)]
    {
        let mut server = TestServer::start();
        let promised = filled(&mut server);
        let home = server.home();
        let mut died = 0;
        for skip in SKIPS {
            sabotage.arm(call, files, skip, 1, deed);
            let outcome = command::finish(moving(home, "pastes.db", "new.db").envs(sabotage.environment()));
            sabotage.mend();
            if outcome.code == 0 {
                break;
            }
            assert_eq!(outcome.code, 137, "{outcome:?}");
            died += 1;
            // Of the two at most one is served: the old before it begins to leave, the new when all has come. Nothing is in it before.
            let opens = |name: &str| home.path().join(name).exists() && home.run(["serve", "--db", name, "lockdown"]).code == 0;
            assert!(pastes(&home.path().join("new.db")) == 0 || !(opens("pastes.db") && opens("new.db")));
        }
        assert!(died > 5, "{died}");
        command::finish(&mut moving(home, "pastes.db", "new.db")).expect(0);
        assert!(home.run(["serve", "--db", "pastes.db", "lockdown"]).expect(12).stderr.contains("has moved to"));
        let again = command::finish(&mut moving(home, "pastes.db", "new.db")).expect(0);
        assert!(again.text().contains("before"), "{again:?}");
        replace(home.path());
        server.start_again();
        promised.hold(&server);
        assert!(server.stop().success());
        super::promised::is_whole(&server);
    }
}

/// How many pastes there are in a file.
fn pastes(file: &Path) -> i64 {
    let database = rusqlite::Connection::open(file).unwrap();
    database.query_row("SELECT count(*) FROM paste", [], |row| row.get(0)).unwrap_or(0)
}

/// Puts the new database in the place of the old.
fn replace(home: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(home.join(format!("pastes.db{suffix}")));
        let _ = std::fs::rename(home.join(format!("new.db{suffix}")), home.join(format!("pastes.db{suffix}")));
    }
}

#[test]
fn a_move_that_is_given_up_leaves_the_old_as_it_was_and_the_new_worth_nothing() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = TestServer::start();
    let burns = server.create(b"<this one burns>", &BURNS);
    let plain = server.create(&vec![b'p'; 100_000], &[]);
    while pastes(&server.home().path().join("new.db")) == 0 {
        sabotage.arm(Call::Sync, on::LOG, 5, 1, Deed::DieAfter);
        command::finish(moving(server.home(), "pastes.db", "new.db").envs(sabotage.environment())).expect(137);
        sabotage.mend();
    }
    // The server on it still reads, and does nothing else; a new one starts on neither.
    server.get(&format!("/{plain}/raw")).expect(200);
    server.get("/health").expect(200);
    for reply in [server.get(&format!("/{burns}/raw")), server.request("POST", "/", &[], b"late")] {
        reply.expect_error(503, "unavailable");
    }
    let home = server.home();
    for (name, word) in [("pastes.db", "being moved to"), ("new.db", "is not finished")] {
        let refused = home.run(["serve", "--bind", "127.0.0.1:0", "--db", name]).expect(12);
        assert!(refused.stderr.contains(word) && refused.stderr.contains("serve move"), "{refused:?}");
    }
    let elsewhere = command::finish(&mut moving(home, "pastes.db", "other.db")).expect(12);
    assert!(elsewhere.stderr.contains("new.db") && !home.path().join("other.db").exists(), "{elsewhere:?}");

    let cancelled = home.run(["serve", "move", "--from", "pastes.db", "--cancel"]).expect(0);
    assert!(cancelled.text().contains("takes pastes again"), "{cancelled:?}");
    assert_eq!(server.get(&format!("/{burns}/raw")).expect(200).body, b"<this one burns>");
    server.create(b"and on it goes", &[]);
    // What burned meanwhile lies in the new one perhaps, which is no target any more.
    command::finish(&mut moving(home, "pastes.db", "new.db")).expect(11);
    home.run(["serve", "--db", "new.db", "lockdown"]).expect(12);
    home.run(["serve", "move", "--from", "pastes.db", "--cancel"]).expect(1);
    command::finish(&mut moving(home, "pastes.db", "other.db")).expect(0);
    home.run(["serve", "move", "--from", "pastes.db", "--cancel"]).expect(12);
    server.kill();
}

#[test]
fn what_cannot_be_moved_is_left_alone() {
    let server = TestServer::start();
    server.create(b"x", &[]);
    let home = server.home();
    command::finish(&mut moving(home, "nowhere.db", "new.db")).expect(11);
    assert!(!home.path().join("nowhere.db").exists() && !home.path().join("new.db").exists());
    command::finish(&mut moving(home, "pastes.db", "pastes.db")).expect(2);
    home.run(["serve", "move"]).expect(2);
    home.write("text.db", "this is a text and no database at all, though it is long enough to be one, and more than that");
    command::finish(&mut moving(home, "pastes.db", "text.db")).expect(1);
    home.run(["serve", "--db", "other.db", "lockdown", "on"]).expect(0);
    let full = command::finish(&mut moving(home, "pastes.db", "other.db")).expect(11);
    assert!(full.stderr.contains("not empty"), "{full:?}");
    // After all that it takes pastes still.
    server.create(b"y", &[]);
    let told = command::finish(
        home.fpaste(["--json", "serve", "move", "--from", "pastes.db", "--to", "new.db"]).stdin(std::process::Stdio::null()),
    );
    let told: serde_json::Value = serde_json::from_slice(&told.expect(0).stdout).unwrap();
    assert_eq!(told["pastes"], 2);
    assert!(told["to"].as_str().unwrap().ends_with("/new.db") && told["storage_key"].is_null(), "{told}");
}
