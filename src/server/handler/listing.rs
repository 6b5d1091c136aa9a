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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use crate::protocol::PasteId;
    use crate::server::rehearsal::{NOON, Stage};
    use crate::server::spool::{Budget, SpoolWriter};
    use crate::server::store::{CreateRules, Created, NewPaste};

    #[test]
    fn a_page_by_cursor_costs_the_same_at_the_start_and_at_the_end_of_twenty_thousand() {
        const PASTES: u64 = 20_000;
        let stage = Stage::new(&[]);
        let admin = stage.issue('a', true);
        let owner = stage.app.store.identity(&admin).unwrap().map(|identity| identity.account);
        let body = SpoolWriter::new(&Budget::new(1 << 20, 1 << 20)).finish();
        std::thread::scope(|scope| {
            for part in 0..64_u64 {
                let (store, body) = (&stage.app.store, &body);
                scope.spawn(move || {
                    for number in (part..PASTES).step_by(64) {
                        let paste = NewPaste {
                            id: format!("{number:012x}").parse::<PasteId>().unwrap(),
                            owner,
                            mime_type: "text/plain".into(),
                            created_at: NOON - number / 100,
                            expires_at: NOON + 1000,
                            burn: false,
                            claim_hash: None,
                            password: None,
                            display_name: None,
                            delete_token_hash: None,
                        };
                        assert!(matches!(store.create(paste, body, CreateRules::default()), Ok(Created::New(_))));
                    }
                });
            }
        });
        for start in ["/pastes?limit=200", "/pastes?limit=200&all=1"] {
            let (mut seen, mut cursor, mut times) = (0, String::new(), Vec::new());
            loop {
                let begun = Instant::now();
                let page = stage.ask("GET", &format!("{start}{cursor}")).by(&admin).send().expect(200).json();
                times.push(begun.elapsed());
                assert_eq!(page["total"], PASTES);
                seen += page["count"].as_u64().unwrap();
                let Some(next) = page.get("next_cursor") else { break };
                cursor = format!("&cursor={}", next.as_str().unwrap());
            }
            assert_eq!((seen, times.len()), (PASTES, 100));
            let median = |part: &[Duration]| {
                let mut part = part.to_vec();
                part.sort();
                part[part.len() / 2]
            };
            let (first, last) = (median(&times[..20]), median(&times[80..]));
            // The same, give or take what a busy machine does to both; a scan would be twenty times slower at the end.
            assert!(last < first * 5 + Duration::from_millis(5), "{start}: {first:?} at first, {last:?} at last");
        }
    }
}
