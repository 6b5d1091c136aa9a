//! The store as it should be: a few maps in memory, and the rules of PROTOCOL §3 and §4.

use std::collections::BTreeMap;

use fpaste::protocol::limit::{BURN_LEASE, DAY};

use super::real::OWNERS;
use super::step::{Body, KEYS, NAMES, New, READERS, Step, Verb};

/// Bytes a day.
pub const QUOTA: u64 = 40_000;
/// Seconds in which a body may come [`OFTEN`] times.
pub const WINDOW: u64 = 50;
pub const OFTEN: u64 = 2;
/// Seconds for which a key is remembered.
pub const REMEMBERED: u64 = 100;

#[derive(Clone, Debug)]
struct Kept {
    order: u64,
    created_at: u64,
    new: New,
    label: Option<&'static str>,
    mime_type: &'static str,
    lease: Option<(u8, u64)>,
}

/// All there is.
#[derive(Clone, Debug, Default)]
pub struct Model {
    made: u64,
    /// By the order in which they were made.
    pastes: BTreeMap<u64, Kept>,
    once: BTreeMap<u8, (u8, u64, u64)>,
    /// When it began, and how often it came.
    dedup: BTreeMap<Body, (u64, u64)>,
    quota: BTreeMap<u64, u64>,
}

impl Kept {
    fn is_open(&self, now: u64) -> bool {
        self.lease.is_none() && now < self.new.expires_at
    }

    fn leased_to(&self, reader: Option<u8>, now: u64) -> Option<u64> {
        self.lease.filter(|(holder, until)| Some(*holder) == reader && now < *until).map(|(_, until)| until - now)
    }

    fn told(&self) -> String {
        let owner = self.new.owner.map(|owner| OWNERS[owner]);
        let New { number, burn, body, claim, expires_at, .. } = self.new;
        let mime_type = self.mime_type;
        format!(
            "{number} {owner:?} {mime_type} {} {} {expires_at} {burn} {} {:?}",
            body.length,
            self.created_at,
            claim.is_some(),
            self.label
        )
    }
}

impl Model {
    fn named(&mut self, number: u64) -> Option<&mut Kept> {
        self.pastes.values_mut().find(|kept| kept.new.number == number)
    }

    fn remove(&mut self, number: u64) {
        self.pastes.retain(|_, kept| kept.new.number != number);
    }

    /// What this step should answer.
    pub fn step(&mut self, step: &Step) -> String {
        let now = step.now;
        match &step.verb {
            Verb::Create(new) => self.create(new, now),
            Verb::Get { number, reader } => self.get(*number, *reader, now),
            Verb::Burn { number, reader, claim } => self.burn(*number, *reader, *claim, now),
            Verb::Confirm { number, reader } => {
                let confirms = self.named(*number).is_some_and(|kept| kept.leased_to(Some(*reader), now).is_some());
                if confirms {
                    self.remove(*number);
                }
                confirms.to_string()
            }
            Verb::Delete { number } => {
                let deletes = self.named(*number).is_some_and(|kept| kept.is_open(now));
                if deletes {
                    self.remove(*number);
                }
                deletes.to_string()
            }
            Verb::Update { number, body, label, expires_at } => {
                let Some(kept) = self.named(*number).filter(|kept| kept.is_open(now) && !kept.new.burn) else { return "gone".into() };
                if let Some(body) = body {
                    (kept.new.body, kept.mime_type) = (*body, "text/new");
                }
                if let Some(label) = label {
                    kept.label = label.then_some("new");
                }
                kept.new.expires_at = expires_at.unwrap_or(kept.new.expires_at);
                kept.told()
            }
            Verb::List { owner, kind, after, before, .. } => {
                let mut fit: Vec<_> = self
                    .pastes
                    .values()
                    .filter(|kept| kept.is_open(now) && owner.is_none_or(|owner| kept.new.owner == Some(owner)))
                    .filter(|kept| kind.is_none_or(|kind| kept.mime_type.starts_with(kind)))
                    .filter(|kept| after.is_none_or(|after| kept.created_at >= after))
                    .filter(|kept| before.is_none_or(|before| kept.created_at <= before))
                    .collect();
                fit.sort_by_key(|kept| std::cmp::Reverse((kept.created_at, kept.order)));
                format!("{} {:?}", fit.len(), fit.iter().map(|kept| kept.new.number).collect::<Vec<_>>())
            }
            Verb::DeleteAll { fewer } => {
                let exist = self.pastes.values().filter(|kept| kept.is_open(now)).count() as u64;
                if exist.saturating_sub(*fewer) != exist {
                    return format!("no: {exist}");
                }
                self.pastes.clear();
                format!("all {exist}")
            }
            Verb::Replay { key, request } => self.replay(*key, *request, now),
            Verb::Sweep => self.sweep(now),
            Verb::Erase | Verb::Restart => "done".into(),
        }
    }

    fn create(&mut self, new: &New, now: u64) -> String {
        let (day, size) = (now / DAY, new.body.length as u64);
        if let Some((key, request)) = new.once
            && self.once.get(&key).is_some_and(|(_, _, until)| now < *until)
        {
            return self.replay(key, request, now);
        }
        let used = self.quota.get(&day).copied().unwrap_or(0);
        if new.quota && used + size > QUOTA {
            return format!("full {QUOTA} {used}");
        }
        let running = |(began, _): &(u64, u64)| *began <= now && now < began + WINDOW;
        let (began, count) = self.dedup.get(&new.body).copied().filter(running).unwrap_or((now, 0));
        if new.dedup && count >= OFTEN {
            return format!("duplicate {count} {}", began + WINDOW - now);
        }
        if self.named(new.number).is_some() {
            return "taken".into();
        }
        self.made += 1;
        let kept = Kept {
            order: self.made,
            created_at: now,
            new: new.clone(),
            label: new.label.then_some("label"),
            mime_type: new.mime_type,
            lease: None,
        };
        if new.quota {
            self.quota.insert(day, used + size);
        }
        if new.dedup {
            self.dedup.insert(new.body, (began, count + 1));
        }
        if let Some((key, request)) = new.once {
            self.once.insert(key, (request, self.made, now + REMEMBERED));
        }
        let told = kept.told();
        self.pastes.insert(self.made, kept);
        format!("made {told}")
    }

    /// What a key that is remembered stands for.
    fn replay(&self, key: u8, request: u8, now: u64) -> String {
        let Some(&(spent_by, order, _)) = self.once.get(&key).filter(|(_, _, until)| now < *until) else { return "unspent".into() };
        match self.pastes.get(&order).filter(|made| spent_by == request && made.is_open(now)) {
            Some(made) => format!("same {}", made.told()),
            None => "mismatch".into(),
        }
    }

    fn get(&mut self, number: u64, reader: Option<u8>, now: u64) -> String {
        let kept = self.named(number);
        let there = kept.as_ref().filter(|kept| kept.is_open(now) || kept.leased_to(reader, now).is_some()).map(|kept| kept.told());
        let body = kept.filter(|kept| kept.is_open(now) && !kept.new.burn).map(|kept| kept.new.body);
        format!("{there:?} {body:?}")
    }

    fn burn(&mut self, number: u64, reader: Option<u8>, claim: u8, now: u64) -> String {
        let Some(kept) = self.named(number).filter(|kept| kept.new.burn) else { return "none".into() };
        if !kept.is_open(now) && kept.leased_to(reader, now).is_none() {
            return "none".into();
        }
        if kept.new.claim.is_some_and(|wanted| wanted != claim) {
            return "claim".into();
        }
        let body = kept.new.body;
        if let Some(left) = kept.leased_to(reader, now) {
            return format!("{body:?} {left}");
        }
        let Some(reader) = reader else {
            self.remove(number);
            return format!("{body:?} erased");
        };
        kept.lease = Some((reader, now + BURN_LEASE));
        format!("{body:?} {BURN_LEASE}")
    }

    fn sweep(&mut self, now: u64) -> String {
        let before = self.pastes.len();
        self.pastes.retain(|_, kept| kept.lease.is_none_or(|(_, until)| now < until));
        let leases = before - self.pastes.len();
        self.pastes.retain(|_, kept| kept.lease.is_some() || kept.is_open(now));
        self.once.retain(|_, (_, _, until)| now < *until);
        self.dedup.retain(|_, (began, _)| now < *began + WINDOW);
        self.quota.retain(|day, _| *day >= now / DAY);
        format!("{leases} {}", before - leases - self.pastes.len())
    }

    /// All that can be asked.
    pub fn state(&mut self, now: u64) -> String {
        let mut all = Vec::new();
        for number in 0..NAMES {
            for reader in [None].into_iter().chain((0..u8::try_from(READERS).unwrap()).map(Some)) {
                all.push(self.get(number, reader, now));
            }
        }
        for key in 0..KEYS {
            all.extend([self.replay(key, 0, now), self.replay(key, 1, now)]);
        }
        let unleased: Vec<_> = self.pastes.values().filter(|kept| kept.lease.is_none()).collect();
        let bytes: usize = unleased.iter().map(|kept| kept.new.body.length).sum();
        all.push(format!("{} {bytes} {}", unleased.len(), self.quota.get(&(now / DAY)).copied().unwrap_or(0)));
        all.join("; ")
    }
}
