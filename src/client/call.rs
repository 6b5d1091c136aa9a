//! One call of a route: request, redirects of a GET, repetitions, and what the answer's status means.

use std::io::Read;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use super::Client;
use super::error::{Error, Result};
use super::progress::Progress;
use super::refusal::{self, Asked};
use super::retry::{self, Attempt, Verdict};
use super::secret::Secret;
use super::transport::{Body, Reply, Request};
use crate::protocol::{Route, header};

/// Redirects a GET follows.
const REDIRECTS: usize = 3;
/// The longest JSON that is read.
const JSON_MAX: u64 = 16 << 20;
/// The longest error that is read.
const ERROR_MAX: u64 = 64 << 10;
/// A pause looks this often whether it was cancelled.
const SLICE: Duration = Duration::from_millis(50);

/// One call.
pub(super) struct Call<'a> {
    pub(super) route: Route,
    /// The route's, or HEAD.
    pub(super) method: &'static str,
    /// With its question mark, or empty.
    pub(super) query: String,
    pub(super) headers: Vec<(&'static str, Secret)>,
    pub(super) body: Body<'a>,
    /// Sending it twice does what sending it once does.
    pub(super) repeatable: bool,
}

impl<'a> Call<'a> {
    /// A call without anything; repeatable if it is a GET.
    pub(super) fn new(route: Route) -> Self {
        let method = route.method();
        let repeatable = method == "GET";
        Self { route, method, query: String::new(), headers: Vec::new(), body: Body::Absent, repeatable }
    }

    /// With one more header.
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Secret::new(value)));
        self
    }

    /// With one more header, if there is a value.
    pub(super) fn header_if(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// With a body.
    pub(super) fn body(self, body: Body<'a>) -> Self {
        Self { body, ..self }
    }

    /// With a body of JSON.
    pub(super) fn json(self, bytes: &'a [u8]) -> Self {
        self.body(Body::Bytes(bytes)).header(header::CONTENT_TYPE, header::JSON)
    }
}

impl Client {
    /// Calls, repeats what can be mended by repetition, and returns an answer that says yes.
    pub(super) fn call(&self, call: &Call<'_>, progress: &dyn Progress) -> Result<Reply> {
        self.call_noting(call, progress, &mut false)
    }

    /// The same; notes whether an answer was lost on the way, so that the request may have been carried out before.
    pub(super) fn call_noting(&self, call: &Call<'_>, progress: &dyn Progress, lost: &mut bool) -> Result<Reply> {
        let mut repeated = 0;
        loop {
            let error = match self.once(call, progress) {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            *lost |= matches!(error, Error::NoAnswer { .. } | Error::HalfAnswer { .. } | Error::Stalled { .. });
            let (retries, max_wait) = (self.options.retries, self.options.max_wait);
            let pause = match retry::decide(&error, Attempt { repeated, retries, max_wait, repeatable: call.repeatable }) {
                Verdict::Again(pause) => pause,
                Verdict::GiveUp => return Err(error),
            };
            if self.transport.remaining()?.is_some_and(|left| left < pause) {
                return Err(error);
            }
            progress.waiting(pause, &error);
            self.pause(pause)?;
            repeated += 1;
        }
    }

    fn pause(&self, pause: Duration) -> Result<()> {
        let start = Instant::now();
        while let Some(left) = pause.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) {
            if self.options.cancel.load(Ordering::Relaxed) {
                return Err(Error::Cancelled);
            }
            std::thread::sleep(left.min(SLICE));
        }
        Ok(())
    }

    /// One attempt, redirects included.
    fn once(&self, call: &Call<'_>, progress: &dyn Progress) -> Result<Reply> {
        let method = call.method;
        let mut origin = self.options.server.clone();
        let mut url = format!("{}{}", origin.url(&call.route.path()), call.query);
        let mut known = self.options.home.as_ref().is_some_and(|home| home.same_origin(&origin));
        let mut headers = call.headers.as_slice();
        for _ in 0..=REDIRECTS {
            let start = Instant::now();
            let reply = self.transport.send(&Request { method, origin: &origin, url: &url, known, headers, body: call.body }, progress)?;
            progress.answered(method, &url, reply.status, start.elapsed());
            let location = reply.header(header::LOCATION).unwrap_or_default();
            match reply.status {
                200..=299 => return Ok(reply),
                300..=399 if method != "GET" => {
                    let configure = origin.follow(&url, location).and_then(|(place, rest)| {
                        let path = rest.split('?').next().unwrap_or_default();
                        let prefix = path.strip_suffix(&call.route.path()).or_else(|| path.strip_suffix('/'))?;
                        Some(place.with_prefix(prefix).to_string()).filter(|place| *place != self.options.server.to_string())
                    });
                    let location = refusal::clean(location);
                    return Err(Error::Redirected { method, server: origin.origin(), location, configure });
                }
                300..=399 => {
                    let Some((next, rest)) = origin.follow(&url, location) else { break };
                    if !next.same_origin(&origin) {
                        // Another origin learns neither who we are nor a password or claim.
                        known = false;
                        headers = &[];
                    }
                    url = format!("{}{rest}", next.origin());
                    origin = next;
                }
                _ => return Err(self.refused(call, reply)),
            }
        }
        Err(Error::TooManyRedirects { server: origin.origin() })
    }

    fn refused(&self, call: &Call<'_>, reply: Reply) -> Error {
        let status = reply.status;
        let retry_after = reply.header(header::RETRY_AFTER).map(str::to_owned);
        let request_id = reply.header(header::REQUEST_ID).map(str::to_owned);
        let html = reply.header(header::CONTENT_TYPE).is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
        let mut body = Vec::new();
        // An error that breaks off is still an error of that status.
        let _ = reply.into_reader().take(ERROR_MAX).read_to_end(&mut body);
        // These routes name no thing that could be gone; a server without proof of work has no challenge.
        if status == 404 && matches!(call.route, Route::Challenge | Route::Create | Route::About) {
            if html {
                return self.nonsense(status, request_id, "a web page where a paste server has its interface");
            }
            if !matches!(call.route, Route::Challenge) {
                return self.nonsense(status, request_id, "nothing where a paste server has its interface");
            }
        }
        let password = call.headers.iter().any(|(name, _)| *name == header::PASSWORD);
        let refusal = refusal::read(status, &body, retry_after.as_deref(), request_id.as_deref());
        refusal::situation(refusal, Asked { route: &call.route, password })
    }

    pub(super) fn nonsense(&self, status: u16, request_id: Option<String>, what: &str) -> Error {
        let request_id = request_id.map(|id| refusal::clean(&id));
        Error::Nonsense { server: self.options.server.origin(), what: what.to_owned(), status, request_id }
    }

    /// Calls and reads the answer's JSON. An answer that breaks off counts as lost.
    pub(super) fn call_json<T: DeserializeOwned>(&self, call: &Call<'_>, progress: &dyn Progress) -> Result<T> {
        let mut repeated = 0;
        loop {
            let reply = self.call(call, progress)?;
            match self.parse(reply) {
                Err(Error::HalfAnswer { .. }) if call.repeatable && repeated < self.options.retries => repeated += 1,
                other => return other,
            }
        }
    }

    pub(super) fn parse<T: DeserializeOwned>(&self, reply: Reply) -> Result<T> {
        let status = reply.status;
        let request_id = reply.header(header::REQUEST_ID).map(str::to_owned);
        let body = self.whole(reply, JSON_MAX)?;
        serde_json::from_slice(&body).map_err(|error| {
            let start: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(1).collect();
            let what = match (start.as_slice(), error.classify()) {
                (b"<", _) => "a web page instead of JSON (is this a paste server?)",
                ([], _) => "nothing at all",
                (_, serde_json::error::Category::Data) => "JSON without what it should tell",
                _ => "something that is no JSON",
            };
            self.nonsense(status, request_id, what)
        })
    }

    /// The whole body, if it is not longer than `limit`.
    pub(super) fn whole(&self, reply: Reply, limit: u64) -> Result<Vec<u8>> {
        let server = self.options.server.origin();
        let size = reply.length();
        if size.is_some_and(|size| size > limit) {
            return Err(Error::AnswerTooLarge { limit, size });
        }
        let mut body = Vec::new();
        reply.into_reader().take(limit + 1).read_to_end(&mut body).map_err(|error| Error::from_read(error, &server))?;
        if body.len() as u64 > limit { Err(Error::AnswerTooLarge { limit, size: None }) } else { Ok(body) }
    }
}
