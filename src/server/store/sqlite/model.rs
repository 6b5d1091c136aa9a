//! The store against a model of it in memory: the same random verbs go to both, and every answer must be the same.
//!
//! `FPASTE_MODEL_SEED=N` repeats a run; one that fails names its seed.

use std::collections::BTreeMap;

use super::trial::{NOW, Trial, body, bytes, id, plain};
use super::{AccountId, CreateRules, Created, Dedup, ListQuery, NewPaste, Once, PasteChange, Quota, Replay, Stored, Updated};
use crate::protocol::limit::{BURN_LEASE, DAY};

/// A small generator, so that a seed says everything (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % bound
    }

    fn one_in(&mut self, chance: u64) -> bool {
        self.below(chance) == 0
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(2).then(|| value(self))
    }
}

#[derive(Clone, Debug)]
struct Kept {
    order: u64,
    number: u64,
    owner: Option<AccountId>,
    mime_type: String,
    created_at: u64,
    expires_at: u64,
    burn: bool,
    label: Option<String>,
    bytes: Vec<u8>,
    lease: Option<([u8; 16], u64)>,
}

#[derive(Default)]
struct Model {
    made: u64,
    /// By the order in which they were made.
    pastes: BTreeMap<u64, Kept>,
    once: BTreeMap<u8, (u8, u64, u64)>,
    dedup: BTreeMap<Vec<u8>, (u64, u64)>,
    quota: BTreeMap<u64, u64>,
}

const QUOTA: u64 = 40_000;
const WINDOW: u64 = 50;

impl Kept {
    fn open(&self, now: u64) -> bool {
        self.lease.is_none() && now < self.expires_at
    }

    fn leased_to(&self, reader: Option<[u8; 16]>, now: u64) -> Option<u64> {
        self.lease.filter(|(holder, until)| Some(*holder) == reader && now < *until).map(|(_, until)| until - now)
    }
}

impl Model {
    /// The paste that has this name now, over or not.
    fn named(&mut self, number: u64) -> Option<&mut Kept> {
        self.pastes.values_mut().find(|kept| kept.number == number)
    }

    fn remove(&mut self, number: u64) {
        self.pastes.retain(|_, kept| kept.number != number);
    }
}

/// What one creation asks, drawn from few values so that they meet.
fn creation(dice: &mut Dice, owners: &[AccountId], now: u64) -> (Kept, Option<(u8, u8)>, bool, bool) {
    let length = if dice.one_in(40) { 270_000 + dice.below(100) } else { dice.below(900) };
    let fill = u8::try_from(dice.below(4)).unwrap();
    let kept = Kept {
        order: 0,
        number: dice.below(40),
        owner: owners.get(usize::try_from(dice.below(4)).unwrap()).copied(),
        mime_type: ["text/plain", "text/html", "image/png"][usize::try_from(dice.below(3)).unwrap()].to_owned(),
        created_at: now,
        expires_at: now + dice.below(120),
        burn: dice.one_in(2),
        label: dice.maybe(|_| "label".to_owned()),
        bytes: vec![fill; usize::try_from(length).unwrap()],
        lease: None,
    };
    let few = |dice: &mut Dice| u8::try_from(dice.below(6)).unwrap();
    let once = dice.one_in(3).then(|| (few(dice), few(dice) % 2));
    (kept, once, dice.one_in(3), dice.one_in(3))
}

fn create(trial: &Trial, model: &mut Model, dice: &mut Dice, owners: &[AccountId], now: u64) {
    let (kept, once, dedup, quota) = creation(dice, owners, now);
    let day = now / DAY;
    let rules = CreateRules {
        once: once.map(|(key, request)| Once { key: [key; 32], request: [request; 32], expires: now + 100 }),
        dedup: dedup.then(|| Dedup { scope: "a".to_owned(), window: WINDOW, max: 2 }),
        quota: quota.then(|| Quota { scope: "q".to_owned(), day, limit: QUOTA }).into_iter().collect(),
        total_limit: None,
    };
    let new = NewPaste {
        owner: kept.owner,
        mime_type: kept.mime_type.clone(),
        created_at: now,
        expires_at: kept.expires_at,
        burn: kept.burn,
        display_name: kept.label.clone(),
        ..plain(kept.number)
    };
    let outcome = trial.create(new, &body(&kept.bytes), rules).unwrap();
    let size = kept.bytes.len() as u64;
    if let Some(&(request, order, until)) = once.and_then(|(key, _)| model.once.get(&key))
        && now < until
    {
        let same = once.is_some_and(|(_, asked)| asked == request);
        match model.pastes.get(&order).filter(|made| same && made.open(now)) {
            Some(made) => {
                assert!(matches!(outcome, Created::Replay(paste) if paste.id == id(made.number) && paste.created_at == made.created_at));
            }
            None => assert_eq!(outcome, Created::OnceMismatch),
        }
        return;
    }
    let used = model.quota.get(&day).copied().unwrap_or(0);
    if quota && used + size > QUOTA {
        assert_eq!(outcome, Created::Full { scope: "q".to_owned(), limit: QUOTA, used });
        return;
    }
    let (began, count) = model.dedup.get(&kept.bytes).copied().filter(|(began, _)| now < began + WINDOW).unwrap_or((now, 0));
    if dedup && count >= 2 {
        assert_eq!(outcome, Created::Duplicate { count, window_seconds: WINDOW, retry_after: began + WINDOW - now });
        return;
    }
    if model.named(kept.number).is_some() {
        assert_eq!(outcome, Created::IdTaken);
        return;
    }
    assert!(matches!(outcome, Created::New(paste) if paste.size == size && paste.owner == kept.owner));
    model.made += 1;
    if quota {
        model.quota.insert(day, used + size);
    }
    if dedup {
        model.dedup.insert(kept.bytes.clone(), (began, count + 1));
    }
    if let Some((key, request)) = once {
        model.once.insert(key, (request, model.made, now + 100));
    }
    model.pastes.insert(model.made, Kept { order: model.made, ..kept });
}

fn read(trial: &Trial, model: &mut Model, number: u64, reader: Option<[u8; 16]>, now: u64) {
    let kept = model.named(number).cloned();
    let there = kept.clone().filter(|kept| kept.open(now) || kept.leased_to(reader, now).is_some());
    let found = trial.paste(&id(number), reader, now).unwrap();
    assert_eq!(
        found.map(|paste| (paste.created_at, paste.size, paste.display_name, paste.burn)),
        there.map(|kept| (kept.created_at, kept.bytes.len() as u64, kept.label, kept.burn))
    );
    let plain = kept.filter(|kept| kept.open(now) && !kept.burn);
    assert!(trial.body(&id(number), now).unwrap().map(|(_, body)| bytes(&body)) == plain.map(|kept| kept.bytes));
}

fn burn(trial: &Trial, model: &mut Model, number: u64, reader: Option<[u8; 16]>, now: u64) {
    let got = trial.burn(&id(number), reader, now).unwrap().map(|burned| (bytes(&burned.body), burned.lease_left));
    let expected = model.named(number).filter(|kept| kept.burn).and_then(|kept| {
        if kept.open(now) {
            kept.lease = reader.map(|reader| (reader, now + BURN_LEASE));
            return Some((kept.bytes.clone(), reader.map(|_| BURN_LEASE)));
        }
        kept.leased_to(reader, now).map(|left| (kept.bytes.clone(), Some(left)))
    });
    assert!(got == expected);
    if expected.is_some() && reader.is_none() {
        model.remove(number);
    }
}

fn update(trial: &Trial, model: &mut Model, dice: &mut Dice, number: u64, now: u64) {
    let change = PasteChange {
        body: dice.maybe(|dice| (body(&vec![9; usize::try_from(dice.below(2000)).unwrap()]), "text/new".to_owned())),
        display_name: dice.maybe(|dice| dice.maybe(|_| "new".to_owned())),
        expires_at: dice.maybe(|dice| now + dice.below(200)),
        ..PasteChange::default()
    };
    let outcome = trial.update(&id(number), change.clone(), now).unwrap();
    let Some(kept) = model.named(number).filter(|kept| kept.open(now) && !kept.burn) else {
        assert_eq!(outcome, Updated::Gone);
        return;
    };
    if let Some((spool, mime_type)) = change.body {
        (kept.bytes, kept.mime_type) = (bytes(&spool), mime_type);
    }
    if let Some(label) = change.display_name {
        kept.label = label;
    }
    kept.expires_at = change.expires_at.unwrap_or(kept.expires_at);
    assert!(matches!(outcome, Updated::Done(paste) if paste.size == kept.bytes.len() as u64 && paste.expires_at == kept.expires_at));
}

fn list(trial: &Trial, model: &Model, dice: &mut Dice, owners: &[AccountId], now: u64) {
    let query = ListQuery {
        owner: owners.get(usize::try_from(dice.below(6)).unwrap()).copied(),
        kind: dice.one_in(3).then(|| ["text/", "image/png", "x"][usize::try_from(dice.below(3)).unwrap()].to_owned()),
        after: dice.one_in(3).then(|| now.saturating_sub(dice.below(60))),
        before: dice.one_in(3).then(|| now.saturating_sub(dice.below(60))),
        limit: 1 + dice.below(5),
        ..ListQuery::default()
    };
    let mut expected: Vec<&Kept> = model
        .pastes
        .values()
        .filter(|kept| kept.open(now) && query.owner.is_none_or(|owner| kept.owner == Some(owner)))
        .filter(|kept| query.kind.as_ref().is_none_or(|kind| kept.mime_type.starts_with(kind)))
        .filter(|kept| {
            query.after.is_none_or(|after| kept.created_at >= after) && query.before.is_none_or(|before| kept.created_at <= before)
        })
        .collect();
    expected.sort_by_key(|kept| std::cmp::Reverse((kept.created_at, kept.order)));
    let (mut found, mut page) = (Vec::new(), query.clone());
    loop {
        let listing = trial.list(&page, now).unwrap();
        assert_eq!(listing.total, expected.len() as u64, "{query:?}");
        found.extend(listing.pastes.into_iter().map(|paste| paste.id));
        page.cursor = listing.next_cursor;
        if page.cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, expected.iter().map(|kept| id(kept.number)).collect::<Vec<_>>(), "{query:?}");
}

fn sweep(trial: &Trial, model: &mut Model, now: u64) {
    let swept = trial.sweep(now, 10_000).unwrap();
    let before = model.pastes.len();
    model.pastes.retain(|_, kept| kept.lease.is_none_or(|(_, until)| now < until));
    let leases = before - model.pastes.len();
    model.pastes.retain(|_, kept| kept.lease.is_some() || kept.open(now));
    assert_eq!((swept.leases, swept.expired), (leases as u64, (before - leases - model.pastes.len()) as u64));
    model.once.retain(|_, (_, _, until)| now < *until);
    let unleased: Vec<_> = model.pastes.values().filter(|kept| kept.lease.is_none()).collect();
    let bytes = unleased.iter().map(|kept| kept.bytes.len() as u64).sum();
    assert_eq!(trial.stored().unwrap(), Stored { pastes: unleased.len() as u64, bytes });
}

fn run(seed: u64, steps: u64) {
    let (mut trial, mut model, mut dice, mut now) = (Trial::new(), Model::default(), Dice(seed), NOW);
    let owners = [trial.account(1), trial.account(2)];
    for _ in 0..steps {
        let number = dice.below(40);
        let reader = dice.maybe(|dice| [u8::try_from(dice.below(3)).unwrap(); 16]);
        match dice.below(100) {
            0..35 => create(&trial, &mut model, &mut dice, &owners, now),
            35..50 => read(&trial, &mut model, number, reader, now),
            50..65 => burn(&trial, &mut model, number, reader, now),
            65..70 => {
                let confirms = model.named(number).is_some_and(|kept| kept.leased_to(reader, now).is_some());
                assert_eq!(trial.confirm_burn(&id(number), reader.unwrap_or([9; 16]), now).unwrap(), confirms);
                if confirms {
                    model.remove(number);
                }
            }
            70..75 => {
                let deletes = model.named(number).is_some_and(|kept| kept.open(now));
                assert_eq!(trial.delete(&id(number), now).unwrap(), deletes);
                if deletes {
                    model.remove(number);
                }
            }
            75..80 => update(&trial, &mut model, &mut dice, number, now),
            80..88 => list(&trial, &model, &mut dice, &owners, now),
            88..91 => sweep(&trial, &mut model, now),
            91..93 => {
                let exist = model.pastes.values().filter(|kept| kept.open(now)).count() as u64;
                let confirm = exist.saturating_sub(dice.below(2));
                let outcome = trial.delete_all(confirm, now).unwrap();
                assert_eq!(outcome, if confirm == exist { Ok(exist) } else { Err(exist) });
                if confirm == exist {
                    model.pastes.clear();
                }
            }
            93 => assert!(trial.erase().unwrap().log_empty),
            94 if dice.one_in(4) => trial.reopen(),
            95 => {
                let key = u8::try_from(dice.below(6)).unwrap();
                let known = model.once.get(&key).is_some_and(|(_, _, until)| now < *until);
                let replay = trial.replay(&[key; 32], &[7; 32], now).unwrap();
                assert!(replay == known.then_some(Replay::Mismatch));
            }
            _ => now += dice.below(12),
        }
    }
    assert_eq!(trial.sql().query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    assert_eq!(trial.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#[test]
fn the_store_answers_as_a_model_of_it_does() {
    let (seeds, steps) = (3, 1000);
    let first = option_env!("FPASTE_MODEL_SEED").and_then(|seed| seed.parse().ok());
    let drawn = || u64::from_le_bytes(crate::sys::entropy::draw(&crate::sys::entropy::SystemEntropy).unwrap());
    for seed in first.map_or_else(|| (0..seeds).map(|_| drawn()).collect(), |seed| vec![seed]) {
        // A thread that panics says its name.
        let named = std::thread::Builder::new().name(format!("FPASTE_MODEL_SEED={seed}"));
        named.spawn(move || run(seed, steps)).unwrap().join().unwrap();
    }
}
