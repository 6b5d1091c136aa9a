//! `serve import` into a database that servers share: what came in is there for all of them, and comes in once.

use std::process::Stdio;

use crate::support::cluster::Cluster;
use crate::support::person::now;
use crate::support::{TestServer, command};

const LARGE: usize = 2_600_000;

#[test]
fn pastes_of_elsewhere_come_in_once_and_burn_once_whichever_server_is_asked() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_import");
    let [one, other] = [(); 2].map(|()| TestServer::with(&[("FPASTE_DATABASE_URL", &url)]));
    let home = one.home();
    let old = rusqlite::Connection::open(home.path().join("flaskpaste.db")).unwrap();
    old.execute_batch(
        "CREATE TABLE pastes (id TEXT PRIMARY KEY, content BLOB NOT NULL, mime_type TEXT NOT NULL, owner TEXT, created_at INTEGER NOT NULL, \
         last_accessed INTEGER NOT NULL, burn_after_read INTEGER NOT NULL DEFAULT 0, expires_at INTEGER, password_hash TEXT, display_name TEXT)",
    )
    .unwrap();
    let (made, ends) = ((now() - 3600).cast_signed(), (now() + 3600).cast_signed());
    let row = "INSERT INTO pastes (id, content, mime_type, created_at, last_accessed, burn_after_read, expires_at) \
         VALUES (?1, ?2, 'text/plain', ?3, ?3, ?4, ?5)";
    for (id, content, burns) in
        [("aaaa00000001", b"plain text".to_vec(), 0), ("aaaa00000002", vec![b'l'; LARGE], 0), ("aaaa00000003", b"burns".to_vec(), 1)]
    {
        old.execute(row, rusqlite::params![id, content, made, burns, ends]).unwrap();
    }
    let import = |arguments: &[&str]| {
        let mut import = home.fpaste(["--json", "serve", "import"]);
        let told = command::finish(import.args(arguments).env("FPASTE_DATABASE_URL", &url).stdin(Stdio::null())).expect(0);
        serde_json::from_slice::<serde_json::Value>(&told.stdout).unwrap()
    };
    let came = |told: &serde_json::Value| told["in"].as_array().unwrap().len();
    assert_eq!(came(&import(&["flaskpaste.db"])), 3);
    one.get("/aaaa00000001").expect(404);
    assert_eq!(came(&import(&["flaskpaste.db", "-y"])), 3);
    assert_eq!(one.get("/aaaa00000001/raw").expect(200).body, b"plain text");
    assert!(other.get("/aaaa00000002/raw").expect(200).body == vec![b'l'; LARGE]);
    assert_eq!(other.get("/aaaa00000002").expect(200).json()["expires_at"].as_i64(), Some(ends));
    assert_eq!(other.get("/aaaa00000003/raw").expect(200).body, b"burns");
    one.get("/aaaa00000003/raw").expect(404);
    // Once more: what is here stays as it is, and what burned does not rise.
    let again = import(&["flaskpaste.db", "-y"]);
    assert_eq!((came(&again), again["here"].as_u64(), again["gone"].as_u64()), (0, Some(2), Some(1)), "{again}");
    one.get("/aaaa00000003").expect(404);
    home.write("files/notes.txt", "from a folder");
    let told = import(&["files", "-y"]);
    let id = told["in"][0]["id"].as_str().unwrap();
    assert_eq!(other.get(&format!("/{id}/raw")).expect(200).body, b"from a folder");
}
