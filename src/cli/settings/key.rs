//! Every client key of the configuration: its name, its variables, its default, and what it means.

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Dotted, as in `config.toml`.
    pub name: &'static str,
    /// The variables that set it, the first that is set counts.
    pub variables: &'static [&'static str],
    /// What it takes.
    pub kind: Kind,
    /// What holds if nobody says anything; empty for nothing.
    pub default: &'static str,
    /// Says who we are to one server: a profile with a server of its own does not inherit it.
    pub identity: bool,
    /// Never shown.
    pub secret: bool,
    /// What it means, for the manual and the example file.
    pub doc: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A path; `~/` is the home directory.
    Path,
    /// Seconds, or `500ms 30s 5m 12h 7d 2w`.
    Duration,
    /// A whole number.
    Count,
    /// `true` or `false`.
    Bool,
    /// `auto`, `always` or `never`.
    Color,
}

impl Kind {
    /// What it takes, for a message.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Path => "a path",
            Self::Duration => "a duration such as 30s or 5m",
            Self::Count => "a whole number",
            Self::Bool => "true or false",
            Self::Color => "auto, always or never",
        }
    }
}

const BASE: Key = Key { name: "", variables: &[], kind: Kind::Text, default: "", identity: false, secret: false, doc: "" };

/// Every key, in the order of the manual. `headers` is a table and stands apart.
pub const KEYS: &[Key] = &[
    Key {
        name: "server",
        variables: &["FLASKPASTE_SERVER", "FPASTE_SERVER"],
        doc: "The server's address, such as https://paste.example.com",
        ..BASE
    },
    Key {
        name: "client_cert",
        variables: &["FLASKPASTE_CLIENT_CERT", "FPASTE_CLIENT_CERT"],
        kind: Kind::Path,
        identity: true,
        doc: "The client certificate, PEM",
        ..BASE
    },
    Key {
        name: "client_key",
        variables: &["FLASKPASTE_CLIENT_KEY", "FPASTE_CLIENT_KEY"],
        kind: Kind::Path,
        identity: true,
        doc: "The key of the client certificate, PEM, readable by you alone",
        ..BASE
    },
    Key {
        name: "cert_sha1",
        variables: &["FLASKPASTE_CERT_SHA1", "FPASTE_CERT_SHA1"],
        identity: true,
        doc: "The certificate's SHA-1, sent as X-SSL-Client-SHA1 to a server behind a trusted proxy",
        ..BASE
    },
    Key {
        name: "ca_cert",
        variables: &["FLASKPASTE_CA_CERT", "FPASTE_CA_CERT"],
        kind: Kind::Path,
        doc: "A certificate authority to trust besides the system's, PEM",
        ..BASE
    },
    Key {
        name: "token",
        variables: &["FPASTE_TOKEN", "FLASKPASTE_TOKEN"],
        identity: true,
        secret: true,
        doc: "An API token, fpt_…",
        ..BASE
    },
    Key {
        name: "timeout",
        variables: &["FPASTE_TIMEOUT", "FLASKPASTE_TIMEOUT"],
        kind: Kind::Duration,
        default: "30s",
        doc: "Give up connecting, or waiting for the next byte, after this long",
        ..BASE
    },
    Key { name: "max_time", kind: Kind::Duration, doc: "Give up a whole request after this long", ..BASE },
    Key {
        name: "retries",
        kind: Kind::Count,
        default: "2",
        doc: "Try again this often when a server cannot be reached or asks to wait",
        ..BASE
    },
    Key { name: "max_wait", kind: Kind::Duration, default: "60s", doc: "Wait at most this long when a server asks to", ..BASE },
    Key {
        name: "proxy",
        secret: true,
        doc: "Send requests through this proxy: http://, https:// or socks5h://; without it HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY count",
        ..BASE
    },
    Key { name: "color", kind: Kind::Color, default: "auto", doc: "When to use colour: auto, always or never", ..BASE },
    Key {
        name: "history.enabled",
        kind: Kind::Bool,
        default: "true",
        doc: "Remember what this machine created: ids, names, delete tokens",
        ..BASE
    },
    Key { name: "history.keys", kind: Kind::Bool, default: "false", doc: "Remember keys too, but never those of burn pastes", ..BASE },
];

/// A key by its name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
