//! Writes down who did what, in the store's audit chain: certificates, tokens, admin acts, failures, deletions, lockdown.
//!
//! A flood of failures leaves few rows: the first of a kind from a network in a minute is a row at once, the others of that
//! minute become one row with their number. No row ever holds a secret.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::network::Network;
use super::store::{self, AuditEntry, AuditHead, Store};
use crate::protocol::{ErrorCode, limit};

macro_rules! events {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal;)*) => {
        /// What can be done, as a stable word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Event { $($(#[doc = $doc])* $name,)* }

        impl Event {
            /// Every event of an act that was done.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word as it stands in `"event"`.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

events! {
    /// A certificate was issued; the subject is its serial.
    CertificateIssued = "certificate.issue";
    /// A certificate was revoked; the subject is its serial.
    CertificateRevoked = "certificate.revoke";
    /// The authority was made; the subject is its SHA-256.
    AuthorityCreated = "authority.create";
    /// An API token was made; the subject is its id.
    TokenCreated = "token.create";
    /// An API token was deleted; the subject is its id.
    TokenDeleted = "token.delete";
    /// An account got the admin mark; the subject is a fingerprint.
    AdminGranted = "admin.grant";
    /// An account lost the admin mark; the subject is a fingerprint.
    AdminRevoked = "admin.revoke";
    /// An account was blocked; the subject is a fingerprint.
    AccountBlocked = "account.block";
    /// An account was let in again; the subject is a fingerprint.
    AccountUnblocked = "account.unblock";
    /// A paste was changed by somebody other than its owner; the subject is its id.
    PasteUpdated = "paste.update";
    /// A paste was deleted; the subject is its id.
    PasteDeleted = "paste.delete";
    /// All pastes were deleted; the subject is their number.
    AllPastesDeleted = "paste.delete_all";
    /// Pastes of elsewhere were brought over; the subject is their number.
    PastesImported = "paste.import";
    /// Bodies came under another storage key; the subject is its id.
    StorageKeyChanged = "storage_key.change";
    /// The database began to move; the subject is where to.
    DatabaseMoved = "database.move";
    /// The server was locked down.
    LockdownOn = "lockdown.on";
    /// The lockdown was lifted.
    LockdownOff = "lockdown.off";
}

/// Begins the word of every failure: `auth.` and the code of its answer.
pub const FAILURE_PREFIX: &str = "auth.";
/// The actor of what was done on the box.
pub const BOX: &str = "box";
/// The outcome of an act that was done.
const OK: &str = "ok";
/// The outcome of the first failure of its kind in a minute; of the others it is their number.
const REFUSED: &str = "refused";
/// Seconds over which failures are gathered.
const WINDOW: u64 = 60;
/// Kinds and networks gathered apart; beyond it all networks are one.
const APART: usize = 512;

/// Who does something, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doer {
    /// An account's first fingerprint, a token's id, `anonymous` or `box`.
    pub actor: String,
    /// The client's address; empty where addresses are not logged.
    pub address: String,
    /// Its network, which failures are gathered by.
    pub network: Option<Network>,
    /// Names the request.
    pub request_id: String,
}

/// What failures are gathered by; `None` for all networks beyond [`APART`].
type Kind = (Option<Network>, ErrorCode);

#[derive(Debug)]
struct Gathered {
    begun: u64,
    /// Failures after the first.
    further: u64,
    first: AuditEntry,
}

/// Writes into the chain, and gathers failures.
#[derive(Debug, Default)]
pub struct Ledger {
    failures: Mutex<HashMap<Kind, Gathered>>,
    head_told: Mutex<u64>,
}

impl Doer {
    /// Whoever sits at the machine itself.
    pub fn on_the_box() -> Self {
        Self { actor: BOX.into(), ..Self::default() }
    }

    fn entry(&self, event: &str, subject: &str, outcome: &str, now: u64) -> AuditEntry {
        AuditEntry {
            time: now,
            event: event.into(),
            actor: self.actor.clone(),
            subject: subject.into(),
            outcome: outcome.into(),
            address: self.address.clone(),
            request_id: self.request_id.clone(),
        }
    }
}

/// Writes down an act that was done.
///
/// # Errors
/// The store's: it was not written.
pub fn note(store: &dyn Store, doer: &Doer, event: Event, subject: &str, now: u64) -> store::Result<()> {
    store.append(doer.entry(event.word(), subject, OK, now)).map(|_| ())
}

impl Ledger {
    /// Whether an answer with this code is a failure to prove a right: what is written down.
    pub fn is_failure(code: ErrorCode) -> bool {
        matches!(
            code,
            ErrorCode::AuthRequired
                | ErrorCode::CertificateRevoked
                | ErrorCode::InvalidToken
                | ErrorCode::Forbidden
                | ErrorCode::PasswordWrong
                | ErrorCode::PasswordLocked
                | ErrorCode::ClaimWrong
                | ErrorCode::InsufficientScope
        )
    }

    /// Writes down a failure, or gathers it with others of its kind.
    ///
    /// # Errors
    /// The store's: a row was not written.
    pub fn failure(&self, store: &dyn Store, doer: &Doer, code: ErrorCode, subject: &str, now: u64) -> store::Result<()> {
        let entry = doer.entry(&format!("{FAILURE_PREFIX}{}", code.word()), subject, REFUSED, now);
        for row in self.gather(doer.network, code, entry, now) {
            store.append(row)?;
        }
        Ok(())
    }

    /// What a failure makes to be written now: those of minutes that are over, and itself if it is the first of its own.
    fn gather(&self, network: Option<Network>, code: ErrorCode, entry: AuditEntry, now: u64) -> Vec<AuditEntry> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows = Vec::new();
        let mut kind = (network, code);
        if failures.len() >= APART && !failures.contains_key(&kind) {
            rows = over(&mut failures, now);
            if failures.len() >= APART {
                kind.0 = None;
            }
        }
        if let Some(gathered) = failures.get_mut(&kind)
            && now.abs_diff(gathered.begun) < WINDOW
        {
            gathered.further += 1;
            return rows;
        }
        rows.extend(failures.remove(&kind).and_then(|gathered| gathered.row(kind, now)));
        rows.push(entry.clone());
        failures.insert(kind, Gathered { begun: now, further: 0, first: entry });
        rows
    }

    /// Writes down what was gathered in minutes that are over.
    ///
    /// # Errors
    /// The store's: rows were lost.
    pub fn settle(&self, store: &dyn Store, now: u64) -> store::Result<()> {
        let rows = over(&mut self.failures.lock().unwrap_or_else(PoisonError::into_inner), now);
        rows.into_iter().try_for_each(|row| store.append(row).map(|_| ()))
    }

    /// Writes down everything gathered: the server stops.
    ///
    /// # Errors
    /// The store's: rows were lost.
    pub fn close(&self, store: &dyn Store, now: u64) -> store::Result<()> {
        let gathered = std::mem::take(&mut *self.failures.lock().unwrap_or_else(PoisonError::into_inner));
        let mut rows = gathered.into_iter().filter_map(|(kind, gathered)| gathered.row(kind, now));
        rows.try_for_each(|row| store.append(row).map(|_| ()))
    }

    /// The end of the chain, once an hour, for the log: rows that are cut off later are missed there.
    ///
    /// # Errors
    /// The store's.
    pub fn hourly_head(&self, store: &dyn Store, now: u64) -> store::Result<Option<AuditHead>> {
        let mut told = self.head_told.lock().unwrap_or_else(PoisonError::into_inner);
        if now.abs_diff(*told) < limit::HOUR {
            return Ok(None);
        }
        *told = now;
        store.audit_head().map(Some)
    }
}

impl Gathered {
    /// The row of all failures after the first, if there were any.
    fn row(self, (network, _): Kind, now: u64) -> Option<AuditEntry> {
        // An empty address means that addresses are not written down.
        let address = match network {
            Some(network) if !self.first.address.is_empty() => network.to_string(),
            _ => String::new(),
        };
        (self.further > 0).then(|| AuditEntry { time: now, outcome: self.further.to_string(), address, ..self.first })
    }
}

/// Takes out what was gathered in minutes that are over.
fn over(failures: &mut HashMap<Kind, Gathered>, now: u64) -> Vec<AuditEntry> {
    let done = failures.extract_if(|_, gathered| now.abs_diff(gathered.begun) >= WINDOW);
    done.filter_map(|(kind, gathered)| gathered.row(kind, now)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(ledger: &Ledger, number: u32, code: ErrorCode, now: u64) -> Vec<AuditEntry> {
        let doer = Doer { actor: "anonymous".into(), address: "192.0.2.9".into(), ..Doer::default() };
        ledger.gather(Some(Network::V4(number.to_be_bytes())), code, doer.entry("auth.x", "/pastes", REFUSED, now), now)
    }

    #[test]
    fn the_first_failure_of_a_minute_is_a_row_and_the_others_are_one_together() {
        let ledger = Ledger::default();
        assert_eq!(fail(&ledger, 1, ErrorCode::Forbidden, 100).first().map(|row| row.outcome.clone()), Some("refused".into()));
        for _ in 0..500 {
            assert_eq!(fail(&ledger, 1, ErrorCode::Forbidden, 120), []);
        }
        assert_eq!(fail(&ledger, 1, ErrorCode::InvalidToken, 120).len(), 1, "another kind");
        assert_eq!(fail(&ledger, 2, ErrorCode::Forbidden, 120).len(), 1, "another network");
        let rows = fail(&ledger, 1, ErrorCode::Forbidden, 160);
        let told: Vec<_> = rows.iter().map(|row| (row.outcome.as_str(), row.address.as_str())).collect();
        assert_eq!(told, [("500", "0.0.0.1"), ("refused", "192.0.2.9")]);
        assert_eq!(over(&mut ledger.failures.lock().unwrap(), 400), [], "nothing further happened");
        assert!(ledger.failures.lock().unwrap().is_empty());
    }

    #[test]
    fn a_hundred_thousand_networks_leave_few_rows_and_little_memory() {
        let ledger = Ledger::default();
        let rows: usize = (0..100_000).map(|number| fail(&ledger, number, ErrorCode::Forbidden, 100).len()).sum();
        assert_eq!(rows, APART + 1);
        assert_eq!(ledger.failures.lock().unwrap().len(), APART + 1);
        let last = over(&mut ledger.failures.lock().unwrap(), 160);
        let told: Vec<_> = last.iter().map(|row| (row.outcome.clone(), row.address.as_str())).collect();
        assert_eq!(told, [((100_000 - APART - 1).to_string(), "")]);
    }

    #[test]
    fn words_are_unique_and_plain() {
        let words: std::collections::HashSet<_> = Event::ALL.iter().map(|event| event.word()).collect();
        assert_eq!(words.len(), Event::ALL.len());
        assert!(words.iter().all(|word| word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'.' | b'_'))));
    }
}
