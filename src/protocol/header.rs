//! The names of every header we read or write, in the spelling that goes over the wire, and the media types.
//!
//! Readers compare names without regard to case (RFC 9110 §5.1).

macro_rules! names {
    ($($(#[doc = $doc:literal])* $name:ident = $value:literal;)*) => {
        $($(#[doc = $doc])* pub const $name: &str = $value;)*
    };
}

names! {
    /// The challenge's token, sent back with its solution.
    POW_TOKEN = "X-PoW-Token";
    /// The decimal that solves the challenge.
    POW_SOLUTION = "X-PoW-Solution";
    /// Lifetime asked for, in seconds.
    EXPIRY = "X-Expiry";
    /// Boolean: delete the paste with its first reading.
    BURN = "X-Burn-After-Read";
    /// The paste's password, checked by the server, UTF-8.
    PASSWORD = "X-Paste-Password";
    /// The server-side label of a paste, clear text, UTF-8.
    DISPLAY_NAME = "X-Display-Name";
    /// 64 hex: SHA-256 of the burn claim.
    BURN_CLAIM_HASH = "X-Burn-Claim-Hash";
    /// 64 hex: the burn claim itself.
    BURN_CLAIM = "X-Burn-Claim";
    /// 32 hex chosen by a reader of a burn paste, so that it may fetch again.
    BURN_READER = "X-Burn-Reader";
    /// Seconds the lease of a burn paste lasts from its first fetch.
    BURN_LEASE = "X-Burn-Lease";
    /// 64 hex: SHA-256 of the delete token the client keeps.
    DELETE_TOKEN_HASH = "X-Delete-Token-Hash";
    /// 64 hex: the delete token.
    DELETE_TOKEN = "X-Delete-Token";
    /// 32 to 64 hex: makes a repeated upload answer the first one's paste.
    IDEMPOTENCY_KEY = "Idempotency-Key";
    /// SHA-1 of the client certificate, as a TLS-ending proxy reports it.
    CLIENT_SHA1 = "X-SSL-Client-SHA1";
    /// The secret that lets a proxy's word on identity count in full.
    PROXY_SECRET = "X-Proxy-Secret";
    /// The code that makes the first registration an admin.
    SETUP_CODE = "X-Setup-Code";
    /// Names the request in answers and logs.
    REQUEST_ID = "X-Request-ID";
    /// SHA-256 of the executable that `GET /client` sends, hex.
    CHECKSUM_SHA256 = "X-Checksum-SHA256";
    /// SHA-1 of an issued certificate, hex.
    FINGERPRINT_SHA1 = "X-Fingerprint-SHA1";
    /// When an issued certificate ends, Unix seconds.
    CERTIFICATE_EXPIRES = "X-Certificate-Expires";
    /// Serial of an issued certificate, 32 hex.
    CERTIFICATE_SERIAL = "X-Certificate-Serial";
    /// `1` if the certificate's account has the admin mark.
    IS_ADMIN = "X-Is-Admin";
    /// Requests allowed in the window.
    RATE_LIMIT = "X-RateLimit-Limit";
    /// Requests left in the window.
    RATE_REMAINING = "X-RateLimit-Remaining";
    /// When the window ends, Unix seconds.
    RATE_RESET = "X-RateLimit-Reset";
    /// Who a proxy says the client is.
    FORWARDED_FOR = "X-Forwarded-For";
    /// Which scheme a proxy says the client used.
    FORWARDED_PROTO = "X-Forwarded-Proto";
    /// Begins every other header of that family.
    FORWARDED_PREFIX = "X-Forwarded-";
    /// RFC 7239.
    FORWARDED = "Forwarded";
    /// RFC 9110 §7.6.3.
    VIA = "Via";
    /// Where a browser's request comes from.
    SEC_FETCH_SITE = "Sec-Fetch-Site";
    /// Which page sends what writes: RFC 6454 §7.
    ORIGIN = "Origin";
    /// `prefetch` where a browser only speculates.
    SEC_PURPOSE = "Sec-Purpose";
    /// RFC 9110 §11.6.2.
    AUTHORIZATION = "Authorization";
    /// RFC 9110 §12.5.1.
    ACCEPT = "Accept";
    /// RFC 9110 §10.2.1.
    ALLOW = "Allow";
    /// RFC 9111 §5.2.
    CACHE_CONTROL = "Cache-Control";
    /// RFC 9110 §7.6.1.
    CONNECTION = "Connection";
    /// RFC 6266.
    CONTENT_DISPOSITION = "Content-Disposition";
    /// RFC 9110 §8.6.
    CONTENT_LENGTH = "Content-Length";
    /// RFC 9110 §14.4.
    CONTENT_RANGE = "Content-Range";
    /// RFC 9110 §8.3.
    CONTENT_TYPE = "Content-Type";
    /// RFC 9110 §8.4.
    CONTENT_ENCODING = "Content-Encoding";
    /// RFC 9110 §10.1.1.
    EXPECT = "Expect";
    /// RFC 9110 §7.2.
    HOST = "Host";
    /// RFC 9110 §10.2.2.
    LOCATION = "Location";
    /// RFC 9110 §14.2.
    RANGE = "Range";
    /// RFC 9110 §14.3.
    ACCEPT_RANGES = "Accept-Ranges";
    /// RFC 9110 §10.2.3.
    RETRY_AFTER = "Retry-After";
    /// RFC 9112 §6.1.
    TRANSFER_ENCODING = "Transfer-Encoding";
    /// RFC 9110 §10.1.5.
    USER_AGENT = "User-Agent";
    /// RFC 9110 §12.5.5.
    VARY = "Vary";
    /// RFC 9110 §11.6.1.
    WWW_AUTHENTICATE = "WWW-Authenticate";
}

/// `application/json`.
pub const JSON: &str = "application/json";
/// Bytes of no known type.
pub const OCTET_STREAM: &str = "application/octet-stream";
/// Text as the server sends it out itself.
pub const TEXT_UTF8: &str = "text/plain; charset=utf-8";
/// Text as it is stored.
pub const TEXT: &str = "text/plain";
/// The page.
pub const HTML_UTF8: &str = "text/html; charset=utf-8";
/// A PEM certificate or request.
pub const PEM: &str = "application/x-pem-file";
/// A PKCS#12 bundle.
pub const PKCS12: &str = "application/x-pkcs12";

/// Reads a boolean header: `true|1|yes` or `false|0|no`, any case; `None` for anything else.
pub fn parse_bool(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_have_six_spellings_and_no_others() {
        for (text, value) in [("true", true), ("YES", true), ("1", true), ("False", false), ("0", false), ("no", false)] {
            assert_eq!(parse_bool(text), Some(value), "{text}");
        }
        for text in ["", " true", "on", "2", "y", "truе"] {
            assert_eq!(parse_bool(text), None, "{text}");
        }
    }
}
