//! What lies between this machine and the configured server: configuration, name, connection, certificate.

use std::net::ToSocketAddrs as _;

use super::report::Report;
use super::{round_trip, temporary_folder};
use crate::cli::connect;
use crate::cli::credentials::ENDS_SOON;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Source};
use crate::cli::when;
use crate::client::Client;
use crate::pki::Certificate;
use crate::protocol::message::About;
use crate::sys::clock::{Clock as _, SystemClock};

/// Looks at all of it, and then sends a file there and back.
pub(super) fn examine(settings: &Settings, report: &mut Report<'_>) -> Option<()> {
    report.step("config", || config(settings))?;
    let server = settings.server.as_deref()?;
    let client = match connect::client(settings, report.talk(), server, None) {
        Ok(client) => client,
        Err(error) => return report.step("config", || Err(error)),
    };
    let proxied = client.options().proxies.choose(client.server()).is_some();
    if proxied {
        report.step("proxy", || Ok(((), "requests go through a proxy, which looks the name up".to_owned())))?;
    } else {
        report.step("name", || name(&client))?;
    }
    let about = report.step("connection", || connection(&client))?;
    if settings.client_cert.is_some() || about.caller.as_ref().is_some_and(|caller| caller.fingerprint.is_some()) {
        report.step("certificate", || certificate(settings, &about));
    }
    report.step("identity", || Ok(((), identity(&about))));
    let (folder, _cleanup) = report.step("folder", temporary_folder)?;
    round_trip::walk(&client, folder.path(), report)
}

fn config(settings: &Settings) -> Result<((), String)> {
    let server = settings.server()?;
    let source = settings.resolved.iter().find(|known| known.key.name == "server").map_or(Source::Default, |known| known.source.clone());
    let profile = settings.profile.as_ref().map(|name| format!(", profile {name}")).unwrap_or_default();
    let odd = match settings.warnings.len() {
        0 => String::new(),
        count => format!(", {count} warnings"),
    };
    Ok(((), format!("{server}, from {source}{profile}{odd}")))
}

fn name(client: &Client) -> Result<((), String)> {
    let (host, port) = (client.server().host(), client.server().port());
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = (bare, port).to_socket_addrs().map_err(|why| unknown(host, &crate::cli::error::plain(&why)))?;
    let mut addresses: Vec<String> = found.map(|address| address.ip().to_string()).collect();
    addresses.dedup();
    if addresses.is_empty() {
        return Err(unknown(host, "it has no address"));
    }
    Ok(((), format!("{host} is {}", addresses.join(", "))))
}

fn unknown(host: &str, why: &str) -> Error {
    Error::failed(Exit::Unreachable, "name_not_found", format!("cannot find {host}: {why}"), "fpaste config get server".to_owned())
}

fn connection(client: &Client) -> Result<(About, String)> {
    let about = client.about()?;
    let trust = match (client.server().is_https(), client.server().is_loopback()) {
        (true, _) => "over TLS, its certificate is trusted",
        (false, true) => "not over TLS, on this machine",
        (false, false) => "not over TLS: whoever listens sees what is fetched, though not what is sealed",
    };
    let detail = format!("{} {}, {trust}", about.name, about.version);
    Ok((about, detail))
}

fn certificate(settings: &Settings, about: &About) -> Result<((), String)> {
    let now = SystemClock.now();
    let told = about.caller.as_ref().and_then(|caller| caller.certificate_expires);
    let (ends, begins) = match &settings.client_cert {
        Some(file) => {
            let pem = std::fs::read(file).map_err(|why| Error::file("read", file, why))?;
            let facts = Certificate::from_pem(&pem).and_then(|certificate| certificate.facts());
            let facts = facts.map_err(|why| Error::failed(Exit::Config, "certificate", format!("{}: {why}", file.display()), None))?;
            (Some(facts.not_after), facts.not_before)
        }
        None => (told, 0),
    };
    let renew = || "fpaste register --renew --configure".to_owned();
    match ends {
        _ if begins > now => {
            let what = format!("the client certificate counts only from {} on", when::exact(begins));
            Err(Error::failed(Exit::Tls, "certificate", what, "timedatectl set-ntp true".to_owned()))
        }
        Some(ends) if ends <= now => {
            Err(Error::failed(Exit::Tls, "certificate", format!("the client certificate ended {}", when::relative(now, ends)), renew()))
        }
        Some(ends) if ends - now < ENDS_SOON => {
            Ok(((), format!("the client certificate ends {}; renew it: {}", when::relative(now, ends), renew())))
        }
        Some(ends) => Ok(((), format!("valid until {} ({})", when::exact(ends), when::relative(now, ends)))),
        None => Ok(((), "the server knows it; it does not say until when".to_owned())),
    }
}

fn identity(about: &About) -> String {
    let Some(caller) = &about.caller else { return "the server does not say who it takes us for".to_owned() };
    let name = caller.fingerprint.as_ref().map(|fingerprint| format!(", {fingerprint}")).unwrap_or_default();
    format!("{}{name}", caller.level)
}
