//! The table of every knob: its name, default, bounds and meaning. The parser, `config.example.toml` and the help are made from it.

use crate::protocol::limit::{self, DAY, MIB};

/// What a knob takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number within these bounds.
    Count(u64, u64),
    /// Bytes within these bounds; `64KiB`, `50MiB`, `2GiB` are understood.
    Bytes(u64, u64),
    /// Seconds within these bounds; `30m`, `12h`, `7d`, `2w` are understood.
    Seconds(u64, u64),
    /// Bits per byte, 0 to 8.
    Entropy,
    /// `true|1|yes|on` or `false|0|no|off`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Text of its own form, checked where it is read.
    Text,
    /// A file.
    Path,
    /// Several, separated by commas or blanks; an array in `config.toml`.
    List,
}

/// One knob.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// The key in `[serve]`; the variable is `FLASKPASTE_` or `FPASTE_` and this in upper case.
    pub name: &'static str,
    /// What holds where nobody says anything.
    pub default: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, in a sentence or two.
    pub doc: &'static str,
    /// SIGHUP changes it.
    pub reloadable: bool,
    /// It is never shown.
    pub secret: bool,
}

const fn knob(name: &'static str, default: &'static str, kind: Kind, doc: &'static str) -> Knob {
    Knob { name, default, kind, doc, reloadable: true, secret: false }
}

impl Knob {
    const fn fixed(mut self) -> Self {
        self.reloadable = false;
        self
    }

    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The knob of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KNOBS.iter().find(|knob| knob.name == name)
    }

    /// Its bounds for people, empty where any text will do.
    pub fn bound(&self) -> String {
        match self.kind {
            Kind::Count(min, max) => format!("{min} to {max}"),
            Kind::Bytes(min, max) => format!("{min} to {max} bytes"),
            Kind::Seconds(min, max) => format!("{min} to {max} seconds"),
            Kind::Entropy => "0 to 8 bits per byte".to_owned(),
            Kind::Switch => "true or false".to_owned(),
            Kind::Choice(words) => words.join(", "),
            Kind::Text | Kind::Path | Kind::List => String::new(),
        }
    }
}

/// A body is one value of the database, and those end short of a thousand million bytes.
const BODY_MAX: u64 = 900 * MIB;
const YEARS: u64 = 3660 * DAY;
const ANY: u64 = 1 << 53;

/// Every knob, in the order of `config.example.toml`.
pub const KNOBS: &[Knob] = &[
    // Where
    knob(
        "bind",
        "127.0.0.1:5000",
        Kind::Text,
        "Where to listen: ADDRESS:PORT, or unix:PATH. Port 0 takes a free one, which the first line on stdout names.",
    )
    .fixed(),
    knob("db", "", Kind::Path, "The database. Empty is $XDG_DATA_HOME/fpaste/pastes.db.").fixed(),
    knob(
        "database_url",
        "",
        Kind::Text,
        "A PostgreSQL database instead, which several servers may share: postgres://USER:PASSWORD@HOST[,HOST]/DATABASE. Its certificate is checked, unless it is on this machine; ?sslrootcert=FILE names its authority, ?sslmode=disable goes without TLS. Needs an fpaste built with --features postgres.",
    )
    .fixed()
    .secret(),
    knob("database_url_file", "", Kind::Path, "A file that holds it.").fixed(),
    knob(
        "storage_key_file",
        "",
        Kind::Path,
        "A file with the 32 random bytes that bodies are sealed under in the database; 'fpaste serve rekey --new FILE' makes one. Empty leaves them as they came.",
    )
    .fixed(),
    knob(
        "public_url",
        "",
        Kind::Text,
        "How people reach this server, such as https://paste.example.com; it is put into plain-text answers. Empty is the scheme and host of each request.",
    ),
    knob("url_prefix", "", Kind::Text, "The path below which a reverse proxy shows this server, such as /paste."),
    // Sizes and lifetimes
    knob("id_length", "12", Kind::Count(limit::ID_LENGTH_MIN as u64, limit::ID_LENGTH_MAX as u64), "Hex digits of a new paste's id."),
    knob("max_anon", "3145728", Kind::Bytes(1, BODY_MAX), "The largest paste without a certificate."),
    knob("max_auth", "52428800", Kind::Bytes(1, BODY_MAX), "The largest paste with a certificate."),
    knob("min_size", "0", Kind::Bytes(0, BODY_MAX), "The smallest paste; 0 takes any that is not empty."),
    knob(
        "min_entropy",
        "0",
        Kind::Entropy,
        "Bits per byte a paste must have, so that only encrypted ones are stored; 6 is a good value, 0 takes any.",
    ),
    knob("min_entropy_size", "256", Kind::Bytes(0, BODY_MAX), "The size from which min_entropy is asked; shorter texts say too little."),
    knob("expiry_anon", "86400", Kind::Seconds(1, YEARS), "How long a paste without a certificate lives, if it asks for nothing else."),
    knob("expiry_untrusted", "604800", Kind::Seconds(1, YEARS), "The same with a certificate that this server did not issue."),
    knob("expiry_trusted", "2592000", Kind::Seconds(1, YEARS), "The same with one it did issue."),
    knob("max_expiry", "7776000", Kind::Seconds(1, YEARS), "The longest life anyone gets."),
    // Who
    knob("create", "anyone", Kind::Choice(&["anyone", "untrusted", "trusted", "admin"]), "Who may create pastes. Everyone may read."),
    knob(
        "untrusted",
        "untrusted",
        Kind::Choice(&["untrusted", "anonymous"]),
        "What a certificate of others is worth: limits of its own, or no more than none.",
    ),
    knob("admins", "", Kind::List, "SHA-1 fingerprints whose accounts are administrators, 40 hex digits each."),
    knob(
        "trusted_proxies",
        "127.0.0.0/8, ::1/128",
        Kind::List,
        "Networks whose word on X-Forwarded-For, X-Forwarded-Proto and X-SSL-Client-SHA1 is taken. A Unix socket counts as 127.0.0.1.",
    ),
    knob("proxy_secret", "", Kind::Text, "What a trusted proxy must send in X-Proxy-Secret for its X-SSL-Client-SHA1 to count in full.")
        .secret(),
    knob("proxy_secret_file", "", Kind::Path, "A file that holds it."),
    knob(
        "client_cert_header",
        "",
        Kind::Text,
        "A header in which the proxy passes the client certificate itself, as RFC 9440 writes it (:BASE64:), where it knows no SHA-1, as Caddy does. Counts only with proxy_secret, and the proxy must set it on every request.",
    ),
    // Proof of work
    knob(
        "pow_difficulty",
        "20",
        Kind::Count(0, limit::POW_DIFFICULTY_MAX as u64),
        "Leading zero bits asked of a creation; 0 asks for no proof.",
    ),
    knob("pow_ttl", "300", Kind::Seconds(10, DAY), "How long a challenge can be answered, at least."),
    knob("pow_secret", "", Kind::Text, "The key that signs challenges. Empty is one made once and kept in the database.").fixed().secret(),
    knob("register_pow", "24", Kind::Count(0, limit::POW_DIFFICULTY_MAX as u64), "Leading zero bits asked of a registration."),
    knob("antiflood", "true", Kind::Switch, "Ask for harder proofs while a network creates many pastes."),
    knob("antiflood_window", "60", Kind::Seconds(1, DAY), "Seconds in which creations are counted together."),
    knob("antiflood_threshold", "30", Kind::Count(1, 1_000_000), "Creations that raise the level by one."),
    knob("antiflood_step", "2", Kind::Count(0, limit::POW_DIFFICULTY_MAX as u64), "Bits for each level."),
    knob("antiflood_max", "28", Kind::Count(0, limit::POW_DIFFICULTY_MAX as u64), "The most bits it leads to."),
    knob("antiflood_decay", "60", Kind::Seconds(1, DAY), "Seconds without a rise after which a level falls away."),
    // How often, how much
    knob("rate_limit", "true", Kind::Switch, "Limit how often one network may write, and how often it may guess (miss_max)."),
    knob("rate_window", "60", Kind::Seconds(1, DAY), "Seconds in which requests are counted together."),
    knob("rate_max", "10", Kind::Count(1, 1_000_000), "Requests that write, per network and window."),
    knob("rate_auth_mult", "5", Kind::Count(1, 1_000_000), "How many times as many with a certificate."),
    knob(
        "miss_max",
        "60",
        Kind::Count(0, 1_000_000),
        "Answers of 404 or 403 on paste paths, per network and minute, after which it reads nothing more; 0 is off.",
    ),
    knob("dedup_window", "3600", Kind::Seconds(1, YEARS), "Seconds in which the same content is counted together."),
    knob(
        "dedup_max",
        "3",
        Kind::Count(0, 1_000_000),
        "How often the same content may come from one account or network within that time; 0 is off.",
    ),
    knob(
        "quota_network",
        "268435456",
        Kind::Bytes(0, ANY),
        "Bytes that one network without an issued certificate may store in a day; 0 is off.",
    ),
    knob("quota_account", "2147483648", Kind::Bytes(0, ANY), "Bytes that one account may store in a day; 0 is off."),
    knob("quota_total", "0", Kind::Bytes(0, ANY), "Bytes the database may hold; 0 is off."),
    knob("disk_floor", "536870912", Kind::Bytes(0, ANY), "Bytes to leave free on the disk of the database; 0 is off."),
    // TLS and certificates
    knob("tls", "false", Kind::Switch, "Answer https with a certificate of the server's own authority.").fixed(),
    knob(
        "tls_cert",
        "",
        Kind::Path,
        "Answer https with this certificate chain (PEM), for example one of Let's Encrypt. SIGHUP reads it again.",
    ),
    knob("tls_key", "", Kind::Path, "And its key (PEM)."),
    knob("tls_name", "", Kind::List, "Names and addresses to put into the own certificate; empty is localhost and the address of bind.")
        .fixed(),
    knob(
        "hsts",
        "auto",
        Kind::Choice(&["auto", "always", "never"]),
        "Strict-Transport-Security: auto sends it over https with a certificate from elsewhere.",
    ),
    knob("pki_enabled", "false", Kind::Switch, "Issue client certificates: /register, /csr and /pki.").fixed(),
    knob("pki_ca_password", "", Kind::Text, "The password of the authority's key.").fixed().secret(),
    knob("pki_ca_password_file", "", Kind::Path, "A file that holds it.").fixed(),
    knob("pki_cert_days", "365", Kind::Count(1, 3650), "Days an issued certificate lasts."),
    // What is written down
    knob("log_format", "text", Kind::Choice(&["text", "json"]), "The form of a log line on stderr."),
    knob("log_level", "info", Kind::Choice(&["error", "info", "debug"]), "How much is logged: debug adds what the janitor takes away; FLASK_DEBUG=1 is debug."),
    knob("log_addresses", "true", Kind::Switch, "Write addresses into the log and the audit log."),
    knob("audit_retention", "31536000", Kind::Seconds(0, YEARS), "How long audit rows are kept; 0 keeps them for ever."),
    knob(
        "metrics",
        "local",
        Kind::Choice(&["local", "public"]),
        "Who may read GET /metrics: unproxied loopback and administrators, or everyone.",
    ),
    knob("metrics_bind", "", Kind::Text, "An address of their own for the metrics; empty is none.").fixed(),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::limit::{GIB, HOUR, KIB};

    #[test]
    fn names_are_unique_plain_and_documented() {
        for (at, knob) in KNOBS.iter().enumerate() {
            assert!(KNOBS.iter().skip(at + 1).all(|other| other.name != knob.name), "{}", knob.name);
            assert!(knob.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", knob.name);
            assert!(knob.doc.ends_with('.'), "{}", knob.name);
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_protocol() {
        for (name, value) in [
            ("max_anon", limit::MAX_ANON),
            ("max_auth", limit::MAX_AUTH),
            ("expiry_anon", limit::EXPIRY_ANON),
            ("expiry_untrusted", limit::EXPIRY_UNTRUSTED),
            ("expiry_trusted", limit::EXPIRY_TRUSTED),
            ("max_expiry", limit::EXPIRY_MAX),
            ("pow_difficulty", u64::from(limit::POW_DIFFICULTY)),
            ("register_pow", u64::from(limit::REGISTER_POW)),
            ("pow_ttl", limit::POW_TTL),
            ("id_length", limit::ID_LENGTH as u64),
            ("quota_network", 256 * MIB),
            ("quota_account", 2 * GIB),
            ("disk_floor", 512 * MIB),
            ("dedup_window", HOUR),
            ("min_entropy_size", KIB / 4),
            ("audit_retention", 365 * DAY),
        ] {
            assert_eq!(Knob::named(name).unwrap().default, value.to_string(), "{name}");
        }
    }
}
