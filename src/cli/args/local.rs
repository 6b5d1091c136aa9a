//! The commands that need no server: `seal`, `open`, `history`, `config`, `doctor`, `completions`, `man`, `help`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::super::size::Size;
use super::create::Passphrase;
use super::get::KeySource;

/// fpaste seal FILE|-
#[derive(Args, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch a person can type")]
pub struct Seal {
    /// The file to encrypt; - is stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Write the sealed bytes here, instead of to stdout
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Write the key here, instead of to stderr
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key_out: Option<PathBuf>,
    /// Replace existing files
    #[arg(short, long)]
    pub force: bool,
    /// A passphrase besides the key.
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// The file name, sealed inside (default: the file's own)
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
    /// Leave the file name out
    #[arg(long, conflicts_with = "name")]
    pub no_name: bool,
    /// The media type
    #[arg(short = 't', long = "type", value_name = "MIME")]
    pub media_type: Option<String>,
    /// Do not compress before sealing
    #[arg(long)]
    pub no_compress: bool,
    /// Seal in the format that the Python fpaste reads
    #[arg(long)]
    pub compat: bool,
}

/// fpaste open FILE|- --key K|--key-file F
#[derive(Args, Debug, Default)]
pub struct Open {
    /// The sealed file; - is stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The key.
    #[command(flatten)]
    pub key: KeySource,
    /// Write the content here, instead of to stdout; into a directory, under the stored name
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Write to a file of the stored name
    #[arg(short = 'O', long, conflicts_with = "output")]
    pub remote_name: bool,
    /// Replace an existing file
    #[arg(short, long)]
    pub force: bool,
    /// The passphrase it was sealed with.
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// On a terminal, show control sequences as they are
    #[arg(long)]
    pub raw: bool,
    /// Refuse what unpacks to more than this (1G)
    #[arg(long, value_name = "SIZE")]
    pub max_size: Option<Size>,
}

/// fpaste history [list|show|clear|path]
#[derive(Args, Debug, Default)]
pub struct History {
    /// What to do; list if it is not said.
    #[command(subcommand)]
    pub command: Option<HistoryCommand>,
}

/// What history does.
#[derive(Debug, Subcommand)]
pub enum HistoryCommand {
    /// List what this machine created
    List,
    /// Show everything known about one paste
    Show(HistoryShow),
    /// Forget everything
    Clear,
    /// Print where the history is kept
    Path,
}

/// fpaste history show ID
#[derive(Args)]
pub struct HistoryShow {
    /// The id or link
    #[arg(value_name = "ID|URL")]
    pub id: String,
}

/// fpaste config [path|show|get|set|migrate]
#[derive(Args, Debug, Default)]
pub struct Config {
    /// What to do; show if it is not said.
    #[command(subcommand)]
    pub command: Option<ConfigCommand>,
}

/// What config does.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print where the configuration is
    Path,
    /// Print every value and where it comes from
    Show,
    /// Print one value
    Get(ConfigGet),
    /// Set a value in config.toml; comments stay
    Set(ConfigSet),
    /// Write the old configuration file as config.toml, and keep it
    Migrate,
}

/// fpaste config get KEY
#[derive(Args, Debug)]
pub struct ConfigGet {
    /// The key, such as server or history.keys
    #[arg(value_name = "KEY")]
    pub key: String,
}

/// fpaste config set KEY [VALUE]
#[derive(Args)]
pub struct ConfigSet {
    /// The key, such as server or history.keys
    #[arg(value_name = "KEY")]
    pub key: String,
    /// The value; - reads it from stdin, nothing with --unset
    #[arg(value_name = "VALUE", required_unless_present = "unset", allow_hyphen_values = true)]
    pub value: Option<String>,
    /// Remove the key
    #[arg(long, conflicts_with = "value")]
    pub unset: bool,
}

impl std::fmt::Debug for HistoryShow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HistoryShow(..)")
    }
}

impl std::fmt::Debug for ConfigSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConfigSet").field("key", &self.key).finish_non_exhaustive()
    }
}

/// fpaste doctor
#[derive(Args, Debug, Default)]
pub struct Doctor {
    /// Start a server of its own, with a temporary database, and try everything against it
    #[arg(long)]
    pub embedded: bool,
}

/// fpaste completions SHELL
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// fpaste man [DIR]
#[derive(Args, Debug, Default)]
pub struct Man {
    /// Write the pages here; without it, fpaste(1) goes to stdout
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
}

/// fpaste help [COMMAND|TOPIC]
#[derive(Args, Debug, Default)]
pub struct Help {
    /// A command, or environment, config, exit-codes, security, scripting
    #[arg(value_name = "COMMAND|TOPIC")]
    pub topic: Vec<String>,
}
