//! Pastes: their rows, and the verbs that read and erase them. They are made in `create.rs`, changed in `update.rs`, burned in
//! `burn.rs`.

use std::sync::{Arc, LazyLock};

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::{int, number, optional};
use super::create::Content;
use super::{
    AccountId, CreateRules, Created, NewPaste, PasswordHash, Paste, PasteChange, Pastes, Record, Result, Sqlite, Updated, body, create,
    listing, update,
};
use crate::protocol::PasteId;
use crate::server::at_rest::Deposit;
use crate::server::spool::{MEMORY_MAX, Spool};

/// The columns a [`Record`] is made of, for a query over `paste` and, joined to it, `account`.
pub(super) const COLUMNS: &str = "paste.seq, paste.id, paste.owner, account.fingerprint, paste.mime_type, paste.size, paste.created_at, \
 paste.expires_at, paste.burn, paste.claim_hash, paste.password_salt, paste.password_hash, paste.password_rounds, \
 paste.display_name, paste.delete_token_hash, paste.lease_reader, paste.lease_until";

/// How many those are.
const COUNT: usize = 17;

/// A paste by its id, and its body beside it if it is small, open to all and stays.
static READ: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS}, {} FROM paste LEFT JOIN account ON account.id = paste.owner \
         LEFT JOIN body ON body.paste = paste.seq AND paste.burn = 0 AND paste.password_hash IS NULL AND paste.size <= ?2 \
         LEFT JOIN sealed ON sealed.paste = body.paste WHERE paste.id = ?1",
        body::COLUMNS
    )
});

/// Reads [`COLUMNS`].
pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let id: String = row.get(1)?;
    let id = id.parse().map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error)))?;
    let password = match (row.get(10)?, row.get(11)?, row.get(12)?) {
        (Some(salt), Some(hash), Some(rounds)) => Some(PasswordHash { salt, hash, rounds }),
        _ => None,
    };
    let lease = row.get::<_, Option<[u8; 16]>>(15)?.zip(optional(row, 16)?);
    let paste = Paste {
        id,
        owner: row.get::<_, Option<i64>>(2)?.map(AccountId),
        owner_fingerprint: row.get(3)?,
        mime_type: row.get(4)?,
        size: number(row, 5)?,
        created_at: number(row, 6)?,
        expires_at: number(row, 7)?,
        burn: row.get(8)?,
        claim_hash: row.get(9)?,
        password,
        display_name: row.get(13)?,
        delete_token_hash: row.get(14)?,
        lease_until: lease.map(|(_, until)| until),
    };
    Ok(Record { seq: row.get(0)?, paste, lease })
}

/// Looks a row up by the name of its paste, whether it is over or not.
pub(super) fn by_id(connection: &Connection, id: &PasteId) -> Result<Option<Record>> {
    let mut select = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM paste LEFT JOIN account ON account.id = paste.owner WHERE paste.id = ?1"))?;
    Ok(select.query_row([id.as_str()], record).optional()?)
}

/// Looks a row up by its number.
pub(super) fn by_seq(connection: &Connection, seq: i64) -> Result<Option<Record>> {
    let mut select = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM paste LEFT JOIN account ON account.id = paste.owner WHERE paste.seq = ?1"))?;
    Ok(select.query_row([seq], record).optional()?)
}

impl Pastes for Sqlite {
    fn create(&self, paste: NewPaste, body: &Spool, rules: CreateRules) -> Result<Created> {
        let (vault, deposit, rules) = (Arc::clone(&self.vault), self.vault.deposit(&paste.id, body)?, rules.marked(&self.vault));
        let content = Content { length: body.len(), mark: vault.mark(&body.sha256()), deposit };
        let bytes = content.deposit.stored_length();
        self.writer.write(bytes, move |connection| create::create(connection, &vault, paste, &content, &rules))
    }

    fn paste(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<Paste>> {
        let found = self.readers.read(|connection| by_id(connection, id))?;
        Ok(found.filter(|record| record.is_open(now) || record.lease_left(reader, now).is_some()).map(|record| record.paste))
    }

    fn read(&self, id: &PasteId, reader: Option<[u8; 16]>, now: u64) -> Result<Option<(Paste, Option<Spool>)>> {
        // One statement sees one moment: no transaction, which would have to be begun and ended.
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(&READ)?;
            let mut rows = select.query(params![id.as_str(), int(MEMORY_MAX as u64)])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let found = record(row)?;
            if found.is_open(now) {
                let body = body::beside(connection, &self.vault, (id, found.seq, found.paste.size), (row, COUNT), &self.budget)?;
                return Ok(Some((found.paste, body)));
            }
            Ok(found.lease_left(reader, now).is_some().then_some((found.paste, None)))
        })
    }

    fn body(&self, id: &PasteId, now: u64) -> Result<Option<(Paste, Spool)>> {
        self.readers.snapshot(|connection| {
            let found = by_id(connection, id)?.filter(|record| record.is_open(now) && !record.paste.burn);
            let Some(record) = found else { return Ok(None) };
            let body = body::read(connection, &self.vault, id, record.seq, record.paste.size, &self.budget)?;
            Ok(Some((record.paste, body)))
        })
    }

    fn update(&self, id: &PasteId, change: PasteChange, now: u64) -> Result<Updated> {
        let (id, vault) = (id.clone(), Arc::clone(&self.vault));
        let deposit = change.body.as_ref().map(|(body, _)| vault.deposit(&id, body)).transpose()?;
        let bytes = deposit.as_ref().map_or(0, Deposit::stored_length);
        self.writer.write(bytes, move |connection| update::update(connection, &vault, &id, &change, deposit.as_ref(), now))
    }

    fn delete(&self, id: &PasteId, now: u64) -> Result<bool> {
        let id = id.clone();
        self.writer.write(0, move |connection| {
            let mut delete = connection.prepare_cached("DELETE FROM paste WHERE id = ?1 AND lease_until IS NULL AND expires_at > ?2")?;
            Ok(delete.execute(params![id.as_str(), int(now)])? == 1)
        })
    }

    fn delete_all(&self, confirm: u64, now: u64) -> Result<Result<u64, u64>> {
        self.writer.write(0, move |connection| {
            let exist = listing::count(connection, None, now)?;
            if exist != confirm {
                return Ok(Err(exist));
            }
            connection.prepare_cached("DELETE FROM paste")?.execute([])?;
            Ok(Ok(exist))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Burning;
    use super::*;
    use crate::server::store::trial::{NOW, Trial, body, burning, bytes, id, plain};

    #[test]
    fn a_damaged_body_is_never_handed_out() {
        let trial = Trial::new();
        trial.make(plain(1), b"right");
        trial.make(plain(2), &vec![7; 300_000]);
        trial
            .sql()
            .execute_batch(
                "UPDATE body SET bytes = CAST('wrong' AS BLOB) WHERE paste = 1; UPDATE body SET bytes = zeroblob(300000) WHERE paste = 2",
            )
            .unwrap();
        for number in [1, 2] {
            assert!(matches!(trial.body(&id(number), NOW), Err(super::super::StoreError::Corrupt(_))));
        }
    }

    #[test]
    fn what_has_no_room_to_move_is_not_read() {
        let mut trial = Trial::new();
        trial.make(burning(1), &vec![7; 300_000]);
        trial.make(plain(2), b"small");
        trial.close();
        let tight = crate::server::spool::Budget::new(1000, 1000);
        let store = Sqlite::open(&trial.path(), tight, &super::super::Options::default()).unwrap();
        assert_eq!(store.burn(&id(1), None, NOW).unwrap_err(), super::super::StoreError::OutOfRoom);
        assert!(store.paste(&id(1), None, NOW).unwrap().is_some());
        assert_eq!(bytes(&store.body(&id(2), NOW).unwrap().unwrap().1), b"small");
        assert!(body(b"").is_empty());
    }
}
