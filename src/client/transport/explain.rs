//! What ureq's errors mean to a person.

use std::io;
use std::time::Duration;

use ureq::Timeout;

use super::connect::{NoName, WhileConnecting};
use super::invalid_header;
use crate::client::error::{Error, plain};
use crate::client::place::Place;
use crate::client::tls::TlsFault;

/// What an error must be able to say.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) server: Place,
    pub(super) proxy: Option<String>,
    pub(super) timeout: Duration,
    pub(super) max_time: Option<Duration>,
}

impl Context {
    fn server(&self) -> String {
        self.server.origin()
    }

    /// The situation behind an error before the answer's head was there.
    pub(super) fn explain(&self, error: ureq::Error) -> Error {
        match error {
            ureq::Error::Other(inner) => match inner.downcast::<WhileConnecting>() {
                Ok(connecting) => self.explain_connect(connecting.0),
                Err(inner) => self.nonsense(&inner.to_string()),
            },
            ureq::Error::Timeout(timeout) => self.late(timeout),
            ureq::Error::Io(error) => self.explain_io(&error, true),
            ureq::Error::HostNotFound => Error::NameNotFound { host: self.server.host().to_owned(), why: "no address".into() },
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => invalid_header("the URL"),
            ureq::Error::LargeResponseHeader(..) => self.nonsense("a head of more than 32 KiB"),
            other => self.nonsense(&other.to_string()),
        }
    }

    fn nonsense(&self, what: &str) -> Error {
        Error::Nonsense { server: self.server(), what: what.to_owned(), status: 0, request_id: None }
    }

    fn late(&self, timeout: Timeout) -> Error {
        match (timeout, self.max_time) {
            (Timeout::Global, Some(limit)) => Error::TookTooLong { limit },
            (Timeout::Connect | Timeout::Resolve, _) => Error::ConnectTimeout { server: self.server(), after: self.timeout },
            _ => Error::Stalled { server: self.server(), after: self.timeout },
        }
    }

    fn explain_connect(&self, error: ureq::Error) -> Error {
        match error {
            // The connection to a proxy is made inside of the one to the server.
            ureq::Error::Other(inner) => match inner.downcast::<WhileConnecting>() {
                Ok(nested) => self.explain_connect(nested.0),
                Err(inner) => match inner.downcast::<NoName>() {
                    Ok(name) => Error::NameNotFound { host: name.host, why: name.why },
                    Err(inner) => self.unreachable(&inner.to_string()),
                },
            },
            ureq::Error::Timeout(Timeout::Global) => self.late(Timeout::Global),
            ureq::Error::Timeout(_) => self.late(Timeout::Connect),
            ureq::Error::Io(error) => self.explain_io(&error, false),
            ureq::Error::ConnectProxyFailed(why) => self.unreachable(&why),
            ureq::Error::HostNotFound => Error::NameNotFound { host: self.server.host().to_owned(), why: "no address".into() },
            ureq::Error::Tls(why) => self.tls(TlsFault::Other(why.to_owned())),
            other => self.unreachable(&other.to_string()),
        }
    }

    fn explain_io(&self, error: &io::Error, connected: bool) -> Error {
        if let Some(fault) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return self.tls(TlsFault::read(fault, self.server.host()));
        }
        if connected {
            return Error::NoAnswer { server: self.server() };
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused if self.proxy.is_none() => Error::Refused { server: self.server() },
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => self.late(Timeout::Connect),
            io::ErrorKind::UnexpectedEof if self.server.is_https() => {
                self.tls(TlsFault::Other("the server closed the connection in its midst".into()))
            }
            _ => self.unreachable(&plain(error)),
        }
    }

    pub(super) fn explain_read(&self, error: io::Error) -> Error {
        match error.downcast::<ureq::Error>() {
            Ok(ureq::Error::Timeout(timeout)) => self.late(timeout),
            _ => Error::HalfAnswer { server: self.server() },
        }
    }

    fn tls(&self, fault: TlsFault) -> Error {
        Error::Tls { server: self.server(), fault }
    }

    fn unreachable(&self, why: &str) -> Error {
        let (server, why) = (self.server(), why.to_owned());
        match &self.proxy {
            Some(proxy) => Error::ProxyFailed { server, proxy: proxy.clone(), why },
            None => Error::Unreachable { server, why },
        }
    }
}
