//! Accounts: what owns pastes and tokens, bears the admin mark, and survives the renewal of a certificate.

use std::fmt;

use super::{IssuedCertificate, Result};

/// The number of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub(super) i64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whom a certificate's fingerprint stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its account.
    pub account: AccountId,
    /// The fingerprint that account began with: its name in answers.
    pub owner_fingerprint: String,
    /// The certificate, if this server issued it; revoked and expired ones too, for the caller to judge.
    pub certificate: Option<IssuedCertificate>,
    /// The account has the admin mark.
    pub admin: bool,
    /// The account is refused everywhere.
    pub blocked: bool,
}

/// An account, as `fpaste serve admin list` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// The fingerprint it began with.
    pub owner_fingerprint: String,
    /// When it was first seen.
    pub created_at: u64,
    /// It has the admin mark.
    pub admin: bool,
    /// It is refused everywhere.
    pub blocked: bool,
}

/// The verbs of accounts.
pub trait Accounts {
    /// Looks up whom a fingerprint (SHA-1, 40 lower-case hex digits) stands for.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn identity(&self, sha1: &str) -> Result<Option<Identity>>;

    /// The account of a fingerprint, made where there is none yet.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn ensure_account(&self, sha1: &str, sha256: Option<&str>, now: u64) -> Result<AccountId>;

    /// Gives the account of a fingerprint the admin mark, and makes the account where there is none; `false` if it had it.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn grant_admin(&self, sha1: &str, now: u64) -> Result<bool>;

    /// Takes the admin mark away; `false` if it had none.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn revoke_admin(&self, sha1: &str) -> Result<bool>;

    /// Whether any account has the admin mark.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn has_admin(&self) -> Result<bool>;

    /// Refuses an account everywhere, or lets it in again; made where there is none. `false` if it was so already.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn set_blocked(&self, sha1: &str, blocked: bool, now: u64) -> Result<bool>;

    /// The accounts with the admin mark or a block, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn marked_accounts(&self) -> Result<Vec<Account>>;
}
