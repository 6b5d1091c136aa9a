//! What races around the one thread that writes, in every order that threads can come in: burn, lease, idempotency and quota, by the very
//! statements that ship.

use std::sync::Arc;

use rusqlite::Connection;

use super::create::Content;
use super::trial::{NOW, body, id, plain};
use super::writer::Writer;
use super::{CreateRules, Created, NewPaste, Once, Quota, Result, StoreError, burn, create, migrate};
use crate::server::at_rest::Vault;
use crate::sys::sync::checked::{all, in_every_order};

/// Of 60 bytes.
const BODY: &[u8] = &[7; 60];

/// Makes a paste as the store does, inside a transaction.
fn make(connection: &Connection, new: NewPaste, bytes: &[u8], rules: &CreateRules) -> Result<Created> {
    let (vault, body) = (Vault::Clear, body(bytes));
    let content = Content { length: body.len(), mark: vault.mark(&body.sha256()), deposit: vault.deposit(&new.id, &body)? };
    create::create(connection, &vault, new, &content, rules)
}

/// A writer over a database in memory that holds one paste that burns.
fn writer() -> Arc<Writer> {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::migrate(&mut connection).unwrap();
    let made = make(&connection, NewPaste { burn: true, ..plain(1) }, b"once", &CreateRules::default()).unwrap();
    assert!(matches!(made, Created::New(_)));
    Arc::new(Writer::start(connection).unwrap())
}

fn count(writer: &Writer, table: &'static str) -> i64 {
    writer.alone(move |connection| Ok(connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)).unwrap()
}

#[test]
fn of_two_readers_one_burns_it_in_every_order() {
    in_every_order(1, || {
        let writer = writer();
        let reader = || {
            let writer = Arc::clone(&writer);
            move || writer.write(0, |connection| burn::erase(connection, 1, NOW)).unwrap()
        };
        let won = all([reader(), reader()]);
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        assert_eq!(count(&writer, "paste"), 0);
    });
}

#[test]
fn of_those_who_lease_and_those_who_burn_one_gets_it_in_every_order() {
    in_every_order(1, || {
        let writer = writer();
        let reader = |name: Option<[u8; 16]>| {
            let writer = Arc::clone(&writer);
            move || {
                writer.write(0, move |connection| match name {
                    Some(name) => Ok(burn::lease(connection, 1, name, NOW)?.is_some()),
                    None => burn::erase(connection, 1, NOW),
                })
            }
        };
        let won = all([reader(Some([1; 16])), reader(None)]);
        assert_eq!(won.iter().filter(|won| won.as_ref().is_ok_and(|won| *won)).count(), 1);
        // Two fetches of one reader both get it, and a third, who comes later, does not.
        let leased = won[0] == Ok(true);
        assert_eq!(reader(Some([1; 16]))(), Ok(leased));
        assert_eq!(reader(Some([2; 16]))(), Ok(false));
        assert_eq!(reader(None)(), Ok(false));
    });
}

#[test]
fn one_request_asked_twice_makes_one_paste_in_every_order() {
    in_every_order(1, || {
        let writer = writer();
        let ask = |number: u64, request: u8| {
            let writer = Arc::clone(&writer);
            move || {
                let once = Once { key: [1; 32], request: [request; 32], expires: NOW + 300 };
                let rules = CreateRules { once: Some(once), ..CreateRules::default() };
                writer.write(1, move |connection| make(connection, plain(number), BODY, &rules)).unwrap()
            }
        };
        let same = all([ask(2, 7), ask(3, 7)]);
        let made = same.iter().filter(|outcome| matches!(outcome, Created::New(_))).count();
        let told = same.iter().filter(|outcome| matches!(outcome, Created::Replay(_))).count();
        assert_eq!((made, told), (1, 1), "{same:?}");
        assert_eq!(count(&writer, "paste"), 2);
        assert_eq!(ask(4, 8)(), Created::OnceMismatch);
    });
}

#[test]
fn two_that_do_not_fit_together_are_one_in_every_order() {
    in_every_order(1, || {
        let writer = writer();
        let ask = |number: u64| {
            let writer = Arc::clone(&writer);
            move || {
                let quota = vec![Quota { scope: "q".to_owned(), day: 1, limit: 100 }];
                let rules = CreateRules { quota, ..CreateRules::default() };
                writer.write(60, move |connection| make(connection, plain(number), BODY, &rules)).unwrap()
            }
        };
        let outcomes = all([ask(2), ask(3)]);
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Created::New(_))).count(), 1);
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Created::Full { used: 60, .. })).count(), 1);
    });
}

#[test]
fn a_job_that_fails_takes_no_other_with_it_and_each_is_told_its_own_in_every_order() {
    in_every_order(1, || {
        let writer = writer();
        let job = |number: u64, fails: bool| {
            let writer = Arc::clone(&writer);
            move || {
                writer.write(1, move |connection| {
                    let made = make(connection, plain(number), BODY, &CreateRules::default())?;
                    if fails { Err(StoreError::Panicked) } else { Ok(made) }
                })
            }
        };
        let [fails, works]: [Result<Created>; 2] = all([job(2, true), job(3, false)]).try_into().unwrap();
        assert_eq!(fails, Err(StoreError::Panicked));
        assert!(matches!(works, Ok(Created::New(paste)) if paste.id == id(3)));
        assert_eq!(count(&writer, "paste"), 2);
    });
}

#[test]
fn what_was_given_is_done_though_the_store_goes_in_every_order() {
    in_every_order(1, || {
        let writer = writer();
        let job = |writer: Arc<Writer>| move || writer.write(0, |connection| burn::erase(connection, 1, NOW));
        // The last of the two to be done takes the writer with it.
        let outcomes = all([job(Arc::clone(&writer)), job(writer)]);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(true)).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(false)).count(), 1, "{outcomes:?}");
    });
}
