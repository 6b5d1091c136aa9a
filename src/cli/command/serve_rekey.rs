//! `fpaste serve rekey`: seals what lies in the database under another storage key, or the first.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::serve_store::{OnTheBox, failed};
use super::{serve, serve_store};
use crate::cli::args::{Serve, ServeRekey};
use crate::cli::error::{Error, Result};
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::server::at_rest::{StorageKey, VaultError};
use crate::server::ledger::Event;
use crate::server::store::{Holding, Keys, StoreError, rekey};
use crate::sys::entropy::SystemEntropy;

/// Runs it. Cut short, the same command goes on.
///
/// # Errors
/// There is no key, or the configured one is not the database's; then nothing was changed, and no key made.
pub fn run(args: &Serve, typed: &ServeRekey, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let configured = serve_store::storage_key(&serve::read(args, settings)?)?;
    serve_store::tell_if_new(args, settings, talk)?;
    let here = OnTheBox::open(args, settings)?;
    let before = here.store.holding().map_err(failed)?;
    let new = match (&typed.new, &configured) {
        (Some(file), _) => key_at(file, &before, configured.as_deref(), talk)?,
        (None, Some(configured)) => Arc::clone(configured),
        (None, None) => return Err(Error::usage("there is no storage key to seal with", "fpaste serve rekey --new FILE")),
    };
    let id = new.id();
    let done = rekey(&*here.store, &Keys { old: configured.clone(), new }, &mut |_| {}).map_err(failed)?;
    if done.rewrapped + done.sealed > 0 || before.key != Some(id) {
        here.note(Event::StorageKeyChanged, &id.to_string())?;
    }
    if done.sealed > 0 && !here.erased()? {
        talk.warn("what lay in the clear stays in the database's log while a reader holds it; a restart of the server empties it");
    }
    if talk.manner().json {
        talk.answer_json(&json!({ "storage_key": id.to_string(), "rewrapped": done.rewrapped, "sealed": done.sealed }))?;
    } else {
        talk.answer(format!("{} keys and {} bodies came under the storage key {id}", done.rewrapped, done.sealed))?;
    }
    if configured.is_none_or(|configured| configured.id() != id)
        && let Some(file) = &typed.new
    {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
        talk.note(format!("from now on the server starts with storage_key_file = \"{}\" alone; restart one that runs", file.display()));
        talk.note("keep a copy of that file apart from this disk and its backups: without it every paste is lost");
    }
    Ok(())
}

/// The key to change to. One is made only where the change will go through.
fn key_at(file: &Path, before: &Holding, configured: Option<&StorageKey>, talk: &mut Talk) -> Result<Arc<StorageKey>> {
    if file.symlink_metadata().is_ok() {
        return StorageKey::read(file).map(Arc::new).map_err(|why| serve_store::no_key(file, &why));
    }
    let refused = match (before.retiring, before.key, configured) {
        (Some(from), Some(to), _) => Some(VaultError::Unfinished { from, to }),
        (_, Some(wanted), None) => Some(VaultError::Missing(wanted)),
        (_, Some(wanted), Some(given)) if given.id() != wanted => Some(VaultError::Wrong { wanted, given: given.id() }),
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(failed(StoreError::AtRest(refused)));
    }
    let key = StorageKey::make(file, &SystemEntropy).map_err(|why| Error::file("create", file, why))?;
    talk.note(format!("made the storage key {} in {}", key.id(), file.display()));
    Ok(Arc::new(key))
}
