//! `fpaste config`: where the configuration is, what holds, and changing it.

use std::path::Path;

use serde_json::json;
use toml_edit::{Array, Value};

use crate::cli::args::{Config, ConfigCommand, ConfigGet, ConfigSet};
use crate::cli::config::{self, edit};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::secrets;
use crate::cli::settings::{KEYS, Kind, Settings, find, fingerprint, nearest};
use crate::cli::talk::{Table, Talk};
use crate::protocol::header;
use crate::protocol::lifetime::parse_duration;
use crate::server::settings::{KNOBS, Kind as KnobKind, Knob};
use crate::sys::files;

/// Shows or changes the configuration.
///
/// # Errors
/// An unknown key, a value that is not of its kind, or a file that cannot be read or written.
pub fn run(args: &Config, settings: &Settings, talk: &mut Talk) -> Result<()> {
    match &args.command {
        None | Some(ConfigCommand::Show) => show(settings, talk),
        Some(ConfigCommand::Path) => talk.answer_path(&settings.paths.config),
        Some(ConfigCommand::Get(args)) => get(args, settings, talk),
        Some(ConfigCommand::Set(args)) => set(args, settings, talk),
        Some(ConfigCommand::Migrate) => migrate(settings, talk),
    }
}

/// One value of the configuration.
struct Line {
    key: String,
    value: String,
    source: String,
}

/// Every client key, and what is set for the server; secrets masked.
fn show(settings: &Settings, talk: &mut Talk) -> Result<()> {
    let mut lines: Vec<Line> = settings
        .resolved
        .iter()
        .map(|known| Line { key: known.key.name.to_owned(), value: known.shown().to_owned(), source: known.source.to_string() })
        .collect();
    lines.extend(settings.headers.iter().map(|(name, _)| Line {
        key: format!("headers.{name}"),
        value: "********".to_owned(),
        source: "--header or config.toml".to_owned(),
    }));
    lines.extend(KNOBS.iter().filter_map(|knob| {
        let (text, source) = settings.serve_knob(knob.name)?;
        let value = if knob.secret { "********".to_owned() } else { text };
        Some(Line { key: format!("serve.{}", knob.name), value, source: spelled(&source) })
    }));
    if talk.manner().json {
        for line in lines {
            let value = if line.value.is_empty() { serde_json::Value::Null } else { line.value.into() };
            talk.answer_json(&json!({"key": line.key, "value": value, "source": line.source}))?;
        }
        return Ok(());
    }
    let mut table = Table::new(&["KEY", "VALUE", "FROM"]);
    for line in lines {
        let shown = if line.value.is_empty() { "-".to_owned() } else { line.value.clone() };
        table.row([(line.key.clone(), line.key), (shown, line.value), (line.source.clone(), line.source)]);
    }
    talk.answer_table(&table)
}

/// A variable is told apart from a file.
fn spelled(source: &str) -> String {
    if source.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        format!("${source}")
    } else {
        source.to_owned()
    }
}

fn get(args: &ConfigGet, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let value = match args.key.strip_prefix("serve.") {
        Some(name) => {
            let knob = Knob::named(name).ok_or_else(|| unknown(&args.key))?;
            settings.serve_knob(name).map(|(text, _)| text).or_else(|| Some(knob.default.to_owned()))
        }
        None => match settings.resolved.iter().find(|known| known.key.name == args.key) {
            Some(known) => known.text.as_ref().map(|text| text.to_string()),
            None => settings
                .file
                .get(&args.key)
                .map(|entry| entry.value.text())
                .map_or_else(|| Err(unknown(&args.key)), |text| Ok(Some(text)))?,
        },
    };
    match value.filter(|value| !value.is_empty()) {
        Some(value) if talk.manner().json => talk.answer_json(&json!({"key": args.key, "value": value})),
        Some(value) => talk.answer(value),
        None if args.key == "server" => Err(Error::NoServer),
        None => {
            let hint = format!("fpaste config set {} VALUE", args.key);
            Err(Error::failed(Exit::Failure, "not_set", format!("'{}' is not set", args.key), hint))
        }
    }
}

fn set(args: &ConfigSet, settings: &Settings, talk: &mut Talk) -> Result<()> {
    // A key that names its profile is that profile's, whichever is in use.
    let profile = settings.profile.as_deref().filter(|_| !args.key.starts_with("profile."));
    let key = args.key.strip_prefix("profile.").and_then(|rest| rest.split_once('.')).map_or(args.key.as_str(), |(_, key)| key);
    let path = &settings.paths.config;
    if args.unset {
        if edit::unset(path, profile, &args.key)? {
            return changed("removed from", path, &args.key, talk);
        }
        return Err(Error::failed(Exit::Failure, "not_set", format!("'{}' is not set in {}", args.key, path.display()), None));
    }
    let typed = match args.value.as_deref() {
        Some("-") | None => secrets::line_from_stdin()?,
        Some(value) => zeroize::Zeroizing::new(value.to_owned()),
    };
    let value = checked(key, &typed)?;
    edit::set(path, profile, &[(&args.key, value)])?;
    if is_secret(key) && files::readable_by_others(path) {
        talk.warn(format!("others can read your configuration: chmod 600 '{}'", path.display()));
    }
    changed("written to", path, &args.key, talk)
}

fn is_secret(key: &str) -> bool {
    let knob = key.strip_prefix("serve.").and_then(Knob::named).is_some_and(|knob| knob.secret);
    knob || key.starts_with("headers.") || find(key).is_some_and(|known| known.secret)
}

fn changed(how: &str, path: &Path, key: &str, talk: &mut Talk) -> Result<()> {
    if talk.manner().json {
        return talk.answer_json(&json!({"key": key, "path": path.to_string_lossy()}));
    }
    talk.note(format!("'{key}' {how} {}", path.display()));
    Ok(())
}

/// The value as the file shall hold it, if its key exists and takes it.
fn checked(key: &str, text: &str) -> Result<Value> {
    let refused = |wanted: &str| Error::Usage { what: format!("'{key}' takes {wanted}, and '{text}' is not that"), hint: None };
    if let Some(name) = key.strip_prefix("serve.") {
        let knob = Knob::named(name).ok_or_else(|| unknown(key))?;
        return knob_value(knob, text).ok_or_else(|| refused(format!("{} {}", kind_of(knob), knob.bound()).trim_end()));
    }
    if key.starts_with("headers.") && key.len() > "headers.".len() {
        return Ok(text.into());
    }
    let kind = find(key).ok_or_else(|| unknown(key))?.kind;
    let value = match kind {
        Kind::Text if key == "server" => {
            let place = crate::client::Place::parse(text).map_err(|why| Error::from(crate::client::Error::from(why)))?;
            Some(place.to_string().into())
        }
        Kind::Text if key == "cert_sha1" => Some(fingerprint(text).ok_or_else(|| refused("40 hex digits"))?.into()),
        Kind::Text | Kind::Path => Some(text.into()),
        Kind::Duration => parse_duration(text).map(|_| text.into()),
        Kind::Count => text.parse::<u32>().ok().map(|count| i64::from(count).into()),
        Kind::Bool => header::parse_bool(text).map(Into::into),
        Kind::Color => matches!(text, "auto" | "always" | "never").then(|| text.into()),
    };
    value.ok_or_else(|| refused(kind.wanted()))
}

fn kind_of(knob: &Knob) -> &'static str {
    match knob.kind {
        KnobKind::Count(..) => "a whole number,",
        KnobKind::Bytes(..) => "a size,",
        KnobKind::Seconds(..) => "a duration,",
        KnobKind::Choice(_) => "one of",
        _ => "",
    }
}

/// The bounds of a knob are the server's to check, at its start; here its kind is.
fn knob_value(knob: &Knob, text: &str) -> Option<Value> {
    match knob.kind {
        KnobKind::Count(..) => text.parse::<i64>().ok().map(Into::into),
        KnobKind::Bytes(..) | KnobKind::Seconds(..) => Some(text.parse::<i64>().map_or_else(|_| text.into(), Into::into)),
        KnobKind::Entropy => text.parse::<f64>().ok().map(Into::into),
        KnobKind::Switch => header::parse_bool(text).map(Into::into),
        KnobKind::Choice(words) => words.contains(&text).then(|| text.into()),
        KnobKind::Text | KnobKind::Path => Some(text.into()),
        KnobKind::List => Some(Value::Array(text.split([',', ' ']).filter(|word| !word.is_empty()).collect::<Array>())),
    }
}

fn unknown(key: &str) -> Error {
    let known: Vec<String> =
        KEYS.iter().map(|key| key.name.to_owned()).chain(KNOBS.iter().map(|knob| format!("serve.{}", knob.name))).collect();
    let meant = nearest(key, known.iter().map(String::as_str)).map_or_else(String::new, |name| format!(" (did you mean '{name}'?)"));
    Error::usage(format!("no key '{key}'{meant}"), "fpaste help config")
}

/// Writes the legacy file's keys that `config.toml` does not have. The old file stays.
fn migrate(settings: &Settings, talk: &mut Talk) -> Result<()> {
    let (old, new) = (&settings.paths.legacy, &settings.paths.config);
    let text = std::fs::read_to_string(old).map_err(|why| Error::file("read", old, why))?;
    let legacy = config::parse_legacy(&old.display().to_string(), &text)?;
    let known = match std::fs::read_to_string(new) {
        Ok(text) => config::parse_toml(&new.display().to_string(), &text)?,
        Err(_) => config::Entries::default(),
    };
    let (mut changes, mut left) = (Vec::new(), Vec::new());
    for entry in legacy.iter() {
        if find(&entry.key).is_none() {
            talk.warn(format!("{}: unknown key '{}' is left out", entry.place, entry.key));
        } else if known.get(&entry.key).is_some() {
            left.push(entry.key.clone());
        } else {
            let value = checked(&entry.key, &entry.value.text()).map_err(|error| Error::Config {
                place: entry.place.clone(),
                why: error.message().unwrap_or_default(),
                hint: None,
            })?;
            changes.push((entry.key.as_str(), value));
        }
    }
    if !changes.is_empty() {
        edit::set(new, None, &changes)?;
    }
    if !left.is_empty() {
        talk.note(format!("kept as they are in {}: {}", new.display(), left.join(", ")));
    }
    talk.note(format!("{} of {} keys written; {} is kept", changes.len(), legacy.iter().count(), old.display()));
    talk.answer_path(new)
}
