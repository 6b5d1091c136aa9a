//! `DELETE /<id>`: by its owner, an admin, its delete token, or the reader to whom it is leased (PROTOCOL §4).

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::burn;
use crate::protocol::message::Deleted;
use crate::protocol::{ErrorCode, PasteId, header, parse_hex};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::ledger::Event;
use crate::server::metrics::PasteEvent;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::store::Paste;

/// Deletes a paste.
///
/// # Errors
/// `not_found`; `auth_required` for strangers without a token; `forbidden` for the known, and for a wrong token.
pub fn delete(call: &Call<'_>, request: &Request<'_>, id: &PasteId) -> Result<Response, Failure> {
    if let Some(reader) = input::hex(request, header::BURN_READER)?
        && burn::confirm(call, id, reader)?
    {
        return Ok(done(id));
    }
    let paste = call.app.store.paste(id, None, call.now)?.ok_or_else(Failure::not_found)?;
    may_delete(call, request, &paste)?;
    if !call.app.store.delete(id, call.now)? {
        return Err(Failure::not_found());
    }
    call.app.note_erasure();
    call.app.metrics.pastes(PasteEvent::Deleted, 1);
    call.note(Event::PasteDeleted, id.as_str())?;
    Ok(done(id))
}

fn may_delete(call: &Call<'_>, request: &Request<'_>, paste: &Paste) -> Result<(), Failure> {
    if call.caller.owns(paste) || call.caller.is_admin() {
        return Ok(());
    }
    if !request.headers.contains(header::DELETE_TOKEN) {
        return Err(Failure::not_enough(call.caller.is_known(), "its owner, or whoever has its delete token,"));
    }
    let shown = request.headers.one(header::DELETE_TOKEN).ok().flatten().and_then(parse_hex::<32>);
    let right = shown.zip(paste.delete_token_hash).is_some_and(|(token, hash)| Sha256::digest(token).as_slice().ct_eq(&hash).into());
    if right { Ok(()) } else { Err(Failure::new(ErrorCode::Forbidden, "this is not the paste's delete token; nothing was deleted")) }
}

fn done(id: &PasteId) -> Response {
    answer::json(200, &Deleted { message: "Paste deleted".to_owned(), id: id.to_string() })
}
