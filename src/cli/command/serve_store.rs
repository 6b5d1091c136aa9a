//! Opens the configured database for what is done on the box, beside a server that may be running on it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::args::Serve;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::protocol::limit::MIB;
use crate::server::ledger::{self, Doer, Event};
use crate::server::spool::Budget;
use crate::server::store::{self, Options, Store, StoreError};
use crate::sys::clock::{Clock as _, SystemClock};

/// The database, and the time of what is done to it.
#[derive(Debug)]
pub struct OnTheBox {
    /// The database.
    pub store: Arc<dyn Store>,
    /// Unix seconds.
    pub now: u64,
}

/// The database file: `--db`, then the setting, then the default place.
pub fn path(args: &Serve, settings: &Settings) -> PathBuf {
    let given = args.db.clone().or_else(|| settings.serve_knob("db").map(|(path, _)| path.into()));
    given.unwrap_or_else(|| settings.paths.data_folder.join("pastes.db"))
}

/// What bodies may hold while something is done on the box.
pub fn budget() -> Budget {
    Budget::new(16 * MIB, 256 * MIB)
}

impl OnTheBox {
    /// Opens the configured database; makes it where there is none, for an admin may be named before the first start.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(args: &Serve, settings: &Settings) -> Result<Self> {
        let options = Options { readers: 1, ..Options::default() };
        let store = store::open(&path(args, settings), budget(), &options).map_err(failed)?;
        Ok(Self { store, now: SystemClock.now() })
    }

    /// Writes down, in the audit log, what was done.
    ///
    /// # Errors
    /// The row was not written.
    pub fn note(&self, event: Event, subject: &str) -> Result<()> {
        ledger::note(&*self.store, &Doer::on_the_box(), event, subject, self.now).map_err(failed)
    }
}

/// What a failure of the database means to a person.
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
pub fn failed(error: StoreError) -> Error {
    let (exit, code) = match error {
        StoreError::TooNew { .. } | StoreError::Foreign => (Exit::Config, "database"),
        StoreError::Unopenable { .. } | StoreError::ReadOnly | StoreError::Full | StoreError::Disk(_) => (Exit::File, "database"),
        StoreError::Busy => (Exit::Wait, "database_busy"),
        _ => (Exit::Failure, "database"),
    };
    Error::failed(exit, code, error.to_string(), None)
}
