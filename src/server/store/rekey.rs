//! How bodies lie in the database, sealed or in the clear, and the change of the storage key.

use std::fmt;
use std::sync::Arc;

use super::{Result, Store};
use crate::server::at_rest::{KeyId, StorageKey};

/// How bodies lie in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The storage key that holds.
    pub key: Option<KeyId>,
    /// The one before, while wrappers are under it still.
    pub retiring: Option<KeyId>,
    /// Bodies that are sealed.
    pub sealed: u64,
    /// Bodies that lie in the clear.
    pub clear: u64,
}

/// How far a change of the storage key has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Wrappers that are under the new key now.
    pub rewrapped: u64,
    /// Bodies that lay in the clear and are sealed now.
    pub sealed: u64,
    pub(super) stage: Stage,
    /// The paste that was looked at last.
    pub(super) after: i64,
}

/// What is done next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Wrappers are put under the new key.
    #[default]
    Rewrap,
    /// What lies in the clear is sealed.
    Seal,
    /// Nothing.
    Done,
}

/// The old key, where there was one, and the new.
#[derive(Clone)]
pub struct Keys {
    /// Holds so far.
    pub old: Option<Arc<StorageKey>>,
    /// Is to hold.
    pub new: Arc<StorageKey>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({:?} → {:?})", self.old, self.new)
    }
}

/// The verbs of this noun.
pub trait Rekeying {
    /// How bodies lie.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    fn holding(&self) -> Result<Holding>;

    /// Makes the new key the one that holds, in one transaction: from now on no body is made or sealed under another, whoever else has
    /// the database open.
    ///
    /// # Errors
    /// [`StoreError::AtRest`](super::StoreError::AtRest): the old key is not the database's, or another change is not finished.
    fn begin_rekey(&self, keys: &Keys) -> Result<()>;

    /// Does the next of what is to be done, in one transaction that does not take long.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was done.
    fn rekey_slice(&self, keys: &Keys, from: Progress) -> Result<Progress>;
}

/// Puts every wrapper under another storage key and seals every body that lies in the clear. Cut short anywhere, it goes on where it is
/// called again with the same keys.
///
/// # Errors
/// [`StoreError`](super::StoreError): what was done so far stays done.
pub fn rekey(store: &dyn Store, keys: &Keys, told: &mut dyn FnMut(&Progress)) -> Result<Progress> {
    store.begin_rekey(keys)?;
    let mut progress = Progress::default();
    while progress.stage != Stage::Done {
        progress = store.rekey_slice(keys, progress)?;
        told(&progress);
    }
    Ok(progress)
}
