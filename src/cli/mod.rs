//! The person: arguments, settings, the voice, one file per command.
//!
//! ```text
//! argv  which command is meant          args      what was typed         settings  what we run with
//! talk  the voice                       config    the file               error     situations; exit their codes
//! ```

pub mod args;
pub mod argv;
pub mod command;
pub mod config;
pub mod connect;
pub mod credentials;
pub mod error;
pub mod exit;
pub mod history;
pub mod manual;
pub mod outlet;
pub mod paste;
pub mod receive;
pub mod secrets;
pub mod settings;
pub mod size;
pub mod talk;
pub mod watch;
pub mod when;

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use clap::FromArgMatches as _;

use args::{Cli, Command, ConfigCommand, Global};
use argv::Chosen;
use error::{Error, Result};
use exit::Exit;
use settings::{Environment, Settings};
use talk::Talk;

/// Runs the command line and returns the exit code of the process. Never panics where a person can see it.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> ExitCode {
    let argv: Vec<OsString> = argv.into_iter().collect();
    hide_panics();
    let ended = std::panic::catch_unwind(|| run_to_the_end(argv));
    ExitCode::from(ended.unwrap_or_else(|_| Exit::Failure.number()))
}

fn run_to_the_end(argv: Vec<OsString>) -> u8 {
    let environment = Environment::Process;
    // Until the command line is understood, errors speak as plainly as the words alone allow.
    let before = Global { json: argv.iter().any(|argument| argument == "--json"), ..Global::default() };
    let first_words = || Talk::new(environment.manner(&before, args::ColorChoice::Auto));
    let cli = match parse(argv) {
        Ok(Parsed::Command(cli)) => *cli,
        Ok(Parsed::Answer(text)) => return finish(&mut first_words(), |talk| talk.answer_text(text)),
        Err(Error::Clap(help)) if !help.use_stderr() => return finish(&mut first_words(), |talk| talk.answer_help(&help)),
        Err(error) => return tell(&mut first_words(), &error),
    };
    let settings = match settings(&cli, &environment) {
        Ok(settings) => settings,
        Err(error) => return tell(&mut Talk::new(environment.manner(&cli.global, cli.global.color.unwrap_or_default())), &error),
    };
    let mut talk = Talk::new(environment.manner(&cli.global, settings.color));
    for warning in &settings.warnings {
        talk.warn(warning);
    }
    finish(&mut talk, |talk| command::dispatch(&cli.command, &settings, talk))
}

fn finish(talk: &mut Talk, command: impl FnOnce(&mut Talk) -> Result<()>) -> u8 {
    match command(talk) {
        Ok(()) => Exit::Done.number(),
        Err(error) => tell(talk, &error),
    }
}

/// A command line that was understood.
#[derive(Debug)]
pub enum Parsed {
    /// A command to run.
    Command(Box<Cli>),
    /// The program's own help or version, to be printed.
    Answer(&'static str),
}

/// Reads the command line.
///
/// # Errors
/// clap's refusal; the help of a command is a refusal too.
pub fn parse(argv: Vec<OsString>) -> Result<Parsed> {
    let made = OnceCell::new();
    let (argv, implied) = match argv::choose(|| made.get_or_init(args::definition), argv, |word: &OsStr| Path::new(word).exists()) {
        Chosen::Help => return Ok(Parsed::Answer(manual::SHORT)),
        Chosen::Version => return Ok(Parsed::Answer(concat!("fpaste ", env!("CARGO_PKG_VERSION"), "\n"))),
        Chosen::Command { argv, implied } => (argv, implied),
    };
    let mut definition = made.into_inner().unwrap_or_else(args::definition);
    let refused = |error| Error::Clap(Box::new(error));
    let mut matches = definition.try_get_matches_from_mut(argv).map_err(refused)?;
    let mut cli = Cli::from_arg_matches_mut(&mut matches).map_err(|error| refused(error.format(&mut definition)))?;
    if let Command::Create(create) = &mut cli.command {
        create.implied = implied;
    }
    Ok(Parsed::Command(Box::new(cli)))
}

/// The settings; without the configuration file for commands that explain or mend it.
fn settings(cli: &Cli, environment: &Environment) -> Result<Settings> {
    let without_file = match &cli.command {
        Command::Help(_) | Command::Completions(_) | Command::Man(_) | Command::CompleteIds => true,
        Command::Config(config) => {
            matches!(config.command, Some(ConfigCommand::Path | ConfigCommand::Set(_) | ConfigCommand::Migrate))
        }
        _ => false,
    };
    if without_file { Settings::without_file(&cli.global, environment.clone()) } else { Settings::load(&cli.global, environment.clone()) }
}

fn tell(talk: &mut Talk, error: &Error) -> u8 {
    talk.error(error);
    error.number()
}

/// A panic is a defect of ours: one line that says so, and where, in place of a trace.
fn hide_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let mut talk = Talk::new(talk::Manner::default());
        talk.error(&Error::failed(Exit::Failure, "defect", format!("a defect in fpaste{place}"), None));
    }));
}
