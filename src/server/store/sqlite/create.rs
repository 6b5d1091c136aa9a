//! Makes a paste: the spent token, the quotas, the repeated body and the row itself are one transaction.

use rusqlite::{Connection, params};

use super::column::int;
use super::{CreateRules, Created, NewPaste, Paste, Replay, Result, body, once, quota, rekey};
use crate::server::at_rest::{Deposit, Vault};

/// The body of a paste to be made.
pub(super) struct Content {
    /// Its bytes, before they were sealed.
    pub(super) length: u64,
    /// What it is known by where it comes again.
    pub(super) mark: [u8; 32],
    /// As it is to lie.
    pub(super) deposit: Deposit,
}

/// Every refusal comes before the first write, so that a refused creation has counted nothing.
pub(super) fn create(connection: &Connection, vault: &Vault, new: NewPaste, body: &Content, rules: &CreateRules) -> Result<Created> {
    rekey::fence(connection, vault)?;
    let now = new.created_at;
    if let Some(once) = &rules.once {
        match once::look_up(connection, &once.key, &once.request, now)? {
            Some(Replay::Same(paste)) => return Ok(Created::Replay(paste)),
            Some(Replay::Mismatch) => return Ok(Created::OnceMismatch),
            None => {}
        }
    }
    if let Some(full) = quota::no_room(connection, &rules.quota, rules.total_limit, body.length)? {
        return Ok(Created::Full { scope: full.scope, limit: full.limit, used: full.used });
    }
    if let Some(dedup) = &rules.dedup
        && let Some((count, retry_after)) = quota::too_often(connection, dedup, &body.mark, now)?
    {
        return Ok(Created::Duplicate { count, window_seconds: dedup.window, retry_after });
    }
    if !insert(connection, &new, body.length)? {
        return Ok(Created::IdTaken);
    }
    let seq = connection.last_insert_rowid();
    body::insert(connection, seq, &body.deposit)?;
    quota::count(connection, &rules.quota, body.length)?;
    if let Some(dedup) = &rules.dedup {
        quota::came(connection, dedup, &body.mark, now)?;
    }
    if let Some(once) = &rules.once {
        once::spend(connection, once, Some(seq))?;
    }
    Ok(Created::New(made(connection, new, body.length)?))
}

fn insert(connection: &Connection, new: &NewPaste, size: u64) -> Result<bool> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO paste (id, owner, mime_type, size, created_at, expires_at, burn, claim_hash, password_salt, password_hash, \
         password_rounds, display_name, delete_token_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
         ON CONFLICT (id) DO NOTHING",
    )?;
    let password = new.password.as_ref();
    let inserted = insert.execute(params![
        new.id.as_str(),
        new.owner.map(|owner| owner.0),
        new.mime_type,
        int(size),
        int(new.created_at),
        int(new.expires_at),
        new.burn,
        new.claim_hash,
        password.map(|password| password.salt),
        password.map(|password| password.hash),
        password.map(|password| password.rounds),
        new.display_name,
        new.delete_token_hash,
    ])?;
    Ok(inserted == 1)
}

fn made(connection: &Connection, new: NewPaste, size: u64) -> Result<Paste> {
    let owner_fingerprint = match new.owner {
        Some(owner) => {
            let mut select = connection.prepare_cached("SELECT fingerprint FROM account WHERE id = ?1")?;
            Some(select.query_row([owner.0], |row| row.get(0))?)
        }
        None => None,
    };
    Ok(new.made(size, owner_fingerprint))
}
