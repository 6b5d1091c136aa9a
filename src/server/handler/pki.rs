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
    let (authority, made) = call.app.issuer.ensure(&*call.app.store, name.as_ref(), call.now, &*call.app.entropy)?;
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
    call.require_open()?;
    registration::require_privacy(call)?;
    let name = registration::name(request)?;
    let authority = registration::authority(call)?;
    registration::bundle(call, &authority, &name, None, false)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pki::Bundle;
    use crate::server::rehearsal::{NOON, Stage};

    #[test]
    fn the_authority_is_made_once_by_an_admin_or_on_the_machine() {
        let stage = Stage::new(&[("url_prefix", "/paste")]);
        assert_eq!(stage.ask("GET", "/paste/pki").send().expect(200).json(), json!({"enabled": true, "ca_exists": false}));
        stage.ask("GET", "/paste/pki/ca.crt").send().expect_error(404, "not_found");
        let ask = || stage.ask("POST", "/paste/pki/ca").json(&json!({"common_name": "Home CA"}));
        ask().send().expect_error(401, "auth_required");
        ask().by(&stage.issue('a', false)).send().expect_error(403, "forbidden");
        ask().from("127.0.0.1").header("Via", "1.1 proxy").send().expect_error(401, "auth_required");
        // A page whose own name was pointed at this machine after it had loaded.
        ask().from("127.0.0.1").header("Origin", "http://rebound.example:5000").send().expect_error(401, "auth_required");
        let made = ask().from("127.0.0.1").send().expect(201).json();
        assert_eq!(made["common_name"], "Home CA");
        assert_eq!((made["created_at"].as_u64(), made["expires_at"].as_u64()), (Some(NOON), Some(NOON + 3650 * 86_400)));
        assert_eq!(made["download"], "/paste/pki/ca.crt");
        assert_eq!(stage.ask("GET", "/paste/pki").send().expect(200).json(), made);
        ask().by(&stage.issue('b', true)).send().expect_error(409, "ca_exists");
        let pem = stage.ask("GET", "/paste/pki/ca.crt").send().expect(200);
        let certificate = Certificate::from_pem(&pem.body).unwrap();
        assert_eq!(made["fingerprint_sha256"], certificate.sha256().to_string());
        assert_eq!(made["fingerprint_sha1"], certificate.sha1().to_string());
    }

    #[test]
    fn admins_issue_list_and_revoke_and_nobody_else_does() {
        let stage = Stage::new(&[]);
        let (user, admin) = (stage.issue('a', false), stage.issue('b', true));
        for (method, path) in [("POST", "/pki/issue"), ("GET", "/pki/certs"), ("POST", "/pki/revoke/00112233445566778899aabbccddeeff")] {
            let ask = || stage.ask(method, path).json(&json!({"common_name": "carol"}));
            ask().send().expect_error(401, "auth_required");
            ask().by(&user).send().expect_error(403, "forbidden");
        }
        let issue = || stage.ask("POST", "/pki/issue").json(&json!({"common_name": "carol"})).by(&admin);
        issue().send().expect_error(403, "forbidden");
        let reply = issue().header("X-Forwarded-Proto", "https").send().expect(200);
        let bundle = Bundle::unpack(&reply.body, "").unwrap();
        let serial = reply.header("X-Certificate-Serial").unwrap();
        assert_eq!(reply.header("X-Is-Admin"), Some("0"));
        let list = stage.ask("GET", "/pki/certs").by(&admin).send().expect(200).json();
        let row = &list["certificates"][0];
        assert_eq!((row["serial"].as_str(), row["common_name"].as_str(), row.get("revoked_at")), (Some(serial), Some("carol"), None));
        assert_eq!(row["owner"], bundle.certificate.sha1().to_string());

        stage.ask("GET", "/pastes").tls(Some(bundle.certificate.der())).send().expect(200);
        let revoke = |serial: &str| stage.ask("POST", &format!("/pki/revoke/{serial}")).by(&admin).send();
        revoke(&"0".repeat(32)).expect_error(404, "not_found");
        revoke(serial).expect(200);
        revoke(serial).expect(200);
        stage.ask("GET", "/pastes").tls(Some(bundle.certificate.der())).send().expect_error(401, "certificate_revoked");
        stage.ask("GET", "/health").tls(Some(bundle.certificate.der())).send().expect(200);
        let list = stage.ask("GET", "/pki/certs").by(&admin).send().expect(200).json();
        assert_eq!(list["certificates"][0]["revoked_at"], NOON);
        let events: Vec<String> = stage.app.store.audit_page(0, 100).unwrap().into_iter().map(|event| event.event).collect();
        for event in ["authority.create", "certificate.issue", "certificate.revoke", "auth.forbidden"] {
            assert!(events.iter().any(|known| known == event), "{event} in {events:?}");
        }
        assert_eq!(events.iter().filter(|event| *event == "certificate.revoke").count(), 1);
    }
}
