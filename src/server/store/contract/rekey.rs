//! The storage key: bodies are sealed and opened, whoever has another key or none is refused, and a change of it may be cut short.

use super::super::trial::{NOW, Trial, body, burning, bytes, id, key, plain};
use super::super::*;
use crate::server::at_rest::{AtRest, VaultError};

const LARGE: usize = 1_200_000;

fn keys(old: Option<u8>, new: u8) -> Keys {
    Keys { old: old.map(key), new: key(new) }
}

/// Changes the key of a closed database.
fn change(trial: &mut Trial, keys: &Keys) -> Result<Progress> {
    trial.at_rest = AtRest::Untouched;
    trial.reopen();
    let done = rekey(&**trial, keys, &mut |_| {});
    trial.close();
    done
}

fn content(number: u64) -> Vec<u8> {
    let length = if number.is_multiple_of(4) { LARGE } else { 100 };
    format!("<the body of {number}>").into_bytes().into_iter().cycle().take(length).collect()
}

fn fill(trial: &Trial) {
    for number in 0..4 {
        trial.make(plain(number), &content(number));
        trial.make(burning(number + 4), &content(number + 4));
    }
}

#[track_caller]
fn all_there(trial: &Trial) {
    for number in 0..4 {
        assert!(bytes(&trial.body(&id(number), NOW).unwrap().unwrap().1) == content(number), "{number}");
        let burned = trial.burn(&id(number + 4), Some([1; 16]), NOW).unwrap().unwrap();
        assert!(bytes(&burned.body) == content(number + 4), "{number}");
    }
}

pub(super) fn what_is_sealed_opens_with_its_key_alone(first: Trial) {
    let mut trial = first.another();
    trial = trial.sealed();
    fill(&trial);
    assert_eq!(trial.holding().unwrap(), Holding { key: Some(key(1).id()), retiring: None, sealed: 8, clear: 0 });
    trial.close();
    for (at_rest, refused) in [
        (AtRest::Clear, VaultError::Missing(key(1).id())),
        (AtRest::Sealed(key(2)), VaultError::Wrong { wanted: key(1).id(), given: key(2).id() }),
    ] {
        trial.at_rest = at_rest;
        assert_eq!(trial.beside().map(drop).unwrap_err(), StoreError::AtRest(refused));
    }
    trial = trial.sealed();
    all_there(&trial);
    let change = PasteChange { body: Some((body(&content(8)), "text/new".to_owned())), ..PasteChange::default() };
    assert!(matches!(trial.update(&id(0), change, NOW).unwrap(), Updated::Done(_)));
    assert!(bytes(&trial.body(&id(0), NOW).unwrap().unwrap().1) == content(8));
}

pub(super) fn what_lay_in_the_clear_is_read_and_then_sealed(first: Trial) {
    let mut trial = first.another();
    fill(&trial);
    trial = trial.sealed();
    assert_eq!(trial.holding().unwrap(), Holding { key: Some(key(1).id()), retiring: None, sealed: 0, clear: 8 });
    trial.make(plain(20), &content(1));
    let done = change(&mut trial, &keys(None, 1)).unwrap();
    assert_eq!((done.rewrapped, done.sealed), (0, 8));
    trial = trial.sealed();
    assert_eq!(trial.holding().unwrap(), Holding { key: Some(key(1).id()), retiring: None, sealed: 9, clear: 0 });
    all_there(&trial);
}

pub(super) fn a_change_that_was_cut_short_anywhere_goes_on_with_the_same_keys_alone(first: Trial) {
    for slices in 0..4 {
        let mut trial = first.another().sealed();
        fill(&trial);
        trial.at_rest = AtRest::Untouched;
        trial.reopen();
        trial.begin_rekey(&keys(Some(1), 2)).unwrap();
        let mut at = Progress::default();
        for _ in 0..slices {
            at = trial.rekey_slice(&keys(Some(1), 2), at).unwrap();
        }
        trial.close();
        let unfinished = slices == 0;
        for number in [1, 2] {
            trial.at_rest = AtRest::Sealed(key(number));
            let opened = trial.beside().map(drop);
            assert_eq!(opened.is_ok(), !unfinished && number == 2, "{opened:?}");
        }
        if unfinished {
            for wrong in [keys(None, 2), keys(Some(3), 2), keys(Some(1), 3), keys(Some(2), 1)] {
                assert!(matches!(change(&mut trial, &wrong), Err(StoreError::AtRest(_))), "{wrong:?}");
            }
        }
        change(&mut trial, &keys(Some(1), 2)).unwrap();
        trial.at_rest = AtRest::Sealed(key(2));
        trial.reopen();
        assert_eq!(trial.holding().unwrap().sealed, 8);
        all_there(&trial);
    }
}

pub(super) fn whoever_holds_the_old_key_makes_nothing_more(first: Trial) {
    for at_rest in [AtRest::Clear, AtRest::Sealed(key(1))] {
        let mut trial = first.another();
        trial.at_rest = at_rest.clone();
        trial.reopen();
        trial.make(plain(1), b"before");
        let old = matches!(at_rest, AtRest::Sealed(_)).then_some(1);
        rekey(&*trial.beside().unwrap(), &keys(old, 2), &mut |_| {}).unwrap();
        let changed = StoreError::AtRest(VaultError::Changed);
        assert_eq!(trial.create(plain(2), &body(b"late"), CreateRules::default()).unwrap_err(), changed);
        let change = PasteChange { body: Some((body(b"late"), "x".to_owned())), ..PasteChange::default() };
        assert_eq!(trial.update(&id(1), change, NOW).unwrap_err(), changed);
        assert_eq!(trial.body(&id(1), NOW).unwrap_err(), changed);
        // What needs no body goes on.
        assert!(trial.paste(&id(1), None, NOW).unwrap().is_some() && trial.delete(&id(1), NOW).unwrap());
    }
}

pub(super) fn of_those_who_make_pastes_while_the_key_changes_none_is_left_behind(first: Trial) {
    let mut trial = first.another();
    trial = trial.sealed();
    let made: u64 = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4_u64)
            .map(|writer| {
                let trial = &trial;
                scope.spawn(move || {
                    let make = |number| trial.create(plain(writer * 1000 + number), &body(b"x"), CreateRules::default());
                    (0..200).take_while(|&number| make(number).is_ok()).count() as u64
                })
            })
            .collect();
        rekey(&*trial.beside().unwrap(), &keys(Some(1), 2), &mut |_| {}).unwrap();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    trial.at_rest = AtRest::Sealed(key(2));
    trial.reopen();
    assert_eq!(trial.holding().unwrap(), Holding { key: Some(key(2).id()), retiring: None, sealed: made, clear: 0 });
    for paste in trial.list(&ListQuery { limit: 1000, ..ListQuery::default() }, NOW).unwrap().pastes {
        assert!(bytes(&trial.body(&paste.id, NOW).unwrap().unwrap().1) == b"x");
    }
}

pub(super) fn what_is_kept_of_a_body_means_the_same_before_and_after(first: Trial) {
    let mut trial = first.another();
    let once = || Once { key: [1; 32], request: [2; 32], expires: NOW + 300 };
    let rules =
        || CreateRules { once: Some(once()), dedup: Some(Dedup { scope: "a".to_owned(), window: 60, max: 1 }), ..CreateRules::default() };
    trial.create(plain(1), &body(b"x"), rules()).unwrap();
    trial = trial.sealed();
    change(&mut trial, &keys(None, 1)).unwrap();
    for number in [1, 2] {
        trial.at_rest = AtRest::Sealed(key(number));
        trial.reopen();
        assert!(matches!(trial.replay(&[1; 32], &[2; 32], NOW).unwrap(), Some(Replay::Same(_))));
        assert!(matches!(trial.create(plain(2), &body(b"x"), rules()).unwrap(), Created::Replay(_)));
        let again = CreateRules { once: None, ..rules() };
        assert!(matches!(trial.create(plain(2), &body(b"x"), again).unwrap(), Created::Duplicate { .. }));
        change(&mut trial, &keys(Some(1), 2)).unwrap();
    }
}
