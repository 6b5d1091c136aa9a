//! Every manual page: made from the clap definition and the hand-written texts.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};

use super::roff::{escape, filled, section, styled};
use super::{Block, examples, files, topic};
use crate::cli::args;
use crate::server::settings::KNOBS;

/// When the manual was last looked through: pages must not change from day to day.
const DATE: &str = "2026-11-25";

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file's name, such as `fpaste-get.1`.
    pub file: String,
    /// What is in it.
    pub text: String,
}

/// Every page: the program, each command, the configuration.
pub fn pages() -> Vec<Page> {
    let mut root = args::definition();
    root.build();
    let commands: Vec<&Command> = root.get_subcommands().filter(|command| !command.is_hide_set()).collect();
    let mut pages = vec![program(&root, &commands)];
    pages.extend(commands.iter().map(|command| of_command(&root, command)));
    pages.push(configuration());
    pages
}

fn begin(name: &str, number: u8, about: &str) -> String {
    let title = escape(&name.to_uppercase());
    let name = filled(&format!("{} \\- {}", escape(name), styled(&uncapital(about))));
    format!(".TH {title} {number} {DATE} \"fpaste {}\"\n.SH NAME\n{name}\n", env!("CARGO_PKG_VERSION"))
}

fn program(root: &Command, commands: &[&Command]) -> Page {
    let mut page = begin("fpaste", 1, "paste a file or a pipe, get a link; encrypted before it leaves");
    page.push_str(
        ".SH SYNOPSIS\n.B fpaste\n[\\fBcreate\\fR] [\\fIOPTIONS\\fR] [\\fIFILE\\fR|\\fB\\-\\fR]...\n.br\n.B fpaste\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n",
    );
    let about = [
        "fpaste encrypts files or its standard input, stores them on a server, and prints a link for each. The key is the part of the link after '#', which no program sends to a server.",
        "The first word that is no option decides: the name of a command is that command, a single http or https link is `get`, and anything else is a file for `create`.",
    ];
    let about: Vec<Block> = about.iter().map(|&text| Block::Paragraph(text.to_owned())).collect();
    section(&mut page, "DESCRIPTION", &about);
    page.push_str(".SH COMMANDS\n");
    for command in commands {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let aliases: Vec<&str> = command.get_visible_aliases().collect();
        let aliases = if aliases.is_empty() { String::new() } else { format!(" (also: {})", aliases.join(", ")) };
        let _ = writeln!(page, ".TP\n.BR fpaste\\-{} (1)\n{}", escape(command.get_name()), filled(&styled(&format!("{about}{aliases}"))));
    }
    page.push_str(".SH OPTIONS\nThese are understood by every command, before or after its name.\n");
    options(&mut page, root.get_arguments().filter(|argument| !argument.is_hide_set()));
    section(&mut page, "EXAMPLES", &examples("fpaste"));
    section(&mut page, "ENVIRONMENT", &topic("environment").unwrap_or_default());
    section(&mut page, "FILES", &files());
    section(&mut page, "EXIT STATUS", &topic("exit-codes").unwrap_or_default());
    section(&mut page, "SECURITY", &topic("security").unwrap_or_default());
    section(&mut page, "SCRIPTING", &topic("scripting").unwrap_or_default());
    see_also(&mut page, &commands.iter().map(|command| format!("fpaste\\-{}", escape(command.get_name()))).collect::<Vec<_>>());
    Page { file: "fpaste.1".to_owned(), text: page }
}

fn of_command(root: &Command, command: &Command) -> Page {
    let name = command.get_name();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = begin(&format!("fpaste-{name}"), 1, &about);
    page.push_str(".SH SYNOPSIS\n");
    synopsis(&mut page, root, command, &format!("fpaste {name}"));
    let positionals: Vec<&Arg> = command.get_positionals().collect();
    page.push_str(".SH DESCRIPTION\n");
    let _ = writeln!(page, "{}.", filled(&styled(&about)));
    for argument in positionals {
        entry(&mut page, argument);
    }
    if own(root, command).next().is_some() {
        page.push_str(".SH OPTIONS\n");
        options(&mut page, own(root, command));
    }
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        below(&mut page, command, inner, &format!("fpaste {name}"));
    }
    section(&mut page, "EXAMPLES", &examples(name));
    let exit = "As for fpaste(1): 0 is done, 2 a usage error, 5 an unreachable server; fpaste help exit-codes lists them all.";
    section(&mut page, "EXIT STATUS", &[Block::Paragraph(exit.to_owned())]);
    see_also(&mut page, &["fpaste".to_owned()]);
    Page { file: format!("fpaste-{name}.1"), text: page }
}

/// The options of a command that it does not have from the one above it.
fn own<'a>(above: &'a Command, command: &'a Command) -> impl Iterator<Item = &'a Arg> {
    let inherited = |argument: &Arg| argument.is_global_set() && above.get_arguments().any(|other| other.get_id() == argument.get_id());
    command.get_arguments().filter(move |&argument| {
        let named = !argument.is_positional() && !argument.is_hide_set();
        named && !inherited(argument) && !matches!(argument.get_id().as_str(), "help" | "version")
    })
}

fn synopsis(page: &mut String, above: &Command, command: &Command, path: &str) {
    let mut line = format!(".B {}\n", escape(path));
    if own(above, command).next().is_some() {
        line.push_str("[\\fIOPTIONS\\fR]");
    }
    for argument in command.get_positionals() {
        let name = format!("\\fI{}\\fR", escape(&value_name(argument)));
        let many =
            if matches!(argument.get_action(), ArgAction::Append) || argument.get_num_args().is_some_and(|range| range.max_values() > 1) {
                "..."
            } else {
                ""
            };
        let text = if argument.is_required_set() { format!(" {name}{many}") } else { format!(" [{name}]{many}") };
        line.push_str(&text);
    }
    if command.get_subcommands().next().is_some() {
        line.push_str(if command.is_subcommand_required_set() { " \\fICOMMAND\\fR" } else { " [\\fICOMMAND\\fR]" });
    }
    let _ = writeln!(page, "{}", line.trim_end().replace("\n ", "\n"));
}

/// A command of a command, and what is below it.
fn below(page: &mut String, above: &Command, command: &Command, path: &str) {
    let path = format!("{path} {}", command.get_name());
    let _ = writeln!(page, ".SS {}", escape(&path));
    if let Some(about) = command.get_about() {
        let _ = writeln!(page, "{}.", filled(&styled(&about.to_string())));
    }
    for argument in command.get_positionals() {
        entry(page, argument);
    }
    options(page, own(above, command));
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        below(page, command, inner, &path);
    }
}

fn options<'a>(page: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    for argument in arguments.filter(|argument| !argument.is_positional()) {
        entry(page, argument);
    }
}

fn entry(page: &mut String, argument: &Arg) {
    let mut term = Vec::new();
    if argument.is_positional() {
        term.push(format!("\\fI{}\\fR", escape(&value_name(argument))));
    }
    term.extend(argument.get_short().map(|short| format!("\\fB\\-{short}\\fR")));
    term.extend(argument.get_long().map(|long| format!("\\fB\\-\\-{}\\fR", escape(long))));
    let mut term = term.join(", ");
    if !argument.is_positional() && argument.get_action().takes_values() {
        let name = escape(&value_name(argument));
        let text = if argument.is_require_equals_set() { format!("[=\\fI{name}\\fR]") } else { format!(" \\fI{name}\\fR") };
        term.push_str(&text);
    }
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set() && argument.get_action().takes_values())
        .map(|value| value.get_name().to_owned())
        .collect();
    if !values.is_empty() {
        let _ = write!(help, " ({})", values.join(", "));
    }
    let defaults: Vec<String> = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if !defaults.is_empty() && argument.get_action().takes_values() {
        let _ = write!(help, " [default: {}]", defaults.join(", "));
    }
    let _ = writeln!(page, ".TP\n{term}\n{}.", filled(&styled(&help)));
}

fn value_name(argument: &Arg) -> String {
    argument
        .get_value_names()
        .and_then(|names| names.first())
        .map_or_else(|| argument.get_id().to_string().to_uppercase(), ToString::to_string)
}

fn configuration() -> Page {
    let mut page = begin("fpaste-config", 5, "the configuration file of fpaste");
    // The command `config` has a page of its own in section 1.
    section(&mut page, "DESCRIPTION", &topic("config").unwrap_or_default());
    let intro = "Keys of the table [serve]. Each is also a variable, FLASKPASTE_KEY or FPASTE_KEY in upper case, which counts before the file. Bytes may have a unit, such as 50M, and seconds too, such as 12h.";
    let knobs = KNOBS.iter().map(|knob| {
        let mut meaning = knob.doc.to_owned();
        let bound = knob.bound();
        if !bound.is_empty() {
            let _ = write!(meaning, " Takes {bound}.");
        }
        if !knob.default.is_empty() {
            let _ = write!(meaning, " Default: {}.", knob.default);
        }
        if knob.reloadable {
            meaning.push_str(" SIGHUP changes it.");
        }
        Block::Entry(knob.name.to_owned(), meaning)
    });
    let blocks: Vec<Block> = std::iter::once(Block::Paragraph(intro.to_owned())).chain(knobs).collect();
    section(&mut page, "THE SERVER", &blocks);
    section(&mut page, "FILES", &files());
    see_also(&mut page, &["fpaste".to_owned(), "fpaste\\-config".to_owned(), "fpaste\\-serve".to_owned()]);
    Page { file: "fpaste-config.5".to_owned(), text: page }
}

fn see_also(page: &mut String, names: &[String]) {
    page.push_str(".SH SEE ALSO\n");
    let lines: Vec<String> = names.iter().map(|name| format!(".BR {name} (1)")).chain([".BR fpaste\\-config (5)".to_owned()]).collect();
    page.push_str(&lines.join(" ,\n"));
    page.push('\n');
}

/// A sentence begins small after a dash.
fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect_options(page: &Page, command: &Command) {
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set() && !argument.is_global_set()) {
            let Some(long) = argument.get_long().filter(|long| !matches!(*long, "help" | "version")) else { continue };
            assert!(page.text.contains(&format!("\\fB\\-\\-{}\\fR", escape(long))), "{}: no --{long}", page.file);
        }
        command.get_subcommands().for_each(|inner| expect_options(page, inner));
    }

    #[test]
    fn every_option_is_in_the_page_of_its_command() {
        // Not built: there, what is global stands where it was written alone.
        let (root, pages) = (args::definition(), pages());
        for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
            let page = pages.iter().find(|page| page.file == format!("fpaste-{}.1", command.get_name())).unwrap();
            expect_options(page, command);
        }
        let serve = pages.iter().find(|page| page.file == "fpaste-serve.1").unwrap();
        assert_eq!(serve.text.matches("\\fB\\-\\-db\\fR").count(), 1, "what all of serve understands is told once");
    }
}
