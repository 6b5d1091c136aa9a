//! `DELETE /pastes?confirm=N`: all of them at once, if exactly as many exist as the admin believes.

use crate::protocol::ErrorCode;
use crate::protocol::message::BulkDeleted;
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::ledger::Event;
use crate::server::metrics::PasteEvent;
use crate::server::query::InvalidQuery;
use crate::server::request::Request;
use crate::server::response::Response;

/// `DELETE /pastes?confirm=N`.
///
/// # Errors
/// `auth_required`, `forbidden`, `invalid_query`, `count_mismatch` with the fact `count`, or the store's own: nothing was deleted.
pub fn delete_all(call: &Call<'_>, request: &Request<'_>) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    let confirm = input::query(request)?.number("confirm")?;
    let confirm = confirm.ok_or(InvalidQuery::Form { name: "confirm", form: "the number of pastes to delete" })?;
    match call.app.store.delete_all(confirm, call.now)? {
        Ok(deleted) => {
            call.app.note_erasure();
            call.app.metrics.pastes(PasteEvent::Deleted, deleted);
            call.note(Event::AllPastesDeleted, &deleted.to_string())?;
            Ok(answer::json(200, &BulkDeleted { deleted }))
        }
        Err(count) => {
            let sentence = format!("there are {count} pastes, not {confirm}; nothing was deleted");
            Err(Failure::new(ErrorCode::CountMismatch, sentence).fact("count", count))
        }
    }
}
