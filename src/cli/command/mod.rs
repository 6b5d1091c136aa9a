//! One file per command: `fn run(args, &Settings, &mut Talk) -> Result<()>`.

pub mod audit;
pub mod cert;
mod clipboard;
pub mod completions;
pub mod config;
pub mod create;
pub mod delete;
pub mod doctor;
mod edit;
pub mod get;
pub mod help;
pub mod history;
pub mod info;
pub mod list;
pub mod man;
pub mod open;
pub mod pki;
mod pki_download;
mod qr;
pub mod register;
pub mod run;
pub mod seal;
pub mod serve;
pub mod serve_admin;
pub mod serve_backup;
pub mod serve_ca;
pub mod serve_check;
pub mod serve_import;
pub mod serve_lockdown;
pub mod serve_move;
pub mod serve_rekey;
pub mod serve_store;
pub mod serve_unit;
pub mod share;
pub mod token;
pub mod update;

use super::args::{Command, ServeCommand};
use super::error::{Error, Result};
use super::exit::Exit;
use super::settings::Settings;
use super::talk::Talk;

/// The names of the commands, for "did you mean".
pub const NAMES: &[&str] = &[
    "create",
    "get",
    "show",
    "cat",
    "list",
    "ls",
    "delete",
    "rm",
    "update",
    "info",
    "cert",
    "register",
    "pki",
    "token",
    "audit",
    "history",
    "config",
    "run",
    "seal",
    "open",
    "serve",
    "doctor",
    "completions",
    "man",
    "help",
];

/// Runs the command that was typed.
///
/// # Errors
/// Whatever the command met.
pub fn dispatch(command: &Command, settings: &Settings, talk: &mut Talk) -> Result<()> {
    match command {
        Command::Create(args) => create::run(args, settings, talk),
        Command::Get(args) => get::run(args, settings, talk),
        Command::List(args) => list::run(args, settings, talk),
        Command::Delete(args) => delete::run(args, settings, talk),
        Command::Update(args) => update::run(args, settings, talk),
        Command::Cert(args) => cert::run(args, settings, talk),
        Command::Info(args) => info::run(args, settings, talk),
        Command::Register(args) => register::run(args, settings, talk),
        Command::Pki(args) => pki::run(args, settings, talk),
        Command::Token(args) => token::run(args, settings, talk),
        Command::Audit(args) => audit::run(args, settings, talk),
        Command::History(args) => history::run(args, settings, talk),
        Command::Config(args) => config::run(args, settings, talk),
        Command::Run(args) => run::run(args, settings, talk),
        Command::Seal(args) => seal::run(args, talk),
        Command::Open(args) => open::run(args, talk),
        Command::Serve(serve) => match &serve.command {
            Some(ServeCommand::Admin(args)) => serve_admin::run(serve, args, settings, talk),
            Some(ServeCommand::Backup(args)) => serve_backup::backup(serve, args, settings, talk),
            Some(ServeCommand::Verify(args)) => serve_backup::verify(args, talk),
            Some(ServeCommand::Restore(args)) => serve_backup::restore(serve, args, settings, talk),
            Some(ServeCommand::Lockdown(args)) => serve_lockdown::run(serve, args, settings, talk),
            Some(ServeCommand::Import(args)) => serve_import::run(serve, args, settings, talk),
            Some(ServeCommand::Move(args)) => serve_move::run(serve, args, settings, talk),
            Some(ServeCommand::Rekey(args)) => serve_rekey::run(serve, args, settings, talk),
            Some(ServeCommand::Unit) => serve_unit::run(talk),
            Some(ServeCommand::Ca(args)) => serve_ca::run(serve, args, settings, talk),
            Some(ServeCommand::Check) => serve_check::run(serve, settings, talk),
            None => serve::run(serve, settings, talk),
        },
        Command::Doctor(args) => doctor::run(args, settings, talk),
        Command::Completions(args) => completions::run(args, talk),
        Command::Man(args) => man::run(args, talk),
        Command::Help(args) => help::run(args, talk),
        Command::CompleteIds => completions::ids(settings, talk),
    }
}

/// The outcome of `of` operands of which these failed, each told already: their common code, or 13.
///
/// # Errors
/// Some failed.
pub fn several(failures: &[Exit], of: usize) -> Result<()> {
    match failures {
        [] => Ok(()),
        [first, rest @ ..] if failures.len() == of && rest.iter().all(|exit| exit == first) => Err(Error::Told(*first)),
        _ => Err(Error::SomeFailed { failed: failures.len(), of }),
    }
}
