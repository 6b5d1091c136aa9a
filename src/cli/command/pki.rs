//! `fpaste pki`: the server's authority, and the certificates it issued.

use serde_json::json;

use super::{pki_download, several};
use crate::cli::args::{IssueName, Pki, PkiCommand, PkiList};
use crate::cli::connect;
use crate::cli::credentials::Credentials;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::{Table, Talk};
use crate::cli::when;
use crate::pki::Bundle;
use crate::protocol::message::Certificate;
use crate::protocol::{Name, is_lower_hex};
use crate::sys::clock::{Clock as _, SystemClock};
use crate::sys::files;

/// Digits of a serial.
const SERIAL_DIGITS: usize = 32;

/// Runs it.
///
/// # Errors
/// Whatever the server or the way to it did, or files that cannot be written.
pub fn run(args: &Pki, settings: &Settings, talk: &mut Talk) -> Result<()> {
    match &args.command {
        PkiCommand::Status => status(settings, talk),
        PkiCommand::Download(args) => pki_download::run(args, settings, talk),
        PkiCommand::Issue(args) => issue(args, settings, talk),
        PkiCommand::List(args) => list(args, settings, talk),
        PkiCommand::Revoke(args) => revoke(&args.serials, settings, talk),
    }
}

fn status(settings: &Settings, talk: &mut Talk) -> Result<()> {
    let status = connect::configured(settings, talk)?.pki()?;
    if talk.manner().json {
        return talk.answer_json(&status);
    }
    let mut table = Table::new(&[]);
    let mut line = |what: &str, value: String| table.plain_row([what.to_owned(), value]);
    line("enabled", if status.enabled { "yes" } else { "no" }.into());
    line("authority", status.common_name.unwrap_or_else(|| if status.ca_exists { "yes" } else { "none yet" }.into()));
    for (what, value) in [("sha256", status.fingerprint_sha256), ("sha1", status.fingerprint_sha1)] {
        if let Some(value) = value {
            line(what, value);
        }
    }
    for (what, value) in [("created", status.created_at), ("expires", status.expires_at)] {
        if let Some(value) = value {
            line(what, when::exact(value));
        }
    }
    talk.answer_table(&table)
}

fn issue(args: &IssueName, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let Some(typed) = args.name.as_deref() else {
        return Err(Error::usage("whom is it for? a certificate needs a name", "fpaste pki issue -n NAME"));
    };
    let name: Name = typed.parse().map_err(|why: crate::protocol::name::InvalidName| Error::Usage {
        what: format!("'{typed}' cannot be a name: {why}"),
        hint: None,
    })?;
    let folder = args.output.clone().unwrap_or_else(|| ".".into());
    let files = Credentials::named(&folder, name.as_str());
    let bundle_file = folder.join(format!("{name}.p12"));
    if !args.force {
        files.require_absent("fpaste pki issue --force      (keeps the old one as .bak-DATE)")?;
        if bundle_file.symlink_metadata().is_ok() {
            return Err(Error::Exists(bundle_file));
        }
    }
    let issued = connect::configured(settings, talk)?.pki_issue(name.as_str())?;
    let bundle = Bundle::unpack(&issued.bytes, "")
        .map_err(|why| Error::failed(Exit::Server, "nonsense", format!("the server answered nonsense: {why}"), None))?;
    files.write(&bundle.key, &bundle.certificate.pem()?, SystemClock.now())?;
    let written =
        if args.force { files::replace_private(&bundle_file, &issued.bytes) } else { files::create_private(&bundle_file, &issued.bytes) };
    written.map_err(|why| Error::file("create", &bundle_file, why))?;
    let facts = bundle.certificate.facts()?;
    if talk.manner().json {
        return talk.answer_json(&json!({
            "fingerprint_sha1": bundle.certificate.sha1().to_string(), "serial": facts.serial, "common_name": name.as_str(),
            "expires": facts.not_after, "certificate": files.certificate.to_string_lossy(), "key": files.key.to_string_lossy(),
            "pkcs12": bundle_file.to_string_lossy(),
        }));
    }
    talk.note(format!("certificate: {}", files.certificate.display()));
    talk.note(format!("key:         {}", files.key.display()));
    talk.note(format!("bundle:      {} (both, for a browser; its password is empty)", bundle_file.display()));
    talk.note(format!("{name}, serial {}, until {}", facts.serial, crate::cli::credentials::day(facts.not_after)));
    talk.answer(bundle.certificate.sha1().to_string())
}

fn list(args: &PkiList, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let now = SystemClock.now();
    let certificates = connect::configured(settings, talk)?.pki_certificates()?.certificates;
    let certificates = certificates.into_iter().filter(|certificate| !args.valid || state(certificate, now) == "valid");
    if talk.manner().json {
        return certificates.into_iter().try_for_each(|certificate| talk.answer_json(&certificate));
    }
    let mut table = Table::new(&["SERIAL", "NAME", "STATE", "ISSUED", "EXPIRES", "SHA1"]);
    for certificate in certificates {
        let mut marks = state(&certificate, now).to_owned();
        if certificate.is_admin {
            marks.push_str(",admin");
        }
        let time = |unix: u64| (when::relative(now, unix), when::exact(unix));
        let same = |text: String| (text.clone(), text);
        table.row([
            same(certificate.serial),
            same(certificate.common_name),
            same(marks),
            time(certificate.issued_at),
            time(certificate.expires_at),
            same(certificate.fingerprint_sha1),
        ]);
    }
    talk.answer_table(&table)
}

fn state(certificate: &Certificate, now: u64) -> &'static str {
    match certificate.revoked_at {
        Some(_) => "revoked",
        None if certificate.expires_at <= now => "expired",
        None => "valid",
    }
}

/// Revokes each serial; one that fails does not keep the others from it.
fn revoke(serials: &[String], settings: &Settings, talk: &mut Talk) -> Result<()> {
    let serials: Vec<String> = serials.iter().map(|serial| serial.replace(':', "").to_ascii_lowercase()).collect();
    if let Some(wrong) = serials.iter().find(|serial| serial.len() != SERIAL_DIGITS || !is_lower_hex(serial)) {
        return Err(Error::usage(format!("'{wrong}' is no serial, which has {SERIAL_DIGITS} hex digits"), "fpaste pki list"));
    }
    let client = connect::configured(settings, talk)?;
    let mut failures = Vec::new();
    for serial in &serials {
        match client.pki_revoke(serial) {
            Ok(()) if talk.manner().json => talk.answer_json(&json!({"serial": serial, "revoked": true}))?,
            Ok(()) => talk.answer(serial)?,
            Err(crate::client::Error::NotFound(_)) => {
                let error = Error::failed(Exit::NotFound, "not_found", format!("no certificate has the serial {serial}"), None);
                talk.error(&error);
                failures.push(error.exit());
            }
            Err(why) => {
                let error = Error::from(why);
                talk.error(&error);
                failures.push(error.exit());
            }
        }
    }
    several(&failures, serials.len())
}
