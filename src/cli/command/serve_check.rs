//! `fpaste serve check`: looks over what a server of this configuration stands on, and tries a burn on one of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::doctor::{embedded, report::Report};
use super::serve_store::{self, OnTheBox, failed};
use crate::cli::args::Serve;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::size::Size;
use crate::cli::talk::Talk;
use crate::pki::Facts;
use crate::protocol::limit::DAY;
use crate::server::front::Limits;
use crate::server::identity::Level;
use crate::server::settings::Settings as ServerSettings;
use crate::server::throttle::quota::disk_free;
use crate::sys::clock::{Clock as _, SystemClock};

/// Days before its end at which a certificate is a finding.
const CERTIFICATE_DAYS: u64 = 14;

/// Checks step by step, then walks a paste through a server of its own.
///
/// # Errors
/// The code of the first step that failed; it was told already.
pub fn run(args: &Serve, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let mut report = Report::new(talk);
    let wanted = report.step("settings", || {
        let wanted = super::serve::read(args, settings)?;
        let detail =
            format!("bind {}, {} may create", wanted.bind, if wanted.create == Level::Anonymous { "anyone" } else { wanted.create.word() });
        Ok((wanted, detail))
    });
    if let Some(wanted) = &wanted {
        look_over(args, settings, wanted, &mut report);
    }
    embedded::examine(&mut report);
    report.finish()
}

fn look_over(args: &Serve, settings: &Settings, wanted: &ServerSettings, report: &mut Report<'_>) {
    let path = serve_store::path(args, settings);
    report.step("database", || {
        if !path.exists() {
            return Ok(((), format!("{} is not there yet; the first start makes it", path.display())));
        }
        let store = OnTheBox::open(args, settings)?.store;
        let damages = store.damages().map_err(failed)?;
        if let Some(first) = damages.first() {
            return Err(finding(format!("{} is damaged: {first}", path.display()), "fpaste serve restore BACKUP"));
        }
        let stored = store.stored().map_err(failed)?;
        Ok(((), format!("whole; {} pastes, {}", stored.pastes, Size(stored.bytes))))
    });
    report.step("clock", || {
        let newest = if path.exists() { OnTheBox::open(args, settings)?.store.newest().map_err(failed)? } else { None };
        match newest {
            Some(newest) if newest > SystemClock.now() + 60 => {
                Err(finding(format!("the newest paste is from {newest}, which is still to come"), "timedatectl set-ntp true"))
            }
            _ => Ok(((), "no paste is from the future".to_owned())),
        }
    });
    report.step("permissions", || {
        let keys = wanted.tls_files.iter().map(|(_, key)| key.as_path());
        for file in keys.chain([path.as_path()]).filter(|file| file.exists()) {
            private(file)?;
        }
        Ok(((), "nobody else reads the database or a key".to_owned()))
    });
    report.step("disk", || {
        let folder = path.parent().filter(|folder| folder.exists()).unwrap_or(Path::new("."));
        let free = disk_free(folder).map_err(failed)?;
        if free < wanted.quota.disk_floor {
            let floor = Size(wanted.quota.disk_floor);
            return Err(finding(format!("{} free, less than disk_floor ({floor}): nothing is taken in", Size(free)), "df -h"));
        }
        Ok(((), format!("{} free", Size(free))))
    });
    report.step("descriptors", || {
        let needed = Limits::default().connections as u64 * 2 + 64;
        match rustix::process::getrlimit(rustix::process::Resource::Nofile).maximum {
            Some(most) if most < needed => {
                Err(finding(format!("at most {most} open files, {needed} are wanted"), "ulimit -Hn 4096   (or LimitNOFILE= in the unit)"))
            }
            _ => Ok(((), "enough for every connection".to_owned())),
        }
    });
    report.step("certificate", || certificate(wanted));
    report.step("proxies", || Ok(((), trust(wanted))));
}

/// Refuses a file that others can read.
fn private(file: &Path) -> Result<()> {
    let mode = fs::metadata(file).map_err(|why| Error::file("read", file, why))?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(finding(
            format!("{} can be read by others (mode {mode:o})", file.display()),
            &format!("chmod 600 '{}'", file.display()),
        ));
    }
    Ok(())
}

fn certificate(wanted: &ServerSettings) -> Result<((), String)> {
    let Some((chain, _)) = &wanted.tls_files else {
        let own = if wanted.tls { "its own, renewed by itself" } else { "none: plain http" };
        return Ok(((), own.to_owned()));
    };
    let unreadable = |why: String| finding(format!("{} is no certificate: {why}", chain.display()), "openssl x509 -noout -text -in FILE");
    let leaf = CertificateDer::from_pem_file(chain).map_err(|why| unreadable(why.to_string()))?;
    let facts = Facts::of(&leaf).map_err(|why| unreadable(why.to_string()))?;
    let now = SystemClock.now();
    let days = facts.not_after.saturating_sub(now) / DAY;
    if !facts.is_current(now) || days < CERTIFICATE_DAYS {
        return Err(finding(format!("{} ends in {days} days", chain.display()), "renew it, then: kill -HUP $(pidof fpaste)"));
    }
    Ok(((), format!("{} holds for {days} days", chain.display())))
}

/// What a proxy's word is worth under these settings.
fn trust(wanted: &ServerSettings) -> String {
    let networks = wanted.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match (wanted.trusted_proxies.is_empty(), wanted.proxy_secret.is_some()) {
        (true, _) => "nobody's word is taken".to_owned(),
        (_, true) => format!("{networks} name an identity in full, with the secret"),
        (_, false) => format!("{networks} name at most an untrusted identity: no proxy_secret is set"),
    }
}

fn finding(what: String, hint: &str) -> Error {
    Error::failed(Exit::Failure, "check", what, hint.to_owned())
}
