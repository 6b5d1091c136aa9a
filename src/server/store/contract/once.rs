//! What works once: proof-of-work tokens and idempotency keys, kept until they end, whatever became of the paste.

use super::super::trial::{NOW, Trial, body, burning, id, plain};
use super::super::*;
use super::super::{CreateRules, Created, Dedup, NewPaste, Quota};

fn once(request: u8) -> Once {
    Once { key: [1; 32], request: [request; 32], expires: NOW + 300 }
}

fn spending(request: u8) -> CreateRules {
    CreateRules { once: Some(once(request)), ..CreateRules::default() }
}

fn create(trial: &Trial, paste: NewPaste, rules: CreateRules) -> Created {
    trial.create(paste, &body(b"x"), rules).unwrap()
}

pub(super) fn the_same_request_gets_the_same_paste_and_nothing_is_counted_again(mut trial: Trial) {
    let rules = || CreateRules {
        dedup: Some(Dedup { scope: "a".to_owned(), window: 10, max: 1 }),
        quota: vec![Quota { scope: "a".to_owned(), day: 1, limit: 1 }],
        ..spending(1)
    };
    let Created::New(made) = create(&trial, plain(1), rules()) else { panic!() };
    trial.reopen();
    assert_eq!(create(&trial, plain(2), rules()), Created::Replay(made.clone()));
    assert_eq!(trial.replay(&[1; 32], &[1; 32], NOW).unwrap(), Some(Replay::Same(made)));
    assert_eq!(trial.number("SELECT count(*) FROM paste"), 1);
    assert_eq!(trial.number("SELECT bytes FROM quota"), 1);
    assert_eq!(trial.number("SELECT count FROM dedup"), 1);
}

pub(super) fn another_request_or_a_paste_that_is_gone_is_a_mismatch(trial: Trial) {
    create(&trial, burning(1), spending(1));
    assert_eq!(create(&trial, plain(2), spending(2)), Created::OnceMismatch);
    assert_eq!(trial.replay(&[1; 32], &[2; 32], NOW).unwrap(), Some(Replay::Mismatch));
    trial.burn(&id(1), Some([1; 16]), NOW).unwrap().unwrap();
    assert_eq!(create(&trial, plain(2), spending(1)), Created::OnceMismatch);
    trial.confirm_burn(&id(1), [1; 16], NOW).unwrap();
    assert_eq!(create(&trial, plain(2), spending(1)), Created::OnceMismatch);
    // The name is free again and given to another paste, which is not the one the token made.
    trial.make(plain(1), b"another");
    assert_eq!(create(&trial, plain(2), spending(1)), Created::OnceMismatch);
    assert!(trial.paste(&id(2), None, NOW).unwrap().is_none());
}

pub(super) fn a_refused_creation_spends_nothing(trial: Trial) {
    trial.make(plain(1), b"x");
    assert_eq!(create(&trial, plain(1), spending(1)), Created::IdTaken);
    let full = CreateRules { quota: vec![Quota { scope: "a".to_owned(), day: 1, limit: 0 }], ..spending(1) };
    assert!(matches!(create(&trial, plain(2), full), Created::Full { .. }));
    assert!(trial.replay(&[1; 32], &[1; 32], NOW).unwrap().is_none());
    assert!(matches!(create(&trial, plain(2), spending(2)), Created::New(_)));
}

pub(super) fn what_is_over_may_come_again_swept_away_or_not(trial: Trial) {
    create(&trial, plain(1), spending(1));
    let later = NewPaste { created_at: NOW + 300, ..plain(2) };
    assert!(matches!(
        create(&trial, later, CreateRules { once: Some(Once { expires: NOW + 900, ..once(2) }), ..spending(1) }),
        Created::New(_)
    ));
    assert_eq!(trial.number("SELECT count(*) FROM once"), 1);
}

pub(super) fn of_many_with_one_token_one_makes_a_paste(trial: Trial) {
    for round in 0..20_u64 {
        let key = [u8::try_from(round + 10).unwrap(); 32];
        let outcomes: Vec<Created> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..8_u64)
                .map(|racer| {
                    let trial = &trial;
                    // Half of them are one request repeated, half are others with the same token.
                    let request = [u8::try_from(racer.saturating_sub(4)).unwrap(); 32];
                    let rules = CreateRules { once: Some(Once { key, request, expires: NOW + 300 }), ..CreateRules::default() };
                    scope.spawn(move || create(trial, plain(round * 100 + racer), rules))
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Created::New(_))).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Created::New(_) | Created::Replay(_) | Created::OnceMismatch)));
    }
    assert_eq!(trial.number("SELECT count(*) FROM paste"), 20);
}

pub(super) fn of_many_registrations_with_one_token_one_spends_it(trial: Trial) {
    let spent: usize = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| usize::from(trial.spend(once(1), NOW).unwrap()))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!(spent, 1);
    assert_eq!(create(&trial, plain(1), spending(1)), Created::OnceMismatch);
    assert!(trial.spend(once(1), NOW + 300).unwrap());
}
