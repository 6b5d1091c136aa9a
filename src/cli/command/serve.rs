//! `fpaste serve`: runs the server until it is told to stop.

use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::mpsc;

use crate::cli::args::{Global, Serve};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::server::issuer::IssuerError;
use crate::server::settings::{Given, Settings as ServerSettings, SettingsError};
use crate::server::{Running, Server, StartError};
use crate::sys::clock::SystemClock;
use crate::sys::entropy::SystemEntropy;
use crate::sys::notify::notify;
use crate::sys::signals::{self, Signal};

use super::serve_store;

/// Serves until SIGTERM or SIGINT; SIGHUP reads the settings again. A second signal ends the process at once.
///
/// # Errors
/// A setting does not hold, or the server cannot start.
pub fn run(args: &Serve, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let wanted = read(args, settings)?;
    let mut typed = Global { config: config(settings), ..Global::default() };
    let (sender, receiver) = mpsc::channel();
    let mut stopping = false;
    let watch = signals::watch(&[Signal::Terminate, Signal::Interrupt, Signal::Hangup], move |signal| {
        if signal != Signal::Hangup && std::mem::replace(&mut stopping, true) {
            process::exit(i32::from(signal.exit_code()));
        }
        // Whoever would receive it is on the way out already.
        let _ = sender.send(signal);
    });
    let watch = watch.map_err(|why| Error::failed(Exit::Failure, "signals", format!("cannot watch for signals: {why}"), None))?;
    let server = Server::start(wanted, Arc::new(SystemClock), Arc::new(SystemEntropy)).map_err(failed)?;
    // Nobody may be reading: that is no reason not to serve.
    let _ = talk.answer(format!("listening on {}", server.address()));
    if let Some(address) = server.metrics_address() {
        let _ = talk.answer(format!("metrics on {address}/metrics"));
    }
    let manager = settings.environment.get("NOTIFY_SOCKET");
    let tell = |state| {
        if let Some(socket) = &manager {
            // A service manager that does not listen is no reason to stop.
            let _ = notify(socket.as_ref(), state);
        }
    };
    tell("READY=1");
    while let Ok(Signal::Hangup) = receiver.recv() {
        typed.config = typed.config.or_else(|| config(settings));
        reload(args, settings, &typed, &server);
    }
    tell("STOPPING=1");
    server.stop();
    drop(watch);
    Ok(())
}

/// The configuration file, if it is there. From then on it has to be, as if it had been typed: without it the defaults would hold, and
/// open what it closes.
fn config(settings: &Settings) -> Option<PathBuf> {
    settings.paths.config.exists().then(|| settings.paths.config.clone())
}

/// Reads the settings again; those that do not hold change nothing.
fn reload(args: &Serve, settings: &Settings, typed: &Global, server: &Running) {
    let newer = Settings::load(typed, settings.environment.clone()).and_then(|settings| read(args, &settings));
    let reloaded = match newer {
        Ok(newer) => server.reload(newer).map_err(|error| error.to_string()),
        Err(error) => Err(error.message().unwrap_or_default()),
    };
    if let Err(cause) = reloaded {
        server.log_error("the settings could not be read again; those in use stay", &cause);
    }
}

/// The server's settings: flag, then variable, then `[serve]`, then default.
///
/// # Errors
/// One does not hold; it says where it was set.
pub(super) fn read(args: &Serve, settings: &Settings) -> Result<ServerSettings> {
    let look_up = |name: &str| {
        if args.db.is_some() && name.starts_with("database_url") {
            // What was typed counts: the address, or the file instead of one.
            let text = serve_store::typed_url(args).filter(|_| name == "database_url").unwrap_or_default();
            return Some(Given { text: text.to_owned(), origin: "--db".to_owned() });
        }
        let known = match name {
            // Flask's own switch has no prefix.
            "flask_debug" => settings.environment.get("FLASK_DEBUG").map(|text| (text, "FLASK_DEBUG".to_owned())),
            _ => given(args, settings, name),
        };
        match (name, known) {
            ("db", None) => Some((serve_store::path(args, settings).display().to_string(), "the default".to_owned())),
            (_, known) => known,
        }
        .map(|(text, origin)| Given { text, origin })
    };
    ServerSettings::read(&look_up).map_err(|error| wrong(&error))
}

/// What was given for a knob, as it was typed or set, and where.
pub(super) fn given(args: &Serve, settings: &Settings, name: &str) -> Option<(String, String)> {
    typed(args, name).map(|(flag, text)| (text, flag.to_owned())).or_else(|| settings.serve_knob(name))
}

/// What was typed for a knob, and the flag it was typed with.
fn typed(args: &Serve, name: &str) -> Option<(&'static str, String)> {
    let text = |flag, value: &Option<String>| value.clone().map(|value| (flag, value));
    let path = |flag, value: &Option<PathBuf>| value.as_ref().map(|value| (flag, value.display().to_string()));
    let switch = |flag, value: bool| value.then(|| (flag, "true".to_owned()));
    match name {
        "bind" => text("--bind", &args.bind),
        "db" => path("--db", &args.db).filter(|_| serve_store::typed_url(args).is_none()),
        "storage_key_file" => path("--storage-key-file", &args.storage_key_file),
        "public_url" => text("--public-url", &args.public_url),
        "url_prefix" => text("--url-prefix", &args.url_prefix),
        "create" => text("--create", &args.create),
        "trusted_proxies" => text("--trusted-proxies", &args.trusted_proxies),
        "proxy_secret_file" => path("--proxy-secret-file", &args.proxy_secret_file),
        "pow_difficulty" => text("--pow-difficulty", &args.pow_difficulty),
        "tls" => switch("--tls", args.tls),
        "tls_cert" => path("--tls-cert", &args.tls_cert),
        "tls_key" => path("--tls-key", &args.tls_key),
        "tls_name" => (!args.tls_name.is_empty()).then(|| ("--tls-name", args.tls_name.join(","))),
        "pki_enabled" => switch("--pki", args.pki),
        "pki_ca_password_file" => path("--ca-password-file", &args.ca_password_file),
        "log_format" => text("--log-format", &args.log_format),
        "metrics_bind" => text("--metrics-bind", &args.metrics_bind),
        _ => None,
    }
}

/// A setting that does not hold: where it stands, and what it may be.
fn wrong(error: &SettingsError) -> Error {
    let (place, why) = match error {
        SettingsError::OutOfBounds { name, origin, bound, shown } => (origin, format!("{name} must be {bound}, and is {shown}")),
        SettingsError::Unreadable { name, origin, path, why } => (origin, format!("{name}: cannot read {}: {why}", path.display())),
        SettingsError::Alone { name, origin, other } => (origin, format!("{name} needs {other} too")),
    };
    Error::Config { place: place.clone(), why, hint: None }
}

fn failed(error: StartError) -> Error {
    match error {
        StartError::Store(error) | StartError::Issuer(IssuerError::Store(error)) => serve_store::failed(error),
        StartError::StorageKey(file, why) => serve_store::no_key(&file, &why),
        StartError::Address(error) => Error::failed(Exit::Config, "bind", error.to_string(), None),
        StartError::Https(error) => Error::failed(Exit::Config, "certificate", error.to_string(), None),
        StartError::NoPassword => Error::Config {
            place: "pki_enabled".into(),
            why: error.to_string(),
            hint: Some("FLASKPASTE_PKI_CA_PASSWORD=…, or --ca-password-file FILE      (with --tls and a database file one is made)".into()),
        },
        StartError::Issuer(ref why) => Error::failed(
            Exit::Config,
            "ca_password",
            why.to_string(),
            Some("FLASKPASTE_PKI_CA_PASSWORD=… or --ca-password-file FILE, as at its first start".to_owned()),
        ),
        StartError::PasswordElsewhere(_) => Error::failed(
            Exit::Config,
            "ca_password",
            error.to_string(),
            Some("copy it back from where the database was, or: --ca-password-file FILE".to_owned()),
        ),
        StartError::Password(_) => Error::failed(Exit::File, "ca_password", error.to_string(), None),
        StartError::Front(_) | StartError::Thread(_) => Error::failed(Exit::Failure, "start", error.to_string(), None),
    }
}
