//! One value out of the places it may come from, checked against its kind.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum as _;
use zeroize::Zeroizing;

use super::environment_file::Files;
use super::{ColorChoice, Environment, Global, KEYS, Key, Kind, Paths, Settings};
use crate::cli::config::{Entry, Value};
use crate::cli::error::{Error, Result};
use crate::protocol::lifetime::parse_duration;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An option on the command line.
    Flag(String),
    /// A variable.
    Variable(&'static str),
    /// A place in a file.
    File(String),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => f.write_str(name),
            Self::Variable(name) => write!(f, "${name}"),
            Self::File(place) => f.write_str(place),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A key, its value as text, and where that comes from.
#[derive(Clone)]
pub struct Resolved {
    /// The key.
    pub key: &'static Key,
    /// The value, if there is one.
    pub text: Option<Zeroizing<String>>,
    /// Where it comes from.
    pub source: Source,
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.key.name, self.source)
    }
}

impl Resolved {
    /// The value for people: secrets are masked.
    pub fn shown(&self) -> &str {
        match &self.text {
            Some(_) if self.key.secret => "********",
            Some(text) => text,
            None => "",
        }
    }

    /// The error that this value is not what its key takes.
    fn wrong(&self) -> Error {
        let Self { key, source, .. } = self;
        let shown = if key.secret { "it" } else { self.shown() };
        let why = format!("'{}' must be {}, and '{shown}' is not", key.name, key.kind.wanted());
        match source {
            Source::Flag(name) => Error::usage(format!("{name}: '{shown}' is not {}", key.kind.wanted()), "fpaste help"),
            Source::Variable(name) => Error::Config { place: (*name).to_owned(), why, hint: None },
            Source::File(place) => Error::Config { place: place.clone(), why, hint: None },
            Source::Default => Error::Config { place: "default".to_owned(), why, hint: None },
        }
    }
}

/// The flag that sets a key, and its value.
fn flag(typed: &Global, key: &Key) -> Option<(String, String)> {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
    let value = match key.name {
        "server" => typed.server.clone(),
        "client_cert" => path(&typed.client_cert),
        "client_key" => path(&typed.client_key),
        "cert_sha1" => typed.cert_sha1.clone(),
        "ca_cert" => path(&typed.ca_cert),
        "token" => typed.token.clone(),
        "timeout" => typed.timeout.clone(),
        "max_time" => typed.max_time.clone(),
        "retries" => typed.retries.map(|retries| retries.to_string()),
        "max_wait" => typed.max_wait.clone(),
        "proxy" => typed.proxy.clone(),
        "color" => typed.color.and_then(|color| Some(color.to_possible_value()?.get_name().to_owned())),
        _ => None,
    };
    value.map(|value| (format!("--{}", key.name.replace('_', "-")), value))
}

/// Whether a file's value has the type its key takes. A legacy file has strings alone.
fn fits(kind: Kind, value: &Value) -> bool {
    matches!(
        (kind, value),
        (Kind::Text | Kind::Path | Kind::Color | Kind::Duration, Value::Text(_))
            | (Kind::Duration | Kind::Count, Value::Number(_))
            | (Kind::Bool, Value::Bool(_))
    )
}

fn from_file(key: &'static Key, entry: &Entry, typed_values: bool) -> Result<Option<Resolved>> {
    if typed_values && !fits(key.kind, &entry.value) {
        let why = format!("'{}' must be {}, and this is {}", entry.key, key.kind.wanted(), entry.value.kind());
        return Err(Error::Config { place: entry.place.clone(), why, hint: None });
    }
    let text = entry.value.text();
    Ok((!text.is_empty()).then(|| Resolved { key, text: Some(Zeroizing::new(text)), source: Source::File(entry.place.clone()) }))
}

fn find(key: &'static Key, typed: &Global, environment: &Environment, files: &Files) -> Result<Resolved> {
    let resolved = |text: String, source| Ok(Resolved { key, text: Some(Zeroizing::new(text)), source });
    if let Some((name, text)) = flag(typed, key) {
        return resolved(text, Source::Flag(name));
    }
    for name in key.variables {
        if let Some(text) = environment.get(name) {
            return resolved(text, Source::Variable(name));
        }
    }
    let mut inherits = true;
    if let Some(profile) = &files.profile {
        if let Some(entry) = files.toml.get(&format!("profile.{profile}.{}", key.name))
            && let Some(found) = from_file(key, entry, true)?
        {
            return Ok(found);
        }
        // Who we are to the usual server is no business of the profile's.
        inherits = !key.identity || files.toml.get(&format!("profile.{profile}.server")).is_none();
    }
    if inherits {
        if let Some(entry) = files.toml.get(key.name)
            && let Some(found) = from_file(key, entry, true)?
        {
            return Ok(found);
        }
        if let Some(entry) = files.legacy.get(key.name)
            && let Some(found) = from_file(key, entry, false)?
        {
            return Ok(found);
        }
    }
    if key.default.is_empty() {
        return Ok(Resolved { key, text: None, source: Source::Default });
    }
    resolved(key.default.to_owned(), Source::Default)
}

pub(super) fn resolve(typed: &Global, environment: Environment, paths: Paths, files: Files) -> Result<Settings> {
    let mut resolved = Vec::with_capacity(KEYS.len());
    for key in KEYS {
        resolved.push(find(key, typed, &environment, &files)?);
    }
    let get = |name: &str| resolved.iter().find(|known| known.key.name == name);
    let text = |name: &str| get(name).and_then(|known| known.text.as_ref().map(|text| text.to_string()));
    let secret = |name: &str| get(name).and_then(|known| known.text.clone());
    let path = |name: &str| text(name).map(|text| expand(&text, &environment));
    let duration = |name: &str| -> Result<Option<Duration>> {
        let Some(known) = get(name) else { return Ok(None) };
        known.text.as_ref().map(|text| parse_duration(text).ok_or_else(|| known.wrong())).transpose()
    };
    let switch = |name: &str| -> Result<bool> {
        let Some(known) = get(name) else { return Ok(false) };
        let text = known.text.as_ref().map_or("false", |text| text.as_str());
        crate::protocol::header::parse_bool(text).ok_or_else(|| known.wrong())
    };
    let retries = match get("retries") {
        Some(known) => known.text.as_ref().map_or(Ok(2), |text| text.parse().map_err(|_| known.wrong()))?,
        None => 2,
    };
    let color = match get("color") {
        Some(known) => {
            known.text.as_ref().map_or(Ok(ColorChoice::Auto), |text| ColorChoice::from_str(text, false).map_err(|_| known.wrong()))?
        }
        None => ColorChoice::Auto,
    };
    let cert_sha1 = match get("cert_sha1") {
        Some(known) => known.text.as_ref().map(|text| fingerprint(text).ok_or_else(|| bad_fingerprint(known))).transpose()?,
        None => None,
    };
    Ok(Settings {
        server: text("server").map(|text| text.trim_end_matches('/').to_owned()),
        cert_sha1,
        client_cert: path("client_cert"),
        client_key: path("client_key"),
        ca_cert: path("ca_cert"),
        token: secret("token"),
        timeout: duration("timeout")?.unwrap_or(Duration::from_secs(30)),
        max_time: duration("max_time")?,
        retries,
        max_wait: duration("max_wait")?.unwrap_or(Duration::from_secs(60)),
        proxy: secret("proxy"),
        headers: headers(typed, &files)?,
        insecure: typed.insecure,
        history_enabled: switch("history.enabled")? && !environment.switch("FPASTE_NO_HISTORY"),
        history_keys: switch("history.keys")?,
        color,
        profile: files.profile,
        warnings: files.warnings,
        file: files.toml,
        resolved,
        paths,
        environment,
    })
}

/// A SHA-1 fingerprint as we send it: 40 lower-case hex digits, without the colons that openssl prints. `None` for anything else.
pub fn fingerprint(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|&letter| letter != ':').flat_map(char::to_lowercase).collect();
    crate::protocol::parse_hex::<20>(&plain).map(|_| plain)
}

fn bad_fingerprint(known: &Resolved) -> Error {
    let why = format!("'{}' is not 40 hex digits", known.shown());
    match &known.source {
        Source::Flag(name) => Error::usage(format!("{name}: {why}"), "openssl x509 -fingerprint -sha1 -noout -in CERT"),
        source => Error::Config { place: source.to_string(), why, hint: None },
    }
}

/// `~/` is the home directory.
fn expand(text: &str, environment: &Environment) -> PathBuf {
    match (text.strip_prefix("~/"), environment.home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// `--header` on top of `headers` in the file: a table of names, or a list of `Name: value`.
fn headers(typed: &Global, files: &Files) -> Result<Vec<(String, Zeroizing<String>)>> {
    let mut found: Vec<(String, Zeroizing<String>)> = Vec::new();
    let own = files.profile.as_ref().map(|profile| format!("profile.{profile}"));
    let own_server = own.as_ref().is_some_and(|own| files.toml.get(&format!("{own}.server")).is_some());
    let places = (!own_server).then(|| "headers".to_owned()).into_iter().chain(own.map(|own| format!("{own}.headers")));
    for place in places {
        if let Some(entry) = files.toml.get(&place) {
            let Value::List(lines) = &entry.value else {
                let why = "'headers' must be a table, or a list of \"Name: value\"".to_owned();
                return Err(Error::Config { place: entry.place.clone(), why, hint: None });
            };
            for line in lines {
                found.push(header(line).ok_or_else(|| Error::Config {
                    place: entry.place.clone(),
                    why: "a header is 'Name: value'".to_owned(),
                    hint: None,
                })?);
            }
        }
        for (name, entry) in files.toml.below(&place) {
            found.push((name.to_owned(), Zeroizing::new(entry.value.text())));
        }
    }
    for line in &typed.header {
        found.push(
            header(line).ok_or_else(|| Error::usage("--header: a header is 'Name: value'", "fpaste --header 'Authorization: Basic …'"))?,
        );
    }
    Ok(found)
}

fn header(line: &str) -> Option<(String, Zeroizing<String>)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    (!name.is_empty()).then(|| (name.to_owned(), Zeroizing::new(value.trim().to_owned())))
}
