//! The hash that chains the rows of the audit log, for the server that writes them and the client that verifies them.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::hex;
use super::message::AuditEvent;

/// What stands for the hash before the first row.
pub const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A row without its hash. The fields stand in the order of their names: with that, and with nothing in them but strings and
/// whole numbers below 2^53, what `serde_json` writes is the canonical JSON of RFC 8785.
#[derive(Serialize)]
struct Row<'a> {
    actor: &'a str,
    address: &'a str,
    event: &'a str,
    outcome: &'a str,
    previous: &'a str,
    request_id: &'a str,
    seq: u64,
    subject: &'a str,
    time: u64,
}

/// The hash a row must bear: SHA-256 over the 64 digits of `previous` and the row's canonical JSON (RFC 8785) without `hash`,
/// as 64 lower-case hex digits.
pub fn link(event: &AuditEvent) -> String {
    let row = Row {
        actor: &event.actor,
        address: &event.address,
        event: &event.event,
        outcome: &event.outcome,
        previous: &event.previous,
        request_id: &event.request_id,
        seq: event.seq,
        subject: &event.subject,
        time: event.time,
    };
    // Strings and numbers always become JSON.
    let canonical = serde_json::to_vec(&row).unwrap_or_default();
    hex(&Sha256::new().chain_update(&event.previous).chain_update(canonical).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_hashed_as_another_program_would() {
        let event = AuditEvent {
            seq: 7,
            time: 1_900_000_000,
            event: "paste.delete".to_owned(),
            actor: "anonymous".to_owned(),
            subject: "é\"\\\u{1}\n\u{7f}€".to_owned(),
            outcome: "ok".to_owned(),
            address: "192.0.2.1".to_owned(),
            request_id: "r-1".to_owned(),
            previous: FIRST.to_owned(),
            hash: String::new(),
        };
        // python3: hashlib.sha256((p + json.dumps(row, sort_keys=True, separators=(',', ':'), ensure_ascii=False)).encode())
        assert_eq!(link(&event), "1cd89a39cacf525a9c4183f586c242f7eeb562268cd24673749b7215851fa1de");
        let other = AuditEvent { seq: 8, ..event.clone() };
        assert_ne!(link(&other), link(&event));
    }
}
