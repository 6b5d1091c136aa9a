//! What makes and changes pastes: the order of the checks, what is spent and what is counted (PROTOCOL §3 and §4).

use super::kept::Kept;
use super::limits::{
    DEDUP_MAX, DEDUP_WINDOW, EXPIRY_ANON, EXPIRY_TRUSTED, EXPIRY_UNTRUSTED, MAX_ANON, MAX_AUTH, MAX_EXPIRY, MIN_SIZE, POW_TTL,
    QUOTA_ACCOUNT, QUOTA_NETWORK, RATE_AUTH_MULT, RATE_MAX,
};
use super::memory::{Answer, Holder, Model, Same, Spent, require};
use super::real::wire;
use super::step::{Body, Frame, New, Proof, Sent, Step, Verb, Who};
use super::told::{Told, name};
use crate::protocol::header;
use crate::protocol::limit::{DAY, IDEMPOTENCY_WINDOW};

/// What a request is that spends something spent before.
enum Replayed {
    /// The one that made this paste.
    Same(usize),
    /// Another, or the paste is gone.
    Mismatch,
}

impl Model {
    /// Asks for the right to send a body, one more or one that `counts` no more.
    fn intake(&mut self, step: &Step, sent: Sent, counts: bool) -> Result<(), Told> {
        self.require_open()?;
        let limit = limit(step.who);
        let length = if sent.frame == Frame::Chunked { limit } else { wire(sent).len() };
        let (holder, day) = (holder(step), step.now / DAY);
        let (word, quota) = match holder {
            Holder::Network(_) => ("network", QUOTA_NETWORK),
            Holder::Account(_) => ("account", QUOTA_ACCOUNT),
        };
        let used = self.quota.get(&(holder, day)).copied().unwrap_or(0);
        if self.rules.quota && counts && used + length.min(limit) as u64 > quota {
            let full = Told::error(507, "storage_full").fact("quota", word).fact("limit", quota);
            return Err(full.fact("used", used).fact("reset", (day + 1) * DAY));
        }
        let (ceiling, size) = self.ceiling;
        if ceiling > 0 && counts && size + length.min(limit) as u64 > ceiling {
            return Err(Told::error(507, "storage_full").fact("quota", "total").fact("limit", ceiling).fact("used", size));
        }
        if self.rules.rate && counts {
            if self.rate.count(&step.network, step.now) >= rate_max(step.who) {
                let wait = self.rate.end(&step.network, step.now) - step.now;
                return Err(self.with_rate(Told::error(429, "rate_limited").retry(wait), step));
            }
            self.rate.add(&step.network, step.now);
        }
        // A form may be longer than what is in it.
        if length > limit && sent.frame != Frame::Form { Err(Told::error(413, "too_large").fact("limit", limit)) } else { Ok(()) }
    }

    pub(super) fn require_open(&self) -> Result<(), Told> {
        if self.lockdown { Err(Told::error(503, "unavailable").retry(60)) } else { Ok(()) }
    }

    fn with_rate(&self, told: Told, step: &Step) -> Told {
        if !self.rules.rate {
            return told;
        }
        let (max, count) = (rate_max(step.who), self.rate.count(&step.network, step.now));
        let told = told.with(header::RATE_LIMIT, max).with(header::RATE_REMAINING, max.saturating_sub(count));
        told.with(header::RATE_RESET, self.rate.end(&step.network, step.now))
    }

    pub(super) fn create(&mut self, step: &Step, new: &New) -> Answer {
        let fresh = matches!(new.proof, Proof::Fresh | Proof::Unsolved) && self.is_asked(step.who);
        if fresh {
            // Good in the second it names.
            self.challenges.push(step.now + POW_TTL + 1);
        }
        if new.claim.is_some() && !new.burn {
            return Err(Told::error(400, "invalid_header").fact("header", header::BURN_CLAIM_HASH));
        }
        if new.expiry == Some(0) {
            return Err(Told::error(400, "invalid_header").fact("header", header::EXPIRY));
        }
        if let Err(refused) = self.intake(step, new.sent, true) {
            // What made its paste before does not count, and is answered all the same.
            let counted_out = ["rate_limited", "storage_full"].contains(&refused.code());
            return if counted_out { self.repeated(step, new)?.ok_or(refused) } else { Err(refused) };
        }
        let spent = self.spent(step, new)?;
        require_room(step.who, new.sent)?;
        if let Some(replayed) = self.replayed(step, new, spent) {
            let Replayed::Same(at) = replayed else { return Err(mismatch(spent)) };
            if self.rules.rate {
                self.rate.take_back(&step.network);
            }
            return Ok(self.created(step, new, at, false));
        }
        require_content(new.sent)?;
        let (holder, body) = (holder(step), new.sent.body);
        if self.rules.dedup && self.dedup.count(&(holder, body), step.now) >= DEDUP_MAX {
            let wait = self.dedup.end(&(holder, body), step.now) - step.now;
            let often = Told::error(429, "duplicate").fact("count", DEDUP_MAX).fact("window_seconds", DEDUP_WINDOW);
            return Err(self.with_rate(often.retry(wait), step));
        }
        self.dedup.add(&(holder, body), step.now);
        self.count_bytes(step, body);
        if !step.who.is_trusted() {
            self.flood.count(step.network, step.now);
        }
        let at = self.made.len();
        if let Some(spent) = spent {
            let until = if let Spent::Proof(number) = spent { self.challenges[number] } else { step.now + IDEMPOTENCY_WINDOW };
            self.once.insert(spent, (self.same(step, new), at, until));
        }
        self.made.push(Some(Kept {
            owner: step.who.is_known().then_some(step.who.account()),
            body,
            kind: new.sent.mime_type(),
            created_at: step.now,
            expires_at: step.now + new.expiry.unwrap_or(usual_expiry(step.who)).min(MAX_EXPIRY),
            burn: new.burn,
            claim: new.claim,
            password: new.password.filter(|&password| password != 0),
            label: new.label.filter(|&label| label != 0 && step.who.is_known()),
            lease: None,
        }));
        Ok(self.created(step, new, at, !new.own_token))
    }

    fn count_bytes(&mut self, step: &Step, body: Body) {
        *self.quota.entry((holder(step), step.now / DAY)).or_default() += body.length as u64;
    }

    fn created(&self, step: &Step, new: &New, at: usize, with_token: bool) -> Told {
        let kept = self.made[at].as_ref().unwrap();
        let mut body = kept.with_owner(kept.described(at));
        let url = format!("/{}", name(at));
        body["url"] = url.clone().into();
        if with_token {
            body["delete_token"] = "shown".into();
        }
        let told = if new.plain { Told::address(at) } else { Told::json(201, body) };
        self.with_rate(told.with(header::LOCATION, url), step)
    }

    pub(super) fn is_asked(&self, who: Who) -> bool {
        self.rules.pow && !who.is_trusted()
    }

    fn spent(&self, step: &Step, new: &New) -> Result<Option<Spent>, Told> {
        if self.is_asked(step.who) {
            let failed = || Told::error(400, "pow_failed");
            let back = match new.proof {
                Proof::None => return Err(Told::error(400, "pow_required")),
                Proof::Unsolved => return Err(failed()),
                Proof::Fresh => 0,
                Proof::Again(back) => usize::try_from(back).unwrap(),
            };
            let Some(number) = self.challenges.len().checked_sub(back + 1) else { return Err(Told::error(400, "pow_required")) };
            return if step.now < self.challenges[number] { Ok(Some(Spent::Proof(number))) } else { Err(failed()) };
        }
        let of = |key| if step.who.is_known() { Spent::OfAccount(step.who.account(), key) } else { Spent::OfNetwork(step.network, key) };
        Ok(new.key.map(of))
    }

    /// What a request is that spends something spent before.
    fn replayed(&self, step: &Step, new: &New, spent: Option<Spent>) -> Option<Replayed> {
        let (by, at, _) = self.once.get(&spent?).filter(|(_, _, until)| step.now < *until)?;
        let is_there = self.made[*at].as_ref().is_some_and(|kept| kept.is_open(step.now));
        Some(if *by == self.same(step, new) && is_there { Replayed::Same(*at) } else { Replayed::Mismatch })
    }

    fn repeated(&mut self, step: &Step, new: &New) -> Result<Option<Told>, Told> {
        let Ok(spent) = self.spent(step, new) else { return Ok(None) };
        let Some(replayed) = self.replayed(step, new, spent) else { return Ok(None) };
        self.intake(step, new.sent, false)?;
        require_room(step.who, new.sent)?;
        Ok(if let Replayed::Same(at) = replayed { Some(self.created(step, new, at, false)) } else { None })
    }

    pub(super) fn update(&mut self, step: &Step) -> Answer {
        let Verb::Update { pick, body, expiry, password, label } = &step.verb else { unreachable!() };
        if *expiry == Some(0) {
            return Err(Told::error(400, "invalid_header").fact("header", header::EXPIRY));
        }
        self.require_open()?;
        let (at, kept) = self.visible(*pick, None, step.now)?;
        if !kept.is_of(step.who) {
            require(step.who, Who::Root)?;
        }
        if kept.burn {
            return Err(Told::error(409, "burn_immutable"));
        }
        // One that is empty and of a known length is none; one in pieces shows that only when it was read.
        let mut body = body.filter(|sent| sent.frame == Frame::Chunked || !wire(*sent).is_empty());
        if let Some(sent) = body {
            self.intake(step, sent, true)?;
            require_room(step.who, sent)?;
            if sent.frame == Frame::Chunked && sent.body.length == 0 {
                body = None;
            } else {
                require_content(sent)?;
            }
        }
        if body.is_none() && expiry.is_none() && password.is_none() && label.is_none() {
            return Err(Told::error(400, "empty_body"));
        }
        if let Some(sent) = body {
            self.count_bytes(step, sent.body);
        }
        let kept = self.made[at].as_mut().unwrap();
        if let Some(sent) = body {
            (kept.body, kept.kind) = (sent.body, sent.mime_type());
        }
        if let Some(expiry) = expiry {
            kept.expires_at = step.now + expiry.min(&MAX_EXPIRY);
        }
        if let Some(password) = password {
            kept.password = Some(*password).filter(|&password| password != 0);
        }
        if let Some(label) = label {
            kept.label = Some(*label).filter(|&label| label != 0);
        }
        let told = Told::json(200, kept.described_to(at, step.who));
        if !kept.is_of(step.who) {
            self.done(step, "paste.update", name(at));
        }
        Ok(told)
    }

    fn same(&self, step: &Step, new: &New) -> Same {
        let who = (step.who, self.acting);
        (who, new.sent.body, new.sent.said(), new.expiry, new.burn, new.claim, new.password, new.label)
    }
}

fn limit(who: Who) -> usize {
    if who.is_known() { MAX_AUTH } else { MAX_ANON }
}

fn rate_max(who: Who) -> u64 {
    if who.is_known() { RATE_MAX * RATE_AUTH_MULT } else { RATE_MAX }
}

fn usual_expiry(who: Who) -> u64 {
    match who {
        Who::Stranger => EXPIRY_ANON,
        Who::Maker => EXPIRY_UNTRUSTED,
        Who::Alice | Who::Bob | Who::Root | Who::Deputy => EXPIRY_TRUSTED,
    }
}

fn holder(step: &Step) -> Holder {
    if step.who.is_trusted() { Holder::Account(step.who.account()) } else { Holder::Network(step.network) }
}

fn mismatch(spent: Option<Spent>) -> Told {
    if matches!(spent, Some(Spent::Proof(_))) { Told::error(400, "pow_failed") } else { Told::error(409, "idempotency_mismatch") }
}

/// Of a body in pieces this shows while it is read.
fn require_room(who: Who, sent: Sent) -> Result<(), Told> {
    if sent.body.length > limit(who) { Err(Told::error(413, "too_large").fact("limit", limit(who))) } else { Ok(()) }
}

/// What is in it is looked at when it is there.
fn require_content(sent: Sent) -> Result<(), Told> {
    match sent.body.length {
        0 => Err(Told::error(400, "empty_body")),
        length if length < MIN_SIZE => Err(Told::error(400, "too_small").fact("size", length).fact("min_size", MIN_SIZE)),
        _ => Ok(()),
    }
}
