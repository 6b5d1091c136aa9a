//! Accounts, and the fingerprints that stand for them.

use rusqlite::{Connection, OptionalExtension, params};

use super::certificate::issued;
use super::column::{int, number};
use super::{Account, AccountId, Accounts, Identity, Result, Sqlite};

impl Accounts for Sqlite {
    fn identity(&self, sha1: &str) -> Result<Option<Identity>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT account.id, account.fingerprint, account.admin, account.blocked, certificate.serial, certificate.common_name, \
                 certificate.sha1, certificate.sha256, certificate.issued_at, certificate.expires_at, certificate.revoked_at \
                 FROM fingerprint JOIN account ON account.id = fingerprint.account LEFT JOIN certificate ON certificate.sha1 = fingerprint.sha1 \
                 WHERE fingerprint.sha1 = ?1",
            )?;
            let identity = select.query_row([sha1], |row| {
                let ours = row.get::<_, Option<String>>(4)?.is_some();
                Ok(Identity {
                    account: AccountId(row.get(0)?),
                    owner_fingerprint: row.get(1)?,
                    certificate: ours.then(|| issued(row, 4)).transpose()?,
                    admin: row.get(2)?,
                    blocked: row.get(3)?,
                })
            });
            Ok(identity.optional()?)
        })
    }

    fn ensure_account(&self, sha1: &str, sha256: Option<&str>, now: u64) -> Result<AccountId> {
        let known = self.readers.read(|connection| by_fingerprint(connection, sha1))?;
        if let Some(account) = known {
            return Ok(account);
        }
        let (sha1, sha256) = (sha1.to_owned(), sha256.map(str::to_owned));
        self.writer.write(0, move |connection| ensure(connection, &sha1, sha256.as_deref(), now))
    }

    fn grant_admin(&self, sha1: &str, now: u64) -> Result<bool> {
        let sha1 = sha1.to_owned();
        self.writer.write(0, move |connection| {
            let account = ensure(connection, &sha1, None, now)?;
            Ok(connection.prepare_cached("UPDATE account SET admin = 1 WHERE id = ?1 AND admin = 0")?.execute([account.0])? == 1)
        })
    }

    fn revoke_admin(&self, sha1: &str) -> Result<bool> {
        let sha1 = sha1.to_owned();
        self.writer.write(0, move |connection| {
            let Some(account) = by_fingerprint(connection, &sha1)? else { return Ok(false) };
            Ok(connection.prepare_cached("UPDATE account SET admin = 0 WHERE id = ?1 AND admin = 1")?.execute([account.0])? == 1)
        })
    }

    fn has_admin(&self) -> Result<bool> {
        self.readers.read(has_admin)
    }

    fn set_blocked(&self, sha1: &str, blocked: bool, now: u64) -> Result<bool> {
        let sha1 = sha1.to_owned();
        self.writer.write(0, move |connection| {
            let account = ensure(connection, &sha1, None, now)?;
            let mut update = connection.prepare_cached("UPDATE account SET blocked = ?2 WHERE id = ?1 AND blocked <> ?2")?;
            Ok(update.execute(params![account.0, blocked])? == 1)
        })
    }

    fn marked_accounts(&self) -> Result<Vec<Account>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT id, fingerprint, created_at, admin, blocked FROM account WHERE admin = 1 OR blocked = 1 ORDER BY id",
            )?;
            let rows = select.query_map([], |row| {
                Ok(Account {
                    id: AccountId(row.get(0)?),
                    owner_fingerprint: row.get(1)?,
                    created_at: number(row, 2)?,
                    admin: row.get(3)?,
                    blocked: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

pub(super) fn has_admin(connection: &Connection) -> Result<bool> {
    let mut select = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM account WHERE admin = 1)")?;
    Ok(select.query_row([], |row| row.get(0))?)
}

/// The account a fingerprint stands for.
pub(super) fn by_fingerprint(connection: &Connection, sha1: &str) -> Result<Option<AccountId>> {
    let mut select = connection.prepare_cached("SELECT account FROM fingerprint WHERE sha1 = ?1")?;
    Ok(select.query_row([sha1], |row| row.get(0)).optional()?.map(AccountId))
}

/// The account a fingerprint stands for, made where there is none. A SHA-256 that was not known is noted.
pub(super) fn ensure(connection: &Connection, sha1: &str, sha256: Option<&str>, now: u64) -> Result<AccountId> {
    if let Some(account) = by_fingerprint(connection, sha1)? {
        if sha256.is_some() {
            let mut update = connection.prepare_cached("UPDATE fingerprint SET sha256 = ?2 WHERE sha1 = ?1 AND sha256 IS NULL")?;
            update.execute(params![sha1, sha256])?;
        }
        return Ok(account);
    }
    connection.prepare_cached("INSERT INTO account (fingerprint, created_at) VALUES (?1, ?2)")?.execute(params![sha1, int(now)])?;
    let account = AccountId(connection.last_insert_rowid());
    attach(connection, sha1, sha256, account)?;
    Ok(account)
}

/// Lets a new fingerprint stand for an account.
pub(super) fn attach(connection: &Connection, sha1: &str, sha256: Option<&str>, account: AccountId) -> Result<()> {
    let mut insert = connection.prepare_cached("INSERT INTO fingerprint (sha1, sha256, account) VALUES (?1, ?2, ?3)")?;
    insert.execute(params![sha1, sha256, account.0])?;
    Ok(())
}
