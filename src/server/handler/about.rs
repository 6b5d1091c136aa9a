//! `GET /` for programs: what this server is, what it grants, and who it takes the caller for.

use serde_json::{Map, Value};

use super::challenge;
use crate::protocol::message::{About, ByLevel, Caller, Limits, PkiState, PowState};
use crate::protocol::pow::Purpose;
use crate::protocol::{feature, header};
use crate::server::answer;
use crate::server::call::Call;
use crate::server::identity::Level;
use crate::server::response::Response;
use crate::server::settings::Settings;

/// Method and path, and what it does. Those of certificates only where they are issued.
const ENDPOINTS: &[(&str, &str, &str)] = &[
    ("GET", "/", "this page"),
    ("POST", "/", "create a paste"),
    ("GET", "/<id>", "what is known of a paste; never burns it"),
    ("GET", "/<id>/raw", "its bytes"),
    ("PUT", "/<id>", "change it (owner)"),
    ("DELETE", "/<id>", "delete it (owner, or X-Delete-Token)"),
    ("GET", "/pastes", "list your own pastes"),
    ("GET", "/challenge", "a proof of work for POST /"),
    ("GET", "/health", "whether the server is well"),
    ("GET", "/client", "the fpaste executable"),
    ("GET", "/openapi.json", "all of this for programs"),
    ("POST", "/tokens", "make an API token"),
    ("GET", "/pki", "whether certificates are issued here"),
];
const ISSUING: &[(&str, &str, &str)] = &[
    ("GET", "/pki/ca.crt", "the authority's certificate"),
    ("GET", "/register/challenge", "a proof of work for a registration"),
    ("POST", "/register", "a certificate and its key, as PKCS#12"),
    ("POST", "/csr", "a certificate for a key of your own"),
];

const NOTE: &str = "Encrypt before you upload (fpaste does), for the operator can read everything else. X-Expiry, X-Burn-After-Read and \
                    X-Paste-Password shape a paste.";
/// For whom curl's lines are not enough.
const PROOF: &str = " You are asked for a proof of work, which fpaste solves by itself; curl is let in with a token: -H 'Authorization: \
                     Bearer fpt_…'.";

/// Tells about the server.
pub fn show(call: &Call<'_>) -> Response {
    let settings = &call.settings;
    let asked = challenge::asked(call, Purpose::Create);
    let body = About {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        endpoints: endpoints(settings),
        usage: usage(call),
        note: if asked.is_some() { [NOTE, PROOF].concat() } else { NOTE.to_owned() },
        limits: Some(limits(settings)),
        pow: Some(PowState { enabled: asked.is_some(), difficulty: asked.map_or(0, |asked| asked.difficulty) }),
        pki: Some(PkiState { enabled: settings.pki_enabled }),
        caller: Some(Caller {
            level: call.caller.level.word().to_owned(),
            fingerprint: call.caller.fingerprint.clone(),
            certificate_expires: call.caller.certificate.as_ref().map(|certificate| certificate.expires_at),
            owner: call.caller.owner.clone(),
            token: call.caller.token.as_ref().map(|token| token.name.clone()),
        }),
        create: Some(if settings.create == Level::Anonymous { "anyone" } else { settings.create.word() }.to_owned()),
        features: feature::ALL.iter().map(|&name| name.to_owned()).collect(),
    };
    answer::json(200, &body).with(header::VARY, header::ACCEPT)
}

fn endpoints(settings: &Settings) -> Map<String, Value> {
    let issuing = if settings.pki_enabled { ISSUING } else { &[] };
    let line = |(method, path, what): &(&str, &str, &str)| (format!("{method} {}{path}", settings.url_prefix), Value::from(*what));
    ENDPOINTS.iter().chain(issuing).map(line).collect()
}

fn usage(call: &Call<'_>) -> Map<String, Value> {
    let base = call.public_base().unwrap_or_else(|| format!("<server>{}", call.settings.url_prefix));
    [
        ("encrypted", "fpaste file.txt".to_owned()),
        ("raw", format!("curl --data-binary @file.txt {base}/")),
        ("pipe", format!("cat file.txt | curl --data-binary @- {base}/")),
        ("json", format!("curl -H 'Content-Type: application/json' -d '{{\"content\": \"hello\"}}' {base}/")),
        ("form", format!("curl -F file=@file.txt {base}/")),
        ("read", format!("curl {base}/<id>/raw")),
    ]
    .into_iter()
    .map(|(name, line)| (name.to_owned(), Value::from(line)))
    .collect()
}

fn limits(settings: &Settings) -> Limits {
    let by_level = |of: &dyn Fn(Level) -> u64| ByLevel {
        anonymous: of(Level::Anonymous),
        untrusted: of(Level::Untrusted),
        trusted: of(Level::Trusted),
        admin: of(Level::Admin),
    };
    Limits {
        max_size: by_level(&|level| settings.max_size(level)),
        default_expiry: by_level(&|level| settings.default_expiry(level)),
        max_expiry: settings.max_expiry,
        min_size: settings.min_size,
        min_entropy: settings.min_entropy,
        min_entropy_size: settings.min_entropy_size,
    }
}
