//! `POST /csr` and `POST /register`: how a stranger gets a certificate of this server, and how the holder of one gets the next.

use sha2::{Digest, Sha256};

use crate::pki::{Authority, Bundle, Certificate, Lifespan, PkiError, Request as SigningRequest};
use crate::protocol::message::NameRequest;
use crate::protocol::pow::{Challenge, Purpose};
use crate::protocol::{ErrorCode, Name, header};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::issuer::IssuerError;
use crate::server::ledger::Event;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::store::{AccountId, Enrolled, IssuedCertificate, Once};
use crate::server::{input, setup};

/// `POST /csr`: a PEM request becomes a PEM certificate. Shown a valid certificate of this server, it is a renewal.
///
/// # Errors
/// `unavailable`, `rate_limited`, `pow_required`, `pow_failed`, `invalid_csr`, `invalid_name`, and whatever ails the body.
pub fn csr(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    call.require_open()?;
    call.count_rate()?;
    let proof = proof(call, request)?;
    let asked = SigningRequest::from_pem(&input::bytes(request, SigningRequest::LARGEST as u64)?)?;
    let first_admin = setup::may_be_first_admin(call, request)?;
    let authority = authority(call)?;
    spend(call, proof)?;
    let certificate = authority.issue(&asked, lifespan(call)?, &*call.app.entropy)?;
    let account = call.caller.certificate.as_ref().and(call.caller.account);
    let kept = keep(call, &certificate, asked.name(), account, first_admin)?;
    Ok(headers(answer::bytes_of(200, header::PEM, certificate.pem()?.into_bytes()), asked.name(), "crt", &kept))
}

/// `POST /register`: a name becomes a PKCS#12 bundle with a key made here.
///
/// # Errors
/// As [`csr`], and `forbidden` where somebody between could read the key.
pub fn register(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    call.require_open()?;
    require_privacy(call)?;
    call.count_rate()?;
    let proof = proof(call, request)?;
    let name = name(request)?;
    let first_admin = setup::may_be_first_admin(call, request)?;
    let authority = authority(call)?;
    spend(call, proof)?;
    bundle(call, &authority, &name, first_admin)
}

/// Refuses to send a private key where it could be read on the way: over plain http from anywhere but this machine.
///
/// # Errors
/// `forbidden`.
pub(super) fn require_privacy(call: &Call<'_>) -> Result<(), Failure> {
    let here = !call.caller.proxied && call.caller.address.is_none_or(|address| address.is_loopback());
    if call.caller.secure || here {
        return Ok(());
    }
    Err(Failure::new(ErrorCode::Forbidden, "the answer holds a private key: ask over https, or send a certificate request to /csr"))
}

/// Reads the name of a JSON body.
///
/// # Errors
/// `invalid_json`, `invalid_name`, and whatever ails the body.
pub(super) fn name(request: &mut Request<'_>) -> Result<Name, Failure> {
    let body: NameRequest = input::json(request)?;
    Ok(body.common_name.unwrap_or_default().parse::<Name>()?)
}

/// Makes a key, a certificate for it, and the answer that carries both.
///
/// # Errors
/// `unavailable` where too many keys are being wrapped, or the store's own.
pub(super) fn bundle(call: &Call<'_>, authority: &Authority, name: &Name, first_admin: bool) -> Result<Response, Failure> {
    let (certificate, key) = authority.issue_with_key(name, lifespan(call)?, &*call.app.entropy)?;
    let bundle = Bundle { key, certificate, authority: Some(authority.certificate().clone()) };
    let packed = call.app.throttles.kdf.take_a_turn(|| bundle.pack(name.as_str(), ""))??;
    let kept = keep(call, &bundle.certificate, name, None, first_admin)?;
    Ok(headers(answer::bytes_of(200, header::PKCS12, packed.to_vec()), name, "p12", &kept))
}

/// The authority, made if there is none yet.
///
/// # Errors
/// `internal`, or the store's own.
pub(super) fn authority(call: &Call<'_>) -> Result<std::sync::Arc<Authority>, Failure> {
    let (authority, made) = call.app.issuer.ensure(&call.app.store, None, call.now, &*call.app.entropy)?;
    if made {
        call.note(Event::AuthorityCreated, &authority.certificate().sha256().to_string())?;
    }
    Ok(authority)
}

fn lifespan(call: &Call<'_>) -> Result<Lifespan, Failure> {
    let days = u32::try_from(call.settings.pki_cert_days).unwrap_or(u32::MAX);
    Ok(Lifespan::days(call.now, days)?)
}

/// Checks the registration proof, if one is asked; it is not spent yet.
fn proof(call: &Call<'_>, request: &Request<'_>) -> Result<Option<Once>, Failure> {
    if call.caller.is_exempt() || call.settings.register_pow == 0 {
        return Ok(None);
    }
    let (Some(token), Some(solution)) = (proof_part(request, header::POW_TOKEN), proof_part(request, header::POW_SOLUTION)) else {
        return Err(Failure::new(ErrorCode::PowRequired, "a proof of work is asked: solve GET /register/challenge first"));
    };
    let challenge = Challenge::verify_token(token, call.app.pow_secret(), Purpose::Register, call.now)?;
    challenge.verify_solution(solution)?;
    let key = Sha256::digest(format!("register:{}", challenge.nonce())).into();
    Ok(Some(Once { key, request: key, expires: challenge.expires }))
}

/// One half of a proof. Whatever is not of its form is simply wrong.
fn proof_part<'a>(request: &'a Request<'_>, name: &'static str) -> Option<&'a str> {
    request.headers.contains(name).then(|| request.headers.one(name).ok().flatten().unwrap_or_default())
}

/// Spends a proof: of any number of callers with the same one, one passes.
fn spend(call: &Call<'_>, proof: Option<Once>) -> Result<(), Failure> {
    let Some(once) = proof else { return Ok(()) };
    if call.app.store.spend(once, call.now)? {
        return Ok(());
    }
    Err(Failure::new(ErrorCode::PowFailed, "this proof of work was used already; fetch a new challenge"))
}

/// What became of a certificate.
struct Kept {
    certificate: IssuedCertificate,
    enrolled: Enrolled,
}

/// Keeps a certificate, and writes it down.
fn keep(call: &Call<'_>, made: &Certificate, name: &Name, account: Option<AccountId>, first_admin: bool) -> Result<Kept, Failure> {
    let facts = made.facts()?;
    let certificate = IssuedCertificate {
        serial: facts.serial,
        common_name: name.to_string(),
        sha1: made.sha1().to_string(),
        sha256: made.sha256().to_string(),
        issued_at: call.now,
        expires_at: facts.not_after,
        revoked_at: None,
    };
    let enrolled = call.app.store.add_certificate(certificate.clone(), account, first_admin)?;
    call.note(Event::CertificateIssued, &certificate.serial)?;
    if first_admin && enrolled.admin && !call.caller.is_admin() {
        call.note(Event::AdminGranted, &enrolled.owner_fingerprint)?;
    }
    Ok(Kept { certificate, enrolled })
}

fn headers(response: Response, name: &Name, ending: &str, kept: &Kept) -> Response {
    response
        .with(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\""))
        .with(header::FINGERPRINT_SHA1, &kept.certificate.sha1)
        .with(header::CERTIFICATE_EXPIRES, kept.certificate.expires_at)
        .with(header::CERTIFICATE_SERIAL, &kept.certificate.serial)
        .with(header::IS_ADMIN, u8::from(kept.enrolled.admin))
}

impl From<crate::protocol::name::InvalidName> for Failure {
    fn from(error: crate::protocol::name::InvalidName) -> Self {
        Self::new(ErrorCode::InvalidName, error.to_string())
    }
}

impl From<PkiError> for Failure {
    fn from(error: PkiError) -> Self {
        match error {
            PkiError::RequestMalformed | PkiError::RequestForged | PkiError::WeakKey(_) | PkiError::ForeignExtension(_) => {
                Self::new(ErrorCode::InvalidCsr, error.to_string())
            }
            PkiError::RequestName => Self::new(ErrorCode::InvalidName, error.to_string()),
            other => Self::internal(other),
        }
    }
}

impl From<IssuerError> for Failure {
    fn from(error: IssuerError) -> Self {
        match error {
            IssuerError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}
