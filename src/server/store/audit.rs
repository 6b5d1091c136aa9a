//! The audit log: append-only rows, each chained to the one before by SHA-256.

use super::Result;
use crate::protocol::message::AuditEvent;

/// An event to be written down. No field ever holds a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub time: u64,
    /// What, a stable word such as `paste.delete`.
    pub event: String,
    /// Who.
    pub actor: String,
    /// To what.
    pub subject: String,
    /// `ok`, `refused` or a count.
    pub outcome: String,
    /// From where.
    pub address: String,
    /// In which request.
    pub request_id: String,
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The last row's number; 0 where there is none.
    pub seq: u64,
    /// The last row's hash, 64 hex digits; zeros where there is none.
    pub hash: String,
}

/// The verbs of the audit log.
pub trait AuditLog {
    /// Writes an event down, at the end of the chain.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): it was not written.
    fn append(&self, entry: AuditEntry) -> Result<AuditEvent>;

    /// At most `limit` rows after number `after`, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn audit_page(&self, after: u64, limit: u64) -> Result<Vec<AuditEvent>>;

    /// The end of the chain.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn audit_head(&self) -> Result<AuditHead>;

    /// Forgets the rows older than `before`, but never the last: what remains still verifies, and numbers go on.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was forgotten.
    fn prune_audit(&self, before: u64) -> Result<u64>;
}
