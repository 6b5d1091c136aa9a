//! What can go wrong between here and an answer. Each variant is a situation a person can be told about; exit codes and hints are
//! matched on it in `cli/error.rs`.

use std::io;
use std::time::Duration;

use serde_json::{Map, Value};
use thiserror::Error;

use super::place::InvalidPlace;
use super::tls::TlsFault;
use crate::protocol::ErrorCode;
use crate::sys::entropy::EntropyError;

/// Result of everything the client does.
pub type Result<T> = std::result::Result<T, Error>;

/// A situation. `Display` is one lower-case sentence; hints and the request id are added by the voice.
#[derive(Debug, Error)]
pub enum Error {
    /// A server address that is none.
    #[error(transparent)]
    InvalidServer(#[from] InvalidPlace),
    /// A proxy address that is none.
    #[error("'{shown}' is not a proxy address")]
    InvalidProxy {
        /// Without credentials.
        shown: String,
    },
    /// A header that cannot be sent.
    #[error("header '{name}' cannot be sent: its name or value has characters that no header holds")]
    InvalidHeader {
        /// Its name.
        name: String,
    },
    /// A certificate or key file that cannot be used.
    #[error("{file}: {why}")]
    CredentialFile {
        /// Its path.
        file: String,
        /// What is wrong with it.
        why: CredentialFault,
    },
    /// `--insecure` together with a client certificate.
    #[error("a client certificate is not shown to a server that is not verified (--insecure)")]
    InsecureWithCertificate,

    /// Nobody listens there.
    #[error("cannot connect to {server}: connection refused")]
    Refused {
        /// Origin.
        server: String,
    },
    /// The host has no address.
    #[error("cannot find {host}: {why}")]
    NameNotFound {
        /// The host.
        host: String,
        /// The resolver's words.
        why: String,
    },
    /// No connection within the time.
    #[error("cannot connect to {server}: no answer within {}", seconds(*.after))]
    ConnectTimeout {
        /// Origin.
        server: String,
        /// The time.
        after: Duration,
    },
    /// No way there, or the connection broke while it was set up.
    #[error("cannot connect to {server}: {why}")]
    Unreachable {
        /// Origin.
        server: String,
        /// The system's words.
        why: String,
    },
    /// The proxy refused, or is none.
    #[error("cannot reach {server} through the proxy {proxy}: {why}")]
    ProxyFailed {
        /// Origin.
        server: String,
        /// Without credentials.
        proxy: String,
        /// Its words.
        why: String,
    },
    /// Connected, and then not a byte for too long.
    #[error("{server} stopped answering: not a byte for {}", seconds(*.after))]
    Stalled {
        /// Origin.
        server: String,
        /// The time.
        after: Duration,
    },
    /// `--max-time` is over.
    #[error("not done within {}", seconds(*.limit))]
    TookTooLong {
        /// The limit.
        limit: Duration,
    },
    /// The TLS handshake failed.
    #[error("{fault}")]
    Tls {
        /// Origin.
        server: String,
        /// What exactly.
        fault: TlsFault,
    },

    /// The request went out, and the connection ended before an answer came.
    #[error("{server} closed the connection without an answer")]
    NoAnswer {
        /// Origin.
        server: String,
    },
    /// The answer broke off.
    #[error("{server} sent half an answer")]
    HalfAnswer {
        /// Origin.
        server: String,
    },
    /// An answer that is none of a paste server.
    #[error("{server} answered nonsense: {what}")]
    Nonsense {
        /// Origin.
        server: String,
        /// What came instead.
        what: String,
        /// Of the answer.
        status: u16,
        /// If it named one.
        request_id: Option<String>,
    },
    /// More bytes than the caller wants.
    #[error("the answer is larger than {limit} bytes")]
    AnswerTooLarge {
        /// The caller's cap.
        limit: u64,
        /// What the server announced.
        size: Option<u64>,
    },
    /// A POST, PUT or DELETE was redirected, which is never followed.
    #[error("{server} redirects to {location}; a {method} is not redirected")]
    Redirected {
        /// The method.
        method: &'static str,
        /// Origin.
        server: String,
        /// Where to.
        location: String,
        /// The server address to configure instead, if it can be told.
        configure: Option<String>,
    },
    /// A GET led from redirect to redirect, or nowhere.
    #[error("{server} redirects too often or to nowhere")]
    TooManyRedirects {
        /// Origin.
        server: String,
    },

    /// 404: unknown, expired, burned.
    #[error("not found (it may have expired or been read once)")]
    NotFound(Box<Refusal>),
    /// 401 or 403: not this caller.
    #[error("{0}")]
    NotAuthorised(Box<Refusal>),
    /// The paste has a password and none was sent.
    #[error("this paste has a password")]
    PasswordRequired(Box<Refusal>),
    /// Another password was sent.
    #[error("wrong password")]
    PasswordWrong(Box<Refusal>),
    /// The paste is burned after reading and wants its claim: `claim_required` or `claim_wrong`.
    #[error("{0}")]
    Claim(Box<Refusal>),
    /// 429 or 503: later. The pause is longer than the client was told to wait, or its patience is over.
    #[error("{refusal}; it asks to wait {seconds} s")]
    AskedToWait {
        /// For how long.
        seconds: u64,
        /// What it said.
        refusal: Box<Refusal>,
    },
    /// The content is not taken: empty, too small, too large, too little entropy, a bad label or password.
    #[error("{0}")]
    ContentRefused(Box<Refusal>),
    /// The proof of work was refused, twice if it could be made anew.
    #[error("{0}")]
    ProofRefused(Box<Refusal>),
    /// 409: what is asked for does not fit what is there (a burn paste, a wrong count, an existing authority).
    #[error("{0}")]
    Conflict(Box<Refusal>),
    /// 400 and the like: the server does not understand the request.
    #[error("{0}")]
    BadRequest(Box<Refusal>),
    /// 5xx.
    #[error("{0}")]
    ServerFailed(Box<Refusal>),

    /// A challenge beyond what anybody can solve.
    #[error("the server asks for a proof of work of {difficulty} bits, which nobody can deliver")]
    Unsolvable {
        /// Leading zero bits.
        difficulty: u8,
    },
    /// Stopped from outside.
    #[error("cancelled")]
    Cancelled,
    /// Reading what is to be sent failed.
    #[error("cannot read what is to be sent: {}", plain(.0))]
    Source(io::Error),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// What is wrong with a certificate or key file.
#[derive(Debug, Error)]
pub enum CredentialFault {
    /// It cannot be read.
    #[error("{}", plain(.0))]
    Unreadable(io::Error),
    /// No certificate in it.
    #[error("no PEM certificate in it")]
    NoCertificate,
    /// No key in it.
    #[error("no PEM private key in it")]
    NoKey,
    /// The key asks for a passphrase.
    #[error("the key is protected by a passphrase; fpaste reads plain keys only")]
    Passphrase,
    /// Key and certificate do not belong together, or are of a kind that cannot be used.
    #[error("{0}")]
    Unusable(String),
    /// A certificate without a key, or a key without a certificate.
    #[error("a client certificate needs both its file and its key's")]
    Incomplete,
}

/// An answer that says no.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// Its status.
    pub status: u16,
    /// Its word, if the server is ours.
    pub code: Option<ErrorCode>,
    /// Its sentence, or one made from the status. No control characters.
    pub sentence: String,
    /// Numbers beside it: `limit`, `entropy`, `count`, …
    pub facts: Map<String, Value>,
    /// `Retry-After`, seconds.
    pub retry_after: Option<u64>,
    /// Names the request in the server's log.
    pub request_id: Option<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl Refusal {
    /// A fact that is a whole number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.facts.get(name).and_then(Value::as_u64)
    }

    /// Whether its word is this one.
    pub fn is(&self, code: ErrorCode) -> bool {
        self.code == Some(code)
    }
}

impl Error {
    /// The server's refusal, where there is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::NotFound(refusal)
            | Self::NotAuthorised(refusal)
            | Self::PasswordRequired(refusal)
            | Self::PasswordWrong(refusal)
            | Self::Claim(refusal)
            | Self::AskedToWait { refusal, .. }
            | Self::ContentRefused(refusal)
            | Self::ProofRefused(refusal)
            | Self::Conflict(refusal)
            | Self::BadRequest(refusal)
            | Self::ServerFailed(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The id under which the server's log has the request.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Nonsense { request_id, .. } => request_id.as_deref(),
            other => other.refusal()?.request_id.as_deref(),
        }
    }

    /// The status of the answer, where one came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Nonsense { status, .. } => Some(*status),
            other => other.refusal().map(|refusal| refusal.status),
        }
    }

    /// The server's word for it, where it has one.
    pub fn code(&self) -> Option<ErrorCode> {
        self.refusal()?.code
    }

    /// The error inside of an [`io::Error`] that a [`super::Download`] gave, or else half an answer.
    pub fn from_read(error: io::Error, server: &str) -> Self {
        error.downcast::<Self>().unwrap_or_else(|_| Self::HalfAnswer { server: server.to_owned() })
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::other(error)
    }
}

fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 { format!("{} s", duration.as_secs()) } else { format!("{} ms", duration.as_millis()) }
}

/// The system's words without its number: `network is unreachable`.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
