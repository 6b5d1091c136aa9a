//! `POST /csr` and `POST /register`: how a stranger gets a certificate of this server, and how the holder of one gets the next.

use sha2::{Digest, Sha256};

use crate::pki::{Authority, Bundle, Certificate, Lifespan, PkiError, Request as SigningRequest};
use crate::protocol::message::NameRequest;
use crate::protocol::pow::Purpose;
use crate::protocol::{ErrorCode, Name, header};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::handler::challenge;
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
    bundle(call, &authority, &name, proof, first_admin)
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
/// `unavailable` where too many keys are being wrapped, `pow_failed`, or the store's own.
pub(super) fn bundle(
    call: &Call<'_>,
    authority: &Authority,
    name: &Name,
    proof: Option<Once>,
    first_admin: bool,
) -> Result<Response, Failure> {
    let (certificate, key) = authority.issue_with_key(name, lifespan(call)?, &*call.app.entropy)?;
    let bundle = Bundle { key, certificate, authority: Some(authority.certificate().clone()) };
    // The proof is spent by whoever has a turn: a server that is busy takes none for nothing.
    let packed = call.app.throttles.kdf.take_a_turn(|| spend(call, proof).and_then(|()| Ok(bundle.pack(name.as_str(), "")?)))??;
    let kept = keep(call, &bundle.certificate, name, None, first_admin)?;
    Ok(headers(answer::bytes_of(200, header::PKCS12, packed.to_vec()), name, "p12", &kept))
}

/// The authority, made if there is none yet.
///
/// # Errors
/// `internal`, or the store's own.
pub(super) fn authority(call: &Call<'_>) -> Result<std::sync::Arc<Authority>, Failure> {
    let (authority, made) = call.app.issuer.ensure(&*call.app.store, None, call.now, &*call.app.entropy)?;
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
    let challenge = challenge::proof(call, request, Purpose::Register)?;
    Ok(challenge.map(|challenge| {
        let key = Sha256::digest(format!("register:{}", challenge.nonce())).into();
        Once { key, request: key, expires: challenge.over() }
    }))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pki::{KeyKind, PrivateKey};
    use crate::protocol::pow::Challenge;
    use crate::server::rehearsal::{Ask, NOON, Reply, Stage};
    use crate::server::throttle::Kdf;

    fn request(name: &str) -> String {
        SigningRequest::make(&name.parse().unwrap(), &PrivateKey::generate(KeyKind::P256).unwrap()).unwrap()
    }

    fn stage() -> Stage {
        Stage::new(&[("register_pow", "0")])
    }

    fn issued(reply: &Reply) -> Certificate {
        Certificate::from_pem(&reply.body).unwrap()
    }

    /// Answers a challenge that the tests set themselves.
    fn proven<'a>(ask: Ask<'a>, stage: &Stage, number: u8, purpose: Purpose) -> Ask<'a> {
        let challenge = Challenge::new([number; 16], NOON + 300, 4);
        let solution = (0..10_000).map(|n: u32| n.to_string()).find(|text| challenge.verify_solution(text).is_ok()).unwrap();
        ask.header(header::POW_TOKEN, &challenge.token(stage.app.pow_secret(), purpose)).header(header::POW_SOLUTION, &solution)
    }

    #[test]
    fn a_request_becomes_a_certificate_that_is_trusted_from_then_on() {
        let stage = stage();
        let reply = stage.ask("POST", "/csr").body(request("alice")).send().expect(200);
        let (certificate, facts) = (issued(&reply), issued(&reply).facts().unwrap());
        assert_eq!(facts.common_name.as_deref(), Some("alice"));
        assert_eq!(facts.not_after, NOON + 365 * 86_400);
        assert_eq!(reply.header("Content-Type"), Some("application/x-pem-file"));
        assert_eq!(reply.header("Content-Disposition"), Some("attachment; filename=\"alice.crt\""));
        assert_eq!(reply.header("X-Fingerprint-SHA1"), Some(certificate.sha1().to_string().as_str()));
        assert_eq!(reply.header("X-Certificate-Expires"), Some(facts.not_after.to_string().as_str()));
        assert_eq!(reply.header("X-Certificate-Serial"), Some(facts.serial.as_str()));
        assert_eq!(reply.header("X-Is-Admin"), Some("0"));
        let authority = stage.ask("GET", "/pki/ca.crt").send().expect(200);
        assert!(certificate.is_signed_by(&issued(&authority)));
        stage.ask("GET", "/pastes").tls(Some(certificate.der())).send().expect(200);
        stage.clock.advance(365 * 86_400);
        stage.ask("GET", "/pastes").tls(Some(certificate.der())).send().expect_error(401, "auth_required");
    }

    #[test]
    fn what_is_no_good_request_gets_no_certificate() {
        let stage = stage();
        stage.ask("POST", "/csr").body("nonsense").send().expect_error(400, "invalid_csr");
        stage.ask("POST", "/csr").send().expect_error(400, "invalid_csr");
        stage.ask("POST", "/csr").body(vec![b' '; SigningRequest::LARGEST + 1]).send().expect_error(413, "too_large");
        stage.ask("POST", "/register").body("{}").send().expect_error(403, "forbidden");
        let register = |body: &serde_json::Value| stage.ask("POST", "/register").tls(None).json(body).send();
        for body in [json!({}), json!({"common_name": ""}), json!({"common_name": "a/b"}), json!({"common_name": "x".repeat(65)})] {
            register(&body).expect_error(400, "invalid_name");
        }
        register(&json!({"common_name": 7})).expect_error(400, "invalid_json");
        stage.ask("POST", "/register").tls(None).body("{\"common_name\": \"a\"}").send().expect_error(400, "invalid_json");
        assert!(stage.app.store.certificates().unwrap().is_empty());
    }

    #[test]
    fn a_server_too_busy_to_make_a_bundle_spends_no_proof() {
        let stage = Stage::new(&[("register_pow", "4")]);
        let ask =
            || proven(stage.ask("POST", "/register").tls(None).json(&json!({"common_name": "a"})), &stage, 1, Purpose::Register).send();
        with_every_turn_taken(&stage.app.throttles.kdf, &|| {
            ask().expect_error(503, "unavailable");
        });
        ask().expect(200);
        ask().expect_error(400, "pow_failed");
    }

    fn with_every_turn_taken(kdf: &Kdf, work: &dyn Fn()) {
        if kdf.take_a_turn(|| with_every_turn_taken(kdf, work)).is_err() {
            work();
        }
    }

    #[test]
    fn a_proof_is_asked_and_works_once_for_its_own_kind() {
        let stage = Stage::new(&[("register_pow", "4"), ("pow_difficulty", "4")]);
        let ask = || stage.ask("POST", "/csr").body(request("alice"));
        ask().send().expect_error(400, "pow_required");
        proven(ask(), &stage, 1, Purpose::Create).send().expect_error(400, "pow_failed");
        proven(stage.ask("POST", "/csr").body("nonsense"), &stage, 1, Purpose::Register).send().expect_error(400, "invalid_csr");
        proven(ask(), &stage, 1, Purpose::Register).send().expect(200);
        proven(ask(), &stage, 1, Purpose::Register).send().expect_error(400, "pow_failed");
        stage.clock.advance(301);
        proven(ask(), &stage, 2, Purpose::Register).send().expect_error(400, "pow_failed");
    }

    #[test]
    fn a_renewal_joins_the_account_and_keeps_its_mark() {
        let stage = stage();
        let first = issued(&stage.ask("POST", "/csr").from("127.0.0.1").body(request("alice")).send().expect(200));
        let renewed = stage.ask("POST", "/csr").tls(Some(first.der())).body(request("alice")).send().expect(200);
        assert_eq!(renewed.header("X-Is-Admin"), Some("1"));
        let rows = stage.app.store.certificates().unwrap();
        assert!(rows.len() == 2 && rows.iter().all(|row| row.enrolled.owner_fingerprint == first.sha1().to_string()));
        let stranger = stage.ask("POST", "/csr").body(request("alice")).send().expect(200);
        assert_eq!(stranger.header("X-Is-Admin"), Some("0"));
    }

    #[test]
    fn a_bundle_comes_with_its_key_and_only_where_nobody_listens() {
        let stage = stage();
        let ask = || stage.ask("POST", "/register").json(&json!({"common_name": "bob"}));
        ask().send().expect_error(403, "forbidden");
        ask().from("127.0.0.1").header("X-Forwarded-For", "192.0.2.9").send().expect_error(403, "forbidden");
        ask().from("127.0.0.1").header("X-Forwarded-For", "192.0.2.9").header("X-Forwarded-Proto", "https").send().expect(200);
        let reply = ask().tls(None).send().expect(200);
        assert_eq!(reply.header("Content-Type"), Some("application/x-pkcs12"));
        let bundle = Bundle::unpack(&reply.body, "").unwrap();
        assert_eq!(reply.header("X-Fingerprint-SHA1"), Some(bundle.certificate.sha1().to_string().as_str()));
        assert!(bundle.certificate.is_signed_by(&bundle.authority.unwrap()));
        stage.ask("GET", "/pastes").tls(Some(bundle.certificate.der())).send().expect(200);
        ask().from("127.0.0.1").send().expect(200);
    }

    #[test]
    fn a_lockdown_and_a_server_without_authority_register_nobody() {
        let closed = Stage::new(&[("pki_enabled", "0")]);
        for (method, path) in [("POST", "/csr"), ("POST", "/register"), ("GET", "/register/challenge"), ("GET", "/pki/ca.crt")] {
            closed.ask(method, path).send().expect_error(404, "not_found");
        }
        let stage = stage();
        stage.app.store.set_lockdown(true).unwrap();
        stage.ask("POST", "/csr").body(request("alice")).send().expect_error(503, "unavailable");
        stage.ask("POST", "/register").tls(None).json(&json!({"common_name": "bob"})).send().expect_error(503, "unavailable");
    }

    #[test]
    fn the_first_here_or_with_the_code_is_the_admin_and_nobody_after() {
        let stage = stage();
        let code = setup::code(&*stage.app.store, &*stage.app.entropy).unwrap().unwrap();
        let ask = || stage.ask("POST", "/csr").body(request("alice"));
        let admin = |reply: Reply| reply.expect(200).header("X-Is-Admin").map(str::to_owned);
        assert_eq!(admin(ask().send()).as_deref(), Some("0"));
        assert_eq!(admin(ask().header("X-Setup-Code", "wrong").send()).as_deref(), Some("0"));
        assert_eq!(admin(ask().from("127.0.0.1").header("X-Forwarded-For", "192.0.2.9").send()).as_deref(), Some("0"));
        assert_eq!(admin(ask().header("X-Setup-Code", &code).send()).as_deref(), Some("1"));
        assert_eq!(admin(ask().header("X-Setup-Code", &code).send()).as_deref(), Some("0"));
        assert_eq!(admin(ask().from("127.0.0.1").send()).as_deref(), Some("0"));
        assert_eq!(setup::code(&*stage.app.store, &*stage.app.entropy), Ok(None));
    }

    #[test]
    fn of_many_first_registrations_at_once_one_is_the_admin() {
        let stage = stage();
        let register = || stage.ask("POST", "/csr").from("127.0.0.1").body(request("racer")).send().expect(200);
        let admins: usize = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..32).map(|_| scope.spawn(|| usize::from(register().header("X-Is-Admin") == Some("1")))).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(admins, 1);
        assert_eq!(stage.app.store.marked_accounts().unwrap().len(), 1);
    }
}
