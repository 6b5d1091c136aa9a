//! What the store's tests share: a database of their own, and the shortest way to a paste in it.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

use super::super::Store;
use super::{AccountId, CreateRules, Created, NewPaste, Options, Paste, Result, Sqlite};
use crate::protocol::PasteId;
use crate::server::at_rest::{AtRest, StorageKey};
use crate::server::spool::{Budget, Spool, SpoolWriter};

/// The time at which most tests begin.
pub(super) const NOW: u64 = 1_800_000_000;

/// A store in a directory of its own, gone with the test.
pub(super) struct Trial {
    store: Option<Sqlite>,
    directory: TempDir,
    /// How it is opened the next time.
    pub(super) at_rest: AtRest,
}

impl Trial {
    pub(super) fn new() -> Self {
        // In memory where that is possible: what a disk does to a flush is not what these tests are about.
        let memory = std::path::Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let directory = tempfile::Builder::new().prefix("fpaste-store-").tempdir_in(place).unwrap();
        let mut trial = Self { store: None, directory, at_rest: AtRest::Clear };
        trial.reopen();
        trial
    }

    /// The same, sealed under a key.
    pub(super) fn sealed() -> Self {
        let mut trial = Self::new();
        trial.at_rest = AtRest::Sealed(key(1));
        trial.reopen();
        trial
    }

    pub(super) fn path(&self) -> PathBuf {
        self.directory.path().join("pastes.db")
    }

    /// Closes the store and opens it again.
    pub(super) fn reopen(&mut self) {
        self.close();
        self.store = Some(self.open().unwrap());
    }

    /// Opens it once more beside, or says why not.
    pub(super) fn open(&self) -> Result<Sqlite> {
        Sqlite::open(&self.path(), budget(), &Options { at_rest: self.at_rest.clone(), ..Options::default() })
    }

    pub(super) fn close(&mut self) {
        self.store = None;
    }

    /// The engine itself, for what is no verb of the domain.
    pub(super) fn sqlite(&self) -> &Sqlite {
        self.store.as_ref().unwrap()
    }

    /// A connection past the store, to look at what it wrote or to damage it.
    pub(super) fn sql(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    /// One number that a query gives.
    pub(super) fn number(&self, query: &str) -> i64 {
        self.sql().query_row(query, [], |row| row.get(0)).unwrap()
    }

    /// Makes a paste that nothing refuses.
    pub(super) fn make(&self, paste: NewPaste, bytes: &[u8]) -> Paste {
        match self.create(paste, &body(bytes), CreateRules::default()).unwrap() {
            Created::New(paste) => paste,
            other => panic!("{other:?}"),
        }
    }

    /// An account of its own for each number.
    pub(super) fn account(&self, number: u64) -> AccountId {
        self.ensure_account(&format!("{number:040x}"), None, NOW).unwrap()
    }
}

impl std::ops::Deref for Trial {
    type Target = dyn Store;

    fn deref(&self) -> &(dyn Store + 'static) {
        self.sqlite()
    }
}

/// A storage key of its own for each number.
pub(super) fn key(number: u8) -> Arc<StorageKey> {
    Arc::new(StorageKey::from_bytes(&[number; 32]))
}

pub(super) fn budget() -> Budget {
    Budget::new(64 << 20, 2 << 30)
}

pub(super) fn body(bytes: &[u8]) -> Spool {
    let mut writer = SpoolWriter::new(&budget());
    writer.write_all(bytes).unwrap();
    writer.finish()
}

/// The bytes of a body.
pub(super) fn bytes(spool: &Spool) -> Vec<u8> {
    spool.head(usize::MAX).unwrap()
}

pub(super) fn id(number: u64) -> PasteId {
    format!("{number:012x}").parse().unwrap()
}

/// A paste of a day, made by nobody.
pub(super) fn plain(number: u64) -> NewPaste {
    NewPaste {
        id: id(number),
        owner: None,
        mime_type: "text/plain".to_owned(),
        created_at: NOW,
        expires_at: NOW + 86_400,
        burn: false,
        claim_hash: None,
        password: None,
        display_name: None,
        delete_token_hash: None,
    }
}

/// The same, that burns.
pub(super) fn burning(number: u64) -> NewPaste {
    NewPaste { burn: true, ..plain(number) }
}
