//! The janitor's verbs: what is over goes, and what is gone leaves the files.

use super::super::trial::{NOW, Trial, id, plain};
use super::super::*;
use super::super::{CreateRules, Dedup, NewPaste, Once, Quota};
use crate::protocol::limit::DAY;

pub(super) fn what_is_over_goes_and_the_rest_stays(trial: Trial) {
    for number in 0..10 {
        trial.make(NewPaste { expires_at: NOW + number, ..plain(number) }, b"x");
    }
    assert_eq!(trial.sweep(NOW + 4, 100).unwrap(), Swept { expired: 5, ..Swept::default() });
    assert!(trial.paste(&id(5), None, NOW + 4).unwrap().is_some());
    assert_eq!(trial.sweep(NOW + 9, 3).unwrap(), Swept { expired: 3, more: true, ..Swept::default() });
    assert_eq!(trial.sweep(NOW + 9, 3).unwrap(), Swept { expired: 2, ..Swept::default() });
    assert_eq!(trial.number("SELECT count(*) FROM body"), 0);
}

pub(super) fn spent_tokens_body_counts_and_days_go_when_they_are_over(trial: Trial) {
    let rules = CreateRules {
        once: Some(Once { key: [1; 32], request: [2; 32], expires: NOW + 10 }),
        dedup: Some(Dedup { scope: "a".to_owned(), window: 20, max: 3 }),
        quota: vec![Quota { scope: "a".to_owned(), day: NOW / DAY, limit: 100 }],
        total_limit: None,
    };
    trial.create(plain(1), &super::super::trial::body(b"x"), rules).unwrap();
    assert_eq!(trial.sweep(NOW + 9, 10).unwrap().rows, 0);
    assert_eq!(trial.sweep(NOW + 10, 10).unwrap().rows, 1);
    assert_eq!(trial.sweep(NOW + 20, 10).unwrap().rows, 1);
    assert_eq!(trial.sweep((NOW / DAY + 1) * DAY, 10).unwrap().rows, 1);
}
