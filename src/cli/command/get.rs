//! `fpaste get`: fetches a paste and opens it.

use std::io::{BufRead as _, IsTerminal as _};

use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::args::Get;
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::history::History;
use crate::cli::outlet::{Outlet, Piece};
use crate::cli::receive::{Received, Wanted};
use crate::cli::secrets;
use crate::cli::settings::Settings;
use crate::cli::size::Size;
use crate::cli::talk::Talk;
use crate::cli::watch::Watch;
use crate::cli::when;
use crate::client::{Client, Secret};
use crate::container::{ContentKey, Fragment, Link};
use crate::protocol::limit::UNPACKED_MAX;
use crate::protocol::message::Paste;
use crate::sys::clock::{Clock as _, SystemClock};

/// Gets every paste named, in order.
///
/// # Errors
/// The one failure, the class of all of them, or that some of several failed.
pub fn run(args: &Get, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let links = links(args)?;
    if links.len() > 1 && args.output.as_ref().is_some_and(|path| !path.is_dir()) {
        return Err(Error::usage("several pastes cannot go to one file", "fpaste get -o DIRECTORY …"));
    }
    let outlet = Outlet::new(args.output.as_deref(), args.remote_name);
    if !args.meta {
        outlet.check(args.force)?;
    }
    let password = secrets::password(&args.password, false, talk)?;
    let passphrase = secrets::passphrase(&args.passphrase, false, talk)?;
    let mut failures = Vec::new();
    for link in &links {
        let result = one(args, link, &outlet, (password.as_ref(), passphrase.as_ref()), settings, talk);
        match result {
            Ok(()) => {}
            Err(error @ (Error::ClosedPipe | Error::Stdout(_))) => return Err(error),
            Err(error) if links.len() == 1 => return Err(error),
            Err(error) => {
                talk.error(&error);
                failures.push(error.exit());
            }
        }
    }
    super::several(&failures, links.len())
}

/// What was typed; `-` stands for the lines of stdin, so that keys stay out of the process list.
fn links(args: &Get) -> Result<Vec<Zeroizing<String>>> {
    let secret_files = [args.password.password_file.as_deref(), args.passphrase.passphrase_file.as_deref(), args.key.key_file.as_deref()];
    secrets::stdin_once(&secret_files, None)?;
    let mut links = Vec::new();
    let mut stdin_is_read = false;
    for link in &args.links {
        if link != "-" {
            links.push(Zeroizing::new(link.clone()));
            continue;
        }
        if stdin_is_read || secrets::from_stdin(&secret_files) {
            return Err(Error::usage("stdin ('-') can be read only once", "--password-file FILE, or /dev/fd/3"));
        }
        stdin_is_read = true;
        for line in std::io::stdin().lock().lines() {
            let line = Zeroizing::new(line.map_err(Error::Stdin)?);
            if !line.trim().is_empty() {
                links.push(Zeroizing::new(line.trim().to_owned()));
            }
        }
    }
    if links.is_empty() {
        return Err(Error::usage("no link on stdin", "echo LINK | fpaste get -"));
    }
    Ok(links)
}

fn one(
    args: &Get,
    text: &str,
    outlet: &Outlet,
    secrets: (Option<&Secret>, Option<&Zeroizing<String>>),
    settings: &Settings,
    talk: &mut Talk,
) -> Result<()> {
    let link = Link::parse(text)?;
    let server = match &link.server {
        Some(server) => server.as_str(),
        None => settings.server()?,
    };
    let client = connect::client(settings, talk, server, None)?;
    let watch = Watch::new(talk);
    let meta = client.meta(&link.id, &watch).map_err(|why| Error::about(&link.id, why))?;
    watch.clear();
    if args.meta {
        return tell_meta(&meta, client.server().to_string(), talk);
    }
    let bare = matches!(link.fragment, Fragment::Bare);
    let id = link.id.clone();
    let key = key(args, link, settings, &client, talk)?;
    refuse_without_key(&meta, key.is_some() || args.no_decrypt && !meta.claim_required, bare)?;
    if meta.burn_after_read && std::io::stderr().is_terminal() && talk.can_ask() {
        let question = format!("reading deletes paste {} ({}); read it now?", id, Size(meta.size));
        if !talk.confirm(&question, "--yes")? {
            return Err(Error::Declined);
        }
    }
    let wanted = Wanted {
        client: &client,
        id: &id,
        key: key.as_ref(),
        meta: &meta,
        password: secrets.0.map(Secret::duplicate),
        passphrase: secrets.1.cloned(),
        max_size: args.max_size.map_or(UNPACKED_MAX, |size| size.0),
        no_decrypt: args.no_decrypt,
    };
    let received = wanted.receive(settings, talk)?;
    deliver(args, &client, received, &meta, outlet, settings, talk)
}

/// The key given beside the link, else the one in it, else the one the history knows.
fn key(args: &Get, link: Link, settings: &Settings, client: &Client, talk: &mut Talk) -> Result<Option<ContentKey>> {
    if let Some(key) = secrets::key(&args.key, talk)? {
        return Ok(Some(key));
    }
    if let Fragment::Key(key) = link.fragment {
        return Ok(Some(key));
    }
    let server = client.server().to_string();
    let known = History::new(settings).find(link.id.as_str(), Some(&server)).ok().flatten();
    Ok(known.and_then(|record| ContentKey::parse(record.key.as_ref()?).ok()))
}

/// What cannot be opened is not fetched, where that is known before.
fn refuse_without_key(meta: &Paste, has_key: bool, bare: bool) -> Result<()> {
    if has_key || !(meta.claim_required || bare) {
        return Ok(());
    }
    let burns = if meta.burn_after_read { "; not fetched, because reading would delete it" } else { "" };
    Err(Error::NoKey {
        what: format!("this paste is encrypted and the link has no '#key'{burns}"),
        hint: (!meta.burn_after_read).then(|| "--key-file FILE, or the whole link in quotes".to_owned()),
    })
}

fn deliver(
    args: &Get,
    client: &Client,
    received: Received,
    meta: &Paste,
    outlet: &Outlet,
    settings: &Settings,
    talk: &mut Talk,
) -> Result<()> {
    let name = received.note.file_name().or_else(|| meta.display_name.as_ref().and_then(|name| safe(name)));
    let fallback = meta.id.clone();
    let kind = received.note.kind.clone().or_else(|| received.stored_type.clone().filter(|_| !received.encrypted));
    let piece = Piece { content: &received.content, name: name.as_deref().or(Some(&fallback)), kind: kind.as_deref() };
    let written = if talk.manner().json {
        in_json(args, piece, &received, meta, outlet, talk)
    } else {
        outlet.write(piece, args.force, args.raw, talk).map(drop)
    };
    match (written, received.leased) {
        (Ok(()), Some(leased)) => {
            leased.confirm(client, talk);
            // What is gone need not be remembered; a history that cannot be written is no reason to fail now.
            let _ = History::new(settings).forget(&client.server().to_string(), &[meta.id.as_str()]);
            Ok(())
        }
        (Err(error), Some(leased)) => {
            leased.keep(settings, talk);
            Err(error)
        }
        (written, None) => written,
    }
}

/// The owner's label as a file name, made as safe as a sealed one.
fn safe(label: &str) -> Option<String> {
    crate::container::Note { name: Some(label.to_owned()), ..Default::default() }.file_name()
}

fn in_json(args: &Get, piece: Piece<'_>, received: &Received, meta: &Paste, outlet: &Outlet, talk: &mut Talk) -> Result<()> {
    let mut line = json!({
        "id": meta.id, "name": received.note.file_name(), "type": piece.kind, "size": piece.content.len(),
        "encrypted": received.encrypted, "burn": meta.burn_after_read, "created": meta.created_at, "expires": meta.expires_at,
    });
    let file = match outlet {
        Outlet::Stdout | Outlet::Anyway => {
            let (field, text) = piece.field();
            if let Some(fields) = line.as_object_mut() {
                fields.insert(field.to_owned(), text.into());
            }
            None
        }
        outlet => outlet.write(piece, args.force, args.raw, talk)?,
    };
    if let (Some(file), Some(fields)) = (file, line.as_object_mut()) {
        fields.insert("file".to_owned(), file.to_string_lossy().into());
    }
    talk.answer_json(&line)
}

fn tell_meta(meta: &Paste, server: String, talk: &mut Talk) -> Result<()> {
    if talk.manner().json {
        let mut line = serde_json::to_value(meta).unwrap_or_default();
        if let Some(fields) = line.as_object_mut() {
            fields.insert("server".to_owned(), server.into());
        }
        return talk.answer_json(&line);
    }
    let now = SystemClock.now();
    let both = |text: &str| (text.to_owned(), text.to_owned());
    let time = |unix: u64| (format!("{} ({})", when::exact(unix), when::relative(now, unix)), when::exact(unix));
    let flag = |on: bool| if on { both("yes") } else { both("no") };
    let mut fields = vec![
        ("id", both(&meta.id)),
        ("type", both(&meta.mime_type)),
        ("size", (Size(meta.size).to_string(), meta.size.to_string())),
        ("created", time(meta.created_at)),
    ];
    fields.extend(meta.expires_at.map(|at| ("expires", time(at))));
    fields.push(("burn", flag(meta.burn_after_read)));
    fields.push(("password", flag(meta.password_protected)));
    if meta.burn_after_read {
        fields.push(("needs key", flag(meta.claim_required)));
    }
    fields.extend(meta.display_name.as_deref().map(|label| ("label", both(label))));
    fields.extend(meta.owner.as_deref().map(|owner| ("owner", both(owner))));
    talk.answer_fields(&fields)
}
