//! `fpaste doctor`: tries everything a paste goes through, step by step, against the configured server or one of its own.

pub(super) mod embedded;
pub(super) mod report;
mod round_trip;
mod surroundings;

use tempfile::TempDir;

use self::report::Report;
use crate::cli::args::Doctor;
use crate::cli::error::{Error, Result};
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::sys::cleanup::{self, Cleanup};

/// Walks through the steps; each is told as it ends. What hangs on a step that failed is left out.
///
/// # Errors
/// The code of the first step that failed; it was told already.
pub fn run(args: &Doctor, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let mut report = Report::new(talk);
    if args.embedded {
        embedded::examine(&mut report);
    } else {
        surroundings::examine(settings, &mut report);
    }
    report.finish()
}

/// A folder that goes when it is dropped, and when Ctrl-C ends the program.
fn temporary_folder() -> Result<((TempDir, Cleanup), String)> {
    let folder = tempfile::Builder::new().prefix("fpaste-doctor-").tempdir();
    let folder = folder.map_err(|why| Error::file("create", "a temporary directory", why))?;
    let path = folder.path().to_owned();
    let cleanup = cleanup::on_interrupt(move || drop(std::fs::remove_dir_all(path)));
    let detail = folder.path().display().to_string();
    Ok(((folder, cleanup), detail))
}
