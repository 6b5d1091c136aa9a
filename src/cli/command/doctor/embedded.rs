//! A server of our own, on a free loopback port with a temporary database: nothing to configure, nothing left behind.

use std::path::Path;
use std::sync::Arc;

use super::report::Report;
use super::{round_trip, temporary_folder};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::client::{Client, Options, Place};
use crate::server::settings::{Given, LogLevel, Settings};
use crate::server::{Running, Server};
use crate::sys::clock::SystemClock;
use crate::sys::entropy::SystemEntropy;

/// Starts it, walks through everything, stops it.
pub(in crate::cli::command) fn examine(report: &mut Report<'_>) -> Option<()> {
    let (folder, _cleanup) = report.step("folder", temporary_folder)?;
    let (server, client) = report.step("server", || {
        let server = start(folder.path())?;
        let place = Place::parse(&server.address()).map_err(|why| Error::from(crate::client::Error::from(why)))?;
        let client = Client::new(Options::new(place));
        let about = client.about()?;
        let detail = format!("{} {} on {}", about.name, about.version, client.server());
        Ok(((server, client), detail))
    })?;
    round_trip::walk(&client, folder.path(), report);
    drop(client);
    report.step("stop", || match server.stop() {
        0 => Ok(((), "all connections ended, the database is closed".to_owned())),
        cut => Err(Error::failed(Exit::Failure, "doctor", format!("{cut} connections had to be cut"), None)),
    })?;
    report.step("clean up", || {
        let path = folder.path().to_owned();
        folder.close().map_err(|why| Error::file("remove", path, why))?;
        Ok(((), "nothing is left behind".to_owned()))
    })
}

/// The settings are the defaults, whatever this machine's configuration says; only the place, the noise and the free disk that
/// must remain are our own.
fn start(folder: &Path) -> Result<Running> {
    let failed = |why: String| Error::failed(Exit::Failure, "server", format!("the server does not start: {why}"), None);
    let look_up = |name: &str| {
        let text = match name {
            "bind" => "127.0.0.1:0".to_owned(),
            "db" => folder.join("pastes.db").display().to_string(),
            "disk_floor" => "0".to_owned(),
            _ => return None,
        };
        Some(Given { text, origin: "doctor".to_owned() })
    };
    let mut settings = Settings::read(&look_up).map_err(|why| failed(why.to_string()))?;
    settings.log_level = LogLevel::Nothing;
    Server::start(settings, Arc::new(SystemClock), Arc::new(SystemEntropy)).map_err(|why| failed(why.to_string()))
}
