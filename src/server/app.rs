//! Holds what every handler needs, and takes a request from its first rule to its answer: no sockets.
//!
//! The order: request id → URL prefix → route → browser rules → who is asking → the token's scope → misses → handler → headers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use zeroize::Zeroizing;

use super::answer::{self, Failure};
use super::call::Call;
use super::handler::{self, client::Executable};
use super::https::Https;
use super::identity::{self, Caller};
use super::issuer::Issuer;
use super::ledger::{Doer, Ledger};
use super::log::Log;
use super::metrics::Metrics;
use super::request::Request;
use super::response::{Record, Refusal, Response, Sent, Service};
use super::settings::{Hsts, Settings};
use super::spool::Budget;
use super::store::{self, Store};
use super::throttle::{Flood, InFlight, Kdf, Misses, PasswordTries, Quotas, Rate};
use super::token_use::TokenUse;
use crate::protocol::route::Resolved;
use crate::protocol::{ErrorCode, Route, header, hex};
use crate::sys::clock::Clock;
use crate::sys::entropy::{Entropy, draw};

/// Characters of a request id that a client may choose, at most.
const REQUEST_ID_MAX: usize = 64;

/// What one caller may take from all others.
#[derive(Debug, Default)]
pub struct Throttles {
    /// Requests that write.
    pub rate: Rate,
    /// Guesses.
    pub misses: Misses,
    /// Creations, and the difficulty they lead to.
    pub flood: Flood,
    /// Bytes.
    pub quotas: Quotas,
    /// Uploads of one token or key.
    pub in_flight: InFlight,
    /// Wrong passwords.
    pub password_tries: PasswordTries,
    /// Password hashing.
    pub kdf: Kdf,
}

/// What stands behind the front door.
pub struct App {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// What is limited.
    pub throttles: Throttles,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Who did what.
    pub ledger: Ledger,
    /// Which tokens were used.
    pub token_use: TokenUse,
    /// What is written down.
    pub log: Log,
    /// Who signs certificates.
    pub issuer: Issuer,
    /// What is running, for whoever wants it; `None` where it could not be opened.
    pub executable: Option<Executable>,
    /// What bodies on their way in may hold, shared with the front door.
    pub budget: Budget,
    /// Held while a JSON body is taken apart in memory: one at a time.
    pub json_turn: Mutex<()>,
    settings: RwLock<Arc<Settings>>,
    pow_secret: Zeroizing<Vec<u8>>,
    /// Random names for requests to come.
    request_ids: Mutex<Vec<[u8; 16]>>,
    erasure_due: AtomicBool,
    away: AtomicBool,
    https: OnceLock<Https>,
}

/// What is known of a request when its answer is worded, however far it got.
#[derive(Default)]
struct Trace {
    route: Option<Route>,
    caller: Option<Caller>,
}

impl App {
    /// Stands up over an open database.
    ///
    /// # Errors
    /// The store's: the secrets of this server could not be read or made.
    pub fn new(
        store: Arc<dyn Store>,
        settings: Arc<Settings>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        metrics: Arc<Metrics>,
        log: Log,
        budget: Budget,
    ) -> store::Result<Self> {
        let pow_secret = match &settings.pow_secret {
            Some(secret) => secret.bytes().to_vec(),
            None => store.secret("pow")?.to_vec(),
        };
        let counted = Arc::clone(&metrics);
        store.watch_commits(Box::new(move |jobs| counted.committed(jobs)));
        Ok(Self {
            store,
            clock,
            entropy,
            throttles: Throttles::default(),
            metrics,
            ledger: Ledger::default(),
            token_use: TokenUse::default(),
            log,
            issuer: Issuer::new(Zeroizing::new(settings.pki_ca_password.as_ref().map_or_else(Vec::new, |secret| secret.bytes().to_vec()))),
            executable: Executable::open().ok(),
            budget,
            json_turn: Mutex::new(()),
            settings: RwLock::new(settings),
            pow_secret: Zeroizing::new(pow_secret),
            request_ids: Mutex::default(),
            erasure_due: AtomicBool::new(false),
            away: AtomicBool::new(false),
            https: OnceLock::new(),
        })
    }

    /// The settings as they are now. A request keeps those it began with: [`Call::settings`].
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes other settings for the requests to come.
    pub fn reload(&self, settings: Arc<Settings>) {
        self.log.reload(&settings);
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// The key that signs challenges.
    pub fn pow_secret(&self) -> &[u8] {
        &self.pow_secret
    }

    /// The certificate in use, where this server answers https itself.
    pub fn https(&self) -> Option<&Https> {
        self.https.get()
    }

    /// Says which certificate is in use. The first word counts.
    pub(super) fn answer_https(&self, https: Https) {
        let _ = self.https.set(https);
    }

    /// Notes that something was deleted: the janitor takes it out of the files.
    pub fn note_erasure(&self) {
        self.erasure_due.store(true, Ordering::Release);
    }

    /// Whether something was deleted since this was last asked.
    pub fn take_erasure(&self) -> bool {
        self.erasure_due.swap(false, Ordering::AcqRel)
    }

    /// Says whether the database is another's now: then nothing is answered out of it.
    pub(super) fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::Release);
    }

    /// Whether it is.
    pub fn is_away(&self) -> bool {
        self.away.load(Ordering::Acquire)
    }

    /// 32 random hex digits.
    fn fresh_request_id(&self) -> String {
        let mut drawn = self.request_ids.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.is_empty() {
            // Many at once: each draw is a call into the kernel.
            drawn.extend(draw::<1024>(&*self.entropy).iter().flat_map(|bytes| bytes.as_chunks::<16>().0));
        }
        // Without randomness a name that is not unique is better than no answer.
        drawn.pop().map_or_else(|| "0".repeat(32), |bytes| hex(&bytes))
    }

    pub(super) fn request_id(&self, request: &Request<'_>) -> String {
        let given = request.headers.one(header::REQUEST_ID).ok().flatten();
        let plain = |text: &&str| {
            (1..=REQUEST_ID_MAX).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        };
        given.filter(plain).map_or_else(|| self.fresh_request_id(), str::to_owned)
    }

    fn handle(
        &self,
        request: &mut Request<'_>,
        settings: Arc<Settings>,
        stranger: Caller,
        now: u64,
        request_id: &str,
        trace: &mut Trace,
    ) -> Result<Response, Failure> {
        let path = without_prefix(&request.path, &settings.url_prefix);
        if !settings.pki_enabled && Route::needs_authority(path) {
            return Err(Failure::not_found());
        }
        let (route, head) = match Route::parse(&request.method, path) {
            Resolved::Route { route, head } => (route, head),
            Resolved::Options(allow) => return Ok(answer::no_content().with(header::ALLOW, allow)),
            Resolved::MethodNotAllowed(allow) => {
                let sentence = format!("this path answers to {allow}");
                return Err(Failure::new(ErrorCode::MethodNotAllowed, sentence).header(header::ALLOW, allow));
            }
            Resolved::NotFound => return Err(Failure::not_found()),
        };
        trace.route = Some(route.clone());
        if self.is_away() && !matches!(route, Route::Health) {
            return Err(Failure::unavailable("the pastes here have moved to another database; try again", answer::RETRY_CLOSED));
        }
        let foreign_page = foreign_page(request);
        if foreign_page && route.method() != "GET" {
            return Err(Failure::new(ErrorCode::Forbidden, "pages of other sites may not do this"));
        }
        let caller = match route {
            Route::Health => stranger,
            _ => identity::caller(stranger, request, &settings, &*self.store, now)?,
        };
        if let Some(token) = &caller.token {
            self.token_use.note(token, now);
        }
        trace.caller = Some(caller.clone());
        caller.require_scope(&route)?;
        // The page is the same for every id: whoever gets it has guessed nothing yet.
        let asks = matches!(route, Route::Raw(_)) || matches!(route, Route::Meta(_)) && !handler::page::is_preferred(&request.headers);
        if asks {
            self.throttles
                .misses
                .check(caller.network, settings.miss_max, now)
                .map_err(|wait| Failure::new(ErrorCode::RateLimited, "too many pastes that are not there; wait").retry_after(wait))?;
        }
        let call = Call { app: self, settings, caller, request_id: request_id.to_owned(), now, head, foreign_page };
        handler::dispatch(&call, request, &route)
    }

    /// Counts and writes down a failure.
    fn note_failure(&self, failure: &Failure, trace: &Trace, settings: &Settings, request_id: &str, now: u64) {
        let (code, template) = (failure.code(), trace.route.as_ref().map_or("", Route::template));
        if let Some(cause) = failure.cause() {
            let facts = [("route", template.into()), ("cause", cause.into()), ("request_id", request_id.into())];
            self.log.error(now, code.word(), &facts);
        }
        let Some(caller) = &trace.caller else { return };
        let on_paste = matches!(trace.route, Some(Route::Meta(_) | Route::Raw(_) | Route::Update(_) | Route::Delete(_)));
        if on_paste && matches!(code.status(), 403 | 404) && settings.miss_max > 0 {
            self.throttles.misses.note(caller.network, settings.miss_max, now);
        }
        if Ledger::is_failure(code) {
            let doer = doer(caller, settings, request_id);
            let subject = trace.route.as_ref().map(Route::path).unwrap_or_default();
            if let Err(error) = self.ledger.failure(&*self.store, &doer, code, &subject, now) {
                self.log.error(now, "audit", &[("cause", error.to_string().into()), ("request_id", request_id.into())]);
            }
        }
    }
}

/// Who does something, for the audit log.
pub(super) fn doer(caller: &Caller, settings: &Settings, request_id: &str) -> Doer {
    let address = if settings.log_addresses { caller.address_text() } else { String::new() };
    Doer { actor: caller.actor(), address, network: Some(caller.network), request_id: request_id.to_owned() }
}

impl Service for App {
    fn answer(&self, request: &mut Request<'_>) -> Response {
        let settings = self.settings();
        let now = self.clock.now();
        let request_id = self.request_id(request);
        let stranger = identity::stranger(request, &settings);
        let mut trace = Trace::default();
        let answered = self.handle(request, Arc::clone(&settings), stranger.clone(), now, &request_id, &mut trace);
        // Whoever was refused before it was clear who it is still came from somewhere.
        let level = trace.caller.as_ref().map_or("", |caller| caller.level.word());
        let caller = trace.caller.get_or_insert(stranger).clone();
        let response = answered.unwrap_or_else(|failure| {
            self.note_failure(&failure, &trace, &settings, &request_id, now);
            failure.into_response(&request_id)
        });
        let mut response = answer::finish(response, &request_id, keeps_to_https(&settings, caller.foreign_tls));
        response.record = Record {
            request_id,
            method: request.method.clone(),
            route: trace.route.as_ref().map_or("", Route::template),
            level,
            address: if settings.log_addresses { caller.address_text() } else { String::new() },
            code: response.record.code,
        };
        response
    }

    fn refuse(&self, refusal: Refusal, tls: bool) -> Response {
        let (request_id, settings) = (self.fresh_request_id(), self.settings());
        let response = Failure::new(refusal.code, refusal.sentence).into_response(&request_id);
        let mut response = answer::finish(response, &request_id, keeps_to_https(&settings, tls && settings.tls_files.is_some()));
        response.record.request_id = request_id;
        response
    }

    fn sent(&self, record: &Record, sent: &Sent) {
        self.metrics.sent(record, sent);
        self.log.request(self.clock.now(), record, sent);
    }
}

/// Whether an answer keeps browsers on https; `foreign_tls`: it goes out over TLS with a certificate from elsewhere.
pub(super) fn keeps_to_https(settings: &Settings, foreign_tls: bool) -> bool {
    match settings.hsts {
        Hsts::Always => true,
        Hsts::Never => false,
        Hsts::Auto => foreign_tls,
    }
}

/// The path below the URL prefix. A proxy may have taken the prefix off already.
fn without_prefix<'a>(path: &'a str, prefix: &str) -> &'a str {
    match path.strip_prefix(prefix) {
        Some("") if !prefix.is_empty() => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}

/// Whether a browser sends this for a page of another site, or only speculates.
fn foreign_page(request: &Request<'_>) -> bool {
    let foreign = request.headers.all(header::SEC_FETCH_SITE).any(|site| site != b"same-origin" && site != b"none");
    let speculates = |purpose: &[u8]| purpose.to_ascii_lowercase().windows(8).any(|word| word == b"prefetch");
    foreign || request.headers.all(header::SEC_PURPOSE).any(speculates)
}
