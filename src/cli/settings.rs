//! What we run with: flag > environment > `config.toml` > legacy file > default, each value with its source.
//!
//! This is the only file that reads the environment. The server's knobs are looked up here too and typed in `server::settings`.

mod environment_file;
mod key;
mod value;

pub(crate) use environment_file::nearest;
pub use key::{KEYS, Key, Kind, find};
pub use value::{Resolved, Source, fingerprint};

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::args::{ColorChoice, Global};
use super::config::Entries;
use super::error::{Error, Result};
use super::talk::Manner;
use crate::sys::terminal;

/// The environment, or a made-up one for tests. A variable that is empty is unset.
#[derive(Clone, Debug)]
pub enum Environment {
    /// The process's own.
    Process,
    /// These variables and no others.
    Fixed(Vec<(String, String)>),
}

impl Environment {
    /// A variable's value.
    pub fn os(&self, name: &str) -> Option<OsString> {
        let value = match self {
            Self::Process => std::env::var_os(name),
            Self::Fixed(known) => known.iter().find(|(key, _)| key == name).map(|(_, value)| value.into()),
        };
        value.filter(|value| !value.is_empty())
    }

    /// A variable's value as text; one that is not UTF-8 counts as unset.
    pub fn get(&self, name: &str) -> Option<String> {
        self.os(name)?.into_string().ok()
    }

    /// Whether a switch such as `FPASTE_NO_HISTORY` is on: set, and not to `0`, `false` or `no`.
    pub fn switch(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !matches!(value.to_ascii_lowercase().as_str(), "0" | "false" | "no"))
    }

    /// The home directory.
    pub fn home(&self) -> Option<PathBuf> {
        self.os("HOME").map(PathBuf::from).or_else(dirs::home_dir)
    }

    /// A base directory of the XDG specification, which ignores relative paths, with our own folder in it.
    fn base(&self, variable: &str, below_home: &str) -> PathBuf {
        let given = self.os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        given.unwrap_or_else(|| self.home().unwrap_or_default().join(below_home)).join("fpaste")
    }
}

/// Where our files are.
#[derive(Clone, Debug)]
pub struct Paths {
    /// `config.toml`, or what `--config` names.
    pub config: PathBuf,
    /// The Python fpaste's file.
    pub legacy: PathBuf,
    /// `$XDG_CONFIG_HOME/fpaste`: certificates too.
    pub config_folder: PathBuf,
    /// `$XDG_DATA_HOME/fpaste`: the default database.
    pub data_folder: PathBuf,
    /// `$XDG_STATE_HOME/fpaste`: the history.
    pub state_folder: PathBuf,
}

/// Everything a command runs with.
pub struct Settings {
    /// The server's address.
    pub server: Option<String>,
    /// 40 hex digits.
    pub cert_sha1: Option<String>,
    /// PEM file.
    pub client_cert: Option<PathBuf>,
    /// PEM file.
    pub client_key: Option<PathBuf>,
    /// PEM file.
    pub ca_cert: Option<PathBuf>,
    /// An API token.
    pub token: Option<Zeroizing<String>>,
    /// For connecting and for each pause between bytes.
    pub timeout: Duration,
    /// For a whole request.
    pub max_time: Option<Duration>,
    /// Repetitions.
    pub retries: u32,
    /// The longest pause a server may ask for.
    pub max_wait: Duration,
    /// `http://`, `https://` or `socks5h://`.
    pub proxy: Option<Zeroizing<String>>,
    /// Further headers.
    pub headers: Vec<(String, Zeroizing<String>)>,
    /// Do not check the server's certificate.
    pub insecure: bool,
    /// Whether the history is written.
    pub history_enabled: bool,
    /// Whether keys go into it.
    pub history_keys: bool,
    /// When to use colour.
    pub color: ColorChoice,
    /// The profile in use.
    pub profile: Option<String>,
    /// Where our files are.
    pub paths: Paths,
    /// The environment.
    pub environment: Environment,
    /// Every key with its value as text and its source, for `config show`.
    pub resolved: Vec<Resolved>,
    /// What is odd about the configuration, to be warned of once.
    pub warnings: Vec<String>,
    /// What `config.toml` says.
    pub file: Entries,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("server", &self.server).field("resolved", &self.resolved).finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the configuration and puts what was typed and what the environment says over it.
    ///
    /// # Errors
    /// A configuration file that cannot be read or understood, or a value that is not of its kind.
    pub fn load(typed: &Global, environment: Environment) -> Result<Self> {
        let paths = environment.paths(typed);
        let files = environment_file::Files::read(typed, &environment, &paths)?;
        value::resolve(typed, environment, paths, files)
    }

    /// Settings without any configuration file, for commands that must work whatever the file says.
    ///
    /// # Errors
    /// A value on the command line or in the environment that is not of its kind.
    pub fn without_file(typed: &Global, environment: Environment) -> Result<Self> {
        let paths = environment.paths(typed);
        let profile = typed.profile.clone().or_else(|| environment.get("FPASTE_PROFILE"));
        value::resolve(typed, environment, paths, environment_file::Files { profile, ..environment_file::Files::default() })
    }

    /// The configured server.
    ///
    /// # Errors
    /// There is none.
    pub fn server(&self) -> Result<&str> {
        self.server.as_deref().ok_or(Error::NoServer)
    }

    /// What a server knob was set to, and where: `FLASKPASTE_NAME`, then `FPASTE_NAME`, then `name` in `[serve]`.
    /// The name is the knob's, in lower case. Flags of `serve` come before it and are the caller's.
    pub fn serve_knob(&self, name: &str) -> Option<(String, String)> {
        let upper = name.to_ascii_uppercase();
        for variable in [format!("FLASKPASTE_{upper}"), format!("FPASTE_{upper}")] {
            if let Some(text) = self.environment.get(&variable) {
                return Some((text, variable));
            }
        }
        let entry = self.file.get(&format!("serve.{name}"))?;
        Some((entry.value.text(), entry.place.clone()))
    }
}

impl Environment {
    /// Where our files are.
    pub fn paths(&self, typed: &Global) -> Paths {
        let config_folder = self.base("XDG_CONFIG_HOME", ".config");
        let named = typed.config.clone().or_else(|| self.os("FPASTE_CONFIG").map(PathBuf::from));
        Paths {
            config: named.unwrap_or_else(|| config_folder.join("config.toml")),
            legacy: self.legacy(&config_folder),
            data_folder: self.base("XDG_DATA_HOME", ".local/share"),
            state_folder: self.base("XDG_STATE_HOME", ".local/state"),
            config_folder,
        }
    }

    /// The Python fpaste's file: beside ours, or where it always is, whatever `XDG_CONFIG_HOME` says.
    fn legacy(&self, config_folder: &Path) -> PathBuf {
        let beside = config_folder.join("config");
        let usual = self.home().unwrap_or_default().join(".config/fpaste/config");
        if !beside.exists() && usual.exists() { usual } else { beside }
    }

    /// How to talk: the streams, and what was asked for on the command line and in the environment.
    pub fn manner(&self, typed: &Global, color: ColorChoice) -> Manner {
        use std::io::IsTerminal as _;
        let (terminal_out, terminal_err) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let dumb = self.get("TERM").is_some_and(|name| name == "dumb");
        let colored = |terminal: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.os("NO_COLOR").is_some() => false,
            ColorChoice::Auto if self.switch("CLICOLOR_FORCE") => true,
            ColorChoice::Auto => terminal && !dumb,
        };
        let columns = self.get("COLUMNS").and_then(|text| text.parse().ok());
        Manner {
            json: typed.json,
            quiet: typed.quiet,
            verbose: typed.verbose,
            color_out: colored(terminal_out),
            color_err: colored(terminal_err),
            terminal_out,
            terminal_err,
            may_ask: !typed.no_input && !self.switch("FPASTE_NO_INPUT"),
            yes: typed.yes,
            progress: !typed.no_progress && !dumb,
            columns: columns
                .or_else(|| terminal::columns(&std::io::stderr()))
                .or_else(|| terminal::columns(&std::io::stdout()))
                .unwrap_or(80),
        }
    }
}
