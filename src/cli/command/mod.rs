//! One file per command: `fn run(args, &Settings, &mut Talk) -> Result<()>`.

pub mod serve_admin;
pub mod serve_lockdown;
pub mod serve_store;

use super::args::{Command, ServeCommand};
use super::error::{Error, Result};
use super::exit::Exit;
use super::settings::Settings;
use super::talk::Talk;

/// Runs the command that was typed.
///
/// # Errors
/// Whatever the command met.
pub fn dispatch(command: &Command, settings: &Settings, talk: &mut Talk) -> Result<()> {
    // Owners replace their arm as their command lands: `Command::List(args) => list::run(args, settings, talk),`
    match command {
        Command::Serve(serve) => match &serve.command {
            Some(ServeCommand::Admin(args)) => serve_admin::run(serve, args, settings, talk),
            Some(ServeCommand::Lockdown(args)) => serve_lockdown::run(serve, args, settings, talk),
            None => Err(Error::failed(Exit::Failure, "unfinished", "this command is not there yet", None)),
        },
        Command::Create(_)
        | Command::Get(_)
        | Command::List(_)
        | Command::Delete(_)
        | Command::Update(_)
        | Command::Info(_)
        | Command::Cert(_)
        | Command::Register(_)
        | Command::Pki(_)
        | Command::Token(_)
        | Command::Audit(_)
        | Command::History(_)
        | Command::Config(_)
        | Command::Run(_)
        | Command::Seal(_)
        | Command::Open(_)
        | Command::Doctor(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Help(_)
        | Command::CompleteIds => Err(Error::failed(Exit::Failure, "unfinished", "this command is not there yet", None)),
    }
}
