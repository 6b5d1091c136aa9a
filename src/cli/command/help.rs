//! `fpaste help`: a command, a topic, or the short help.

use crate::cli::args::{self, Help};
use crate::cli::error::{Error, Result};
use crate::cli::manual;
use crate::cli::settings::nearest;
use crate::cli::talk::Talk;

/// Explains.
///
/// # Errors
/// Neither a command nor a topic.
pub fn run(args: &Help, talk: &mut Talk) -> Result<()> {
    let Some((first, rest)) = args.topic.split_first() else {
        return talk.answer_text(manual::SHORT);
    };
    if rest.is_empty()
        && let Some(blocks) = manual::topic(first)
    {
        let text = manual::plain(&blocks, talk.manner().columns);
        return talk.answer_text(&text);
    }
    let mut root = args::definition();
    root.build();
    let mut command = &mut root;
    if manual::topic(first).is_some() && !super::NAMES.contains(&first.as_str()) {
        return Err(Error::usage(format!("'{first}' is a topic: nothing comes after it"), format!("fpaste help {first}")));
    }
    for word in &args.topic {
        let Some(found) = command.find_subcommand_mut(word) else { return Err(unknown(word)) };
        command = found;
    }
    let help = command.render_long_help();
    let text = if talk.manner().color_out { help.ansi().to_string() } else { help.to_string() };
    talk.answer_text(&text)
}

fn unknown(word: &str) -> Error {
    let topics = manual::TOPICS.iter().map(|(name, _)| *name);
    let meant = nearest(word, super::NAMES.iter().copied().chain(topics));
    let did = meant.map_or_else(String::new, |meant| format!(" (did you mean '{meant}'?)"));
    Error::usage(format!("no command or topic '{word}'{did}"), "fpaste help")
}
