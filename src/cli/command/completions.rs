//! `fpaste completions`: the script of a shell, and the ids it offers.

use std::fmt::Write as _;

use clap_complete::Shell;

use crate::cli::args::{self, Completions};
use crate::cli::error::Result;
use crate::cli::history::History;
use crate::cli::settings::Settings;
use crate::cli::talk::{Talk, one_line};

/// Ids in bash: after the generated function has had its say.
const BASH: &str = include_str!("completions/ids.bash");
/// Ids in zsh: a function that the generated specifications call.
const ZSH: &str = include_str!("completions/ids.zsh");
/// Ids in fish.
const FISH: &str = include_str!("completions/ids.fish");

/// Prints the script.
///
/// # Errors
/// stdout cannot be written.
pub fn run(args: &Completions, talk: &mut Talk) -> Result<()> {
    talk.answer_text(&script(args.shell))
}

/// Prints what the local history knows, the newest first: an id and what it is, a tab between them.
///
/// # Errors
/// stdout cannot be written.
pub fn ids(settings: &Settings, talk: &mut Talk) -> Result<()> {
    // A shell that completes shall not be told of a history that cannot be read.
    let records = History::new(settings).records().unwrap_or_default();
    let mut text = String::new();
    for record in records.iter().rev() {
        let what = record.name.as_deref().or(record.kind.as_deref()).unwrap_or("paste");
        let _ = writeln!(text, "{}\t{}", record.id, one_line(what));
    }
    talk.answer_bytes(text.as_bytes())
}

/// The completion script of a shell.
pub fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::definition(), "fpaste", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => bash(&script),
        Shell::Zsh => zsh(&script),
        Shell::Fish => format!("{script}\n{FISH}"),
        _ => script,
    }
}

/// The generated registration gives way to ours.
fn bash(script: &str) -> String {
    let generated = script.split("\nif [[ \"${BASH_VERSINFO[0]}\"").next().unwrap_or(script);
    format!("{}\n\n{BASH}", generated.trim_end())
}

/// Arguments that are pastes are completed from the history.
fn zsh(script: &str) -> String {
    let is_paste = |line: &str| {
        ["::links ", "::ids -- Ids or links", "::id -- The id or link", ":id -- The id or link"].iter().any(|begin| line.contains(begin))
    };
    let mut text = String::new();
    for line in script.lines() {
        if is_paste(line) {
            text.push_str(&line.replace(":_default", ":_fpaste_ids"));
        } else {
            text.push_str(line);
        }
        text.push('\n');
        if line.starts_with("autoload ") {
            text.push('\n');
            text.push_str(ZSH);
        }
    }
    text
}
