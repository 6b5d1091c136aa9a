//! `fpaste doctor`: tries everything a paste goes through, step by step, against the configured server or one of its own.

pub(super) mod embedded;
pub(super) mod report;
mod round_trip;
mod surroundings;

use self::report::Report;
use crate::cli::args::Doctor;
use crate::cli::error::Result;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;

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
