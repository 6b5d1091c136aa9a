//! `fpaste pki download`: takes the server's authority on trust once, with the care that this needs.
//!
//! The certificate comes over a connection that nothing vouches for yet. Two things make it good: a second connection that trusts it
//! and nothing else (so it is not just any certificate that happened to be sent), and a person who compares its SHA-256 with what the
//! server's owner sees (so it is not the certificate of whoever sits in between).

use std::path::Path;

use crate::cli::args::PkiDownload;
use crate::cli::config::edit;
use crate::cli::connect;
use crate::cli::credentials::day;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::client::{self, Client, Identity, Options, TlsFault, Trust};
use crate::pki::{Certificate, Sha256};
use crate::sys::clock::{Clock as _, SystemClock};
use crate::sys::files;

/// What a person types who cannot be asked.
const HINT: &str = "fpaste pki download --fingerprint SHA256      (as the server's owner sees it)";

/// Runs it.
///
/// # Errors
/// The connection does not chain to what came, its fingerprint is another one, nobody confirmed it, or files cannot be written.
pub(super) fn run(args: &PkiDownload, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let server = settings.server()?;
    let expected = args.fingerprint.as_deref().map(str::parse::<Sha256>).transpose();
    let expected = expected.map_err(|why| Error::usage(format!("--fingerprint: {why}"), HINT))?;
    if expected.is_none() && !talk.can_ask() {
        return Err(Error::CannotAsk { what: "the fingerprint".into(), hint: HINT.into() });
    }
    let target = target(args, settings);
    if let Some(file) = &target
        && !args.force
        && args.output.is_some()
        && file.symlink_metadata().is_ok()
    {
        return Err(Error::Exists(file.clone()));
    }
    let (pem, vouched) = fetch(settings, server)?;
    let certificate = authority(&pem, server)?;
    let facts = certificate.facts()?;
    say_how_it_came(settings, server, &certificate, vouched, talk)?;
    let sha256 = certificate.sha256();
    let shown = [
        format!("authority: {}, until {}", facts.common_name.unwrap_or_default(), day(facts.not_after)),
        format!("sha256:    {}", sha256.with_colons()),
    ];
    for line in shown {
        // Whoever is to compare must see it, however quiet it was to be.
        if expected.is_none() { talk.insist(line) } else { talk.note(line) }
    }
    match expected {
        Some(expected) if expected == sha256 => {}
        Some(expected) => {
            let what = format!("the authority of {server} is not the expected one: its SHA-256 is {sha256}, not {expected}");
            return Err(Error::failed(Exit::Tls, "fingerprint", what, None));
        }
        None => {
            if !talk.confirm("is this the fingerprint that the server's owner sees?", HINT)? {
                return Err(Error::Declined);
            }
        }
    }
    let pem = certificate.pem()?;
    let Some(file) = target else { return talk.answer_bytes(pem.as_bytes()) };
    keep(&file, &certificate, &pem, args.force)?;
    talk.note(format!("saved:     {}", file.display()));
    if args.configure {
        let absolute = std::path::absolute(&file).unwrap_or_else(|_| file.clone()).display().to_string();
        let changes = [("ca_cert", absolute.into()), ("server", server.into())];
        edit::set(&settings.paths.config, settings.profile.as_deref(), &changes)?;
        talk.note(format!("trusted:   {}", settings.paths.config.display()));
    }
    if talk.manner().json {
        let sha1 = certificate.sha1().to_string();
        return talk.answer_json(
            &serde_json::json!({ "fingerprint_sha256": sha256.to_string(), "fingerprint_sha1": sha1, "file": file.to_string_lossy() }),
        );
    }
    talk.answer(sha256.to_string())
}

/// Where it goes; `None` is stdout.
fn target(args: &PkiDownload, settings: &Settings) -> Option<std::path::PathBuf> {
    match &args.output {
        Some(file) if file == Path::new("-") => None,
        Some(file) => Some(file.clone()),
        None => args.configure.then(|| settings.paths.config_folder.join("ca.crt")),
    }
}

/// A client that shows nobody who we are: what answers is not known yet.
fn stranger(settings: &Settings, server: &str, trust: Trust) -> Result<Client> {
    let options = connect::options(settings, server)?;
    Ok(Client::new(Options { trust, identity: Identity::default(), ..options }))
}

/// Fetches the certificate, and says whether the connection was trusted before.
fn fetch(settings: &Settings, server: &str) -> Result<(Vec<u8>, bool)> {
    let system = Trust::System { extra: settings.ca_cert.clone().filter(|file| file.exists()) };
    let missing = |why: client::Error| match why {
        client::Error::NotFound(_) => Error::failed(Exit::NotFound, "no_authority", format!("{server} has no certificate authority"), None),
        other => other.into(),
    };
    match stranger(settings, server, system)?.pki_download() {
        Err(client::Error::Tls { fault: TlsFault::UnknownIssuer | TlsFault::BadCertificate(_), .. }) => {
            Ok((stranger(settings, server, Trust::Anything)?.pki_download().map_err(missing)?, false))
        }
        other => Ok((other.map_err(missing)?, true)),
    }
}

/// What came must be an authority that vouches for itself, now.
fn authority(pem: &[u8], server: &str) -> Result<Certificate> {
    let wrong = |what: &str| Error::failed(Exit::Server, "nonsense", format!("{server} sent no certificate authority: {what}"), None);
    let certificate = Certificate::from_pem(pem).map_err(|why| wrong(&why.to_string()))?;
    let facts = certificate.facts()?;
    if !facts.is_ca || !certificate.is_signed_by(&certificate) {
        return Err(wrong("the certificate is not one of an authority"));
    }
    if !facts.is_current(SystemClock.now()) {
        return Err(wrong("it has expired, or is not valid yet (is the clock right?)"));
    }
    Ok(certificate)
}

/// Connects once more, trusting what came and nothing else.
fn say_how_it_came(settings: &Settings, server: &str, certificate: &Certificate, vouched: bool, talk: &mut Talk) -> Result<()> {
    let place = connect::options(settings, server)?.server;
    if !place.is_https() {
        if connect::is_open(&place) {
            talk.warn("this came unencrypted: only the fingerprint says whose authority it is");
        }
        return Ok(());
    }
    let trust = Trust::Only { pem: certificate.pem()?.into_bytes() };
    match stranger(settings, server, trust)?.pki() {
        Ok(_) => {
            talk.note("the connection chains to this authority");
            Ok(())
        }
        Err(client::Error::Tls { fault: TlsFault::UnknownIssuer, .. }) if vouched => {
            talk.note("the connection is certified by an authority that is trusted here already, not by this one");
            Ok(())
        }
        Err(client::Error::Tls { fault: TlsFault::UnknownIssuer, .. }) => {
            let what = format!("the connection to {server} does not chain to the authority it sent: somebody may sit in between");
            Err(Error::failed(Exit::Tls, "tls", what, None))
        }
        Err(other) => Err(other.into()),
    }
}

/// Writes it where it is not yet.
fn keep(file: &Path, certificate: &Certificate, pem: &str, force: bool) -> Result<()> {
    let same = std::fs::read(file).is_ok_and(|bytes| Certificate::from_pem(&bytes).as_ref() == Ok(certificate));
    if same {
        return Ok(());
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        files::private_directory(folder).map_err(|why| Error::file("create", folder, why))?;
    }
    let written = if force { files::replace(file, pem.as_bytes(), 0o644) } else { create(file, pem) };
    written.map_err(|why| Error::file("create", file, why))
}

fn create(file: &Path, pem: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut output = files::Output::create(file, false, 0o644)?;
    output.write_all(pem.as_bytes())?;
    output.finish()
}
