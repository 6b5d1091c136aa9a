//! A request as a handler sees it: a value, with a body that is read only when asked for. No socket.

use std::io;
use std::net::SocketAddr;

use thiserror::Error;

use super::spool::Spool;

/// The other end of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A TCP connection.
    Tcp(SocketAddr),
    /// A Unix socket: this machine.
    Unix,
}

/// What TLS proved about a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// DER of the client certificate whose key the handshake proved, if one was shown.
    pub client_certificate: Option<Vec<u8>>,
}

/// Header fields in the order they came. Names are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Vec<u8>)>);

/// A field that may stand once came more than once, or is no UTF-8.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the header is there twice, or is not UTF-8")]
pub struct Unreadable;

impl Headers {
    /// Adds a field at the end.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) {
        self.0.push((name.into(), value.into()));
    }

    /// All values of a name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
    }

    /// Whether the name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The one value of a name as text, or `None` where it is absent.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn one(&self, name: &str) -> Result<Option<&str>, Unreadable> {
        let mut values = self.0.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Unreadable);
        }
        std::str::from_utf8(value).map(Some).map_err(|_| Unreadable)
    }

    /// Every field, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }
}

/// How long a body says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// There is none.
    None,
    /// So many bytes.
    Known(u64),
    /// Chunked: known once it has come.
    Unknown,
}

/// Why a body did not arrive whole.
#[derive(Debug, Error)]
pub enum BodyError {
    /// It is larger than the limit: 413.
    #[error("the body is too large")]
    TooLarge,
    /// It came too slowly: 408.
    #[error("the body did not arrive in time")]
    Timeout,
    /// The connection ended before it did.
    #[error("the connection ended inside the body")]
    Closed,
    /// Its chunks are malformed: 400.
    #[error("the chunked body is malformed")]
    Malformed,
    /// There is no room to hold it now: 503.
    #[error("no room to hold the body")]
    NoRoom,
    /// The disk of its temporary file is full: 507.
    #[error("the disk is full")]
    DiskFull,
    /// Its temporary file failed: 500.
    #[error("the body could not be kept: {0}")]
    Io(#[source] io::Error),
}

/// A body that is still on the wire.
pub trait Body {
    /// What its head says.
    fn length(&self) -> Length;

    /// Reads all of it, once. A body longer than `limit` bytes is refused as soon as that is known.
    ///
    /// # Errors
    /// [`BodyError`]; the connection closes after the answer.
    fn spool(&mut self, limit: u64) -> Result<Spool, BodyError>;
}

/// One request.
pub struct Request<'a> {
    /// As sent, such as `GET`.
    pub method: String,
    /// Percent-decoded, begins with `/` (or is `*`); the URL prefix is still on it.
    pub path: String,
    /// What followed `?`, as sent.
    pub query: Option<String>,
    /// The validated authority the client asked for; `None` only on HTTP/1.0.
    pub host: Option<String>,
    /// Its fields.
    pub headers: Headers,
    /// The other end.
    pub peer: Peer,
    /// `Some` on a TLS connection of our own.
    pub tls: Option<Tls>,
    /// Its body.
    pub body: &'a mut dyn Body,
}
