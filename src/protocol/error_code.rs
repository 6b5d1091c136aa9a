//! The stable words for what went wrong, and the HTTP status each one travels with.

use std::fmt;

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $word:literal, $status:literal;)*) => {
        /// A word of the error table: programs branch on it, and its status never varies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[doc = $doc])* $variant,)* }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word as it stands in `"code"`.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The HTTP status of an answer with this code.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// The code a word stands for, if it is one of ours.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

error_codes! {
    /// The request is malformed in a way that has no code of its own.
    BadRequest = "bad_request", 400;
    /// The body is not the JSON the route asks for.
    InvalidJson = "invalid_json", 400;
    /// A header of ours has a value that is not of its form.
    InvalidHeader = "invalid_header", 400;
    /// A query parameter is missing or not of its form.
    InvalidQuery = "invalid_query", 400;
    /// The certificate request cannot be read, is not self-signed, or its key is too weak.
    InvalidCsr = "invalid_csr", 400;
    /// A name does not match `[A-Za-z0-9._@ -]{1,64}`.
    InvalidName = "invalid_name", 400;
    /// No bytes to store.
    EmptyBody = "empty_body", 400;
    /// The body is smaller than this server stores.
    TooSmall = "too_small", 400;
    /// The body looks like plain text to a server that stores only encrypted pastes.
    LowEntropy = "low_entropy", 400;
    /// A paste password of more than 1024 characters.
    PasswordTooLong = "password_too_long", 400;
    /// A label of more than 128 characters, or with control characters.
    InvalidDisplayName = "invalid_display_name", 400;
    /// A proof of work is asked for and none came.
    PowRequired = "pow_required", 400;
    /// The proof is forged, expired, of the wrong kind, wrong, or was used for something else.
    PowFailed = "pow_failed", 400;
    /// The caller must be known.
    AuthRequired = "auth_required", 401;
    /// The paste has a password and none came.
    PasswordRequired = "password_required", 401;
    /// The certificate was revoked by this server.
    CertificateRevoked = "certificate_revoked", 401;
    /// The API token is unknown, revoked or expired.
    InvalidToken = "invalid_token", 401;
    /// The caller is known, and may not do this.
    Forbidden = "forbidden", 403;
    /// The paste's password is another one.
    PasswordWrong = "password_wrong", 403;
    /// A burn paste with a claim, and no claim came.
    ClaimRequired = "claim_required", 403;
    /// The claim does not match.
    ClaimWrong = "claim_wrong", 403;
    /// The API token does not cover this.
    InsufficientScope = "insufficient_scope", 403;
    /// Unknown, expired, burned, or no such path: deliberately the same.
    NotFound = "not_found", 404;
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The request did not arrive in time.
    RequestTimeout = "request_timeout", 408;
    /// A burn paste cannot be changed.
    BurnImmutable = "burn_immutable", 409;
    /// A bulk deletion named another count than there are pastes.
    CountMismatch = "count_mismatch", 409;
    /// There is a certificate authority already.
    CaExists = "ca_exists", 409;
    /// The same proof or key is being uploaded right now.
    InProgress = "in_progress", 409;
    /// The idempotency key was used for another request.
    IdempotencyMismatch = "idempotency_mismatch", 409;
    /// The body is larger than the caller may store.
    TooLarge = "too_large", 413;
    /// The request target is too long.
    UriTooLong = "uri_too_long", 414;
    /// The range lies outside the paste.
    RangeNotSatisfiable = "range_not_satisfiable", 416;
    /// The same content too often.
    Duplicate = "duplicate", 429;
    /// Too many requests.
    RateLimited = "rate_limited", 429;
    /// Too many wrong passwords.
    PasswordLocked = "password_locked", 429;
    /// The request head is too large.
    HeaderTooLarge = "header_too_large", 431;
    /// Something failed here; the log has it under the request id.
    Internal = "internal", 500;
    /// A transfer coding or method this server does not know.
    NotImplemented = "not_implemented", 501;
    /// Lockdown, shutting down, or the database is busy beyond its timeout.
    Unavailable = "unavailable", 503;
    /// Not HTTP/1.0 or HTTP/1.1.
    VersionNotSupported = "version_not_supported", 505;
    /// A byte quota or the free-disk floor was reached.
    StorageFull = "storage_full", 507;
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_its_code() {
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_word(code.word()), Some(code));
            assert!((400..=599).contains(&code.status()));
        }
        assert_eq!(ErrorCode::from_word("teapot"), None);
    }
}
