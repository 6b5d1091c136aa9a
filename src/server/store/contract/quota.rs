//! What is counted while pastes are made: the same body, and the bytes of a day.

use super::super::trial::{NOW, Trial, body, id, plain};
use super::super::*;
use super::super::{CreateRules, NewPaste, PasteChange, Updated};

fn dedup() -> CreateRules {
    CreateRules { dedup: Some(Dedup { scope: "a".to_owned(), window: 60, max: 3 }), ..CreateRules::default() }
}

fn quota(limit: u64) -> Vec<Quota> {
    vec![Quota { scope: "network:192.0.2.1".to_owned(), day: 20_000, limit }]
}

fn create(trial: &Trial, number: u64, at: u64, bytes: &[u8], rules: CreateRules) -> Created {
    trial.create(NewPaste { created_at: at, expires_at: at + 86_400, ..plain(number) }, &body(bytes), rules).unwrap()
}

pub(super) fn a_body_may_come_so_often_in_a_window_that_its_first_coming_began(trial: Trial) {
    for number in 0..3 {
        assert!(matches!(create(&trial, number, NOW + number, b"same", dedup()), Created::New(_)));
    }
    let refused = |retry_after| Created::Duplicate { count: 3, window_seconds: 60, retry_after };
    assert_eq!(create(&trial, 3, NOW + 3, b"same", dedup()), refused(57));
    assert_eq!(create(&trial, 3, NOW + 59, b"same", dedup()), refused(1));
    assert!(matches!(create(&trial, 3, NOW + 3, b"another", dedup()), Created::New(_)));
    let elsewhere = CreateRules { dedup: Some(Dedup { scope: "b".to_owned(), window: 60, max: 1 }), ..CreateRules::default() };
    assert!(matches!(create(&trial, 4, NOW + 3, b"same", elsewhere), Created::New(_)));
    assert!(matches!(create(&trial, 5, NOW + 60, b"same", dedup()), Created::New(_)));
    assert_eq!(trial.number("SELECT count FROM dedup WHERE scope = 'a' AND began_at = 1800000060"), 1);
    // A clock that goes back begins a window too, rather than holding the body off until it has caught up.
    assert!(matches!(create(&trial, 6, NOW - 1000, b"same", dedup()), Created::New(_)));
}

pub(super) fn a_quota_takes_what_fits_and_counts_only_that(trial: Trial) {
    let rules = |limit| CreateRules { quota: quota(limit), ..CreateRules::default() };
    assert!(matches!(create(&trial, 1, NOW, &[1; 60], rules(100)), Created::New(_)));
    let full = Created::Full { scope: "network:192.0.2.1".to_owned(), limit: 100, used: 60 };
    assert_eq!(create(&trial, 2, NOW, &[2; 41], rules(100)), full);
    assert!(matches!(create(&trial, 2, NOW, &[2; 40], rules(100)), Created::New(_)));
    assert_eq!(trial.counted(&quota(0)[0]).unwrap(), 100);
    assert!(trial.delete(&id(1), NOW).unwrap());
    assert_eq!(trial.counted(&quota(0)[0]).unwrap(), 100);
    let change = PasteChange { body: Some((body(&[3; 10]), "text/plain".to_owned())), quota: quota(105), ..PasteChange::default() };
    assert!(matches!(trial.update(&id(2), change.clone(), NOW).unwrap(), Updated::Full { used: 100, .. }));
    assert!(matches!(trial.update(&id(2), PasteChange { quota: quota(110), ..change }, NOW).unwrap(), Updated::Done(_)));
    assert_eq!(trial.counted(&quota(0)[0]).unwrap(), 110);
}

pub(super) fn of_many_at_once_no_more_get_in_than_fit(trial: Trial) {
    let made: usize = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..32_u8)
            .map(|racer| {
                let trial = &trial;
                let rules = CreateRules { quota: quota(100), ..CreateRules::default() };
                scope.spawn(move || usize::from(matches!(create(trial, racer.into(), NOW, &[racer; 30], rules), Created::New(_))))
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!(made, 3);
}
