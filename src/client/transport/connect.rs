//! How a connection is made: name, proxy, TCP, TLS.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::http;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport as Stream, TransportAdapter,
};

use crate::client::error::plain;

/// Marks every error that came before the connection stood: nothing of the request can have arrived.
#[derive(Debug)]
pub(super) struct Connecting<C>(pub(super) C);

#[derive(Debug)]
pub(super) struct WhileConnecting(pub(super) ureq::Error);

impl fmt::Display for WhileConnecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "while connecting: {}", self.0)
    }
}

impl std::error::Error for WhileConnecting {}

impl<C: Connector<()>> Connector<()> for Connecting<C> {
    type Out = C::Out;

    fn connect(&self, details: &ConnectionDetails, chained: Option<()>) -> std::result::Result<Option<C::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(|error| ureq::Error::Other(Box::new(WhileConnecting(error))))
    }
}

/// Finds addresses; a number needs no look-up and no thread.
#[derive(Debug)]
pub(super) struct Names {
    /// Whom to connect to instead of whom the URL names: a proxy that forwards.
    pub(super) instead: Option<http::Uri>,
}

#[derive(Debug)]
pub(super) struct NoName {
    pub(super) host: String,
    pub(super) why: String,
}

impl fmt::Display for NoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.host, self.why)
    }
}

impl std::error::Error for NoName {}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        let uri = self.instead.as_ref().unwrap_or(uri);
        let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
            Some("https") => 443,
            Some(scheme) if scheme.starts_with("socks") => 1080,
            _ => 80,
        });
        let bare = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<std::net::IpAddr>() {
            let mut found = self.empty();
            found.push((address, port).into());
            return Ok(found);
        }
        let failed = |why: &str| {
            let why = why.rsplit_once(": ").map_or(why, |(_, last)| last).to_lowercase();
            ureq::Error::Other(Box::new(WhileConnecting(ureq::Error::Other(Box::new(NoName { host: bare.to_owned(), why })))))
        };
        DefaultResolver::default().resolve(uri, config, timeout).map_err(|error| match error {
            ureq::Error::Io(error) => failed(&plain(&error)),
            ureq::Error::HostNotFound => failed("it has no address"),
            other => ureq::Error::Other(Box::new(WhileConnecting(other))),
        })
    }
}

/// Wraps a connection in TLS by our own configuration, where the scheme asks for it.
#[derive(Debug)]
pub(super) struct Tls {
    pub(super) target: Option<Arc<ClientConfig>>,
    pub(super) proxy: Option<Arc<ClientConfig>>,
}

impl<In: Stream> Connector<In> for Tls {
    type Out = Either<In, TlsStream>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        let Some(stream) = chained else { return Ok(None) };
        if !details.needs_tls() || stream.is_tls() {
            return Ok(Some(Either::A(stream)));
        }
        // Without a proxy in its configuration this is the connection to the proxy itself, which learns nothing of us.
        let to_proxy = self.proxy.is_some() && details.config.proxy().is_none();
        let config = if to_proxy { &self.proxy } else { &self.target };
        let config = Arc::clone(config.as_ref().ok_or(ureq::Error::TlsRequired)?);
        let host = details.uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host).map_err(|_| ureq::Error::Tls("the host is no name that a certificate can hold"))?;
        let mut connection = ClientConnection::new(config, name).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let mut socket = TransportAdapter::new(stream.boxed(), Arc::clone(&details.current_time));
        socket.set_timeout(details.timeout);
        connection.complete_io(&mut socket)?;
        let buffers = LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Either::B(TlsStream { buffers, stream: StreamOwned { conn: connection, sock: socket } })))
    }
}

pub(super) struct TlsStream {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for TlsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsStream")
    }
}

impl Stream for TlsStream {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> std::result::Result<(), ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        io::Write::write_all(&mut self.stream, output)?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}
