//! `fpaste history`: what this machine created.

use serde_json::json;

use super::list;
use crate::cli::args::{History as Args, HistoryCommand};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::history::{History, Record};
use crate::cli::settings::Settings;
use crate::cli::size::Size;
use crate::cli::talk::Talk;
use crate::cli::when;
use crate::container::{ContentKey, Link};
use crate::sys::clock::{Clock as _, SystemClock};

/// Lists, shows, forgets, or tells where it is kept.
///
/// # Errors
/// The history cannot be read, or has no such paste.
pub fn run(args: &Args, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let history = History::new(settings);
    match &args.command {
        None | Some(HistoryCommand::List) => {
            let mut records = history.records()?;
            records.reverse();
            let rows: Vec<_> = records.iter().map(list::Row::remembered).collect();
            list::tell(&rows, SystemClock.now(), talk)
        }
        Some(HistoryCommand::Show(wanted)) => {
            let link = Link::parse(&wanted.id)?;
            let found = history.find(link.id.as_str(), link.server.as_deref())?;
            let record = found.ok_or_else(|| {
                let what = format!("paste {} is not in the history", link.id);
                Error::failed(Exit::NotFound, "not_found", what, "fpaste history list".to_owned())
            })?;
            show(&record, talk)
        }
        Some(HistoryCommand::Clear) => {
            let count = history.records()?.len();
            if count > 0 {
                let question =
                    format!("forget {count} pastes, and with them the only way to delete those that are not yours by certificate?");
                if talk.can_ask() && !talk.confirm(&question, "--yes")? {
                    return Err(Error::Declined);
                }
                history.clear()?;
            }
            if talk.manner().json {
                return talk.answer_json(&json!({"forgotten": count}));
            }
            talk.note(format!("{count} forgotten"));
            Ok(())
        }
        Some(HistoryCommand::Path) => talk.answer_path(history.path()),
    }
}

/// All that is known. The key and the delete token are secrets, but they are this person's own.
fn show(record: &Record, talk: &mut Talk) -> Result<()> {
    let key = record.key.as_ref().and_then(|text| ContentKey::parse(text).ok());
    let id = record.id.parse().map_err(|_| Error::from(crate::container::InvalidLink::Unreadable))?;
    let url = Link::url(&record.server, &id, key.as_ref());
    let token = record.delete_token.as_ref().map(|token| token.as_str());
    if talk.manner().json {
        return talk.answer_json(&json!({
            "id": record.id, "url": url.as_str(), "server": record.server, "name": record.name, "size": record.size, "type": record.kind,
            "created": record.created, "expires": record.expires, "encrypted": record.encrypted, "burn": record.burn,
            "password": record.password, "key": record.key.as_ref().map(|key| key.as_str()), "delete_token": token,
        }));
    }
    let mut line = |name: &str, value: &str| if value.is_empty() { Ok(()) } else { talk.answer(format!("{name}: {value}")) };
    let yes_or_no = |holds: bool| if holds { "yes" } else { "no" };
    line("id", &record.id)?;
    line("url", &url)?;
    line("name", record.name.as_deref().unwrap_or_default())?;
    line("size", &Size(record.size).to_string())?;
    line("type", record.kind.as_deref().unwrap_or_default())?;
    line("created", &when::exact(record.created))?;
    line("expires", &record.expires.map(when::exact).unwrap_or_default())?;
    line("encrypted", yes_or_no(record.encrypted))?;
    line("burn", yes_or_no(record.burn))?;
    line("password", yes_or_no(record.password))?;
    line("delete token", token.unwrap_or_default())
}
