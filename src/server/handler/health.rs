//! `GET /health`: whether the database answers. Nobody is refused it.

use crate::protocol::message::Health;
use crate::server::answer;
use crate::server::call::Call;
use crate::server::response::Response;

/// 200 while the database answers and is not another's, else 503.
pub fn show(call: &Call<'_>) -> Response {
    match call.app.store.health() {
        Ok(()) if call.app.is_away() => answer::json(503, &Health { status: "unhealthy".into(), database: "error".into() }),
        Ok(()) => answer::json(200, &Health { status: "healthy".into(), database: "ok".into() }),
        Err(error) => {
            let facts = [("cause", error.to_string().into()), ("request_id", call.request_id.as_str().into())];
            call.app.log.error(call.now, "the database does not answer", &facts);
            answer::json(503, &Health { status: "unhealthy".into(), database: "error".into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::server::rehearsal::Stage;

    #[test]
    fn a_server_that_is_well_says_so_to_everyone() {
        let stage = Stage::new(&[]);
        let reply = stage.ask("GET", "/health").header("Authorization", "Bearer fpt_nonsense").send().expect(200);
        assert_eq!(reply.text(), r#"{"status":"healthy","database":"ok"}"#);
    }
}
