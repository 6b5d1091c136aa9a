//! Pastes: their rows, and the verbs that read and erase them. They are made in `create.rs`, changed in `update.rs`, burned in
//! `burn.rs`.

use super::super::trial::{NOW, Trial, burning, bytes, id, plain};
use super::super::*;

pub(super) fn a_paste_comes_back_as_it_was_put_in_also_after_a_restart(mut trial: Trial) {
    let owner = trial.account(1);
    let full = NewPaste {
        owner: Some(owner),
        mime_type: "image/png".to_owned(),
        claim_hash: Some([1; 32]),
        password: Some(PasswordHash { salt: [2; 32], hash: [3; 32], rounds: 4 }),
        display_name: Some("é".to_owned()),
        delete_token_hash: Some([5; 32]),
        ..plain(1)
    };
    let made = trial.make(full, b"\0\xff bytes");
    assert_eq!(made.owner_fingerprint.as_deref(), Some("0000000000000000000000000000000000000001"));
    trial.reopen();
    let (paste, spool) = trial.body(&id(1), NOW).unwrap().unwrap();
    assert_eq!((&paste, bytes(&spool).as_slice(), paste.size), (&made, b"\0\xff bytes".as_slice(), 8));
    assert_eq!(trial.paste(&id(1), None, NOW).unwrap(), Some(made));
}

pub(super) fn a_body_of_any_length_comes_back_whole(trial: Trial) {
    for (number, length) in [0, 1, 4096, 65_536, 262_144, 262_145, 1_000_003].into_iter().enumerate() {
        let pattern: Vec<u8> = (0..length).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        trial.make(plain(number as u64), &pattern);
        let (paste, spool) = trial.body(&id(number as u64), NOW).unwrap().unwrap();
        assert!(bytes(&spool) == pattern && paste.size == u64::from(length), "{length}");
    }
}

pub(super) fn expired_unknown_and_burning_pastes_have_no_body_to_read(trial: Trial) {
    let end = trial.make(plain(1), b"x").expires_at;
    trial.make(burning(2), b"x");
    assert!(trial.body(&id(1), end - 1).unwrap().is_some());
    for (number, now) in [(1, end), (2, NOW), (3, NOW)] {
        assert!(trial.body(&id(number), now).unwrap().is_none());
    }
    assert!(trial.paste(&id(1), None, end).unwrap().is_none());
    assert!(trial.paste(&id(2), None, NOW).unwrap().is_some());
    assert!(!trial.delete(&id(1), end).unwrap());
}

pub(super) fn of_many_deleters_one_deletes(trial: Trial) {
    trial.make(plain(1), b"x");
    let deleted: usize = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| usize::from(trial.delete(&id(1), NOW).unwrap()))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!(deleted, 1);
    assert_eq!(trial.number("SELECT count(*) FROM body"), 0);
}

pub(super) fn all_go_only_if_the_number_is_right(trial: Trial) {
    for number in 0..5 {
        trial.make(plain(number), b"x");
    }
    trial.make(burning(5), b"x");
    trial.make(burning(6), b"x");
    trial.burn(&id(6), Some([1; 16]), NOW).unwrap().unwrap();
    trial.make(NewPaste { expires_at: NOW, ..plain(7) }, b"x");
    assert_eq!(trial.delete_all(5, NOW).unwrap(), Err(6));
    assert_eq!(trial.number("SELECT count(*) FROM paste"), 8);
    assert_eq!(trial.delete_all(6, NOW).unwrap(), Ok(6));
    assert_eq!(trial.number("SELECT (SELECT count(*) FROM paste) + (SELECT count(*) FROM body)"), 0);
    assert_eq!(trial.delete_all(0, NOW).unwrap(), Ok(0));
}
