//! Pastes: their rows, and the verbs that read and erase them. They are made in `create.rs`, changed in `update.rs`, burned in
//! `burn.rs`.

use tokio_postgres::Row;

use super::column::{bytes, int, number, optional, optional_bytes};
use super::error::Fault;
use super::turn::{keep, leave};
use super::{
    AccountId, CreateRules, Created, NewPaste, PasswordHash, Paste, PasteChange, Pastes, Postgres, Record, Result, StoreError, Updated,
    body, create, listing, rekey, tally, update,
};
use crate::protocol::PasteId;
use crate::server::spool::Spool;

/// The columns a [`Record`] is made of, for a query over `paste` and, joined to it, `account`; then the hash of the body, and its
/// key.
macro_rules! columns {
    () => {
        "paste.seq, paste.id, paste.owner, account.fingerprint, paste.mime_type, paste.size, paste.created_at, paste.expires_at, paste.burn, \
         paste.claim_hash, paste.password_salt, paste.password_hash, paste.password_rounds, paste.display_name, paste.delete_token_hash, \
         paste.lease_reader, paste.lease_until, paste.sha256, paste.storage_key, paste.wrapped_key"
    };
}
pub(super) use columns;

/// How many columns those are.
pub(super) const WIDTH: usize = 20;
/// Where the hash of the body is among them.
const SHA256: usize = 17;

/// A paste by its name, with the first piece of its body.
pub(super) const WITH_BODY: &str = concat!(
    "SELECT ",
    columns!(),
    ", body.bytes FROM paste LEFT JOIN account ON account.id = paste.owner \
     LEFT JOIN body ON body.paste = paste.seq AND body.piece = 0 WHERE paste.id = $1"
);

/// Reads its columns, the first of which is at `at`.
pub(super) fn record(row: &Row, at: usize) -> Result<Record, Fault> {
    let id = row.try_get::<_, &str>(at + 1)?;
    let id = id.parse().map_err(|_| StoreError::Corrupt("a paste's name is none".to_owned()))?;
    let password = match (optional_bytes(row, at + 10)?, optional_bytes(row, at + 11)?, optional(row, at + 12)?) {
        (Some(salt), Some(hash), Some(rounds)) => {
            let rounds = u32::try_from(rounds).map_err(|_| StoreError::Corrupt("a password's rounds are too many".to_owned()))?;
            Some(PasswordHash { salt, hash, rounds })
        }
        _ => None,
    };
    let lease = optional_bytes(row, at + 15)?.zip(optional(row, at + 16)?);
    let paste = Paste {
        id,
        owner: row.try_get::<_, Option<i64>>(at + 2)?.map(AccountId),
        owner_fingerprint: row.try_get(at + 3)?,
        mime_type: row.try_get(at + 4)?,
        size: number(row, at + 5)?,
        created_at: number(row, at + 6)?,
        expires_at: number(row, at + 7)?,
        burn: row.try_get(at + 8)?,
        claim_hash: optional_bytes(row, at + 9)?,
        password,
        display_name: row.try_get(at + 13)?,
        delete_token_hash: optional_bytes(row, at + 14)?,
        lease_until: lease.map(|(_, until)| until),
    };
    Ok(Record { seq: row.try_get(at)?, paste, lease })
}

impl Pastes for Postgres {
    fn create(&self, paste: NewPaste, body: &Spool, rules: CreateRules) -> Result<Created> {
        let (deposit, rules) = (self.vault.deposit(&paste.id, body)?, rules.marked(&self.vault));
        let content = create::Content { length: body.len(), mark: self.vault.mark(&body.sha256()), deposit };
        self.write(async |link| create::create(link, &self.vault, &paste, &content, &rules).await)
    }

    fn paste(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<Paste>> {
        let sql = concat!("SELECT ", columns!(), " FROM paste LEFT JOIN account ON account.id = paste.owner WHERE paste.id = $1");
        let found = self.read(async |link| link.row(sql, &[&id.as_str()]).await?.map(|row| record(&row, 0)).transpose())?;
        Ok(found.filter(|record| record.is_open(now) || record.lease_left(reader, now).is_some()).map(|record| record.paste))
    }

    fn body(&self, id: &PasteId, now: u64) -> Result<Option<(Paste, Spool)>> {
        self.with_body(id, |record| record.is_open(now) && !record.paste.burn).map(|found| found.map(|(record, body)| (record.paste, body)))
    }

    fn update(&self, id: &PasteId, change: PasteChange, now: u64) -> Result<Updated> {
        let deposit = change.body.as_ref().map(|(body, _)| self.vault.deposit(id, body)).transpose()?;
        self.write(async |link| update::update(link, &self.vault, id, &change, deposit.as_ref(), now).await)
    }

    fn delete(&self, id: &PasteId, now: u64) -> Result<bool> {
        let sql = "DELETE FROM paste WHERE id = $1 AND lease_until IS NULL AND expires_at > $2 RETURNING owner, size";
        self.write(async |link| {
            let Some(row) = link.row(sql, &[&id.as_str(), &int(now)]).await? else { return leave(false) };
            tally::gone(link, row.try_get(0)?, row.try_get(1)?).await?;
            keep(true)
        })
    }

    fn delete_all(&self, confirm: u64, now: u64) -> Result<Result<u64, u64>> {
        // As of one moment: what is made meanwhile is neither counted nor deleted.
        self.write_as("BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = 0", async |link| {
            let exist = listing::count(link, None, now).await?;
            if exist != confirm {
                return leave(Err(exist));
            }
            let sql = "WITH gone AS (DELETE FROM paste RETURNING owner, size, lease_until) \
                 SELECT owner, count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM gone WHERE lease_until IS NULL GROUP BY owner";
            let (mut pastes, mut bytes) = (0, 0);
            for row in link.patient_rows(sql, &[]).await? {
                let (owner, gone, size): (Option<i64>, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                if let Some(owner) = owner {
                    tally::count_apart(link, owner, -gone, -size).await?;
                }
                (pastes, bytes) = (pastes + gone, bytes + size);
            }
            tally::count_apart(link, tally::ALL, -pastes, -bytes).await?;
            keep(Ok(exist))
        })
    }
}

impl Postgres {
    /// A paste that is wanted, and its body, both of one moment.
    pub(super) fn with_body(&self, id: &PasteId, wanted: impl Fn(&Record) -> bool) -> Result<Option<(Record, Spool)>> {
        let single = self.read(async |link| {
            let Some(row) = link.row(WITH_BODY, &[&id.as_str()]).await? else { return Ok(Some(None)) };
            let record = record(&row, 0)?;
            if !wanted(&record) {
                return Ok(Some(None));
            }
            if lies(&record, &row)?.stored() > body::PIECE as u64 {
                return Ok(None);
            }
            let body = self.rest(link, &record, &row).await?;
            Ok(Some(Some((record, body))))
        })?;
        if let Some(found) = single {
            return Ok(found);
        }
        self.snapshot(async |link| {
            let Some(row) = link.row(WITH_BODY, &[&id.as_str()]).await? else { return Ok(None) };
            let record = record(&row, 0)?;
            if !wanted(&record) {
                return Ok(None);
            }
            let body = self.rest(link, &record, &row).await?;
            Ok(Some((record, body)))
        })
    }

    async fn rest(&self, link: &super::link::Link, record: &Record, row: &Row) -> Result<Spool, Fault> {
        let first = row.try_get::<_, Option<&[u8]>>(WIDTH)?;
        body::read(link, &self.vault, &lies(record, row)?, first, &self.budget).await
    }
}

/// What a row of the columns says of the body.
fn lies<'a>(record: &'a Record, row: &Row) -> Result<body::Lies<'a>, Fault> {
    let (sha256, wrapper) = (bytes(row, SHA256)?, rekey::wrapper(row, SHA256 + 1)?);
    Ok(body::Lies { id: &record.paste.id, seq: record.seq, size: record.paste.size, sha256, wrapper })
}
