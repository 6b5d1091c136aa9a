//! The audit log: append-only rows, each chained to the one before by SHA-256.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::{int, number};
use super::{AuditEntry, AuditHead, AuditLog, Result, Sqlite};
use crate::protocol::audit_chain::{FIRST, link};
use crate::protocol::message::AuditEvent;

impl AuditLog for Sqlite {
    fn append(&self, entry: AuditEntry) -> Result<AuditEvent> {
        self.writer.write(0, move |connection| append(connection, entry))
    }

    fn audit_page(&self, after: u64, limit: u64) -> Result<Vec<AuditEvent>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT seq, time, event, actor, subject, outcome, address, request_id, previous, hash FROM audit \
                 WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            )?;
            Ok(select.query_map(params![int(after), int(limit)], from_row)?.collect::<Result<_, _>>()?)
        })
    }

    fn audit_head(&self) -> Result<AuditHead> {
        self.readers.read(head)
    }

    fn prune_audit(&self, before: u64) -> Result<u64> {
        self.writer.write(0, move |connection| {
            // Rows go from the front alone, so that no gap opens where the clock once went back.
            let mut delete = connection.prepare_cached(
                "DELETE FROM audit WHERE seq < (SELECT coalesce((SELECT seq FROM audit WHERE time >= ?1 ORDER BY seq LIMIT 1), max(seq)) FROM audit)",
            )?;
            Ok(delete.execute([int(before)])? as u64)
        })
    }
}

fn append(connection: &Connection, entry: AuditEntry) -> Result<AuditEvent> {
    let last = head(connection)?;
    let mut event = AuditEvent {
        seq: last.seq + 1,
        time: entry.time,
        event: entry.event,
        actor: entry.actor,
        subject: entry.subject,
        outcome: entry.outcome,
        address: entry.address,
        request_id: entry.request_id,
        previous: last.hash,
        hash: String::new(),
    };
    event.hash = link(&event);
    let mut insert = connection.prepare_cached(
        "INSERT INTO audit (seq, time, event, actor, subject, outcome, address, request_id, previous, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    insert.execute(params![
        int(event.seq),
        int(event.time),
        event.event,
        event.actor,
        event.subject,
        event.outcome,
        event.address,
        event.request_id,
        event.previous,
        event.hash,
    ])?;
    Ok(event)
}

fn head(connection: &Connection) -> Result<AuditHead> {
    let mut select = connection.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
    let last = select.query_row([], |row| Ok(AuditHead { seq: number(row, 0)?, hash: row.get(1)? })).optional()?;
    Ok(last.unwrap_or_else(|| AuditHead { seq: 0, hash: FIRST.to_owned() }))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<AuditEvent> {
    Ok(AuditEvent {
        seq: number(row, 0)?,
        time: number(row, 1)?,
        event: row.get(2)?,
        actor: row.get(3)?,
        subject: row.get(4)?,
        outcome: row.get(5)?,
        address: row.get(6)?,
        request_id: row.get(7)?,
        previous: row.get(8)?,
        hash: row.get(9)?,
    })
}
