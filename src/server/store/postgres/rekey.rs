//! The storage key in the database that servers share: which one holds, whether it is ours, and the change of it.

use super::column::{bytes, int, number, optional_bytes};
use super::error::Fault;
use super::link::Link;
use super::turn::{End, gate, keep, leave};
use super::{Holding, Keys, Postgres, Progress, Rekeying, Result, Stage, StoreError, body};
use crate::protocol::PasteId;
use crate::server::at_rest::{AtRest, Change, Deposit, DigestKey, KeyId, Recorded, Vault, Wrapper};
use crate::server::spool::Budget;
use crate::sys::entropy::SystemEntropy;

/// Wrappers that one transaction rewrites.
const WRAPPERS: u64 = 500;
/// Bodies that one transaction seals, at most, and their bytes; the body that passes them is its last.
const BODIES: u64 = 64;
const BODY_BYTES: u64 = 4 * 1024 * 1024;

impl Rekeying for Postgres {
    fn holding(&self) -> Result<Holding> {
        self.snapshot(async |link| {
            let Recorded { current, retiring } = recorded(link).await?;
            let rows = link.patient_rows("SELECT count(*), count(wrapped_key) FROM paste", &[]).await?;
            let (all, sealed) = rows.first().map_or(Ok((0, 0)), |row| Ok::<_, Fault>((number(row, 0)?, number(row, 1)?)))?;
            Ok(Holding { key: current.map(|wrapper| wrapper.key), retiring, sealed, clear: all.saturating_sub(sealed) })
        })
    }

    fn begin_rekey(&self, keys: &Keys) -> Result<()> {
        self.write(async |link| {
            gate(link, "storage_key").await?;
            match Change::plan(&recorded(link).await?, keys.old.as_deref(), &keys.new).map_err(StoreError::from)? {
                Change::Begin(wrapper, digest) => {
                    record(link, &wrapper).await?;
                    mark_hashes(link, &digest).await?;
                }
                Change::Replace(wrapper) => {
                    // Waits for every body that is being made under the old key: see `fence`.
                    link.run("UPDATE storage_key SET holds = FALSE WHERE holds", &[]).await?;
                    record(link, &wrapper).await?;
                }
                Change::GoOn | Change::Done => return leave(()),
            }
            keep(())
        })
    }

    fn rekey_slice(&self, keys: &Keys, from: Progress) -> Result<Progress> {
        self.write(async |link| match from.stage {
            Stage::Rewrap => rewrap(link, keys, from).await,
            Stage::Seal => seal(link, keys, &self.budget, from).await,
            Stage::Done => leave(from),
        })
    }
}

impl Postgres {
    /// Refuses a database that is under another storage key, before its tables are brought up to date.
    pub(super) fn admit(&self, at_rest: &AtRest) -> Result<()> {
        let recorded = self.read(async |link| {
            let sql = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'storage_key'";
            let there: i64 = link.row(sql, &[]).await?.map_or(Ok(0), |row| row.try_get(0))?;
            if there == 0 { Ok(Recorded::default()) } else { recorded(link).await }
        })?;
        Vault::unlock(at_rest, &recorded)?;
        Ok(())
    }

    /// Takes the storage key as the database's, where it has none, and says what bodies are sealed and opened with.
    pub(super) fn unlock(&self, at_rest: &AtRest) -> Result<Vault> {
        let (vault, new) = Vault::unlock(at_rest, &self.read(recorded)?)?;
        if new.is_none() {
            return Ok(vault);
        }
        self.write(async |link| {
            // Another server may have come first: what counts is what stands behind the gate.
            gate(link, "storage_key").await?;
            let (vault, new) = Vault::unlock(at_rest, &recorded(link).await?).map_err(StoreError::from)?;
            if let (Vault::Sealed { digest, .. }, Some(wrapper)) = (&vault, &new) {
                record(link, wrapper).await?;
                mark_hashes(link, digest).await?;
            }
            keep(vault)
        })
    }
}

/// Refuses to make a body in a database whose storage key is another by now. Under a key its row is held until the transaction ends, so
/// that a change of the key comes before this body or after it.
pub(super) async fn fence(link: &Link, vault: &Vault) -> Result<(), Fault> {
    let row = match vault {
        Vault::Sealed { .. } => link.row("SELECT id FROM storage_key WHERE holds FOR SHARE", &[]).await?,
        Vault::Clear | Vault::Untouched => link.row("SELECT id FROM storage_key WHERE holds", &[]).await?,
    };
    let current = row.map(|row| bytes(&row, 0)).transpose()?;
    Ok(vault.still_holds(current.map(KeyId::from_bytes)).map_err(StoreError::from)?)
}

/// The wrapper in two columns of a row.
pub(super) fn wrapper(row: &tokio_postgres::Row, at: usize) -> Result<Option<Wrapper>, Fault> {
    let key = optional_bytes(row, at)?.map(KeyId::from_bytes);
    Ok(key.zip(optional_bytes(row, at + 1)?).map(|(key, bytes)| Wrapper { key, bytes }))
}

async fn recorded(link: &Link) -> Result<Recorded, Fault> {
    let mut recorded = Recorded::default();
    for row in link.rows("SELECT id, digest, holds FROM storage_key", &[]).await? {
        let key = KeyId::from_bytes(bytes(&row, 0)?);
        if row.try_get(2)? {
            recorded.current = Some(Wrapper { key, bytes: bytes(&row, 1)? });
        } else {
            recorded.retiring = Some(key);
        }
    }
    Ok(recorded)
}

async fn record(link: &Link, digest: &Wrapper) -> Result<(), Fault> {
    let sql = "INSERT INTO storage_key (id, digest, holds) VALUES ($1, $2, TRUE)";
    link.run(sql, &[&digest.key.bytes().as_slice(), &digest.bytes.as_slice()]).await.map(drop)
}

/// Keys every hash that was kept of a body or a request.
async fn mark_hashes(link: &Link, digest: &DigestKey) -> Result<(), Fault> {
    for row in link.patient_rows("SELECT key, request FROM once", &[]).await? {
        let (key, request): ([u8; 32], [u8; 32]) = (bytes(&row, 0)?, bytes(&row, 1)?);
        let sql = "UPDATE once SET key = $2, request = $3 WHERE key = $1";
        link.run(sql, &[&key.as_slice(), &digest.mark(&key).as_slice(), &digest.mark(&request).as_slice()]).await?;
    }
    for row in link.patient_rows("SELECT scope, sha256 FROM dedup", &[]).await? {
        let (scope, hash): (&str, [u8; 32]) = (row.try_get(0)?, bytes(&row, 1)?);
        let sql = "UPDATE dedup SET sha256 = $3 WHERE scope = $1 AND sha256 = $2";
        link.run(sql, &[&scope, &hash.as_slice(), &digest.mark(&hash).as_slice()]).await?;
    }
    Ok(())
}

/// Puts a slice of the wrappers under the new key; after the last, the old key is forgotten.
async fn rewrap(link: &Link, keys: &Keys, mut at: Progress) -> Result<End<Progress>, Fault> {
    let sql =
        "SELECT seq, id, storage_key, wrapped_key FROM paste WHERE seq > $1 AND wrapped_key IS NOT NULL ORDER BY seq LIMIT $2 FOR UPDATE";
    let rows = link.patient_rows(sql, &[&at.after, &int(WRAPPERS)]).await?;
    for row in &rows {
        let (seq, id): (i64, &str) = (row.try_get(0)?, row.try_get(1)?);
        at.after = seq;
        let kept = wrapper(row, 2)?.ok_or_else(|| lost(id))?;
        if kept.key == keys.new.id() {
            continue;
        }
        let opened = match (&keys.old, id.parse::<PasteId>()) {
            (Some(old), Ok(id)) => kept.rewrap_body(&id, old, &keys.new, &SystemEntropy).map_err(|_| StoreError::NoEntropy)?,
            _ => None,
        };
        let new = opened.ok_or_else(|| lost(id))?;
        let sql = "UPDATE paste SET storage_key = $2, wrapped_key = $3 WHERE seq = $1";
        link.run(sql, &[&seq, &new.key.bytes().as_slice(), &new.bytes.as_slice()]).await?;
        at.rewrapped += 1;
    }
    if (rows.len() as u64) < WRAPPERS {
        let sql = "DELETE FROM storage_key WHERE NOT holds AND NOT EXISTS (SELECT 1 FROM paste WHERE paste.storage_key = storage_key.id) \
             RETURNING id";
        link.patient_rows(sql, &[]).await?;
        (at.stage, at.after) = (Stage::Seal, 0);
    }
    keep(at)
}

/// Seals a slice of what lies in the clear.
async fn seal(link: &Link, keys: &Keys, budget: &Budget, mut at: Progress) -> Result<End<Progress>, Fault> {
    let sql = "SELECT seq, id, size, sha256 FROM paste WHERE seq > $1 AND wrapped_key IS NULL ORDER BY seq LIMIT $2 FOR UPDATE";
    let rows = link.patient_rows(sql, &[&at.after, &int(BODIES)]).await?;
    let mut sealed = 0;
    for row in &rows {
        if sealed >= BODY_BYTES {
            return keep(at);
        }
        let (seq, id, size): (i64, &str, u64) = (row.try_get(0)?, row.try_get(1)?, number(row, 2)?);
        let parsed: PasteId = id.parse().map_err(|_| lost(id))?;
        let lies = body::Lies { id: &parsed, seq, size, sha256: bytes(row, 3)?, wrapper: None };
        let clear = body::read(link, &Vault::Clear, &lies, None, budget).await.map_err(|fault| match fault {
            Fault::Plain(StoreError::Corrupt(_)) => lost(id).into(),
            fault => fault,
        })?;
        let deposit = Deposit::sealed(&parsed, &clear, &keys.new, &SystemEntropy).map_err(StoreError::from)?;
        body::replace(link, seq, &deposit).await?;
        (at.after, at.sealed, sealed) = (seq, at.sealed + 1, sealed + size);
    }
    if (rows.len() as u64) < BODIES {
        at.stage = Stage::Done;
    }
    keep(at)
}

/// A body that nothing opens stands in the way, until somebody takes it away knowingly.
fn lost(id: &str) -> StoreError {
    StoreError::Corrupt(format!("nothing opens the body of {id}; 'fpaste serve admin rm {id}' takes it away"))
}
