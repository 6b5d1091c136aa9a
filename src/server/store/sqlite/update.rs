//! Changes a paste that does not burn: its body, its label, its password, its end.

use rusqlite::{Connection, params};

use super::column::int;
use super::paste::by_id;
use super::{PasteChange, Record, Result, Updated, body, quota, rekey};
use crate::protocol::PasteId;
use crate::server::at_rest::{Deposit, Vault};

/// What is refused is refused before anything is written.
pub(super) fn update(
    connection: &Connection,
    vault: &Vault,
    id: &PasteId,
    change: &PasteChange,
    deposit: Option<&Deposit>,
    now: u64,
) -> Result<Updated> {
    let found = by_id(connection, id)?.filter(|record| record.is_open(now) && !record.paste.burn);
    let Some(Record { seq, mut paste, .. }) = found else { return Ok(Updated::Gone) };
    if let (Some((body, mime_type)), Some(deposit)) = (&change.body, deposit) {
        rekey::fence(connection, vault)?;
        if let Some(full) = quota::no_room(connection, &change.quota, change.total_limit, body.len())? {
            return Ok(Updated::Full { scope: full.scope, limit: full.limit, used: full.used });
        }
        quota::count(connection, &change.quota, body.len())?;
        body::replace(connection, seq, deposit)?;
        (paste.size, paste.mime_type) = (body.len(), mime_type.clone());
    }
    if let Some(name) = &change.display_name {
        paste.display_name.clone_from(name);
    }
    if let Some(password) = &change.password {
        paste.password.clone_from(password);
    }
    if let Some(expires_at) = change.expires_at {
        paste.expires_at = expires_at;
    }
    let password = paste.password.as_ref();
    let mut write = connection.prepare_cached(
        "UPDATE paste SET mime_type = ?2, size = ?3, expires_at = ?4, display_name = ?5, password_salt = ?6, password_hash = ?7, \
         password_rounds = ?8 WHERE seq = ?1",
    )?;
    write.execute(params![
        seq,
        paste.mime_type,
        int(paste.size),
        int(paste.expires_at),
        paste.display_name,
        password.map(|password| password.salt),
        password.map(|password| password.hash),
        password.map(|password| password.rounds),
    ])?;
    Ok(Updated::Done(paste))
}
