//! The audit log: one chain, whichever server writes. Whoever writes holds its gate.

use tokio_postgres::Row;

use super::column::{int, number, text};
use super::error::Fault;
use super::link::Link;
use super::turn::{gate, keep};
use super::{AuditEntry, AuditHead, AuditLog, Postgres, Result};
use crate::protocol::audit_chain::{FIRST, link as chain};
use crate::protocol::message::AuditEvent;

const GATE: &str = "audit";
const INSERT: &str = "INSERT INTO audit (seq, time, event, actor, subject, outcome, address, request_id, previous, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const PAGE: &str = "SELECT seq, time, event, actor, subject, outcome, address, request_id, previous, hash FROM audit \
     WHERE seq > $1 ORDER BY seq LIMIT $2";
/// Rows go from the front alone, so that no gap opens where a clock once went back.
const PRUNE: &str =
    "DELETE FROM audit WHERE seq < (SELECT coalesce((SELECT seq FROM audit WHERE time >= $1 ORDER BY seq LIMIT 1), max(seq)) FROM audit)";

impl AuditLog for Postgres {
    fn append(&self, entry: AuditEntry) -> Result<AuditEvent> {
        self.write(async |link| keep(append(link, &entry).await?))
    }

    fn audit_page(&self, after: u64, limit: u64) -> Result<Vec<AuditEvent>> {
        self.read(async |link| link.rows(PAGE, &[&int(after), &int(limit)]).await?.iter().map(event).collect())
    }

    fn audit_head(&self) -> Result<AuditHead> {
        self.read(async |link| head(link).await)
    }

    fn prune_audit(&self, before: u64) -> Result<u64> {
        self.write(async |link| {
            gate(link, GATE).await?;
            keep(link.run(PRUNE, &[&int(before)]).await?)
        })
    }
}

async fn append(link: &Link, entry: &AuditEntry) -> Result<AuditEvent, Fault> {
    gate(link, GATE).await?;
    let last = head(link).await?;
    let mut event = AuditEvent {
        seq: last.seq + 1,
        time: entry.time,
        event: text(&entry.event),
        actor: text(&entry.actor),
        subject: text(&entry.subject),
        outcome: text(&entry.outcome),
        address: text(&entry.address),
        request_id: text(&entry.request_id),
        previous: last.hash,
        hash: String::new(),
    };
    event.hash = chain(&event);
    let (seq, time) = (int(event.seq), int(event.time));
    link.run(
        INSERT,
        &[
            &seq,
            &time,
            &event.event,
            &event.actor,
            &event.subject,
            &event.outcome,
            &event.address,
            &event.request_id,
            &event.previous,
            &event.hash,
        ],
    )
    .await?;
    Ok(event)
}

async fn head(link: &Link) -> Result<AuditHead, Fault> {
    match link.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", &[]).await? {
        Some(row) => Ok(AuditHead { seq: number(&row, 0)?, hash: row.try_get(1)? }),
        None => Ok(AuditHead { seq: 0, hash: FIRST.to_owned() }),
    }
}

fn event(row: &Row) -> Result<AuditEvent, Fault> {
    Ok(AuditEvent {
        seq: number(row, 0)?,
        time: number(row, 1)?,
        event: row.try_get(2)?,
        actor: row.try_get(3)?,
        subject: row.try_get(4)?,
        outcome: row.try_get(5)?,
        address: row.try_get(6)?,
        request_id: row.try_get(7)?,
        previous: row.try_get(8)?,
        hash: row.try_get(9)?,
    })
}
