//! An answer as a handler gives it: a value. The front door writes it.

use std::borrow::Cow;
use std::fs::File;
use std::ops::Range;
use std::time::Duration;

use super::request::Request;
use super::spool::Spool;

/// The bytes of an answer. Its length is known before its first byte.
#[derive(Debug)]
pub enum Payload {
    /// None at all.
    Empty,
    /// In memory.
    Bytes(Cow<'static, [u8]>),
    /// A part of a spooled body.
    Spool(Spool, Range<u64>),
    /// A whole file, of so many bytes.
    File(File, u64),
    /// So many bytes that stay here: the answer to a `HEAD` whose `GET` would cost them.
    Withheld(u64),
}

impl Payload {
    /// Bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Spool(_, range) => range.end.saturating_sub(range.start),
            Self::File(_, length) | Self::Withheld(length) => *length,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the log and the metrics say of a request. Never a secret, never a raw path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Names the request.
    pub request_id: String,
    /// As sent.
    pub method: String,
    /// `Route::template`, or empty where no route was found.
    pub route: &'static str,
    /// `anonymous`, `untrusted`, `trusted`, `admin`; empty where nobody was asked.
    pub level: &'static str,
    /// The client's address; empty where it is not logged.
    pub address: String,
    /// The error's word, empty on success.
    pub code: &'static str,
}

/// One answer.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Its fields, without `Content-Length`, `Connection` and `Date`, which are the front door's.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// Its bytes; for `HEAD` those a `GET` would have, which the front door measures and leaves away.
    pub body: Payload,
    /// What to write down once it is sent.
    pub record: Record,
}

/// What became of an answer.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The status.
    pub status: u16,
    /// Bytes of the body that left.
    pub bytes: u64,
    /// From the first byte of the request's head to the last byte of the answer.
    pub took: Duration,
    /// All of it left.
    pub whole: bool,
}

/// What the front door turns away itself, before there is a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The word, and with it the status.
    pub code: crate::protocol::ErrorCode,
    /// A sentence for people.
    pub sentence: &'static str,
}

/// What stands behind the front door.
pub trait Service: Send + Sync + 'static {
    /// Answers a request. A panic inside becomes one 500.
    fn answer(&self, request: &mut Request<'_>) -> Response;

    /// Words the answer to what never became a request (or whose handler died). `tls`: it goes out over TLS of our own.
    fn refuse(&self, refusal: Refusal, tls: bool) -> Response;

    /// Notes that an answer has been sent.
    fn sent(&self, record: &Record, sent: &Sent);
}
