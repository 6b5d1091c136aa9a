//! What the server runs with: every knob, read once and checked. A reload makes a new [`Settings`]; a request keeps the one it began with.
//!
//! Which of flag, variable and file holds is not decided here: whoever starts the server passes a lookup.

mod example;
mod knob;
mod read;
mod secret;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use ipnet::IpNet;
use thiserror::Error;

pub use example::example;
pub use knob::{KNOBS, Kind, Knob};
pub use secret::Secret;

use super::identity::Level;
use super::throttle::{FloodRules, QuotaRules, RateRules};

/// A value somebody gave, and where: `--bind`, `FLASKPASTE_MAX_ANON`, `config.toml:12:1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// As it was written.
    pub text: String,
    /// Where it was written.
    pub origin: String,
}

/// Why the settings do not hold.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SettingsError {
    /// A value is not of its form, or out of its bounds.
    #[error("{origin}: {name} must be {bound}, and is {shown}")]
    OutOfBounds {
        /// The knob.
        name: &'static str,
        /// Where it was set.
        origin: String,
        /// What it may be.
        bound: String,
        /// What it is; never a secret.
        shown: String,
    },
    /// A file that a knob names cannot be read.
    #[error("{origin}: {name}: cannot read {path}: {why}", path = path.display())]
    Unreadable {
        /// The knob.
        name: &'static str,
        /// Where it was set.
        origin: String,
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// One knob needs another.
    #[error("{origin}: {name} needs {other} too")]
    Alone {
        /// The knob.
        name: &'static str,
        /// Where it was set.
        origin: String,
        /// What is missing.
        other: &'static str,
    },
}

/// What `hsts` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hsts {
    /// Over https with a certificate from elsewhere.
    Auto,
    /// On every answer.
    Always,
    /// On none.
    Never,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Nothing, not even what must be told: for a server inside another program. No setting says it.
    Nothing,
    /// What failed here.
    Error,
    /// And one line for each request.
    Info,
    /// And what the server does on its own.
    Debug,
}

/// All of it, typed. The meaning of each field is in [`KNOBS`].
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is documented once, in KNOBS")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    pub bind: String,
    pub db: PathBuf,
    /// `None` leaves bodies as they came.
    pub storage_key_file: Option<PathBuf>,
    /// Counts in place of `db`.
    pub database_url: Option<Secret>,
    /// Without a slash at its end.
    pub public_url: Option<String>,
    /// Empty, or a slash and a path without a slash at its end.
    pub url_prefix: String,

    pub id_length: usize,
    pub max_anon: u64,
    pub max_auth: u64,
    pub min_size: u64,
    pub min_entropy: f64,
    pub min_entropy_size: u64,
    pub expiry_anon: u64,
    pub expiry_untrusted: u64,
    pub expiry_trusted: u64,
    pub max_expiry: u64,

    /// The lowest level that may create.
    pub create: Level,
    pub untrusted_is_anonymous: bool,
    /// Lower-case hex.
    pub admins: Vec<String>,
    pub trusted_proxies: Vec<IpNet>,
    pub proxy_secret: Option<Secret>,
    /// The header in which the proxy passes the certificate itself.
    pub client_cert_header: Option<String>,

    pub pow_difficulty: u8,
    pub pow_ttl: u64,
    pub pow_secret: Option<Secret>,
    pub register_pow: u8,
    /// `None` where `antiflood` is off.
    pub flood: Option<FloodRules>,

    /// `None` where `rate_limit` is off.
    pub rate: Option<RateRules>,
    /// 0 where `rate_limit` is off.
    pub miss_max: u64,
    pub dedup_window: u64,
    pub dedup_max: u64,
    pub quota: QuotaRules,

    pub tls: bool,
    /// The chain and its key.
    pub tls_files: Option<(PathBuf, PathBuf)>,
    pub tls_names: Vec<String>,
    pub hsts: Hsts,
    pub pki_enabled: bool,
    pub pki_ca_password: Option<Secret>,
    pub pki_cert_days: u64,

    pub log_json: bool,
    pub log_level: LogLevel,
    pub log_addresses: bool,
    /// Seconds; `None` keeps for ever.
    pub audit_retention: Option<u64>,
    pub metrics_public: bool,
    pub metrics_bind: Option<String>,
}

impl Settings {
    /// Reads all knobs through a lookup by name; what it does not know has its default. `db` must be known or given.
    ///
    /// # Errors
    /// [`SettingsError`]: the first value that does not hold.
    pub fn read(look_up: &dyn Fn(&str) -> Option<Given>) -> Result<Self, SettingsError> {
        read::settings(look_up)
    }

    /// The names of fixed knobs on which `self` and `newer` differ: a reload cannot change them.
    pub fn unchangeable(&self, newer: &Self) -> Vec<&'static str> {
        let secret = |one: &Option<Secret>, other: &Option<Secret>| one.as_ref().map(Secret::bytes) == other.as_ref().map(Secret::bytes);
        [
            ("bind", self.bind == newer.bind),
            ("db", self.db == newer.db),
            ("storage_key_file", self.storage_key_file == newer.storage_key_file),
            ("database_url", secret(&self.database_url, &newer.database_url)),
            ("pow_secret", secret(&self.pow_secret, &newer.pow_secret)),
            ("tls", self.tls == newer.tls && self.tls_files.is_some() == newer.tls_files.is_some()),
            ("tls_name", self.tls_names == newer.tls_names),
            ("pki_enabled", self.pki_enabled == newer.pki_enabled),
            ("pki_ca_password", secret(&self.pki_ca_password, &newer.pki_ca_password)),
            ("metrics_bind", self.metrics_bind == newer.metrics_bind),
        ]
        .into_iter()
        .filter_map(|(name, same)| (!same).then_some(name))
        .collect()
    }

    /// The largest body of a level.
    pub fn max_size(&self, level: Level) -> u64 {
        if self.counts_as(level) == Level::Anonymous { self.max_anon } else { self.max_auth }
    }

    /// The life of a paste of this level that asks for none; never more than `max_expiry`.
    pub fn default_expiry(&self, level: Level) -> u64 {
        let seconds = match self.counts_as(level) {
            Level::Anonymous => self.expiry_anon,
            Level::Untrusted => self.expiry_untrusted,
            Level::Trusted | Level::Admin => self.expiry_trusted,
        };
        seconds.min(self.max_expiry)
    }

    /// The level whose limits hold for a level.
    pub fn counts_as(&self, level: Level) -> Level {
        if level == Level::Untrusted && self.untrusted_is_anonymous { Level::Anonymous } else { level }
    }

    /// Whether nobody named a proxy: only this machine is trusted.
    pub fn trusts_loopback_alone(&self) -> bool {
        !self.trusted_proxies.is_empty() && self.trusted_proxies.iter().all(|network| network.addr().is_loopback())
    }

    /// Whether this address is a proxy whose word is taken. `None` is a Unix socket.
    pub fn trusts(&self, address: Option<IpAddr>) -> bool {
        let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical();
        self.trusted_proxies.iter().any(|network| network.contains(&address))
    }
}
