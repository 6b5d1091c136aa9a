//! `GET /<id>` and `GET /<id>/raw`: what is known of a paste, and its bytes (PROTOCOL §4). A paste that burns is read in `burn.rs`.

use std::ops::Range;

use zeroize::Zeroizing;

use super::burn;
use crate::protocol::{ErrorCode, PasteId, header};
use crate::server::answer::{self, CONTENT_SECURITY_POLICY, Failure, RAW_POLICY};
use crate::server::call::Call;
use crate::server::content::media;
use crate::server::input;
use crate::server::metrics::PasteEvent;
use crate::server::request::Request;
use crate::server::response::{Payload, Response};
use crate::server::spool::Spool;
use crate::server::store::{PasswordHash, Paste};

/// Tells what is known of a paste. Never burns, asks for no password.
///
/// # Errors
/// `not_found`, `invalid_header`.
pub fn metadata(call: &Call<'_>, request: &Request<'_>, id: &PasteId) -> Result<Response, Failure> {
    let reader = input::hex(request, header::BURN_READER)?;
    let paste = call.app.store.paste(id, reader, call.now)?.ok_or_else(Failure::not_found)?;
    Ok(answer::json(200, &super::described_to(call, &paste)).with(header::VARY, header::ACCEPT))
}

/// Gives the bytes of a paste.
///
/// # Errors
/// `not_found`, and what its claim, its password or the range asked for leads to.
pub fn raw(call: &Call<'_>, request: &Request<'_>, id: &PasteId) -> Result<Response, Failure> {
    let reader = input::hex(request, header::BURN_READER)?;
    let (paste, body) = call.app.store.read(id, reader, call.now)?.ok_or_else(Failure::not_found)?;
    if paste.burn {
        burn::require_claim(call, request, &paste)?;
    }
    if let Some(kept) = &paste.password {
        require_password(call, request, id, kept)?;
    }
    if paste.burn {
        return burn::read(call, &paste, reader);
    }
    if call.head && !media::depends_on_bytes(&paste.mime_type) {
        return found(request, &paste, None);
    }
    let (paste, body) = if let Some(body) = body {
        (paste, body)
    } else {
        let known = paste.password;
        let (paste, body) = call.app.store.body(id, call.now)?.ok_or_else(Failure::not_found)?;
        // Hashing takes its time: an owner who changed the password meanwhile changed it for these bytes too.
        if let Some(kept) = paste.password.as_ref().filter(|kept| known.as_ref() != Some(kept)) {
            require_password(call, request, id, kept)?;
        }
        (paste, body)
    };
    let response = found(request, &paste, Some(body))?;
    if !call.head {
        call.app.metrics.pastes(PasteEvent::Read, 1);
    }
    Ok(response)
}

/// Refuses whoever does not know the password. The try is counted before it is looked at, and given back if it was right.
fn require_password(call: &Call<'_>, request: &Request<'_>, id: &PasteId, kept: &PasswordHash) -> Result<(), Failure> {
    let mut values = request.headers.all(header::PASSWORD);
    let (first, more) = (values.next().unwrap_or_default(), values.next().is_some());
    if first.is_empty() && !more {
        return Err(Failure::new(ErrorCode::PasswordRequired, "this paste has a password; send it in X-Paste-Password"));
    }
    let wrong = || Failure::new(ErrorCode::PasswordWrong, "this is not the paste's password");
    let attempt = call.app.throttles.password_tries.begin(id, call.caller.network, call.now)?;
    if more {
        return Err(wrong());
    }
    let password = Zeroizing::new(first.to_vec());
    match call.app.throttles.kdf.verify(&password, kept) {
        Ok(true) => {
            attempt.refund();
            Ok(())
        }
        Ok(false) => Err(wrong()),
        Err(error) => {
            attempt.refund();
            Err(error.into())
        }
    }
}

/// The bytes of a paste that stays, or a range of them; `None` where their number is all that is wanted.
fn found(request: &Request<'_>, paste: &Paste, body: Option<Spool>) -> Result<Response, Failure> {
    let size = body.as_ref().map_or(paste.size, Spool::len);
    let media_type = media::outgoing(&paste.mime_type, body.as_ref()).map_err(Failure::internal)?;
    let payload = |range: Range<u64>| match body {
        Some(body) => Payload::Spool(body, range),
        None => Payload::Withheld(range.end.saturating_sub(range.start)),
    };
    if paste.password.is_some() {
        return Ok(framed(200, &media_type, payload(0..size)));
    }
    let response = match wanted(request, size) {
        Wanted::All => framed(200, &media_type, payload(0..size)),
        Wanted::Part(range) => {
            let place = format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1));
            framed(206, &media_type, payload(range)).with(header::CONTENT_RANGE, place)
        }
        Wanted::Nothing => {
            return Err(Failure::new(ErrorCode::RangeNotSatisfiable, "the range lies outside the paste")
                .fact("size", size)
                .header(header::CONTENT_RANGE, format!("bytes */{size}")));
        }
    };
    Ok(response.with_fixed(header::ACCEPT_RANGES, "bytes"))
}

/// Raw bytes as they go to whoever asks: shown in place, in a document of no origin.
pub(super) fn framed(status: u16, media_type: &str, body: Payload) -> Response {
    answer::with_body(status, media_type, body)
        .with_fixed(header::CONTENT_DISPOSITION, "inline")
        .with_fixed(CONTENT_SECURITY_POLICY, RAW_POLICY)
}

/// What a `Range` header comes to.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// Reads `Range` as RFC 9110 §14.2 says: one range is served, what cannot be understood is ignored, and so are several. There are no
/// validators, so `If-Range` never holds.
fn wanted(request: &Request<'_>, size: u64) -> Wanted {
    if request.headers.contains("If-Range") {
        return Wanted::All;
    }
    let Ok(Some(value)) = request.headers.one(header::RANGE) else { return Wanted::All };
    let Some((unit, range)) = value.split_once('=') else { return Wanted::All };
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::All };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::All;
    }
    let range = match (number(first), number(last), first.is_empty(), last.is_empty()) {
        (Some(first), Some(last), ..) if first <= last => first..last.saturating_add(1).min(size),
        (Some(first), None, _, true) => first..size,
        (None, Some(suffix), true, _) => size.saturating_sub(suffix)..size,
        _ => return Wanted::All,
    };
    if range.start >= range.end { Wanted::Nothing } else { Wanted::Part(range) }
}

#[cfg(test)]
mod tests;
