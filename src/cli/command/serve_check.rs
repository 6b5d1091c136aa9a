//! `fpaste serve check`: looks over what a server of this configuration stands on, and tries a burn on one of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

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
use crate::pki::{Certificate, Facts};
use crate::protocol::limit::DAY;
use crate::server::at_rest::VaultError;
use crate::server::front::Limits;
use crate::server::identity::Level;
use crate::server::issuer;
use crate::server::settings::{KNOBS, Settings as ServerSettings};
use crate::server::store::{Holding, StoreError};
use crate::server::throttle::quota::disk_free;
use crate::sys::clock::{Clock as _, SystemClock};

/// Days before its end at which a certificate is a finding.
const CERTIFICATE_DAYS: u64 = 14;
/// And before the end of the own authority, which takes longer to replace.
const AUTHORITY_DAYS: u64 = 60;

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
    let elsewhere = wanted.database_url.is_some();
    report.step("database", || {
        if !elsewhere && !path.exists() {
            let other = serve_store::of_service(&path).map(|path| format!("; the service's is --db {}", path.display()));
            return Ok(((), format!("{} is not there yet; the first start makes it{}", path.display(), other.unwrap_or_default())));
        }
        let store = OnTheBox::open(args, settings)?.store;
        let damages = store.damages().map_err(failed)?;
        if let Some(first) = damages.first() {
            return Err(finding(format!("{} is damaged: {first}", path.display()), "fpaste serve restore BACKUP"));
        }
        let stored = store.stored().map_err(failed)?;
        let how = if elsewhere { "answers" } else { "whole" };
        Ok(((), format!("{how}; {} pastes, {}", stored.pastes, Size(stored.bytes))))
    });
    report.step("at rest", || at_rest(args, settings, wanted));
    report.step("clock", || {
        let newest = if elsewhere || path.exists() { OnTheBox::open(args, settings)?.store.newest().map_err(failed)? } else { None };
        match newest {
            Some(newest) if newest > SystemClock.now() + 60 => {
                Err(finding(format!("the newest paste is from {newest}, which is still to come"), "timedatectl set-ntp true"))
            }
            _ => Ok(((), "no paste is from the future".to_owned())),
        }
    });
    report.step("permissions", || {
        for file in secrets(args, settings, wanted, &path).iter().filter(|file| file.exists()) {
            private(file, settings)?;
        }
        Ok(((), "nobody else reads the database, a key or a password".to_owned()))
    });
    report.step("disk", || {
        if elsewhere {
            return Ok(((), "the database's own, on its own machine".to_owned()));
        }
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
    report.step("certificate", || certificate(args, settings, wanted));
    report.step("proxies", || trust(wanted));
}

/// Every file that only the server should read.
fn secrets(args: &Serve, settings: &Settings, wanted: &ServerSettings, database: &Path) -> Vec<PathBuf> {
    let beside = ["", "-wal", "-shm"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    let keys = wanted.tls_files.iter().map(|(_, key)| key.clone());
    let named = KNOBS.iter().filter(|knob| knob.name.ends_with("_file")).filter_map(|knob| super::serve::given(args, settings, knob.name));
    beside.into_iter().chain([issuer::password_file(database)]).chain(keys).chain(named.map(|(path, _)| path.into())).collect()
}

/// How bodies lie in the database, and whether the configured key is theirs.
fn at_rest(args: &Serve, settings: &Settings, wanted: &ServerSettings) -> Result<((), String)> {
    let key = serve_store::storage_key(wanted)?.map(|key| key.id());
    let held = if serve_store::path(args, settings).exists() {
        OnTheBox::open(args, settings)?.store.holding().map_err(failed)?
    } else {
        Holding::default()
    };
    let refused = match (held.key, key, held.retiring) {
        (Some(to), _, Some(from)) => Some(VaultError::Unfinished { from, to }),
        (Some(wanted), None, _) => Some(VaultError::Missing(wanted)),
        (Some(wanted), Some(given), _) if wanted != given => Some(VaultError::Wrong { wanted, given }),
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(failed(StoreError::AtRest(refused)));
    }
    let all = held.sealed + held.clear;
    match key {
        None => Ok(((), format!("{all} bodies lie as they came; storage_key_file would seal them"))),
        Some(_) if held.clear > 0 => Err(finding(format!("{} of {all} bodies lie in the clear", held.clear), "fpaste serve rekey")),
        Some(key) => Ok(((), format!("{all} bodies sealed under the storage key {key}"))),
    }
}

/// Refuses a file that others can read.
fn private(file: &Path, settings: &Settings) -> Result<()> {
    let mode = fs::metadata(file).map_err(|why| Error::file("read", file, why))?.permissions().mode() & 0o777;
    // Whom systemd lets read a credential stands in an access list, which shows as rights of the group.
    let credential = settings.environment.os("CREDENTIALS_DIRECTORY").is_some_and(|folder| file.starts_with(folder));
    if mode & if credential { 0o007 } else { 0o077 } != 0 {
        return Err(finding(
            format!("{} can be read by others (mode {mode:o})", file.display()),
            &format!("chmod 600 '{}'", file.display()),
        ));
    }
    Ok(())
}

fn certificate(args: &Serve, settings: &Settings, wanted: &ServerSettings) -> Result<((), String)> {
    let Some((chain, _)) = &wanted.tls_files else {
        if !wanted.tls {
            return Ok(((), "none: plain http".to_owned()));
        }
        let path = serve_store::path(args, settings);
        let kept = if path.exists() { OnTheBox::open(args, settings)?.store.authority().map_err(failed)? } else { None };
        let Some(kept) = kept else { return Ok(((), "its own, made at the first start".to_owned())) };
        let ends = Certificate::from_pem(kept.certificate_pem.as_bytes())?.facts()?.not_after;
        let days = ends.saturating_sub(SystemClock.now()) / DAY;
        if days < AUTHORITY_DAYS {
            return Err(finding(
                format!("the certificate authority ends in {days} days, and with it every certificate it issued"),
                "fpaste serve --db NEW.db ca init      (then register anew)",
            ));
        }
        return Ok(((), format!("its own, renewed by itself; the authority holds for {days} days")));
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

/// What a proxy's word is worth under these settings; to trust everyone is a finding.
fn trust(wanted: &ServerSettings) -> Result<((), String)> {
    if let Some(all) = wanted.trusted_proxies.iter().find(|network| network.prefix_len() == 0) {
        let what = format!("trusted_proxies holds {all}: everyone may say who they are and where they come from");
        return Err(finding(what, "trusted_proxies = [\"127.0.0.0/8\", \"::1/128\"]      (or the proxy's own address)"));
    }
    let networks = wanted.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let detail = match (wanted.trusted_proxies.is_empty(), wanted.proxy_secret.is_some()) {
        (true, _) => "nobody's word is taken".to_owned(),
        (_, true) => format!("{networks} name an identity in full, with the secret"),
        (_, false) => format!("{networks} name at most an untrusted identity: no proxy_secret is set"),
    };
    Ok(((), detail))
}

fn finding(what: String, hint: &str) -> Error {
    Error::failed(Exit::Failure, "check", what, hint.to_owned())
}
