//! Changes a paste that does not burn: its body, its label, its password, its end.

use super::column::int;
use super::error::Fault;
use super::link::Link;
use super::paste::{columns, record};
use super::turn::{End, keep, leave};
use super::{Created, PasteChange, Result, Updated, body, create, quota, rekey, tally};
use crate::protocol::PasteId;
use crate::server::at_rest::{Deposit, Vault};

const HELD: &str =
    concat!("SELECT ", columns!(), " FROM paste LEFT JOIN account ON account.id = paste.owner WHERE paste.id = $1 FOR UPDATE OF paste");
const WRITE: &str = "UPDATE paste SET mime_type = $2, size = $3, expires_at = $4, display_name = $5, password_salt = $6, \
     password_hash = $7, password_rounds = $8 WHERE seq = $1";

/// Holds the paste's row from the first statement to the last.
pub(super) async fn update(
    link: &Link,
    vault: &Vault,
    id: &PasteId,
    change: &PasteChange,
    deposit: Option<&Deposit>,
    now: u64,
) -> Result<End<Updated>, Fault> {
    let found = link.row(HELD, &[&id.as_str()]).await?.map(|row| record(&row, 0)).transpose()?;
    let Some(found) = found.filter(|record| record.is_open(now) && !record.paste.burn) else { return leave(Updated::Gone) };
    let (seq, mut paste) = (found.seq, found.paste);
    let before = paste.size;
    if let (Some((body, mime_type)), Some(deposit)) = (&change.body, deposit) {
        rekey::fence(link, vault).await?;
        if let Some(full) = quota::count(link, &change.quota, body.len()).await? {
            return leave(Updated::Full { scope: full.scope, limit: full.limit, used: full.used });
        }
        if let Some(Created::Full { scope, limit, used }) = create::no_room(link, change.total_limit, body.len()).await? {
            return leave(Updated::Full { scope, limit, used });
        }
        body::replace(link, seq, deposit).await?;
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
    link.run(
        WRITE,
        &[
            &seq,
            &paste.mime_type,
            &int(paste.size),
            &int(paste.expires_at),
            &paste.display_name,
            &password.map(|password| password.salt.as_slice()),
            &password.map(|password| password.hash.as_slice()),
            &password.map(|password| i64::from(password.rounds)),
        ],
    )
    .await?;
    if paste.size != before {
        tally::count(link, paste.owner.map(|owner| owner.0), 0, int(paste.size) - int(before)).await?;
    }
    keep(Updated::Done(paste))
}
