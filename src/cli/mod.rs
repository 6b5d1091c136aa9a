//! The person: arguments, settings, the voice, one file per command.

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the command line and returns the exit code of the process.
pub fn run(_argv: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::SUCCESS
}
