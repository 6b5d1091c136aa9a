//! `get`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::super::size::Size;
use super::create::{Passphrase, Password};

/// fpaste get [-m] [-o FILE] URL|ID|ID#KEY|-
#[derive(Args, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch a person can type")]
pub struct Get {
    /// Show what the server knows of the paste; never reads or burns it
    #[arg(short, long)]
    pub meta: bool,
    /// Write to this file, which must not exist; into a directory, under the stored name
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Write to a file of the stored name
    #[arg(short = 'O', long, conflicts_with = "output")]
    pub remote_name: bool,
    /// Replace an existing file
    #[arg(short, long)]
    pub force: bool,
    /// Where the key comes from, if not from the link.
    #[command(flatten)]
    pub key: KeySource,
    /// The password that the server checks.
    #[command(flatten)]
    pub password: Password,
    /// The passphrase that goes into the key.
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// Write the sealed bytes as they are
    #[arg(long)]
    pub no_decrypt: bool,
    /// On a terminal, show control sequences as they are
    #[arg(long)]
    pub raw: bool,
    /// Refuse a paste that unpacks to more than this (1G)
    #[arg(long, value_name = "SIZE")]
    pub max_size: Option<Size>,
    /// The link, the id, or - to read links from stdin
    #[arg(value_name = "URL|ID|-", required = true)]
    pub links: Vec<String>,
}

/// Where the key of a paste comes from, if not from the link.
#[derive(Args, Default)]
pub struct KeySource {
    /// The key, if it is not in the link
    #[arg(long, allow_hyphen_values = true, value_name = "KEY", help_heading = "Secrets")]
    pub key: Option<String>,
    /// Read the key from a file, - or /dev/fd/N
    #[arg(long, value_name = "FILE", help_heading = "Secrets", conflicts_with = "key", value_hint = ValueHint::FilePath)]
    pub key_file: Option<PathBuf>,
}

impl std::fmt::Debug for Get {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Get").field("links", &self.links.len()).field("output", &self.output).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySource(..)")
    }
}
