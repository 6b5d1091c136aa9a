//! Lists pastes, newest first: by cursor at the same cost on every page, the total from a kept counter.

use super::super::NewPaste;
use super::super::trial::{NOW, Trial, burning, id, plain};
use super::super::*;

/// Follows the cursor to the end; the ids, and the total that every page must name.
fn walk(trial: &Trial, query: &ListQuery) -> (Vec<String>, u64) {
    let (mut ids, mut query, mut total) = (Vec::new(), query.clone(), None);
    loop {
        let page = trial.list(&query, NOW).unwrap();
        assert!(page.pastes.len() as u64 <= query.limit);
        assert_eq!(*total.get_or_insert(page.total), page.total);
        ids.extend(page.pastes.iter().map(|paste| paste.id.to_string()));
        let Some(next) = page.next_cursor else { return (ids, total.unwrap()) };
        query.cursor = Some(next);
    }
}

pub(super) fn pages_meet_without_gap_or_overlap_also_within_one_second(trial: Trial) {
    let owners = [trial.account(1), trial.account(2)];
    for number in 0..50 {
        let owner = owners.get(usize::try_from(number % 3).unwrap()).copied();
        let mime_type = if number % 5 == 0 { "image/png" } else { "text/plain" }.to_owned();
        trial.make(NewPaste { owner, mime_type, created_at: NOW + number / 10, ..plain(number) }, b"x");
    }
    let expect =
        |keep: &dyn Fn(u64) -> bool| (0..50).rev().filter(|number| keep(*number)).map(|number| id(number).to_string()).collect::<Vec<_>>();
    let all = ListQuery { limit: 7, ..ListQuery::default() };
    let cases: [(ListQuery, &dyn Fn(u64) -> bool); 6] = [
        (all.clone(), &|_| true),
        (ListQuery { owner: Some(owners[1]), ..all.clone() }, &|number| number % 3 == 1),
        (ListQuery { kind: Some("image/".to_owned()), ..all.clone() }, &|number| number % 5 == 0),
        (ListQuery { kind: Some("im%".to_owned()), ..all.clone() }, &|_| false),
        (ListQuery { after: Some(NOW + 1), before: Some(NOW + 3), ..all.clone() }, &|number| (10..40).contains(&number)),
        (ListQuery { owner: Some(owners[0]), kind: Some("text".to_owned()), before: Some(NOW), ..all.clone() }, &|number| {
            number < 10 && number % 3 == 0 && number % 5 != 0
        }),
    ];
    for (query, keep) in cases {
        let expected = expect(keep);
        assert_eq!(walk(&trial, &query), (expected.clone(), expected.len() as u64), "{query:?}");
    }
    let page = trial.list(&ListQuery { offset: 48, ..all }, NOW).unwrap();
    assert_eq!((page.pastes.len(), page.total, page.next_cursor), (2, 50, None));
}

pub(super) fn expired_and_leased_pastes_are_neither_shown_nor_counted_unread_burns_are(trial: Trial) {
    let owner = Some(trial.account(1));
    trial.make(NewPaste { owner, expires_at: NOW + 5, ..plain(1) }, b"x");
    trial.make(NewPaste { owner, ..burning(2) }, b"x");
    trial.make(NewPaste { owner, ..burning(3) }, b"x");
    trial.burn(&id(3), Some([1; 16]), NOW).unwrap().unwrap();
    for (owner, kind) in [(None, None), (owner, None), (None, Some("t")), (owner, Some("t"))] {
        let query = ListQuery { owner, kind: kind.map(str::to_owned), limit: 10, ..ListQuery::default() };
        let shown = |now| trial.list(&query, now).map(|page| (page.pastes.len(), page.total)).unwrap();
        assert_eq!((shown(NOW + 4), shown(NOW + 5)), ((2, 2), (1, 1)));
    }
}

pub(super) fn what_is_no_cursor_is_refused(trial: Trial) {
    for bad in ["", "1", "-", "1-", "-1", "1-x", "+1-1", "1-1-1", "FF-1", "ffffffffffffffff-1", "1 -1"] {
        let query = ListQuery { cursor: Some(bad.to_owned()), limit: 1, ..ListQuery::default() };
        assert_eq!(trial.list(&query, NOW).unwrap_err(), super::super::StoreError::InvalidCursor, "{bad}");
    }
    let none = trial.list(&ListQuery::default(), NOW).unwrap();
    assert!(none.pastes.is_empty() && none.next_cursor.is_none());
}
