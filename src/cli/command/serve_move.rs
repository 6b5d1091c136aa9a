//! `fpaste serve move`: all of a database into another, of the same engine or the other, while a server still reads from the old one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::serve_store::{self, budget, failed, path, url};
use crate::cli::args::{Serve, ServeMove};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::server::issuer;
use crate::server::ledger::{self, Doer, Event};
use crate::server::settings::Secret;
use crate::server::store::moving::{Journey, MoveError, TABLES, cancel};
use crate::server::store::{self, Options, Store};
use crate::sys::clock::{Clock as _, SystemClock};

/// How long to wait for whoever writes at the moment.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// One end of a move.
enum End {
    File(PathBuf),
    Url(Secret),
}

impl End {
    /// Whether both are the same as far as their names tell; two addresses of one database show themselves later.
    fn is(&self, other: &Self) -> bool {
        let real = |file: &Path| file.canonicalize().unwrap_or_else(|_| file.to_owned());
        match (self, other) {
            (Self::File(one), Self::File(other)) => real(one) == real(other),
            (Self::Url(one), Self::Url(other)) => one.is(other.bytes()),
            _ => false,
        }
    }
}

/// Moves. Cut short, the same command goes on.
///
/// # Errors
/// The target is not empty, the source is on its way elsewhere, an end failed, or something is not the same at both; then the source is
/// as it was, or takes nothing until the command comes to its end or is cancelled.
pub fn run(serve: &Serve, args: &ServeMove, settings: &Settings, talk: &mut Talk) -> Result<()> {
    if args.from.is_none() && args.to.is_none() && !args.cancel {
        return Err(Error::usage(
            "where from, or where to? The other end is the configured database",
            "fpaste serve move --to postgres://…",
        ));
    }
    let from = end(args.from.as_deref(), serve, settings, talk)?;
    if let End::File(file) = &from
        && !file.exists()
    {
        return Err(Error::NoSuchFile(file.clone()));
    }
    if args.cancel {
        return give_up(&from, talk);
    }
    let to = end(args.to.as_deref(), serve, settings, talk)?;
    if from.is(&to) {
        return Err(refused(MoveError::Same, ""));
    }
    let source = open(&from)?;
    leads_on(&*source, &to)?;
    let target = open(&to)?;
    let (place, old) = (target.place(), source.place());
    let announce = |source: &dyn Store| ledger::note(source, &Doer::on_the_box(), Event::DatabaseMoved, &place, SystemClock.now());
    let mut journey = Journey::begin(&*source, &*target, &announce).map_err(|why| refused(why, &old))?;
    let done_before = journey.is_done();
    if !done_before {
        talk.note(format!("{old} takes nothing from now on; a server on it still answers those who read what does not burn"));
    }
    let progress = talk.progress();
    while journey.step().map_err(|why| refused(why, &old)).inspect_err(|_| progress.clear())? {
        let now = journey.progress();
        progress.show(|_| format!("{} {}: {} rows", if now.comparing { "comparing" } else { "copying" }, now.table, now.rows));
    }
    progress.clear();
    tell(&*source, &*target, done_before, talk)?;
    let authority = target.authority().map_err(failed)?.is_some();
    if let End::File(file) = &from
        && authority
        && issuer::password_file(file).exists()
    {
        let password = issuer::password_file(file);
        let password = std::path::absolute(&password).unwrap_or(password);
        talk.note(format!("the certificate authority opens with its password alone: pki_ca_password_file = \"{}\"", password.display()));
    }
    Ok(())
}

/// Says what is where now.
fn tell(source: &dyn Store, target: &dyn Store, done_before: bool, talk: &mut Talk) -> Result<()> {
    let counts = TABLES.iter().map(|table| Ok((table.name, target.count(table)?))).collect::<store::Result<Vec<_>>>().map_err(failed)?;
    let count = |name| counts.iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| *count);
    let key = target.holding().map_err(failed)?.key;
    let (from, to) = (source.place(), target.place());
    if talk.manner().json {
        return talk.answer_json(&json!({
            "from": from, "to": to, "pastes": count("paste"), "accounts": count("account"), "certificates": count("certificate"),
            "tokens": count("token"), "events": count("audit"), "storage_key": key.map(|key| key.to_string()),
        }));
    }
    if done_before {
        talk.answer(format!("{from} was moved to {to} before"))?;
    } else {
        talk.answer(format!(
            "moved {} pastes, {} accounts, {} certificates, {} tokens, {} audit rows to {to}; every row and body compared",
            count("paste"),
            count("account"),
            count("certificate"),
            count("token"),
            count("audit")
        ))?;
    }
    let setting = if store::is_url(&to) { "database_url" } else { "db" };
    talk.note(format!("from now on the server starts with the new one ({setting}); one that runs on the old answers 503"));
    if let Some(key) = key {
        talk.note(format!("bodies open with the storage key {key} alone, as before"));
    }
    talk.note(format!("{from} is out of date and is not opened again: remove it when the new one has proven itself"));
    Ok(())
}

fn give_up(from: &End, talk: &mut Talk) -> Result<()> {
    let source = open(from)?;
    let to = cancel(&*source).map_err(|why| refused(why, &source.place()))?;
    if talk.manner().json {
        return talk.answer_json(&json!({"cancelled": true, "from": source.place(), "to": to}));
    }
    talk.answer(format!("{} takes pastes again", source.place()))?;
    talk.note(format!("what was copied to {to} is never served: remove it before the next move there"));
    Ok(())
}

/// What was typed, else the configured database.
fn end(typed: Option<&Path>, serve: &Serve, settings: &Settings, talk: &mut Talk) -> Result<End> {
    let Some(typed) = typed else {
        return Ok(url(serve, settings)?.map_or_else(|| End::File(path(serve, settings)), End::Url));
    };
    let Some(address) = typed.to_str().filter(|text| store::is_url(text)) else { return Ok(End::File(typed.to_owned())) };
    let user = address.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map_or("", |(user, _)| user);
    if user.contains(':') {
        talk.warn("others on this machine can see the password in the command line; database_url_file keeps it, for one end");
    }
    Ok(End::Url(Secret::new(address.to_owned())))
}

fn open(end: &End) -> Result<Arc<dyn Store>> {
    let options = Options { readers: 2, links: 2, busy_timeout: PATIENCE, passage: true, ..serve_store::options() };
    let store = match end {
        End::File(path) => store::open(path, budget(), &options),
        End::Url(url) => store::connect(url, budget(), &options),
    };
    store.map_err(failed)
}

/// Refuses before a file is made what would be refused after.
fn leads_on(source: &dyn Store, to: &End) -> Result<()> {
    let End::File(file) = to else { return Ok(()) };
    if file.exists() {
        return Ok(());
    }
    source.residence().map_err(failed)?.map_or(Ok(()), |part| part.admit().map_err(failed))
}

fn refused(why: MoveError, source: &str) -> Error {
    let what = format!("{source}: {why}");
    let (exit, code, hint) = match why {
        MoveError::Store(why) => return failed(why),
        MoveError::Same => return Error::usage("both ends are the same database", "fpaste serve move --from pastes.db --to postgres://…"),
        MoveError::NotEmpty { .. } => {
            let hint = "createdb NAME, or a file that is not there yet; a move overwrites nothing";
            return Error::failed(Exit::File, "exists", why.to_string(), hint.to_owned());
        }
        MoveError::Elsewhere(_) => (Exit::Config, "moving", "go on there, or: fpaste serve move --from IT --cancel"),
        MoveError::Gone(_) => (Exit::Config, "moved", "move on from there"),
        MoveError::Here => (Exit::Failure, "not_moving", "nothing is to be cancelled"),
        MoveError::Beside => (Exit::Wait, "moving", "wait for it, then run this once more"),
        MoveError::Differs { .. } | MoveError::Numbers | MoveError::Row { .. } => {
            (Exit::Key, "damaged", "fpaste serve move --from IT --cancel      (the source is whole; then move into an empty place)")
        }
    };
    Error::failed(exit, code, what, hint.to_owned())
}
