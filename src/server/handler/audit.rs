//! `GET /audit`: the event log, oldest first. Writing it is `server/ledger.rs`.

use crate::protocol::message::AuditPage;
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::request::Request;
use crate::server::response::Response;

/// `GET /audit?after=&limit=`.
///
/// # Errors
/// `auth_required`, `forbidden`, `invalid_query`, or the store's own.
pub fn show(call: &Call<'_>, request: &Request<'_>) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    let query = input::query(request)?;
    let after = query.number("after")?.unwrap_or(0);
    let limit = query.page_size()?;
    // One more than asked for says whether there is a next page.
    let mut events = call.app.store.audit_page(after, limit + 1)?;
    let more = events.len() as u64 > limit;
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = events.last().filter(|_| more).map(|event| event.seq);
    Ok(answer::json(200, &AuditPage { events, next }))
}
