//! `config.toml`, flattened: every key with its value and its place.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entries, Entry, Value, position, wrong};
use crate::cli::error::Result;

/// Reads a TOML file.
///
/// # Errors
/// What is not TOML, with its place.
pub fn parse(file: &str, text: &str) -> Result<Entries> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or((1, 1), |span| position(text, span.start));
        wrong(file, at, error.message().lines().next().unwrap_or("not TOML"))
    })?;
    let mut entries = Vec::new();
    flatten(file, text, "", table.get_ref(), &mut entries);
    entries.sort_by_key(|entry| entry.line);
    Ok(Entries::new(entries))
}

fn flatten(file: &str, text: &str, prefix: &str, table: &DeTable<'_>, entries: &mut Vec<Entry>) {
    for (key, value) in table {
        let dotted = if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        if let DeValue::Table(inner) = value.get_ref() {
            flatten(file, text, &dotted, inner, entries);
            continue;
        }
        let (line, column) = position(text, value.span().start);
        entries.push(Entry {
            key: dotted,
            value: plain(value),
            place: format!("{file}:{line}:{column}"),
            line: position(text, key.span().start).0,
        });
    }
}

fn plain(value: &Spanned<DeValue<'_>>) -> Value {
    match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(number) if number.radix() == 10 => Value::Number(number.as_str().trim_start_matches('+').to_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number that is too large"), |number| Value::Number(number.to_string())),
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Array(items) => items
            .iter()
            .map(|item| match plain(item) {
                Value::Other(_) | Value::List(_) => None,
                other => Some(other.text()),
            })
            .collect::<Option<Vec<_>>>()
            .map_or(Value::Other("a list of lists"), Value::List),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a table"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_nest_and_know_their_place() {
        let text = "server = \"https://p\"\nretries = 1_0\n\n[history]\nkeys = true\n[profile.work]\nserver = 'x'\n[serve]\ntrusted_proxies = ['a', 'b']\nmin = 0x10\n";
        let entries = parse("config.toml", text).unwrap();
        let seen: Vec<(String, String, String)> =
            entries.iter().map(|entry| (entry.key.clone(), entry.value.text(), entry.place.clone())).collect();
        let seen: Vec<(&str, &str, &str)> = seen.iter().map(|(key, text, place)| (key.as_str(), text.as_str(), place.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("server", "https://p", "config.toml:1:10"),
                ("retries", "10", "config.toml:2:11"),
                ("history.keys", "true", "config.toml:5:8"),
                ("profile.work.server", "x", "config.toml:7:10"),
                ("serve.trusted_proxies", "a,b", "config.toml:9:19"),
                ("serve.min", "16", "config.toml:10:7"),
            ]
        );
        assert_eq!(entries.below("history").map(|(key, _)| key).collect::<Vec<_>>(), ["keys"]);
    }

    #[test]
    fn what_is_not_toml_is_told_with_line_and_column() {
        let message = parse("config.toml", "server = \"x\"\nretries = = 3\n").unwrap_err().message().unwrap();
        assert!(message.starts_with("config.toml:2:11: "), "{message}");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC*|[a-z=\"'\\[\\].# \r\n0-9]*") {
            let _ = parse("config.toml", &text);
        }
    }
}
