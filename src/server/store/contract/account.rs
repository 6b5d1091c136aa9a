//! Accounts, and the fingerprints that stand for them.

use super::super::trial::{NOW, Trial};

const ONE: &str = "1111111111111111111111111111111111111111";
const TWO: &str = "2222222222222222222222222222222222222222";

pub(super) fn a_fingerprint_gets_one_account_however_many_ask(trial: Trial) {
    assert_eq!(trial.identity(ONE).unwrap(), None);
    let all: Vec<_> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| trial.ensure_account(ONE, Some("ab"), NOW).unwrap())).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert!(all.iter().all(|account| *account == all[0]));
    assert_ne!(trial.ensure_account(TWO, None, NOW).unwrap(), all[0]);
    let identity = trial.identity(ONE).unwrap().unwrap();
    assert_eq!((identity.account, identity.owner_fingerprint.as_str(), identity.certificate), (all[0], ONE, None));
    assert!(!identity.admin && !identity.blocked);
}

pub(super) fn marks_are_given_and_taken_and_say_whether_anything_changed(mut trial: Trial) {
    assert!(!trial.has_admin().unwrap());
    assert!(trial.grant_admin(ONE, NOW).unwrap());
    assert!(!trial.grant_admin(ONE, NOW).unwrap());
    assert!(trial.set_blocked(TWO, true, NOW + 1).unwrap());
    assert!(!trial.set_blocked(TWO, true, NOW).unwrap());
    trial.reopen();
    assert!(trial.has_admin().unwrap());
    let marked = trial.marked_accounts().unwrap();
    let shown: Vec<_> = marked.iter().map(|one| (one.owner_fingerprint.as_str(), one.created_at, one.admin, one.blocked)).collect();
    assert_eq!(shown, [(ONE, NOW, true, false), (TWO, NOW + 1, false, true)]);
    assert!(trial.identity(TWO).unwrap().unwrap().blocked);
    assert!(trial.revoke_admin(ONE).unwrap());
    assert!(!trial.revoke_admin(ONE).unwrap());
    assert!(!trial.revoke_admin("nobody").unwrap());
    assert!(trial.set_blocked(TWO, false, NOW).unwrap());
    assert!(trial.marked_accounts().unwrap().is_empty() && !trial.has_admin().unwrap());
}
