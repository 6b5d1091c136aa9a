//! What an API token may do, and which route asks for what (PROTOCOL §7).

use super::Route;

/// One right of an API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Make pastes.
    Create,
    /// Read a paste or its metadata.
    Read,
    /// List the account's pastes.
    List,
    /// Change the account's pastes.
    Update,
    /// Delete the account's pastes.
    Delete,
}

/// What a route asks of an API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Nothing: the route is for everyone and tells everyone the same.
    Nothing,
    /// This scope.
    Scope(Scope),
    /// More than a token ever has: a certificate.
    Certificate,
}

impl Scope {
    /// Every scope, in the order of the protocol page.
    pub const ALL: [Self; 5] = [Self::Create, Self::Read, Self::List, Self::Update, Self::Delete];

    /// The word as it stands in `"scopes"`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::List => "list",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The scope a word stands for, if it is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

impl Demand {
    /// What a route asks of an API token. A token is never admin, and makes neither tokens nor certificates.
    pub fn of(route: &Route) -> Self {
        match route {
            Route::Create => Self::Scope(Scope::Create),
            Route::Meta(_) | Route::Raw(_) => Self::Scope(Scope::Read),
            Route::List => Self::Scope(Scope::List),
            Route::Update(_) => Self::Scope(Scope::Update),
            Route::Delete(_) => Self::Scope(Scope::Delete),
            Route::About | Route::Health | Route::Client | Route::Challenge | Route::Metrics | Route::OpenApi | Route::Asset(_) => {
                Self::Nothing
            }
            Route::RegisterChallenge
            | Route::Register
            | Route::Csr
            | Route::Pki
            | Route::PkiDownload
            | Route::PkiCreate
            | Route::PkiIssue
            | Route::PkiCertificates
            | Route::PkiRevoke(_)
            | Route::DeleteAll
            | Route::TokenCreate
            | Route::TokenList
            | Route::TokenDelete(_)
            | Route::Audit
            | Route::Lockdown => Self::Certificate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::route::Resolved;

    #[test]
    fn every_word_leads_back_to_its_scope() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_word(scope.word()), Some(scope));
        }
        for word in ["", "admin", "Create", "*"] {
            assert_eq!(Scope::from_word(word), None);
        }
    }

    #[test]
    fn what_makes_identities_or_serves_admins_is_closed_to_every_token() {
        let demand = |method: &str, path: &str| match Route::parse(method, path) {
            Resolved::Route { route, .. } => Demand::of(&route),
            other => panic!("{method} {path}: {other:?}"),
        };
        for (method, path) in [
            ("POST", "/tokens"),
            ("GET", "/tokens"),
            ("POST", "/csr"),
            ("POST", "/register"),
            ("GET", "/pki"),
            ("GET", "/pki/certs"),
            ("DELETE", "/pastes"),
            ("GET", "/audit"),
            ("POST", "/lockdown"),
        ] {
            assert_eq!(demand(method, path), Demand::Certificate, "{method} {path}");
        }
        assert_eq!(demand("PUT", "/abc123"), Demand::Scope(Scope::Update));
        assert_eq!(demand("HEAD", "/abc123/raw"), Demand::Scope(Scope::Read));
        assert_eq!(demand("GET", "/health"), Demand::Nothing);
    }
}
