//! A paste as the model keeps it, and what is told of it.

use serde_json::{Value, json};

use super::real::{fingerprint, text};
use super::step::{Body, Who};
use super::told::name;

/// A paste.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) owner: Option<Who>,
    pub(super) body: Body,
    pub(super) kind: &'static str,
    pub(super) created_at: u64,
    pub(super) expires_at: u64,
    pub(super) burn: bool,
    pub(super) claim: Option<u8>,
    pub(super) password: Option<u8>,
    pub(super) label: Option<u8>,
    /// To whom, and until when.
    pub(super) lease: Option<(u8, u64)>,
}

impl Kept {
    pub(super) fn is_open(&self, now: u64) -> bool {
        self.lease.is_none() && now < self.expires_at
    }

    /// Seconds of this reader's lease.
    pub(super) fn lease_left(&self, reader: Option<u8>, now: u64) -> Option<u64> {
        self.lease.filter(|(holder, until)| Some(*holder) == reader && now < *until).map(|(_, until)| until - now)
    }

    /// Whether the janitor leaves it.
    pub(super) fn ends_after(&self, now: u64) -> bool {
        now < self.lease.map_or(self.expires_at, |(_, until)| until)
    }

    pub(super) fn is_of(&self, who: Who) -> bool {
        self.owner == Some(who.account())
    }

    /// What everyone may know of it.
    pub(super) fn described(&self, number: usize) -> Value {
        let Self { body, kind, created_at, expires_at, .. } = self;
        let id = name(number);
        let mut told = json!({
            "id": id, "raw": format!("/{id}/raw"), "mime_type": kind, "size": body.length, "created_at": created_at, "expires_at": expires_at,
        });
        for (name, holds) in [("burn_after_read", self.burn), ("password_protected", self.password.is_some())] {
            if holds {
                told[name] = true.into();
            }
        }
        told
    }

    pub(super) fn with_owner(&self, mut told: Value) -> Value {
        if let Some(owner) = self.owner {
            told["owner"] = fingerprint(owner).into();
        }
        if let Some(label) = self.label {
            told["display_name"] = text(label).into();
        }
        told
    }

    /// What this caller may know of it.
    pub(super) fn described_to(&self, number: usize, who: Who) -> Value {
        let mut told = self.described(number);
        if self.claim.is_some() {
            told["claim_required"] = true.into();
        }
        if self.is_of(who) || who == Who::Root { self.with_owner(told) } else { told }
    }
}
