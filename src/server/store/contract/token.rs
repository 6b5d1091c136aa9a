//! API tokens: kept as SHA-256, acting for their account within their scopes.

use super::super::IssuedCertificate;
use super::super::trial::{NOW, Trial};
use super::super::*;

fn enrolled(trial: &Trial, number: u64, expires_at: u64) -> AccountId {
    let certificate = IssuedCertificate {
        serial: format!("{number:032x}"),
        common_name: "one".to_owned(),
        sha1: format!("{number:040x}"),
        sha256: format!("{number:064x}"),
        issued_at: NOW,
        expires_at,
        revoked_at: None,
    };
    trial.add_certificate(certificate, None, false).unwrap().account
}

fn token(account: AccountId, id: &str) -> ApiToken {
    ApiToken {
        id: id.to_owned(),
        account,
        name: "ci".to_owned(),
        scopes: vec!["create".to_owned(), "list".to_owned()],
        created_at: NOW,
        expires_at: NOW + 100,
        last_used_at: None,
    }
}

pub(super) fn a_token_is_found_by_its_hash_and_listed_to_its_account_alone(trial: Trial) {
    let (one, other) = (enrolled(&trial, 1, NOW + 1000), enrolled(&trial, 2, NOW + 1000));
    trial.add_token(token(one, "a"), [1; 32]).unwrap();
    trial.add_token(token(one, "b"), [2; 32]).unwrap();
    assert!(trial.add_token(token(other, "a"), [3; 32]).is_err());
    assert_eq!(trial.tokens(one, NOW).unwrap(), [token(one, "b"), token(one, "a")]);
    assert!(trial.tokens(other, NOW).unwrap().is_empty() && trial.tokens(one, NOW + 100).unwrap().is_empty());
    let found = trial.token_by_hash(&[1; 32], NOW).unwrap().unwrap();
    assert_eq!((found.token, found.owner_fingerprint), (token(one, "a"), format!("{:040x}", 1)));
    assert!(trial.token_by_hash(&[3; 32], NOW).unwrap().is_none());
    assert!(!trial.delete_token(other, "a").unwrap());
    assert!(trial.delete_token(one, "a").unwrap());
    assert!(trial.token_by_hash(&[1; 32], NOW).unwrap().is_none());
}

pub(super) fn it_counts_while_its_account_does(trial: Trial) {
    let account = enrolled(&trial, 1, NOW + 50);
    trial.add_token(token(account, "a"), [1; 32]).unwrap();
    let counts = |now| trial.token_by_hash(&[1; 32], now).unwrap().is_some();
    assert!(counts(NOW + 49) && !counts(NOW + 50));
    trial.set_blocked(&format!("{:040x}", 1), true, NOW).unwrap();
    assert!(!counts(NOW));
    trial.set_blocked(&format!("{:040x}", 1), false, NOW).unwrap();
    trial.revoke_certificate(&format!("{:032x}", 1), NOW).unwrap();
    assert!(!counts(NOW));
    let renewed = IssuedCertificate {
        serial: "s".to_owned(),
        common_name: "one".to_owned(),
        sha1: "f".to_owned(),
        sha256: "f".to_owned(),
        issued_at: NOW,
        expires_at: NOW + 1000,
        revoked_at: None,
    };
    trial.add_certificate(renewed, Some(account), false).unwrap();
    assert!(counts(NOW + 99) && !counts(NOW + 100));
}

pub(super) fn that_of_a_marked_account_without_a_certificate_of_ours_counts_while_the_mark_is_on_it(trial: Trial) {
    let sha1 = format!("{:040x}", 1);
    let account = trial.ensure_account(&sha1, None, NOW).unwrap();
    trial.add_token(token(account, "a"), [1; 32]).unwrap();
    let counts = || trial.token_by_hash(&[1; 32], NOW).unwrap().is_some();
    assert!(!counts());
    trial.grant_admin(&sha1, NOW).unwrap();
    assert!(counts() && trial.live_tokens(NOW).unwrap().len() == 1);
    trial.set_blocked(&sha1, true, NOW).unwrap();
    assert!(!counts());
    trial.set_blocked(&sha1, false, NOW).unwrap();
    trial.revoke_admin(&sha1).unwrap();
    assert!(!counts());
    // The mark is no certificate: where there was one of ours, its end is the tokens' end.
    let other = enrolled(&trial, 2, NOW + 50);
    trial.add_token(token(other, "b"), [2; 32]).unwrap();
    trial.grant_admin(&format!("{:040x}", 2), NOW).unwrap();
    let other_counts = |now| trial.token_by_hash(&[2; 32], now).unwrap().is_some();
    assert!(other_counts(NOW + 49) && !other_counts(NOW + 50));
}

pub(super) fn its_use_is_noted_once_a_minute(trial: Trial) {
    let account = enrolled(&trial, 1, NOW + 1000);
    trial.add_token(token(account, "a"), [1; 32]).unwrap();
    let used = || trial.tokens(account, NOW).unwrap()[0].last_used_at;
    trial.touch_token(&token(account, "a"), NOW).unwrap();
    assert_eq!(used(), Some(NOW));
    // Who read the token before it was noted writes nothing either.
    trial.touch_token(&token(account, "a"), NOW + 59).unwrap();
    assert_eq!(used(), Some(NOW));
    trial.touch_token(&trial.tokens(account, NOW).unwrap()[0], NOW + 60).unwrap();
    assert_eq!(used(), Some(NOW + 60));
}
