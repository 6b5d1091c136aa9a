//! A move into the same engine and into the other: everything arrives, nothing rises again, and it may be cut short anywhere.

use super::super::moving::{Journey, MoveError, State, TABLES, Value, cancel};
use super::super::trial::{NOW, Trial, body, burning, bytes, id, plain};
use super::super::*;
use crate::protocol::audit_chain::link;
use crate::server::at_rest::AtRest;

/// More than a piece of PostgreSQL's.
const LARGE: usize = 1_200_000;
const READER: [u8; 16] = [7; 16];

/// An empty database of each engine there is.
fn targets() -> Vec<Trial> {
    let mut all = vec![Trial::new()];
    #[cfg(feature = "postgres")]
    all.extend(Trial::postgres());
    for trial in &mut all {
        open_for_move(trial);
    }
    all
}

fn open_for_move(trial: &mut Trial) {
    (trial.passage, trial.at_rest) = (true, AtRest::Untouched);
    trial.reopen();
}

/// As a server opens it.
fn open_to_serve(trial: &mut Trial, at_rest: &AtRest) {
    (trial.passage, trial.at_rest) = (false, at_rest.clone());
    trial.reopen();
}

fn begin<'a>(from: &'a Trial, to: &'a Trial) -> Result<Journey<'a>, MoveError> {
    Ok(Journey::begin(&**from, &**to, &|_| Ok(()))?.in_slices_of(2, 1 << 20))
}

fn moved(from: &Trial, to: &Trial) -> Result<(), MoveError> {
    let mut journey = begin(from, to)?;
    while journey.step()? {}
    Ok(())
}

fn content(number: u64) -> Vec<u8> {
    let length = [(0, LARGE), (10, LARGE), (15, 300_000)].iter().find(|(large, _)| *large == number).map_or(300, |(_, length)| *length);
    format!("<the body of {number}>").into_bytes().into_iter().cycle().take(length).collect()
}

fn certificate(number: u64) -> IssuedCertificate {
    IssuedCertificate {
        serial: format!("{number:032x}"),
        common_name: format!("näme {number}"),
        sha1: format!("{number:040x}"),
        sha256: format!("{number:064x}"),
        issued_at: NOW,
        expires_at: NOW + 1000,
        revoked_at: None,
    }
}

fn rules() -> CreateRules {
    CreateRules {
        once: Some(Once { key: [1; 32], request: [2; 32], expires: NOW + 300 }),
        dedup: Some(Dedup { scope: "a".to_owned(), window: 600, max: 1 }),
        quota: vec![Quota { scope: "network".to_owned(), day: NOW / 86_400, limit: 1_000 }],
        total_limit: None,
    }
}

fn token(account: AccountId) -> ApiToken {
    ApiToken {
        id: "t1".to_owned(),
        account,
        name: "ci".to_owned(),
        scopes: vec!["create".to_owned(), "list".to_owned()],
        created_at: NOW,
        expires_at: NOW + 900,
        last_used_at: Some(NOW + 5),
    }
}

/// Everything that a database can hold.
fn fill(trial: &Trial) {
    let admin = trial.add_certificate(certificate(1), None, true).unwrap().account;
    trial.add_certificate(certificate(2), Some(admin), false).unwrap();
    let other = trial.add_certificate(certificate(3), None, false).unwrap().account;
    trial.revoke_certificate(&certificate(2).serial, NOW + 1).unwrap();
    trial.set_blocked(&format!("{:040x}", 99), true, NOW).unwrap();
    trial.add_token(token(other), [3; 32]).unwrap();
    let authority = Authority { certificate_pem: "CERT".to_owned(), key_pem: zeroize::Zeroizing::new("KEY".to_owned()), created_at: NOW };
    trial.set_authority(authority).unwrap();
    for number in 0..6 {
        let password = (number == 2).then(|| PasswordHash { salt: [4; 32], hash: [5; 32], rounds: 600_000 });
        let owner = [None, Some(admin), Some(other)][usize::try_from(number % 3).unwrap()];
        let name = (number == 1).then(|| "läbel ☃".to_owned());
        let new = NewPaste { owner, password, display_name: name, delete_token_hash: Some([6; 32]), ..plain(number) };
        trial.make(NewPaste { expires_at: NOW + 50 + number, ..new }, &content(number));
        trial.make(NewPaste { owner, claim_hash: Some([8; 32]), ..burning(10 + number) }, &content(10 + number));
    }
    trial.create(plain(20), &body(b"counted"), rules()).unwrap();
    // Burned, deleted, leased.
    trial.burn(&id(14), None, NOW).unwrap().unwrap();
    trial.burn(&id(15), Some(READER), NOW).unwrap().unwrap();
    trial.delete(&id(4), NOW).unwrap();
    // Numbers that were given to what is gone are not given again.
    trial.make(plain(30), b"gone");
    trial.delete(&id(30), NOW).unwrap();
    for number in 0..3 {
        let subject = format!("{number} \"é\"");
        trial.append(AuditEntry { time: NOW, event: "paste.delete".to_owned(), subject, ..AuditEntry::default() }).unwrap();
    }
    trial.set_lockdown(true).unwrap();
    trial.remember_once("setup", "code").unwrap();
}

/// What its verbs say of all that; they change nothing.
fn said(trial: &Trial) -> String {
    let mut said = Vec::new();
    for number in 0..40 {
        said.push(format!("{:?}", trial.paste(&id(number), Some(READER), NOW + 1).unwrap()));
        let read = trial.body(&id(number), NOW + 1).unwrap();
        said.push(format!("{:?}", read.map(|(paste, body)| (paste, body.sha256()))));
        said.push(format!("{}", trial.paste(&id(number), None, NOW + 52).unwrap().is_some()));
    }
    let owned = trial.identity(&certificate(3).sha1).unwrap().unwrap().account;
    for owner in [None, Some(owned)] {
        let page = trial.list(&ListQuery { owner, limit: 3, ..ListQuery::default() }, NOW + 1).unwrap();
        said.push(format!("{} {:?}", page.total, page.pastes));
    }
    for number in [1, 2, 3, 99] {
        said.push(format!("{:?}", trial.identity(&format!("{number:040x}")).unwrap()));
    }
    said.push(format!("{:?} {:?}", trial.certificates().unwrap(), trial.marked_accounts().unwrap()));
    let authority = trial.authority().unwrap().unwrap();
    said.push(format!("{} {}", authority.certificate_pem, authority.key_pem.as_str()));
    said.push(format!("{:?}", trial.token_by_hash(&[3; 32], NOW).unwrap()));
    said.push(format!("{:?}", trial.replay(&[1; 32], &[2; 32], NOW + 1).unwrap()));
    said.push(format!("{:?}", trial.counted(&rules().quota[0]).unwrap()));
    let chain = trial.audit_page(0, 1000).unwrap();
    assert!(chain.iter().all(|row| row.hash == link(row)) && chain.windows(2).all(|pair| pair[1].previous == pair[0].hash));
    said.push(format!("{chain:?} {:?}", trial.audit_head().unwrap()));
    said.push(format!("{} {:?}", trial.lockdown().unwrap(), trial.remembered("setup").unwrap()));
    said.push(format!("{:?} {:?}", trial.stored().unwrap(), trial.holding().unwrap()));
    said.push(format!("{:?}", trial.secret("pow").unwrap()));
    said.join("\n")
}

/// Another database of the same engine, sealed where the first is.
fn like(first: &Trial) -> Trial {
    let another = first.another();
    if matches!(first.at_rest, AtRest::Sealed(_)) { another.sealed() } else { another }
}

pub(super) fn all_of_it_moves_and_means_the_same_there_and_back(first: Trial) {
    for mut there in targets() {
        let (mut from, mut back) = (like(&first), first.another());
        drop(from.secret("pow").unwrap());
        fill(&from);
        let (at_rest, before, numbers) = (from.at_rest.clone(), said(&from), from.numbers().unwrap());
        open_for_move(&mut from);
        moved(&from, &there).unwrap();
        assert_eq!(there.residence().unwrap().map(|part| (part.state, part.place)), Some((State::Arrived, from.place())));
        open_to_serve(&mut there, &at_rest);
        assert_eq!(said(&there), before);
        assert_eq!(there.numbers().unwrap(), numbers);
        open_for_move(&mut there);
        open_for_move(&mut back);
        moved(&there, &back).unwrap();
        open_to_serve(&mut back, &at_rest);
        assert_eq!(said(&back), before);
        assert_eq!(back.numbers().unwrap(), numbers);
        // What has come round is a database like any other: it counts, burns, leases, confirms, sweeps, and gives new numbers.
        let again = CreateRules { once: None, ..rules() };
        assert!(matches!(back.create(plain(98), &body(b"counted"), again).unwrap(), Created::Duplicate { .. }));
        back.make(plain(99), b"after");
        assert_eq!(back.number("SELECT max(seq) FROM paste"), numbers[3] + 1);
        assert!(bytes(&back.burn(&id(10), None, NOW).unwrap().unwrap().body) == content(10));
        assert!(back.burn(&id(15), Some([9; 16]), NOW + 1).unwrap().is_none());
        assert!(bytes(&back.burn(&id(15), Some(READER), NOW + 1).unwrap().unwrap().body) == content(15));
        assert!(back.confirm_burn(&id(15), READER, NOW + 2).unwrap());
        assert!(back.burn(&id(14), Some(READER), NOW).unwrap().is_none() && back.paste(&id(4), None, NOW).unwrap().is_none());
        back.sweep(NOW + 100_000, 1000).unwrap();
        assert_eq!(back.stored().unwrap(), Stored::default());
    }
}

/// What is in all tables, one row a line.
fn rows(trial: &Trial) -> String {
    let mut all = Vec::new();
    for table in TABLES {
        let mut rows: Vec<String> = trial.rows(table, &[], 10_000).unwrap().iter().map(|row| format!("{:?}", shown(row))).collect();
        rows.sort_unstable();
        all.push(format!("{}: {}", table.name, rows.join("\n")));
    }
    all.join("\n")
}

fn shown(row: &[Value]) -> Vec<String> {
    let value = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bytes(bytes) => crate::protocol::hex(bytes),
    };
    row.iter().map(value).collect()
}

pub(super) fn cut_short_after_any_step_the_same_move_goes_on(first: Trial) {
    for mut there in targets() {
        let mut from = like(&first);
        fill(&from);
        let (at_rest, before) = (from.at_rest.clone(), rows(&from));
        open_for_move(&mut from);
        // Each run takes one step more than the one before, from wherever that one stopped.
        let mut runs = 0;
        loop {
            let mut journey = begin(&from, &there).unwrap();
            if journey.is_done() || (0..runs).any(|_| !journey.step().unwrap()) {
                break;
            }
            runs += 1;
            let (state, end) = (from.residence().unwrap().unwrap().state, there.residence().unwrap().unwrap().state);
            assert!(state == State::Left || end != State::Arrived, "{state:?} {end:?}");
            from.reopen();
            there.reopen();
        }
        assert!(runs > 15, "{runs}");
        open_to_serve(&mut there, &at_rest);
        assert_eq!(rows(&there), before);
        for number in 0..3 {
            assert!(bytes(&there.body(&id(number), NOW).unwrap().unwrap().1) == content(number));
        }
    }
}

pub(super) fn a_database_that_leaves_is_read_and_never_written(first: Trial) {
    let mut from = like(&first);
    fill(&from);
    let mover = {
        from.passage = true;
        let mover = from.beside().unwrap();
        from.passage = false;
        mover
    };
    let there = Trial::new();
    let before = rows(&from);
    let mut journey = Journey::begin(&*mover, &*there, &|_| Ok(())).unwrap();
    // Whoever had it open before: every verb that writes, on what would be there for it.
    let frozen = |what: &str, refused: Option<StoreError>| assert_eq!(refused, Some(StoreError::Frozen), "{what}");
    let account = from.identity(&certificate(3).sha1).unwrap().unwrap().account;
    let change = || PasteChange { expires_at: Some(NOW + 80), ..PasteChange::default() };
    frozen("create", from.create(plain(50), &body(b"x"), CreateRules::default()).err());
    frozen("update", from.update(&id(0), change(), NOW).err());
    frozen("delete", from.delete(&id(0), NOW).err());
    frozen("burn", from.burn(&id(10), None, NOW).err());
    frozen("lease", from.burn(&id(10), Some(READER), NOW).err());
    frozen("confirm", from.confirm_burn(&id(15), READER, NOW + 1).err());
    frozen("sweep", from.sweep(NOW + 1_000_000, 100).err());
    frozen("account", from.ensure_account(&format!("{:040x}", 77), None, NOW).err());
    frozen("grant", from.grant_admin(&certificate(3).sha1, NOW).err());
    frozen("block", from.set_blocked(&certificate(3).sha1, true, NOW).err());
    frozen("certificate", from.add_certificate(certificate(8), None, false).err());
    frozen("revoke", from.revoke_certificate(&certificate(3).serial, NOW).err());
    frozen("token", from.add_token(ApiToken { id: "t2".to_owned(), ..token(account) }, [9; 32]).err());
    frozen("untoken", from.delete_token(account, "t1").err());
    frozen("touch", from.touch_token(&token(account), NOW + 500).err());
    frozen("spend", from.spend(Once { key: [9; 32], request: [9; 32], expires: NOW + 9 }, NOW).err());
    frozen("append", from.append(AuditEntry::default()).err());
    frozen("prune", from.prune_audit(NOW + 5).err());
    frozen("secret", from.secret("new").err());
    frozen("remember", from.remember_once("new", "x").err());
    frozen("lockdown", from.set_lockdown(false).err());
    frozen("all", from.delete_all(from.list(&ListQuery { limit: 1, ..ListQuery::default() }, NOW).unwrap().total, NOW).err());
    // And it is read meanwhile.
    assert!(bytes(&from.body(&id(0), NOW).unwrap().unwrap().1) == content(0));
    assert!(from.health().is_ok());
    assert_eq!(rows(&from), before);
    while journey.step().unwrap() {}
    assert_eq!(rows(&there), before);
}

pub(super) fn what_burned_before_a_move_was_given_up_does_not_rise_in_the_next(first: Trial) {
    for steps in [0, 1, 12, 18] {
        let (mut from, mut there, next) = (like(&first), targets().pop().unwrap(), targets().pop().unwrap());
        fill(&from);
        let at_rest = from.at_rest.clone();
        open_for_move(&mut from);
        let mut journey = begin(&from, &there).unwrap();
        for _ in 0..steps {
            journey.step().unwrap();
        }
        drop(journey);
        assert_eq!(cancel(&*from).unwrap(), there.place());
        assert!(matches!(cancel(&*from), Err(MoveError::Here)));
        open_to_serve(&mut from, &at_rest);
        from.burn(&id(10), None, NOW).unwrap().unwrap();
        open_for_move(&mut from);
        // What holds the burned paste, or may, is no target any more, and is not opened.
        there.passage = false;
        assert_eq!(there.beside().map(drop).unwrap_err(), StoreError::Arriving(from.place()));
        there.passage = true;
        if there.count(&TABLES[0]).unwrap() + there.count(&TABLES[1]).unwrap() > 0 {
            assert!(matches!(moved(&from, &there), Err(MoveError::NotEmpty { .. })));
        }
        moved(&from, &next).unwrap();
        assert!(next.paste(&id(10), None, NOW).unwrap().is_none() && next.paste(&id(11), None, NOW).unwrap().is_some());
        assert!(matches!(cancel(&*from), Err(MoveError::Gone(place)) if place == next.place()));
    }
}

pub(super) fn neither_end_is_opened_while_it_is_on_its_way(first: Trial) {
    for there in targets() {
        let mut from = like(&first);
        fill(&from);
        open_for_move(&mut from);
        let mut journey = begin(&from, &there).unwrap();
        let mut from_outside = like(&first);
        open_for_move(&mut from_outside);
        loop {
            let opened = [(&from, StoreError::Leaving(there.place()), StoreError::Left(there.place()))]
                .map(|(trial, leaving, left)| (serve(trial), leaving, left));
            let [(source, leaving, left)] = opened;
            let target = serve(&there);
            assert!(source == Some(leaving) || source == Some(left.clone()), "{source:?}");
            assert!(target == Some(StoreError::Arriving(from.place())) || source == Some(left) && target.is_none(), "{target:?}");
            // Nor does anybody else move in or out.
            assert!(matches!(begin(&from, &from_outside), Err(MoveError::Elsewhere(_) | MoveError::Gone(_))));
            if !journey.step().unwrap() {
                break;
            }
        }
        assert_eq!(serve(&there), None);
        assert!(moved(&from, &there).is_ok(), "a move that is done is found done");
    }
}

/// Whether a server opens it, and if not, why.
fn serve(trial: &Trial) -> Option<StoreError> {
    trial.beside_to_serve().map(drop).err()
}

pub(super) fn a_target_that_holds_anything_is_left_alone(first: Trial) {
    let mut from = like(&first);
    fill(&from);
    open_for_move(&mut from);
    for there in targets() {
        drop(there.secret("pow").unwrap());
        let before = (rows(&from), rows(&there));
        assert!(matches!(moved(&from, &there), Err(MoveError::NotEmpty { place, .. }) if place == there.place()));
        assert_eq!((from.residence().unwrap(), there.residence().unwrap()), (None, None));
        assert_eq!((rows(&from), rows(&there)), before);
    }
    // One and the same database, by its own name or another.
    assert!(matches!(moved(&from, &from), Err(MoveError::NotEmpty { .. })));
    let empty = first.another();
    assert!(matches!(moved(&empty, &empty), Err(MoveError::Same)));
    assert_eq!(empty.residence().unwrap(), None);
    empty.make(plain(1), b"and on it goes");
}

/// Takes steps until one fails.
fn failure(journey: &mut Journey<'_>) -> MoveError {
    loop {
        match journey.step() {
            Ok(true) => {}
            Ok(false) => panic!("nobody noticed"),
            Err(met) => return met,
        }
    }
}

pub(super) fn what_is_not_the_same_at_both_ends_is_named_and_opens_nothing(first: Trial) {
    for (altered, table, row) in [
        ("UPDATE paste SET expires_at = expires_at + 1 WHERE seq = 1", "paste", "1"),
        ("DELETE FROM audit WHERE seq = 2", "audit", "2"),
        ("INSERT INTO setting (name, text) VALUES ('odd', 'x')", "setting", "odd"),
    ] {
        for mut there in targets() {
            let mut from = like(&first);
            fill(&from);
            open_for_move(&mut from);
            let mut journey = begin(&from, &there).unwrap();
            while !journey.progress().comparing {
                journey.step().unwrap();
                if there.residence().unwrap().unwrap().cursor.table == TABLES.len() {
                    break;
                }
            }
            there.execute(altered);
            let met = failure(&mut journey);
            assert!(matches!(&met, MoveError::Differs { table: at, row: which } if *at == table && which == row), "{met}");
            assert_eq!(from.residence().unwrap().unwrap().state, State::Leaving);
            there.passage = false;
            assert!(matches!(there.beside().map(drop), Err(StoreError::Arriving(_))));
            cancel(&*from).unwrap();
        }
    }
    // A byte of a body.
    for there in targets() {
        let mut from = like(&first);
        fill(&from);
        open_for_move(&mut from);
        let mut journey = begin(&from, &there).unwrap();
        while there.residence().unwrap().unwrap().cursor.table < TABLES.len() {
            journey.step().unwrap();
        }
        let other = if there.is_sqlite() {
            "UPDATE body SET bytes = zeroblob(length(bytes)) WHERE paste = 3"
        } else {
            "UPDATE body SET bytes = decode(repeat('00', octet_length(bytes)), 'hex') WHERE paste = 3"
        };
        there.execute(other);
        let met = failure(&mut journey);
        assert!(matches!(&met, MoveError::Row { row, .. } if row.contains("paste 3")), "{met:?}");
    }
}
