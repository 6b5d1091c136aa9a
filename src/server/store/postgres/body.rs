//! The bytes of a paste between a spool and its rows, a piece of at most 1 MiB at a time: 50 MiB cost no more memory than that.

use std::io::{Read as _, Write as _};

use zeroize::Zeroizing;

use super::column::int;
use super::error::Fault;
use super::link::Link;
use super::{Result, StoreError};
use crate::server::spool::{Budget, Spool, SpoolWriter};

/// Bytes in a row.
pub(super) const PIECE: usize = 1024 * 1024;

/// Keeps the body of a paste that has none.
pub(super) async fn insert(link: &Link, paste: i64, body: &Spool) -> Result<(), Fault> {
    const INSERT: &str = "INSERT INTO body (paste, piece, bytes) VALUES ($1, $2, $3)";
    if let Some(bytes) = body.bytes() {
        return link.run(INSERT, &[&paste, &0_i64, &bytes]).await.map(drop);
    }
    let (mut reader, mut piece, mut left, mut at) = (body.reader(), Zeroizing::new(vec![0; PIECE]), body.len(), 0_i64);
    while left > 0 {
        let part = piece.get_mut(..usize::try_from(left).unwrap_or(PIECE).min(PIECE)).unwrap_or_default();
        reader.read_exact(part).map_err(|error| StoreError::Spool(error.to_string()))?;
        link.run(INSERT, &[&paste, &at, &&*part]).await?;
        (left, at) = (left.saturating_sub(part.len() as u64), at + 1);
    }
    Ok(())
}

/// Takes the body of a paste away, and puts another in its place.
pub(super) async fn replace(link: &Link, paste: i64, body: &Spool) -> Result<(), Fault> {
    link.run("DELETE FROM body WHERE paste = $1", &[&paste]).await?;
    insert(link, paste, body).await
}

/// Copies the body of a paste of this size out, counted against the budget, and checks that it is what was put in. `first` is its
/// first piece, where the statement that found the paste brought that along.
pub(super) async fn read(
    link: &Link,
    paste: i64,
    size: u64,
    sha256: [u8; 32],
    first: Option<&[u8]>,
    budget: &Budget,
) -> Result<Spool, Fault> {
    let mut spool = SpoolWriter::new(budget);
    let pieces = size.div_ceil(PIECE as u64).max(1);
    let mut from = 0;
    if let Some(first) = first {
        spool.write_all(first).map_err(no_room)?;
        from = 1;
    }
    for piece in from..pieces {
        let row = link.row("SELECT bytes FROM body WHERE paste = $1 AND piece = $2", &[&paste, &int(piece)]).await?.ok_or_else(damaged)?;
        spool.write_all(row.try_get(0)?).map_err(no_room)?;
    }
    let spool = spool.finish();
    if spool.len() == size && spool.sha256() == sha256 { Ok(spool) } else { Err(damaged()) }
}

fn damaged() -> Fault {
    StoreError::Corrupt("a paste's body is not what its record says".to_owned()).into()
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn no_room(error: std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::QuotaExceeded => StoreError::OutOfRoom.into(),
        _ => StoreError::Spool(error.to_string()).into(),
    }
}
