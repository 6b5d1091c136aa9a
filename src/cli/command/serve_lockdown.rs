//! `fpaste serve lockdown`: refuses everything new, from the box. A running server asks the database at each request, so that it
//! counts at once.

use serde_json::json;

use super::serve_store::{OnTheBox, failed, tell_if_new};
use crate::cli::args::{OnOff, Serve, ServeLockdown};
use crate::cli::error::Result;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::server::ledger::Event;

/// Runs it.
///
/// # Errors
/// The database cannot be opened or written.
pub fn run(serve: &Serve, args: &ServeLockdown, settings: &Settings, talk: &mut Talk) -> Result<()> {
    tell_if_new(serve, settings, talk)?;
    let here = OnTheBox::open(serve, settings)?;
    let on = match args.state {
        None => here.store.lockdown().map_err(failed)?,
        Some(state) => {
            let on = state == OnOff::On;
            here.store.set_lockdown(on).map_err(failed)?;
            here.note(if on { Event::LockdownOn } else { Event::LockdownOff }, "")?;
            on
        }
    };
    if talk.manner().json { talk.answer_json(&json!({ "on": on })) } else { talk.answer(if on { "on" } else { "off" }) }
}
