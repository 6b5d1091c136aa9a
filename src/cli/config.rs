//! `config.toml` and the older `config`: what they hold, key by key, each with its place. What a value means is not decided here.

pub mod edit;
mod legacy;
mod toml_file;

pub use legacy::parse as parse_legacy;
pub use toml_file::parse as parse_toml;

use std::fmt;

use super::error::Error;

/// What a file says: `server`, `history.keys`, `profile.work.server`, `serve.bind`, each with where it stands.
#[derive(Clone, Debug, Default)]
pub struct Entries(Vec<Entry>);

/// One key of a file. Its value may be a secret: no formatter shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Dotted, as the file's tables nest.
    pub key: String,
    /// The value as text.
    pub value: Value,
    /// `FILE:LINE:COLUMN` of the value.
    pub place: String,
    /// The line of the key, counted from 1.
    pub line: usize,
}

/// A value, and what it was in the file.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A list of strings.
    List(Vec<String>),
    /// Something no key takes: a date, a nested list.
    Other(&'static str),
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.key, self.place)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl Value {
    /// The value as one text; lists are joined by commas.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Bool(value) => value.to_string(),
            Self::List(items) => items.join(","),
            Self::Other(kind) => (*kind).to_owned(),
        }
    }

    /// What it is, for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::List(_) => "a list",
            Self::Other(kind) => kind,
        }
    }
}

impl Entries {
    /// From a list in the order of the file.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// The entry of a dotted key; the last one, if a legacy file has it twice.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.0.iter().rev().find(|entry| entry.key == key)
    }

    /// The entries below a table, such as `headers`: the last part of their key and the entry.
    pub fn below<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        self.0.iter().filter_map(move |entry| Some((entry.key.strip_prefix(table)?.strip_prefix('.')?, entry)))
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }
}

/// Where a byte of a text stands: line and column, counted from 1, the column in characters.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn wrong(file: &str, (line, column): (usize, usize), why: impl Into<String>) -> Error {
    Error::Config { place: format!("{file}:{line}:{column}"), why: why.into(), hint: None }
}
