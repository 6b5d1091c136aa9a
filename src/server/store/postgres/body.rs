//! The bytes of a paste between a spool and its rows, a piece of at most 1 MiB at a time: 50 MiB cost no more memory than that. They lie
//! there as they came, or sealed, their key in the paste's row; its hash is of what lies there.

use std::io::{self, Read as _, Write};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::column::int;
use super::error::Fault;
use super::link::Link;
use super::{Result, StoreError};
use crate::protocol::PasteId;
use crate::server::at_rest::{Deposit, Vault, Wrapper, sealed_length};
use crate::server::spool::{Budget, Spool, SpoolWriter, is_out_of_room};

/// Bytes in a row.
pub(super) const PIECE: usize = 1024 * 1024;

/// What the row of a paste says of its body.
pub(super) struct Lies<'a> {
    /// Whose it is.
    pub(super) id: &'a PasteId,
    /// The paste's own number.
    pub(super) seq: i64,
    /// Bytes of the body itself.
    pub(super) size: u64,
    /// The hash of what lies there.
    pub(super) sha256: [u8; 32],
    /// Its key, where it is sealed.
    pub(super) wrapper: Option<Wrapper>,
}

impl Lies<'_> {
    /// Bytes that lie there.
    pub(super) fn stored(&self) -> u64 {
        if self.wrapper.is_some() { sealed_length(self.size) } else { self.size }
    }
}

/// Keeps the body of a paste that has none; returns the hash of what lies there now.
pub(super) async fn insert(link: &Link, paste: i64, body: &Deposit) -> Result<[u8; 32], Fault> {
    const INSERT: &str = "INSERT INTO body (paste, piece, bytes) VALUES ($1, $2, $3)";
    let known = body.stored_sha256();
    if let (Some(bytes), Some(known)) = (body.bytes().filter(|bytes| bytes.len() <= PIECE), known) {
        link.run(INSERT, &[&paste, &0_i64, &bytes]).await?;
        return Ok(known);
    }
    let (mut reader, mut piece, mut hash) = (body.reader(), Zeroizing::new(vec![0; PIECE]), Sha256::new());
    let (mut left, mut at) = (body.stored_length(), 0_i64);
    while left > 0 {
        let part = piece.get_mut(..usize::try_from(left).unwrap_or(PIECE).min(PIECE)).unwrap_or_default();
        reader.read_exact(part).map_err(|error| StoreError::Spool(error.to_string()))?;
        if known.is_none() {
            hash.update(&*part);
        }
        link.run(INSERT, &[&paste, &at, &&*part]).await?;
        (left, at) = (left.saturating_sub(part.len() as u64), at + 1);
    }
    Ok(known.unwrap_or_else(|| hash.finalize().into()))
}

/// Takes the body of a paste away, its key too, and puts another in its place.
pub(super) async fn replace(link: &Link, paste: i64, body: &Deposit) -> Result<(), Fault> {
    link.run("DELETE FROM body WHERE paste = $1", &[&paste]).await?;
    let sha256 = insert(link, paste, body).await?;
    let (key, wrapped) =
        (body.wrapper().map(|wrapper| wrapper.key.bytes().as_slice()), body.wrapper().map(|wrapper| wrapper.bytes.as_slice()));
    let sql = "UPDATE paste SET sha256 = $2, storage_key = $3, wrapped_key = $4 WHERE seq = $1";
    link.run(sql, &[&paste, &sha256.as_slice(), &key, &wrapped]).await.map(drop)
}

/// Copies a body out, opened and counted against the budget, and checks that it is what was put in. `first` is its first piece, where
/// the statement that found the paste brought that along.
pub(super) async fn read(link: &Link, vault: &Vault, lies: &Lies<'_>, first: Option<&[u8]>, budget: &Budget) -> Result<Spool, Fault> {
    let mut spool = SpoolWriter::new(budget);
    let spool = match &lies.wrapper {
        None => {
            pour(link, lies, first, &mut spool).await?;
            Some(spool.finish()).filter(|spool| spool.sha256() == lies.sha256)
        }
        Some(wrapper) => {
            let mut opening = vault.opening(lies.id, wrapper, lies.size, spool).map_err(StoreError::from)?;
            pour(link, lies, first, &mut opening).await?;
            Some(opening.finish().map_err(moved)?.finish())
        }
    };
    spool.filter(|spool| spool.len() == lies.size).ok_or_else(damaged)
}

/// Copies a body out as it lies there, sealed or not, and checks that it is what was put in. Needs no key.
pub(super) async fn lift(link: &Link, lies: &Lies<'_>, budget: &Budget) -> Result<Deposit, Fault> {
    let mut spool = SpoolWriter::new(budget);
    pour(link, lies, None, &mut spool).await?;
    let spool = spool.finish();
    if spool.len() != lies.stored() || spool.sha256() != lies.sha256 {
        return Err(damaged());
    }
    Ok(Deposit::moved(spool, lies.wrapper.clone()))
}

/// Passes on what lies there.
async fn pour(link: &Link, lies: &Lies<'_>, first: Option<&[u8]>, into: &mut dyn Write) -> Result<(), Fault> {
    let mut from = 0;
    if let Some(first) = first {
        into.write_all(first).map_err(moved)?;
        from = 1;
    }
    for piece in from..lies.stored().div_ceil(PIECE as u64).max(1) {
        let row =
            link.row("SELECT bytes FROM body WHERE paste = $1 AND piece = $2", &[&lies.seq, &int(piece)]).await?.ok_or_else(damaged)?;
        into.write_all(row.try_get(0)?).map_err(moved)?;
    }
    Ok(())
}

fn damaged() -> Fault {
    StoreError::Corrupt("a paste's body is not what its record says".to_owned()).into()
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn moved(error: io::Error) -> Fault {
    match error.kind() {
        _ if is_out_of_room(&error) => StoreError::OutOfRoom.into(),
        io::ErrorKind::StorageFull => StoreError::OutOfRoom.into(),
        io::ErrorKind::InvalidData => damaged(),
        _ => StoreError::Spool(error.to_string()).into(),
    }
}
