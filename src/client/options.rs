//! What a client is told once: whom to talk to, as whom, how long to wait, what to trust.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::place::Place;
use super::proxy::Proxies;
use super::secret::Secret;

/// Everything a client needs to know. Secrets in it are erased when it is dropped and shown by no formatter.
#[derive(Debug)]
pub struct Options {
    /// The server to talk to.
    pub server: Place,
    /// The configured server, if there is one: identity goes to its origin alone, whatever `server` is.
    pub home: Option<Place>,
    /// Who we are, told only to the origin of `home`.
    pub identity: Identity,
    /// Which server certificates to believe.
    pub trust: Trust,
    /// Which proxy to use for what.
    pub proxies: Proxies,
    /// How long connecting may take, and how long not a single byte may move after that.
    pub timeout: Duration,
    /// How long a whole request may take, if that is bounded.
    pub max_time: Option<Duration>,
    /// How often a request is repeated that failed in a way that a repetition can mend.
    pub retries: u32,
    /// The longest pause a server may ask for; beyond it the client gives up and says so.
    pub max_wait: Duration,
    /// Threads that solve a proof of work; `None` for as many as there are cores.
    pub threads: Option<usize>,
    /// Set from elsewhere (a signal) to stop solving and waiting.
    pub cancel: Arc<AtomicBool>,
}

impl Options {
    /// The defaults, for one server that is also the configured one.
    pub fn new(server: Place) -> Self {
        Self {
            home: Some(server.clone()),
            server,
            identity: Identity::default(),
            trust: Trust::default(),
            proxies: Proxies::default(),
            timeout: Duration::from_secs(30),
            max_time: None,
            retries: 2,
            max_wait: Duration::from_secs(60),
            threads: None,
            cancel: Arc::default(),
        }
    }
}

/// Who we are to the configured server.
#[derive(Debug, Default)]
pub struct Identity {
    /// An API token, sent as `Authorization: Bearer`.
    pub token: Option<Secret>,
    /// A certificate's SHA-1, for `X-SSL-Client-SHA1` (servers behind a proxy of ours).
    pub fingerprint: Option<String>,
    /// PEM file of the client certificate, its chain after it.
    pub certificate: Option<PathBuf>,
    /// PEM file of its private key.
    pub key: Option<PathBuf>,
    /// Further headers, such as Basic auth for a home proxy.
    pub headers: Vec<(String, Secret)>,
}

/// Which server certificates to believe.
#[derive(Debug)]
pub enum Trust {
    /// What the operating system trusts, and the authorities in this PEM file besides.
    System {
        /// `--ca-cert`.
        extra: Option<PathBuf>,
    },
    /// These authorities alone, PEM.
    Only {
        /// One or more certificates.
        pem: Vec<u8>,
    },
    /// Any certificate at all (`--insecure`); never together with a client certificate.
    Anything,
}

impl Default for Trust {
    fn default() -> Self {
        Self::System { extra: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let mut options = Options::new(Place::parse("https://host").unwrap());
        options.identity.token = Some(Secret::new("fpt_hunter2"));
        options.identity.headers = vec![("Authorization".into(), Secret::new("Basic hunter2"))];
        options.proxies.all = Some(Secret::new("http://me:hunter2@proxy"));
        assert!(!format!("{options:?}").contains("hunter2"));
    }
}
