//! Burn after read: the claim, the one reading, its lease and its confirmation (PROTOCOL §4). That of any number of readers exactly one
//! gets the bytes is decided in the store, in one transaction.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::read::framed;
use crate::protocol::{ErrorCode, PasteId, header, limit, parse_hex};
use crate::server::answer::Failure;
use crate::server::call::Call;
use crate::server::content::media;
use crate::server::metrics::PasteEvent;
use crate::server::request::Request;
use crate::server::response::{Payload, Response};
use crate::server::store::Paste;

/// Refuses pages of other sites, and whoever does not show the claim where one is asked. Nothing burns by that.
///
/// # Errors
/// `forbidden`, `claim_required`, `claim_wrong`.
pub(super) fn require_claim(call: &Call<'_>, request: &Request<'_>, paste: &Paste) -> Result<(), Failure> {
    if call.foreign_page {
        return Err(Failure::new(ErrorCode::Forbidden, "pages of other sites may not read what burns"));
    }
    let Some(wanted) = &paste.claim_hash else { return Ok(()) };
    if !request.headers.contains(header::BURN_CLAIM) {
        return Err(Failure::new(ErrorCode::ClaimRequired, "reading this paste needs X-Burn-Claim, which is made from the link's key"));
    }
    let shown = request.headers.one(header::BURN_CLAIM).ok().flatten().and_then(parse_hex::<32>);
    let right = shown.is_some_and(|claim| bool::from(Sha256::digest(claim).as_slice().ct_eq(wanted)));
    if right { Ok(()) } else { Err(Failure::new(ErrorCode::ClaimWrong, "this is not the paste's claim; it was not read")) }
}

/// Reads a paste for the first and last time. `HEAD` says what that would answer, and burns nothing.
///
/// # Errors
/// `not_found`: somebody else was faster.
pub(super) fn read(call: &Call<'_>, paste: &Paste, reader: Option<[u8; 16]>) -> Result<Response, Failure> {
    if call.head {
        let media_type = media::outgoing(&paste.mime_type, None).map_err(Failure::internal)?;
        let response = framed(200, &media_type, Payload::Withheld(paste.size));
        let left = paste.lease_until.map_or(limit::BURN_LEASE, |until| until.saturating_sub(call.now));
        return Ok(if reader.is_some() { response.with(header::BURN_LEASE, left) } else { response });
    }
    let burned = call.app.store.burn(&paste.id, reader, call.now)?.ok_or_else(Failure::not_found)?;
    let media_type = media::outgoing(&burned.paste.mime_type, Some(&burned.body)).map_err(Failure::internal)?;
    let size = burned.body.len();
    let response = framed(200, &media_type, Payload::Spool(burned.body, 0..size));
    call.app.metrics.pastes(PasteEvent::Burned, 1);
    if let Some(seconds) = burned.lease_left {
        return Ok(response.with(header::BURN_LEASE, seconds));
    }
    call.app.note_erasure();
    Ok(response)
}

/// Erases a paste that this reader has in full; `false` if none is leased to it.
///
/// # Errors
/// The store's own.
pub(super) fn confirm(call: &Call<'_>, id: &PasteId, reader: [u8; 16]) -> Result<bool, Failure> {
    let erased = call.app.store.confirm_burn(id, reader, call.now)?;
    if erased {
        call.app.note_erasure();
    }
    Ok(erased)
}
