//! The pastes of a server as they should be: a few maps in memory, and the rules of PROTOCOL §3 and §4.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::flood::Flood;
use super::kept::Kept;
use super::limits::{DEDUP_WINDOW, MISS_MAX, MISS_WINDOW, RATE_WINDOW, TRIES_WINDOW, Windows};
use super::pass::Pass;
use super::record::Gathered;
use super::step::{Body, Pick, Rules, Step, Token, Verb, Who};
use super::told::{Told, name};
use crate::protocol::limit::DAY;

/// Whose duplicates and quota count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    Network(usize),
    Account(Who),
}

/// What is spent by a creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spent {
    /// A proof, by the number of its challenge.
    Proof(usize),
    /// A stranger's key.
    OfNetwork(usize, u8),
    /// Anyone else's.
    OfAccount(Who, u8),
}

/// What makes two requests the same.
pub(super) type Same = ((Who, Option<usize>), Body, &'static str, Option<u64>, bool, Option<u8>, Option<u8>, Option<u8>);

/// All there is.
pub(super) struct Model {
    pub(super) rules: Rules,
    /// In the order in which they were made; what is gone is `None`.
    pub(super) made: Vec<Option<Kept>>,
    /// The request, its paste, until when.
    pub(super) once: BTreeMap<Spent, (Same, usize, u64)>,
    pub(super) dedup: Windows<(Holder, Body)>,
    /// By holder and day.
    pub(super) quota: BTreeMap<(Holder, u64), u64>,
    /// Until when each can be answered.
    pub(super) challenges: Vec<u64>,
    pub(super) flood: Flood,
    pub(super) lockdown: bool,
    /// Bytes the database may hold, and holds: how many pages SQLite takes is not for the model to know. 0 is off.
    pub(super) ceiling: (u64, u64),
    pub(super) rate: Windows<usize>,
    misses: Windows<usize>,
    pub(super) tries: Windows<(usize, usize)>,
    /// API tokens, as pastes are kept.
    pub(super) passes: Vec<Option<Pass>>,
    /// The one that is being used.
    pub(super) acting: Option<usize>,
    /// The event log.
    pub(super) events: Vec<Value>,
    /// By network and code.
    pub(super) failures: BTreeMap<(usize, &'static str), Gathered>,
}

pub(super) type Answer = Result<Told, Told>;

impl Model {
    pub(super) fn new(rules: Rules, ceiling: u64) -> Self {
        Self {
            rules,
            made: Vec::new(),
            once: BTreeMap::new(),
            dedup: Windows::of(DEDUP_WINDOW, 0),
            quota: BTreeMap::new(),
            challenges: Vec::new(),
            flood: Flood::new(),
            lockdown: false,
            ceiling: (ceiling, 0),
            rate: Windows::of(RATE_WINDOW, RATE_WINDOW),
            misses: Windows::of(MISS_WINDOW, MISS_WINDOW),
            tries: Windows::of(TRIES_WINDOW, TRIES_WINDOW),
            passes: Vec::new(),
            acting: None,
            events: Vec::new(),
            failures: BTreeMap::new(),
        }
    }

    /// What this step should be answered.
    pub(super) fn step(&mut self, step: &Step) -> Told {
        let (mut step, now) = (step.clone(), step.now);
        self.acting = None;
        let told = self.answer(&mut step).unwrap_or_else(|refused| refused);
        let on_paste = matches!(step.verb, Verb::Meta { .. } | Verb::Raw { .. } | Verb::Update { .. } | Verb::Delete { .. });
        if on_paste && matches!(told.status, 403 | 404) {
            self.misses.add(&step.network, now);
        }
        self.failed(&step, &told);
        told
    }

    fn answer(&mut self, step: &mut Step) -> Answer {
        if step.foreign && step.verb.is_unsafe() {
            return Err(Told::error(403, "forbidden"));
        }
        self.act(step)?;
        let (now, who) = (step.now, step.who);
        let reads = matches!(step.verb, Verb::Meta { .. } | Verb::Raw { .. });
        if reads && self.rules.rate && self.misses.count(&step.network, now) >= MISS_MAX {
            return Err(Told::error(429, "rate_limited").retry(self.misses.end(&step.network, now) - now));
        }
        match &step.verb {
            Verb::Create(new) => self.create(step, new),
            Verb::Meta { pick, reader, .. } => {
                self.visible(*pick, *reader, now).map(|(at, kept)| Told::json(200, kept.described_to(at, who)))
            }
            Verb::Raw { pick, look, .. } => self.raw(step, *pick, *look),
            Verb::Update { .. } => self.update(step),
            Verb::Delete { pick, reader, token } => self.delete(step, *pick, *reader, *token),
            Verb::List { all } => self.list(who, *all, now),
            Verb::DeleteAll { fewer } => self.delete_all(step, *fewer),
            Verb::Lockdown(on) => require(who, Who::Root).map(|()| {
                self.lockdown = *on;
                self.done(step, if *on { "lockdown.on" } else { "lockdown.off" }, "");
                Told::json(200, json!({ "on": on }))
            }),
            Verb::MakePass { scopes, lifetime } => self.make_pass(step, *scopes, *lifetime),
            Verb::ListPasses => self.list_passes(step),
            Verb::DeletePass(pick) => self.delete_pass(step, *pick),
            Verb::Challenge => Ok(self.challenge(step)),
            Verb::Audit => self.audit(who),
            Verb::Sweep => {
                self.made.iter_mut().for_each(|kept| *kept = kept.take().filter(|kept| kept.ends_after(now)));
                self.once.retain(|_, (_, _, until)| now < *until);
                self.dedup.sweep(now);
                self.sweep_passes(now);
                self.settle_failures(now);
                self.quota.retain(|(_, day), _| now / DAY <= *day);
                Ok(Told::default())
            }
            Verb::Restart | Verb::Rekey => {
                self.rate.forget();
                self.misses.forget();
                self.tries.forget();
                self.flood = Flood::new();
                self.forget_uses();
                self.failures.clear();
                Ok(Told::default())
            }
        }
    }

    /// The paste that is meant, if it is there for this reader.
    pub(super) fn visible(&self, pick: Pick, reader: Option<u8>, now: u64) -> Result<(usize, &Kept), Told> {
        let found = pick.of(self.made.len()).and_then(|at| Some((at, self.made[at].as_ref()?)));
        let found = found.filter(|(_, kept)| kept.is_open(now) || kept.lease_left(reader, now).is_some());
        found.ok_or_else(|| Told::error(404, "not_found"))
    }

    fn delete(&mut self, step: &Step, pick: Pick, reader: Option<u8>, token: Token) -> Answer {
        let (who, now) = (step.who, step.now);
        let leased = reader.and_then(|_| self.visible(pick, reader, now).ok()).filter(|(_, kept)| kept.lease.is_some());
        let at = if let Some((at, _)) = leased {
            at
        } else {
            let (at, kept) = self.visible(pick, None, now)?;
            match token {
                _ if kept.is_of(who) || who == Who::Root => {}
                Token::None => require(who, Who::Root)?,
                Token::Right => {}
                Token::Wrong | Token::Malformed => return Err(Told::error(403, "forbidden")),
            }
            self.done(step, "paste.delete", name(at));
            at
        };
        self.made[at] = None;
        Ok(Told::json(200, json!({ "message": "Paste deleted", "id": name(at) })))
    }

    fn list(&self, who: Who, all: bool, now: u64) -> Answer {
        if all || !who.is_known() {
            require(who, Who::Root)?;
        }
        let there = self.made.iter().enumerate().filter_map(|(at, kept)| Some((at, kept.as_ref()?)));
        let mut own: Vec<_> = there.filter(|(_, kept)| kept.is_open(now) && (all || kept.is_of(who))).collect();
        own.sort_by_key(|(at, kept)| std::cmp::Reverse((kept.created_at, *at)));
        let told: Vec<Value> = own.iter().map(|(at, kept)| kept.described_to(*at, who)).collect();
        Ok(Told::json(200, json!({ "count": told.len(), "total": told.len(), "pastes": told, "limit": super::PAGE, "offset": 0 })))
    }

    /// Those that are there for everyone.
    pub(super) fn open(&self, now: u64) -> u64 {
        self.made.iter().flatten().filter(|kept| kept.is_open(now)).count() as u64
    }

    fn delete_all(&mut self, step: &Step, fewer: u64) -> Answer {
        require(step.who, Who::Root)?;
        let exist = self.open(step.now);
        if fewer > 0 && exist > 0 {
            return Err(Told::error(409, "count_mismatch").fact("count", exist));
        }
        self.made.iter_mut().for_each(|kept| *kept = None);
        self.done(step, "paste.delete_all", exist.to_string());
        Ok(Told::json(200, json!({ "deleted": exist })))
    }
}

/// Refuses all but one.
pub(super) fn require(who: Who, wanted: Who) -> Result<(), Told> {
    match who {
        _ if who == wanted => Ok(()),
        Who::Stranger => Err(Told::error(401, "auth_required")),
        _ => Err(Told::error(403, "forbidden")),
    }
}
