//! Makes a paste: the spent token, the quotas, the repeated body and the row itself are one transaction.

use super::column::int;
use super::error::Fault;
use super::link::Link;
use super::turn::{End, gate, keep, leave};
use super::{CreateRules, Created, NewPaste, Replay, Result, body, once, quota, rekey, tally};
use crate::server::at_rest::{Deposit, Vault};

const INSERT: &str = "INSERT INTO paste (id, owner, mime_type, size, created_at, expires_at, burn, claim_hash, password_salt, \
     password_hash, password_rounds, display_name, delete_token_hash, sha256, storage_key, wrapped_key) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (id) DO NOTHING RETURNING seq";

/// The body of a paste to be made.
pub(super) struct Content {
    /// Its bytes, before they were sealed.
    pub(super) length: u64,
    /// What it is known by where it comes again.
    pub(super) mark: [u8; 32],
    /// As it is to lie.
    pub(super) deposit: Deposit,
}

/// Each rule is counted and decided by the same statement, whose row is held until all is done; a refusal leaves it all uncounted.
pub(super) async fn create(link: &Link, vault: &Vault, new: &NewPaste, body: &Content, rules: &CreateRules) -> Result<End<Created>, Fault> {
    rekey::fence(link, vault).await?;
    let now = new.created_at;
    if let Some(once) = &rules.once
        && !once::spend(link, once, None, now).await?
    {
        return leave(match once::look_up(link, &once.key, &once.request, now).await? {
            Some(Replay::Same(paste)) => Created::Replay(paste),
            _ => Created::OnceMismatch,
        });
    }
    if let Some(full) = quota::count(link, &rules.quota, body.length).await? {
        return leave(Created::Full { scope: full.scope, limit: full.limit, used: full.used });
    }
    if let Some(full) = no_room(link, rules.total_limit, body.length).await? {
        return leave(full);
    }
    if let Some(dedup) = &rules.dedup
        && let Some((count, retry_after)) = quota::came(link, dedup, &body.mark, now).await?
    {
        return leave(Created::Duplicate { count, window_seconds: dedup.window, retry_after });
    }
    let Some(seq) = insert(link, new, body).await? else { return leave(Created::IdTaken) };
    let sha256 = body::insert(link, seq, &body.deposit).await?;
    if body.deposit.stored_sha256().is_none() {
        link.run("UPDATE paste SET sha256 = $2 WHERE seq = $1", &[&seq, &sha256.as_slice()]).await?;
    }
    if let Some(once) = &rules.once {
        link.run("UPDATE once SET paste = $2 WHERE key = $1", &[&once.key.as_slice(), &seq]).await?;
    }
    let owner = new.owner.map(|owner| owner.0);
    tally::count(link, owner, 1, int(body.length)).await?;
    let owner_fingerprint = match owner {
        Some(owner) => match link.row("SELECT fingerprint FROM account WHERE id = $1", &[&owner]).await? {
            Some(row) => Some(row.try_get(0)?),
            None => None,
        },
        None => None,
    };
    keep(Created::New(new.clone().made(body.length, owner_fingerprint)))
}

/// The ceiling of the whole database, where there is one: then pastes are made one after another, so that none passes beside another.
pub(super) async fn no_room(link: &Link, limit: Option<u64>, bytes: u64) -> Result<Option<Created>, Fault> {
    let Some(limit) = limit else { return Ok(None) };
    gate(link, "total").await?;
    let used = tally::stored(link, None).await?.bytes;
    Ok((used.saturating_add(bytes) > limit).then(|| Created::Full { scope: Created::TOTAL.to_owned(), limit, used }))
}

async fn insert(link: &Link, new: &NewPaste, body: &Content) -> Result<Option<i64>, Fault> {
    let (password, wrapper) = (new.password.as_ref(), body.deposit.wrapper());
    let row = link
        .row(
            INSERT,
            &[
                &new.id.as_str(),
                &new.owner.map(|owner| owner.0),
                &new.mime_type,
                &int(body.length),
                &int(new.created_at),
                &int(new.expires_at),
                &new.burn,
                &new.claim_hash.as_ref().map(<[u8; 32]>::as_slice),
                &password.map(|password| password.salt.as_slice()),
                &password.map(|password| password.hash.as_slice()),
                &password.map(|password| i64::from(password.rounds)),
                &new.display_name,
                &new.delete_token_hash.as_ref().map(<[u8; 32]>::as_slice),
                // Of a large body that is sealed as it goes it is known only afterwards.
                &body.deposit.stored_sha256().unwrap_or_default().as_slice(),
                &wrapper.map(|wrapper| wrapper.key.bytes().as_slice()),
                &wrapper.map(|wrapper| wrapper.bytes.as_slice()),
            ],
        )
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
