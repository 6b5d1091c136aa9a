//! `GET /pastes`: one's own, newest first; everybody's for admins who ask so.

use crate::protocol::{is_lower_hex, message};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::query::{InvalidQuery, Query};
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::store::{ListQuery, Listing};

/// The longest beginning of a media type that is looked for, characters.
const TYPE_CHARS: usize = 255;
/// Digits of a fingerprint.
const FINGERPRINT_DIGITS: usize = 40;

/// What was asked, before it is known who asks.
struct Asked {
    all: bool,
    owner: Option<String>,
    query: ListQuery,
}

/// `GET /pastes`.
///
/// # Errors
/// `invalid_query`, `auth_required`, `forbidden` (somebody else's), or the store's own.
pub fn show(call: &Call<'_>, request: &Request<'_>) -> Result<Response, Failure> {
    call.caller.require_known()?;
    let Asked { all, owner, mut query } = read(&input::query(request)?)?;
    if all || owner.is_some() {
        call.caller.require_admin()?;
    }
    if owner.is_some() && !all {
        return Err(InvalidQuery::Form { name: "owner", form: "together with all=1" }.into());
    }
    // Whoever is known by a certificate but has made nothing has no account, and so no pastes.
    let known = match (&owner, all) {
        (Some(owner), _) => call.app.store.identity(owner)?.map(|identity| identity.account),
        (None, true) => None,
        (None, false) => call.caller.account,
    };
    let nobody = known.is_none() && (owner.is_some() || !all);
    query.owner = known;
    let (limit, offset) = (query.limit, query.offset);
    let Listing { pastes, total, next_cursor } =
        if nobody { Listing { pastes: Vec::new(), total: 0, next_cursor: None } } else { call.app.store.list(&query, call.now)? };
    let pastes: Vec<_> = pastes.iter().map(|paste| super::described_to(call, paste)).collect();
    let count = pastes.len() as u64;
    Ok(answer::json(200, &message::PasteList { pastes, count, total, limit, offset, next_cursor }))
}

fn read(query: &Query) -> Result<Asked, InvalidQuery> {
    let owner = query.text("owner")?.map(str::to_owned);
    if owner.as_ref().is_some_and(|owner| owner.len() != FINGERPRINT_DIGITS || !is_lower_hex(owner)) {
        return Err(InvalidQuery::Form { name: "owner", form: "40 lower-case hex digits" });
    }
    let kind = query.text("type")?.map(str::to_owned);
    if kind.as_ref().is_some_and(|kind| kind.chars().count() > TYPE_CHARS) {
        return Err(InvalidQuery::Form { name: "type", form: "the beginning of a media type" });
    }
    let (offset, cursor) = (query.number("offset")?.unwrap_or(0), query.text("cursor")?.map(str::to_owned));
    if cursor.is_some() && offset > 0 {
        return Err(InvalidQuery::Form { name: "offset", form: "left away where there is a cursor" });
    }
    Ok(Asked {
        all: query.flag("all")?,
        owner,
        query: ListQuery {
            owner: None,
            kind: kind.filter(|kind| !kind.is_empty()),
            after: query.number("after")?,
            before: query.number("before")?,
            limit: query.page_size()?,
            offset,
            cursor,
        },
    })
}
