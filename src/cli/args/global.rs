//! The options every command takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options every command takes, before or after its name. `-h` shows the few that most people want, `--help` all of them.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch a person can type")]
pub struct Global {
    /// The server's address, such as https://paste.example.com
    #[arg(short, long, global = true, value_name = "URL")]
    pub server: Option<String>,
    /// Use this profile of the configuration
    #[arg(long, global = true, hide_short_help = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Read this configuration file
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answer in JSON Lines; errors too, on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but the answer and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say what is going on; twice for every request
    #[arg(short, long, global = true, hide_short_help = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to use colour
    #[arg(long, global = true, hide_short_help = true, value_name = "WHEN", value_enum)]
    pub color: Option<ColorChoice>,
    /// Never ask; where an answer is needed, fail
    #[arg(long, global = true, hide_short_help = true)]
    pub no_input: bool,
    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Show no progress
    #[arg(long, global = true, hide_short_help = true)]
    pub no_progress: bool,
    /// Give up connecting, or waiting for the next byte, after this long (30s)
    #[arg(long, global = true, hide_short_help = true, value_name = "DURATION")]
    pub timeout: Option<String>,
    /// Give up a whole request after this long
    #[arg(long, global = true, hide_short_help = true, value_name = "DURATION")]
    pub max_time: Option<String>,
    /// Try again this often when a server cannot be reached or asks to wait (2)
    #[arg(long, global = true, hide_short_help = true, value_name = "N")]
    pub retries: Option<u32>,
    /// Wait at most this long when a server asks to (60s)
    #[arg(long, global = true, hide_short_help = true, value_name = "DURATION")]
    pub max_wait: Option<String>,
    /// Send requests through this proxy: http://, https:// or socks5h://
    #[arg(long, global = true, hide_short_help = true, value_name = "URL")]
    pub proxy: Option<String>,
    /// Trust this certificate authority, PEM
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub ca_cert: Option<PathBuf>,
    /// Show this client certificate, PEM
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub client_cert: Option<PathBuf>,
    /// The key of the client certificate, PEM
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub client_key: Option<PathBuf>,
    /// Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)
    #[arg(long, global = true, hide_short_help = true, value_name = "HEX")]
    pub cert_sha1: Option<String>,
    /// Authenticate with this API token
    #[arg(long, global = true, hide_short_help = true, value_name = "TOKEN")]
    pub token: Option<String>,
    /// Send this header with every request, such as Name: value
    #[arg(long, global = true, hide_short_help = true, value_name = "HEADER")]
    pub header: Vec<String>,
    /// Do not check the server's certificate
    #[arg(short = 'k', long, global = true, hide_short_help = true)]
    pub insecure: bool,
}

impl std::fmt::Debug for Global {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Global").field("json", &self.json).field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal that has not asked for none
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
