//! Takes pastes of elsewhere in: those of a FlaskPaste database, and files. Each at most once, however often it is tried: what came in is
//! remembered as an idempotency key is, in the transaction that makes the paste, for as long as the paste could live.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::content::media;
use super::settings::Settings;
use super::spool::Spool;
use super::store::sqlite::OldPaste;
use super::store::{CreateRules, Created, NewPaste, Once, PasswordHash, Replay, Store, StoreError};
use crate::protocol::limit::{DISPLAY_NAME_CHARS, PBKDF2_ROUNDS_MAX};
use crate::protocol::{PasteId, is_lower_hex};
use crate::sys::entropy::{Entropy, EntropyError, draw};

/// How often a name is drawn for a file before it is given up.
const DRAWS: usize = 8;

/// What becomes, or would become, of a paste that wants in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is in now; on a trial it could be. Its name, where it has one already.
    In(Option<PasteId>),
    /// It came in before, and is here.
    Here(PasteId),
    /// It came in before, and was read, deleted or changed since, here or there.
    Was,
    /// Its time is over.
    Over,
    /// Another paste has its name.
    Taken,
    /// It cannot come in; the reason is for people.
    Odd(&'static str),
}

/// Why an arrival broke off.
#[derive(Debug, Error)]
pub enum ArrivalError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bytes could not be read again.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// No name could be drawn.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// Lets pastes in.
pub struct Door<'a> {
    /// Where they go; `None` where there is no database yet, which only a trial may say.
    pub store: Option<&'a dyn Store>,
    /// The lifetimes of those that say none.
    pub settings: &'a Settings,
    /// Draws names.
    pub entropy: &'a dyn Entropy,
    /// Unix seconds.
    pub now: u64,
    /// Only look.
    pub trial: bool,
}

impl Door<'_> {
    /// A paste of FlaskPaste: under its name, for its owner, until its end. `issued` are the fingerprints of that server's certificates.
    ///
    /// # Errors
    /// [`ArrivalError`]: this one is not in, and those before it are.
    pub fn old(&self, old: &OldPaste, body: &Spool, issued: &BTreeSet<String>) -> Result<Arrival, ArrivalError> {
        let Ok(id) = old.id.parse::<PasteId>() else { return Ok(Arrival::Odd("its name is none that a paste has here")) };
        if body.is_empty() {
            return Ok(Arrival::Odd("it is empty"));
        }
        let Some(created_at) = old.created_at.map(|at| at.min(self.now)) else {
            return Ok(Arrival::Odd("it does not say when it was made"));
        };
        let password = match old.password_hash.as_deref().map(password) {
            None => None,
            Some(Some(password)) => Some(password),
            // To let it in without would open it to everyone.
            Some(None) => return Ok(Arrival::Odd("its password is kept in a form that cannot be checked here")),
        };
        let owner = old.owner.as_ref().map(|owner| owner.to_ascii_lowercase()).filter(|owner| owner.len() == 40 && is_lower_hex(owner));
        let lifetime = match &owner {
            None => self.settings.expiry_anon,
            Some(owner) if issued.contains(owner) => self.settings.expiry_trusted,
            Some(_) => self.settings.expiry_untrusted,
        };
        // Older versions kept no end: a paste lived for so long after its last reading.
        let expires_at = old.expires_at.unwrap_or_else(|| old.last_accessed.unwrap_or(created_at).max(created_at).saturating_add(lifetime));
        if expires_at <= self.now {
            return Ok(Arrival::Over);
        }
        let key = Sha256::new()
            .chain_update(b"import flaskpaste:")
            .chain_update(id.as_str())
            .chain_update([0])
            .chain_update(created_at.to_be_bytes());
        let new = NewPaste {
            id,
            owner: None,
            mime_type: media::of(&old.mime_type, body)?,
            created_at,
            expires_at,
            burn: old.burn,
            claim_hash: None,
            password,
            display_name: old.display_name.clone().filter(|label| is_label(label)),
            delete_token_hash: None,
        };
        self.enter(new, owner.as_deref(), body, key.finalize().into())
    }

    /// A file, under a name that is drawn, labelled with its own, until `expires_at`.
    ///
    /// # Errors
    /// [`ArrivalError`]: this one is not in, and those before it are.
    pub fn file(&self, name: &str, body: &Spool, owner: Option<&str>, expires_at: u64) -> Result<Arrival, ArrivalError> {
        if body.is_empty() {
            return Ok(Arrival::Odd("it is empty"));
        }
        let key = Sha256::new().chain_update(b"import file:").chain_update(name).chain_update([0]).chain_update(body.sha256());
        let key: [u8; 32] = key.finalize().into();
        for _ in 0..DRAWS {
            let new = NewPaste {
                id: PasteId::from_random(&draw::<32>(self.entropy)?, self.settings.id_length).map_err(|_| EntropyError)?,
                owner: None,
                mime_type: media::of("", body)?,
                created_at: self.now,
                expires_at,
                burn: false,
                claim_hash: None,
                password: None,
                display_name: Some(name.to_owned()).filter(|label| is_label(label)),
                delete_token_hash: None,
            };
            match self.enter(new, owner, body, key)? {
                Arrival::Taken => {}
                Arrival::In(id) => return Ok(Arrival::In(id.filter(|_| !self.trial))),
                other => return Ok(other),
            }
        }
        Ok(Arrival::Taken)
    }

    fn enter(&self, new: NewPaste, owner: Option<&str>, body: &Spool, key: [u8; 32]) -> Result<Arrival, ArrivalError> {
        let Some(store) = self.store else { return Ok(Arrival::In(Some(new.id))) };
        let once = Once { key, request: body.sha256(), expires: new.expires_at };
        match store.replay(&once.key, &once.request, self.now)? {
            Some(Replay::Same(paste)) => return Ok(Arrival::Here(paste.id)),
            Some(Replay::Mismatch) => return Ok(Arrival::Was),
            None => {}
        }
        if self.trial {
            let taken = store.paste(&new.id, None, self.now)?.is_some();
            return Ok(if taken { Arrival::Taken } else { Arrival::In(Some(new.id)) });
        }
        let owner = owner.map(|owner| store.ensure_account(owner, None, self.now)).transpose()?;
        let rules = CreateRules { once: Some(once), ..CreateRules::default() };
        Ok(match store.create(NewPaste { owner, ..new }, body, rules)? {
            Created::New(paste) => Arrival::In(Some(paste.id)),
            Created::Replay(paste) => Arrival::Here(paste.id),
            Created::OnceMismatch => Arrival::Was,
            Created::IdTaken => Arrival::Taken,
            Created::Duplicate { .. } | Created::Full { .. } => Arrival::Odd("there is no room for it"),
        })
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.chars().count() <= DISPLAY_NAME_CHARS && !label.chars().any(char::is_control)
}

/// A password as FlaskPaste and its like keep it: PBKDF2-HMAC-SHA256, rounds, 32 bytes of salt, 32 bytes of output, apart by `$`.
/// `None` for what is of another form, or says rounds that no server should be made to go.
fn password(kept: &str) -> Option<PasswordHash> {
    let parts: Vec<&str> = kept.split('$').filter(|part| !part.is_empty()).collect();
    // `$pbkdf2-sha256$ROUNDS$SALT$HASH`, or Werkzeug's `pbkdf2:sha256:ROUNDS$SALT$HASH`, whose salt is text.
    let (method, rounds, salt, hash) = match parts[..] {
        [method, rounds, salt, hash] => (method, rounds, bytes(salt)?, hash),
        [method, salt, hash] => {
            let (method, rounds) = method.rsplit_once(':')?;
            (method, rounds, salt.as_bytes().to_vec(), hash)
        }
        _ => return None,
    };
    let method: String = method.chars().filter(char::is_ascii_alphanumeric).collect();
    let rounds: u32 = rounds.parse().ok().filter(|rounds| (1..=PBKDF2_ROUNDS_MAX).contains(rounds))?;
    let known = method.eq_ignore_ascii_case("pbkdf2sha256");
    known.then_some(PasswordHash { salt: salt.try_into().ok()?, hash: bytes(hash)?.try_into().ok()?, rounds })
}

/// Hex, or base64 of any alphabet, with or without padding.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        return (0..64).step_by(2).map(pair).collect();
    }
    // passlib writes a dot for the plus sign.
    let text = text.trim_end_matches('=').replace('.', "+");
    STANDARD_NO_PAD.decode(&text).or_else(|_| URL_SAFE_NO_PAD.decode(&text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_over_if_it_can_be_checked_here() {
        let (salt, hash) = ("0a".repeat(32), "0b".repeat(32));
        let known = PasswordHash { salt: [10; 32], hash: [11; 32], rounds: 600_000 };
        let (salt64, hash64) = (STANDARD_NO_PAD.encode([10; 32]), STANDARD_NO_PAD.encode([11; 32]));
        for kept in [
            format!("$pbkdf2-sha256$600000${salt}${hash}"),
            format!("pbkdf2_sha256$600000${salt}${hash}"),
            format!("$pbkdf2-sha256$600000${salt64}${hash64}="),
        ] {
            assert!(password(&kept).as_ref() == Some(&known), "{kept}");
        }
        let werkzeug = password(&format!("pbkdf2:sha256:1000$abcdefghijklmnopqrstuvwxyz012345${hash}")).unwrap();
        assert_eq!((werkzeug.salt, werkzeug.rounds), (*b"abcdefghijklmnopqrstuvwxyz012345", 1000));
        for strange in [
            "",
            "hunter2",
            "$2b$12$abcdefghijklmnopqrstuuLZIL2",
            "scrypt:32768:8:1$salt$hash",
            "pbkdf2:sha256:1000$short$0b0b",
            &format!("$pbkdf2-sha512$600000${salt}${hash}"),
            &format!("$pbkdf2-sha256$0${salt}${hash}"),
            &format!("$pbkdf2-sha256$99999999${salt}${hash}"),
            &format!("$pbkdf2-sha256$600000${salt}${hash}00"),
        ] {
            assert!(password(strange).is_none(), "{strange}");
        }
    }
}
