//! What works once: proof-of-work tokens and idempotency keys, kept until they end, whatever became of the paste.

use super::{Paste, Result};
use crate::server::at_rest::Vault;

/// A token or key that a creation spends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// SHA-256 of `pow:` and the nonce, or of `idem:`, the scope and the key.
    pub key: [u8; 32],
    /// SHA-256 of the request: identity, body and the headers that matter.
    pub request: [u8; 32],
    /// Until when it is remembered.
    pub expires: u64,
}

impl Once {
    /// As a database keeps it: both hashes [marked](Vault::mark), for a body may be in them.
    #[must_use]
    pub(super) fn marked(self, vault: &Vault) -> Self {
        Self { key: vault.mark(&self.key), request: vault.mark(&self.request), ..self }
    }
}

/// A token or key that has been spent already.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on its way to the answer")]
pub enum Replay {
    /// By the same request: this is its paste.
    Same(Paste),
    /// On something else, or its paste is gone.
    Mismatch,
}

/// What works once.
pub trait Spending {
    /// Looks up whether a token or key is spent; `None` if it is not. [`Pastes::create`](super::Pastes::create) decides it again, in its transaction.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn replay(&self, key: &[u8; 32], request: &[u8; 32], now: u64) -> Result<Option<Replay>>;

    /// Spends a token for something that is no paste; `false` if it was spent before. Of any number of callers with the same
    /// one, one spends it.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): it is not spent.
    fn spend(&self, once: Once, now: u64) -> Result<bool>;
}
