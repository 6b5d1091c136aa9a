//! Answers requests. Never imports `container`: the server cannot open what it stores.
//!
//! ```text
//! front      sockets to requests               store      the database
//! app, call  from a request to its handler     throttle   what one caller may take from all others
//! identity   who is asking                     janitor    what goes by itself
//! handler    one file for each noun            ledger     who did what        log, metrics  what happened
//! answer     every answer and every failure    settings   every knob          setup         the first administrator
//! arrival    pastes that come from elsewhere
//! at_rest    what seals the database and the temporary files, under the operator's key
//! ```

pub mod answer;
pub mod app;
pub mod arrival;
pub mod at_rest;
pub mod call;
pub mod content;
pub mod front;
pub mod handler;
pub mod https;
pub mod identity;
pub mod input;
pub mod issuer;
pub mod janitor;
pub mod ledger;
pub mod log;
pub mod metrics;
#[cfg(test)]
mod model;
pub mod network;
pub mod own_certificate;
pub mod page;
pub mod query;
#[cfg(test)]
pub(crate) mod rehearsal;
pub mod request;
pub mod response;
pub mod settings;
pub mod setup;
pub mod spool;
pub mod store;
pub mod throttle;
pub mod token_use;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{io, time};

use thiserror::Error;

use self::app::App;
use self::at_rest::{AtRest, KeyFileError, StorageKey};
use self::front::{Bind, BindError, Front, FrontError, Limits, Proxies};
use self::handler::metrics::MetricsDoor;
use self::https::{Https, HttpsError};
use self::issuer::IssuerError;
use self::janitor::Janitor;
use self::ledger::{Doer, Event};
use self::log::Log;
use self::response::Service;
use self::settings::{Knob, Secret, Settings};
use self::spool::Budget;
use self::store::{Store, StoreError};
use crate::protocol::limit::{GIB, MIB};
use crate::sys::clock::Clock;
use crate::sys::entropy::Entropy;

/// What all bodies on their way in may hold in memory, and all answers on their way out: each has a share of its own, so that slow
/// readers keep nobody from writing.
const BODY_MEMORY: u64 = 32 * MIB;
/// What each of them may hold on the disk.
const BODY_DISK: u64 = GIB;
/// How long a stop waits for what is in flight.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// `bind` or `metrics_bind` is no address.
    #[error(transparent)]
    Address(#[from] BindError),
    /// The storage key is none.
    #[error("{path}: {why}", path = .0.display(), why = .1)]
    StorageKey(PathBuf, #[source] KeyFileError),
    /// The front door could not be opened.
    #[error(transparent)]
    Front(#[from] FrontError),
    /// The database could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no certificate to answer https with.
    #[error(transparent)]
    Https(#[from] HttpsError),
    /// The password of the authority could not be read or made.
    #[error("the certificate authority's password: {0}")]
    Password(#[source] io::Error),
    /// There is an authority, and not the file with its password.
    #[error("the certificate authority in the database opens with its password alone, and {} is not there", .0.display())]
    PasswordElsewhere(PathBuf),
    /// Certificates are to be issued, and nothing protects the key of the authority.
    #[error("a server that issues certificates needs a password for the key of its authority")]
    NoPassword,
    /// The authority does not open.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// No thread could be made.
    #[error("cannot start a thread: {0}")]
    Thread(#[source] io::Error),
}

/// The server.
#[derive(Clone, Copy, Debug)]
pub struct Server;

/// A server that answers. Dropped, it stops without grace.
pub struct Running {
    app: Arc<App>,
    front: front::Running,
    metrics: Option<front::Running>,
    janitor: Janitor,
}

impl Server {
    /// Opens the database and the front door, and begins to answer.
    ///
    /// # Errors
    /// [`StartError`]: nothing listens, nothing runs.
    pub fn start(mut settings: Settings, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Running, StartError> {
        let bind: Bind = settings.bind.parse()?;
        let metrics_bind = settings.metrics_bind.as_deref().map(str::parse::<Bind>).transpose()?;
        let log = Log::new(&settings);
        let at_rest = at_rest(&settings)?;
        let room = if matches!(at_rest, AtRest::Sealed(_)) { Budget::sealed } else { Budget::new };
        let [budget, answers] = [(); 2].map(|()| room(BODY_MEMORY, BODY_DISK));
        let how = store::Options { at_rest, ..store::Options::default() };
        let store = match &settings.database_url {
            Some(url) => store::connect(url, answers.clone(), &how)?,
            None => store::open(&settings.db, answers.clone(), &how)?,
        };
        complete(&mut settings, &*store, &log, &*clock, &*entropy)?;
        let settings = Arc::new(settings);
        let app = App::new(store, Arc::clone(&settings), clock, entropy, Arc::default(), log, budget.clone())?;
        let app = Arc::new(app);
        grant(&app, &settings)?;
        if settings.pki_enabled {
            // A wrong password shows itself now, not to the first guest.
            app.issuer.authority(&*app.store)?;
        }
        let https = Https::open(&app, &settings, tcp(&bind))?;
        let tls = https.as_ref().map(Https::config);
        let front = Front::bind(&bind, options(&settings, tls), budget.clone())?;
        let metrics = metrics_bind.map(|bind| Front::bind(&bind, front::Options::default(), budget.clone())).transpose()?;
        if let Some(https) = https {
            app.answer_https(https);
        }
        introduce(&app, &settings)?;
        let janitor = Janitor::start(Arc::clone(&app)).map_err(StartError::Thread)?;
        let front = front.serve(Arc::clone(&app) as Arc<dyn Service>)?;
        front.relieve(&budget, &answers);
        app.metrics.watch(front.counters());
        let door = || Arc::new(MetricsDoor(Arc::clone(&app))) as Arc<dyn Service>;
        let metrics = metrics.map(|front| front.serve(door())).transpose()?;
        Ok(Running { app, front, metrics, janitor })
    }
}

impl Running {
    /// Where it listens: `http://ADDR:PORT`, `https://ADDR:PORT` or `unix:PATH`, with the real port.
    pub fn address(&self) -> String {
        match self.front.local() {
            Bind::Tcp(address) => format!("{}://{address}", if self.app.https().is_some() { "https" } else { "http" }),
            unix @ Bind::Unix(_) => unix.to_string(),
        }
    }

    /// Where the metrics are, if they have an address of their own.
    pub fn metrics_address(&self) -> Option<String> {
        self.metrics.as_ref().map(|front| format!("http://{}", front.local()))
    }

    /// Takes other settings. What cannot change while it runs stays, and the log says so.
    ///
    /// # Errors
    /// [`StartError`]: the settings in use stay.
    pub fn reload(&self, mut settings: Settings) -> Result<(), StartError> {
        let (app, now) = (&self.app, self.app.clock.now());
        complete(&mut settings, &*app.store, &app.log, &*app.clock, &*app.entropy)?;
        let fixed = app.settings().unchangeable(&settings);
        if let Some(https) = app.https() {
            https.reload(app, &settings)?;
        }
        grant(app, &settings)?;
        self.front.reload(options(&settings, app.https().map(Https::config)));
        app.reload(Arc::new(settings));
        app.log.info(now, "settings read again", &[]);
        for name in fixed {
            debug_assert!(Knob::named(name).is_some_and(|knob| !knob.reloadable), "{name} is marked as fixed");
            app.log.error(now, &format!("{name} has changed, which counts after a restart"), &[]);
        }
        Ok(())
    }

    /// Writes a line into the log.
    pub fn log_error(&self, message: &str, cause: &str) {
        self.app.log.error(self.app.clock.now(), message, &[("cause", cause.into())]);
    }

    /// Takes no new connection, answers what is in flight, and closes the database. Returns how many connections were cut.
    pub fn stop(self) -> usize {
        let begun = time::Instant::now();
        let mut cut = self.front.stop(GRACE);
        if let Some(metrics) = self.metrics {
            cut += metrics.stop(GRACE.saturating_sub(begun.elapsed()));
        }
        self.janitor.stop();
        let now = self.app.clock.now();
        if let Err(error) = self.app.token_use.settle(&*self.app.store) {
            self.app.log.error(now, "the last uses of API tokens could not be written down", &[("cause", error.to_string().into())]);
        }
        if let Err(error) = self.app.ledger.close(&*self.app.store, now) {
            self.app.log.error(now, "the last failures could not be written down", &[("cause", error.to_string().into())]);
        }
        self.app.log.info(now, "stopped", &[("cut", cut.into())]);
        cut
    }
}

/// How bodies are to lie: sealed, where a storage key is named.
fn at_rest(settings: &Settings) -> Result<AtRest, StartError> {
    let Some(file) = &settings.storage_key_file else { return Ok(AtRest::Clear) };
    let key = StorageKey::read(file).map_err(|why| StartError::StorageKey(file.clone(), why))?;
    Ok(AtRest::Sealed(Arc::new(key)))
}

/// Where no password of the authority is named and one is needed, it is in a file beside the database.
fn complete(settings: &mut Settings, store: &dyn Store, log: &Log, clock: &dyn Clock, entropy: &dyn Entropy) -> Result<(), StartError> {
    let own_tls = settings.tls && settings.tls_files.is_none();
    settings.pki_enabled |= own_tls;
    if settings.pki_ca_password.is_some() || !settings.pki_enabled {
        return Ok(());
    }
    // Servers that share a database share the authority in it: a password that one of them made would not open it to the others.
    if settings.database_url.is_some() || !own_tls && !issuer::password_file(&settings.db).exists() {
        return Err(StartError::NoPassword);
    }
    // A database that was restored, or moved: another password would not open what it brings along.
    let path = issuer::password_file(&settings.db);
    if !path.exists() && store.authority()?.is_some() {
        return Err(StartError::PasswordElsewhere(path));
    }
    let (password, path, made) = issuer::password_beside(&settings.db, entropy).map_err(StartError::Password)?;
    if made {
        let file = path.display().to_string();
        log.always(clock.now(), "the certificate authority's password was made; keep its file", &[("file", file.into())]);
    }
    let text = String::from_utf8(password.to_vec()).map_err(|_| StartError::Password(io::ErrorKind::InvalidData.into()))?;
    settings.pki_ca_password = Some(Secret::new(text));
    Ok(())
}

fn options(settings: &Settings, tls: Option<front::TlsConfig>) -> front::Options {
    let proxies = if settings.trusts_loopback_alone() { Proxies::Loopback } else { Proxies::Networks(settings.trusted_proxies.clone()) };
    front::Options { limits: Limits::default(), proxies, tls }
}

fn tcp(bind: &Bind) -> Option<SocketAddr> {
    match bind {
        Bind::Tcp(address) => Some(*address),
        Bind::Unix(_) => None,
    }
}

/// Gives the admin mark to every account that the settings name.
fn grant(app: &App, settings: &Settings) -> Result<(), StoreError> {
    let now = app.clock.now();
    for sha1 in &settings.admins {
        if app.store.grant_admin(sha1, now)? {
            ledger::note(&*app.store, &Doer::on_the_box(), Event::AdminGranted, sha1, now)?;
        }
    }
    Ok(())
}

/// What an operator should see at each start.
fn introduce(app: &App, settings: &Settings) -> Result<(), StartError> {
    let now = app.clock.now();
    let networks = settings.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let trust = if settings.trusted_proxies.is_empty() {
        "trusted_proxies is empty: no proxy header counts"
    } else if settings.proxy_secret.is_some() {
        "proxy_secret is set: X-SSL-Client-SHA1 from trusted_proxies counts in full with an equal X-Proxy-Secret, and not at all without"
    } else {
        "proxy_secret is not set: X-SSL-Client-SHA1 from trusted_proxies names at most an untrusted identity"
    };
    app.log.always(now, trust, &[("trusted_proxies", networks.into())]);
    // Counts bodies, which takes its time. A database under a key opens only with one.
    if settings.storage_key_file.is_some() {
        let held = app.store.holding()?;
        if let Some(key) = held.key {
            app.log.always(now, "bodies are sealed at rest", &[("storage_key", key.to_string().into())]);
        }
        if held.clear > 0 {
            app.log.always(now, "bodies lie in the clear still: 'fpaste serve rekey' seals them", &[("bodies", held.clear.into())]);
        }
    }
    if app.store.lockdown()? {
        app.log.always(now, "locked down: nothing new is taken until 'fpaste serve lockdown off'", &[]);
    }
    if settings.pki_enabled
        && let Some(authority) = app.issuer.authority(&*app.store)?
    {
        let sha256 = authority.certificate().sha256().with_colons();
        app.log.always(now, "certificate authority", &[("sha256", sha256.into())]);
    }
    if let Some(code) = setup::code(&*app.store, &*app.entropy)? {
        app.log.always(now, &format!("setup code: {code}"), &[]);
    }
    Ok(())
}
