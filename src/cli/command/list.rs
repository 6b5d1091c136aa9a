//! `fpaste list`: the pastes on the server, with the names that only this machine knows; or the local history alone.

use serde_json::json;

use crate::cli::args::List;
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::history::{History, Record};
use crate::cli::settings::Settings;
use crate::cli::size::Size;
use crate::cli::talk::{Table, Talk};
use crate::cli::when;
use crate::client::ListQuery;
use crate::protocol::message::Paste;
use crate::sys::clock::{Clock as _, SystemClock};

/// Lists. With `-q` ids alone.
///
/// # Errors
/// A time that is none, or whatever happens on the way to the server.
pub fn run(args: &List, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let now = SystemClock.now();
    let (after, before) = (time("--after", args.after.as_deref(), now)?, time("--before", args.before.as_deref(), now)?);
    let history = History::new(settings);
    if args.local {
        return local(args, after, before, &history, talk);
    }
    let client = connect::configured(settings, talk)?;
    let query = ListQuery {
        all: args.all,
        limit: args.limit,
        offset: args.offset,
        cursor: None,
        kind: args.media_type.clone(),
        after,
        before,
        owner: args.owner.clone(),
    };
    let page = client.list(&query)?;
    let server = client.server().to_string();
    let known = history.records().unwrap_or_default();
    let rows: Vec<Row> = page
        .pastes
        .iter()
        .map(|paste| {
            let record = known.iter().rfind(|record| record.id == paste.id && record.server == server);
            Row::of(paste, record)
        })
        .collect();
    tell(&rows, now, talk)?;
    let (count, total) = (rows.len() as u64, page.total);
    let shown = page.offset.saturating_add(count);
    // Servers other than ours may not count.
    if shown < total {
        talk.note(format!("{count} of {total} shown; the next: fpaste list --offset {shown}"));
    }
    Ok(())
}

fn local(args: &List, after: Option<u64>, before: Option<u64>, history: &History, talk: &mut Talk) -> Result<()> {
    let mut records = history.records()?;
    records.reverse();
    let kind = args.media_type.as_deref().unwrap_or_default();
    records.retain(|record| {
        after.is_none_or(|after| record.created > after)
            && before.is_none_or(|before| record.created < before)
            && record.kind.as_deref().unwrap_or_default().starts_with(kind)
    });
    records.truncate(args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX));
    let rows: Vec<Row> = records.iter().map(Row::remembered).collect();
    tell(&rows, SystemClock.now(), talk)
}

/// A time as it was typed.
fn time(flag: &str, text: Option<&str>, now: u64) -> Result<Option<u64>> {
    let Some(text) = text else { return Ok(None) };
    match when::parse(text, now) {
        Some(time) => Ok(Some(time)),
        None => Err(Error::usage(format!("{flag}: '{text}' is not a time"), format!("fpaste list {flag} 7d, or {flag} 2026-11-25"))),
    }
}

/// One line of a listing.
pub(super) struct Row {
    id: String,
    size: u64,
    kind: String,
    created: u64,
    expires: Option<u64>,
    flags: Vec<&'static str>,
    name: Option<String>,
    owner: Option<String>,
    server: Option<String>,
}

impl Row {
    fn of(paste: &Paste, record: Option<&Record>) -> Self {
        let flags = [
            (paste.burn_after_read, "burn"),
            (paste.password_protected, "password"),
            (record.is_some_and(|record| record.key.is_some()), "key"),
        ];
        Self {
            id: paste.id.clone(),
            size: paste.size,
            kind: paste.mime_type.clone(),
            created: paste.created_at,
            expires: paste.expires_at,
            flags: flags.into_iter().filter_map(|(holds, word)| holds.then_some(word)).collect(),
            name: record.and_then(|record| record.name.clone()).or_else(|| paste.display_name.clone()),
            owner: paste.owner.clone(),
            server: None,
        }
    }

    pub(super) fn remembered(record: &Record) -> Self {
        let flags = [(record.burn, "burn"), (record.password, "password"), (record.key.is_some(), "key"), (!record.encrypted, "plain")];
        Self {
            id: record.id.clone(),
            size: record.size,
            kind: record.kind.clone().unwrap_or_default(),
            created: record.created,
            expires: record.expires,
            flags: flags.into_iter().filter_map(|(holds, word)| holds.then_some(word)).collect(),
            name: record.name.clone(),
            owner: None,
            server: Some(record.server.clone()),
        }
    }
}

/// Tells the rows: ids with `-q`, objects with `--json`, else a table.
pub(super) fn tell(rows: &[Row], now: u64, talk: &mut Talk) -> Result<()> {
    if talk.manner().json {
        return rows.iter().try_for_each(|row| {
            talk.answer_json(&json!({
                "id": row.id, "size": row.size, "type": row.kind, "created": row.created, "expires": row.expires, "flags": row.flags,
                "name": row.name, "owner": row.owner, "server": row.server,
            }))
        });
    }
    if talk.manner().quiet {
        return rows.iter().try_for_each(|row| talk.answer(&row.id));
    }
    if rows.is_empty() {
        talk.note("no pastes");
        return Ok(());
    }
    // Programs get the six columns that never change; people see names too, where there are any.
    let named = talk.manner().terminal_out && rows.iter().any(|row| row.name.is_some());
    let mut header = vec!["ID", "SIZE", "TYPE", "AGE", "EXPIRES", "FLAGS"];
    header.extend(named.then_some("NAME"));
    let mut table = Table::new(&header);
    for row in rows {
        let same = |text: String| (text.clone(), text);
        let moment = |time: Option<u64>| time.map_or_else(Default::default, |time| (when::relative(now, time), when::exact(time)));
        let mut cells = vec![
            same(row.id.clone()),
            (Size(row.size).to_string(), row.size.to_string()),
            same(row.kind.clone()),
            (when::span(now.saturating_sub(row.created)), when::exact(row.created)),
            moment(row.expires),
            same(row.flags.join(",")),
        ];
        cells.extend(named.then(|| same(row.name.clone().unwrap_or_default())));
        table.row(cells);
    }
    talk.answer_table(&table)
}
