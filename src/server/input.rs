//! Reads what a caller sent, and fails closed: a header or body that is not of its form is a 400, never a guess.

use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::answer::Failure;
use super::query::Query;
use super::request::{Headers, Request};
use crate::protocol::{ErrorCode, Lifetime, header, limit, parse_hex};

/// The largest body of a JSON route that is not a paste, bytes.
const JSON_MAX: u64 = 64 * limit::KIB;

/// The one value of a header, `None` where it is absent.
///
/// # Errors
/// `invalid_header`: it is there twice, or is no UTF-8.
pub fn text<'a>(request: &'a Request<'_>, name: &'static str) -> Result<Option<&'a str>, Failure> {
    request.headers.one(name).map_err(|_| Failure::invalid_header(name, "there once, in UTF-8"))
}

/// A boolean header; `false` where it is absent.
///
/// # Errors
/// `invalid_header`.
pub fn flag(request: &Request<'_>, name: &'static str) -> Result<bool, Failure> {
    let Some(value) = text(request, name)? else { return Ok(false) };
    header::parse_bool(value).ok_or_else(|| Failure::invalid_header(name, "true, 1, yes, false, 0 or no"))
}

/// A header of exactly `N` bytes in hex.
///
/// # Errors
/// `invalid_header`.
pub fn hex<const N: usize>(request: &Request<'_>, name: &'static str) -> Result<Option<[u8; N]>, Failure> {
    let Some(value) = text(request, name)? else { return Ok(None) };
    parse_hex(value).map(Some).ok_or_else(|| Failure::invalid_header(name, &format!("{} hex digits", 2 * N)))
}

/// `X-Expiry`, a positive number of seconds.
///
/// # Errors
/// `invalid_header`.
pub fn expiry(request: &Request<'_>) -> Result<Option<Lifetime>, Failure> {
    let Some(value) = text(request, header::EXPIRY)? else { return Ok(None) };
    Lifetime::from_header(value).map(Some).ok_or_else(|| Failure::invalid_header(header::EXPIRY, "a positive number of seconds"))
}

/// `X-Paste-Password`: `None` where it is absent, `Some("")` where it is empty.
///
/// # Errors
/// `password_too_long`, `invalid_header`.
pub fn password(request: &Request<'_>) -> Result<Option<Zeroizing<String>>, Failure> {
    let Some(value) = text(request, header::PASSWORD)? else { return Ok(None) };
    if value.chars().count() > limit::PASSWORD_CHARS {
        return Err(Failure::new(ErrorCode::PasswordTooLong, "a password has at most 1024 characters").fact("limit", limit::PASSWORD_CHARS));
    }
    Ok(Some(Zeroizing::new(value.to_owned())))
}

/// `X-Display-Name`: `None` where it is absent, `Some("")` where it is empty.
///
/// # Errors
/// `invalid_display_name`, `invalid_header`.
pub fn display_name(request: &Request<'_>) -> Result<Option<String>, Failure> {
    let Some(value) = text(request, header::DISPLAY_NAME)? else { return Ok(None) };
    if value.chars().count() > limit::DISPLAY_NAME_CHARS || value.chars().any(char::is_control) {
        let sentence = "a label has at most 128 characters, none of them a control character";
        return Err(Failure::new(ErrorCode::InvalidDisplayName, sentence).fact("limit", limit::DISPLAY_NAME_CHARS));
    }
    Ok(Some(value.to_owned()))
}

/// The media type a request says its body has: lower case, without parameters; empty where it says none.
///
/// # Errors
/// `invalid_header`.
pub fn media_type(request: &Request<'_>) -> Result<String, Failure> {
    let value = text(request, header::CONTENT_TYPE)?.unwrap_or("");
    Ok(value.split(';').next().unwrap_or("").trim().to_ascii_lowercase())
}

/// The query.
///
/// # Errors
/// `invalid_query`.
pub fn query(request: &Request<'_>) -> Result<Query, Failure> {
    Ok(Query::parse(request.query.as_deref())?)
}

/// The JSON body of a route that takes nothing else.
///
/// # Errors
/// `invalid_json`, and whatever ails the body.
pub fn json<T: DeserializeOwned>(request: &mut Request<'_>) -> Result<T, Failure> {
    if media_type(request)? != header::JSON {
        return Err(Failure::new(ErrorCode::InvalidJson, "this route takes Content-Type: application/json"));
    }
    let bytes = bytes(request, JSON_MAX)?;
    let wrong = || Failure::new(ErrorCode::InvalidJson, "the body is not the JSON this route takes");
    // serde would take an array for a struct, field by field.
    let body: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
    serde_json::from_value(body.into()).map_err(|_| wrong())
}

/// A small body, whole.
///
/// # Errors
/// `too_large`, and whatever else ails the body.
pub fn bytes(request: &mut Request<'_>, limit: u64) -> Result<Vec<u8>, Failure> {
    let spool = request.body.spool(limit).map_err(|error| Failure::from_body(&error, limit))?;
    let length = usize::try_from(spool.len()).unwrap_or(usize::MAX);
    spool.head(length).map_err(Failure::internal)
}

/// Whether `Accept` prefers the first media type to the second, as RFC 9110 §12.5.1 weighs them. Of two that weigh the same it prefers
/// the one it names more closely (`text/html, */*` would rather have HTML than JSON); on a tie in that too it does not.
pub fn prefers(headers: &Headers, first: &str, second: &str) -> bool {
    let weigh = |wanted: &str| weight(headers, wanted);
    let (first, second) = (weigh(first), weigh(second));
    first.0 > second.0 || (first.0 == second.0 && first.0 > 0 && first.1 > second.1)
}

/// The weight of a media type in thousandths, and how specific the range was that gave it.
fn weight(headers: &Headers, wanted: &str) -> (u32, u8) {
    let family = wanted.split('/').next().unwrap_or("");
    let mut best = (0, 0);
    for line in headers.all(header::ACCEPT) {
        for range in String::from_utf8_lossy(line).split(',') {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or("").to_ascii_lowercase();
            let specific = match name.as_str() {
                "*/*" => 1,
                name if name.strip_suffix("/*") == Some(family) => 2,
                name if name == wanted => 3,
                _ => continue,
            };
            let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))).map_or(1000, thousandths);
            if specific > best.1 {
                best = (quality, specific);
            }
        }
    }
    best
}

fn thousandths(quality: &str) -> u32 {
    let Some((whole, rest)) = quality.split_once('.').or(Some((quality, ""))) else { return 0 };
    let digits: String = rest.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u32>()) {
        ("0" | "", Ok(number)) => number,
        ("1", Ok(_)) => 1000,
        _ => 0,
    }
}
