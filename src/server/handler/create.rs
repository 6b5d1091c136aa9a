//! `POST /`: makes a paste. The order of the checks is the protocol's, cheapest first (PROTOCOL §4).

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::challenge;
use super::intake::{self, Content, Intake};
use crate::protocol::message;
use crate::protocol::pow::Purpose;
use crate::protocol::{ErrorCode, Lifetime, PasteId, Route, header, hex, limit};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::identity::Level;
use crate::server::input;
use crate::server::metrics::{PasteEvent, Proof};
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::store::{CreateRules, Created, Dedup, NewPaste, Once, PasswordHash, Paste, Replay};
use crate::server::throttle::{Flight, QuotaRules, RateFacts};
use crate::sys::entropy::draw;

/// How often a name is drawn anew where another paste has it.
const DRAWS: usize = 16;

/// What the headers ask for.
struct Wish {
    expiry: Option<Lifetime>,
    burn: bool,
    claim_hash: Option<[u8; 32]>,
    password: Option<Zeroizing<String>>,
    display_name: Option<String>,
    delete_token_hash: Option<[u8; 32]>,
    idempotency_key: Option<String>,
}

/// What a creation spends, and what a second use of it is.
enum Spent {
    /// Nothing.
    Nothing,
    /// A proof of work.
    Proof { key: [u8; 32], expires: u64 },
    /// An idempotency key.
    Key { key: [u8; 32], expires: u64 },
}

/// Makes a paste.
///
/// # Errors
/// Every refusal of a creation, in the order of the checks.
pub fn create(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    let wish = Wish::of(call, request)?;
    may_create(call)?;
    let mut intake = match Intake::begin(call, request) {
        Err(refused) if matches!(refused.code(), ErrorCode::RateLimited | ErrorCode::StorageFull) => {
            return repeated(call, request, &wish)?.ok_or(refused);
        }
        begun => begun?,
    };
    let rate = intake.rate;
    made(call, request, wish, &mut intake).map_err(|failure| failure.with_rate_if_waiting(rate))
}

fn made(call: &Call<'_>, request: &mut Request<'_>, wish: Wish, intake: &mut Intake) -> Result<Response, Failure> {
    let rate = intake.rate;
    let spent = Spent::of(call, request, &wish)?;
    let _flight = spent.key().map(|key| flight(call, key)).transpose()?;
    let content = intake.read(call, request)?;
    let once = spent.once(call, request, &content);
    if let Some(once) = &once {
        match call.app.store.replay(&once.key, &once.request, call.now)? {
            Some(Replay::Same(paste)) => return Ok(again(call, request, &paste, rate)),
            Some(Replay::Mismatch) => return Err(spent.mismatch(call)),
            None => {}
        }
    }
    content.check(call)?;
    insert(call, request, wish, &content, &spent, once, rate)
}

/// Answers a request beyond the rate limit or a quota, if it repeats one that made its paste: a replay does not count and stores
/// nothing, and a retry after a lost answer is safe. `None` is any other.
fn repeated(call: &Call<'_>, request: &mut Request<'_>, wish: &Wish) -> Result<Option<Response>, Failure> {
    let Ok(spent) = Spent::of(call, request, wish) else { return Ok(None) };
    let Some(key) = spent.key() else { return Ok(None) };
    // Whoever has not used it yet is not let in to send a body: no request is all zeros.
    if call.app.store.replay(&key, &[0; 32], call.now)?.is_none() {
        return Ok(None);
    }
    let _flight = flight(call, key)?;
    let mut intake = Intake::repeat(call, request)?;
    let content = intake.read(call, request)?;
    let Some(once) = spent.once(call, request, &content) else { return Ok(None) };
    let Some(Replay::Same(paste)) = call.app.store.replay(&once.key, &once.request, call.now)? else { return Ok(None) };
    call.app.metrics.proof(Proof::Replayed);
    Ok(Some(told(call, request, &paste, None, intake.rate)))
}

/// At most one upload of each token or key is read at a time.
fn flight(call: &Call<'_>, key: [u8; 32]) -> Result<Flight, Failure> {
    let busy = || Failure::new(ErrorCode::InProgress, "the same upload is on its way right now").retry_after(1);
    call.app.throttles.in_flight.begin(key).ok_or_else(busy)
}

/// Writes the paste, deciding duplicates, quotas and what is spent in the same transaction.
fn insert(
    call: &Call<'_>,
    request: &Request<'_>,
    wish: Wish,
    content: &Content,
    spent: &Spent,
    once: Option<Once>,
    rate: Option<RateFacts>,
) -> Result<Response, Failure> {
    let password = hashed(call, wish.password.as_ref())?;
    let (delete_token, delete_token_hash) = delete_token(call, wish.delete_token_hash)?;
    let lifetime = wish.expiry.map_or(call.settings.default_expiry(call.caller.level), Lifetime::seconds);
    let (quota, total_limit) = intake::quotas(call);
    let rules = CreateRules { once, dedup: dedup(call), quota, total_limit };
    let mut paste = NewPaste {
        id: fresh_id(call)?,
        owner: call.own_account()?,
        mime_type: content.mime_type.clone(),
        created_at: call.now,
        expires_at: call.now.saturating_add(lifetime.min(call.settings.max_expiry)),
        burn: wish.burn,
        claim_hash: wish.claim_hash,
        password,
        display_name: wish.display_name,
        delete_token_hash: Some(delete_token_hash),
    };
    for _ in 0..DRAWS {
        match call.app.store.create(paste.clone(), &content.body, rules.clone())? {
            Created::New(paste) => return Ok(new(call, request, &paste, delete_token, spent, rate)),
            Created::Replay(paste) => return Ok(again(call, request, &paste, rate)),
            Created::OnceMismatch => return Err(spent.mismatch(call)),
            Created::Duplicate { count, window_seconds, retry_after } => {
                return Err(Failure::new(ErrorCode::Duplicate, "the same content came too often; wait, or use the paste there is")
                    .fact("count", count)
                    .fact("window_seconds", window_seconds)
                    .retry_after(retry_after.max(1)));
            }
            Created::Full { scope, limit, used } => return Err(QuotaRules::full(&scope, limit, used, call.now).into()),
            Created::IdTaken => paste.id = fresh_id(call)?,
        }
    }
    Err(Failure::internal("no free paste id found; id_length is too small for so many pastes"))
}

impl Wish {
    fn of(call: &Call<'_>, request: &Request<'_>) -> Result<Self, Failure> {
        let burn = input::flag(request, header::BURN)?;
        let claim_hash = input::hex(request, header::BURN_CLAIM_HASH)?;
        if claim_hash.is_some() && !burn {
            return Err(Failure::invalid_header(header::BURN_CLAIM_HASH, "sent with X-Burn-After-Read alone"));
        }
        let known = call.caller.is_known();
        let display_name = if known { input::display_name(request)?.filter(|name| !name.is_empty()) } else { None };
        Ok(Self {
            expiry: input::expiry(request)?,
            burn,
            claim_hash,
            password: input::password(request)?.filter(|password| !password.is_empty()),
            display_name,
            delete_token_hash: input::hex(request, header::DELETE_TOKEN_HASH)?,
            idempotency_key: idempotency_key(request)?,
        })
    }
}

impl Spent {
    fn of(call: &Call<'_>, request: &Request<'_>, wish: &Wish) -> Result<Self, Failure> {
        if let Some(challenge) = challenge::proof(call, request, Purpose::Create)? {
            return Ok(Self::Proof { key: digest(&[b"pow:", challenge.nonce().as_bytes()]), expires: challenge.over() });
        }
        let Some(key) = &wish.idempotency_key else { return Ok(Self::Nothing) };
        let scope =
            call.caller.owner.as_ref().map_or_else(|| format!("network:{}", call.caller.network), |owner| format!("account:{owner}"));
        let key = digest(&[b"idem:", scope.as_bytes(), b":", key.as_bytes()]);
        Ok(Self::Key { key, expires: call.now.saturating_add(limit::IDEMPOTENCY_WINDOW) })
    }

    fn key(&self) -> Option<[u8; 32]> {
        match self {
            Self::Nothing => None,
            Self::Proof { key, .. } | Self::Key { key, .. } => Some(*key),
        }
    }

    /// What the store keeps: the same request again answers the same paste, any other does not.
    fn once(&self, call: &Call<'_>, request: &Request<'_>, content: &Content) -> Option<Once> {
        let (Self::Proof { key, expires } | Self::Key { key, expires }) = self else { return None };
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        };
        // Keyed, for a password is in it: what is kept must be no shortcut to guessing it.
        add(call.app.pow_secret());
        add(call.caller.actor().as_bytes());
        add(&content.body.sha256());
        add(content.said.as_bytes());
        for name in [header::EXPIRY, header::BURN, header::BURN_CLAIM_HASH, header::PASSWORD, header::DISPLAY_NAME] {
            match request.headers.all(name).next() {
                Some(value) => add(&[b"=", value].concat()),
                None => add(b""),
            }
        }
        Some(Once { key: *key, request: hash.finalize().into(), expires: *expires })
    }

    /// Why a second, different use is refused.
    fn mismatch(&self, call: &Call<'_>) -> Failure {
        match self {
            Self::Key { .. } => Failure::new(ErrorCode::IdempotencyMismatch, "this Idempotency-Key was used for another request"),
            Self::Proof { .. } | Self::Nothing => {
                call.app.metrics.proof(Proof::Failed);
                Failure::new(ErrorCode::PowFailed, "this proof of work was used already; fetch a new challenge")
            }
        }
    }
}

impl Failure {
    /// A 429 says where the network stands.
    fn with_rate_if_waiting(self, rate: Option<RateFacts>) -> Self {
        if self.code() == ErrorCode::Duplicate { self.with_rate(rate) } else { self }
    }
}

fn may_create(call: &Call<'_>) -> Result<(), Failure> {
    let wanted = call.settings.create;
    if call.caller.level >= wanted {
        return Ok(());
    }
    let needed = match wanted {
        Level::Admin => "administrators",
        Level::Trusted => "holders of a certificate of this server",
        _ => "holders of a certificate",
    };
    Err(Failure::not_enough(call.caller.is_known(), needed))
}

fn idempotency_key(request: &Request<'_>) -> Result<Option<String>, Failure> {
    let Some(key) = input::text(request, header::IDEMPOTENCY_KEY)? else { return Ok(None) };
    let formed = (32..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    if formed { Ok(Some(key.to_ascii_lowercase())) } else { Err(Failure::invalid_header(header::IDEMPOTENCY_KEY, "32 to 64 hex digits")) }
}

fn dedup(call: &Call<'_>) -> Option<Dedup> {
    let (window, max) = (call.settings.dedup_window, call.settings.dedup_max);
    (max > 0).then(|| Dedup { scope: call.caller.holder().scope(), window, max })
}

/// Hashes a password, which nothing may wait for inside a transaction.
///
/// # Errors
/// `unavailable`: too many are being hashed.
pub fn hashed(call: &Call<'_>, password: Option<&Zeroizing<String>>) -> Result<Option<PasswordHash>, Failure> {
    let Some(password) = password else { return Ok(None) };
    Ok(Some(call.app.throttles.kdf.hash(password.as_bytes(), &*call.app.entropy)?))
}

/// The token to show, if the client keeps none of its own, and the hash to keep.
fn delete_token(call: &Call<'_>, hash: Option<[u8; 32]>) -> Result<(Option<String>, [u8; 32]), Failure> {
    if let Some(hash) = hash {
        return Ok((None, hash));
    }
    let token = Zeroizing::new(draw::<32>(&*call.app.entropy)?);
    Ok((Some(hex(&*token)), Sha256::digest(*token).into()))
}

fn fresh_id(call: &Call<'_>) -> Result<PasteId, Failure> {
    let bytes = draw::<{ limit::ID_LENGTH_MAX / 2 }>(&*call.app.entropy)?;
    PasteId::from_random(&bytes, call.settings.id_length).map_err(Failure::internal)
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

/// The answer to a paste that was made now.
fn new(
    call: &Call<'_>,
    request: &Request<'_>,
    paste: &Paste,
    delete_token: Option<String>,
    spent: &Spent,
    rate: Option<RateFacts>,
) -> Response {
    call.app.metrics.pastes(PasteEvent::Created, 1);
    if matches!(spent, Spent::Proof { .. }) {
        call.app.metrics.proof(Proof::Accepted);
    }
    if let (false, Some(rules)) = (call.caller.is_exempt(), call.settings.flood) {
        call.app.throttles.flood.created(call.caller.network, rules, call.now);
    }
    told(call, request, paste, delete_token, rate)
}

/// The answer to a request that made its paste before: it does not count.
fn again(call: &Call<'_>, request: &Request<'_>, paste: &Paste, rate: Option<RateFacts>) -> Response {
    call.app.metrics.proof(Proof::Replayed);
    if let (Some(_), Some(rules)) = (rate, call.settings.rate) {
        call.app.throttles.rate.refund(call.caller.network, rules, call.now);
    }
    told(call, request, paste, None, rate.and_then(|_| call.rate()))
}

fn told(call: &Call<'_>, request: &Request<'_>, paste: &Paste, delete_token: Option<String>, rate: Option<RateFacts>) -> Response {
    let (page, raw) = (Route::Meta(paste.id.clone()), Route::Raw(paste.id.clone()));
    let response = if input::prefers(&request.headers, header::TEXT, header::JSON) {
        answer::text(201, call.address(request, &page) + "\n")
    } else {
        let body = message::Paste {
            url: Some(call.link(&page)),
            raw: Some(call.link(&raw)),
            owner: paste.owner_fingerprint.clone(),
            display_name: paste.display_name.clone(),
            claim_required: false,
            delete_token,
            ..super::described(paste)
        };
        answer::json(201, &body)
    };
    response.with(header::LOCATION, call.link(&page)).with_rate(rate)
}

#[cfg(test)]
mod tests;
