//! The drill: a backup under load, a crash, a restoration; every paste that does not burn is there.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::support::person::{self, PROXY, Person};
use crate::support::{Home, TestServer, command};

/// Set when it goes.
struct AtTheEnd<'a>(&'a AtomicBool);

impl Drop for AtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_backup_under_load_brings_everything_back_that_does_not_burn() {
    let mut server = TestServer::start();
    let burns = server.create(b"<this one burns>", &[("X-Burn-After-Read", "true")]);
    let (stop, made) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    let before = std::thread::scope(|scope| {
        // However this ends, or the writers would write for ever.
        let _stop = AtTheEnd(&stop);
        for writer in 0..4 {
            let (server, stop, made) = (&server, &stop, &made);
            scope.spawn(move || {
                for number in 0_u64.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let text = format!("during {writer} {number}");
                    let headers: &[(&str, &str)] = if number % 5 == 4 { &[("X-Burn-After-Read", "1")] } else { &[("X-Expiry", "7200")] };
                    let id = server.create(text.as_bytes(), headers);
                    made.lock().unwrap().push((id, text, number % 5 == 4));
                }
            });
        }
        crate::support::wait_until("the writers write", std::time::Duration::from_secs(120), || made.lock().unwrap().len() > 40);
        let before = made.lock().unwrap().clone();
        let outcome = server.home().run(["serve", "--db", "pastes.db", "backup", "one.backup"]).expect(0);
        assert!(outcome.stdout.is_empty() && outcome.stderr.contains("pastes"), "{}", outcome.stderr);
        before
    });
    let meta = |server: &TestServer, id: &str| server.get(&format!("/{id}")).expect(200).json();
    let known: Vec<_> = before.iter().map(|(id, ..)| meta(&server, id)).collect();
    server.kill();
    let home = server.home();
    let file = std::fs::read(home.path().join("one.backup")).unwrap();
    assert!(!file.windows(16).any(|window| window == b"<this one burns>"));
    home.run(["serve", "--db", "pastes.db", "backup", "one.backup"]).expect(11);
    assert!(home.run(["serve", "verify", "one.backup"]).expect(0).line().starts_with("whole: "));

    let outcome = home.run(["serve", "--db", "pastes.db", "restore", "one.backup"]).expect(11);
    assert!(outcome.stderr.contains("overwrites nothing"), "{}", outcome.stderr);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(home.path().join(format!("pastes.db{suffix}")));
    }
    assert!(home.run(["serve", "--db", "pastes.db", "restore", "one.backup"]).expect(0).line().starts_with("restored "));
    server.start_again();
    // Every paste whose creation was answered before the backup began; those that burn are in none.
    for ((id, text, burn), known) in before.iter().zip(known) {
        if *burn {
            server.get(&format!("/{id}")).expect_error(404, "not_found");
            continue;
        }
        assert_eq!(meta(&server, id), known, "its end too is what it was");
        assert_eq!(server.get(&format!("/{id}/raw")).expect(200).text(), *text);
    }
    server.get(&format!("/{burns}")).expect_error(404, "not_found");
    server.request("POST", "/", &[], b"locked down").expect_error(503, "unavailable");
    assert_eq!(server.home().run(["serve", "--db", "pastes.db", "lockdown", "off"]).expect(0).line(), "off");
    server.create(b"and on it goes", &[]);
}

#[test]
fn a_restoration_tells_whom_it_lets_in_again() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    let over = Person::until(&server, 3, person::now() - 1);
    let body = json!({ "name": "build machine", "scopes": ["create"], "expires_in": 3600 });
    let token = alice.send(&server, "POST", "/tokens", &body).expect(201).json();
    server.home().run(["serve", "--db", "pastes.db", "backup", "one.backup"]).expect(0);
    // What happens after the backup is what it brings back.
    person::store(&server).revoke_certificate(&alice.serial, person::now()).unwrap();

    let restored = server.home().run(["serve", "--db", "new.db", "restore", "one.backup"]).expect(0);
    for line in [
        format!("certificate {} counts again (person 1)", alice.serial),
        format!("certificate {} counts again (person 2, an admin)", bob.serial),
        format!("token {} counts again (build machine)", token["id"].as_str().unwrap()),
    ] {
        assert!(restored.text().lines().any(|known| known == line), "{line} is not in\n{}", restored.text());
    }
    assert!(!restored.text().contains(&over.serial), "{}", restored.text());
    assert!(restored.stderr.contains("fpaste serve lockdown off"), "{}", restored.stderr);
    assert_eq!(server.home().run(["serve", "--db", "new.db", "lockdown"]).expect(0).line(), "on");
}

#[test]
fn an_authority_without_its_password_is_told_and_gets_no_other() {
    let home = Home::new();
    home.run(["serve", "--db", "pastes.db", "ca", "init"]).expect(0);
    let made = home.run(["serve", "--db", "pastes.db", "backup", "one.backup"]).expect(0);
    assert!(made.stderr.contains("keep a copy of pastes.db.ca-password"), "{}", made.stderr);
    let restored = home.run(["serve", "--db", "new.db", "restore", "one.backup"]).expect(0);
    assert!(restored.stderr.contains("copy that back to new.db.ca-password"), "{}", restored.stderr);
    let serve = ["serve", "--db", "new.db", "--tls", "--bind", "127.0.0.1:0"];
    let refused = home.run(serve).expect(12);
    assert!(refused.stderr.contains("new.db.ca-password is not there"), "{}", refused.stderr);
    home.run(["serve", "--db", "new.db", "ca", "init"]).expect(1);
    assert!(!home.path().join("new.db.ca-password").exists());

    std::fs::copy(home.path().join("pastes.db.ca-password"), home.path().join("new.db.ca-password")).unwrap();
    let mut server = home.fpaste(serve).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut first).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(first.starts_with("listening on https://"), "{first}");
}

#[test]
fn a_backup_streams_and_a_damaged_one_makes_nothing() {
    let server = TestServer::start();
    let id = server.create(b"streamed", &[]);
    let streamed = server.home().run(["serve", "--db", "pastes.db", "backup", "-"]).expect(0).stdout;
    let other = Home::new();
    let verified = other.pipe(["--json", "serve", "verify", "-"], &streamed).expect(0);
    let held: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!((held["pastes"].as_u64(), held["bytes"].as_u64()), (Some(1), Some(8)));
    let mut altered = streamed.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    for bad in [altered.as_slice(), &streamed[..middle], b"no backup"] {
        for verb in ["verify", "restore"] {
            command::feed(&mut other.fpaste(["serve", "--db", "new.db", verb, "-"]), bad).expect(10);
        }
        assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 0, "something was left behind");
    }
    other.pipe(["serve", "--db", "new.db", "restore", "-"], &streamed).expect(0);
    let restored = rusqlite::Connection::open(other.path().join("new.db")).unwrap();
    assert_eq!(restored.query_row("SELECT id FROM paste", [], |row| row.get::<_, String>(0)).unwrap(), id);
}

/// The names in a folder, but for the database's.
fn beside(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> =
        names.filter(|name| !name.starts_with("pastes.db") && !name.starts_with('.') || name.starts_with(".tmp")).collect();
    names.sort();
    names
}

/// A copy is as good as the database: what is deleted later would lie in it for ever.
#[test]
fn a_backup_that_is_killed_leaves_no_copy_behind() {
    let server = TestServer::start();
    server.create(&vec![b'x'; 2_000_000], &[]);
    let before = beside(server.home().path());
    for signal in ["KILL", "INT", "TERM"] {
        // It stands still where nobody reads on: the copy is made, and a part of it was read.
        let mut command = server.home().fpaste(["serve", "--db", "pastes.db", "backup", "-"]);
        let mut backup = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut magic = [0; 16];
        backup.stdout.as_mut().unwrap().read_exact(&mut magic).unwrap();
        assert_eq!(&magic, b"fpaste backup 1\n");
        assert!(Command::new("kill").args(["-s", signal, &backup.id().to_string()]).status().unwrap().success());
        assert!(!backup.wait().unwrap().success());
        assert_eq!(beside(server.home().path()), before, "{signal}");
    }
}

#[test]
fn a_restoration_that_is_interrupted_leaves_no_copy_behind() {
    let server = TestServer::start();
    server.create(&vec![b'x'; 2_000_000], &[]);
    server.home().run(["serve", "--db", "pastes.db", "backup", "one.backup"]).expect(0);
    let file = std::fs::read(server.home().path().join("one.backup")).unwrap();
    let home = Home::new();
    for verb in ["restore", "verify"] {
        let mut command = home.fpaste(["serve", "--db", "pastes.db", verb, "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // More than a pipe holds: the copy is begun, and waits for the rest.
        child.stdin.as_mut().unwrap().write_all(&file[..1_000_000]).unwrap();
        assert_eq!(beside(home.path()).len(), 1, "{verb}");
        assert!(Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap().success());
        assert!(!child.wait().unwrap().success());
        assert_eq!(beside(home.path()), [""; 0], "{verb}");
    }
}

#[test]
fn a_backup_is_verified_where_nothing_can_be_written_beside_it_and_nothing_is_overwritten_by_one() {
    let server = TestServer::start();
    server.create(b"x", &[]);
    let home = server.home();
    let make = || home.run(["serve", "--db", "pastes.db", "backup", "one.backup"]);
    make().expect(0);
    let file = std::fs::read(home.path().join("one.backup")).unwrap();
    // Not even root makes a file beside this one.
    let outcome = home.pipe(["serve", "verify", "/proc/self/fd/0"], &file).expect(0);
    assert!(outcome.line().starts_with("whole: 1 pastes"), "{}", outcome.line());
    let again = make().expect(11);
    assert!(again.stderr.contains("overwrites nothing") && !again.stderr.contains("--force"), "{}", again.stderr);
    assert!(std::fs::read(home.path().join("one.backup")).unwrap() == file);
}
