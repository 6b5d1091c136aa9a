//! The janitor's verbs. Every server has a janitor: each takes a slice that no other holds, and passes over what one does.

use std::collections::BTreeMap;

use tokio_postgres::Row;

use super::column::{int, number};
use super::error::Fault;
use super::link::Link;
use super::turn::keep;
use super::{Erased, Postgres, Result, Stored, Swept, Upkeep, Watcher, tally};
use crate::protocol::limit::DAY;

pub(super) const EXPIRED: &str = "SELECT seq FROM paste WHERE lease_until IS NULL AND expires_at <= $1 \
     ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED";
pub(super) const LEASES: &str = "SELECT seq FROM paste WHERE lease_until IS NOT NULL AND lease_until <= $1 \
     ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED";
pub(super) const TAKE: &str = "DELETE FROM paste WHERE seq = ANY ($1) RETURNING owner, size";
/// Tables whose rows end, and at what: `$1` the end, `$2` how many.
const ROWS: [&str; 5] = [
    "DELETE FROM once WHERE key IN (SELECT key FROM once WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM dedup WHERE (scope, sha256) IN (SELECT scope, sha256 FROM dedup WHERE ends_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM token WHERE seq IN (SELECT seq FROM token WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM counted WHERE (server, kind, network) IN \
     (SELECT server, kind, network FROM counted WHERE ends_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM quota WHERE (day, scope) IN (SELECT day, scope FROM quota WHERE day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
];

impl Upkeep for Postgres {
    fn sweep(&self, now: u64, max_rows: u64) -> Result<Swept> {
        self.write(async |link| keep(sweep(link, now, max_rows).await?))
    }

    /// What was deleted is the database's to overwrite: its vacuum does, some time later.
    fn erase(&self) -> Result<Erased> {
        Ok(Erased { log_empty: true, pages: 0, pages_left: 0 })
    }

    fn health(&self) -> Result<()> {
        self.read(async |link| link.row("SELECT 1", &[]).await.map(drop))
    }

    fn stored(&self) -> Result<Stored> {
        self.read(async |link| tally::stored(link, None).await)
    }

    /// None that a client could see: `pg_amcheck` looks for them.
    fn damages(&self) -> Result<Vec<String>> {
        self.health().map(|()| Vec::new())
    }

    fn newest(&self) -> Result<Option<u64>> {
        self.read(async |link| {
            let row = link.row("SELECT created_at FROM paste ORDER BY seq DESC LIMIT 1", &[]).await?;
            row.map(|row| number(&row, 0)).transpose()
        })
    }

    fn watch_commits(&self, watcher: Watcher) {
        drop(self.watcher.set(watcher));
    }
}

async fn sweep(link: &Link, now: u64, max_rows: u64) -> Result<Swept, Fault> {
    let mut owners: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let (mut expired, mut bytes) = (0_i64, 0_i64);
    for row in take(link, EXPIRED, now, max_rows).await? {
        let (owner, size): (Option<i64>, i64) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(owner) = owner {
            let of_owner = owners.entry(owner).or_default();
            *of_owner = (of_owner.0 + 1, of_owner.1 + size);
        }
        (expired, bytes) = (expired + 1, bytes + size);
    }
    let swept = expired.unsigned_abs();
    let left = max_rows.saturating_sub(swept);
    // Nobody counts what is leased.
    let leases = take(link, LEASES, now, left).await?.len() as u64;
    let (mut rows, mut left) = (0, left.saturating_sub(leases));
    for (sql, end) in ROWS.into_iter().zip([now, now, now, now, now / DAY]) {
        let deleted = link.run(sql, &[&int(end), &int(left)]).await?;
        (rows, left) = (rows + deleted, left.saturating_sub(deleted));
    }
    if expired > 0 {
        tally::take_off(link, &owners, expired, bytes).await?;
    }
    Ok(Swept { expired: swept, leases, rows, more: left == 0 })
}

/// Holds pastes that are over, as many as nobody else holds, and erases them.
async fn take(link: &Link, over: &'static str, now: u64, max_rows: u64) -> Result<Vec<Row>, Fault> {
    let held = link.rows(over, &[&int(now), &int(max_rows)]).await?;
    if held.is_empty() {
        return Ok(held);
    }
    let held: Vec<i64> = held.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    link.rows(TAKE, &[&held]).await
}
