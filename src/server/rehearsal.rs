//! A server without sockets, for the tests of handlers: requests and answers are values, the clock stands still until it is moved.
//!
//! ```ignore
//! let stage = Stage::new(&[("pow_difficulty", "0")]);
//! let made = stage.ask("POST", "/").body("hello").send().expect(201);
//! stage.clock.advance(3600);
//! stage.ask("GET", made.json()["raw"].as_str().unwrap()).send().expect(200);
//! ```
#![allow(dead_code, reason = "the tests of each handler use what they need")]

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;

use super::app::App;
use super::at_rest::AtRest;
use super::log::Log;
use super::request::{Body, BodyError, Headers, Length, Peer, Request, Tls};
use super::response::{Payload, Service as _};
use super::settings::{Given, Settings};
use super::spool::{Budget, Spool, SpoolWriter};
use super::store::{self, IssuedCertificate, Options, Store};
use crate::sys::clock::ManualClock;
use crate::sys::entropy::{Entropy, SystemEntropy};

/// What the clock of a stage says at first.
pub(crate) const NOON: u64 = 1_700_000_000;
/// The secret that a stage's proxy knows.
const PROXY_SECRET: &str = "the proxy's secret";

/// A server without sockets.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    /// How bodies are to lie once it has begun again.
    pub(crate) at_rest: AtRest,
    budget: Budget,
    folder: TempDir,
}

impl Stage {
    /// A server over a fresh database, without proof of work and rate limit unless the settings say otherwise.
    pub(crate) fn new(settings: &[(&str, &str)]) -> Self {
        Self::drawing(settings, Arc::new(SystemEntropy))
    }

    /// The same, whose randomness is this.
    pub(crate) fn drawing(settings: &[(&str, &str)], entropy: Arc<dyn Entropy>) -> Self {
        // In memory where that is possible: what a disk does to a flush is not what these tests are about.
        let memory = std::path::Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::Builder::new().prefix("fpaste-stage-").tempdir_in(place).unwrap();
        let settings = Arc::new(Self::settings(settings, folder.path().join("pastes.db").to_str().unwrap()));
        Self::open(folder, settings, Arc::new(ManualClock::new(NOON)), entropy, AtRest::Clear)
    }

    fn open(folder: TempDir, settings: Arc<Settings>, clock: Arc<ManualClock>, entropy: Arc<dyn Entropy>, at_rest: AtRest) -> Self {
        let budget = Budget::new(64 << 20, 256 << 20);
        let store = store::open(&settings.db, budget.clone(), &Options { at_rest: at_rest.clone(), ..Options::default() }).unwrap();
        let log = Log::kept(&settings);
        let app = App::new(store, settings, clock.clone(), entropy, Arc::default(), log, budget.clone()).unwrap();
        Self { app, clock, at_rest, budget, folder }
    }

    /// Ends it, and begins another over the same database.
    pub(crate) fn restart(self) -> Self {
        let Self { app, clock, at_rest, folder, .. } = self;
        let (settings, entropy) = (app.settings(), Arc::clone(&app.entropy));
        drop(app);
        Self::open(folder, settings, clock, entropy, at_rest)
    }

    /// Opens its database a second time, with this key or none.
    pub(crate) fn beside(&self, at_rest: AtRest) -> store::Result<Arc<dyn Store>> {
        store::open(&self.app.settings().db, self.budget.clone(), &Options { at_rest, ..Options::default() })
    }

    /// The bytes of all files of its database.
    pub(crate) fn files(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        files.collect::<Vec<_>>().concat()
    }

    fn settings(settings: &[(&str, &str)], db: &str) -> Settings {
        let base = [("pow_difficulty", "0"), ("rate_limit", "0"), ("pki_enabled", "1"), ("proxy_secret", PROXY_SECRET), ("db", db)];
        Settings::read(&|name| {
            let found = settings.iter().chain(&base).find(|(known, _)| *known == name)?;
            Some(Given { text: found.1.to_owned(), origin: "the test".to_owned() })
        })
        .unwrap()
    }

    /// A request from 192.0.2.1, by a stranger.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query.to_owned())));
        Ask {
            stage: self,
            method: method.to_owned(),
            path: path.to_owned(),
            query,
            headers: Headers::default(),
            peer: Peer::Tcp("192.0.2.1:4711".parse().unwrap()),
            tls: None,
            body: Vec::new(),
            chunked: false,
        }
    }

    /// Keeps an issued certificate whose SHA-1 is 40 times this digit; with `admin` its account gets the admin mark.
    pub(crate) fn issue(&self, digit: char, admin: bool) -> String {
        let repeat = |times| std::iter::repeat_n(digit, times).collect::<String>();
        let certificate = IssuedCertificate {
            serial: repeat(32),
            common_name: format!("user {digit}"),
            sha1: repeat(40),
            sha256: repeat(64),
            issued_at: self.app.clock.now(),
            expires_at: self.app.clock.now() + 86_400,
            revoked_at: None,
        };
        self.app.store.add_certificate(certificate, None, false).unwrap();
        if admin {
            self.app.store.grant_admin(&repeat(40), self.app.clock.now()).unwrap();
        }
        repeat(40)
    }

    /// The lines logged so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.app.log.lines()
    }
}

/// A request to be sent.
pub(crate) struct Ask<'a> {
    stage: &'a Stage,
    method: String,
    path: String,
    query: Option<String>,
    headers: Headers,
    peer: Peer,
    tls: Option<Tls>,
    body: Vec<u8>,
    chunked: bool,
}

impl Ask<'_> {
    /// With a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(name, value);
        self
    }

    /// With a body.
    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    /// With a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").body(body.to_string())
    }

    /// With a body whose length is not known before it has come.
    pub(crate) fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// From another address.
    pub(crate) fn from(mut self, address: &str) -> Self {
        self.peer = Peer::Tcp(SocketAddr::new(address.parse().unwrap(), 4711));
        self
    }

    /// Through the trusted proxy that knows the secret, with this certificate.
    pub(crate) fn by(self, sha1: &str) -> Self {
        let from = if let Peer::Tcp(address) = self.peer { address.ip().to_string() } else { String::new() };
        self.from("127.0.0.1").header("X-Forwarded-For", &from).header("X-Proxy-Secret", PROXY_SECRET).header("X-SSL-Client-SHA1", sha1)
    }

    /// Over our own TLS, with a client certificate or without.
    pub(crate) fn tls(mut self, certificate: Option<&[u8]>) -> Self {
        self.tls = Some(Tls { client_certificate: certificate.map(<[u8]>::to_vec) });
        self
    }

    /// Sends it.
    pub(crate) fn send(self) -> Reply {
        let budget = self.stage.budget.clone();
        let length = match (self.body.len(), self.chunked) {
            (_, true) => Length::Unknown,
            (0, false) if self.method != "POST" && self.method != "PUT" => Length::None,
            (length, false) => Length::Known(length as u64),
        };
        let mut body = Arrived { bytes: self.body, length, budget };
        let mut request = Request {
            method: self.method,
            path: self.path,
            query: self.query,
            host: Some("paste.test".to_owned()),
            headers: self.headers,
            peer: self.peer,
            tls: self.tls,
            body: &mut body,
        };
        let response = self.stage.app.answer(&mut request);
        let (mut bytes, length) = (Vec::new(), response.body.len());
        match response.body {
            Payload::Empty | Payload::Withheld(_) => {}
            Payload::Bytes(whole) => bytes.extend_from_slice(&whole),
            Payload::Spool(spool, range) => {
                let all = spool.head(usize::MAX).unwrap();
                let at = |place: u64| usize::try_from(place).unwrap();
                bytes.extend_from_slice(&all[at(range.start)..at(range.end)]);
            }
            Payload::File(mut file, _) => drop(file.read_to_end(&mut bytes).unwrap()),
        }
        Reply { status: response.status, headers: response.headers, body: bytes, length }
    }
}

/// A body that has come already.
struct Arrived {
    bytes: Vec<u8>,
    length: Length,
    budget: Budget,
}

impl Body for Arrived {
    fn length(&self) -> Length {
        self.length
    }

    fn spool(&mut self, limit: u64) -> Result<Spool, BodyError> {
        if self.bytes.len() as u64 > limit {
            return Err(BodyError::TooLarge);
        }
        let mut writer = SpoolWriter::new(&self.budget);
        writer.write_all(&self.bytes).map_err(BodyError::Io)?;
        Ok(writer.finish())
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, std::borrow::Cow<'static, str>)>,
    pub(crate) body: Vec<u8>,
    /// What its Content-Length says; a `HEAD` announces bytes that do not come.
    pub(crate) length: u64,
}

impl Reply {
    /// A header's first value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Panics, showing the answer, unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Panics, showing the answer, unless it is this error.
    #[track_caller]
    pub(crate) fn expect_error(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.json()["code"].as_str()), (status, Some(code)), "{}", self.text());
        self
    }
}
