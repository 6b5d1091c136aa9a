//! `create`, `run`, and what they share: how a paste is sealed and sent.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueHint};

use crate::protocol::Lifetime;

/// fpaste [create] [OPTIONS] [FILE|-]...
#[derive(Args, Debug, Default)]
pub struct Create {
    /// How to seal and send.
    #[command(flatten)]
    pub upload: Upload,
    /// Write the paste in an editor ($VISUAL or $EDITOR) first
    #[arg(long, help_heading = "Input")]
    pub edit: bool,
    /// Pass stdin through to stdout; the link goes to stderr
    #[arg(long, help_heading = "Input", conflicts_with = "edit")]
    pub tee: bool,
    /// Files to paste, one link each; - is stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Nobody typed create: the argv rule chose it. A word that is no file is then a usage error.
    #[arg(skip)]
    pub implied: bool,
}

/// fpaste run [OPTIONS] -- CMD ARG...
#[derive(Args, Debug, Default)]
pub struct Run {
    /// How to seal and send.
    #[command(flatten)]
    pub upload: Upload,
    /// The command and its arguments
    #[arg(value_name = "CMD", required = true, trailing_var_arg = true, value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

/// How a paste is sealed, sent and told about.
#[derive(Args, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch a person can type")]
pub struct Upload {
    /// Do not encrypt: the server, and everyone with the link, can read it
    #[arg(short = 'E', long, help_heading = "Sealing")]
    pub no_encrypt: bool,
    /// Delete the paste with its first reading
    #[arg(short, long, help_heading = "Paste")]
    pub burn: bool,
    /// How long it lives: seconds, or 30m, 12h, 7d, 2w
    #[arg(short = 'x', long, value_name = "DURATION", help_heading = "Paste")]
    pub expiry: Option<Lifetime>,
    /// A password that the server checks.
    #[command(flatten)]
    pub password: Password,
    /// A passphrase that the link alone does not replace.
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// The file name, sealed inside (default: the file's own)
    #[arg(short, long, value_name = "NAME", help_heading = "Sealing")]
    pub name: Option<String>,
    /// Leave the file name out
    #[arg(long, help_heading = "Sealing", conflicts_with = "name")]
    pub no_name: bool,
    /// A name for the server's listing: clear text, only with a certificate
    #[arg(long, value_name = "TEXT", help_heading = "Paste")]
    pub label: Option<String>,
    /// The media type, such as text/x-rust
    #[arg(short = 't', long = "type", value_name = "MIME", help_heading = "Sealing")]
    pub media_type: Option<String>,
    /// Keep only the last part of what is too large, such as 500k or 2M
    #[arg(long, value_name = "SIZE", help_heading = "Input")]
    pub tail: Option<super::super::size::Size>,
    /// Do not compress before sealing
    #[arg(long, help_heading = "Sealing")]
    pub no_compress: bool,
    /// Seal in the format that the Python fpaste reads
    #[arg(long, help_heading = "Sealing", conflicts_with = "no_encrypt")]
    pub compat: bool,
    /// Copy the link to the clipboard
    #[arg(short, long, help_heading = "Output")]
    pub copy: bool,
    /// Show the link as a QR code, on stderr
    #[arg(long, help_heading = "Output")]
    pub qr: bool,
    /// Print the address of the raw bytes (with -E)
    #[arg(long, help_heading = "Output", requires = "no_encrypt")]
    pub raw_url: bool,
    /// Remove terminal control sequences from the text
    #[arg(long, help_heading = "Input")]
    pub strip_ansi: bool,
    /// Do all but the upload, and say what would be sent
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Threads for the proof of work (default: all cores)
    #[arg(long, value_name = "N", help_heading = "Network", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Leave no trace of it in the local history
    #[arg(long, help_heading = "Output")]
    pub no_history: bool,
}

/// The password that the server checks. Typed, or read from a file; only --password=V puts it on the command line.
#[derive(Args, Default)]
pub struct Password {
    /// A password that the server checks; asked for, twice where it is new
    #[arg(short, long, value_name = "PASSWORD", num_args = 0..=1, require_equals = true, action = ArgAction::Set, help_heading = "Secrets")]
    pub password: Option<Option<String>>,
    /// Read the password from a file, - or /dev/fd/N
    #[arg(long, value_name = "FILE", help_heading = "Secrets", conflicts_with = "password", value_hint = ValueHint::FilePath)]
    pub password_file: Option<PathBuf>,
}

/// The passphrase that goes into the key.
#[derive(Args, Default)]
pub struct Passphrase {
    /// A passphrase that opening needs besides the link; asked for
    #[arg(long, value_name = "PASSPHRASE", num_args = 0..=1, require_equals = true, action = ArgAction::Set, help_heading = "Secrets")]
    pub passphrase: Option<Option<String>>,
    /// Read the passphrase from a file, - or /dev/fd/N
    #[arg(long, value_name = "FILE", help_heading = "Secrets", conflicts_with = "passphrase", value_hint = ValueHint::FilePath)]
    pub passphrase_file: Option<PathBuf>,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}
