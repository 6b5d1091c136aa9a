//! The hand-written part of the manual: topics, examples, files, security. `fpaste help` prints it, the manual pages hold it.
//!
//! The texts under `manual/` know three things: a line that begins with two spaces is literal, `* TERM :: MEANING` is an
//! entry of a list, and anything else is a paragraph. `@variables`, `@keys` and `@exits` stand for lists made from the code.

mod example;
mod page;
mod roff;
mod table;

pub use example::example;
pub use page::{Page, pages};
pub use table::tables;

use std::fmt::Write as _;

use super::exit::Exit;
use super::settings::KEYS;

/// The topics of `fpaste help`, each with its text.
pub const TOPICS: &[(&str, &str)] = &[
    ("environment", include_str!("manual/environment.txt")),
    ("config", include_str!("manual/config.txt")),
    ("exit-codes", include_str!("manual/exit-codes.txt")),
    ("security", include_str!("manual/security.txt")),
    ("scripting", include_str!("manual/scripting.txt")),
];

/// The short help.
pub const SHORT: &str = include_str!("manual/help.txt");

const FILES: &str = include_str!("manual/files.txt");
const EXAMPLES: &str = include_str!("manual/examples.txt");

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// Lines as they are.
    Literal(Vec<String>),
    /// A term and what it means.
    Entry(String, String),
}

/// The text of a topic.
pub fn topic(name: &str) -> Option<Vec<Block>> {
    TOPICS.iter().find(|(known, _)| *known == name).map(|(_, text)| blocks(text))
}

/// The files.
pub fn files() -> Vec<Block> {
    blocks(FILES)
}

/// The examples of a command; `fpaste` for the program itself.
pub fn examples(command: &str) -> Vec<Block> {
    let heading = format!("[{command}]\n");
    let section = EXAMPLES.split(&heading).nth(1).map_or("", |rest| rest.split("\n[").next().unwrap_or(rest));
    blocks(section)
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for line in text.lines() {
        if let Some(literal) = line.strip_prefix("  ") {
            if let Some(Block::Literal(lines)) = blocks.last_mut() {
                lines.push(literal.to_owned());
            } else {
                blocks.push(Block::Literal(vec![literal.to_owned()]));
            }
        } else if let Some((term, meaning)) = line.strip_prefix("* ").and_then(|entry| entry.split_once(" :: ")) {
            blocks.push(Block::Entry(term.to_owned(), meaning.to_owned()));
        } else if let Some(list) = line.strip_prefix('@') {
            blocks.extend(generated(list));
        } else if !line.trim().is_empty() {
            blocks.push(Block::Paragraph(line.to_owned()));
        } else if matches!(blocks.last(), Some(Block::Literal(_))) {
            // An empty line ends a literal block.
            blocks.push(Block::Literal(Vec::new()));
        }
    }
    blocks.retain(|block| *block != Block::Literal(Vec::new()));
    blocks
}

fn generated(list: &str) -> Vec<Block> {
    let entry = |term: String, meaning: String| Block::Entry(term, meaning);
    match list {
        "variables" => {
            let known = KEYS.iter().filter(|key| !key.variables.is_empty());
            known.map(|key| entry(key.variables.join(", "), format!("{}.", key.doc))).collect()
        }
        "keys" => KEYS
            .iter()
            .map(|key| {
                let default = if key.default.is_empty() { String::new() } else { format!(" Default: {}.", key.default) };
                entry(key.name.to_owned(), format!("{}.{default}", key.doc))
            })
            .collect(),
        "exits" => Exit::ALL.iter().map(|(exit, meaning)| entry(exit.number().to_string(), format!("{meaning}."))).collect(),
        _ => Vec::new(),
    }
}

/// Blocks as plain text of at most so many columns.
pub fn plain(blocks: &[Block], columns: usize) -> String {
    let columns = columns.clamp(20, 100);
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let follows_entry = at > 0 && matches!((blocks.get(at - 1), block), (Some(Block::Entry(..)), Block::Entry(..)));
        if at > 0 && !follows_entry {
            text.push('\n');
        }
        match block {
            Block::Paragraph(paragraph) => wrap(&mut text, paragraph, "", columns),
            Block::Literal(lines) => {
                for line in lines {
                    let _ = writeln!(text, "  {line}");
                }
            }
            Block::Entry(term, meaning) if term.len() <= 5 => {
                let begin = text.len();
                wrap(&mut text, meaning, "       ", columns);
                text.replace_range(begin..begin + 7, &format!("  {term:<5}"));
            }
            Block::Entry(term, meaning) => {
                let _ = writeln!(text, "  {term}");
                wrap(&mut text, meaning, "      ", columns);
            }
        }
    }
    text
}

fn wrap(text: &mut String, paragraph: &str, indent: &str, columns: usize) {
    let mut line = String::from(indent);
    for word in paragraph.split_whitespace() {
        if line.len() > indent.len() && line.chars().count() + 1 + word.chars().count() > columns {
            let _ = writeln!(text, "{line}");
            line = String::from(indent);
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::cli::args;

    #[test]
    fn every_command_has_examples_and_stands_in_the_short_help() {
        for command in args::definition().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = command.get_name();
            assert!(examples(name).iter().any(|block| matches!(block, Block::Literal(_))), "{name}");
            assert!(SHORT.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == name), "{name}");
        }
        assert!(!examples("fpaste").is_empty());
    }

    #[test]
    fn the_short_help_fits_a_screen_and_begins_with_four_examples() {
        assert!(SHORT.lines().count() <= 45, "{}", SHORT.lines().count());
        assert!(SHORT.lines().all(|line| line.chars().count() <= 80), "{SHORT}");
        assert_eq!(SHORT.lines().take_while(|line| line.starts_with("  ")).filter(|line| line.contains("fpaste")).count(), 4);
    }

    #[test]
    fn a_text_wraps_at_any_width() {
        for (name, _) in TOPICS {
            let blocks = topic(name).unwrap();
            let text = plain(&blocks, 80);
            assert!(!text.contains('@') && !text.contains("::"), "{text}");
            for line in plain(&blocks, 40).lines().filter(|line| !line.starts_with("  ")) {
                // A word that is longer than the line stands on one of its own.
                assert!(line.chars().count() <= 40 || !line.contains(' '), "{line}");
            }
        }
        assert!(plain(&topic("exit-codes").unwrap(), 80).contains("  130  interrupted with Ctrl-C.\n"));
    }
}
