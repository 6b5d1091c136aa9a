//! The commands that ask the server about pastes already there: `list`, `delete`, `update`, `info`, `token`, `audit`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::protocol::Lifetime;

use super::create::{Passphrase, Password};
use super::get::KeySource;

/// fpaste list
#[derive(Args, Debug, Default)]
pub struct List {
    /// Everyone's pastes (admin)
    #[arg(short, long)]
    pub all: bool,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: Option<u64>,
    /// Skip so many
    #[arg(long, value_name = "N")]
    pub offset: Option<u64>,
    /// Only types that begin so, such as image/
    #[arg(long = "type", value_name = "PREFIX")]
    pub media_type: Option<String>,
    /// Only what was made after this: Unix seconds, a date, or how long ago (7d)
    #[arg(long, value_name = "TIME")]
    pub after: Option<String>,
    /// Only what was made before this
    #[arg(long, value_name = "TIME")]
    pub before: Option<String>,
    /// Only this owner's (admin, with --all)
    #[arg(long, value_name = "FINGERPRINT", requires = "all", value_parser = super::serve::fingerprint)]
    pub owner: Option<String>,
    /// The local history alone, without asking the server
    #[arg(long, conflicts_with_all = ["all", "offset", "owner"])]
    pub local: bool,
}

/// fpaste delete ID|URL... | - | --all --confirm N
#[derive(Args, Default)]
pub struct Delete {
    /// Ids or links; - reads them from stdin
    #[arg(value_name = "ID|URL|-", required_unless_present = "all")]
    pub ids: Vec<String>,
    /// Every paste on the server (admin)
    #[arg(short, long, conflicts_with = "ids")]
    pub all: bool,
    /// With --all: how many there are
    #[arg(long, value_name = "N", requires = "all")]
    pub confirm: Option<u64>,
    /// The delete token, if the history does not know it
    #[arg(long, value_name = "TOKEN", conflicts_with = "all")]
    pub delete_token: Option<String>,
    /// Read the delete token from a file, - or /dev/fd/N
    #[arg(long, value_name = "FILE", conflicts_with_all = ["all", "delete_token"], value_hint = ValueHint::FilePath)]
    pub delete_token_file: Option<PathBuf>,
    /// What is gone already is no error
    #[arg(long)]
    pub ignore_missing: bool,
}

/// fpaste update ID|URL [FILE|-]
#[derive(Args, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch a person can type")]
pub struct Update {
    /// The id or link
    #[arg(value_name = "ID|URL")]
    pub id: String,
    /// The new content; - is stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Do not encrypt the new content
    #[arg(short = 'E', long)]
    pub no_encrypt: bool,
    /// How long it lives from now: seconds, or 30m, 12h, 7d, 2w
    #[arg(short = 'x', long, value_name = "DURATION")]
    pub expiry: Option<Lifetime>,
    /// A new password.
    #[command(flatten)]
    pub password: Password,
    /// Take the password away
    #[arg(long, conflicts_with_all = ["password", "password_file"])]
    pub remove_password: bool,
    /// A new passphrase.
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// The key to seal with, if neither link nor history has it.
    #[command(flatten)]
    pub key: KeySource,
    /// The file name, sealed inside (default: the file's own)
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
    /// Leave the file name out
    #[arg(long, conflicts_with = "name")]
    pub no_name: bool,
    /// A name for the server's listing: clear text
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    /// The media type, such as text/x-rust
    #[arg(short = 't', long = "type", value_name = "MIME")]
    pub media_type: Option<String>,
    /// Do not compress before sealing
    #[arg(long)]
    pub no_compress: bool,
}

/// fpaste info
#[derive(Args, Debug, Default)]
pub struct Info {
    /// Print nothing: the exit status says whether the server answers
    #[arg(long)]
    pub check: bool,
}

/// fpaste token …
#[derive(Args, Debug)]
pub struct Token {
    /// What to do.
    #[command(subcommand)]
    pub command: TokenCommand,
}

/// What token does.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token; it is shown once
    Create(TokenCreate),
    /// List your tokens
    List,
    /// End a token
    Revoke(TokenRevoke),
}

/// fpaste token create NAME
#[derive(Args, Debug)]
pub struct TokenCreate {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What it may do
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', default_value = "create,read",
          value_parser = ["create", "read", "list", "update", "delete"])]
    pub scopes: Vec<String>,
    /// How long it lives: seconds, or 30m, 12h, 7d, 2w
    #[arg(short = 'x', long, value_name = "DURATION", default_value = "30d")]
    pub expiry: Lifetime,
}

/// fpaste token revoke ID
#[derive(Args, Debug)]
pub struct TokenRevoke {
    /// The token's id, as token list shows it
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
}

/// fpaste audit
#[derive(Args, Debug, Default)]
pub struct Audit {
    /// Check the chain of hashes from its beginning
    #[arg(long)]
    pub verify: bool,
    /// Only events after this number
    #[arg(long, value_name = "SEQ")]
    pub after: Option<u64>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: Option<u64>,
}

impl std::fmt::Debug for Update {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Update").field("file", &self.file).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Delete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delete").field("ids", &self.ids.len()).field("all", &self.all).finish_non_exhaustive()
    }
}
