//! `GET /challenge`, `GET /register/challenge`, and the check of the proofs they lead to (PROTOCOL §3).

use crate::protocol::message::ChallengeReply;
use crate::protocol::pow::{self, Bits, Challenge, PowError, Purpose};
use crate::protocol::{ErrorCode, feature, header};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::metrics::Proof;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::throttle::Asked;
use crate::sys::entropy::draw;

/// Makes a challenge, or says that none is asked of this caller.
///
/// # Errors
/// `internal`: there is no randomness.
pub fn show(call: &Call<'_>, purpose: Purpose) -> Result<Response, Failure> {
    let features = feature::ALL.iter().map(|&name| name.to_owned()).collect();
    let Some(asked) = asked(call, purpose) else {
        return Ok(answer::json(200, &ChallengeReply { features, ..ChallengeReply::default() }));
    };
    let expires = pow::expires_at(call.now, call.settings.pow_ttl, asked.difficulty);
    let challenge = Challenge::new(draw(&*call.app.entropy)?, expires, asked.difficulty);
    Ok(answer::json(
        200,
        &ChallengeReply {
            enabled: true,
            nonce: Some(challenge.nonce().to_owned()),
            difficulty: asked.difficulty,
            base_difficulty: Some(base(call, purpose)),
            elevated: Some(asked.elevated),
            expires: Some(expires),
            token: Some(challenge.token(call.app.pow_secret(), purpose)),
            features,
        },
    ))
}

/// What proof is asked of this caller now; `None` if none is.
pub fn asked(call: &Call<'_>, purpose: Purpose) -> Option<Asked> {
    let base = base(call, purpose);
    if base == 0 || call.caller.is_exempt() {
        return None;
    }
    match (purpose, call.settings.flood) {
        (Purpose::Create, Some(rules)) => Some(call.app.throttles.flood.asked(call.caller.network, base, rules, call.now)),
        _ => Some(Asked { difficulty: base, elevated: false }),
    }
}

/// Checks the proof of a request, if one is asked of this caller: the challenge it answers. That it was not spent before is the
/// store's to decide, in the transaction that spends it.
///
/// # Errors
/// `pow_required`, `pow_failed`.
pub fn proof(call: &Call<'_>, request: &Request<'_>, purpose: Purpose) -> Result<Option<Challenge>, Failure> {
    if base(call, purpose) == 0 || call.caller.is_exempt() {
        return Ok(None);
    }
    if !request.headers.contains(header::POW_TOKEN) {
        call.app.metrics.proof(Proof::Missing);
        let sentence = "a proof of work is asked for; fetch a challenge and send X-PoW-Token and X-PoW-Solution";
        return Err(Failure::new(ErrorCode::PowRequired, sentence));
    }
    // A header that is there twice or no text is a wrong proof, like any other.
    let text = |name| request.headers.one(name).ok().flatten().unwrap_or("");
    let challenge = Challenge::verify_token(text(header::POW_TOKEN), call.app.pow_secret(), purpose, call.now);
    let solved = challenge.and_then(|challenge| challenge.verify_solution(text(header::POW_SOLUTION)).map(|()| challenge));
    solved.map(Some).map_err(|error| failed(call, error))
}

fn failed(call: &Call<'_>, error: PowError) -> Failure {
    call.app.metrics.proof(Proof::Failed);
    error.into()
}

fn base(call: &Call<'_>, purpose: Purpose) -> Bits {
    match purpose {
        Purpose::Create => call.settings.pow_difficulty,
        Purpose::Register => call.settings.register_pow,
    }
}
