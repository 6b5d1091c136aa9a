//! The configuration files, read: which exist, which profile holds, and what in them nobody knows.

use std::fs;
use std::io;
use std::path::Path;

use super::{Environment, Global, KEYS, Paths};
use crate::cli::config::{self, Entries};
use crate::cli::error::{Error, Result};
use crate::server::settings::KNOBS;

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) toml: Entries,
    pub(super) legacy: Entries,
    pub(super) profile: Option<String>,
    pub(super) warnings: Vec<String>,
}

impl Files {
    pub(super) fn read(typed: &Global, environment: &Environment, paths: &Paths) -> Result<Self> {
        let named = typed.config.is_some() || environment.os("FPASTE_CONFIG").is_some();
        let mut files = Self::default();
        match text(&paths.config)? {
            Some(text) => files.toml = config::parse_toml(&paths.config.display().to_string(), &text)?,
            None if named => {
                let place = paths.config.display().to_string();
                let hint = format!("touch '{place}'      (an empty one will do), or name no file");
                return Err(Error::Config { place, why: "no such file".to_owned(), hint: Some(hint) });
            }
            None => {}
        }
        if let Some(text) = text(&paths.legacy)? {
            files.legacy = config::parse_legacy(&paths.legacy.display().to_string(), &text)?;
        }
        files.profile = typed.profile.clone().or_else(|| environment.get("FPASTE_PROFILE"));
        if let Some(name) = &files.profile
            && files.toml.below(&format!("profile.{name}")).next().is_none()
        {
            return Err(no_such_profile(name, &files.toml, paths));
        }
        files.warn_of_unknown_keys();
        Ok(files)
    }

    fn warn_of_unknown_keys(&mut self) {
        let mut warnings = Vec::new();
        for entry in self.toml.iter() {
            let bare = match entry.key.strip_prefix("profile.") {
                Some(rest) => rest.split_once('.').map_or(rest, |(_, key)| key),
                None => &entry.key,
            };
            let known: Vec<String> = if bare.starts_with("serve.") {
                KNOBS.iter().map(|knob| format!("serve.{}", knob.name)).collect()
            } else {
                KEYS.iter().map(|key| key.name.to_owned()).chain(["headers".to_owned()]).collect()
            };
            if bare.starts_with("headers.") || known.iter().any(|name| name == bare) {
                continue;
            }
            let nearest = did_you_mean(bare, known.iter().map(String::as_str));
            let file = entry.place.rsplitn(3, ':').last().unwrap_or_default();
            warnings.push(format!("{file}:{}: unknown key '{}'{nearest}", entry.line, entry.key));
        }
        for entry in self.legacy.iter().filter(|entry| super::find(&entry.key).is_none()) {
            let nearest = did_you_mean(&entry.key, KEYS.iter().map(|key| key.name));
            warnings.push(format!("{}: unknown key '{}'{nearest}", entry.place, entry.key));
        }
        self.warnings = warnings;
    }
}

fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |name| format!(" (did you mean '{name}'?)"))
}

/// The known word that a mistyped one is nearest to, if it is near at all.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|&(distance, name)| distance <= 2 && distance < name.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

fn text(path: &Path) -> Result<Option<String>> {
    let refused = |why: String| Error::Config { place: path.display().to_string(), why, hint: None };
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| refused("not UTF-8".to_owned())),
        Err(why) if matches!(why.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(why) => Err(refused(crate::cli::error::plain(&why))),
    }
}

fn no_such_profile(name: &str, file: &Entries, paths: &Paths) -> Error {
    let mut known: Vec<&str> = file.below("profile").filter_map(|(rest, _)| rest.split('.').next()).collect();
    known.dedup();
    let hint = match known.as_slice() {
        [] => format!("fpaste config set profile.{name}.server URL"),
        known => format!("--profile {}", known.join(", --profile ")),
    };
    Error::Config { place: paths.config.display().to_string(), why: format!("no profile '{name}'"), hint: Some(hint) }
}
