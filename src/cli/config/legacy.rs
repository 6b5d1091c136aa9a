//! The configuration file of the Python fpaste: `key = value`, `#` comments, values quoted or not. It is not TOML.

use super::{Entries, Entry, Value, wrong};
use crate::cli::error::Result;

/// Reads a legacy file. Never fails on anything but a line without `=`.
///
/// # Errors
/// A line that is neither empty, nor a comment, nor `key = value`, with its place.
pub fn parse(file: &str, text: &str) -> Result<Entries> {
    let mut entries = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let number = number + 1;
        let Some((key, value)) = line.split_once('=') else {
            return Err(wrong(file, (number, 1), "expected 'key = value'"));
        };
        let value = unquoted(value.trim());
        entries.push(Entry {
            key: key.trim().to_ascii_lowercase(),
            value: Value::Text(value.to_owned()),
            place: format!("{file}:{number}"),
            line: number,
        });
    }
    Ok(Entries::new(entries))
}

/// Without the quotes around it, if there is a pair.
fn unquoted(value: &str) -> &str {
    ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_comments_equals_signs_and_line_ends_of_all_kinds() {
        let text = "# old\r\nserver = https://p.example/?a=b\r\n\n cert_sha1=\"abc\"\nca_cert = '/a b/ca.pem'\nserver2 = \"open\n";
        let entries = parse("config", text).unwrap();
        let value = |key| entries.get(key).map(|entry| entry.value.text());
        assert_eq!(value("server").as_deref(), Some("https://p.example/?a=b"));
        assert_eq!(value("cert_sha1").as_deref(), Some("abc"));
        assert_eq!(value("ca_cert").as_deref(), Some("/a b/ca.pem"));
        assert_eq!(value("server2").as_deref(), Some("\"open"));
        assert_eq!(entries.get("cert_sha1").unwrap().line, 4);
    }

    #[test]
    fn a_line_without_a_value_names_its_place() {
        let error = parse("config", "server = x\nnonsense\n").unwrap_err();
        assert_eq!(error.message().as_deref(), Some("config:2:1: expected 'key = value'"));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC*|[a-z=\"'# \r\n]*") {
            let _ = parse("config", &text);
        }
    }
}
