//! The request target: a path, a URL, or the `*` of OPTIONS (RFC 9112 §3.2).

use percent_encoding::percent_decode_str;

use super::{Reject, authority};

/// What a target says.
pub(super) struct Target<'a> {
    /// Of an absolute URL.
    pub(super) authority: Option<&'a str>,
    /// Percent-decoded.
    pub(super) path: String,
    /// As sent.
    pub(super) query: Option<String>,
}

/// Takes a target of visible ASCII apart.
pub(super) fn parse<'a>(method: &str, target: &'a str) -> Result<Target<'a>, Reject> {
    if method == "CONNECT" {
        return Err(Reject::Method);
    }
    if target == "*" {
        return if method == "OPTIONS" { Ok(Target { authority: None, path: "*".into(), query: None }) } else { Err(Reject::Target) };
    }
    // A fragment is the key of a paste: it has no business here, and must not come into any log.
    if target.contains('#') {
        return Err(Reject::Target);
    }
    let (authority, local) = if target.starts_with('/') {
        (None, target)
    } else {
        let (scheme, rest) = target.split_once("://").ok_or(Reject::Target)?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(Reject::Target);
        }
        let (authority, local) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if !authority::is_valid(authority) {
            return Err(Reject::Target);
        }
        (Some(authority), local)
    };
    let (path, query) = match local.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (local, None),
    };
    if !is_encoded_well(local) {
        return Err(Reject::PercentEncoding);
    }
    let path = if path.is_empty() { "/" } else { path };
    let path = percent_decode_str(path).decode_utf8().map_err(|_| Reject::PercentEncoding)?.into_owned();
    Ok(Target { authority, path, query: query.map(str::to_owned) })
}

/// Whether every `%` has two hex digits after it.
fn is_encoded_well(text: &str) -> bool {
    let mut pieces = text.split('%');
    pieces.next();
    pieces.all(|piece| piece.as_bytes().first_chunk::<2>().is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}
