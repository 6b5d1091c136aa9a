//! Another process that holds the database: writers are told to come again, readers notice nothing.

use super::promised::{Promised, id_of};
use crate::support::person::{PROXY, Person};
use crate::support::{TestServer, command};

#[test]
fn while_another_process_holds_the_database_writing_waits_and_reading_does_not() {
    let mut server = TestServer::with(&[PROXY]);
    let mut promised = Promised::default();
    let alice = Person::trusted(&server, 1);
    let token = alice
        .send(&server, "POST", "/tokens", &serde_json::json!({ "name": "ci", "scopes": ["read"], "expires_in": 3600 }))
        .expect(201)
        .json();
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    promised.create(&server, 5000, &[]).expect(201);
    let burns = promised.create(&server, 100, &[("X-Burn-After-Read", "true")]).expect(201);
    let burns = format!("/{}/raw", id_of(&burns));

    let other = rusqlite::Connection::open(server.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = promised.create(&server, 100, &[]).expect_error(503, "unavailable");
    assert!(refused.header("Retry-After").is_some() && refused.text().contains("busy"), "{}", refused.text());
    let kept = &promised.kept()[0];
    // By a token as well: that it was used is written down, and nobody waits for that.
    for headers in [vec![], vec![("Authorization", bearer.as_str())]] {
        assert!(server.request("GET", &format!("/{}/raw", kept.0), &headers, b"").expect(200).body == kept.1);
    }
    server.get("/health").expect(200);
    server.get(&burns).expect_error(503, "unavailable");
    // Whoever waits for less than the server does is served once the other is done.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.request("POST", "/", &[], b"in the queue"));
        other.execute_batch("COMMIT").unwrap();
        waiting.join().unwrap().expect(201);
    });
    server.get(&burns).expect(200);
    promised.burned(&burns);
    promised.hold_for_good(&mut server);
}

#[test]
fn a_start_while_another_process_holds_the_database_waits_or_says_so() {
    let mut server = TestServer::start();
    let id = server.create(b"there before", &[]);
    assert!(server.stop().success());
    let other = rusqlite::Connection::open(server.database()).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    match server.try_start_again() {
        Ok(()) => server.kill(),
        Err(outcome) => {
            assert!(matches!(outcome.code, 7 | 11), "{} {}", outcome.code, outcome.stderr);
            assert!(outcome.stderr.contains("busy"), "{}", outcome.stderr);
        }
    }
    drop(other);
    server.start_again();
    assert_eq!(server.get(&format!("/{id}/raw")).expect(200).text(), "there before");
    // Beside a server that runs, what is done on the box waits its turn too.
    let other = rusqlite::Connection::open(server.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let outcome = command::finish(&mut server.home().fpaste(["serve", "--db", "pastes.db", "lockdown", "on"])).expect(7);
    assert!(outcome.stderr.contains("busy"), "{}", outcome.stderr);
}
