//! Changes keys of `config.toml` and nothing else: comments, order and blank lines stay as their owner left them.

use std::fs;
use std::io;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, Value};

use super::{position, wrong};
use crate::cli::error::{Error, Result};
use crate::sys::files;

/// Sets keys of a file, in the table of a profile if one is named; the file and its directory are made where there are none.
/// A reader sees the old file or the new one, never half of it.
///
/// # Errors
/// The file is not TOML, has something else where a table belongs, or cannot be written: it is untouched then.
pub fn set(path: &Path, profile: Option<&str>, changes: &[(&str, Value)]) -> Result<()> {
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) if why.kind() == io::ErrorKind::NotFound => String::new(),
        Err(why) => return Err(Error::file("read", path, why)),
    };
    let new = changed(&path.display().to_string(), &old, profile, changes)?;
    if let Some(folder) = path.parent() {
        files::private_directory(folder).map_err(|why| Error::file("create", folder, why))?;
    }
    files::replace(path, new.as_bytes(), 0o600).map_err(|why| Error::file("write", path, why))
}

/// Removes a key of a file, in the table of a profile if one is named; whether it was there.
///
/// # Errors
/// The file is not TOML or cannot be written: it is untouched then.
pub fn unset(path: &Path, profile: Option<&str>, key: &str) -> Result<bool> {
    let file = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(why) => return Err(Error::file("read", path, why)),
    };
    let mut document = parsed(&file, &text)?;
    let mut parts: Vec<&str> = profile.map_or_else(Vec::new, |name| vec!["profile", name]);
    parts.extend(key.split('.'));
    let Some((last, tables)) = parts.split_last() else { return Ok(false) };
    let mut table = document.as_table_mut();
    for name in tables {
        let Some(next) = table.get_mut(name).and_then(Item::as_table_mut) else { return Ok(false) };
        table = next;
    }
    if table.remove(last).is_none() {
        return Ok(false);
    }
    files::replace(path, document.to_string().as_bytes(), 0o600).map_err(|why| Error::file("write", path, why))?;
    Ok(true)
}

fn parsed(file: &str, text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or((1, 1), |span| position(text, span.start));
        wrong(file, at, error.message().lines().next().unwrap_or("not TOML"))
    })
}

fn changed(file: &str, text: &str, profile: Option<&str>, changes: &[(&str, Value)]) -> Result<String> {
    let mut document = parsed(file, text)?;
    for (key, value) in changes {
        let mut path: Vec<&str> = profile.map_or_else(Vec::new, |name| vec!["profile", name]);
        path.extend(key.split('.'));
        let Some((last, tables)) = path.split_last() else { continue };
        let mut table = document.as_table_mut();
        for name in tables {
            let next = table.entry(name).or_insert_with(|| {
                let mut fresh = Table::new();
                fresh.set_implicit(true);
                Item::Table(fresh)
            });
            table = next.as_table_mut().ok_or_else(|| wrong(file, (1, 1), format!("'{name}' is not a table")))?;
        }
        put(table, last, value.clone());
    }
    Ok(document.to_string())
}

/// Puts a value where the old one stood, what is written around it included.
fn put(table: &mut Table, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(key, Item::Value(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, profile: Option<&str>, changes: &[(&str, &str)]) -> String {
        let changes: Vec<(&str, Value)> = changes.iter().map(|&(key, value)| (key, value.into())).collect();
        changed("config.toml", text, profile, &changes).unwrap()
    }

    #[test]
    fn all_but_the_key_stays_as_it_was() {
        let text = "# mine\n\nserver   =  'https://a' # home\n\n[history] # past\nkeys = true\n";
        assert_eq!(edit(text, None, &[("server", "https://b")]), text.replace("'https://a'", "\"https://b\""));
        let more = edit(text, None, &[("client_cert", "/c.crt")]);
        assert_eq!(more, text.replace("# home\n", "# home\nclient_cert = \"/c.crt\"\n"));
        assert_eq!(edit(text, None, &[("history.keys", "x")]), text.replace("true", "\"x\""));
    }

    #[test]
    fn a_profile_has_its_own_and_what_is_not_there_is_made() {
        assert_eq!(edit("", None, &[("server", "https://b")]), "server = \"https://b\"\n");
        let made = edit("retries = 1\n", Some("work"), &[("client_key", "/k")]);
        assert_eq!(made, "retries = 1\n\n[profile.work]\nclient_key = \"/k\"\n");
        assert_eq!(edit(&made, Some("work"), &[("client_key", "/l")]), made.replace("/k", "/l"));
    }

    #[test]
    fn what_is_not_toml_is_left_alone_with_its_place() {
        let error = changed("config.toml", "server = = 1\n", None, &[]).unwrap_err();
        assert!(error.message().unwrap().starts_with("config.toml:1:10: "), "{:?}", error.message());
        assert!(changed("config.toml", "profile = 1\n", Some("work"), &[("server", "x".into())]).is_err());
    }
}
