//! What an answer that says no means: status, word and facts to a situation. Servers of the plain `FlaskPaste` interface send no
//! words; there the status and the route decide.

use serde_json::Value;

use super::error::{Error, Refusal};
use crate::protocol::message::ErrorBody;
use crate::protocol::{ErrorCode, Route};

/// What the request was, as far as the meaning of a refusal depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) route: &'a Route,
    /// A paste password was sent.
    pub(super) password: bool,
}

/// The pause where a server asks to wait and does not say for how long.
const USUAL_PAUSE: u64 = 1;

/// Reads a refusal from the parts of an answer.
pub(super) fn read(status: u16, body: &[u8], retry_after: Option<&str>, request_id: Option<&str>) -> Refusal {
    let parsed = serde_json::from_slice::<ErrorBody>(body).ok();
    let (sentence, word, id, facts) = match parsed {
        Some(body) => (Some(body.error), body.code, body.request_id, body.facts),
        None => (None, None, None, serde_json::Map::new()),
    };
    let sentence = sentence.map(|text| clean(&text)).filter(|text| !text.is_empty());
    let number = |name: &str| facts.get(name).and_then(Value::as_u64);
    Refusal {
        status,
        code: word.as_deref().and_then(ErrorCode::from_word),
        sentence: sentence.unwrap_or_else(|| format!("the server answered with status {status}")),
        retry_after: retry_after.and_then(|text| text.trim().parse().ok()).or_else(|| number("retry_after")),
        request_id: id.or_else(|| request_id.map(str::to_owned)).map(|id| clean(&id)).filter(|id| id.len() <= 64),
        facts,
    }
}

/// The situation a refusal is.
pub(super) fn situation(refusal: Refusal, asked: Asked<'_>) -> Error {
    let pause = refusal.retry_after;
    let refusal = Box::new(refusal);
    match refusal.code {
        Some(code) => by_code(code, refusal, pause),
        None => by_status(refusal, pause, asked),
    }
}

fn by_code(code: ErrorCode, refusal: Box<Refusal>, pause: Option<u64>) -> Error {
    use ErrorCode as Code;
    match code {
        Code::EmptyBody | Code::TooSmall | Code::LowEntropy | Code::TooLarge | Code::PasswordTooLong | Code::InvalidDisplayName => {
            Error::ContentRefused(refusal)
        }
        Code::PowRequired | Code::PowFailed => Error::ProofRefused(refusal),
        Code::PasswordRequired => Error::PasswordRequired(refusal),
        Code::PasswordWrong => Error::PasswordWrong(refusal),
        Code::ClaimRequired | Code::ClaimWrong => Error::Claim(refusal),
        Code::AuthRequired | Code::CertificateRevoked | Code::InvalidToken | Code::Forbidden | Code::InsufficientScope => {
            Error::NotAuthorised(refusal)
        }
        Code::NotFound => Error::NotFound(refusal),
        Code::BurnImmutable | Code::CountMismatch | Code::CaExists | Code::IdempotencyMismatch => Error::Conflict(refusal),
        Code::Duplicate | Code::RateLimited | Code::PasswordLocked | Code::Unavailable | Code::InProgress => {
            Error::AskedToWait { seconds: pause.unwrap_or(USUAL_PAUSE), refusal }
        }
        Code::Internal | Code::NotImplemented | Code::StorageFull => Error::ServerFailed(refusal),
        Code::BadRequest
        | Code::InvalidJson
        | Code::InvalidHeader
        | Code::InvalidQuery
        | Code::InvalidCsr
        | Code::InvalidName
        | Code::MethodNotAllowed
        | Code::RequestTimeout
        | Code::UriTooLong
        | Code::RangeNotSatisfiable
        | Code::HeaderTooLarge
        | Code::VersionNotSupported => Error::BadRequest(refusal),
    }
}

fn by_status(refusal: Box<Refusal>, pause: Option<u64>, asked: Asked<'_>) -> Error {
    let says = |words: &[&str]| {
        let sentence = refusal.sentence.to_ascii_lowercase();
        words.iter().any(|word| sentence.contains(word))
    };
    let read = matches!(asked.route, Route::Raw(_));
    match refusal.status {
        400 if says(&["proof", "pow", "challenge", "nonce"]) => Error::ProofRefused(refusal),
        400 if matches!(asked.route, Route::Create | Route::Update(_)) => Error::ContentRefused(refusal),
        401 if read => Error::PasswordRequired(refusal),
        403 if read && asked.password => Error::PasswordWrong(refusal),
        401 | 403 | 407 => Error::NotAuthorised(refusal),
        404 | 410 => Error::NotFound(refusal),
        409 => Error::Conflict(refusal),
        413 => Error::ContentRefused(refusal),
        429 => Error::AskedToWait { seconds: pause.unwrap_or(USUAL_PAUSE), refusal },
        503 if pause.is_some() => Error::AskedToWait { seconds: pause.unwrap_or(USUAL_PAUSE), refusal },
        500.. => Error::ServerFailed(refusal),
        _ => Error::BadRequest(refusal),
    }
}

/// A server's words as a terminal may show them: one line, no control characters, not endless.
pub(super) fn clean(text: &str) -> String {
    let line: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).take(300).collect();
    line.trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str, route: &Route, password: bool) -> Error {
        situation(read(status, body.as_bytes(), None, Some("abc")), Asked { route, password })
    }

    #[test]
    fn every_word_of_ours_is_a_situation() {
        for &code in ErrorCode::ALL {
            let body = format!(r#"{{"error":"No.","code":"{code}","limit":7}}"#);
            let error = of(code.status(), &body, &Route::Create, false);
            assert_eq!(error.code(), Some(code));
            assert_eq!(error.request_id(), Some("abc"));
            assert_eq!(error.refusal().unwrap().number("limit"), Some(7));
            assert_eq!(error.refusal().unwrap().sentence, "No");
        }
    }

    #[test]
    fn a_server_without_words_is_understood_by_status_and_route() {
        let raw = Route::Raw("abc123".parse().unwrap());
        assert!(matches!(of(404, r#"{"error":"Paste not found"}"#, &raw, false), Error::NotFound(_)));
        assert!(matches!(of(401, r#"{"error":"Password required"}"#, &raw, false), Error::PasswordRequired(_)));
        assert!(matches!(of(403, r#"{"error":"Invalid password"}"#, &raw, true), Error::PasswordWrong(_)));
        assert!(matches!(of(403, r#"{"error":"Forbidden"}"#, &raw, false), Error::NotAuthorised(_)));
        assert!(matches!(of(400, r#"{"error":"Proof-of-work required"}"#, &Route::Create, false), Error::ProofRefused(_)));
        assert!(matches!(of(400, r#"{"error":"Empty content"}"#, &Route::Create, false), Error::ContentRefused(_)));
        assert!(matches!(of(413, "", &Route::Create, false), Error::ContentRefused(_)));
        assert!(matches!(of(429, r#"{"error":"Slow","retry_after":9}"#, &Route::Create, false), Error::AskedToWait { seconds: 9, .. }));
        assert!(matches!(of(503, "<html>", &Route::Create, false), Error::ServerFailed(_)));
        assert!(matches!(of(500, "", &Route::Create, false), Error::ServerFailed(_)));
    }

    #[test]
    fn a_servers_words_cannot_write_to_the_terminal() {
        let refusal = read(500, b"{\"error\":\"a\\u001b[31mb\\r\\nc\"}", None, Some("x\u{7}"));
        assert_eq!(refusal.sentence, "a [31mb  c");
        assert_eq!(refusal.request_id.as_deref(), Some("x"));
    }
}
