//! One file for each noun of the interface. How to write one is in `server/call.rs`.

pub mod audit;
pub mod bulk;
pub mod client;
pub mod health;
pub mod listing;
pub mod lockdown;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod pki;
pub mod registration;
pub mod token;

use super::answer::Failure;
use super::call::Call;
use super::request::Request;
use super::response::Response;
use crate::protocol::{ErrorCode, Route};

/// Finds the handler of a route. One line for each route, in the file that serves it.
///
/// # Errors
/// The handler's.
#[allow(clippy::match_same_arms, reason = "each unfinished route waits for its own handler")]
pub fn dispatch(call: &Call<'_>, request: &mut Request<'_>, route: &Route) -> Result<Response, Failure> {
    match route {
        // about, page
        Route::About | Route::Meta(_) if page::is_preferred(&request.headers) => Ok(page::show(call)),
        Route::About => unfinished(request),
        Route::Asset(name) => page::asset(name),
        Route::Health => Ok(health::show(call)),
        // challenge
        Route::Challenge => unfinished(request),
        Route::RegisterChallenge => unfinished(request),
        // create, read, burn, update, delete
        Route::Create => unfinished(request),
        Route::Meta(_id) => unfinished(request),
        Route::Raw(_id) => unfinished(request),
        Route::Update(_id) => unfinished(request),
        Route::Delete(_id) => unfinished(request),
        // listing, bulk
        Route::List => listing::show(call, request),
        Route::DeleteAll => bulk::delete_all(call, request),
        // registration
        Route::Register => registration::register(call, request),
        Route::Csr => registration::csr(call, request),
        // pki
        Route::Pki => pki::status(call),
        Route::PkiDownload => pki::download(call),
        Route::PkiCreate => pki::create(call, request),
        Route::PkiIssue => pki::issue(call, request),
        Route::PkiCertificates => pki::certificates(call),
        Route::PkiRevoke(serial) => pki::revoke(call, serial),
        // token
        Route::TokenCreate => token::create(call, request),
        Route::TokenList => token::list(call),
        Route::TokenDelete(id) => token::delete(call, id),
        // audit, lockdown, metrics, client, openapi
        Route::Audit => audit::show(call, request),
        Route::Lockdown => lockdown::set(call, request),
        Route::Metrics => metrics::show(call),
        Route::Client => client::show(call),
        Route::OpenApi => Ok(openapi::show(call)),
    }
}

/// A route whose handler has not landed yet.
fn unfinished(_request: &mut Request<'_>) -> Result<Response, Failure> {
    Err(Failure::new(ErrorCode::NotImplemented, "this route is not served yet"))
}
