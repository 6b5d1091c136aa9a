//! Opens the configured database for what is done on the box, beside a server that may be running on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::cli::args::Serve;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::protocol::limit::{GIB, MIB};
use crate::server::at_rest::{AtRest, KeyFileError, StorageKey, VaultError};
use crate::server::ledger::{self, Doer, Event};
use crate::server::settings::{Secret, Settings as ServerSettings};
use crate::server::spool::Budget;
use crate::server::store::{self, Options, Store, StoreError};
use crate::sys::clock::{Clock as _, SystemClock};

/// How often the log is tried to be emptied.
const ERASE_TRIES: u32 = 25;
/// And how long is waited in between.
const ERASE_PAUSE: Duration = Duration::from_millis(200);

/// Where the service of `contrib/fpaste.service` keeps its database.
const SERVICE: &str = "/var/lib/fpaste";

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
    let typed = args.db.clone().filter(|_| typed_url(args).is_none());
    let given = typed.or_else(|| settings.serve_knob("db").map(|(path, _)| path.into()));
    given.unwrap_or_else(|| settings.paths.data_folder.join("pastes.db"))
}

/// Where there is no database yet: says that one is made, lest what was meant for a server's be done to an empty one.
///
/// # Errors
/// The file that holds the database's address cannot be read.
pub fn tell_if_new(args: &Serve, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let path = path(args, settings);
    if url(args, settings)?.is_some() || path.exists() {
        return Ok(());
    }
    talk.note(format!("there is no database at {} yet: it is made", path.display()));
    if let Some(other) = of_service(&path) {
        talk.warn(format!("the service's database is another: --db {}", other.display()));
    }
    Ok(())
}

/// The database of the service on this machine, where it is another than this.
pub fn of_service(path: &Path) -> Option<PathBuf> {
    let folder = Path::new(SERVICE);
    (!path.starts_with(folder) && folder.symlink_metadata().is_ok()).then(|| folder.join("pastes.db"))
}

/// The address that was typed in place of a file.
pub fn typed_url(args: &Serve) -> Option<&str> {
    args.db.as_deref().and_then(Path::to_str).filter(|text| store::is_url(text))
}

/// The address of the database, where it is no file: `--db`, then the setting.
///
/// # Errors
/// The file that holds it cannot be read.
pub fn url(args: &Serve, settings: &Settings) -> Result<Option<Secret>> {
    if args.db.is_some() {
        return Ok(typed_url(args).map(|url| Secret::new(url.to_owned())));
    }
    let knob = |name| settings.serve_knob(name).map(|(text, _)| text).filter(|text| !text.is_empty());
    if let Some(url) = knob("database_url") {
        return Ok(Some(Secret::new(url)));
    }
    let Some(file) = knob("database_url_file") else { return Ok(None) };
    let text = fs::read_to_string(&file).map_err(|why| Error::file("read", Path::new(&file), why))?;
    Ok(Some(Secret::new(text.trim_end().to_owned())))
}

/// What bodies may hold while something is done on the box.
pub fn budget() -> Budget {
    Budget::sealed(16 * MIB, GIB)
}

/// How a database is opened for what is done on the box: no body is made or read, so that no storage key is needed.
pub fn options() -> Options {
    Options { readers: 1, links: 1, at_rest: AtRest::Untouched, ..Options::default() }
}

/// The configured storage key, if there is one.
///
/// # Errors
/// Its file is none.
pub fn storage_key(wanted: &ServerSettings) -> Result<Option<Arc<StorageKey>>> {
    let Some(file) = &wanted.storage_key_file else { return Ok(None) };
    StorageKey::read(file).map(|key| Some(Arc::new(key))).map_err(|why| no_key(file, &why))
}

/// A file that is not taken as a storage key.
pub fn no_key(file: &Path, why: &KeyFileError) -> Error {
    let hint = match why {
        KeyFileError::Open(_) => format!("chmod 600 '{}'", file.display()),
        _ => "fpaste serve rekey --new FILE      (makes one)".to_owned(),
    };
    Error::Config { place: file.display().to_string(), why: why.to_string(), hint: Some(hint) }
}

impl OnTheBox {
    /// Opens the configured database; makes it where there is none, for an admin may be named before the first start.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(args: &Serve, settings: &Settings) -> Result<Self> {
        Self::opened(args, settings, &options())
    }

    /// The same, for what makes bodies: it needs the storage key where there is one.
    ///
    /// # Errors
    /// The database cannot be opened, or the key is not the database's.
    pub fn with_bodies(args: &Serve, settings: &Settings, wanted: &ServerSettings) -> Result<Self> {
        let at_rest = storage_key(wanted)?.map_or(AtRest::Clear, AtRest::Sealed);
        Self::opened(args, settings, &Options { at_rest, ..options() })
    }

    fn opened(args: &Serve, settings: &Settings, options: &Options) -> Result<Self> {
        let store = match url(args, settings)? {
            Some(url) => store::connect(&url, budget(), options),
            None => store::open(&path(args, settings), budget(), options),
        };
        let store = store.map_err(failed)?;
        Ok(Self { store, now: SystemClock.now() })
    }

    /// Takes what was deleted out of the files; waits a little for whoever holds the log or writes. Whether it is out.
    ///
    /// # Errors
    /// The log could not be emptied for another reason.
    pub fn erased(&self) -> Result<bool> {
        for _ in 0..ERASE_TRIES {
            if self.store.erase().map_err(failed)?.log_empty {
                return Ok(true);
            }
            // Where a server empties the log at this moment, SQLite does not wait for it.
            thread::sleep(ERASE_PAUSE);
        }
        Ok(false)
    }

    /// Writes down, in the audit log, what was done.
    ///
    /// # Errors
    /// The row was not written.
    pub fn note(&self, event: Event, subject: &str) -> Result<()> {
        ledger::note(&*self.store, &Doer::on_the_box(), event, subject, self.now).map_err(failed)
    }
}

/// What is wrong with the storage key, and what to do.
fn sealed(error: &VaultError) -> Error {
    let hint = match error {
        VaultError::Missing(_) => "set storage_key_file to the file that holds it",
        VaultError::Wrong { .. } => "set storage_key_file to the file with the other key",
        VaultError::Unfinished { .. } => "fpaste serve --storage-key-file OLD rekey --new NEW      (once more: it goes on where it was)",
        VaultError::Altered(_) => "fpaste serve restore BACKUP",
        VaultError::Changed | VaultError::Untouched | VaultError::NoEntropy => {
            return Error::failed(Exit::Failure, "storage_key", error.to_string(), None);
        }
    };
    Error::Config { place: "storage_key_file".to_owned(), why: error.to_string(), hint: Some(hint.to_owned()) }
}

/// What a failure of the database means to a person.
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
pub fn failed(error: StoreError) -> Error {
    let (exit, code) = match error {
        StoreError::AtRest(ref error) => return sealed(error),
        StoreError::Arriving(_) => {
            let hint = "fpaste serve move --from … --to …      (once more, as it was begun: it goes on where it was)".to_owned();
            return Error::failed(Exit::Config, "moving", error.to_string(), hint);
        }
        StoreError::Leaving(_) => {
            let hint = "fpaste serve move --from … --to …      (once more: it goes on where it was; --cancel gives it up)".to_owned();
            return Error::failed(Exit::Config, "moving", error.to_string(), hint);
        }
        StoreError::Left(ref place) => {
            let setting = if store::is_url(place) { "database_url" } else { "db" };
            return Error::failed(Exit::Config, "moved", error.to_string(), format!("set {setting} to the new one"));
        }
        StoreError::TooNew { .. } | StoreError::Foreign | StoreError::Address(_) => (Exit::Config, "database"),
        StoreError::Unopenable { .. } | StoreError::ReadOnly | StoreError::Full | StoreError::Disk(_) => (Exit::File, "database"),
        StoreError::Busy | StoreError::Frozen | StoreError::Unreachable(_) | StoreError::InDoubt => (Exit::Wait, "database_busy"),
        StoreError::NoPostgres => {
            let hint = "cargo install --path . --locked --features postgres      (in a clone of the sources)".to_owned();
            return Error::failed(Exit::Config, "database", error.to_string(), hint);
        }
        StoreError::Unproven(_) => {
            let hint = "database_url must name the host as its certificate does, and with ?sslrootcert=FILE an authority that is not the \
                        system's; ?sslmode=disable goes without TLS, in a network you trust";
            return Error::failed(Exit::Config, "database", error.to_string(), hint.to_owned());
        }
        StoreError::Barred(_) => {
            let hint = "psql ADDRESS      (must get in by it too; createuser --pwprompt USER, createdb --owner=USER DATABASE)";
            return Error::failed(Exit::Config, "database", error.to_string(), hint.to_owned());
        }
        _ => (Exit::Failure, "database"),
    };
    Error::failed(exit, code, error.to_string(), None)
}
