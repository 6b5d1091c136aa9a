//! What was answered with 201 is there after the power has gone.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::support::{TestServer, Wire, wait_until};

/// `POST /` until the connection breaks; every id that was answered, with its body.
fn write_until_cut(server: &TestServer, name: &str, answered: &Mutex<Vec<(String, String)>>, stop: &AtomicBool) {
    let mut wire = Wire::connect(server.address());
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let body = format!("<{name} {number}>");
        let head = format!("POST / HTTP/1.1\r\nHost: paste.test\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        if wire.send(head.as_bytes()).is_err() {
            return;
        }
        let Ok(reply) = wire.try_reply(false) else { return };
        assert_eq!(reply.status, 201, "{}", reply.text());
        answered.lock().unwrap().push((reply.json()["id"].as_str().unwrap().to_owned(), body));
    }
}

#[test]
fn every_paste_that_was_answered_outlives_a_kill_under_sixteen_writers() {
    let mut server = TestServer::start();
    let mut all = Vec::new();
    for round in 0..20 {
        let (answered, stop) = (Mutex::new(Vec::new()), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for writer in 0..16 {
                let (server, answered, stop) = (&server, &answered, &stop);
                scope.spawn(move || write_until_cut(server, &format!("{round} {writer}"), answered, stop));
            }
            // Killed while all of them are busy, at a moment that differs from round to round.
            wait_until("the writers write", Duration::from_secs(60), || answered.lock().unwrap().len() > 40 + 7 * round);
            server.signal("KILL");
        });
        server.kill();
        server.start_again();
        let answered = answered.into_inner().unwrap();
        let mut wire = Wire::connect(server.address());
        for (id, body) in &answered {
            assert_eq!(wire.request("GET", &format!("/{id}/raw"), &[], b"").expect(200).text(), *body, "round {round}");
        }
        all.extend(answered);
    }
    assert!(server.stop().success());
    let database = rusqlite::Connection::open(server.database()).unwrap();
    assert_eq!(database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let kept = number("SELECT count(*) FROM paste");
    assert!(usize::try_from(kept).unwrap() >= all.len(), "{kept} of {}", all.len());
    assert_eq!(number("SELECT pastes FROM tally WHERE owner = 0"), kept);
}
