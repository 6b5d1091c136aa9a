//! The bytes of a paste between a spool and its row: at once while they are few, else piece by piece through SQLite's blobs,
//! so that 50 MiB cost no more memory than one piece.
//!
//! A body lies as it came, its hash beside it, or sealed: then its key, and the hash of the sealed bytes, lie in `sealed`.

use std::io::{self, Read, Write};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, Row, params};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::column::int;
use super::{Result, StoreError};
use crate::protocol::PasteId;
use crate::server::at_rest::{Deposit, KeyId, Vault, WRAPPED, Wrapper, sealed_length};
use crate::server::spool::{Budget, MEMORY_MAX, Spool, SpoolWriter, is_out_of_room};

/// Bytes that move at once.
const PIECE: usize = 64 * 1024;

/// Keeps the body of a paste that has none.
pub(super) fn insert(connection: &Connection, paste: i64, body: &Deposit) -> Result<()> {
    // The row is written before all of a large body was read; a sealed body's hash stands beside its key, which comes after.
    let clear = if body.wrapper().is_none() { body.stored_sha256() } else { None };
    let beside: &[u8] = clear.as_ref().map_or(&[], |hash| hash);
    let hash = if let Some(bytes) = body.bytes() {
        let mut row = connection.prepare_cached("INSERT INTO body (paste, sha256, bytes) VALUES (?1, ?2, ?3)")?;
        row.execute(params![paste, beside, bytes])?;
        body.stored_sha256()
    } else {
        let mut row = connection.prepare_cached("INSERT INTO body (paste, sha256, bytes) VALUES (?1, ?2, zeroblob(?3))")?;
        row.execute(params![paste, beside, int(body.stored_length())])?;
        fill(connection, paste, body)?
    };
    if let Some(wrapper) = body.wrapper() {
        let mut row = connection.prepare_cached("INSERT INTO sealed (paste, key, wrapped, sha256) VALUES (?1, ?2, ?3, ?4)")?;
        row.execute(params![paste, wrapper.key.bytes(), wrapper.bytes, hash])?;
    }
    Ok(())
}

/// Writes a large body into the room its row has; its hash, where it was not known before.
fn fill(connection: &Connection, paste: i64, body: &Deposit) -> Result<Option<[u8; 32]>> {
    let known = body.stored_sha256();
    let length = usize::try_from(body.stored_length()).map_err(|_| StoreError::Full)?;
    let mut blob = connection.blob_open(MAIN_DB, c"body", c"bytes", paste, false)?;
    let (mut reader, mut piece, mut at, mut hash) = (body.reader(), Zeroizing::new(vec![0; PIECE]), 0, Sha256::new());
    while at < length {
        let part = piece.get_mut(..PIECE.min(length - at)).unwrap_or_default();
        reader.read_exact(part).map_err(|error| StoreError::Spool(error.to_string()))?;
        if known.is_none() {
            hash.update(&*part);
        }
        blob.write_all_at(part, at)?;
        at += part.len();
    }
    blob.close()?;
    Ok(known.or_else(|| Some(hash.finalize().into())))
}

/// Takes the body of a paste away, its key too, and puts another in its place.
pub(super) fn replace(connection: &Connection, paste: i64, body: &Deposit) -> Result<()> {
    connection.prepare_cached("DELETE FROM body WHERE paste = ?1")?.execute([paste])?;
    insert(connection, paste, body)
}

/// Copies the body of a paste of this size out, opened and counted against the budget, and checks that it is what was put in.
pub(super) fn read(connection: &Connection, vault: &Vault, id: &PasteId, paste: i64, size: u64, budget: &Budget) -> Result<Spool> {
    stored(connection, paste, size, |stored| stored.open(vault, id, size, budget))
}

/// The columns of a body, beside those of its paste in one query over `body` and, joined to it, `sealed`.
pub(super) const COLUMNS: &str = "body.sha256, body.bytes, sealed.key, sealed.wrapped, sealed.sha256";

/// Does what [`read`] does with the [`COLUMNS`] that begin at this one; `None` where the query left the body away.
pub(super) fn beside(
    connection: &Connection,
    vault: &Vault,
    paste: (&PasteId, i64, u64),
    (row, at): (&Row<'_>, usize),
    budget: &Budget,
) -> Result<Option<Spool>> {
    let (id, seq, size) = paste;
    if row.get_ref(at)? == ValueRef::Null {
        return Ok(None);
    }
    Stored::of(connection, seq, (row, at))?.open(vault, id, size, budget).map(Some)
}

/// Copies the body of a paste of this size out as it lies there, sealed or not, and checks that it is what was put in. Needs no key.
pub(super) fn lift(connection: &Connection, paste: i64, size: u64, budget: &Budget) -> Result<Deposit> {
    stored(connection, paste, size, |stored| {
        let mut spool = SpoolWriter::new(budget);
        stored.pour(&mut spool)?;
        let (spool, length) = (spool.finish(), if stored.wrapper.is_some() { sealed_length(size) } else { size });
        if spool.len() != length || spool.sha256() != stored.sha256 {
            return Err(damaged());
        }
        Ok(Deposit::moved(spool, stored.wrapper.clone()))
    })
}

/// A body as it lies in its row.
struct Stored<'a> {
    connection: &'a Connection,
    paste: i64,
    /// All of it, where it is small.
    bytes: Option<&'a [u8]>,
    /// The hash of what lies there.
    sha256: [u8; 32],
    wrapper: Option<Wrapper>,
}

impl<'a> Stored<'a> {
    /// What stands in the columns that begin at this one.
    fn of(connection: &'a Connection, paste: i64, (row, at): (&'a Row<'_>, usize)) -> Result<Self> {
        let clear = row.get_ref(at)?.as_blob().map_err(|_| damaged())?;
        let (under, bytes): (Option<[u8; 8]>, Option<[u8; WRAPPED]>) = (row.get(at + 2)?, row.get(at + 3)?);
        let wrapper = under.zip(bytes).map(|(key, bytes)| Wrapper { key: KeyId::from_bytes(key), bytes });
        // A body says itself whether it is sealed: one that lost its key is never handed out as if it lay in the clear.
        let sha256 = match (clear.is_empty(), &wrapper) {
            (false, None) => clear.try_into().map_err(|_| damaged())?,
            (true, Some(_)) => row.get(at + 4)?,
            _ => return Err(damaged()),
        };
        let bytes = row.get_ref(at + 1)?.as_blob_or_null().map_err(|_| damaged())?;
        Ok(Self { connection, paste, bytes, sha256, wrapper })
    }

    fn open(&self, vault: &Vault, id: &PasteId, size: u64, budget: &Budget) -> Result<Spool> {
        let mut spool = SpoolWriter::outgoing(budget, size);
        let spool = match &self.wrapper {
            None => {
                self.pour(&mut spool)?;
                Some(spool.finish()).filter(|spool| spool.sha256() == self.sha256)
            }
            Some(wrapper) => {
                let mut opening = vault.opening(id, wrapper, size, spool)?;
                self.pour(&mut opening)?;
                Some(opening.finish().map_err(moved)?.finish())
            }
        };
        spool.filter(|spool| spool.len() == size).ok_or_else(damaged)
    }

    fn pour(&self, into: &mut dyn Write) -> Result<()> {
        if let Some(bytes) = self.bytes {
            return into.write_all(bytes).map_err(moved);
        }
        let blob = self.connection.blob_open(MAIN_DB, c"body", c"bytes", self.paste, true)?;
        let (mut piece, mut at) = (Zeroizing::new(vec![0; PIECE]), 0);
        while at < blob.len() {
            let part = piece.get_mut(..PIECE.min(blob.len() - at)).unwrap_or_default();
            blob.read_at_exact(part, at)?;
            into.write_all(part).map_err(moved)?;
            at += part.len();
        }
        Ok(blob.close()?)
    }
}

/// Looks at the row of a body of this size.
fn stored<T>(connection: &Connection, paste: i64, size: u64, look: impl FnOnce(&Stored<'_>) -> Result<T>) -> Result<T> {
    let mut select = connection.prepare_cached(
        "SELECT body.sha256, iif(?2, body.bytes, NULL), sealed.key, sealed.wrapped, sealed.sha256 \
         FROM body LEFT JOIN sealed ON sealed.paste = body.paste WHERE body.paste = ?1",
    )?;
    let mut rows = select.query(params![paste, size <= MEMORY_MAX as u64])?;
    let row = rows.next()?.ok_or_else(damaged)?;
    look(&Stored::of(connection, paste, (row, 0))?)
}

fn damaged() -> StoreError {
    StoreError::Corrupt("a paste's body is not what its record says".to_owned())
}

/// What went wrong while bytes moved.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn moved(error: io::Error) -> StoreError {
    match error.kind() {
        _ if is_out_of_room(&error) => StoreError::OutOfRoom,
        io::ErrorKind::StorageFull => StoreError::OutOfRoom,
        io::ErrorKind::InvalidData => damaged(),
        _ => StoreError::Spool(error.to_string()),
    }
}
