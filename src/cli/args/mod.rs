//! What was typed: the clap definition of every command. What we run with is `cli/settings.rs`.
//!
//! One file per group of commands. Completions, manual pages and the argv rule are all made from this definition; its comments
//! are the help a person reads in a terminal, and so hold no code marks.
#![expect(clippy::doc_markdown, reason = "the comments are help texts")]
#![allow(rustdoc::broken_intra_doc_links, rustdoc::bare_urls, rustdoc::invalid_html_tags, reason = "the comments are help texts")]

mod certificate;
mod create;
mod get;
mod global;
mod local;
mod manage;
mod serve;

pub use certificate::{Cert, CertKind, Curve, IssueName, Pki, PkiCommand, PkiDownload, PkiList, PkiRevoke, Register};
pub use create::{Create, Passphrase, Password, Run, Upload};
pub use get::{Get, KeySource};
pub use global::{ColorChoice, Global};
pub use local::{
    Completions, Config, ConfigCommand, ConfigGet, ConfigSet, Doctor, Help, History, HistoryCommand, HistoryShow, Man, Open, Seal,
};
pub use manage::{Audit, Delete, Info, List, Token, TokenCommand, TokenCreate, TokenRevoke, Update};
pub use serve::{
    AdminCommand, CaCommand, CaInit, OnOff, OneFingerprint, Serve, ServeAdmin, ServeBackup, ServeCa, ServeCommand, ServeImport,
    ServeLockdown, ServeMove, ServeRekey, ServeRemove,
};

use clap::{CommandFactory as _, Parser, Subcommand};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "fpaste",
    version,
    about = "Paste a file or a pipe, get a link; encrypted before it leaves",
    disable_help_subcommand = true,
    infer_subcommands = false,
    infer_long_args = false,
    propagate_version = true,
    max_term_width = 80
)]
pub struct Cli {
    /// Options every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do; create if it is not said.
    #[command(subcommand)]
    pub command: Command,
}

/// The definition.
pub fn definition() -> clap::Command {
    Cli::command()
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Paste files or stdin; print a link for each (the default command)
    Create(Box<Create>),
    /// Fetch a paste and open it
    #[command(visible_aliases = ["show", "cat"])]
    Get(Box<Get>),
    /// List your pastes on the server
    #[command(visible_alias = "ls")]
    List(List),
    /// Delete pastes
    #[command(visible_alias = "rm")]
    Delete(Delete),
    /// Replace the content of a paste, or its expiry, password or label
    Update(Box<Update>),
    /// Show what the server allows, and who you are to it
    Info(Info),
    /// Make a self-signed client certificate
    Cert(Cert),
    /// Get a client certificate from the server
    Register(Register),
    /// The server's certificate authority
    Pki(Pki),
    /// API tokens: make, list and revoke them
    Token(Token),
    /// Read the server's audit log
    Audit(Audit),
    /// What this machine created
    History(History),
    /// Show and change the configuration
    Config(Config),
    /// Run a command and paste its output
    Run(Box<Run>),
    /// Encrypt a file, offline
    Seal(Seal),
    /// Decrypt a sealed file, offline
    Open(Open),
    /// Run the server
    Serve(Box<Serve>),
    /// Try the whole round trip, step by step
    Doctor(Doctor),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Write the manual pages into a directory
    Man(Man),
    /// Explain a command or a topic
    Help(Help),
    /// Print the ids in the local history, for the shells
    #[command(name = "__complete-ids", hide = true)]
    CompleteIds,
}
