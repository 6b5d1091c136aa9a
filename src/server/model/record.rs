//! The event log: who did what, and failures, of which only the first of a kind in a minute is a row of its own (PROTOCOL §5).

use serde_json::{Value, json};

use super::memory::{Answer, Model, require};
use super::real::{NETWORKS, STRAY, fingerprint};
use super::step::{Pick, Step, Verb, Who};
use super::told::{Told, name, pass_name};

/// Seconds over which failures are gathered.
const WINDOW: u64 = 60;
/// What is written down of refusals.
const FAILURES: &[&str] =
    &["auth_required", "invalid_token", "forbidden", "password_wrong", "password_locked", "claim_wrong", "insufficient_scope"];

/// Failures of one kind from one network.
#[derive(Debug)]
pub(super) struct Gathered {
    begun: u64,
    further: u64,
    first: Value,
}

impl Gathered {
    fn is_over(&self, now: u64) -> bool {
        now.abs_diff(self.begun) >= WINDOW
    }

    /// The row of all but the first.
    fn row(self, now: u64) -> Option<Value> {
        let mut row = self.first;
        (row["time"], row["outcome"]) = (now.into(), self.further.to_string().into());
        (self.further > 0).then_some(row)
    }
}

impl Model {
    /// Writes down what was done.
    pub(super) fn done(&mut self, step: &Step, event: &str, subject: impl Into<String>) {
        let row = row(step, event, &self.actor(step.who), &subject.into(), "ok");
        self.events.push(row);
    }

    /// Writes down what was refused, if it is such a refusal.
    pub(super) fn failed(&mut self, step: &Step, told: &Told) {
        let Some(&code) = FAILURES.iter().find(|&&code| code == told.code()) else { return };
        // Whoever was refused before anyone asked who it is.
        let unknown = code == "invalid_token" || step.foreign && step.verb.is_unsafe();
        let actor = if unknown { "anonymous".to_owned() } else { self.actor(step.who) };
        let first = row(step, &format!("auth.{code}"), &actor, &self.path(&step.verb), "refused");
        let kind = (step.network, code);
        if let Some(gathered) = self.failures.get_mut(&kind).filter(|gathered| !gathered.is_over(step.now)) {
            gathered.further += 1;
            return;
        }
        self.events.push(first.clone());
        let before = self.failures.insert(kind, Gathered { begun: step.now, further: 0, first });
        self.events.extend(before.and_then(|gathered| gathered.row(step.now)));
    }

    /// Writes down what was gathered in minutes that are over.
    pub(super) fn settle_failures(&mut self, now: u64) {
        let over = self.failures.extract_if(.., |_, gathered| gathered.is_over(now));
        self.events.extend(over.filter_map(|(_, gathered)| gathered.row(now)));
    }

    /// All rows; in which order those of one moment come is left open.
    pub(super) fn audit(&self, who: Who) -> Answer {
        require(who, Who::Root)?;
        Ok(Told::json(200, json!({ "events": sorted(self.events.clone()) })))
    }

    fn actor(&self, who: Who) -> String {
        match self.acting {
            Some(at) => format!("token:{}", pass_name(at)),
            None if who.is_known() => fingerprint(who),
            None => "anonymous".to_owned(),
        }
    }

    fn path(&self, verb: &Verb) -> String {
        let paste = |pick: &Pick| pick.of(self.made.len()).map_or_else(|| STRAY.to_owned(), name);
        match verb {
            Verb::Meta { pick, .. } | Verb::Update { pick, .. } | Verb::Delete { pick, .. } => format!("/{}", paste(pick)),
            Verb::Raw { pick, .. } => format!("/{}/raw", paste(pick)),
            Verb::List { .. } | Verb::DeleteAll { .. } => "/pastes".into(),
            Verb::Lockdown(_) => "/lockdown".into(),
            Verb::MakePass { .. } | Verb::ListPasses => "/tokens".into(),
            Verb::DeletePass(pick) => format!("/tokens/{}", pick.of(self.passes.len()).map_or_else(|| "0".repeat(32), pass_name)),
            Verb::Audit => "/audit".into(),
            Verb::Challenge => "/challenge".into(),
            _ => "/".into(),
        }
    }
}

/// Rows in an order of their own.
pub(super) fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(ToString::to_string);
    rows
}

fn row(step: &Step, event: &str, actor: &str, subject: &str, outcome: &str) -> Value {
    json!({ "time": step.now, "event": event, "actor": actor, "subject": subject, "outcome": outcome, "address": NETWORKS[step.network] })
}
