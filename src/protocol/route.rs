//! Every route there is, once: the server parses a method and a path into one, the client prints one as a path.
//!
//! Query strings, URL prefixes and percent-encoding are gone before a path comes here.

use std::fmt::Write as _;

use super::{PasteId, is_lower_hex};

/// What a request asks for. `HEAD` is its `GET` route; the front door keeps the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /`
    About,
    /// `POST /`
    Create,
    /// `GET /health`
    Health,
    /// `GET /client`
    Client,
    /// `GET /challenge`
    Challenge,
    /// `GET /register/challenge`
    RegisterChallenge,
    /// `POST /register`
    Register,
    /// `POST /csr`
    Csr,
    /// `GET /pki`
    Pki,
    /// `GET /pki/ca.crt`
    PkiDownload,
    /// `POST /pki/ca`
    PkiCreate,
    /// `POST /pki/issue`
    PkiIssue,
    /// `GET /pki/certs`
    PkiCertificates,
    /// `POST /pki/revoke/<serial>`
    PkiRevoke(String),
    /// `GET /pastes`
    List,
    /// `DELETE /pastes`
    DeleteAll,
    /// `POST /tokens`
    TokenCreate,
    /// `GET /tokens`
    TokenList,
    /// `DELETE /tokens/<id>`
    TokenDelete(String),
    /// `GET /audit`
    Audit,
    /// `POST /lockdown`
    Lockdown,
    /// `GET /metrics`
    Metrics,
    /// `GET /openapi.json`
    OpenApi,
    /// `GET /-/<name>`
    Asset(String),
    /// `GET /<id>`
    Meta(PasteId),
    /// `PUT /<id>`
    Update(PasteId),
    /// `DELETE /<id>`
    Delete(PasteId),
    /// `GET /<id>/raw`
    Raw(PasteId),
}

/// What a method and a path come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A route; `head` if only its headers are wanted.
    Route {
        /// Which.
        route: Route,
        /// The method was `HEAD`.
        head: bool,
    },
    /// `OPTIONS` on a path that exists: 204 with these methods.
    Options(String),
    /// The path exists, the method does not: 405 with these methods.
    MethodNotAllowed(String),
    /// No such path.
    NotFound,
}

/// What `OPTIONS *` answers: every method that some route has.
const ALL_METHODS: &str = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

/// Digits of a certificate's serial and of a token's id.
const SERIAL_DIGITS: usize = 32;

impl Route {
    /// The method this route answers to.
    pub fn method(&self) -> &'static str {
        match self {
            Self::Create
            | Self::Register
            | Self::Csr
            | Self::PkiCreate
            | Self::PkiIssue
            | Self::PkiRevoke(_)
            | Self::TokenCreate
            | Self::Lockdown => "POST",
            Self::DeleteAll | Self::TokenDelete(_) | Self::Delete(_) => "DELETE",
            Self::Update(_) => "PUT",
            _ => "GET",
        }
    }

    /// The path, without prefix or query.
    pub fn path(&self) -> String {
        match self {
            Self::PkiRevoke(serial) => format!("/pki/revoke/{serial}"),
            Self::TokenDelete(id) => format!("/tokens/{id}"),
            Self::Asset(name) => format!("/-/{name}"),
            Self::Meta(id) | Self::Update(id) | Self::Delete(id) => format!("/{id}"),
            Self::Raw(id) => format!("/{id}/raw"),
            fixed => fixed.template().to_owned(),
        }
    }

    /// The path with its variable parts named, for logs, metrics and the `OpenAPI` document: it never holds a secret or an id.
    pub fn template(&self) -> &'static str {
        match self {
            Self::About | Self::Create => "/",
            Self::Health => "/health",
            Self::Client => "/client",
            Self::Challenge => "/challenge",
            Self::RegisterChallenge => "/register/challenge",
            Self::Register => "/register",
            Self::Csr => "/csr",
            Self::Pki => "/pki",
            Self::PkiDownload => "/pki/ca.crt",
            Self::PkiCreate => "/pki/ca",
            Self::PkiIssue => "/pki/issue",
            Self::PkiCertificates => "/pki/certs",
            Self::PkiRevoke(_) => "/pki/revoke/{serial}",
            Self::List | Self::DeleteAll => "/pastes",
            Self::TokenCreate | Self::TokenList => "/tokens",
            Self::TokenDelete(_) => "/tokens/{id}",
            Self::Audit => "/audit",
            Self::Lockdown => "/lockdown",
            Self::Metrics => "/metrics",
            Self::OpenApi => "/openapi.json",
            Self::Asset(_) => "/-/{asset}",
            Self::Meta(_) | Self::Update(_) | Self::Delete(_) => "/{id}",
            Self::Raw(_) => "/{id}/raw",
        }
    }

    /// Whether everything at this path issues certificates or tells of them, so that it is hidden where none are issued.
    pub fn needs_authority(path: &str) -> bool {
        let hidden = |route: &Self| {
            matches!(
                route,
                Self::RegisterChallenge
                    | Self::Register
                    | Self::Csr
                    | Self::PkiDownload
                    | Self::PkiCreate
                    | Self::PkiIssue
                    | Self::PkiCertificates
                    | Self::PkiRevoke(_)
            )
        };
        Self::at(path).iter().any(hidden)
    }

    /// Finds the route of a method and a path.
    pub fn parse(method: &str, path: &str) -> Resolved {
        if path == "*" && method == "OPTIONS" {
            return Resolved::Options(ALL_METHODS.to_owned());
        }
        let mut routes = Self::at(path);
        if routes.is_empty() {
            return Resolved::NotFound;
        }
        let wanted = if method == "HEAD" { "GET" } else { method };
        if let Some(found) = routes.iter().position(|route| route.method() == wanted) {
            return Resolved::Route { route: routes.swap_remove(found), head: method == "HEAD" };
        }
        let mut allow = String::new();
        for route in &routes {
            let head = if route.method() == "GET" { "GET, HEAD" } else { route.method() };
            let _ = write!(allow, "{head}, ");
        }
        allow.push_str("OPTIONS");
        if method == "OPTIONS" { Resolved::Options(allow) } else { Resolved::MethodNotAllowed(allow) }
    }

    /// Every route at a path.
    fn at(path: &str) -> Vec<Self> {
        match path {
            "/" => vec![Self::About, Self::Create],
            "/health" => vec![Self::Health],
            "/client" => vec![Self::Client],
            "/challenge" => vec![Self::Challenge],
            "/register/challenge" => vec![Self::RegisterChallenge],
            "/register" => vec![Self::Register],
            "/csr" => vec![Self::Csr],
            "/pki" => vec![Self::Pki],
            "/pki/ca.crt" => vec![Self::PkiDownload],
            "/pki/ca" => vec![Self::PkiCreate],
            "/pki/issue" => vec![Self::PkiIssue],
            "/pki/certs" => vec![Self::PkiCertificates],
            "/pastes" => vec![Self::List, Self::DeleteAll],
            "/tokens" => vec![Self::TokenList, Self::TokenCreate],
            "/audit" => vec![Self::Audit],
            "/lockdown" => vec![Self::Lockdown],
            "/metrics" => vec![Self::Metrics],
            "/openapi.json" => vec![Self::OpenApi],
            variable => Self::variable(variable).unwrap_or_default(),
        }
    }

    fn variable(path: &str) -> Option<Vec<Self>> {
        let digits = |text: &str| (text.len() == SERIAL_DIGITS && is_lower_hex(text)).then(|| text.to_owned());
        if let Some(serial) = path.strip_prefix("/pki/revoke/") {
            return Some(vec![Self::PkiRevoke(digits(serial)?)]);
        }
        if let Some(id) = path.strip_prefix("/tokens/") {
            return Some(vec![Self::TokenDelete(digits(id)?)]);
        }
        if let Some(name) = path.strip_prefix("/-/") {
            let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
            return plain.then(|| vec![Self::Asset(name.to_owned())]);
        }
        let rest = path.strip_prefix('/')?;
        if let Some(id) = rest.strip_suffix("/raw") {
            return Some(vec![Self::Raw(id.parse().ok()?)]);
        }
        let id: PasteId = rest.parse().ok()?;
        Some(vec![Self::Meta(id.clone()), Self::Update(id.clone()), Self::Delete(id)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_route() -> Vec<Route> {
        let (id, serial): (PasteId, _) = ("abc123def456".parse().unwrap(), "0123456789abcdef".repeat(2));
        let mut routes = vec![Route::Asset("page.0a1b.js".into())];
        for path in ["/", "/health", "/client", "/challenge", "/register/challenge", "/register", "/csr", "/pki", "/pki/ca.crt", "/pki/ca"]
            .into_iter()
            .chain(["/pki/issue", "/pki/certs", "/pastes", "/tokens", "/audit", "/lockdown", "/metrics", "/openapi.json"])
        {
            routes.extend(Route::at(path));
        }
        routes.extend([Route::PkiRevoke(serial.clone()), Route::TokenDelete(serial)]);
        routes.extend([Route::Meta(id.clone()), Route::Update(id.clone()), Route::Delete(id.clone()), Route::Raw(id)]);
        routes
    }

    #[test]
    fn every_route_parses_back_from_its_method_and_path() {
        for route in every_route() {
            let expected = Resolved::Route { route: route.clone(), head: false };
            assert_eq!(Route::parse(route.method(), &route.path()), expected, "{route:?}");
        }
    }

    #[test]
    fn head_is_allowed_wherever_get_is_and_nowhere_else() {
        for route in every_route() {
            let head = matches!(Route::parse("HEAD", &route.path()), Resolved::Route { head: true, .. });
            let get = matches!(Route::parse("GET", &route.path()), Resolved::Route { head: false, .. });
            assert_eq!(head, get, "{route:?}");
        }
    }

    #[test]
    fn a_wrong_method_names_the_right_ones() {
        assert_eq!(Route::parse("PATCH", "/abc123"), Resolved::MethodNotAllowed("GET, HEAD, PUT, DELETE, OPTIONS".into()));
        assert_eq!(Route::parse("get", "/"), Resolved::MethodNotAllowed("GET, HEAD, POST, OPTIONS".into()));
        assert_eq!(Route::parse("OPTIONS", "/challenge"), Resolved::Options("GET, HEAD, OPTIONS".into()));
        assert_eq!(Route::parse("OPTIONS", "*"), Resolved::Options(ALL_METHODS.into()));
        let known: Vec<&str> = every_route().iter().map(Route::method).collect();
        let told = |method: &&str| ALL_METHODS.split(", ").any(|word| word == *method);
        assert!(known.iter().all(told), "{known:?}");
    }

    #[test]
    fn any_other_path_is_not_found() {
        for path in [
            "",
            "//",
            "/abc",
            "/ABC123",
            "/abc123/",
            "/abc123/raw/",
            "/abc123/RAW",
            "/lst",
            "/raw",
            "//raw",
            "/-/",
            "/-/a/b",
            "/tokens/xyz",
            "*",
        ] {
            assert_eq!(Route::parse("GET", path), Resolved::NotFound, "{path}");
        }
    }
}
