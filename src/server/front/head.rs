//! Request heads: a pure parser that takes only what is beyond doubt.
//!
//! Whatever two readers could understand differently (two lengths, a folded line, a bare line feed, a coding we do not know) is
//! turned away, because a proxy in front of us might be the other reader. Bodies and sockets are elsewhere.

mod authority;
mod target;
#[cfg(test)]
mod tests;

use std::fmt;

use super::limits::{FIELDS_MAX, HEAD_MAX, METHOD_MAX, TARGET_MAX};
use crate::protocol::{ErrorCode, header};
use crate::server::request::{Headers, Length};
use target::Target;

/// Bytes that are more than any head, with the empty line in front.
pub(super) const WHOLE_MAX: usize = HEAD_MAX + 2;

/// One request's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// As sent; a token of at most 32 bytes.
    pub method: String,
    /// Percent-decoded, begins with `/`, or is `*`.
    pub path: String,
    /// What followed `?`, as sent.
    pub query: Option<String>,
    /// The authority asked for: that of an absolute target, else of `Host`. `None` only on HTTP/1.0.
    pub host: Option<String>,
    /// Every field, in order.
    pub headers: Headers,
    /// HTTP/1.0, not 1.1.
    pub old: bool,
    /// How long the body says it is.
    pub length: Length,
    /// The client would like to go on after the answer.
    pub keep_alive: bool,
    /// The client waits for `100 Continue`.
    pub expects_continue: bool,
}

/// Why a head is turned away. The connection ends: where its next request would begin is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reject {
    /// No method, target and version with single spaces between.
    RequestLine,
    /// Longer than any method we know.
    Method,
    /// Well-formed, but neither 1.0 nor 1.1.
    Version,
    /// Not a path, not a URL of http or https, and no `*` of OPTIONS.
    Target,
    /// A `%` without two hex digits after it, or bytes that are not UTF-8.
    PercentEncoding,
    /// Beyond [`TARGET_MAX`].
    TargetTooLong,
    /// A carriage return or a line feed that stands alone.
    LineEnding,
    /// A name that is no token, a folded line, a control character.
    Field,
    /// Beyond [`FIELDS_MAX`].
    TooManyFields,
    /// Beyond [`HEAD_MAX`].
    TooLarge,
    /// None on HTTP/1.1, more than one, or not an authority.
    Host,
    /// More than one, or not digits alone.
    ContentLength,
    /// Beside a Content-Length, more than once, or on HTTP/1.0.
    TransferEncoding,
    /// A coding other than `chunked`.
    Coding,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl Reject {
    /// The word to answer with, and with it the status.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::TargetTooLong => ErrorCode::UriTooLong,
            Self::TooManyFields | Self::TooLarge => ErrorCode::HeaderTooLarge,
            Self::Method | Self::Coding => ErrorCode::NotImplemented,
            Self::Version => ErrorCode::VersionNotSupported,
            _ => ErrorCode::BadRequest,
        }
    }

    /// The sentence to answer with.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::RequestLine => "the request line is malformed",
            Self::Method => "the method is not known here",
            Self::Version => "only HTTP/1.1 and HTTP/1.0 are spoken here",
            Self::Target => "the request target is malformed",
            Self::PercentEncoding => "the percent-encoding of the request target is broken",
            Self::TargetTooLong => "the request target is too long",
            Self::LineEnding => "lines of a request head end with CR LF",
            Self::Field => "a header field is malformed",
            Self::TooManyFields => "the request has too many header fields",
            Self::TooLarge => "the request head is too large",
            Self::Host => "exactly one valid Host header is needed",
            Self::ContentLength => "Content-Length must stand once and be a number",
            Self::TransferEncoding => "Transfer-Encoding must stand once, alone, and on HTTP/1.1",
            Self::Coding => "the only transfer coding known here is chunked",
        }
    }
}

/// Reads a head from the start of the bytes; also how many of them it took. `None` where more must come.
///
/// What can be refused early is: a head need not be whole to be wrong.
///
/// # Errors
/// [`Reject`].
pub fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Reject> {
    // RFC 9112 §2.2: an empty line in front, which old clients leave behind a body, is skipped.
    let skipped = if bytes.starts_with(b"\r\n") { 2 } else { 0 };
    let rest = bytes.get(skipped..).unwrap_or_default();
    if rest.is_empty() || rest == b"\r" && skipped == 0 {
        return Ok(None);
    }
    let end = end_of_head(rest)?;
    let Some((line, fields)) = split_line(rest) else {
        begin_of_request_line(rest)?;
        return if rest.len() > HEAD_MAX { Err(Reject::TooLarge) } else { Ok(None) };
    };
    let (method, target, old) = request_line(line)?;
    let headers = fields_of(fields)?;
    match end {
        None if rest.len() > HEAD_MAX => return Err(Reject::TooLarge),
        Some(end) if end > HEAD_MAX => return Err(Reject::TooLarge),
        _ => {}
    }
    let (Some(end), Some(headers)) = (end, headers) else { return Ok(None) };
    let Target { authority, path, query } = target::parse(method, target)?;
    let host = host_of(&headers, authority, old)?;
    let length = length_of(&headers, old)?;
    let wants = |token: &str| {
        let mut tokens = headers.all(header::CONNECTION).flat_map(|value| value.split(|&byte| byte == b','));
        tokens.any(|word| word.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
    };
    let keep_alive = !wants("close") && (!old || wants("keep-alive"));
    let expects_continue = !old && headers.all(header::EXPECT).any(|value| value.eq_ignore_ascii_case(b"100-continue"));
    let method = method.to_owned();
    Ok(Some((Head { method, path, query, host, headers, old, length, keep_alive, expects_continue }, skipped + end)))
}

/// Where the head ends, if it does; every CR and LF up to there must be half of a pair.
fn end_of_head(bytes: &[u8]) -> Result<Option<usize>, Reject> {
    let mut begin = 0;
    loop {
        let rest = bytes.get(begin..).unwrap_or_default();
        let Some(at) = rest.iter().position(|&byte| byte == b'\r' || byte == b'\n') else { return Ok(None) };
        match (rest.get(at), rest.get(at + 1)) {
            (Some(b'\r'), None) => return Ok(None),
            (Some(b'\r'), Some(b'\n')) if at == 0 && begin > 0 => return Ok(Some(begin + 2)),
            (Some(b'\r'), Some(b'\n')) => begin += at + 2,
            _ => return Err(Reject::LineEnding),
        }
    }
}

/// The first line without its end, and what follows it.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((bytes.get(..at)?.strip_suffix(b"\r")?, bytes.get(at + 1..)?))
}

/// Method, target, and whether the version is 1.0.
fn request_line(line: &[u8]) -> Result<(&str, &str, bool), Reject> {
    let mut words = line.split(|&byte| byte == b' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err(begin_of_request_line(line).err().unwrap_or(Reject::RequestLine));
    };
    begin_of_request_line(line)?;
    let old = match version {
        b"HTTP/1.1" => false,
        b"HTTP/1.0" => true,
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit() => {
            return Err(Reject::Version);
        }
        _ => return Err(Reject::RequestLine),
    };
    if target.is_empty() {
        return Err(Reject::RequestLine);
    }
    // Both were found to be visible ASCII.
    let text = |word| std::str::from_utf8(word).map_err(|_| Reject::RequestLine);
    Ok((text(method)?, text(target)?, old))
}

/// What can be said of a request line of which only the beginning is here.
fn begin_of_request_line(line: &[u8]) -> Result<(), Reject> {
    let mut words = line.split(|&byte| byte == b' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !method.iter().all(|&byte| is_token(byte)) || method.is_empty() {
        return Err(Reject::RequestLine);
    }
    if method.len() > METHOD_MAX {
        return Err(Reject::Method);
    }
    if target.len() > TARGET_MAX {
        return Err(Reject::TargetTooLong);
    }
    // The CR of an unfinished line end may be the last byte here.
    let target = target.strip_suffix(b"\r").unwrap_or(target);
    if target.iter().all(u8::is_ascii_graphic) { Ok(()) } else { Err(Reject::Target) }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The fields, if all are here.
fn fields_of(bytes: &[u8]) -> Result<Option<Headers>, Reject> {
    let mut room = [httparse::EMPTY_HEADER; FIELDS_MAX];
    match httparse::parse_headers(bytes, &mut room) {
        Ok(httparse::Status::Partial) => Ok(None),
        Err(httparse::Error::TooManyHeaders) => Err(Reject::TooManyFields),
        Err(httparse::Error::NewLine) => Err(Reject::LineEnding),
        Err(_) => Err(Reject::Field),
        Ok(httparse::Status::Complete((_, fields))) => {
            let mut headers = Headers::default();
            for field in fields {
                headers.push(field.name, field.value);
            }
            Ok(Some(headers))
        }
    }
}

fn host_of(headers: &Headers, authority: Option<&str>, old: bool) -> Result<Option<String>, Reject> {
    let mut hosts = headers.all(header::HOST);
    let host = hosts.next();
    if hosts.next().is_some() || (host.is_none() && !old) {
        return Err(Reject::Host);
    }
    let host = match host {
        None => None,
        Some(value) => Some(std::str::from_utf8(value).ok().filter(|host| authority::is_valid(host)).ok_or(Reject::Host)?),
    };
    Ok(authority.or(host).map(str::to_owned))
}

fn length_of(headers: &Headers, old: bool) -> Result<Length, Reject> {
    let mut lengths = headers.all(header::CONTENT_LENGTH);
    let mut codings = headers.all(header::TRANSFER_ENCODING);
    let (length, coding) = (lengths.next(), codings.next());
    if let Some(coding) = coding {
        if length.is_some() || codings.next().is_some() || old {
            return Err(Reject::TransferEncoding);
        }
        let known = |word: &[u8]| word.trim_ascii().eq_ignore_ascii_case(b"chunked");
        return match coding.split(|&byte| byte == b',').filter(|word| !known(word)).any(|word| !word.trim_ascii().is_empty()) {
            true => Err(Reject::Coding),
            false if known(coding) => Ok(Length::Unknown),
            false => Err(Reject::TransferEncoding),
        };
    }
    let Some(length) = length else { return Ok(Length::None) };
    if lengths.next().is_some() || length.is_empty() || !length.iter().all(u8::is_ascii_digit) {
        return Err(Reject::ContentLength);
    }
    let digits = std::str::from_utf8(length).map_err(|_| Reject::ContentLength)?;
    digits.parse().map(Length::Known).map_err(|_| Reject::ContentLength)
}
