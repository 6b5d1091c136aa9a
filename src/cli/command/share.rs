//! Tells the link of a new paste, everywhere it was asked to be: history, stdout, clipboard, QR code. A key is never lost.

use std::path::Path;

use serde::Serialize;

use super::clipboard;
use super::qr;
use crate::cli::args::Upload;
use crate::cli::error::Result;
use crate::cli::history::{History, Record};
use crate::cli::paste::Created;
use crate::cli::settings::Settings;
use crate::cli::talk::{self, Talk};
use crate::protocol::Lifetime;
use crate::sys::clock::{Clock as _, SystemClock};

/// Remembers the paste, prints its link, and does with the link what was asked for. With `aside` the link goes to stderr,
/// because stdout is taken.
///
/// # Errors
/// stdout cannot be written; the link went to stderr then.
pub fn share(created: &Created, upload: &Upload, file: Option<&Path>, aside: bool, settings: &Settings, talk: &mut Talk) -> Result<()> {
    remember(created, upload, settings, talk);
    let url = if upload.raw_url { created.raw_url.as_str() } else { created.link.as_str() };
    if talk.manner().json && !aside {
        let line = Line::new(created, upload, file);
        told(talk, url, |talk| talk.answer_json(&line))?;
    } else if aside {
        talk.insist(url);
    } else {
        told(talk, url, |talk| talk.answer(url))?;
    }
    if upload.copy {
        clipboard::copy(url, settings, talk);
    }
    if upload.qr {
        qr::show(url, talk);
    }
    talk.aside(summary(created, upload));
    Ok(())
}

/// Answers; where stdout cannot be written the link goes to stderr. Where it may have been closed too, but that is no failure: a
/// script that throws the answer away on purpose looks the same.
fn told(talk: &mut Talk, url: &str, answer: impl FnOnce(&mut Talk) -> Result<()>) -> Result<()> {
    let answered = answer(talk);
    if answered.is_err() || talk::stdout_may_be_closed() {
        talk.insist(url);
    }
    answered
}

fn remember(created: &Created, upload: &Upload, settings: &Settings, talk: &mut Talk) {
    if upload.no_history {
        return;
    }
    let record = Record {
        id: created.id.to_string(),
        server: created.server.clone(),
        name: created.name.clone(),
        size: created.size,
        kind: created.media_type.clone().or_else(|| Some(created.paste.mime_type.clone())),
        created: created.paste.created_at,
        expires: created.paste.expires_at,
        encrypted: created.key.is_some(),
        burn: upload.burn,
        password: created.paste.password_protected,
        delete_token: created.delete_token.clone(),
        key: created.key.clone(),
    };
    History::new(settings).remember(record, talk);
}

/// A new paste in JSON; the fields stand in the order of the manual.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    url: &'a str,
    raw_url: &'a str,
    key: Option<&'a str>,
    file: Option<String>,
    size: u64,
    stored_size: u64,
    #[serde(rename = "type")]
    kind: &'a str,
    encrypted: bool,
    burn: bool,
    password: bool,
    created: u64,
    expires: Option<u64>,
    server: &'a str,
    delete_token: Option<&'a str>,
    request_id: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn new(created: &'a Created, upload: &Upload, file: Option<&Path>) -> Self {
        Self {
            id: created.id.as_str(),
            url: created.link.as_str(),
            raw_url: &created.raw_url,
            key: created.key.as_ref().map(|key| key.as_str()),
            file: file.map(|file| file.to_string_lossy().into_owned()),
            size: created.size,
            stored_size: created.paste.size,
            kind: created.media_type.as_deref().unwrap_or(&created.paste.mime_type),
            encrypted: created.key.is_some(),
            burn: upload.burn,
            password: created.paste.password_protected,
            created: created.paste.created_at,
            expires: created.paste.expires_at,
            server: &created.server,
            delete_token: created.delete_token.as_ref().map(|token| token.as_str()),
            request_id: created.request_id.as_deref(),
        }
    }
}

/// `encrypted · burns after reading · expires in 7d · fpaste delete abc123def456`
fn summary(created: &Created, upload: &Upload) -> String {
    let mut parts = vec![if created.key.is_some() { "encrypted".to_owned() } else { "not encrypted".to_owned() }];
    if upload.burn {
        parts.push("burns after reading".to_owned());
    }
    let left = created.paste.expires_at.map(|at| at.saturating_sub(SystemClock.now().min(created.paste.created_at.max(1))));
    if let Some(left) = left.and_then(Lifetime::from_seconds) {
        parts.push(format!("expires in {left}"));
    }
    parts.push(format!("fpaste delete {}", created.id));
    parts.join(" · ")
}
