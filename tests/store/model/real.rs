//! The same steps, done by the store that ships.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use fpaste::protocol::PasteId;
use fpaste::protocol::limit::DAY;
use fpaste::server::spool::{Budget, Spool, SpoolWriter};
use fpaste::server::store::{
    self, AccountId, CreateRules, Created, Dedup, ListQuery, NewPaste, Once, Options, Paste, PasteChange, Quota, Replay, Store, Updated,
};
use sha2::{Digest as _, Sha256};

use super::memory::{OFTEN, QUOTA, REMEMBERED, WINDOW};
use super::step::{Body, KEYS, NAMES, NOW, New, READERS, Step, Verb};

/// The fingerprints of those who make pastes.
pub const OWNERS: [&str; 2] = ["1111111111111111111111111111111111111111", "2222222222222222222222222222222222222222"];

/// A store.
pub struct Real<'a> {
    opened: Box<dyn Fn() -> Arc<dyn Store> + 'a>,
    store: Option<Arc<dyn Store>>,
    owners: Vec<AccountId>,
}

fn id(number: u64) -> PasteId {
    format!("{number:012x}").parse().unwrap()
}

fn spool(body: Body) -> Spool {
    let mut writer = SpoolWriter::new(&Budget::new(1 << 30, 1 << 30));
    writer.write_all(&vec![body.fill; body.length]).unwrap();
    writer.finish()
}

/// What a spool holds, which must be all alike.
fn body(spool: &Spool) -> Body {
    let bytes = spool.head(usize::MAX).unwrap();
    let fill = bytes.first().copied().unwrap_or(0);
    assert!(bytes.iter().all(|&byte| byte == fill), "a body is a mixture");
    Body { length: bytes.len(), fill }
}

fn told(paste: &Paste) -> String {
    let number = u64::from_str_radix(paste.id.as_str(), 16).unwrap();
    let Paste { mime_type, size, created_at, expires_at, burn, .. } = paste;
    let (owner, claim, label) = (paste.owner_fingerprint.as_deref(), paste.claim_hash.is_some(), paste.display_name.as_deref());
    format!("{number} {owner:?} {mime_type} {size} {created_at} {expires_at} {burn} {claim} {label:?}")
}

fn name(reader: u8) -> [u8; 16] {
    [reader; 16]
}

fn claim_hash(claim: u8) -> [u8; 32] {
    Sha256::digest([claim; 32]).into()
}

impl<'a> Real<'a> {
    /// One in a file.
    pub fn open(path: &'a Path) -> Self {
        Self::over(|| store::open(path, Budget::new(1 << 30, 1 << 30), &Options::default()).unwrap())
    }

    /// One that is opened like this.
    pub fn over(opened: impl Fn() -> Arc<dyn Store> + 'a) -> Self {
        let mut real = Self { opened: Box::new(opened), store: None, owners: Vec::new() };
        real.reopen();
        real.owners = OWNERS.iter().map(|owner| real.store().ensure_account(owner, None, NOW).unwrap()).collect();
        real
    }

    fn reopen(&mut self) {
        self.store = None;
        self.store = Some((self.opened)());
    }

    fn store(&self) -> &dyn Store {
        &**self.store.as_ref().unwrap()
    }

    /// What this step answers.
    pub fn step(&mut self, step: &Step) -> String {
        let now = step.now;
        match &step.verb {
            Verb::Create(new) => self.create(new, now),
            Verb::Get { number, reader } => self.get(*number, *reader, now),
            Verb::Burn { number, reader, claim } => self.burn(*number, *reader, *claim, now),
            Verb::Confirm { number, reader } => self.store().confirm_burn(&id(*number), name(*reader), now).unwrap().to_string(),
            Verb::Delete { number } => self.store().delete(&id(*number), now).unwrap().to_string(),
            Verb::Update { number, body, label, expires_at } => {
                let change = PasteChange {
                    body: body.map(|body| (spool(body), "text/new".to_owned())),
                    display_name: label.map(|label| label.then(|| "new".to_owned())),
                    expires_at: *expires_at,
                    ..PasteChange::default()
                };
                match self.store().update(&id(*number), change, now).unwrap() {
                    Updated::Done(paste) => told(&paste),
                    Updated::Gone => "gone".into(),
                    full @ Updated::Full { .. } => format!("{full:?}"),
                }
            }
            Verb::List { owner, kind, after, before, limit } => {
                let query = ListQuery {
                    owner: owner.map(|owner| self.owners[owner]),
                    kind: kind.map(str::to_owned),
                    after: *after,
                    before: *before,
                    limit: *limit,
                    ..ListQuery::default()
                };
                self.list(query, now)
            }
            Verb::DeleteAll { fewer } => {
                let exist = self.store().list(&ListQuery { limit: 1, ..ListQuery::default() }, now).unwrap().total;
                match self.store().delete_all(exist.saturating_sub(*fewer), now).unwrap() {
                    Ok(count) => format!("all {count}"),
                    Err(exist) => format!("no: {exist}"),
                }
            }
            Verb::Replay { key, request } => self.replay(*key, *request, now),
            Verb::Sweep => {
                let swept = self.store().sweep(now, 10_000).unwrap();
                format!("{} {}", swept.leases, swept.expired)
            }
            Verb::Erase => {
                assert!(self.store().erase().unwrap().log_empty);
                "done".into()
            }
            Verb::Restart => {
                self.reopen();
                "done".into()
            }
        }
    }

    fn create(&self, new: &New, now: u64) -> String {
        let rules = CreateRules {
            once: new.once.map(|(key, request)| Once { key: [key; 32], request: [request; 32], expires: now + REMEMBERED }),
            dedup: new.dedup.then(|| Dedup { scope: "a".to_owned(), window: WINDOW, max: OFTEN }),
            quota: new.quota.then(|| Quota { scope: "q".to_owned(), day: now / DAY, limit: QUOTA }).into_iter().collect(),
            total_limit: None,
        };
        let paste = NewPaste {
            id: id(new.number),
            owner: new.owner.map(|owner| self.owners[owner]),
            mime_type: new.mime_type.to_owned(),
            created_at: now,
            expires_at: new.expires_at,
            burn: new.burn,
            claim_hash: new.claim.map(claim_hash),
            password: None,
            display_name: new.label.then(|| "label".to_owned()),
            delete_token_hash: None,
        };
        match self.store().create(paste, &spool(new.body), rules).unwrap() {
            Created::New(paste) => format!("made {}", told(&paste)),
            Created::Replay(paste) => format!("same {}", told(&paste)),
            Created::OnceMismatch => "mismatch".into(),
            Created::Duplicate { count, retry_after, .. } => format!("duplicate {count} {retry_after}"),
            Created::IdTaken => "taken".into(),
            Created::Full { limit, used, .. } => format!("full {limit} {used}"),
        }
    }

    fn replay(&self, key: u8, request: u8, now: u64) -> String {
        match self.store().replay(&[key; 32], &[request; 32], now).unwrap() {
            None => "unspent".into(),
            Some(Replay::Same(paste)) => format!("same {}", told(&paste)),
            Some(Replay::Mismatch) => "mismatch".into(),
        }
    }

    fn get(&self, number: u64, reader: Option<u8>, now: u64) -> String {
        let there = self.store().paste(&id(number), reader.map(name), now).unwrap().map(|paste| told(&paste));
        let body = self.store().body(&id(number), now).unwrap().map(|(_, spool)| body(&spool));
        format!("{there:?} {body:?}")
    }

    /// As the handler does it: the claim first, which burns nothing.
    fn burn(&self, number: u64, reader: Option<u8>, claim: u8, now: u64) -> String {
        let Some(paste) = self.store().paste(&id(number), reader.map(name), now).unwrap().filter(|paste| paste.burn) else {
            assert!(self.store().burn(&id(number), reader.map(name), now).unwrap().is_none());
            return "none".into();
        };
        if paste.claim_hash.is_some_and(|wanted| wanted != claim_hash(claim)) {
            return "claim".into();
        }
        let burned = self.store().burn(&id(number), reader.map(name), now).unwrap().unwrap();
        let body = body(&burned.body);
        burned.lease_left.map_or_else(|| format!("{body:?} erased"), |left| format!("{body:?} {left}"))
    }

    fn list(&self, mut query: ListQuery, now: u64) -> String {
        let mut found = Vec::new();
        loop {
            let listing = self.store().list(&query, now).unwrap();
            found.extend(listing.pastes.iter().map(|paste| u64::from_str_radix(paste.id.as_str(), 16).unwrap()));
            query.cursor = listing.next_cursor;
            if query.cursor.is_none() {
                return format!("{} {found:?}", listing.total);
            }
        }
    }

    /// All that can be asked.
    pub fn state(&self, now: u64) -> String {
        let mut all = Vec::new();
        for number in 0..NAMES {
            for reader in [None].into_iter().chain((0..u8::try_from(READERS).unwrap()).map(Some)) {
                all.push(self.get(number, reader, now));
            }
        }
        for key in 0..KEYS {
            all.extend([self.replay(key, 0, now), self.replay(key, 1, now)]);
        }
        let stored = self.store().stored().unwrap();
        let counted = self.store().counted(&Quota { scope: "q".to_owned(), day: now / DAY, limit: QUOTA }).unwrap();
        all.push(format!("{} {} {counted}", stored.pastes, stored.bytes));
        all.join("; ")
    }
}
