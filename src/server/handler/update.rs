//! `PUT /<id>`: its owner or an admin replaces a paste's bytes, or changes what a header names (PROTOCOL §4).

use zeroize::Zeroizing;

use super::create::hashed;
use super::intake::{self, Content, Intake};
use crate::protocol::{ErrorCode, Lifetime, PasteId};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::ledger::Event;
use crate::server::metrics::PasteEvent;
use crate::server::request::{Length, Request};
use crate::server::response::Response;
use crate::server::store::{Paste, PasteChange, Updated};
use crate::server::throttle::QuotaRules;

/// What the headers ask for. An empty text takes away what it names.
struct Wish {
    expiry: Option<Lifetime>,
    password: Option<Zeroizing<String>>,
    display_name: Option<String>,
}

/// Changes a paste.
///
/// # Errors
/// `invalid_header` and the like; `not_found`, `auth_required`, `forbidden`, `burn_immutable`; for a new body every refusal of a
/// creation but proof of work and duplicates: nothing was changed.
pub fn update(call: &Call<'_>, request: &mut Request<'_>, id: &PasteId) -> Result<Response, Failure> {
    let wish = Wish::of(request)?;
    call.require_open()?;
    let paste = call.app.store.paste(id, None, call.now)?.ok_or_else(Failure::not_found)?;
    may_update(call, &paste)?;
    // The bytes stay reserved until the paste is written.
    let (content, _intake) = new_content(call, request)?;
    if content.is_none() && wish.is_nothing() {
        return Err(Failure::new(ErrorCode::EmptyBody, "there is nothing to change: send a body, or a header that names what to change"));
    }
    let replaced = content.is_some();
    let (quota, total_limit) = intake::quotas(call);
    let change = PasteChange {
        body: content.map(|content| (content.body, content.mime_type)),
        display_name: wish.display_name.map(|name| Some(name).filter(|name| !name.is_empty())),
        password: match &wish.password {
            None => None,
            Some(password) if password.is_empty() => Some(None),
            password => Some(hashed(call, password.as_ref())?),
        },
        expires_at: wish.expiry.map(|expiry| call.now.saturating_add(expiry.seconds().min(call.settings.max_expiry))),
        quota,
        total_limit,
    };
    match call.app.store.update(id, change, call.now)? {
        Updated::Done(paste) => done(call, &paste, replaced),
        Updated::Gone => Err(Failure::not_found()),
        Updated::Full { scope, limit, used } => Err(QuotaRules::full(&scope, limit, used, call.now).into()),
    }
}

impl Wish {
    fn of(request: &Request<'_>) -> Result<Self, Failure> {
        Ok(Self { expiry: input::expiry(request)?, password: input::password(request)?, display_name: input::display_name(request)? })
    }

    fn is_nothing(&self) -> bool {
        self.expiry.is_none() && self.password.is_none() && self.display_name.is_none()
    }
}

fn may_update(call: &Call<'_>, paste: &Paste) -> Result<(), Failure> {
    if !(call.caller.owns(paste) || call.caller.is_admin()) {
        return Err(Failure::not_enough(call.caller.is_known(), "its owner"));
    }
    if paste.burn {
        return Err(Failure::new(ErrorCode::BurnImmutable, "a paste that burns cannot be changed; delete it and make another"));
    }
    Ok(())
}

/// The new bytes, if any were sent: taken in as a creation's are.
fn new_content(call: &Call<'_>, request: &mut Request<'_>) -> Result<(Option<Content>, Option<Intake>), Failure> {
    if matches!(request.body.length(), Length::None | Length::Known(0)) {
        return Ok((None, None));
    }
    let mut intake = Intake::begin(call, request)?;
    let content = intake.read(call, request)?;
    // A chunked body of nothing is no body, as one of length 0 is none.
    if content.body.is_empty() && request.body.length() == Length::Unknown {
        return Ok((None, None));
    }
    content.check(call)?;
    Ok((Some(content), Some(intake)))
}

fn done(call: &Call<'_>, paste: &Paste, replaced: bool) -> Result<Response, Failure> {
    if replaced {
        call.app.note_erasure();
    }
    call.app.metrics.pastes(PasteEvent::Updated, 1);
    if !call.caller.owns(paste) {
        call.note(Event::PasteUpdated, paste.id.as_str())?;
    }
    Ok(answer::json(200, &super::described_to(call, paste)))
}

#[cfg(test)]
mod tests {
    use crate::server::rehearsal::{NOON, Stage};

    #[test]
    fn an_end_counts_from_now_and_is_cut_to_the_longest() {
        let stage = Stage::new(&[("max_expiry", "1000")]);
        let alice = stage.issue('a', false);
        let made = stage.ask("POST", "/").by(&alice).body("content").send().expect(201).json();
        let path = format!("/{}", made["id"].as_str().unwrap());
        stage.clock.advance(500);
        let put = |expiry: &str| stage.ask("PUT", &path).by(&alice).header("X-Expiry", expiry).send();
        assert_eq!(put("60").expect(200).json()["expires_at"], NOON + 560);
        assert_eq!(put("99999").expect(200).json()["expires_at"], NOON + 1500);
        put("0").expect_error(400, "invalid_header");
        stage.clock.advance(1000);
        put("60").expect_error(404, "not_found");
    }

    #[test]
    fn an_empty_chunked_body_is_no_body() {
        let stage = Stage::new(&[]);
        let alice = stage.issue('a', false);
        let made = stage.ask("POST", "/").by(&alice).body("content").send().expect(201).json();
        let path = format!("/{}", made["id"].as_str().unwrap());
        stage.ask("PUT", &path).by(&alice).chunked().send().expect_error(400, "empty_body");
        stage.ask("PUT", &path).by(&alice).chunked().header("X-Display-Name", "n").send().expect(200);
        stage.ask("PUT", &path).by(&alice).chunked().body("other").send().expect(200);
        assert_eq!(stage.ask("GET", &format!("{path}/raw")).send().expect(200).text(), "other");
    }
}
