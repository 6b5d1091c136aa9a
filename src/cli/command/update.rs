//! `fpaste update`: new content for a paste under the key it has, or another expiry, password or label.

use std::io::IsTerminal as _;

use serde_json::json;

use crate::cli::args::Update;
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::history::{History, Record};
use crate::cli::paste::input::Reading;
use crate::cli::paste::{Content, Limits, Sealed, Sealing, Source, seal};
use crate::cli::secrets;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::cli::watch::Watch;
use crate::client::{self, Body, Client, Secret};
use crate::container::{ContentKey, Fragment, Link};
use crate::protocol::feature;
use crate::sys::clock::{Clock as _, SystemClock};

/// Changes what was named, and prints the link, which stays the same.
///
/// # Errors
/// No key is known for the new content, the paste is not ours, or whatever happens on the way.
pub fn run(args: &Update, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let link = Link::parse(&args.id)?;
    let server = match &link.server {
        Some(server) => server.clone(),
        None => settings.server()?.to_owned(),
    };
    let client = connect::client(settings, talk, &server, None)?;
    let history = History::new(settings);
    let known = history.find(link.id.as_str(), Some(&client.server().to_string()))?;
    let source = source(args)?;
    let key = match (source.is_some() && !args.no_encrypt, link.fragment) {
        (false, Fragment::Key(key)) => Some(key),
        (false, _) => None,
        (true, fragment) => Some(key(args, fragment, known.as_ref(), talk)?),
    };
    let password = if args.remove_password { Some(Secret::new("")) } else { secrets::password(&args.password, true, talk)? };
    let passphrase = secrets::passphrase(&args.passphrase, true, talk)?;
    let watch = Watch::new(talk);
    let mut content_size = None;
    let sealed = match source {
        None => None,
        Some(source) => {
            let content = source.read(&mut Reading { limits: &Limits::new(Some(&client)), tail: None, tee: None })?;
            content_size = Some(content.bytes.len() as u64);
            Some(sealed(args, &client, content, key, passphrase.as_ref().map(|text| text.as_str()), &watch)?)
        }
    };
    let change = client::Update {
        body: sealed.as_ref().map_or(Body::Absent, |sealed| Body::Bytes(&sealed.body)),
        content_type: if args.no_encrypt { args.media_type.as_deref() } else { None },
        expiry: args.expiry,
        password: password.as_ref(),
        label: args.label.as_deref(),
    };
    let answer = client.update(&link.id, &change, &watch);
    watch.clear();
    let paste = answer.map_err(|why| Error::about(&link.id, why))?;
    if let Some(record) = known {
        let sealed = content_size.zip(sealed.as_ref());
        remember(record, sealed, args, paste.expires_at, &history, talk);
    }
    let url = Link::url(&client.server().to_string(), &link.id, sealed.as_ref().and_then(|sealed| sealed.key.as_ref()));
    if talk.manner().json {
        return talk.answer_json(&json!({
            "id": paste.id, "url": url.as_str(), "size": content_size, "stored_size": paste.size, "type": paste.mime_type,
            "encrypted": sealed.as_ref().map(|sealed| sealed.key.is_some()), "password": paste.password_protected,
            "created": paste.created_at, "expires": paste.expires_at,
        }));
    }
    if sealed.is_some() {
        return talk.answer(url.as_str());
    }
    let left = paste.expires_at.map(|at| crate::cli::when::relative(SystemClock.now(), at));
    talk.note(format!("changed {}{}", link.id, left.map(|left| format!("; it expires {left}")).unwrap_or_default()));
    Ok(())
}

/// Where the new content comes from. Where only an expiry, a password or a label is changed and no file is named, there is none.
fn source(args: &Update) -> Result<Option<Source>> {
    let password = args.password.password.is_some() || args.password.password_file.is_some() || args.remove_password;
    let source = match &args.file {
        Some(file) => Some(Source::of(file)),
        None if args.expiry.is_some() || args.label.is_some() || password => None,
        None => Some(Source::Stdin),
    };
    let (password, passphrase) = (args.password.password_file.as_deref(), args.passphrase.passphrase_file.as_deref());
    let secret_files = [password, passphrase, args.key.key_file.as_deref()];
    secrets::stdin_once(&secret_files, (source == Some(Source::Stdin)).then_some("the paste"))?;
    if args.file.is_none() && source.is_some() && std::io::stdin().is_terminal() { Err(Error::NothingGiven) } else { Ok(source) }
}

/// The key that those who have the link have: from the link, from a file, or from the history.
fn key(args: &Update, fragment: Fragment, known: Option<&Record>, talk: &mut Talk) -> Result<ContentKey> {
    if let Fragment::Key(key) = fragment {
        return Ok(key);
    }
    if let Some(key) = secrets::key(&args.key, talk)? {
        return Ok(key);
    }
    let remembered = known.and_then(|record| record.key.as_ref()).and_then(|text| ContentKey::parse(text).ok());
    remembered.ok_or_else(|| Error::NoKey {
        what: "the key of this paste is not known here, and a new one would break the link".to_owned(),
        hint: Some("fpaste update 'LINK#KEY' FILE, or --key-file FILE; -E for plain text".to_owned()),
    })
}

fn sealed(
    args: &Update,
    client: &Client,
    content: Content,
    key: Option<ContentKey>,
    passphrase: Option<&str>,
    watch: &Watch,
) -> Result<Sealed> {
    let old = !args.no_encrypt && !client.challenge(watch)?.features.iter().any(|known| known == feature::CONTAINER2);
    if old && passphrase.is_some() {
        return Err(Error::usage("this server stores only the old format, which holds no passphrase", "--password"));
    }
    let name = if args.no_name { None } else { args.name.clone().or(content.name) };
    let kind = seal::media_type(args.media_type.as_deref(), &content.bytes);
    let sealing = Sealing {
        plain: args.no_encrypt,
        v1: old,
        no_compress: args.no_compress,
        claim: false,
        name: name.as_deref(),
        media_type: kind.as_deref(),
        passphrase,
    };
    sealing.seal(content.bytes, key)
}

/// Puts what is known now in the place of what was; a key that is kept is the one that opens the new content.
fn remember(mut record: Record, sealed: Option<(u64, &Sealed)>, args: &Update, expires: Option<u64>, history: &History, talk: &mut Talk) {
    record.expires = expires.or(record.expires);
    if let Some((size, sealed)) = sealed {
        record.size = size;
        record.encrypted = sealed.key.is_some();
        record.key = record.key.and(sealed.key.as_ref().map(ContentKey::text));
        record.name = if args.no_name { None } else { args.name.clone().or(record.name) };
    }
    if let Err(error) = history.renew(record) {
        talk.warn(error.message().unwrap_or_default());
    }
}
