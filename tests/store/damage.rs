//! Databases that must not be served, and damage that must not spread.

use std::os::unix::fs::{FileExt, PermissionsExt, chown};
use std::path::Path;
use std::time::Duration;

use crate::support::{Home, TestServer, command, tool, wait_until};

fn serve(home: &Home) -> crate::support::Outcome {
    home.run(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"])
}

#[test]
fn a_database_newer_than_the_program_is_refused_and_left_alone() {
    let mut server = TestServer::start();
    assert!(server.stop().success());
    rusqlite::Connection::open(server.database()).unwrap().pragma_update(None, "user_version", 1000).unwrap();
    let before = std::fs::read(server.database()).unwrap();
    let outcome = serve(server.home()).expect(12);
    assert!(outcome.stderr.contains("schema 1000") && outcome.stderr.contains("newer"), "{}", outcome.stderr);
    assert!(std::fs::read(server.database()).unwrap() == before);
}

#[test]
fn a_file_of_another_program_is_refused_and_left_alone() {
    let home = Home::new();
    let path = home.path().join("pastes.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE pastes (id TEXT)").unwrap();
    let before = std::fs::read(&path).unwrap();
    let outcome = serve(&home).expect(12);
    assert!(outcome.stderr.contains("not an fpaste database"), "{}", outcome.stderr);
    assert!(std::fs::read(&path).unwrap() == before);
}

#[test]
fn a_database_that_cannot_be_written_is_no_start() {
    // Root may write anything: the server has to be somebody else.
    if !tool::is_here("setpriv", "--version") || !rustix::process::geteuid().is_root() {
        return;
    }
    let mut server = TestServer::start();
    assert!(server.stop().success());
    let nobody = 65_534;
    for path in [server.home().path(), &server.database()] {
        chown(path, Some(nobody), Some(nobody)).unwrap();
    }
    std::fs::set_permissions(server.database(), PermissionsExt::from_mode(0o400)).unwrap();
    let mut command = server.home().program("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    command.arg(command::binary()).args(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"]);
    let outcome = command::finish(&mut command).expect(11);
    assert!(outcome.stderr.contains("read-only"), "{}", outcome.stderr);
}

/// Overwrites a part of the page that holds these bytes.
fn damage(path: &Path, needle: &[u8], whole_page: bool) {
    let bytes = std::fs::read(path).unwrap();
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
    let file = std::fs::File::options().write(true).open(path).unwrap();
    if whole_page {
        file.write_all_at(&[0xff; 4096], (at / 4096 * 4096) as u64).unwrap();
    } else {
        file.write_all_at(b"other", at as u64).unwrap();
    }
}

#[test]
fn a_database_whose_beginning_is_damaged_is_no_start_and_stays_as_it_is() {
    let mut server = TestServer::start();
    server.create(b"kept", &[]);
    assert!(server.stop().success());
    let whole = std::fs::read(server.database()).unwrap();
    // The header, the schema behind it, and a file that was cut short.
    let mut header = whole.clone();
    header[..16].fill(0xff);
    let mut schema = whole.clone();
    schema[100..4096].fill(0xff);
    for damaged in [header, schema, whole[..whole.len() / 2 / 4096 * 4096].to_vec(), whole[..1000].to_vec()] {
        std::fs::write(server.database(), &damaged).unwrap();
        let Err(outcome) = server.try_start_again() else {
            // Where the part that is missing is not needed for the start, what is there is served and no more.
            server.get("/health");
            server.kill();
            continue;
        };
        assert!(matches!(outcome.code, 1 | 11 | 12), "{} {}", outcome.code, outcome.stderr);
        assert!(outcome.stderr.contains("database") && !outcome.stderr.contains("panicked"), "{}", outcome.stderr);
        assert!(std::fs::read(server.database()).unwrap() == damaged, "it was written to");
    }
    std::fs::write(server.database(), &whole).unwrap();
    server.start_again();
}

#[test]
fn a_damaged_page_is_a_500_that_says_nothing_and_the_rest_goes_on() {
    for whole_page in [false, true] {
        let mut server = TestServer::start();
        let lost = server.create(&[b"<this will be damaged>".as_slice(), &[b'x'; 3500]].concat(), &[]);
        let kept: Vec<_> = (0..20).map(|number| server.create(&[b'a' + number; 3600], &[])).collect();
        assert!(server.stop().success());
        damage(&server.database(), b"<this will be damaged>", whole_page);
        server.start_again();
        let reply = server.get(&format!("/{lost}/raw")).expect_error(500, "internal");
        assert!(!reply.text().contains("SQL") && !reply.text().contains("body"), "{}", reply.text());
        assert_eq!(server.get(&format!("/{}/raw", kept[19])).expect(200).body, [b'a' + 19; 3600]);
        server.get("/health").expect(200);
        server.create(b"and new ones come in", &[]);
        assert!(server.stop().success());
    }
}

#[test]
fn a_damaged_page_that_stops_the_sweep_keeps_nothing_that_burned_in_the_files() {
    let mut server = TestServer::start();
    let burns: Vec<String> = (0..3)
        .map(|number| server.create(format!("<this one burns {number}>").repeat(1000).as_bytes(), &[("X-Burn-After-Read", "true")]))
        .collect();
    assert!(server.stop().success());
    let sql = rusqlite::Connection::open(server.database()).unwrap();
    let root = "SELECT (rootpage - 1) * 4096 FROM sqlite_schema WHERE name = 'dedup_end'";
    let at: i64 = sql.query_row(root, [], |row| row.get(0)).unwrap();
    drop(sql);
    std::fs::File::options().write(true).open(server.database()).unwrap().write_all_at(&[0xff; 4096], at.cast_unsigned()).unwrap();
    server.start_again();
    for (number, id) in burns.iter().enumerate() {
        server.get(&format!("/{id}/raw")).expect(200);
        let needle = format!("<this one burns {number}>");
        wait_until("it is in no file", Duration::from_secs(6), || !server.database_holds(needle.as_bytes()));
    }
    // That lasts, and is told when it begins.
    assert_eq!(server.log().matches("could not clean up").count(), 1, "{}", server.log());
}

#[test]
fn a_database_is_the_file_of_its_name_whatever_that_is() {
    let home = Home::new();
    for name in ["file:pastes.db?mode=memory", ":memory:"] {
        let lock = |word| home.run(["serve", "--db", name, "lockdown", word]).expect(0);
        assert_eq!(lock("on").line(), "on");
        assert_eq!(home.run(["serve", "--db", name, "lockdown"]).expect(0).line(), "on", "{name}");
        let bytes = std::fs::read(home.path().join(name)).unwrap();
        assert!(bytes.starts_with(b"SQLite format 3\0"), "{name}");
    }
}
