//! Pastes: what is known of one, what makes and changes one, and the verbs that do.

use std::fmt;

use zeroize::Zeroize;

use super::{AccountId, Dedup, Once, Quota, Result};
use crate::protocol::PasteId;
use crate::server::at_rest::Vault;
use crate::server::spool::Spool;

/// What the store knows of a paste, its bytes apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paste {
    /// Its name.
    pub id: PasteId,
    /// The account that made it, if one did.
    pub owner: Option<AccountId>,
    /// The fingerprint that account began with.
    pub owner_fingerprint: Option<String>,
    /// The media type to answer with.
    pub mime_type: String,
    /// Bytes in it.
    pub size: u64,
    /// When it was made.
    pub created_at: u64,
    /// From when on it is gone.
    pub expires_at: u64,
    /// Its first reading erases it.
    pub burn: bool,
    /// SHA-256 of the claim a reader must show; only where it burns.
    pub claim_hash: Option<[u8; 32]>,
    /// The password a reader must know.
    pub password: Option<PasswordHash>,
    /// The owner's label.
    pub display_name: Option<String>,
    /// SHA-256 of the token that deletes it.
    pub delete_token_hash: Option<[u8; 32]>,
    /// Until when it is leased; only the lease's reader finds one that is.
    pub lease_until: Option<u64>,
}

/// A password as PBKDF2-HMAC-SHA256 leaves it. The KDF itself is the caller's: none runs inside a transaction.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    /// Random.
    pub salt: [u8; 32],
    /// The output.
    pub hash: [u8; 32],
    /// How often the KDF went round.
    pub rounds: u32,
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl Drop for PasswordHash {
    fn drop(&mut self) {
        self.hash.zeroize();
    }
}

/// A paste to be made.
#[derive(Clone, Debug)]
pub struct NewPaste {
    /// Its name, drawn by the caller.
    pub id: PasteId,
    /// The account that makes it.
    pub owner: Option<AccountId>,
    /// The media type to answer with.
    pub mime_type: String,
    /// Now.
    pub created_at: u64,
    /// From when on it is gone.
    pub expires_at: u64,
    /// Its first reading erases it.
    pub burn: bool,
    /// SHA-256 of the claim a reader must show.
    pub claim_hash: Option<[u8; 32]>,
    /// The password a reader must know.
    pub password: Option<PasswordHash>,
    /// The owner's label.
    pub display_name: Option<String>,
    /// SHA-256 of the token that deletes it.
    pub delete_token_hash: Option<[u8; 32]>,
}

/// What must hold for a paste to be made, all of it decided in the transaction that inserts it.
#[derive(Clone, Debug, Default)]
pub struct CreateRules {
    /// The proof-of-work token or idempotency key that this creation spends.
    pub once: Option<Once>,
    /// How often the same body may come.
    pub dedup: Option<Dedup>,
    /// Byte quotas, each of which must have room.
    pub quota: Vec<Quota>,
    /// Bytes the database may hold in all, as [`Usage::size`](super::Usage::size) counts them.
    pub total_limit: Option<u64>,
}

impl CreateRules {
    /// The rules as a database keeps them: hashes in them, which may be of a body, are [marked](Vault::mark).
    #[must_use]
    pub(super) fn marked(self, vault: &Vault) -> Self {
        Self { once: self.once.map(|once| once.marked(vault)), ..self }
    }
}

/// What became of a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// Made, and on disk.
    New(Paste),
    /// The same request has made this paste before; nothing was counted again.
    Replay(Paste),
    /// The token or key was spent on something else, or its paste is gone.
    OnceMismatch,
    /// The same body came too often.
    Duplicate {
        /// How often it came within the window.
        count: u64,
        /// The window, in seconds.
        window_seconds: u64,
        /// Seconds until the window ends.
        retry_after: u64,
    },
    /// Another paste has this name: draw again.
    IdTaken,
    /// A quota has no room for it.
    Full {
        /// Which: the quota's scope, or [`Created::TOTAL`].
        scope: String,
        /// Its bytes.
        limit: u64,
        /// How many of them are taken.
        used: u64,
    },
}

impl Created {
    /// The scope of [`Created::Full`] where the whole database is full.
    pub const TOTAL: &str = "total";
}

/// What to change of a paste; `None` leaves it, `Some(None)` removes it.
#[derive(Clone, Debug, Default)]
pub struct PasteChange {
    /// A new body and its media type.
    pub body: Option<(Spool, String)>,
    /// A new label.
    pub display_name: Option<Option<String>>,
    /// A new password.
    pub password: Option<Option<PasswordHash>>,
    /// A new end.
    pub expires_at: Option<u64>,
    /// Byte quotas that a new body must fit, and is counted in.
    pub quota: Vec<Quota>,
    /// Bytes the database may hold in all, as [`Usage::size`](super::Usage::size) counts them; asked only of a new body.
    pub total_limit: Option<u64>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on its way to the answer")]
pub enum Updated {
    /// Changed, and on disk.
    Done(Paste),
    /// There is no such paste, or it burns and so never changes.
    Gone,
    /// A quota has no room for the new body.
    Full {
        /// Which: the quota's scope, or [`Created::TOTAL`].
        scope: String,
        /// Its bytes.
        limit: u64,
        /// How many of them are taken.
        used: u64,
    },
}

/// A paste as its row holds it.
pub(super) struct Record {
    /// Names it for ever.
    pub(super) seq: i64,
    /// What the others see.
    pub(super) paste: Paste,
    /// Who has leased it, until when.
    pub(super) lease: Option<([u8; 16], u64)>,
}

impl Record {
    /// Whether it is there for everyone: not over, and leased to nobody.
    pub(super) fn is_open(&self, now: u64) -> bool {
        self.lease.is_none() && now < self.paste.expires_at
    }

    /// Seconds for which this reader may fetch it again.
    pub(super) fn lease_left(&self, reader: Option<[u8; 16]>, now: u64) -> Option<u64> {
        let (holder, until) = self.lease?;
        // The reader is a secret of 128 random bits that its holder alone was told: how long the comparison takes tells nothing of it
        // that the answer does not.
        (Some(holder) == reader && now < until).then(|| until - now)
    }
}

impl NewPaste {
    /// The paste it becomes.
    pub(super) fn made(self, size: u64, owner_fingerprint: Option<String>) -> Paste {
        Paste {
            id: self.id,
            owner: self.owner,
            owner_fingerprint,
            mime_type: self.mime_type,
            size,
            created_at: self.created_at,
            expires_at: self.expires_at,
            burn: self.burn,
            claim_hash: self.claim_hash,
            password: self.password,
            display_name: self.display_name,
            delete_token_hash: self.delete_token_hash,
            lease_until: None,
        }
    }
}

/// The verbs of pastes.
pub trait Pastes {
    /// Makes a paste, if the rules allow. Returns only once it is on disk (or has not happened).
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was made and nothing counted.
    fn create(&self, paste: NewPaste, body: &Spool, rules: CreateRules) -> Result<Created>;

    /// Looks a paste up. Expired, burned and unknown ones are all `None`; one that is leased is `None` to everyone
    /// but the lease's reader.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn paste(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<Paste>>;

    /// Looks a paste up as [`Pastes::paste`] does, and may read its body on the way, where nothing stands before that: it is small, does
    /// not burn and has no password.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn read(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<(Paste, Option<Spool>)>> {
        Ok(self.paste(id, reader, now)?.map(|paste| (paste, None)))
    }

    /// Reads a paste that does not burn; `None` for one that does.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn body(&self, id: &PasteId, now: u64) -> Result<Option<(Paste, Spool)>>;

    /// Changes a paste that does not burn.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was changed.
    fn update(&self, id: &PasteId, change: PasteChange, now: u64) -> Result<Updated>;

    /// Erases a paste; `false` if there was none.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was erased.
    fn delete(&self, id: &PasteId, now: u64) -> Result<bool>;

    /// Erases all pastes in one transaction, if exactly `confirm` exist (as a listing counts them); else says how many do.
    /// Those that are over or leased go with them.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was erased.
    fn delete_all(&self, confirm: u64, now: u64) -> Result<Result<u64, u64>>;
}
