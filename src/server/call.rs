//! One request on its way through a handler: who asks, when, under which settings; and what handlers have in common.
//!
//! # Writing a handler
//!
//! A handler is a function in the file of its noun under `handler/`, with its line in [`super::handler::dispatch`]:
//!
//! ```ignore
//! pub fn show(call: &Call<'_>, request: &mut Request<'_>, id: &PasteId) -> Result<Response, Failure> {
//!     call.caller.require_admin()?;                        // 401 for strangers, 403 for the known
//!     let query = input::query(request)?;                  // 400 invalid_query
//!     let limit = query.number("limit")?.unwrap_or(50);    // InvalidQuery turns into a Failure by itself
//!     let body: NameRequest = input::json(request)?;       // 400 invalid_json, 413, 408 …
//!     let paste = call.app.store.paste(id, None, call.now)?.ok_or_else(Failure::not_found)?;
//!     call.note(Event::PasteDeleted, id.as_str())?;        // the audit log
//!     Ok(answer::json(200, &paste).with(header::VARY, "Accept"))
//! }
//! ```
//!
//! What is done by then: the path and the method fit the route; `PKI_ENABLED=0` hides its routes; unsafe requests of foreign pages
//! are refused; [`Call::caller`] is known (or was refused: revoked, expired, blocked, bad token); the API token in use covers the
//! route; reads of pastes are refused to whoever guesses. What is done afterwards: every header that all answers carry, the request
//! id, misses (404 and 403 on paste paths), the audit of failures, metrics and the log; for `HEAD` the front door leaves the body away
//! (a handler that changes something asks [`Call::head`] first).
//!
//! Everything that can fail turns into a [`Failure`] by `?` (`StoreError`, `QuotaError`, `KdfError`, `EntropyError`, `RateExceeded`,
//! `Locked`, `PowError`, `InvalidQuery`); a failure of your own is `Failure::new(ErrorCode::…, "a sentence").fact("limit", 3)`.
//! Routes that write call, in this order, [`Call::require_open`] and [`Call::count_rate`]. The time is [`Call::now`], never the clock's.
//! Links go through [`Call::link`]. A test is a function of values: see `server/rehearsal.rs`.

use std::sync::Arc;

use super::answer::{Failure, RETRY_CLOSED};
use super::app::{self, App};
use super::identity::Caller;
use super::ledger::{self, Event};
use super::request::Request;
use super::settings::Settings;
use super::store::AccountId;
use super::throttle::RateFacts;
use crate::protocol::Route;

/// One request on its way.
pub struct Call<'a> {
    /// The server.
    pub app: &'a App,
    /// The settings this request began with.
    pub settings: Arc<Settings>,
    /// Who asks.
    pub caller: Caller,
    /// Its name.
    pub request_id: String,
    /// When it came, Unix seconds.
    pub now: u64,
    /// Only the headers are wanted: nothing may change.
    pub head: bool,
    /// A browser sends it for a page of another site, or only speculates; of the safe requests only the raw read of a burn paste
    /// cares.
    pub foreign_page: bool,
}

impl Call<'_> {
    /// The path of a route as the outside sees it, with the URL prefix.
    pub fn link(&self, route: &Route) -> String {
        format!("{}{}", self.settings.url_prefix, route.path())
    }

    /// Where people reach this server, with the URL prefix, whether `public_url` has it or not; `None` where nobody said.
    pub fn public_base(&self) -> Option<String> {
        let (url, prefix) = (self.settings.public_url.as_ref()?, &self.settings.url_prefix);
        let has_it = !prefix.is_empty() && url.ends_with(prefix.as_str());
        Some(if has_it { url.clone() } else { format!("{url}{prefix}") })
    }

    /// The whole address of a route: below `public_url`, or else the scheme and host of this request.
    pub fn address(&self, request: &Request<'_>, route: &Route) -> String {
        if let Some(base) = self.public_base() {
            return base + &route.path();
        }
        let scheme = if self.caller.secure { "https" } else { "http" };
        format!("{scheme}://{}{}", request.host.as_deref().unwrap_or("localhost"), self.link(route))
    }

    /// Refuses what a lockdown forbids.
    ///
    /// # Errors
    /// `unavailable`, or the store's own.
    pub fn require_open(&self) -> Result<(), Failure> {
        if self.app.store.lockdown()? {
            return Err(Failure::unavailable("this server is locked down: it takes nothing new for now", RETRY_CLOSED));
        }
        Ok(())
    }

    /// Counts one request that writes; `None` where no rate limit holds.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn count_rate(&self) -> Result<Option<RateFacts>, Failure> {
        let Some(rules) = self.settings.rate else { return Ok(None) };
        Ok(Some(self.app.throttles.rate.count(self.caller.network, self.caller.is_known(), rules, self.now)?))
    }

    /// Where the caller's network stands, without counting; `None` where no rate limit holds.
    pub fn rate(&self) -> Option<RateFacts> {
        let rules = self.settings.rate?;
        Some(self.app.throttles.rate.facts(self.caller.network, self.caller.is_known(), rules, self.now))
    }

    /// The caller's account, made now if a certificate is shown that has none yet; `None` for strangers.
    ///
    /// # Errors
    /// The store's own.
    pub fn own_account(&self) -> Result<Option<AccountId>, Failure> {
        match (self.caller.account, &self.caller.fingerprint, &self.caller.owner) {
            (None, Some(sha1), Some(_)) => Ok(Some(self.app.store.ensure_account(sha1, self.caller.sha256.as_deref(), self.now)?)),
            (account, ..) => Ok(account),
        }
    }

    /// Writes down, in the audit log, what the caller did.
    ///
    /// # Errors
    /// The store's own.
    pub fn note(&self, event: Event, subject: &str) -> Result<(), Failure> {
        let doer = app::doer(&self.caller, &self.settings, &self.request_id);
        Ok(ledger::note(&*self.app.store, &doer, event, subject, self.now)?)
    }
}
