//! Decides who is asking: certificate, proxy header or API token, and from which address (PROTOCOL §2).
//!
//! Decided anew for each request, so that revocation, expiry and a block count at once.

use std::net::{IpAddr, SocketAddr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::answer::Failure;
use super::network::Network;
use super::request::{Peer, Request};
use super::settings::Settings;
use super::store::{AccountId, ApiToken, Identity, IssuedCertificate, Paste, Store};
use super::throttle::Holder;
use crate::pki;
use crate::protocol::{Demand, ErrorCode, Route, header, is_lower_hex};

/// How far a caller is known. The order is that of trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all.
    Anonymous,
    /// By a certificate this server did not issue.
    Untrusted,
    /// By one it did issue, or a token of such an account.
    Trusted,
    /// And with the admin mark.
    Admin,
}

impl Level {
    /// The word in answers, logs and metrics.
    pub fn word(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Untrusted => "untrusted",
            Self::Trusted => "trusted",
            Self::Admin => "admin",
        }
    }
}

/// Who is asking, and from where.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Caller {
    /// How far the caller is known.
    pub level: Level,
    /// Whose pastes and tokens are the caller's own; `None` for strangers, and for a self-made certificate that has made nothing yet.
    pub account: Option<AccountId>,
    /// SHA-1 of the certificate that counts, 40 lower-case hex digits; `None` where a token counts.
    pub fingerprint: Option<String>,
    /// SHA-256 of it, known where our own TLS proved it.
    pub sha256: Option<String>,
    /// The fingerprint the account began with, or the certificate's own where there is no account yet; `None` for whoever has none
    /// and can have none.
    pub owner: Option<String>,
    /// The certificate, if this server issued it; then it is valid.
    pub certificate: Option<IssuedCertificate>,
    /// The API token in use: the caller acts for its account, within its scopes, and is never an admin.
    pub token: Option<ApiToken>,
    /// Whom limits count as one.
    pub network: Network,
    /// Where the request comes from; `None` is a Unix socket.
    pub address: Option<IpAddr>,
    /// This machine itself, and nothing that forwards: what only the operator's own hands may do.
    pub local: bool,
    /// It came through a trusted proxy that says so.
    pub proxied: bool,
    /// The way to us is https, or so a trusted proxy says.
    pub secure: bool,
    /// And its certificate is from elsewhere, not of our own authority.
    pub foreign_tls: bool,
}

impl Caller {
    /// Whether the caller is known at all.
    pub fn is_known(&self) -> bool {
        self.level > Level::Anonymous
    }

    /// Whether the caller has the rights of an admin.
    pub fn is_admin(&self) -> bool {
        self.level == Level::Admin
    }

    /// Whether no proof of work is asked, and anti-flood does not count.
    pub fn is_exempt(&self) -> bool {
        self.level >= Level::Trusted
    }

    /// Whether a paste is the caller's own.
    pub fn owns(&self, paste: &Paste) -> bool {
        self.account.is_some() && self.account == paste.owner
    }

    /// Refuses whoever is no admin.
    ///
    /// # Errors
    /// `auth_required` for strangers, `forbidden` for the known.
    pub fn require_admin(&self) -> Result<(), Failure> {
        if self.is_admin() { Ok(()) } else { Err(Failure::not_enough(self.is_known(), "an administrator")) }
    }

    /// Refuses whoever is not at least trusted, and gives the account.
    ///
    /// # Errors
    /// `auth_required` for strangers, `forbidden` for the known.
    pub fn require_trusted(&self) -> Result<AccountId, Failure> {
        let refused = || Failure::not_enough(self.is_known(), "holders of a certificate of this server");
        if self.level < Level::Trusted { Err(refused()) } else { self.account.ok_or_else(refused) }
    }

    /// Refuses strangers.
    ///
    /// # Errors
    /// `auth_required`.
    pub fn require_known(&self) -> Result<(), Failure> {
        if self.is_known() { Ok(()) } else { Err(Failure::not_enough(false, "holders of a certificate")) }
    }

    /// Whose quota and duplicates count: the account of the trusted, the network of all others.
    pub fn holder(&self) -> Holder {
        match self.account {
            Some(account) if self.level >= Level::Trusted => Holder::Account(account),
            _ => Holder::Network(self.network),
        }
    }

    /// The name in the audit log: a token's id, a fingerprint, `anonymous`.
    pub fn actor(&self) -> String {
        match (&self.token, &self.owner) {
            (Some(token), _) => format!("token:{}", token.id),
            (None, Some(owner)) => owner.clone(),
            (None, None) => "anonymous".to_owned(),
        }
    }

    /// The address as text, `unix` for a Unix socket.
    pub fn address_text(&self) -> String {
        self.address.map_or_else(|| "unix".to_owned(), |address| address.to_string())
    }

    /// Refuses what the token in use does not cover.
    ///
    /// # Errors
    /// `insufficient_scope`.
    pub fn require_scope(&self, route: &Route) -> Result<(), Failure> {
        let Some(token) = &self.token else { return Ok(()) };
        let wanted = match Demand::of(route) {
            Demand::Nothing => return Ok(()),
            Demand::Scope(scope) => scope.word(),
            Demand::Certificate => {
                return Err(Failure::new(ErrorCode::InsufficientScope, "no API token covers this; use the certificate itself"));
            }
        };
        if token.scopes.iter().any(|scope| scope == wanted) {
            return Ok(());
        }
        Err(Failure::new(ErrorCode::InsufficientScope, format!("this API token does not cover '{wanted}'")).fact("scope", wanted))
    }
}

/// A certificate somebody shows.
struct Shown {
    sha1: String,
    sha256: Option<String>,
    /// The connection proved it, or a proxy with the right secret says so; else it is worth no more than "untrusted".
    vouched: bool,
    /// It says itself that it is over, or not yet.
    stale: bool,
}

impl Shown {
    /// A certificate that was proven, here or to the proxy.
    fn proven(der: &[u8], now: u64) -> Self {
        let stale = pki::Facts::of(der).is_ok_and(|facts| !facts.is_current(now));
        Self { sha1: pki::Sha1::of(der).to_string(), sha256: Some(pki::Sha256::of(der).to_string()), vouched: true, stale }
    }

    /// A fingerprint that a proxy names.
    fn named(sha1: String, vouched: bool) -> Self {
        Self { sha1, sha256: None, vouched, stale: false }
    }
}

/// Finds out where a request comes from, without asking who sends it.
pub fn stranger(request: &Request<'_>, settings: &Settings) -> Caller {
    let peer = match request.peer {
        Peer::Tcp(address) => Some(address.ip().to_canonical()),
        Peer::Unix => None,
    };
    let trusted = settings.trusts(peer);
    let address = if trusted { forwarded_for(request, settings, peer) } else { peer };
    let forwarded = is_forwarded(request);
    let https_by_proxy = trusted
        && request.headers.all(header::FORWARDED_PROTO).last().is_some_and(|value| {
            let last = value.rsplit(|&byte| byte == b',').next().unwrap_or_default();
            last.trim_ascii().eq_ignore_ascii_case(b"https")
        });
    let own_tls = request.tls.is_some();
    Caller {
        level: Level::Anonymous,
        account: None,
        fingerprint: None,
        sha256: None,
        owner: None,
        certificate: None,
        token: None,
        network: address.map_or(Network::LOCAL, Network::from),
        address,
        local: peer.is_none_or(|address| address.is_loopback()) && !forwarded && !named_by_proxy(request),
        proxied: trusted && forwarded,
        secure: own_tls || https_by_proxy,
        foreign_tls: https_by_proxy || (own_tls && settings.tls_files.is_some()),
    }
}

/// Finds out who is asking, of whom so far is known what [`stranger`] says.
///
/// # Errors
/// `certificate_revoked`, `auth_required` (it has expired), `invalid_token`, `forbidden` (blocked), or the store's own.
pub fn caller(mut caller: Caller, request: &Request<'_>, settings: &Settings, store: &dyn Store, now: u64) -> Result<Caller, Failure> {
    if let Some(shown) = shown(request, settings, now) {
        let found = store.identity(&shown.sha1)?;
        known_by(&mut caller, shown, found, now)?;
    }
    if let Some(text) = bearer(request) {
        let refused = || Failure::new(ErrorCode::InvalidToken, "this API token is unknown, revoked or expired");
        let hash: [u8; 32] = Sha256::digest(text).into();
        let found = store.token_by_hash(&hash, now)?.ok_or_else(refused)?;
        caller.level = Level::Trusted;
        caller.account = Some(found.token.account);
        caller.owner = Some(found.owner_fingerprint);
        (caller.fingerprint, caller.sha256, caller.certificate) = (None, None, None);
        caller.token = Some(found.token);
    }
    Ok(caller)
}

/// Puts on the caller what a certificate is worth.
fn known_by(caller: &mut Caller, shown: Shown, found: Option<Identity>, now: u64) -> Result<(), Failure> {
    // What others issued counts as long as it says itself; the dates of our own are in the database.
    if shown.stale && found.as_ref().is_none_or(|identity| identity.certificate.is_none()) {
        return Ok(());
    }
    caller.level = Level::Untrusted;
    caller.owner = Some(shown.sha1.clone());
    if let Some(identity) = found {
        if identity.blocked {
            return Err(Failure::new(ErrorCode::Forbidden, "this account is blocked on this server"));
        }
        if let Some(certificate) = &identity.certificate {
            if certificate.revoked_at.is_some() {
                return Err(Failure::new(ErrorCode::CertificateRevoked, "this certificate was revoked"));
            }
            if !certificate.is_valid(now) {
                return Err(Failure::new(ErrorCode::AuthRequired, "this certificate has expired; register a new one"));
            }
            if shown.sha256.as_ref().is_some_and(|sha256| *sha256 != certificate.sha256) {
                return Err(Failure::new(ErrorCode::Forbidden, "this certificate only resembles one of this server"));
            }
        }
        let marked = identity.admin;
        let issued = identity.certificate.is_some();
        // An operator who marks a self-made certificate has said whom it stands for. Without a voucher neither counts: the account
        // behind a fingerprint that anyone may write down stays closed.
        caller.owner = None;
        if shown.vouched || !(issued || marked) {
            caller.account = Some(identity.account);
            caller.owner = Some(identity.owner_fingerprint);
            caller.certificate = identity.certificate;
            if marked {
                caller.level = Level::Admin;
            } else if issued {
                caller.level = Level::Trusted;
            }
        }
    }
    caller.fingerprint = Some(shown.sha1);
    caller.sha256 = shown.sha256;
    Ok(())
}

/// The certificate that counts, if any is shown.
fn shown(request: &Request<'_>, settings: &Settings, now: u64) -> Option<Shown> {
    let proven = request.tls.as_ref().and_then(|tls| tls.client_certificate.as_ref()).map(|der| Shown::proven(der, now));
    let header = || {
        let named = request.headers.one(header::CLIENT_SHA1).ok().flatten();
        named.filter(|text| text.len() == 40 && is_lower_hex(text)).map(str::to_owned)
    };
    let peer = match request.peer {
        Peer::Tcp(address) => Some(address.ip()),
        Peer::Unix => None,
    };
    if !settings.trusts(peer) {
        return proven;
    }
    if let Some(secret) = &settings.proxy_secret {
        let mut claimed = request.headers.all(header::PROXY_SECRET);
        let right = claimed.next().is_some_and(|claimed| secret.is(claimed)) && claimed.next().is_none();
        let named = || header().map(|sha1| Shown::named(sha1, true));
        let passed = || passed_certificate(request, settings).map(|der| Shown::proven(&der, now));
        return if right { named().or_else(passed).or(proven) } else { proven };
    }
    let unvouched = || if is_forwarded(request) || request.headers.contains(header::SEC_FETCH_SITE) { None } else { header() };
    proven.or_else(|| unvouched().map(|sha1| Shown::named(sha1, false)))
}

/// The certificate that a proxy passes as RFC 9440 has it: `:BASE64 of the DER:`.
fn passed_certificate(request: &Request<'_>, settings: &Settings) -> Option<Vec<u8>> {
    let value = request.headers.one(settings.client_cert_header.as_deref()?).ok()??;
    let text = value.trim().strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(text).ok().filter(|der| pki::Facts::of(der).is_ok_and(|facts| !facts.is_ca && facts.for_clients))
}

/// Whether anything on the way says that it forwards.
fn is_forwarded(request: &Request<'_>) -> bool {
    request.headers.iter().any(|(name, _)| {
        let family = name.get(..header::FORWARDED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(header::FORWARDED_PREFIX));
        family || name.eq_ignore_ascii_case(header::FORWARDED) || name.eq_ignore_ascii_case(header::VIA)
    })
}

/// Whether the request bears other marks of a proxy, or of a browser: a name of its own that a foreign site points at this machine makes
/// its page one of the same origin, and over http no `Sec-Fetch-Site` tells, but whatever writes names its `Origin`.
fn named_by_proxy(request: &Request<'_>) -> bool {
    let foreign = request.headers.all(header::SEC_FETCH_SITE).any(|value| value != b"none");
    foreign || [header::CLIENT_SHA1, header::PROXY_SECRET, header::ORIGIN, "X-Real-IP"].iter().any(|name| request.headers.contains(name))
}

/// The right-most hop that is no trusted proxy; the first that does not parse ends the walk at the last good one.
fn forwarded_for(request: &Request<'_>, settings: &Settings, peer: Option<IpAddr>) -> Option<IpAddr> {
    let lines: Vec<&[u8]> = request.headers.all(header::FORWARDED_FOR).collect();
    let mut last_good = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(|&byte| byte == b',')) {
        let Some(address) = std::str::from_utf8(hop).ok().and_then(hop_address) else { return last_good };
        last_good = Some(address);
        if !settings.trusts(last_good) {
            break;
        }
    }
    last_good
}

/// `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:443`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address = hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip())).or_else(bracketed);
    address.map(|address| address.to_canonical())
}

/// The API token of a request. Any other `Authorization` is somebody else's business.
fn bearer<'a>(request: &'a Request<'_>) -> Option<&'a str> {
    request.headers.all(header::AUTHORIZATION).find_map(|value| {
        let (scheme, text) = std::str::from_utf8(value).ok()?.split_once(' ')?;
        let text = text.trim();
        (scheme.eq_ignore_ascii_case("bearer") && text.starts_with("fpt_")).then_some(text)
    })
}

#[cfg(test)]
mod tests;
