//! Changes a paste that does not burn: its body, its label, its password, its end.

use super::super::trial::{NOW, Trial, body, burning, bytes, id, plain};
use super::super::*;
use super::super::{ListQuery, PasswordHash};

pub(super) fn what_is_named_changes_and_the_rest_stays(mut trial: Trial) {
    let made = trial.make(plain(1), b"old");
    let password = PasswordHash { salt: [1; 32], hash: [2; 32], rounds: 3 };
    let change = PasteChange {
        display_name: Some(Some("label".to_owned())),
        password: Some(Some(password.clone())),
        expires_at: Some(NOW + 5),
        ..PasteChange::default()
    };
    let Updated::Done(changed) = trial.update(&id(1), change, NOW).unwrap() else { panic!() };
    assert_eq!(changed.display_name.as_deref(), Some("label"));
    assert_eq!((changed.password.as_ref(), changed.expires_at, changed.size), (Some(&password), NOW + 5, 3));
    let removed =
        PasteChange { display_name: Some(None), password: Some(None), expires_at: Some(made.expires_at), ..PasteChange::default() };
    assert_eq!(trial.update(&id(1), removed, NOW).unwrap(), Updated::Done(made.clone()));
    trial.reopen();
    assert_eq!(trial.paste(&id(1), None, NOW).unwrap(), Some(made));
}

pub(super) fn a_new_body_replaces_the_old_of_any_length(trial: Trial) {
    let owner = trial.account(1);
    trial.make(super::super::NewPaste { owner: Some(owner), ..plain(1) }, b"old");
    for length in [300_000, 5, 400_000, 0] {
        let new = vec![7; length];
        let change = PasteChange { body: Some((body(&new), "image/png".to_owned())), ..PasteChange::default() };
        let Updated::Done(paste) = trial.update(&id(1), change, NOW).unwrap() else { panic!() };
        assert_eq!((paste.size, paste.mime_type.as_str()), (length as u64, "image/png"));
        assert!(bytes(&trial.body(&id(1), NOW).unwrap().unwrap().1) == new);
        assert_eq!(trial.stored().unwrap().bytes, length as u64);
    }
    assert_eq!(trial.list(&ListQuery { owner: Some(owner), limit: 5, ..ListQuery::default() }, NOW).unwrap().pastes[0].size, 0);
}

pub(super) fn what_burns_or_is_over_never_changes(trial: Trial) {
    trial.make(burning(1), b"x");
    let end = trial.make(plain(2), b"x").expires_at;
    let change = PasteChange { display_name: Some(None), ..PasteChange::default() };
    for (number, now) in [(1, NOW), (2, end), (3, NOW)] {
        assert_eq!(trial.update(&id(number), change.clone(), now).unwrap(), Updated::Gone);
    }
}

pub(super) fn a_reader_meets_the_old_body_or_the_new_and_no_mixture(trial: Trial) {
    trial.make(plain(1), &vec![0; 300_000]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let (paste, spool) = trial.body(&id(1), NOW).unwrap().unwrap();
                    let bytes = bytes(&spool);
                    assert!(bytes.len() as u64 == paste.size && bytes.iter().all(|byte| *byte == bytes[0]));
                }
            });
        }
        for round in 1..40_u8 {
            let new = vec![round; 300_000 - usize::from(round) * 5000];
            let change = PasteChange { body: Some((body(&new), "text/plain".to_owned())), ..PasteChange::default() };
            trial.update(&id(1), change, NOW).unwrap();
        }
    });
}
