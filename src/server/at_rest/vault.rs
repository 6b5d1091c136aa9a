//! What a store seals and opens bodies with, and whether the storage key it was given is the database's.

use std::fmt;
use std::io::{Read, Write};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::key::{KeyId, StorageKey};
use super::segment::{Opening, Sealing, sealed_length};
use super::wrapper::{DataKey, DigestKey, Wrapper};
use crate::protocol::PasteId;
use crate::server::spool::Spool;
use crate::sys::entropy::{Entropy, EntropyError, SystemEntropy};

/// How bodies are to lie in the database.
#[derive(Clone, Debug, Default)]
pub enum AtRest {
    /// As they came. A database that has a storage key is refused.
    #[default]
    Clear,
    /// Sealed under this key. A database that has another is refused; one that has none takes this one.
    Sealed(Arc<StorageKey>),
    /// No body is made or opened: for what is done on the box besides, which needs no key.
    Untouched,
}

/// What a database says of its storage key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The digest key under the storage key that holds. That it opens is the proof that a key is the right one.
    pub current: Option<Wrapper>,
    /// The key that held before, while some wrappers may still be under it.
    pub retiring: Option<KeyId>,
}

/// Why bodies are not sealed or opened. Nothing was changed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VaultError {
    /// The database is sealed, and there is no key.
    #[error("the database is sealed under the storage key {0}, and no key is given")]
    Missing(KeyId),
    /// The database is sealed under another key.
    #[error("the database is sealed under the storage key {wanted}, and the one given is {given}")]
    Wrong {
        /// The database's.
        wanted: KeyId,
        /// The one given.
        given: KeyId,
    },
    /// A change of the key was cut short.
    #[error("changing the storage key from {from} to {to} is not finished")]
    Unfinished {
        /// The key that held before.
        from: KeyId,
        /// The one that holds now.
        to: KeyId,
    },
    /// Somebody changed the key while this store was open.
    #[error("another storage key holds since this server started")]
    Changed,
    /// This store was opened without touching bodies.
    #[error("no body is opened here")]
    Untouched,
    /// What the database says of its key was altered.
    #[error("the record of the storage key {0} was altered")]
    Altered(KeyId),
    /// The operating system gave no randomness for a key.
    #[error("the operating system gave no randomness")]
    NoEntropy,
}

impl From<EntropyError> for VaultError {
    fn from(_: EntropyError) -> Self {
        Self::NoEntropy
    }
}

/// What a store has in hand once the key is known to be right.
#[derive(Debug)]
pub enum Vault {
    /// Bodies lie as they came.
    Clear,
    /// Bodies are sealed.
    Sealed {
        /// Under this.
        key: Arc<StorageKey>,
        /// And their hashes are keyed with this.
        digest: DigestKey,
    },
    /// Bodies are left alone.
    Untouched,
}

impl Vault {
    /// Finds out whether a store may open this database. With a wrapper the database has no key yet, and takes this one: the wrapper is
    /// to be recorded, and every hash that is kept there to be [marked](Self::mark), in one transaction.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn unlock(at_rest: &AtRest, recorded: &Recorded) -> Result<(Self, Option<Wrapper>), VaultError> {
        match (at_rest, &recorded.current) {
            (AtRest::Untouched, _) => Ok((Self::Untouched, None)),
            (AtRest::Clear, None) => Ok((Self::Clear, None)),
            (AtRest::Clear, Some(current)) => Err(VaultError::Missing(current.key)),
            (AtRest::Sealed(key), None) => {
                let (digest, wrapper) = DigestKey::make(key, &SystemEntropy)?;
                Ok((Self::Sealed { key: Arc::clone(key), digest }, Some(wrapper)))
            }
            (AtRest::Sealed(key), Some(current)) => match recorded.retiring {
                Some(from) => Err(VaultError::Unfinished { from, to: current.key }),
                None => Ok((Self::Sealed { key: Arc::clone(key), digest: open(current, key)? }, None)),
            },
        }
    }

    /// Whether the database still has the key that this was opened with: asked in every transaction that makes a body, so that none is
    /// made under a key, or without one, that holds no more.
    ///
    /// # Errors
    /// [`VaultError::Changed`] and [`VaultError::Untouched`].
    pub fn still_holds(&self, current: Option<KeyId>) -> Result<(), VaultError> {
        match self {
            Self::Untouched => Err(VaultError::Untouched),
            Self::Clear if current.is_none() => Ok(()),
            Self::Sealed { key, .. } if current == Some(key.id()) => Ok(()),
            Self::Clear | Self::Sealed { .. } => Err(VaultError::Changed),
        }
    }

    /// What a hash of a body is compared and kept as: keyed where bodies are sealed, so that it confirms no guess.
    #[must_use]
    pub fn mark(&self, hash: &[u8; 32]) -> [u8; 32] {
        match self {
            Self::Sealed { digest, .. } => digest.mark(hash),
            Self::Clear | Self::Untouched => *hash,
        }
    }

    /// Makes a body ready for the database: under a fresh key of its own, where bodies are sealed. What is in memory is sealed at once,
    /// by the caller's thread; the rest as it is read.
    ///
    /// # Errors
    /// [`VaultError::Untouched`] and [`VaultError::NoEntropy`].
    pub fn deposit(&self, id: &PasteId, body: &Spool) -> Result<Deposit, VaultError> {
        let Self::Sealed { key, .. } = self else {
            return if matches!(self, Self::Clear) { Ok(Deposit::moved(body.clone(), None)) } else { Err(VaultError::Untouched) };
        };
        Deposit::sealed(id, body, key, &SystemEntropy)
    }

    /// What opens the body of this paste as its stored bytes are written to it, and passes them on.
    ///
    /// # Errors
    /// [`VaultError`]: `Changed` where another storage key wrapped it, `Altered` where the wrapper is not this paste's.
    pub fn opening<W: Write>(&self, id: &PasteId, wrapper: &Wrapper, length: u64, sink: W) -> Result<Opening<W>, VaultError> {
        match self {
            Self::Untouched => Err(VaultError::Untouched),
            Self::Sealed { key, .. } if key.id() == wrapper.key => {
                let data = DataKey::open(wrapper, id, key).map_err(|_| VaultError::Altered(wrapper.key))?;
                Ok(Opening::new(sink, length, data.cipher()))
            }
            Self::Clear | Self::Sealed { .. } => Err(VaultError::Changed),
        }
    }
}

/// The digest key, if the storage key is the right one.
fn open(current: &Wrapper, key: &StorageKey) -> Result<DigestKey, VaultError> {
    if current.key != key.id() {
        return Err(VaultError::Wrong { wanted: current.key, given: key.id() });
    }
    DigestKey::open(current, key).ok_or(VaultError::Altered(current.key))
}

/// What is to be done first where the storage key changes.
#[derive(Debug)]
pub enum Change {
    /// There was no key. Record the wrapper, and mark all hashes with the digest key.
    Begin(Wrapper, DigestKey),
    /// Record the wrapper as current, and the key that held as retiring.
    Replace(Wrapper),
    /// Such a change was cut short: go on.
    GoOn,
    /// The new key holds already, and nothing is under another.
    Done,
}

impl Change {
    /// Decides it.
    ///
    /// # Errors
    /// [`VaultError`]: the old key is not the database's, or another change is not finished.
    pub fn plan(recorded: &Recorded, old: Option<&StorageKey>, new: &StorageKey) -> Result<Self, VaultError> {
        let Some(current) = &recorded.current else {
            let (digest, wrapper) = DigestKey::make(new, &SystemEntropy)?;
            return Ok(Self::Begin(wrapper, digest));
        };
        let held_before = |wanted: KeyId| match old {
            None => Err(VaultError::Missing(wanted)),
            Some(old) if old.id() != wanted => Err(VaultError::Wrong { wanted, given: old.id() }),
            Some(old) => Ok(old),
        };
        match recorded.retiring {
            Some(from) if current.key != new.id() => Err(VaultError::Unfinished { from, to: current.key }),
            Some(from) => held_before(from).and_then(|_| open(current, new)).map(|_| Self::GoOn),
            None if current.key == new.id() => open(current, new).map(|_| Self::Done),
            None => {
                let digest = open(current, held_before(current.key)?)?;
                Ok(Self::Replace(digest.wrap(new, &SystemEntropy)?))
            }
        }
    }
}

/// A body on its way into the database, as it is to lie there.
pub struct Deposit {
    body: Spool,
    wrapper: Option<Wrapper>,
    form: Form,
}

/// How a [`Deposit`] becomes what is to lie there.
enum Form {
    /// It is that already.
    AsItIs,
    /// Sealed, all of it in memory.
    Sealed(Vec<u8>),
    /// To be sealed as it is read.
    Under(DataKey),
}

impl Deposit {
    /// Seals the body of a paste under a fresh key, wrapped by this storage key.
    ///
    /// # Errors
    /// [`VaultError::NoEntropy`].
    pub fn sealed(id: &PasteId, body: &Spool, under: &StorageKey, entropy: &dyn Entropy) -> Result<Self, VaultError> {
        let (key, wrapper) = DataKey::make(id, under, entropy)?;
        let in_memory = body.bytes().and_then(|bytes| {
            let mut sealed = Vec::with_capacity(usize::try_from(sealed_length(body.len())).ok()?);
            Sealing::new(bytes, body.len(), key.cipher()).read_to_end(&mut sealed).ok().map(|_| sealed)
        });
        let form = in_memory.map_or(Form::Under(key), Form::Sealed);
        Ok(Self { body: body.clone(), wrapper: Some(wrapper), form })
    }

    /// What lies in one database and is to lie in another as it is, beside the same wrapper.
    pub fn moved(stored: Spool, wrapper: Option<Wrapper>) -> Self {
        Self { body: stored, wrapper, form: Form::AsItIs }
    }

    /// Bytes it takes in the database.
    pub fn stored_length(&self) -> u64 {
        match self.form {
            Form::AsItIs => self.body.len(),
            Form::Sealed(_) | Form::Under(_) => sealed_length(self.body.len()),
        }
    }

    /// The SHA-256 of what is to lie in the database, where that is known before it was [read](Self::reader).
    pub fn stored_sha256(&self) -> Option<[u8; 32]> {
        match &self.form {
            Form::AsItIs => Some(self.body.sha256()),
            Form::Sealed(bytes) => Some(Sha256::digest(bytes).into()),
            Form::Under(_) => None,
        }
    }

    /// What is to lie in the database, where all of it is in memory.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.form {
            Form::AsItIs => self.body.bytes(),
            Form::Sealed(bytes) => Some(bytes),
            Form::Under(_) => None,
        }
    }

    /// What is to lie in the database, piece by piece. Read twice it is the same twice.
    pub fn reader(&self) -> Box<dyn Read + '_> {
        match &self.form {
            Form::AsItIs => Box::new(self.body.reader()),
            Form::Sealed(bytes) => Box::new(bytes.as_slice()),
            Form::Under(key) => Box::new(Sealing::new(self.body.reader(), self.body.len(), key.cipher())),
        }
    }

    /// The key it is sealed under, to lie beside it.
    pub fn wrapper(&self) -> Option<&Wrapper> {
        self.wrapper.as_ref()
    }
}

impl fmt::Debug for Deposit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deposit({:?}, {:?})", self.body, self.wrapper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::spool::{Budget, SpoolWriter};

    fn key(byte: u8) -> Arc<StorageKey> {
        Arc::new(StorageKey::from_bytes(&[byte; 32]))
    }

    fn sealed(byte: u8) -> (Vault, Recorded) {
        let (vault, wrapper) = Vault::unlock(&AtRest::Sealed(key(byte)), &Recorded::default()).unwrap();
        assert!(wrapper.is_some());
        (vault, Recorded { current: wrapper, retiring: None })
    }

    fn spool(bytes: &[u8]) -> Spool {
        let mut writer = SpoolWriter::new(&Budget::new(1 << 20, 1 << 24));
        writer.write_all(bytes).unwrap();
        writer.finish()
    }

    fn id() -> PasteId {
        "0123456789ab".parse().unwrap()
    }

    #[test]
    fn a_database_opens_with_its_own_key_and_no_other_and_not_without() {
        let (vault, recorded) = sealed(1);
        let current = recorded.current.clone().unwrap();
        let unlock = |at_rest: AtRest, recorded: &Recorded| Vault::unlock(&at_rest, recorded).map(|(vault, new)| (vault, new.is_some()));
        let (again, new) = unlock(AtRest::Sealed(key(1)), &recorded).unwrap();
        assert!(!new && again.mark(&[5; 32]) == vault.mark(&[5; 32]));
        assert_eq!(unlock(AtRest::Clear, &recorded).unwrap_err(), VaultError::Missing(key(1).id()));
        let wrong = VaultError::Wrong { wanted: key(1).id(), given: key(2).id() };
        assert_eq!(unlock(AtRest::Sealed(key(2)), &recorded).unwrap_err(), wrong);
        // Another key that says it is the right one.
        let false_id = Recorded { current: Some(Wrapper { key: key(2).id(), ..current.clone() }), retiring: None };
        assert_eq!(unlock(AtRest::Sealed(key(2)), &false_id).unwrap_err(), VaultError::Altered(key(2).id()));
        let unfinished = Recorded { retiring: Some(key(3).id()), ..recorded.clone() };
        for byte in [1, 2, 3] {
            assert!(matches!(unlock(AtRest::Sealed(key(byte)), &unfinished), Err(VaultError::Unfinished { .. })));
        }
        assert!(matches!(unlock(AtRest::Untouched, &unfinished), Ok((Vault::Untouched, false))));
        assert!(matches!(unlock(AtRest::Clear, &Recorded::default()), Ok((Vault::Clear, false))));
        assert!(vault.still_holds(Some(key(1).id())).is_ok() && Vault::Clear.still_holds(None).is_ok());
        for (vault, current) in [(&vault, None), (&vault, Some(key(2).id())), (&Vault::Clear, Some(key(1).id()))] {
            assert_eq!(vault.still_holds(current), Err(VaultError::Changed));
        }
    }

    #[test]
    fn what_is_deposited_comes_back_with_its_id_and_key_alone() {
        let (vault, _) = sealed(1);
        for length in [0, 5, 70_000, 300_000] {
            let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
            let deposit = vault.deposit(&id(), &spool(&bytes)).unwrap();
            let (mut stored, wrapper) = (Vec::new(), deposit.wrapper().unwrap().clone());
            deposit.reader().read_to_end(&mut stored).unwrap();
            assert_eq!(deposit.stored_length(), stored.len() as u64);
            assert!(deposit.bytes().is_none_or(|same| same == stored));
            assert!(deposit.stored_sha256().is_none_or(|hash| hash == <[u8; 32]>::from(Sha256::digest(&stored))));
            let open = |vault: &Vault, id: &PasteId| {
                let mut opening = vault.opening(id, &wrapper, length as u64, Vec::new())?;
                opening.write_all(&stored).unwrap();
                Ok::<_, VaultError>(opening.finish().unwrap())
            };
            assert!(open(&vault, &id()).unwrap() == bytes);
            assert_eq!(open(&vault, &"0123456789ac".parse().unwrap()).unwrap_err(), VaultError::Altered(key(1).id()));
            assert_eq!(open(&sealed(2).0, &id()).unwrap_err(), VaultError::Changed);
            assert_eq!(open(&Vault::Clear, &id()).unwrap_err(), VaultError::Changed);
            assert_eq!(open(&Vault::Untouched, &id()).unwrap_err(), VaultError::Untouched);
            // The same bytes for the same paste look different each time.
            let mut again = Vec::new();
            vault.deposit(&id(), &spool(&bytes)).unwrap().reader().read_to_end(&mut again).unwrap();
            assert!(again != stored);
        }
        let clear = Vault::Clear.deposit(&id(), &spool(b"as it is")).unwrap();
        assert_eq!((clear.bytes(), clear.wrapper(), clear.stored_length()), (Some(b"as it is".as_slice()), None, 8));
        assert!(Vault::Untouched.deposit(&id(), &spool(b"x")).is_err());
    }

    #[test]
    fn a_change_begins_goes_on_and_ends_with_the_right_keys_alone() {
        let plan = |recorded: &Recorded, old: Option<u8>, new: u8| {
            let old = old.map(key);
            Change::plan(recorded, old.as_deref(), &key(new))
        };
        assert!(matches!(plan(&Recorded::default(), None, 1), Ok(Change::Begin(..))));
        let (vault, recorded) = sealed(1);
        assert!(matches!(plan(&recorded, None, 1), Ok(Change::Done)));
        assert_eq!(plan(&recorded, None, 2).unwrap_err(), VaultError::Missing(key(1).id()));
        assert!(matches!(plan(&recorded, Some(3), 2), Err(VaultError::Wrong { .. })));
        let Ok(Change::Replace(wrapper)) = plan(&recorded, Some(1), 2) else { panic!() };
        let between = Recorded { current: Some(wrapper), retiring: Some(key(1).id()) };
        assert!(matches!(plan(&between, Some(1), 2), Ok(Change::GoOn)));
        assert_eq!(plan(&between, None, 2).unwrap_err(), VaultError::Missing(key(1).id()));
        for (old, new) in [(Some(1), 3), (Some(2), 1), (Some(1), 1), (None, 3)] {
            assert!(matches!(plan(&between, old, new), Err(VaultError::Unfinished { .. })), "{old:?} {new}");
        }
        // Hashes that were kept before are those that are kept after.
        let after = Recorded { retiring: None, ..between };
        let (new, _) = Vault::unlock(&AtRest::Sealed(key(2)), &after).unwrap();
        assert_eq!(new.mark(&[5; 32]), vault.mark(&[5; 32]));
    }
}
