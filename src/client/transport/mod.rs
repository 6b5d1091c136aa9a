//! One request over the network and what came back: the seam to ureq, which no other folder names.
//!
//! No retries, no redirects, no meaning of statuses: those are `call.rs`. ureq 3 has no timeouts, bundled roots and the first proxy
//! variable it finds unless it is told otherwise; here it is told.

mod connect;
mod explain;
mod forward;

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{ConnectProxyConnector, Connector, SocksConnector, TcpConnector};
use ureq::{Agent, Body as AnswerBody, Proxy, ProxyProtocol, SendBody, http};
use zeroize::Zeroizing;

use self::connect::{Connecting, Names, Tls};
use self::explain::Context;
use self::forward::Forward;
use super::error::{Error, Result};
use super::options::Options;
use super::place::Place;
use super::progress::Progress;
use super::secret::Secret;
use super::tls;
use crate::protocol::header;

/// From this size on the server is asked first whether it wants the body at all (`Expect: 100-continue`, as curl does).
const ASK_FIRST: u64 = 1 << 20;
/// Bytes read from a source at once, so that progress moves.
const PIECE: usize = 64 * 1024;
/// An answer's head may be this long.
const HEAD: usize = 32 * 1024;

/// What is sent. A repetition sends it again from the start.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// Nothing, not even a length.
    Absent,
    /// These bytes.
    Bytes(&'a [u8]),
    /// So many bytes from the start of this file.
    File(&'a std::fs::File, u64),
}

impl Body<'_> {
    fn length(self) -> Option<u64> {
        match self {
            Body::Absent => None,
            Body::Bytes(bytes) => Some(bytes.len() as u64),
            Body::File(_, length) => Some(length),
        }
    }
}

/// One request, ready to go.
pub(super) struct Request<'a> {
    pub(super) method: &'static str,
    /// The origin of `url`.
    pub(super) origin: &'a Place,
    pub(super) url: &'a str,
    /// Whether the server may know who we are.
    pub(super) known: bool,
    pub(super) headers: &'a [(&'static str, Secret)],
    pub(super) body: Body<'a>,
}

/// One answer. Its body is read through it.
pub(super) struct Reply {
    pub(super) status: u16,
    headers: http::HeaderMap,
    body: AnswerBody,
    context: Context,
}

impl Reply {
    /// A header's first value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body's length, where it is known before.
    pub(super) fn length(&self) -> Option<u64> {
        self.body.content_length()
    }

    /// The body. Its errors are [`Error`]s inside of [`io::Error`]s: half a body is one.
    pub(super) fn into_reader(self) -> impl Read + Send {
        AnswerReader { inner: self.body.into_reader(), context: self.context }
    }
}

/// Sends requests; keeps connections.
pub(super) struct Transport {
    options: Arc<Options>,
    deadline: Option<Instant>,
    agents: Mutex<Vec<(Place, bool, Line)>>,
}

impl Transport {
    pub(super) fn new(options: Arc<Options>) -> Self {
        let deadline = options.max_time.and_then(|limit| Instant::now().checked_add(limit));
        Self { options, deadline, agents: Mutex::default() }
    }

    /// What is left of `--max-time`.
    pub(super) fn remaining(&self) -> Result<Option<Duration>> {
        let Some((deadline, limit)) = self.deadline.zip(self.options.max_time) else { return Ok(None) };
        match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(Error::TookTooLong { limit }),
            left => Ok(Some(left)),
        }
    }

    /// Sends one request and reads the head of its answer, whatever its status.
    pub(super) fn send(&self, request: &Request<'_>, progress: &dyn Progress) -> Result<Reply> {
        let Line { agent, proxy } = self.line(request.origin, request.known)?;
        let context = Context { server: request.origin.clone(), proxy, timeout: self.options.timeout, max_time: self.options.max_time };
        let total = request.body.length();
        let head = self.head(request, total)?;
        let time = self.remaining()?;
        let (result, failed) = if total.is_some() {
            let mut source = Source::new(request.body, progress)?;
            let result = run(&agent, head, SendBody::from_reader(&mut source), time);
            (result, source.failed)
        } else {
            (run(&agent, head, SendBody::none(), time), None)
        };
        if let Some(error) = failed {
            return Err(Error::Source(error));
        }
        let (parts, body) = result.map_err(|error| context.explain(error))?.into_parts();
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body, context })
    }

    fn head(&self, request: &Request<'_>, total: Option<u64>) -> Result<http::request::Builder> {
        let mut builder = http::Request::builder().method(request.method).uri(request.url);
        if let Some(length) = total {
            builder = builder.header(header::CONTENT_LENGTH, length);
            if length > ASK_FIRST {
                builder = builder.header(header::EXPECT, "100-continue");
            }
        }
        let mut add = |name: &str, value: &str| -> Result<()> {
            let mut value = http::HeaderValue::from_bytes(value.as_bytes()).map_err(|_| invalid_header(name))?;
            let name = http::HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid_header(name))?;
            value.set_sensitive(true);
            if let Some(headers) = builder.headers_mut() {
                headers.append(name, value);
            }
            Ok(())
        };
        for (name, value) in request.headers {
            add(name, value.expose())?;
        }
        if request.known {
            let identity = &self.options.identity;
            let own = identity.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(header::AUTHORIZATION));
            if let Some(token) = identity.token.as_ref().filter(|_| !own) {
                add(header::AUTHORIZATION, &Zeroizing::new(format!("Bearer {}", token.expose())))?;
            }
            if let Some(fingerprint) = &identity.fingerprint {
                add(header::CLIENT_SHA1, fingerprint)?;
            }
            for (name, value) in &identity.headers {
                add(name, value.expose())?;
            }
        }
        Ok(builder)
    }

    /// The line to an origin, made once: its proxy, its TLS, its timeouts.
    fn line(&self, origin: &Place, known: bool) -> Result<Line> {
        let mut agents = self.agents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., line)) = agents.iter().find(|(place, same, _)| place.same_origin(origin) && *same == known) {
            return Ok(line.clone());
        }
        let proxy = self.options.proxies.choose(origin).map(|secret| proxy(secret.expose())).transpose()?;
        let shown = proxy.as_ref().map(|proxy| format!("{}:{}", proxy.host(), proxy.port()));
        let through_tls = proxy.as_ref().is_some_and(|proxy| proxy.protocol() == ProxyProtocol::Https);
        let configuration = |known: bool| tls::configuration(&self.options.trust, known.then_some(&self.options.identity));
        let tls = Tls {
            target: if origin.is_https() { Some(configuration(known)?) } else { None },
            proxy: if through_tls { Some(configuration(false)?) } else { None },
        };
        // What is not secret from the proxy it forwards; what is goes through a tunnel.
        let forwards = |proxy: &Proxy| proxy.protocol() == ProxyProtocol::Http && !origin.is_https();
        let (forwarding, proxy) = if proxy.as_ref().is_some_and(forwards) { (proxy, None) } else { (None, proxy) };
        let names = Names { instead: forwarding.as_ref().map(|proxy| proxy.uri().clone()) };
        let forward = Forward { through: forwarding.as_ref().map(|proxy| (origin.origin(), authorization(proxy))) };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .user_agent(concat!("fpaste/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(self.options.timeout))
            .timeout_connect(Some(self.options.timeout))
            .timeout_per_read(Some(self.options.timeout))
            .timeout_per_write(Some(self.options.timeout))
            .max_response_header_size(HEAD)
            .build();
        let chain = SocksConnector::default().chain(ConnectProxyConnector::default()).chain(TcpConnector::default());
        let agent = Agent::with_parts(config, Connecting(chain.chain(forward).chain(tls)), names);
        let line = Line { agent, proxy: shown };
        agents.push((origin.clone(), known, line.clone()));
        Ok(line)
    }
}

/// How requests reach an origin.
#[derive(Clone)]
struct Line {
    agent: Agent,
    /// The proxy on the way, without credentials.
    proxy: Option<String>,
}

/// The header line that a proxy with credentials wants.
fn authorization(proxy: &Proxy) -> Zeroizing<String> {
    use base64::Engine as _;
    if proxy.username().is_none() && proxy.password().is_none() {
        return Zeroizing::default();
    }
    let pair = Zeroizing::new(format!("{}:{}", proxy.username().unwrap_or_default(), proxy.password().unwrap_or_default()));
    let pair = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()));
    Zeroizing::new(format!("Proxy-Authorization: Basic {}\r\n", *pair))
}

type Outcome = std::result::Result<http::Response<AnswerBody>, ureq::Error>;

fn run(agent: &Agent, head: http::request::Builder, body: SendBody<'_>, time: Option<Duration>) -> Outcome {
    agent.run(agent.configure_request(head.body(body)?).timeout_global(time).build())
}

fn invalid_header(name: &str) -> Error {
    Error::InvalidHeader { name: name.to_owned() }
}

fn proxy(text: &str) -> Result<Proxy> {
    let text = text.trim();
    Proxy::new(text).map_err(|_| {
        let shown = text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, host)| format!("…@{host}"));
        Error::InvalidProxy { shown }
    })
}

/// Reads what is sent in pieces, and tells how far it is.
struct Source<'a> {
    body: Body<'a>,
    sent: u64,
    total: u64,
    failed: Option<io::Error>,
    progress: &'a dyn Progress,
}

impl<'a> Source<'a> {
    fn new(body: Body<'a>, progress: &'a dyn Progress) -> Result<Self> {
        if let Body::File(mut file, _) = body {
            file.seek(SeekFrom::Start(0)).map_err(Error::Source)?;
        }
        Ok(Self { body, sent: 0, total: body.length().unwrap_or(0), failed: None, progress })
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.total - self.sent).unwrap_or(usize::MAX);
        let room = buffer.len().min(PIECE).min(left);
        let Some(buffer) = buffer.get_mut(..room) else { return Ok(0) };
        let read = match &mut self.body {
            Body::Absent => Ok(0),
            Body::Bytes(bytes) => bytes.read(buffer),
            Body::File(file, _) => file.read(buffer),
        };
        let read = match read {
            Ok(0) if room > 0 => Err(io::ErrorKind::UnexpectedEof.into()),
            other => other,
        };
        match read {
            Ok(count) => {
                self.sent += count as u64;
                self.progress.sent(self.sent, self.total);
                Ok(count)
            }
            Err(error) => {
                self.failed = Some(io::Error::from(error.kind()));
                Err(error)
            }
        }
    }
}

/// Reads an answer's body.
struct AnswerReader<R> {
    inner: R,
    context: Context,
}

impl<R: Read> Read for AnswerReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| self.context.explain_read(error).into())
    }
}
