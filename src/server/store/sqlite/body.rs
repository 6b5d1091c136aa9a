//! The bytes of a paste between a spool and its row: at once while they are few, else piece by piece through SQLite's blobs,
//! so that 50 MiB cost no more memory than one piece.

use std::io::{Read, Write};

use rusqlite::{Connection, MAIN_DB, params};
use zeroize::Zeroizing;

use super::column::int;
use super::{Result, StoreError};
use crate::server::spool::{Budget, MEMORY_MAX, Spool, SpoolWriter, is_out_of_room};

/// Bytes that move at once.
const PIECE: usize = 64 * 1024;

/// Keeps the body of a paste that has none.
pub(super) fn insert(connection: &Connection, paste: i64, body: &Spool) -> Result<()> {
    if let Some(bytes) = body.bytes() {
        let mut row = connection.prepare_cached("INSERT INTO body (paste, sha256, bytes) VALUES (?1, ?2, ?3)")?;
        row.execute(params![paste, body.sha256(), bytes])?;
        return Ok(());
    }
    let length = usize::try_from(body.len()).map_err(|_| StoreError::Full)?;
    connection.prepare_cached("INSERT INTO body (paste, sha256, bytes) VALUES (?1, ?2, zeroblob(?3))")?.execute(params![
        paste,
        body.sha256(),
        int(body.len())
    ])?;
    let mut blob = connection.blob_open(MAIN_DB, c"body", c"bytes", paste, false)?;
    let (mut reader, mut piece, mut at) = (body.reader(), Zeroizing::new(vec![0; PIECE]), 0);
    while at < length {
        let part = piece.get_mut(..PIECE.min(length - at)).unwrap_or_default();
        reader.read_exact(part).map_err(|error| StoreError::Spool(error.to_string()))?;
        blob.write_all_at(part, at)?;
        at += part.len();
    }
    Ok(blob.close()?)
}

/// Takes the body of a paste away, and puts another in its place.
pub(super) fn replace(connection: &Connection, paste: i64, body: &Spool) -> Result<()> {
    connection.prepare_cached("DELETE FROM body WHERE paste = ?1")?.execute([paste])?;
    insert(connection, paste, body)
}

/// Copies the body of a paste of this size out, counted against the budget, and checks that it is what was put in.
pub(super) fn read(connection: &Connection, paste: i64, size: u64, budget: &Budget) -> Result<Spool> {
    let mut spool = SpoolWriter::new(budget);
    let few = size <= MEMORY_MAX as u64;
    let mut select = connection.prepare_cached("SELECT sha256, iif(?2, bytes, NULL) FROM body WHERE paste = ?1")?;
    let mut rows = select.query(params![paste, few])?;
    let row = rows.next()?.ok_or_else(damaged)?;
    let sha256: [u8; 32] = row.get(0)?;
    if let Some(bytes) = row.get_ref(1)?.as_blob_or_null().map_err(|_| damaged())? {
        spool.write_all(bytes).map_err(no_room)?;
    } else {
        let blob = connection.blob_open(MAIN_DB, c"body", c"bytes", paste, true)?;
        let (mut piece, mut at) = (Zeroizing::new(vec![0; PIECE]), 0);
        while at < blob.len() {
            let part = piece.get_mut(..PIECE.min(blob.len() - at)).unwrap_or_default();
            blob.read_at_exact(part, at)?;
            spool.write_all(part).map_err(no_room)?;
            at += part.len();
        }
        blob.close()?;
    }
    let spool = spool.finish();
    if spool.len() == size && spool.sha256() == sha256 { Ok(spool) } else { Err(damaged()) }
}

fn damaged() -> StoreError {
    StoreError::Corrupt("a paste's body is not what its record says".to_owned())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn no_room(error: std::io::Error) -> StoreError {
    if is_out_of_room(&error) || error.kind() == std::io::ErrorKind::StorageFull {
        return StoreError::OutOfRoom;
    }
    StoreError::Spool(error.to_string())
}
