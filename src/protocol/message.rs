//! The JSON of every request and reply. Times are Unix seconds, sizes bytes; an absent field means "not set".
//!
//! Readers ignore fields they do not know: fields are only ever added.

use std::fmt;

use serde::{Deserialize, Serialize};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The body of every error. Facts (`limit`, `retry_after`, …) stand beside these as siblings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErrorBody {
    /// A sentence for people.
    pub error: String,
    /// A stable word for programs (`ErrorCode`); absent on servers other than ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Names the request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Numbers and hints that belong to this code.
    #[serde(flatten)]
    pub facts: serde_json::Map<String, serde_json::Value>,
}

/// `POST /` with `Content-Type: application/json`.
#[derive(Debug, Serialize, Deserialize)]
pub struct CreateJson {
    /// The paste, as text.
    pub content: String,
}

/// What a server tells of a paste: the reply to its creation, its metadata, one row of a listing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paste {
    /// Its name.
    pub id: String,
    /// `/<id>` with the URL prefix; only on creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `/<id>/raw` with the URL prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The stored media type.
    #[serde(default)]
    pub mime_type: String,
    /// Bytes stored.
    #[serde(default)]
    pub size: u64,
    /// When it was made.
    #[serde(default)]
    pub created_at: u64,
    /// When it goes; absent only on servers that do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// The account's first fingerprint; told to the owner and admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its first reading deletes it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub burn_after_read: bool,
    /// Reading needs `X-Paste-Password`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub password_protected: bool,
    /// Reading needs `X-Burn-Claim`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub claim_required: bool,
    /// The owner's label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Shown once, on creation, if the client sent no hash of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_token: Option<String>,
}

impl fmt::Debug for Paste {
    /// Without the delete token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, mime_type, size, created_at, expires_at, burn_after_read, .. } = self;
        let mut shown = f.debug_struct("Paste");
        shown.field("id", id).field("mime_type", mime_type).field("size", size).field("burn_after_read", burn_after_read);
        shown.field("created_at", created_at).field("expires_at", expires_at).finish_non_exhaustive()
    }
}

/// `GET /pastes`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasteList {
    /// Newest first.
    pub pastes: Vec<Paste>,
    /// Rows in this answer.
    #[serde(default)]
    pub count: u64,
    /// Rows in all, over all pages.
    #[serde(default)]
    pub total: u64,
    /// Rows asked for.
    #[serde(default)]
    pub limit: u64,
    /// Rows skipped.
    #[serde(default)]
    pub offset: u64,
    /// Opaque; where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// `GET /challenge` and `GET /register/challenge`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ChallengeReply {
    /// Whether a proof is asked of this caller.
    pub enabled: bool,
    /// 32 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Leading zero bits asked for now.
    pub difficulty: u8,
    /// Leading zero bits in calm times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_difficulty: Option<u8>,
    /// More is asked than in calm times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elevated: Option<bool>,
    /// Until when the challenge can be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<u64>,
    /// To be sent back with the solution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What this server can do beyond FlaskPaste; absent there.
    #[serde(default)]
    pub features: Vec<String>,
}

/// `DELETE /<id>`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Deleted {
    /// `Paste deleted`.
    #[serde(default)]
    pub message: String,
    /// Which.
    #[serde(default)]
    pub id: String,
}

/// `DELETE /pastes?confirm=N`.
#[derive(Debug, Serialize, Deserialize)]
pub struct BulkDeleted {
    /// How many there were.
    pub deleted: u64,
}

/// `GET /`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct About {
    /// The program.
    #[serde(default)]
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// `METHOD /path` to what it does.
    #[serde(default)]
    pub endpoints: serde_json::Map<String, serde_json::Value>,
    /// Command lines to try.
    #[serde(default)]
    pub usage: serde_json::Map<String, serde_json::Value>,
    /// A word to the reader.
    #[serde(default)]
    pub note: String,
    /// Sizes and lifetimes by level; absent on FlaskPaste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The proof of work as it stands for this caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pow: Option<PowState>,
    /// Whether certificates are issued here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pki: Option<PkiState>,
    /// Who the server takes the caller for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Who may create: `anyone`, `untrusted`, `trusted` or `admin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<String>,
    /// Extensions that work here.
    #[serde(default)]
    pub features: Vec<String>,
}

/// The sizes and lifetimes a server grants.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest body by level, bytes.
    pub max_size: ByLevel,
    /// Lifetime where none is asked for, by level, seconds.
    pub default_expiry: ByLevel,
    /// The longest lifetime, seconds.
    pub max_expiry: u64,
    /// The smallest body, bytes; 0 where any will do.
    pub min_size: u64,
    /// Bits per byte a body must have; 0 where any will do.
    pub min_entropy: f64,
    /// The body size from which `min_entropy` is asked, bytes.
    pub min_entropy_size: u64,
}

/// One number for each level of caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLevel {
    /// Without a certificate.
    pub anonymous: u64,
    /// With a certificate this server did not issue.
    pub untrusted: u64,
    /// With one it did issue.
    pub trusted: u64,
    /// And with the admin mark.
    pub admin: u64,
}

/// The proof of work in `GET /`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowState {
    /// Whether a proof is asked of this caller.
    pub enabled: bool,
    /// Leading zero bits now.
    pub difficulty: u8,
}

/// The certificate authority in `GET /`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PkiState {
    /// Whether this server issues certificates.
    pub enabled: bool,
}

/// Who the server takes the caller for, in `GET /`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// `anonymous`, `untrusted`, `trusted` or `admin`.
    pub level: String,
    /// The certificate presented, 40 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// When that certificate ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_expires: Option<u64>,
    /// The account's first fingerprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The name of the API token in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// `GET /health`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Health {
    /// `healthy` or `unhealthy`.
    pub status: String,
    /// `ok` or `error`.
    pub database: String,
}

/// `POST /register`, `POST /pki/ca` and `POST /pki/issue`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct NameRequest {
    /// The certificate's common name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
}

/// `GET /pki`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PkiStatus {
    /// Whether certificates are issued here.
    pub enabled: bool,
    /// Whether there is an authority yet.
    pub ca_exists: bool,
    /// The authority's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// 40 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint_sha1: Option<String>,
    /// 64 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint_sha256: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<u64>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// Where to get it, `/pki/ca.crt` with the URL prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
}

/// One row of `GET /pki/certs`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Certificate {
    /// 32 hex digits.
    pub serial: String,
    /// Whose it is.
    pub common_name: String,
    /// 40 hex digits.
    pub fingerprint_sha1: String,
    /// 64 hex digits.
    pub fingerprint_sha256: String,
    /// When it begins.
    pub issued_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it was revoked, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<u64>,
    /// Its account has the admin mark.
    pub is_admin: bool,
    /// The account's first fingerprint.
    pub owner: String,
}

/// `GET /pki/certs`.
#[derive(Debug, Serialize, Deserialize)]
pub struct CertificateList {
    /// Newest first.
    pub certificates: Vec<Certificate>,
}

/// `POST /pki/revoke/<serial>`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Revoked {
    /// `Certificate revoked`.
    pub message: String,
    /// Which.
    pub serial: String,
}

/// `POST /lockdown`, and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lockdown {
    /// Writes are refused while it is on.
    pub on: bool,
}

/// `POST /tokens`.
#[derive(Debug, Serialize, Deserialize)]
pub struct TokenRequest {
    /// A name to know it by.
    pub name: String,
    /// What it may do: `create`, `read`, `list`, `update`, `delete`.
    pub scopes: Vec<String>,
    /// Seconds it lives.
    pub expires_in: u64,
}

/// An API token as the server lists it; with `token` only where it was just made.
#[derive(Clone, Serialize, Deserialize)]
pub struct Token {
    /// Its id, which is no secret.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<u64>,
    /// `fpt_` and 43 characters of base64url, shown once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl fmt::Debug for Token {
    /// Without the token itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("id", &self.id).field("name", &self.name).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// `GET /tokens`.
#[derive(Debug, Serialize, Deserialize)]
pub struct TokenList {
    /// Newest first.
    pub tokens: Vec<Token>,
}

/// One row of the audit chain: its `hash` is SHA-256 over `previous` and the row's canonical JSON (RFC 8785) without `hash`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Counts from 1, without gaps.
    pub seq: u64,
    /// When.
    pub time: u64,
    /// What, a stable word such as `paste.delete`.
    pub event: String,
    /// Who: an owner's fingerprint, a token's id, `anonymous`, `box`.
    pub actor: String,
    /// To what: an id, a serial, a fingerprint.
    pub subject: String,
    /// `ok`, `refused` or a count of aggregated failures.
    pub outcome: String,
    /// From where, or empty where addresses are not logged.
    pub address: String,
    /// The request.
    pub request_id: String,
    /// The hash of the row before, 64 hex digits; 64 zeros for the first.
    pub previous: String,
    /// 64 hex digits.
    pub hash: String,
}

/// `GET /audit`.
#[derive(Debug, Serialize, Deserialize)]
pub struct AuditPage {
    /// Oldest first.
    pub events: Vec<AuditEvent>,
    /// The `after` of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
