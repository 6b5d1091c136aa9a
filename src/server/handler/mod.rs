//! One file for each noun of the interface. How to write one is in `server/call.rs`.

pub mod about;
pub mod audit;
pub mod bulk;
pub mod burn;
pub mod challenge;
pub mod client;
pub mod create;
pub mod delete;
pub mod health;
pub mod intake;
pub mod listing;
pub mod lockdown;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod pki;
pub mod read;
pub mod registration;
pub mod token;
pub mod update;

use super::answer::Failure;
use super::call::Call;
use super::request::Request;
use super::response::Response;
use super::store::Paste;
use crate::protocol::message;
use crate::protocol::pow::Purpose;
use crate::protocol::{Route, header};

/// Finds the handler of a route. One line for each route, in the file that serves it.
///
/// # Errors
/// The handler's.
pub fn dispatch(call: &Call<'_>, request: &mut Request<'_>, route: &Route) -> Result<Response, Failure> {
    match route {
        // about, page
        Route::About | Route::Meta(_) if page::is_preferred(&request.headers) => Ok(page::show(call)),
        Route::About => Ok(about::show(call)),
        Route::Asset(name) => page::asset(name),
        Route::Health => Ok(health::show(call)),
        // challenge
        Route::Challenge => challenge::show(call, Purpose::Create),
        Route::RegisterChallenge => challenge::show(call, Purpose::Register),
        // create, read, burn, update, delete
        Route::Create => create::create(call, request),
        Route::Meta(id) => read::metadata(call, request, id).map_err(|failure| failure.header(header::VARY, header::ACCEPT)),
        Route::Raw(id) => read::raw(call, request, id),
        Route::Update(id) => update::update(call, request, id),
        Route::Delete(id) => delete::delete(call, request, id),
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

/// What everyone may know of a paste.
pub fn described(paste: &Paste) -> message::Paste {
    message::Paste {
        id: paste.id.to_string(),
        mime_type: paste.mime_type.clone(),
        size: paste.size,
        created_at: paste.created_at,
        expires_at: Some(paste.expires_at),
        burn_after_read: paste.burn,
        password_protected: paste.password.is_some(),
        claim_required: paste.claim_hash.is_some(),
        ..message::Paste::default()
    }
}

/// What this caller may know of a paste: its owner and admins learn whose it is, and its label.
pub fn described_to(call: &Call<'_>, paste: &Paste) -> message::Paste {
    let mut told = described(paste);
    told.raw = Some(call.link(&Route::Raw(paste.id.clone())));
    if call.caller.owns(paste) || call.caller.is_admin() {
        told.owner.clone_from(&paste.owner_fingerprint);
        told.display_name.clone_from(&paste.display_name);
    }
    told
}
