//! API tokens: kept as SHA-256, acting for their account within their scopes.

use super::{AccountId, Result};

/// Seconds between two notes of a token's use.
pub(super) const MINUTE: u64 = 60;

/// An API token, its secret apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id, which is no secret.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<u64>,
}

impl ApiToken {
    /// Whether its last use was noted so lately that another is not.
    pub fn used_lately(&self, now: u64) -> bool {
        self.last_used_at.is_some_and(|used| now < used.saturating_add(MINUTE))
    }
}

/// A token that was shown and counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIdentity {
    /// The token.
    pub token: ApiToken,
    /// The fingerprint its account began with.
    pub owner_fingerprint: String,
}

/// The verbs of API tokens.
pub trait Tokens {
    /// Keeps a token under the SHA-256 of its text.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was kept.
    fn add_token(&self, token: ApiToken, hash: [u8; 32]) -> Result<()>;

    /// The tokens of an account that have not ended, newest first.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn tokens(&self, account: AccountId, now: u64) -> Result<Vec<ApiToken>>;

    /// Deletes a token of this account; `false` if it has none of this id.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was deleted.
    fn delete_token(&self, account: AccountId, id: &str) -> Result<bool>;

    /// Looks a token up by the SHA-256 of its text. `None` unless it counts: it has not ended, its account is not blocked
    /// and has a valid certificate of this server.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn token_by_hash(&self, hash: &[u8; 32], now: u64) -> Result<Option<TokenIdentity>>;

    /// Every token that counts, of all accounts, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn live_tokens(&self, now: u64) -> Result<Vec<TokenIdentity>>;

    /// Writes down that a token was used, at most once a minute for each.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn touch_token(&self, token: &ApiToken, now: u64) -> Result<()>;
}
