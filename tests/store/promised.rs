//! What a server has said that it keeps and what it has said is gone, to be looked up after whatever happened to it.

use crate::support::{Reply, TestServer, Wire};

/// Promises of one server.
#[derive(Default)]
pub struct Promised {
    kept: Vec<(String, Vec<u8>)>,
    gone: Vec<String>,
    made: usize,
}

/// The token that deletes every paste made here.
const TOKEN: [u8; 32] = [0xab; 32];

impl Promised {
    /// Asks for a paste of this size, unlike any other. Answered 201, it is promised.
    pub fn create(&mut self, server: &TestServer, size: usize, headers: &[(&str, &str)]) -> Reply {
        let body = self.body(size);
        let hash = fpaste::protocol::hex(&<sha2::Sha256 as sha2::Digest>::digest(TOKEN));
        let all: Vec<_> = headers.iter().copied().chain([("X-Delete-Token-Hash", hash.as_str())]).collect();
        let reply = server.request("POST", "/", &all, &body);
        if reply.status == 201 {
            self.keep(&reply, body);
        }
        reply
    }

    /// A body that is like no other.
    pub fn body(&mut self, size: usize) -> Vec<u8> {
        self.made += 1;
        let mut body = format!("<paste {}>", self.made).repeat(size / 8 + 1).into_bytes();
        body.truncate(size.max(20));
        body
    }

    /// Counts on a paste that was answered.
    pub fn keep(&mut self, reply: &Reply, body: Vec<u8>) {
        self.kept.push((id_of(reply), body));
    }

    /// Deletes the oldest paste that is promised. Answered 200, it is gone; with an error it may be either.
    pub fn delete_oldest(&mut self, server: &TestServer) -> Reply {
        let (id, _) = self.kept.remove(0);
        let reply = server.request("DELETE", &format!("/{id}"), &[("X-Delete-Token", &fpaste::protocol::hex(&TOKEN))], b"");
        if reply.status == 200 {
            self.gone.push(id);
        }
        reply
    }

    /// Reads a paste that burns. Answered with its bytes, it is gone; with an error it may be either.
    pub fn burn_newest(&mut self, server: &TestServer) -> Reply {
        let (id, body) = self.kept.pop().unwrap();
        let reply = server.get(&format!("/{id}/raw"));
        if reply.status == 200 {
            assert!(reply.body == body);
            self.gone.push(id);
        }
        reply
    }

    /// Takes note that a paste which was promised, at `/<id>/raw`, has been read and is gone.
    pub fn burned(&mut self, path: &str) {
        let at = self.kept.iter().position(|(id, _)| path == format!("/{id}/raw")).unwrap();
        self.gone.push(self.kept.remove(at).0);
    }

    /// No longer counts on a paste.
    pub fn forget(&mut self, id: &str) {
        self.kept.retain(|(known, _)| known != id);
    }

    /// What is promised, newest last.
    pub fn kept(&self) -> &[(String, Vec<u8>)] {
        &self.kept
    }

    /// Every promise holds.
    #[track_caller]
    pub fn hold(&self, server: &TestServer) {
        let mut wire = Wire::connect(server.address());
        for (id, body) in &self.kept {
            let reply = wire.request("GET", &format!("/{id}/raw"), &[], b"").expect(200);
            assert!(reply.body == *body, "{id} is not what it was");
        }
        for id in &self.gone {
            wire.request("GET", &format!("/{id}/raw"), &[], b"").expect_error(404, "not_found");
        }
    }

    /// Every promise holds, also after a crash and after a stop; the file is whole.
    #[track_caller]
    pub fn hold_for_good(&self, server: &mut TestServer) {
        self.hold(server);
        server.kill();
        server.start_again();
        self.hold(server);
        assert!(server.stop().success());
        is_whole(server);
        server.start_again();
        self.hold(server);
    }
}

/// The id in an answer.
pub fn id_of(reply: &Reply) -> String {
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// SQLite finds nothing wrong with the file of a server that does not run.
#[track_caller]
pub fn is_whole(server: &TestServer) {
    let database = rusqlite::Connection::open(server.database()).unwrap();
    assert_eq!(database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(number("SELECT pastes FROM tally WHERE owner = 0"), number("SELECT count(*) FROM paste WHERE lease_until IS NULL"));
}

/// An answer that owns up to a fault of the server's, and says nothing of its insides.
#[track_caller]
pub fn is_a_clear_failure(reply: &Reply) {
    let known = [(500, "internal"), (503, "unavailable"), (507, "storage_full")];
    assert!(known.contains(&(reply.status, reply.code().as_str())), "{} {}", reply.status, reply.text());
    let text = reply.text();
    assert!(!["SQL", "sqlite", "disk I/O", ".db"].iter().any(|word| text.contains(word)), "{text}");
    assert!(reply.status != 503 || reply.header("Retry-After").is_some(), "{text}");
}
