//! `fpaste serve backup`, `verify` and `restore`: the database as one file with a checksum, made while a server runs.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

use serde_json::json;

use super::serve_store::{self, OnTheBox, budget, failed, path, url};
use crate::cli::args::{Serve, ServeBackup};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::server::issuer::password_file;
use crate::server::store::sqlite::{self, BackupError, Inventory, Sqlite};
use crate::sys::files::{self, Output};

/// Makes a backup; what it holds is said on stderr, so that `-` streams.
///
/// # Errors
/// There is no database, or the backup could not be written; then there is none.
pub fn backup(serve: &Serve, args: &ServeBackup, settings: &Settings, talk: &mut Talk) -> Result<()> {
    refuse_url(serve, settings, "pg_dump --format=custom --file=FILE \"$FPASTE_DATABASE_URL\"")?;
    let database = path(serve, settings);
    if !database.exists() {
        return Err(Error::NoSuchFile(database));
    }
    let streams = is_stream(&args.file);
    if streams && talk.manner().terminal_out {
        return Err(Error::usage("a backup is binary, and stdout is a terminal", "fpaste serve backup FILE"));
    }
    // The name first: no long copy for a file that is there already.
    let mut output = if streams { None } else { Some(Output::create(&args.file, false, 0o600).map_err(|why| unwritten(&args.file, why))?) };
    let store = Sqlite::open(&database, budget(), &serve_store::options()).map_err(failed)?;
    let inventory = match &mut output {
        Some(output) => store.backup(output),
        None => store.backup(talk.stdout()),
    };
    let inventory = inventory.map_err(|why| match why {
        BackupError::Io(why) if streams => Error::stdout(why),
        BackupError::Io(why) => unwritten(&args.file, why),
        why => refused(&args.file, why),
    })?;
    if let Some(output) = output {
        output.finish().map_err(|why| unwritten(&args.file, why))?;
    }
    if talk.manner().json && !streams {
        return talk.answer_json(&facts(&inventory));
    }
    talk.note(format!("backed up {}; burn pastes stay out", told(&inventory)));
    if let Some(key) = inventory.storage_key {
        talk.note(format!("it opens with the storage key {key} alone, which is not in it"));
    }
    if inventory.authority {
        let file = password_file(&database);
        let place = if file.exists() { file.display().to_string() } else { "pki_ca_password".to_owned() };
        talk.note(format!("the certificate authority opens with its password alone, which is not in it: keep a copy of {place} too"));
    }
    Ok(())
}

/// Says what a backup holds.
///
/// # Errors
/// It is damaged, or none.
pub fn verify(args: &ServeBackup, talk: &mut Talk) -> Result<()> {
    let mut source = source(&args.file)?;
    let inventory = sqlite::verify(&mut *source, files::folder(&args.file)).map_err(|why| refused(&args.file, why))?;
    if talk.manner().json { talk.answer_json(&facts(&inventory)) } else { talk.answer(format!("whole: {}", told(&inventory))) }
}

/// Makes the database of a backup, where there is none, and says whom it lets in again.
///
/// # Errors
/// There is a database, or the backup is damaged; then nothing was made.
pub fn restore(serve: &Serve, args: &ServeBackup, settings: &Settings, talk: &mut Talk) -> Result<()> {
    refuse_url(serve, settings, "pg_restore --dbname=\"$FPASTE_DATABASE_URL\" FILE")?;
    let database = path(serve, settings);
    let mut source = source(&args.file)?;
    let inventory = sqlite::restore(&mut *source, &database).map_err(|why| refused(&args.file, why))?;
    let here = OnTheBox::open(serve, settings)?;
    let certificates = here.store.certificates().map_err(failed)?;
    let certificates: Vec<_> = certificates.into_iter().filter(|row| row.certificate.is_valid(here.now)).collect();
    let tokens = here.store.live_tokens(here.now).map_err(failed)?;
    if talk.manner().json {
        let serials: Vec<_> = certificates.iter().map(|row| &row.certificate.serial).collect();
        let ids: Vec<_> = tokens.iter().map(|one| &one.token.id).collect();
        return talk.answer_json(&json!({ "restored": facts(&inventory), "lockdown": true, "certificates": serials, "tokens": ids }));
    }
    talk.answer(format!("restored {} into {}", told(&inventory), database.display()))?;
    for row in &certificates {
        let mark = if row.enrolled.admin { ", an admin" } else { "" };
        talk.answer(format!("certificate {} counts again ({}{mark})", row.certificate.serial, row.certificate.common_name))?;
    }
    for one in &tokens {
        talk.answer(format!("token {} counts again ({})", one.token.id, one.token.name))?;
    }
    if let Some(key) = inventory.storage_key {
        talk.note(format!("it opens with the storage key {key} alone: set storage_key_file"));
    }
    let file = password_file(&database);
    if inventory.authority && !file.exists() {
        let file = file.display();
        talk.note(format!(
            "the certificate authority opens with its password alone: copy that back to {file}, or set pki_ca_password_file"
        ));
    }
    talk.note("what was revoked since the backup was made is to be revoked again; then: fpaste serve lockdown off");
    Ok(())
}

/// PostgreSQL has tools of its own for this.
fn refuse_url(serve: &Serve, settings: &Settings, hint: &str) -> Result<()> {
    match url(serve, settings)? {
        Some(_) => Err(Error::usage("the database is PostgreSQL's, which has tools of its own for its backups", hint)),
        None => Ok(()),
    }
}

fn is_stream(file: &Path) -> bool {
    file == Path::new("-")
}

fn source(file: &Path) -> Result<Box<dyn Read>> {
    if !is_stream(file) {
        return Ok(Box::new(File::open(file).map_err(|why| Error::file("read", file, why))?));
    }
    if io::stdin().is_terminal() {
        return Err(Error::usage("a backup is read from stdin, and stdin is a terminal", "fpaste serve verify FILE"));
    }
    Ok(Box::new(io::stdin().lock()))
}

fn unwritten(file: &Path, why: io::Error) -> Error {
    let situation = match why.kind() {
        io::ErrorKind::AlreadyExists => "is there already; a backup overwrites nothing",
        io::ErrorKind::IsADirectory => "is a directory; a backup is one file",
        _ => return Error::file("write", file, why),
    };
    Error::failed(Exit::File, "exists", format!("'{}' {situation}", file.display()), "fpaste serve backup NEW".to_owned())
}

fn refused(file: &Path, why: BackupError) -> Error {
    match why {
        BackupError::Exists(path) => Error::failed(
            Exit::File,
            "exists",
            format!("'{}' is there already; a restoration overwrites nothing", path.display()),
            "fpaste serve --db NEW.db restore FILE".to_owned(),
        ),
        BackupError::Io(why) => Error::file("read", file, why),
        BackupError::Store(why) => failed(why),
        why @ (BackupError::NotABackup | BackupError::Damaged(_)) => {
            Error::failed(Exit::Key, "damaged", format!("'{}': {why}", file.display()), None)
        }
    }
}

fn told(held: &Inventory) -> String {
    let Inventory { pastes, bytes, accounts, certificates, tokens, events, sealed, .. } = held;
    let sealed = if *sealed > 0 { format!(", {sealed} of them sealed") } else { String::new() };
    format!(
        "{pastes} pastes ({bytes} bytes{sealed}), {accounts} accounts, {certificates} certificates, {tokens} tokens, {events} audit rows"
    )
}

fn facts(held: &Inventory) -> serde_json::Value {
    let Inventory { pastes, bytes, accounts, certificates, tokens, events, sealed, storage_key, authority } = held;
    json!({
        "pastes": pastes, "bytes": bytes, "accounts": accounts, "certificates": certificates, "tokens": tokens, "events": events,
        "sealed": sealed, "storage_key": storage_key.map(|key| key.to_string()),
        "authority": authority
    })
}
