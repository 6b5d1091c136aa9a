//! The configuration tables of the README, made from the keys of the client and the knobs of the server.

use std::fmt::Write as _;

use crate::cli::settings::KEYS;
use crate::server::settings::{KNOBS, Kind};

/// The tables, as Markdown.
pub fn tables() -> String {
    let mut text = String::from("| client | variable | default | what it is |\n|---|---|---|---|\n");
    for key in KEYS {
        let variable = key.variables.first().map_or(String::new(), |name| format!("`{name}`"));
        let _ = writeln!(text, "| `{}` | {variable} | {} | {} |", key.name, code(key.default), key.doc);
    }
    text.push_str(
        "| `headers` | | | A table of further headers for every request, such as Basic auth for a proxy at home |\n\
         | `profile.NAME` | `FPASTE_PROFILE` | | The same keys for another server: `fpaste --profile NAME` |\n\n\
         <details><summary>Every setting of the server</summary>\n\n\
         A key of `[serve]`, or a variable, `FLASKPASTE_` or `FPASTE_` and the name in upper case; many are flags of `fpaste serve` too. \
         SIGHUP reads them again, but for those marked ↻, which count after a restart.\n\n\
         | server | default | what it is |\n|---|---|---|\n",
    );
    for knob in KNOBS {
        let mark = if knob.reloadable { "" } else { " ↻" };
        let words = if let Kind::Choice(_) = knob.kind { format!(" One of {}.", knob.bound()) } else { String::new() };
        let _ = writeln!(text, "| `{}`{mark} | {} | {}{words} |", knob.name, code(knob.default), knob.doc);
    }
    text.push_str("\n</details>\n");
    text
}

fn code(value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("`{value}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_row_of_its_table() {
        let text = tables();
        for name in KEYS.iter().map(|key| key.name).chain(KNOBS.iter().map(|knob| knob.name)) {
            assert_eq!(text.matches(&format!("\n| `{name}`")).count(), 1, "{name}");
        }
        for row in text.lines().filter(|line| line.starts_with("| `")) {
            assert!([4, 5].contains(&row.matches('|').count()), "{row}");
        }
    }
}
