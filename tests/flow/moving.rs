//! Moving in: a FlaskPaste database, or a folder of files, through the real binary; a trial first, and nothing comes in twice.

use std::path::PathBuf;

use rusqlite::{Connection, params};
use serde_json::Value;
use sha2::Sha256;

use crate::support::command::{Outcome, finish};
use crate::support::person::{PROXY, Person, now};
use crate::support::pty::Pty;
use crate::support::{Home, TestServer};

/// As FlaskPaste 1.5 makes it.
const SCHEMA: &str = "
CREATE TABLE pastes (id TEXT PRIMARY KEY, content BLOB NOT NULL, mime_type TEXT NOT NULL, owner TEXT, created_at INTEGER NOT NULL,
    last_accessed INTEGER NOT NULL, burn_after_read INTEGER NOT NULL DEFAULT 0, expires_at INTEGER, password_hash TEXT, display_name TEXT);
CREATE TABLE content_hashes (hash TEXT PRIMARY KEY, first_seen INTEGER, last_seen INTEGER, count INTEGER);
CREATE TABLE issued_certificates (serial TEXT PRIMARY KEY, fingerprint_sha1 TEXT, status TEXT, is_admin INTEGER);
PRAGMA journal_mode = WAL;";

struct Old(Connection, PathBuf);

impl Old {
    fn new(home: &Home) -> Self {
        let path = home.path().join("flaskpaste.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        Self(connection, path)
    }

    /// A paste of an hour ago that ends in an hour.
    fn add(&self, id: &str, content: &[u8], change: &str) {
        let row =
            "INSERT INTO pastes (id, content, mime_type, created_at, last_accessed, expires_at) VALUES (?1, ?2, 'text/plain', ?3, ?3, ?4)";
        self.0.execute(row, params![id, content, (now() - 3600).cast_signed(), (now() + 3600).cast_signed()]).unwrap();
        if !change.is_empty() {
            self.0.execute(&format!("UPDATE pastes SET {change} WHERE id = ?1"), [id]).unwrap();
        }
    }
}

fn import(server: &TestServer, arguments: &[&str]) -> Outcome {
    let all: Vec<&str> = ["serve", "--db", "pastes.db", "import"].iter().chain(arguments).copied().collect();
    finish(server.home().fpaste(all).stdin(std::process::Stdio::null()))
}

fn facts(outcome: &Outcome) -> Value {
    serde_json::from_str(outcome.line()).unwrap()
}

fn counts(facts: &Value) -> (usize, u64, u64, u64, usize, usize) {
    let (number, many) = (|key: &str| facts[key].as_u64().unwrap(), |key: &str| facts[key].as_array().unwrap().len());
    (many("in"), number("here"), number("gone"), number("over"), many("taken"), many("left_out"))
}

#[test]
fn a_flaskpaste_database_comes_over_with_names_owners_ends_burns_and_passwords() {
    let server = TestServer::with(&[PROXY]);
    let old = Old::new(server.home());
    let alice = Person::trusted(&server, 1);
    let salt: [u8; 32] = std::array::from_fn(|at| at as u8);
    let hash = pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(b"hunter2", &salt, 1000);
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    old.add("aaaa00000001", b"plain text", "");
    old.add("aaaa00000002", b"alice's", &format!("owner = '{}', display_name = 'notes'", alice.fingerprint));
    old.add("aaaa00000003", b"burns", "burn_after_read = 1");
    old.add("aaaa00000004", b"locked", &format!("password_hash = '$pbkdf2-sha256$1000${}${}'", hex(&salt), hex(&hash)));
    old.add("aaaa00000005", b"\x89PNG\r\n\x1a\n", "mime_type = 'image/png'");
    old.add("aaaa00000006", b"over", "expires_at = created_at + 1");
    old.add("aaaa00000007", b"for ever?", "expires_at = NULL");
    old.add("aaaa00000008", b"bcrypt", "password_hash = '$2b$12$abcdefghijklmnopqrstuu'");
    old.add("../etc/passwd", b"no name", "");
    old.add("aaaa0000000a", b"", "");
    let taken = server.create(b"was here first", &[]);
    old.add(&taken, b"comes second", "");
    old.0.execute_batch("ALTER TABLE pastes ADD COLUMN colour TEXT").unwrap();

    // A trial changes nothing, and says what would happen.
    let trial = import(&server, &["flaskpaste.db"]).expect(0);
    for told in [
        "column not understood, and left out: pastes.colour",
        "table not brought over: issued_certificates (0 rows)",
        "flaskpaste.db: 6 would come in, 1 are over, 1 have the name of another paste, 3 cannot come in",
    ] {
        assert!(trial.text().lines().any(|line| line == told), "{told} is not in\n{}", trial.text());
    }
    assert!(trial.stderr.contains("fpaste serve import 'flaskpaste.db' -y"), "{}", trial.stderr);
    assert!(trial.stderr.contains("aaaa00000008: its password is kept in a form that cannot be checked here"), "{}", trial.stderr);
    server.get("/aaaa00000001").expect(404);

    let done = import(&server, &["flaskpaste.db", "-y"]).expect(13);
    assert!(done.stderr.contains("6 came in"), "{}", done.stderr);
    assert_eq!(server.get("/aaaa00000001/raw").expect(200).text(), "plain text");
    let meta = server.get("/aaaa00000001").expect(200).json();
    assert_eq!(
        (meta["created_at"].as_u64().unwrap() + 7200, meta["mime_type"].as_str()),
        (meta["expires_at"].as_u64().unwrap(), Some("text/plain"))
    );
    let listed = alice.get(&server, "/pastes").expect(200).json();
    assert_eq!((listed["total"].as_u64(), listed["pastes"][0]["display_name"].as_str()), (Some(1), Some("notes")));
    server.get("/aaaa00000004/raw").expect_error(401, "password_required");
    server.request("GET", "/aaaa00000004/raw", &[("X-Paste-Password", "wrong")], b"").expect_error(403, "password_wrong");
    assert_eq!(server.request("GET", "/aaaa00000004/raw", &[("X-Paste-Password", "hunter2")], b"").expect(200).text(), "locked");
    assert_eq!(server.get("/aaaa00000005").expect(200).json()["mime_type"], "image/png");
    let ends = server.get("/aaaa00000007").expect(200).json()["expires_at"].as_u64().unwrap();
    assert!(ends.abs_diff(now() - 3600 + 86_400) < 60, "a day after its last reading");
    assert_eq!(server.get(&format!("/{taken}/raw")).expect(200).text(), "was here first");
    for never in ["aaaa00000006", "aaaa00000008", "aaaa0000000a"] {
        server.get(&format!("/{never}")).expect(404);
    }
    let audit = Person::admin(&server, 9).get(&server, "/audit").expect(200).json();
    assert!(audit["events"].as_array().unwrap().iter().any(|row| row["event"] == "paste.import" && row["subject"] == "6"), "{audit}");

    // Read and burned here: it does not rise again. Changed there, deleted here: neither does that.
    assert_eq!(server.get("/aaaa00000003/raw").expect(200).text(), "burns");
    alice.request(&server, "DELETE", "/aaaa00000002", &[], b"").expect(200);
    old.0.execute("UPDATE pastes SET content = 'changed' WHERE id = 'aaaa00000005'", []).unwrap();
    old.add("bbbb00000001", b"made since", "");
    let again = facts(&import(&server, &["--json", "flaskpaste.db", "-y"]).expect(13));
    assert_eq!(counts(&again), (1, 3, 3, 1, 1, 3), "{again}");
    assert_eq!((&again["unknown_columns"][0], &again["taken"][0]), (&"colour".into(), &taken.as_str().into()));
    server.get("/aaaa00000003").expect(404);
    server.get("/aaaa00000002").expect(404);
    assert_eq!(server.get("/bbbb00000001/raw").expect(200).text(), "made since");
    let third = facts(&import(&server, &["--json", "flaskpaste.db", "-y"]).expect(0));
    assert_eq!(counts(&third).0, 0, "nothing comes in twice: {third}");
}

#[test]
fn an_arrival_that_is_cut_goes_on_where_it_was() {
    let server = TestServer::start();
    let old = Old::new(server.home());
    for number in 0..300 {
        old.add(&format!("cccc{number:08x}"), format!("paste {number}").as_bytes(), "");
    }
    let mut child = server
        .home()
        .fpaste(["serve", "--db", "pastes.db", "import", "flaskpaste.db", "-y"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    crate::support::wait_until("some are in", std::time::Duration::from_secs(30), || {
        server.get("/cccc00000005").status == 200 || child.try_wait().unwrap().is_some()
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let rest = facts(&import(&server, &["--json", "flaskpaste.db", "-y"]).expect(0));
    let (came, here, ..) = counts(&rest);
    assert_eq!(came as u64 + here, 300, "{rest}");
    assert!(here > 5, "{here}");
    for number in [0, 150, 299] {
        assert_eq!(server.get(&format!("/cccc{number:08x}/raw")).expect(200).text(), format!("paste {number}"));
    }
}

#[test]
fn a_folder_of_files_comes_over_under_new_names() {
    let server = TestServer::with(&[PROXY]);
    let (home, alice) = (server.home(), Person::trusted(&server, 1));
    home.write("drop/notes.md", "# notes");
    home.write("drop/build.log", "a line\n".repeat(50_000));
    home.write("drop/.hidden", "no");
    home.write("drop/empty", "");
    home.write("drop/below/deep.txt", "no");
    let trial = import(&server, &["drop", "--owner", &alice.fingerprint]).expect(0);
    assert!(trial.text().contains("drop: 2 would come in, 3 cannot come in"), "{}", trial.text());
    assert_eq!(alice.get(&server, "/pastes").expect(200).json()["total"], 0);

    let done = import(&server, &["drop", "--owner", &alice.fingerprint, "-x", "2d", "-y"]).expect(13);
    let rows: Vec<(&str, &str)> = done.text().lines().filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(rows.iter().map(|(_, name)| *name).collect::<Vec<_>>(), ["build.log", "notes.md"], "{}", done.text());
    assert_eq!(server.get(&format!("/{}/raw", rows[1].0)).expect(200).text(), "# notes");
    assert_eq!(server.get(&format!("/{}/raw", rows[0].0)).expect(200).body.len(), 350_000);
    let ends = server.get(&format!("/{}", rows[1].0)).expect(200).json()["expires_at"].as_u64().unwrap();
    assert!(ends.abs_diff(now() + 2 * 86_400) < 60);
    let listed = alice.get(&server, "/pastes").expect(200).json();
    assert_eq!(listed["total"], 2);
    assert!(listed["pastes"].as_array().unwrap().iter().any(|paste| paste["display_name"] == "notes.md"), "{listed}");

    home.write("drop/notes.md", "# other notes");
    let again = facts(&import(&server, &["--json", "drop", "-y"]).expect(13));
    assert_eq!(counts(&again), (1, 1, 0, 0, 0, 3), "{again}");
}

#[test]
fn what_is_no_source_is_refused_and_a_trial_makes_no_database() {
    let home = Home::new();
    home.write("notes.txt", "x");
    home.write("drop/a", "a");
    let run = |arguments: &[&str]| home.run([&["serve", "--db", "new.db", "import"], arguments].concat());
    run(&["nowhere.db"]).expect(11);
    assert_ne!(run(&["notes.txt", "-y"]).code, 0);
    run(&["drop"]).expect(0);
    assert!(!home.path().join("new.db").exists(), "a trial makes nothing");
    assert!(run(&["new.db", "-x", "1d"]).expect(2).stderr.contains("for a folder of files"));
    home.run(["serve", "--db", "ours.db", "lockdown", "off"]).expect(0);
    let ours = run(&["ours.db", "-y"]).expect(11);
    assert!(ours.stderr.contains("holds no pastes of FlaskPaste") && ours.stderr.contains("fpaste serve restore"), "{}", ours.stderr);
    run(&["drop", "-y"]).expect(0);
    assert!(home.path().join("new.db").exists());
}

#[test]
fn a_person_is_asked_once_the_trial_is_told() {
    let home = Home::new();
    home.write("drop/a", "a");
    let mut pty = Pty::run(&home, 100, &["serve", "--db", "new.db", "import", "drop"], |_| {});
    pty.expect("bring them over? [y/N]");
    pty.type_in("y\r");
    let (code, shown) = pty.finish();
    assert!(code == 0 && shown.contains("1 came in"), "{code} {shown}");
}
