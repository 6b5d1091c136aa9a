//! API tokens: whom they act for, and what they cover (PROTOCOL §7).

use serde_json::{Value, json};

use super::memory::{Answer, Model};
use super::step::{Pick, Step, Verb, Who};
use super::told::{Told, pass_name};

/// What a token may do; a set of them is the sum of their bits.
pub(super) const SCOPES: [&str; 5] = ["create", "read", "list", "update", "delete"];
/// Seconds between two uses that are written down.
const MINUTE: u64 = 60;

/// An API token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    owner: Who,
    scopes: u8,
    created_at: u64,
    expires_at: u64,
    /// When it was used last, as it is written down, and as it will be.
    used: Option<u64>,
    to_note: Option<u64>,
}

impl Pass {
    fn told(&self, number: usize) -> Value {
        let Self { scopes, created_at, expires_at, .. } = self;
        let mut told =
            json!({ "id": pass_name(number), "name": "ci", "scopes": words(*scopes), "created_at": created_at, "expires_at": expires_at });
        if let Some(used) = self.to_note.or(self.used) {
            told["last_used_at"] = used.into();
        }
        told
    }

    fn covers(&self, scope: &str) -> bool {
        words(self.scopes).contains(&scope)
    }
}

/// The words of a set.
pub(super) fn words(scopes: u8) -> Vec<&'static str> {
    SCOPES.iter().enumerate().filter(|(bit, _)| scopes >> bit & 1 == 1).map(|(_, &word)| word).collect()
}

impl Model {
    /// Who this is, if it comes with a token: whoever made that, though never an admin, as far as it covers what is asked.
    pub(super) fn act(&mut self, step: &mut Step) -> Result<(), Told> {
        let Some(pick) = step.token else { return Ok(()) };
        let shown = pick.of(self.passes.len()).and_then(|at| Some((at, self.passes[at].as_mut()?)));
        let shown = shown.filter(|(_, pass)| step.now < pass.expires_at);
        let Some((at, pass)) = shown else { return Err(Told::error(401, "invalid_token")) };
        if pass.used.is_none_or(|used| used + MINUTE <= step.now) {
            pass.to_note = Some(step.now);
        }
        step.who = if pass.owner == Who::Root { Who::Deputy } else { pass.owner };
        self.acting = Some(at);
        match step.verb.scope() {
            None if matches!(step.verb, Verb::Challenge) => Ok(()),
            Some(scope) if pass.covers(scope) => Ok(()),
            Some(scope) => Err(Told::error(403, "insufficient_scope").fact("scope", scope)),
            None => Err(Told::error(403, "insufficient_scope")),
        }
    }

    pub(super) fn make_pass(&mut self, step: &Step, scopes: u8, lifetime: u64) -> Answer {
        require_trusted(step.who)?;
        self.require_open()?;
        if scopes == 0 || lifetime == 0 {
            return Err(Told::error(400, "invalid_json"));
        }
        let (now, at) = (step.now, self.passes.len());
        let pass = Pass { owner: step.who, scopes, created_at: now, expires_at: now + lifetime, used: None, to_note: None };
        self.passes.push(Some(pass));
        self.done(step, "token.create", pass_name(at));
        let mut told = pass.told(at);
        told["token"] = "shown".into();
        Ok(Told::json(201, told))
    }

    pub(super) fn list_passes(&self, step: &Step) -> Answer {
        require_trusted(step.who)?;
        let there = self.passes.iter().enumerate().filter_map(|(at, pass)| Some((at, pass.as_ref()?))).rev();
        let own = there.filter(|(_, pass)| pass.owner == step.who && step.now < pass.expires_at);
        Ok(Told::json(200, json!({ "tokens": own.map(|(at, pass)| pass.told(at)).collect::<Vec<_>>() })))
    }

    pub(super) fn delete_pass(&mut self, step: &Step, pick: Pick) -> Answer {
        require_trusted(step.who)?;
        let at = pick.of(self.passes.len()).filter(|&at| self.passes[at].is_some_and(|pass| pass.owner == step.who));
        let at = at.ok_or_else(|| Told::error(404, "not_found"))?;
        self.passes[at] = None;
        self.done(step, "token.delete", pass_name(at));
        Ok(Told::json(200, json!({ "message": "Token deleted", "id": pass_name(at) })))
    }

    /// The janitor takes away those that are over, and writes down which were used.
    pub(super) fn sweep_passes(&mut self, now: u64) {
        for kept in &mut self.passes {
            *kept = kept.filter(|pass| now < pass.expires_at);
            if let Some(pass) = kept {
                pass.used = pass.to_note.take().or(pass.used);
            }
        }
    }

    /// What was not written down is forgotten.
    pub(super) fn forget_uses(&mut self) {
        self.passes.iter_mut().flatten().for_each(|pass| pass.to_note = None);
    }
}

impl Verb {
    /// The scope a token needs for it; `None` where no token is enough.
    fn scope(&self) -> Option<&'static str> {
        match self {
            Self::Create(_) => Some("create"),
            Self::Meta { .. } | Self::Raw { .. } => Some("read"),
            Self::List { .. } => Some("list"),
            Self::Update { .. } => Some("update"),
            Self::Delete { .. } => Some("delete"),
            _ => None,
        }
    }
}

fn require_trusted(who: Who) -> Result<(), Told> {
    match who {
        Who::Stranger => Err(Told::error(401, "auth_required")),
        Who::Maker => Err(Told::error(403, "forbidden")),
        _ => Ok(()),
    }
}
