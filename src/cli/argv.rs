//! Which command a command line means: a pure function that runs before clap (clap #2375 and #5513 are open).
//!
//! Options that stand before the first word are skipped as global ones or `create`'s; which of them take a value is read
//! from the clap definition, so that the list cannot drift.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};

use clap::{Arg, Args, Command};

use super::args::{Create, Get, Global};
use crate::container::link::is_url;

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The program's own help.
    Help,
    /// The program's version.
    Version,
    /// A command.
    Command {
        /// The command line as clap shall see it: with the program's name first, and the command in it.
        argv: Vec<OsString>,
        /// Nobody typed `create`.
        implied: bool,
    },
}

/// What one argument is to the walk.
enum Seen {
    Word,
    Flag,
    TakesNext,
    Own(Chosen),
    End,
}

/// Options, by name, to whether the next argument is their value.
type Arities = HashMap<String, bool>;

/// Puts the command that is meant into the command line.
///
/// The first word is a command or alias: as is. A single `http(s)://…` that names no file: `get`. Anything else, nothing,
/// or `--` first: `create`. `--help` and `--version` before the first word are the program's own, and answered without the
/// definition: making it takes longer than answering.
pub fn choose<'a>(definition: impl FnOnce() -> &'a Command, argv: Vec<OsString>, names_a_file: impl Fn(&OsStr) -> bool) -> Chosen {
    // Whatever the executable is called, messages name the command people know.
    let argv: Vec<OsString> = std::iter::once("fpaste".into()).chain(argv.into_iter().skip(1)).collect();
    let of_create: LazyCell<Arities> = LazyCell::new(arities::<Create>);
    let mut at = 1;
    while let Some(argument) = argv.get(at) {
        match see(argument, &of_create) {
            Seen::Flag => at += 1,
            Seen::TakesNext => at += 2,
            Seen::Own(answer) => return answer,
            Seen::End => break,
            Seen::Word => {
                if argument == "create" {
                    return with_command(argv, "create", Some(at), false);
                }
                if definition().get_subcommands().any(|command| names(command, argument)) {
                    return Chosen::Command { argv, implied: false };
                }
                let rest = argv.get(at + 1..).unwrap_or_default();
                if is_link(argument) && !names_a_file(argument) && words(rest, &LazyCell::new(arities::<Get> as fn() -> Arities)) == 0 {
                    return with_command(argv, "get", None, false);
                }
                break;
            }
        }
    }
    with_command(argv, "create", None, true)
}

/// Puts a command in front of everything typed, and takes the word itself out of its old place.
fn with_command(argv: Vec<OsString>, command: &str, instead_of: Option<usize>, implied: bool) -> Chosen {
    let mut chosen = Vec::with_capacity(argv.len() + 1);
    for (at, argument) in argv.into_iter().enumerate() {
        if Some(at) != instead_of {
            chosen.push(argument);
        }
        if at == 0 {
            chosen.push(command.into());
        }
    }
    Chosen::Command { argv: chosen, implied }
}

fn names(command: &Command, word: &OsStr) -> bool {
    word == command.get_name() || command.get_all_aliases().any(|alias| word == alias)
}

fn is_link(word: &OsStr) -> bool {
    word.to_str().is_some_and(is_url)
}

/// The global options and those of one command.
fn arities<Options: Args>() -> Arities {
    let command = Options::augment_args(Global::augment_args(Command::default()));
    let mut known = HashMap::new();
    for argument in command.get_arguments().filter(|argument| !argument.is_positional()) {
        let takes_next = takes_next(argument);
        for long in argument.get_long_and_visible_aliases().unwrap_or_default() {
            known.insert(format!("--{long}"), takes_next);
        }
        for short in argument.get_short_and_visible_aliases().unwrap_or_default() {
            known.insert(format!("-{short}"), takes_next);
        }
    }
    known
}

fn see(argument: &OsStr, options: &LazyCell<Arities>) -> Seen {
    let text = argument.to_string_lossy();
    match text.as_ref() {
        "--" => Seen::End,
        "--help" | "-h" => Seen::Own(Chosen::Help),
        "--version" | "-V" => Seen::Own(Chosen::Version),
        "-" => Seen::Word,
        long if long.starts_with("--") => {
            if options.get(long) == Some(&true) {
                Seen::TakesNext
            } else {
                Seen::Flag
            }
        }
        shorts if shorts.starts_with('-') => see_shorts(shorts, options),
        _ => Seen::Word,
    }
}

/// A cluster such as `-bx`: the first letter that takes a value takes the rest, or the next argument.
fn see_shorts(cluster: &str, options: &LazyCell<Arities>) -> Seen {
    let mut letters = cluster.chars().skip(1).peekable();
    while let Some(letter) = letters.next() {
        match letter {
            'h' => return Seen::Own(Chosen::Help),
            'V' => return Seen::Own(Chosen::Version),
            _ => {}
        }
        if options.get(&format!("-{letter}")) == Some(&true) {
            return if letters.peek().is_some() { Seen::Flag } else { Seen::TakesNext };
        }
        if letters.peek() == Some(&'=') {
            return Seen::Flag;
        }
    }
    Seen::Flag
}

/// How many of these arguments are words.
fn words(arguments: &[OsString], options: &LazyCell<Arities>) -> usize {
    let (mut at, mut words) = (0, 0);
    while let Some(argument) = arguments.get(at) {
        match see(argument, options) {
            Seen::Word => words += 1,
            Seen::TakesNext => at += 1,
            Seen::Flag | Seen::Own(_) => {}
            Seen::End => return words + arguments.len() - at - 1,
        }
        at += 1;
    }
    words
}

fn takes_next(argument: &Arg) -> bool {
    argument.get_action().takes_values()
        && !argument.is_require_equals_set()
        && argument.get_num_args().is_none_or(|range| range.min_values() > 0)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::cli::args;

    fn chosen(definition: &Command, typed: &str) -> String {
        let argv = std::iter::once("fpaste").chain(typed.split_whitespace()).map(OsString::from).collect();
        match choose(|| definition, argv, |word| word == "https://file") {
            Chosen::Help => "help".to_owned(),
            Chosen::Version => "version".to_owned(),
            Chosen::Command { argv, implied } => {
                let words = argv.iter().skip(1).map(|word| word.to_string_lossy().into_owned());
                implied.then(|| "implied".to_owned()).into_iter().chain(words).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn the_table() {
        let definition = args::definition();
        for (typed, meant) in [
            ("", "implied create"),
            ("secret.txt", "implied create secret.txt"),
            ("-b secret.txt", "implied create -b secret.txt"),
            ("-x 3600 temp.txt", "implied create -x 3600 temp.txt"),
            ("-x3600 list", "-x3600 list"),
            ("-x 3600 list", "-x 3600 list"),
            ("-E file.txt", "implied create -E file.txt"),
            ("-Ebx 60 file", "implied create -Ebx 60 file"),
            ("a.txt list", "implied create a.txt list"),
            ("-- list", "implied create -- list"),
            ("-b -- list", "implied create -b -- list"),
            ("./list", "implied create ./list"),
            ("-", "implied create -"),
            ("list", "list"),
            ("ls --all", "ls --all"),
            ("rm abc", "rm abc"),
            ("show abc", "show abc"),
            ("cat abc", "cat abc"),
            ("help", "help"),
            ("-s http://x get abc", "-s http://x get abc"),
            ("--server http://x get abc", "--server http://x get abc"),
            ("--server=http://x get abc", "--server=http://x get abc"),
            ("-qs http://x get abc", "-qs http://x get abc"),
            ("-shttp://x get abc", "-shttp://x get abc"),
            ("create list", "create list"),
            ("-E create f", "create -E f"),
            ("-n get -b f", "implied create -n get -b f"),
            ("-p get abc", "-p get abc"),
            ("--password get abc", "--password get abc"),
            ("--password=x f", "implied create --password=x f"),
            ("https://h/abc#k", "get https://h/abc#k"),
            ("HTTP://h/abc#k", "get HTTP://h/abc#k"),
            ("-q https://h/abc", "get -q https://h/abc"),
            ("https://h/abc -o out", "get https://h/abc -o out"),
            ("https://h/abc -m", "get https://h/abc -m"),
            ("https://h/abc https://h/def", "implied create https://h/abc https://h/def"),
            ("https://file", "implied create https://file"),
            ("ftp://h/abc", "implied create ftp://h/abc"),
            ("--help", "help"),
            ("-h", "help"),
            ("-b -h", "help"),
            ("-bh", "help"),
            ("--version", "version"),
            ("-V", "version"),
            ("create -h", "create -h"),
            ("get --help", "get --help"),
            ("f -h", "implied create f -h"),
            ("--nonsense f", "implied create --nonsense f"),
            ("li", "implied create li"),
            ("__complete-ids", "__complete-ids"),
        ] {
            assert_eq!(chosen(&definition, typed), meant, "fpaste {typed}");
        }
    }

    #[test]
    fn an_empty_argv_is_create_too() {
        let chosen = choose(|| unreachable!("no word"), Vec::new(), |_| false);
        assert_eq!(chosen, Chosen::Command { argv: vec!["fpaste".into(), "create".into()], implied: true });
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        use std::os::unix::ffi::OsStringExt;
        let name = OsString::from_vec(b"caf\xe9".to_vec());
        let definition = args::definition();
        let chosen = choose(|| &definition, vec!["fpaste".into(), name.clone()], |_| false);
        assert_eq!(chosen, Chosen::Command { argv: vec!["fpaste".into(), "create".into(), name], implied: true });
    }

    #[test]
    fn the_definition_is_sound() {
        args::definition().debug_assert();
    }
}
