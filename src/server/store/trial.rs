//! What the store's tests share: a database of their own, in either engine, and the shortest way to a paste in it.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

#[cfg(feature = "postgres")]
use super::postgres::{Postgres, trial::Scratch};
use super::sqlite::Sqlite;
use super::{AccountId, CreateRules, Created, NewPaste, Options, Paste, Result, Store};
use crate::protocol::PasteId;
use crate::server::at_rest::{AtRest, StorageKey};
use crate::server::spool::{Budget, Spool, SpoolWriter};

/// The time at which most tests begin.
pub(super) const NOW: u64 = 1_800_000_000;

/// A database of its own, gone with the test, and the store that is open on it.
pub(super) struct Trial {
    open: Option<Open>,
    place: Place,
    /// How it is opened the next time.
    pub(super) at_rest: AtRest,
    /// Whether it is opened for a move.
    pub(super) passage: bool,
}

enum Place {
    Sqlite(TempDir),
    #[cfg(feature = "postgres")]
    Postgres(Box<Scratch>),
}

enum Open {
    Sqlite(Sqlite),
    #[cfg(feature = "postgres")]
    Postgres(Postgres),
}

impl Trial {
    /// In SQLite.
    pub(super) fn new() -> Self {
        // In memory where that is possible: what a disk does to a flush is not what these tests are about.
        let memory = std::path::Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        Self::at(Place::Sqlite(tempfile::Builder::new().prefix("fpaste-store-").tempdir_in(place).unwrap()))
    }

    /// In PostgreSQL; `None` where that is not installed.
    #[cfg(feature = "postgres")]
    pub(super) fn postgres() -> Option<Self> {
        Scratch::new().map(|scratch| Self::at(Place::Postgres(Box::new(scratch))))
    }

    fn at(place: Place) -> Self {
        let mut trial = Self { open: None, place, at_rest: AtRest::Clear, passage: false };
        trial.reopen();
        trial
    }

    /// The same database, bodies sealed under a key from now on.
    pub(super) fn sealed(mut self) -> Self {
        self.at_rest = AtRest::Sealed(key(1));
        self.reopen();
        self
    }

    /// Another one, in the same engine.
    pub(super) fn another(&self) -> Self {
        match &self.place {
            Place::Sqlite(_) => Self::new(),
            #[cfg(feature = "postgres")]
            Place::Postgres(_) => Self::postgres().unwrap(),
        }
    }

    /// Closes the store and opens it again.
    pub(super) fn reopen(&mut self) {
        self.close();
        let options = self.options();
        self.open = Some(match &self.place {
            Place::Sqlite(_) => Open::Sqlite(Sqlite::open(&self.path(), budget(), &options).unwrap()),
            #[cfg(feature = "postgres")]
            Place::Postgres(scratch) => Open::Postgres(scratch.open(&options).unwrap()),
        });
    }

    fn options(&self) -> Options {
        Options { at_rest: self.at_rest.clone(), passage: self.passage, ..Options::default() }
    }

    /// Opens it once more beside, or says why not.
    pub(super) fn beside(&self) -> Result<Box<dyn Store>> {
        match &self.place {
            Place::Sqlite(_) => Ok(Box::new(Sqlite::open(&self.path(), budget(), &self.options())?)),
            #[cfg(feature = "postgres")]
            Place::Postgres(scratch) => Ok(Box::new(scratch.open(&self.options())?)),
        }
    }

    /// Opens it once more as a server that knows its key does, or says why not.
    pub(super) fn beside_to_serve(&self) -> Result<Box<dyn Store>> {
        let options = Options { at_rest: AtRest::Untouched, ..Options::default() };
        match &self.place {
            Place::Sqlite(_) => Ok(Box::new(Sqlite::open(&self.path(), budget(), &options)?)),
            #[cfg(feature = "postgres")]
            Place::Postgres(scratch) => Ok(Box::new(scratch.open(&options)?)),
        }
    }

    /// Whether it is a file.
    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::Sqlite(_))
    }

    pub(super) fn close(&mut self) {
        self.open = None;
    }

    /// The file of a SQLite database.
    pub(super) fn path(&self) -> PathBuf {
        match &self.place {
            Place::Sqlite(directory) => directory.path().join("pastes.db"),
            #[cfg(feature = "postgres")]
            Place::Postgres(_) => panic!("PostgreSQL is no file"),
        }
    }

    /// The engine itself, for what is no verb of the domain.
    pub(super) fn sqlite(&self) -> &Sqlite {
        match self.open.as_ref().unwrap() {
            Open::Sqlite(sqlite) => sqlite,
            #[cfg(feature = "postgres")]
            Open::Postgres(_) => panic!("it is PostgreSQL"),
        }
    }

    /// One number that a query gives, past the store.
    pub(super) fn number(&self, query: &str) -> i64 {
        match &self.place {
            Place::Sqlite(_) => self.sql_number(query),
            #[cfg(feature = "postgres")]
            Place::Postgres(scratch) => scratch.number(query),
        }
    }

    /// Does something past the store.
    pub(super) fn execute(&self, statements: &str) {
        match &self.place {
            Place::Sqlite(_) => self.sql().execute_batch(statements).unwrap(),
            #[cfg(feature = "postgres")]
            Place::Postgres(scratch) => scratch.execute(statements),
        }
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
        match self.open.as_ref().unwrap() {
            Open::Sqlite(sqlite) => sqlite,
            #[cfg(feature = "postgres")]
            Open::Postgres(postgres) => postgres,
        }
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
