//! `/pki…`: the authority, shown to everyone; the certificates it issued, in the hands of admins.

use super::registration;
use crate::pki::Certificate;
use crate::protocol::ErrorCode;
use crate::protocol::message::{self, CertificateList, NameRequest, PkiStatus};
use crate::protocol::{Name, Route, header};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::ledger::Event;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::store::{Authority, CertificateRow};

/// `GET /pki`
///
/// # Errors
/// The store's own.
pub fn status(call: &Call<'_>) -> Result<Response, Failure> {
    let kept = call.app.store.authority()?;
    if !call.settings.pki_enabled {
        return Ok(answer::json(200, &PkiStatus { ca_exists: kept.is_some(), ..PkiStatus::default() }));
    }
    let status = match kept {
        Some(kept) => facts(call, &kept)?,
        None => PkiStatus { enabled: true, ..PkiStatus::default() },
    };
    Ok(answer::json(200, &status))
}

/// `GET /pki/ca.crt`
///
/// # Errors
/// `not_found` where there is none yet, or the store's own.
pub fn download(call: &Call<'_>) -> Result<Response, Failure> {
    let kept = call.app.store.authority()?.ok_or_else(Failure::not_found)?;
    let answer = answer::bytes_of(200, header::PEM, kept.certificate_pem.into_bytes());
    Ok(answer.with(header::CONTENT_DISPOSITION, "attachment; filename=\"ca.crt\""))
}

/// `POST /pki/ca`, for admins and for who sits at the machine itself.
///
/// # Errors
/// `auth_required`, `forbidden`, `ca_exists`, `invalid_json`, `invalid_name`, or the store's own.
pub fn create(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    if !call.caller.local {
        call.caller.require_admin()?;
    }
    let body: NameRequest = input::json(request)?;
    let name = body.common_name.map(|name| name.parse::<Name>()).transpose()?;
    let (authority, made) = call.app.issuer.ensure(&call.app.store, name.as_ref(), call.now, &*call.app.entropy)?;
    if !made {
        return Err(Failure::new(ErrorCode::CaExists, "there is a certificate authority already; GET /pki shows it"));
    }
    call.note(Event::AuthorityCreated, &authority.certificate().sha256().to_string())?;
    let kept = call.app.store.authority()?.ok_or_else(Failure::not_found)?;
    Ok(answer::json(201, &facts(call, &kept)?).with(header::LOCATION, call.link(&Route::PkiDownload)))
}

/// `POST /pki/issue`: a certificate and its key, for somebody else.
///
/// # Errors
/// `auth_required`, `forbidden`, `invalid_json`, `invalid_name`, or the store's own.
pub fn issue(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    registration::require_privacy(call)?;
    let name = registration::name(request)?;
    let authority = registration::authority(call)?;
    registration::bundle(call, &authority, &name, false)
}

/// `GET /pki/certs`
///
/// # Errors
/// `auth_required`, `forbidden`, or the store's own.
pub fn certificates(call: &Call<'_>) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    let certificates = call.app.store.certificates()?.into_iter().map(row).collect();
    Ok(answer::json(200, &CertificateList { certificates }))
}

/// `POST /pki/revoke/<serial>`: it counts from the next request on. Revoking again changes nothing.
///
/// # Errors
/// `auth_required`, `forbidden`, `not_found`, or the store's own.
pub fn revoke(call: &Call<'_>, serial: &str) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    let now_revoked = call.app.store.revoke_certificate(serial, call.now)?.ok_or_else(Failure::not_found)?;
    if now_revoked {
        call.note(Event::CertificateRevoked, serial)?;
    }
    Ok(answer::json(200, &message::Revoked { message: "Certificate revoked".into(), serial: serial.to_owned() }))
}

fn facts(call: &Call<'_>, kept: &Authority) -> Result<PkiStatus, Failure> {
    let certificate = Certificate::from_pem(kept.certificate_pem.as_bytes())?;
    let facts = certificate.facts()?;
    Ok(PkiStatus {
        enabled: true,
        ca_exists: true,
        common_name: facts.common_name,
        fingerprint_sha1: Some(certificate.sha1().to_string()),
        fingerprint_sha256: Some(certificate.sha256().to_string()),
        created_at: Some(kept.created_at),
        expires_at: Some(facts.not_after),
        download: Some(call.link(&Route::PkiDownload)),
    })
}

fn row(row: CertificateRow) -> message::Certificate {
    message::Certificate {
        serial: row.certificate.serial,
        common_name: row.certificate.common_name,
        fingerprint_sha1: row.certificate.sha1,
        fingerprint_sha256: row.certificate.sha256,
        issued_at: row.certificate.issued_at,
        expires_at: row.certificate.expires_at,
        revoked_at: row.certificate.revoked_at,
        is_admin: row.enrolled.admin,
        owner: row.enrolled.owner_fingerprint,
    }
}
