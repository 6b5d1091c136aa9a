//! `fpaste serve check`: says whether a server would start with these settings.

use serde_json::json;

use super::serve;
use super::serve_store::failed;
use crate::cli::args::Serve;
use crate::cli::error::Result;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::protocol::limit::MIB;
use crate::server::spool::Budget;
use crate::server::store::{Options, Store};

/// Reads the settings, and opens the database if there is one. Changes nothing but what opening changes.
///
/// # Errors
/// What a start would meet.
pub fn run(args: &Serve, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let wanted = serve::read(args, settings)?;
    let there = wanted.db.exists();
    if there {
        let options = Options { readers: 1, ..Options::default() };
        let store = Store::open(&wanted.db, Budget::new(16 * MIB, 256 * MIB), &options).map_err(failed)?;
        store.health().map_err(failed)?;
    }
    let database = if there { "ok" } else { "none yet" };
    if talk.manner().json {
        return talk.answer_json(&json!({"settings": "ok", "database": database, "bind": wanted.bind, "db": wanted.db}));
    }
    talk.answer("settings: ok")?;
    talk.answer(format!("database: {database} ({})", wanted.db.display()))
}
