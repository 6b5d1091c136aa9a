//! `fpaste serve ca`: the certificate authority, from the box: made before the first start, or shown.

use serde_json::json;

use super::serve_store::{OnTheBox, failed};
use super::{serve, serve_store};
use crate::cli::args::{CaCommand, Serve, ServeCa};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::cli::when;
use crate::pki::Certificate;
use crate::protocol::Name;
use crate::protocol::name::InvalidName;
use crate::server::issuer::{self, Issuer, IssuerError};
use crate::server::ledger::Event;
use crate::sys::entropy::SystemEntropy;

/// Runs it.
///
/// # Errors
/// The database cannot be opened or written, there is an authority already, or none yet.
pub fn run(serve: &Serve, args: &ServeCa, settings: &Settings, talk: &mut Talk) -> Result<()> {
    serve_store::tell_if_new(serve, settings, talk)?;
    match &args.command {
        CaCommand::Init(init) => make(serve, init.name.as_deref(), settings, talk),
        CaCommand::Show => show(&OnTheBox::open(serve, settings)?, talk),
    }
}

fn make(serve: &Serve, typed: Option<&str>, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let name = typed.map(str::parse::<Name>).transpose();
    let name = name.map_err(|why: InvalidName| Error::Usage { what: format!("-n: {why}"), hint: None })?;
    let wanted = serve::read(serve, settings)?;
    let here = OnTheBox::open(serve, settings)?;
    if here.store.authority().map_err(failed)?.is_some() {
        return Err(exists());
    }
    let password = if let Some(password) = &wanted.pki_ca_password {
        password.bytes().to_vec().into()
    } else if wanted.database_url.is_some() {
        let why = "the servers that share this authority need one password for its key".to_owned();
        return Err(Error::Config {
            place: "pki_ca_password".into(),
            why,
            hint: Some("fpaste serve --ca-password-file FILE ca init".into()),
        });
    } else {
        let (password, path, made) = issuer::password_beside(&serve_store::path(serve, settings), &SystemEntropy)
            .map_err(|why| Error::failed(Exit::File, "ca_password", format!("the authority's password: {why}"), None))?;
        if made {
            talk.note(format!("the password of its key was made: keep {}", path.display()));
        }
        password
    };
    let made = Issuer::new(password).ensure(&*here.store, name.as_ref(), here.now, &SystemEntropy);
    let (authority, new) = made.map_err(refused)?;
    if !new {
        return Err(exists());
    }
    let sha256 = authority.certificate().sha256();
    here.note(Event::AuthorityCreated, &sha256.to_string())?;
    if talk.manner().json {
        return talk.answer_json(&json!({ "fingerprint_sha256": sha256.to_string(), "expires": authority.ends() }));
    }
    talk.note(format!("certificate authority, until {}", when::exact(authority.ends())));
    talk.answer(sha256.to_string())
}

fn exists() -> Error {
    let what = "there is a certificate authority already";
    Error::failed(Exit::Failure, "ca_exists", what, "fpaste serve ca show".to_owned())
}

fn show(here: &OnTheBox, talk: &mut Talk) -> Result<()> {
    let Some(kept) = here.store.authority().map_err(failed)? else {
        let what = "there is no certificate authority yet";
        return Err(Error::failed(Exit::NotFound, "no_authority", what, "fpaste serve ca init".to_owned()));
    };
    let certificate = Certificate::from_pem(kept.certificate_pem.as_bytes())?;
    let facts = certificate.facts()?;
    let name = facts.common_name.unwrap_or_default();
    if talk.manner().json {
        return talk.answer_json(&json!({
            "common_name": name, "fingerprint_sha256": certificate.sha256().to_string(), "fingerprint_sha1": certificate.sha1().to_string(),
            "created": kept.created_at, "expires": facts.not_after, "certificate": kept.certificate_pem,
        }));
    }
    let mut table = crate::cli::talk::Table::new(&[]);
    for (what, value) in [
        ("authority", name),
        ("sha256", certificate.sha256().to_string()),
        ("sha1", certificate.sha1().to_string()),
        ("created", when::exact(kept.created_at)),
        ("expires", when::exact(facts.not_after)),
    ] {
        table.plain_row([what.to_owned(), value]);
    }
    talk.answer_table(&table)
}

fn refused(error: IssuerError) -> Error {
    match error {
        IssuerError::Store(error) => failed(error),
        other => Error::failed(Exit::Config, "ca_password", other.to_string(), None),
    }
}
