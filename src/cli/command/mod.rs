//! One file per command: `fn run(args, &Settings, &mut Talk) -> Result<()>`.

use super::args::Command;
use super::error::{Error, Result};
use super::exit::Exit;
use super::settings::Settings;
use super::talk::Talk;

/// Runs the command that was typed.
///
/// # Errors
/// Whatever the command met.
pub fn dispatch(command: &Command, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let _ = (settings, talk);
    // Owners replace their arm as their command lands: `Command::List(args) => list::run(args, settings, talk),`
    match command {
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
        | Command::Serve(_)
        | Command::Doctor(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Help(_)
        | Command::CompleteIds => Err(Error::failed(Exit::Failure, "unfinished", "this command is not there yet", None)),
    }
}
