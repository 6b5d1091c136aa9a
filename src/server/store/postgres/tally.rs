//! The kept counts: how many pastes there are that nobody has leased, and their bytes.

use std::collections::BTreeMap;

use super::column::number;
use super::error::Fault;
use super::link::Link;
use super::{AccountId, Result, Stored};
use crate::sys::entropy::{SystemEntropy, draw};

/// Rows over which the count of all is spread: so many may make pastes at the same time without waiting for each other.
const SHARDS: u8 = 32;
/// Under which owner all are counted.
pub(super) const ALL: i64 = 0;
/// The one shard of an owner, who waits for himself at most.
const OF_OWNER: i64 = 0;

const ADD: &str = "INSERT INTO tally (owner, shard, pastes, bytes) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (owner, shard) DO UPDATE SET pastes = tally.pastes + excluded.pastes, bytes = tally.bytes + excluded.bytes";
const ADD_BOTH: &str = "INSERT INTO tally (owner, shard, pastes, bytes) VALUES ($5, $6, $3, $4), ($1, $2, $3, $4) \
     ON CONFLICT (owner, shard) DO UPDATE SET pastes = tally.pastes + excluded.pastes, bytes = tally.bytes + excluded.bytes";

/// Counts pastes of an owner that came (or, below zero, went). The last statement of a transaction, for the rows it holds are wanted.
pub(super) async fn count(link: &Link, owner: Option<i64>, pastes: i64, bytes: i64) -> Result<(), Fault> {
    let shard = shard();
    match owner {
        Some(owner) => link.run(ADD_BOTH, &[&ALL, &shard, &pastes, &bytes, &owner, &OF_OWNER]).await?,
        None => link.run(ADD, &[&ALL, &shard, &pastes, &bytes]).await?,
    };
    Ok(())
}

/// One paste that went.
pub(super) async fn gone(link: &Link, owner: Option<i64>, size: i64) -> Result<(), Fault> {
    count(link, owner, -1, -size).await
}

/// Counts in rows of their own, which nobody else holds: for a transaction that sees one moment and may not wait.
pub(super) async fn count_apart(link: &Link, owner: i64, pastes: i64, bytes: i64) -> Result<(), Fault> {
    let apart = i64::from_be_bytes(draw::<8>(&SystemEntropy).map_err(|_| super::StoreError::NoEntropy)?) | i64::MIN;
    link.run(ADD, &[&owner, &apart, &pastes, &bytes]).await.map(drop)
}

/// What is counted of an owner, or of all.
pub(super) async fn stored(link: &Link, owner: Option<AccountId>) -> Result<Stored, Fault> {
    let sql = "SELECT CAST(coalesce(sum(pastes), 0) AS BIGINT), CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM tally WHERE owner = $1";
    let Some(row) = link.row(sql, &[&owner.map_or(ALL, |owner| owner.0)]).await? else { return Ok(Stored::default()) };
    Ok(Stored { pastes: number(&row, 0)?, bytes: number(&row, 1)? })
}

/// Counts all pastes there are, in place of what was counted before.
pub(super) async fn recount(link: &Link) -> Result<(), Fault> {
    let all = "INSERT INTO tally (owner, shard, pastes, bytes) SELECT 0, 0, count(*), CAST(coalesce(sum(size), 0) AS BIGINT) \
         FROM paste WHERE lease_until IS NULL";
    let of_owners = "INSERT INTO tally (owner, shard, pastes, bytes) SELECT owner, 0, count(*), CAST(sum(size) AS BIGINT) \
         FROM paste WHERE lease_until IS NULL AND owner IS NOT NULL GROUP BY owner";
    for sql in ["DELETE FROM tally", all, of_owners] {
        link.made(sql, &[]).await?;
    }
    Ok(())
}

fn shard() -> i64 {
    // Without randomness they share a row, and wait for each other.
    draw::<1>(&SystemEntropy).map_or(0, |[byte]| i64::from(byte % SHARDS))
}

/// Counts off what was swept away, owners in order: two that do so at the same time never hold what the other waits for.
pub(super) async fn take_off(link: &Link, owners: &BTreeMap<i64, (i64, i64)>, pastes: i64, bytes: i64) -> Result<(), Fault> {
    for (owner, (pastes, bytes)) in owners {
        link.run(ADD, &[owner, &OF_OWNER, &-pastes, &-bytes]).await?;
    }
    link.run(ADD, &[&ALL, &shard(), &-pastes, &-bytes]).await.map(drop)
}
