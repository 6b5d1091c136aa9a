//! `serve`, and what can be done on the box that runs it.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `fpaste serve [OPTIONS]`
#[derive(Args, Debug, Default)]
#[command(subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub struct Serve {
    /// Listen here: ADDR:PORT, or unix:PATH (127.0.0.1:5000)
    #[arg(long, value_name = "ADDR")]
    pub bind: Option<String>,
    /// The database file (`$XDG_DATA_HOME/fpaste/pastes.db`)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub db: Option<PathBuf>,
}
