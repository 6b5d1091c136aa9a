//! Prints the `[serve]` part of `config.example.toml` from the table.

use std::fmt::Write as _;

use super::{KNOBS, Kind, Knob};

/// The `[serve]` table of `config.example.toml`: every knob, its default commented out.
pub fn example() -> String {
    let mut text = String::from(
        "# The server: `fpaste serve`. Every key is also a variable, FLASKPASTE_KEY or FPASTE_KEY in upper case.\n\
         # Bytes may have a unit, \"50M\", and seconds too, \"12h\". SIGHUP reads this file again; keys marked (restart) need a restart.\n[serve]\n",
    );
    for knob in KNOBS {
        let bound = knob.bound();
        let bound = if bound.is_empty() { String::new() } else { format!(" ({bound})") };
        let restart = if knob.reloadable { "" } else { " (restart)" };
        let _ = write!(text, "\n# {}{bound}{restart}\n# {} = {}\n", knob.doc, knob.name, value(knob));
    }
    text
}

fn value(knob: &Knob) -> String {
    match knob.kind {
        Kind::Count(..) | Kind::Bytes(..) | Kind::Seconds(..) | Kind::Entropy | Kind::Switch => knob.default.to_owned(),
        Kind::Choice(_) | Kind::Text | Kind::Path => format!("\"{}\"", knob.default),
        Kind::List => {
            let words = knob.default.split(", ").filter(|word| !word.is_empty());
            format!("[{}]", words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uncommented_it_is_toml_and_says_the_defaults() {
        let uncommented: String = example()
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|rest| KNOBS.iter().any(|knob| rest.starts_with(&format!("{} = ", knob.name))))
                    .unwrap_or(line)
            })
            .fold(String::new(), |text, line| text + line + "\n");
        let table: toml::Table = uncommented.parse().unwrap();
        let serve = table["serve"].as_table().unwrap();
        assert_eq!(serve.len(), KNOBS.len());
        assert_eq!(serve["max_anon"].as_integer(), Some(3_145_728));
        assert_eq!(serve["trusted_proxies"].as_array().map(Vec::len), Some(2));
    }
}
