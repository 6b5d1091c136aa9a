//! Words every answer: the builders of a success, [`Failure`] with the one mapping from what went wrong to it, and the headers
//! that every answer carries (PROTOCOL §1).

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::at_rest::VaultError;
use super::query::InvalidQuery;
use super::request::BodyError;
use super::response::{Payload, Record, Response};
use super::store::StoreError;
use super::throttle::{Full, KdfError, Locked, QuotaError, RateExceeded, RateFacts};
use crate::protocol::message::ErrorBody;
use crate::protocol::pow::PowError;
use crate::protocol::{ErrorCode, header};
use crate::sys::entropy::EntropyError;

/// What every answer carries, unless the handler said otherwise.
const ALWAYS: &[(&str, &str)] = &[
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The header that says what a browser may do with an answer.
pub const CONTENT_SECURITY_POLICY: &str = "Content-Security-Policy";
/// The policy of a raw paste: a document of no origin.
pub const RAW_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";
/// The header that keeps browsers on https.
const STRICT_TRANSPORT_SECURITY: (&str, &str) = ("Strict-Transport-Security", "max-age=31536000");
/// Seconds after which a busy server may be asked again.
const RETRY_BUSY: u64 = 1;
/// Seconds after which a database that did not answer may.
const RETRY_LOST: u64 = 3;
/// Seconds after which a server that is locked down or stopping may be asked again.
pub const RETRY_CLOSED: u64 = 60;

/// An answer with a JSON body.
pub fn json(status: u16, body: &impl Serialize) -> Response {
    // Our own structs of strings and numbers always serialize; a failure would be a bug, and an empty body says so loudly.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    bytes_of(status, header::JSON, bytes)
}

/// An answer in plain text.
pub fn text(status: u16, body: impl Into<String>) -> Response {
    bytes_of(status, header::TEXT_UTF8, body.into().into_bytes())
}

/// An answer of bytes of this media type.
pub fn bytes_of(status: u16, media_type: &str, body: impl Into<Cow<'static, [u8]>>) -> Response {
    with_body(status, media_type, Payload::Bytes(body.into()))
}

/// An answer with a body of this media type, wherever its bytes are.
pub fn with_body(status: u16, media_type: &str, body: Payload) -> Response {
    // As many as an answer of ours has, and a few.
    let mut headers = Vec::with_capacity(16);
    headers.push((header::CONTENT_TYPE, media_type.to_owned().into()));
    Response { status, headers, body, record: Record::default() }
}

/// 204.
pub fn no_content() -> Response {
    Response { status: 204, headers: Vec::new(), body: Payload::Empty, record: Record::default() }
}

impl Response {
    /// With one more field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.headers.push((name, value.to_string().into()));
        self
    }

    /// With one more field that always says this.
    #[must_use]
    pub fn with_fixed(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With where the caller's network stands; nothing where no rate limit holds.
    #[must_use]
    pub fn with_rate(self, facts: Option<RateFacts>) -> Self {
        match facts {
            Some(facts) => rate_headers(facts).into_iter().fold(self, |response, (name, value)| response.with(name, value)),
            None => self,
        }
    }
}

/// Puts on what every answer carries; what the handler set stays.
pub(super) fn finish(mut response: Response, request_id: &str, hsts: bool) -> Response {
    for &(name, value) in ALWAYS {
        if !response.headers.iter().any(|(known, _)| *known == name) {
            response.headers.push((name, value.into()));
        }
    }
    if hsts {
        response.headers.push((STRICT_TRANSPORT_SECURITY.0, STRICT_TRANSPORT_SECURITY.1.into()));
    }
    response.headers.push((header::REQUEST_ID, request_id.to_owned().into()));
    response
}

/// Why a request is not granted: a code of the error table, a sentence for people, facts for programs.
#[derive(Debug)]
pub struct Failure {
    code: ErrorCode,
    sentence: Cow<'static, str>,
    facts: Map<String, Value>,
    headers: Vec<(&'static str, Cow<'static, str>)>,
    cause: Option<String>,
}

impl Failure {
    /// A failure with its sentence: how it is, and what to do, without anything internal.
    pub fn new(code: ErrorCode, sentence: impl Into<Cow<'static, str>>) -> Self {
        let failure = Self { code, sentence: sentence.into(), facts: Map::new(), headers: Vec::new(), cause: None };
        match code {
            ErrorCode::PasswordRequired => failure.header(header::WWW_AUTHENTICATE, "Paste-Password realm=\"paste\""),
            ErrorCode::InvalidToken => failure.header(header::WWW_AUTHENTICATE, "Bearer realm=\"fpaste\", error=\"invalid_token\""),
            ErrorCode::AuthRequired | ErrorCode::CertificateRevoked => failure.header(header::WWW_AUTHENTICATE, "Bearer realm=\"fpaste\""),
            _ => failure,
        }
    }

    /// 404: unknown, expired, burned and no such path are all the same.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "not found")
    }

    /// 400: a header of ours is not of its form.
    pub fn invalid_header(name: &str, form: &str) -> Self {
        Self::new(ErrorCode::InvalidHeader, format!("{name} must be {form}")).fact("header", name)
    }

    /// 401 for strangers, 403 for the known: the caller's level does not suffice.
    pub fn not_enough(known: bool, needed: &str) -> Self {
        if known {
            Self::new(ErrorCode::Forbidden, format!("only {needed} may do this"))
        } else {
            Self::new(ErrorCode::AuthRequired, format!("only {needed} may do this; show a certificate or a token"))
        }
    }

    /// 413.
    pub fn too_large(limit: u64) -> Self {
        Self::new(ErrorCode::TooLarge, format!("the body is larger than the {limit} bytes you may store")).fact("limit", limit)
    }

    /// 507: the disk itself, whatever the quotas say.
    pub fn disk_full() -> Self {
        Self::new(ErrorCode::StorageFull, "the server's disk is full")
    }

    /// 503, with the seconds after which it is worth another try.
    pub fn unavailable(sentence: &'static str, retry_after: u64) -> Self {
        Self::new(ErrorCode::Unavailable, sentence).retry_after(retry_after)
    }

    /// 500: the cause is for the log alone.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(ErrorCode::Internal, "something failed here; the server's log has it under the request id").because(cause)
    }

    /// With a fact beside the sentence.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.headers.push((name, value.to_string().into()));
        self
    }

    /// With the seconds to wait, as a header and as a fact.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, seconds).fact("retry_after", seconds)
    }

    /// With where the caller's network stands.
    #[must_use]
    pub fn with_rate(self, facts: Option<RateFacts>) -> Self {
        facts.map(rate_headers).into_iter().flatten().fold(self, |failure, (name, value)| failure.header(name, value))
    }

    /// With what the log should say and nobody else.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Its code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What the log should say.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The answer.
    pub fn into_response(self, request_id: &str) -> Response {
        let body = ErrorBody {
            error: self.sentence.into_owned(),
            code: Some(self.code.word().to_owned()),
            request_id: Some(request_id.to_owned()),
            facts: self.facts,
        };
        let mut response = json(self.code.status(), &body);
        response.headers.extend(self.headers);
        response.record.code = self.code.word();
        response
    }
}

fn rate_headers(facts: RateFacts) -> [(&'static str, u64); 3] {
    [(header::RATE_LIMIT, facts.limit), (header::RATE_REMAINING, facts.remaining), (header::RATE_RESET, facts.reset)]
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::unavailable("the database is busy; try again", RETRY_BUSY).because(error),
            StoreError::OutOfRoom => Self::unavailable("too much is being moved at once; try again", RETRY_BUSY).because(error),
            StoreError::Unreachable(_) | StoreError::Unproven(_) | StoreError::Barred(_) | StoreError::InDoubt => {
                Self::unavailable("the database does not answer; try again", RETRY_LOST).because(error)
            }
            StoreError::Closed => Self::unavailable("the server is stopping", RETRY_CLOSED).because(error),
            StoreError::Frozen | StoreError::Arriving(_) | StoreError::Leaving(_) | StoreError::Left(_) => {
                Self::unavailable("the pastes here are being moved to another database; try again", RETRY_CLOSED).because(error)
            }
            StoreError::AtRest(VaultError::Changed) => {
                Self::unavailable("this server is being moved to another storage key", RETRY_CLOSED).because(error)
            }
            StoreError::Full => Self::disk_full().because(error),
            StoreError::InvalidCursor => InvalidQuery::Form { name: "cursor", form: "the next_cursor of an earlier answer" }.into(),
            other => Self::internal(other),
        }
    }
}

impl From<InvalidQuery> for Failure {
    fn from(error: InvalidQuery) -> Self {
        Self::new(ErrorCode::InvalidQuery, error.to_string())
    }
}

impl From<EntropyError> for Failure {
    fn from(error: EntropyError) -> Self {
        Self::internal(error)
    }
}

impl From<KdfError> for Failure {
    fn from(error: KdfError) -> Self {
        match error {
            KdfError::Busy => Self::unavailable("too many passwords are being checked; try again", RETRY_BUSY),
            KdfError::Entropy(error) => error.into(),
        }
    }
}

impl From<Locked> for Failure {
    fn from(locked: Locked) -> Self {
        Self::new(ErrorCode::PasswordLocked, "too many wrong passwords for this paste; wait").retry_after(locked.retry_after)
    }
}

impl From<RateExceeded> for Failure {
    fn from(exceeded: RateExceeded) -> Self {
        Self::new(ErrorCode::RateLimited, "too many requests from your network; wait")
            .retry_after(exceeded.retry_after)
            .with_rate(Some(exceeded.facts))
    }
}

impl From<PowError> for Failure {
    fn from(error: PowError) -> Self {
        let sentence = match error {
            PowError::Malformed => "the proof-of-work token is malformed",
            PowError::Forged => "the proof-of-work token was not issued by this server for this kind of request",
            PowError::Expired => "the proof-of-work challenge has expired; fetch a new one",
            PowError::Unsolved => "the proof-of-work solution is wrong",
        };
        Self::new(ErrorCode::PowFailed, sentence)
    }
}

impl From<Full> for Failure {
    fn from(full: Full) -> Self {
        let sentence = match full.quota {
            "network" => "your network has stored as many bytes today as it may",
            "account" => "you have stored as many bytes today as you may",
            "disk" => "the server's disk has no room left",
            _ => "the server stores as much as it may",
        };
        let failure = Self::new(ErrorCode::StorageFull, sentence).fact("quota", full.quota).fact("limit", full.limit);
        let failure = if full.quota == "disk" { failure } else { failure.fact("used", full.used) };
        match full.reset {
            Some(reset) => failure.fact("reset", reset),
            None => failure,
        }
    }
}

impl From<QuotaError> for Failure {
    fn from(error: QuotaError) -> Self {
        match error {
            QuotaError::Full(full) => full.into(),
            QuotaError::Store(error) => error.into(),
        }
    }
}

impl Failure {
    /// Why a body that may have `limit` bytes was not taken in.
    pub fn from_body(error: &BodyError, limit: u64) -> Self {
        match error {
            BodyError::TooLarge => Self::too_large(limit),
            BodyError::Timeout => Self::new(ErrorCode::RequestTimeout, "the body did not arrive in time"),
            BodyError::Closed => Self::new(ErrorCode::BadRequest, "the connection ended inside the body"),
            BodyError::Malformed => Self::new(ErrorCode::BadRequest, "the chunked body is malformed"),
            BodyError::NoRoom => Self::unavailable("too many bodies are on their way; try again", RETRY_BUSY),
            BodyError::DiskFull => Self::disk_full().because("no room for a temporary file"),
            BodyError::Io(error) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(response: &Response) -> Value {
        let Payload::Bytes(bytes) = &response.body else { panic!("no bytes") };
        serde_json::from_slice(bytes).unwrap()
    }

    fn field<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
        response.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }

    #[test]
    fn an_error_is_flat_json_with_its_facts_beside_it() {
        let response = Failure::too_large(10).into_response("r1");
        assert_eq!(response.status, 413);
        assert_eq!(body(&response)["limit"], 10);
        assert_eq!((body(&response)["code"].as_str(), body(&response)["request_id"].as_str()), (Some("too_large"), Some("r1")));
        assert_eq!(response.record.code, "too_large");
    }

    #[test]
    fn every_401_says_how_to_authenticate() {
        for &code in ErrorCode::ALL.iter().filter(|code| code.status() == 401) {
            assert!(field(&Failure::new(code, "no").into_response("r"), header::WWW_AUTHENTICATE).is_some(), "{code}");
        }
    }

    #[test]
    fn nothing_internal_leaks() {
        let failure = Failure::from(StoreError::Engine("no such table: paste".into()));
        assert!(failure.cause().unwrap().contains("no such table"));
        assert!(!body(&failure.into_response("r")).to_string().contains("table"));
    }

    #[test]
    fn what_a_handler_set_stays_and_the_rest_is_put_on() {
        let response = finish(text(200, "x").with(header::CACHE_CONTROL, "immutable"), "r", true);
        assert_eq!(field(&response, header::CACHE_CONTROL), Some("immutable"));
        assert_eq!(field(&response, "X-Frame-Options"), Some("DENY"));
        assert_eq!(field(&response, header::REQUEST_ID), Some("r"));
        assert!(field(&response, "Strict-Transport-Security").is_some());
        assert!(field(&finish(no_content(), "r", false), "Strict-Transport-Security").is_none());
    }
}
