//! `GET /audit`: the event log, oldest first. Writing it is `server/ledger.rs`.

use crate::protocol::message::AuditPage;
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::request::Request;
use crate::server::response::Response;

/// `GET /audit?after=&limit=`.
///
/// # Errors
/// `auth_required`, `forbidden`, `invalid_query`, or the store's own.
pub fn show(call: &Call<'_>, request: &Request<'_>) -> Result<Response, Failure> {
    call.caller.require_admin()?;
    let query = input::query(request)?;
    let after = query.number("after")?.unwrap_or(0);
    let limit = query.page_size()?;
    // One more than asked for says whether there is a next page.
    let mut events = call.app.store.audit_page(after, limit + 1)?;
    let more = events.len() as u64 > limit;
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = events.last().filter(|_| more).map(|event| event.seq);
    Ok(answer::json(200, &AuditPage { events, next }))
}

#[cfg(test)]
mod tests {
    use crate::server::rehearsal::Stage;

    #[test]
    fn failures_of_a_minute_are_gathered_and_every_row_keeps_the_chain() {
        let stage = Stage::new(&[]);
        let (alice, admin) = (stage.issue('a', false), stage.issue('b', true));
        for _ in 0..20 {
            stage.ask("GET", "/audit").by(&alice).send().expect_error(403, "forbidden");
        }
        stage.ask("GET", "/audit").by(&alice).from("198.51.100.1").send().expect_error(401, "auth_required");
        stage.clock.advance(61);
        stage.app.ledger.settle(&*stage.app.store, 1_700_000_061).unwrap();
        let page = stage.ask("GET", "/audit").by(&admin).send().expect(200).json();
        let told: Vec<_> = page["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["event"].as_str().unwrap(), row["outcome"].as_str().unwrap(), row["address"].as_str().unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                ("auth.forbidden", "refused", "192.0.2.1"),
                ("auth.auth_required", "refused", "198.51.100.1"),
                ("auth.forbidden", "19", "192.0.2.1")
            ]
        );
        let mut previous = "0".repeat(64);
        for row in page["events"].as_array().unwrap() {
            assert_eq!(row["previous"], previous);
            row["hash"].as_str().unwrap().clone_into(&mut previous);
        }
    }
}
