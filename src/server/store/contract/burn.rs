//! Burn after read: of any number of readers exactly one gets the bytes.

use super::super::trial::{NOW, Trial, burning, bytes, id, plain};
use super::super::{ListQuery, NewPaste};

const ONE: Option<[u8; 16]> = Some([1; 16]);
const OTHER: Option<[u8; 16]> = Some([2; 16]);

pub(super) fn without_a_reader_it_is_gone_at_once(trial: Trial) {
    trial.make(burning(1), b"once");
    let burned = trial.burn(&id(1), None, NOW).unwrap().unwrap();
    assert_eq!((bytes(&burned.body).as_slice(), burned.lease_left), (b"once".as_slice(), None));
    for reader in [None, ONE] {
        assert!(trial.burn(&id(1), reader, NOW).unwrap().is_none());
        assert!(trial.paste(&id(1), reader, NOW).unwrap().is_none());
    }
    assert_eq!(trial.number("SELECT (SELECT count(*) FROM paste) + (SELECT count(*) FROM body)"), 0);
}

pub(super) fn what_does_not_burn_or_is_over_does_not_burn(trial: Trial) {
    trial.make(plain(1), b"x");
    let end = trial.make(burning(2), b"x").expires_at;
    for reader in [None, ONE] {
        assert!(trial.burn(&id(1), reader, NOW).unwrap().is_none());
        assert!(trial.burn(&id(2), reader, end).unwrap().is_none());
        assert!(trial.burn(&id(3), reader, NOW).unwrap().is_none());
    }
    assert!(trial.body(&id(1), NOW).unwrap().is_some());
}

pub(super) fn a_lease_is_for_one_reader_for_sixty_seconds_from_the_first_fetch(mut trial: Trial) {
    trial.make(burning(1), b"leased");
    let left = |trial: &Trial, reader, now| trial.burn(&id(1), reader, now).unwrap().map(|burned| burned.lease_left.unwrap());
    assert_eq!(left(&trial, ONE, NOW), Some(60));
    for now in [NOW, NOW + 10, NOW + 59] {
        for stranger in [None, OTHER] {
            assert!(trial.burn(&id(1), stranger, now).unwrap().is_none());
            assert!(trial.paste(&id(1), stranger, now).unwrap().is_none());
        }
        assert!(!trial.delete(&id(1), now).unwrap());
        assert_eq!(trial.list(&ListQuery { limit: 10, ..ListQuery::default() }, now).unwrap().total, 0);
        // Never extended, and kept over a restart.
        assert_eq!(left(&trial, ONE, now), Some(NOW + 60 - now));
        assert!(trial.paste(&id(1), ONE, now).unwrap().is_some());
        trial.reopen();
    }
    assert_eq!(left(&trial, ONE, NOW + 60), None);
    assert!(trial.paste(&id(1), ONE, NOW + 60).unwrap().is_none());
    assert!(!trial.confirm_burn(&id(1), [1; 16], NOW + 60).unwrap());
    assert_eq!(trial.sweep(NOW + 59, 10).unwrap().leases, 0);
    assert_eq!(trial.sweep(NOW + 60, 10).unwrap().leases, 1);
    assert_eq!(trial.number("SELECT count(*) FROM body"), 0);
}

pub(super) fn the_end_of_a_paste_does_not_cut_its_lease(trial: Trial) {
    trial.make(NewPaste { expires_at: NOW + 5, ..burning(1) }, b"x");
    assert!(trial.burn(&id(1), ONE, NOW + 4).unwrap().is_some());
    assert_eq!(trial.sweep(NOW + 60, 10).unwrap(), super::super::Swept::default());
    assert_eq!(trial.burn(&id(1), ONE, NOW + 63).unwrap().unwrap().lease_left, Some(1));
}

pub(super) fn only_its_reader_confirms_a_lease(trial: Trial) {
    trial.make(burning(1), b"x");
    assert!(!trial.confirm_burn(&id(1), [1; 16], NOW).unwrap());
    trial.burn(&id(1), ONE, NOW).unwrap().unwrap();
    assert!(!trial.confirm_burn(&id(1), [2; 16], NOW).unwrap());
    assert!(trial.confirm_burn(&id(1), [1; 16], NOW + 1).unwrap());
    assert!(!trial.confirm_burn(&id(1), [1; 16], NOW + 1).unwrap());
    assert!(trial.burn(&id(1), ONE, NOW + 1).unwrap().is_none());
}

pub(super) fn of_many_readers_exactly_one_gets_the_bytes(trial: Trial) {
    for round in 0..60_u64 {
        // Small and large, and with every mixture of readers with and without a name.
        let body = vec![7; if round % 10 == 0 { 400_000 } else { 100 }];
        trial.make(burning(round), &body);
        let won: usize = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..16_u8)
                .map(|racer| {
                    let (trial, body) = (&trial, &body);
                    let reader = (u64::from(racer) % 3 < round % 4).then_some([racer; 16]);
                    scope.spawn(move || {
                        let burned = trial.burn(&id(round), reader, NOW).unwrap();
                        usize::from(burned.is_some_and(|burned| bytes(&burned.body) == *body))
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(won, 1, "round {round}");
    }
}

pub(super) fn one_reader_that_fetches_twice_at_once_gets_it_twice(trial: Trial) {
    for round in 0..20 {
        trial.make(burning(round), b"x");
        let got: usize = std::thread::scope(|scope| {
            let fetch = || usize::from(trial.burn(&id(round), ONE, NOW).unwrap().is_some());
            let racers: Vec<_> = (0..4).map(|_| scope.spawn(fetch)).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(got, 4, "round {round}");
    }
}
