//! `POST /lockdown`: everything that takes something in is refused until it is lifted. The check is [`Call::require_open`].

use crate::protocol::message::Lockdown;
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::ledger::Event;
use crate::server::request::Request;
use crate::server::response::Response;

/// `POST /lockdown`.
///
/// # Errors
/// `auth_required`, `forbidden`, `invalid_json`, or the store's own: nothing changed.
pub fn set(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    let wanted: Lockdown = input::json(request)?;
    call.app.store.set_lockdown(wanted.on)?;
    call.note(if wanted.on { Event::LockdownOn } else { Event::LockdownOff }, "")?;
    Ok(answer::json(200, &wanted))
}
