//! `config.example.toml`: every client key, and the server's from its own table.

use std::fmt::Write as _;

use crate::cli::settings::{KEYS, Key, Kind};

const HEAD: &str = "\
# Every key of fpaste's configuration. Copy what you need into ~/.config/fpaste/config.toml; 'fpaste config set KEY VALUE'
# writes there too. A flag counts before a variable, a variable before this file. See fpaste-config(5).
";

const TAIL: &str = r#"
# Further headers for every request to the server, such as Basic auth for a proxy at home.
# [headers]
# Authorization = "Basic ..."

# A profile has the same keys: fpaste --profile work. One with a server of its own inherits neither certificate nor token.
# [profile.work]
# server = "https://paste.work.example"
"#;

/// The whole file.
pub fn example() -> String {
    let mut text = String::from(HEAD);
    let (top, tables): (Vec<&Key>, Vec<&Key>) = KEYS.iter().partition(|key| !key.name.contains('.'));
    for key in top {
        push(&mut text, key, key.name);
    }
    text.push_str("\n[history]\n");
    for key in tables {
        push(&mut text, key, key.name.rsplit('.').next().unwrap_or(key.name));
    }
    text.push_str(TAIL);
    text.push('\n');
    text.push_str(&crate::server::settings::example());
    text
}

fn push(text: &mut String, key: &Key, name: &str) {
    let variables = if key.variables.is_empty() { String::new() } else { format!(" ({})", key.variables.join(", ")) };
    let value = match key.kind {
        Kind::Count | Kind::Bool => key.default.to_owned(),
        Kind::Text | Kind::Path | Kind::Duration | Kind::Color => format!("\"{}\"", key.default),
    };
    let _ = write!(text, "\n# {}.{variables}\n# {name} = {value}\n", key.doc);
}
