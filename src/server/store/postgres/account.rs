//! Accounts, and the fingerprints that stand for them. A new one is made behind the gate of its name: it is two rows.

use super::certificate::issued;
use super::column::{int, number};
use super::error::Fault;
use super::link::Link;
use super::turn::{gate, keep, leave};
use super::{Account, AccountId, Accounts, Identity, Postgres, Result, StoreError};

/// Held while an account is made, and while it is decided whether it is the first admin's.
pub(super) const GATE: &str = "account";

impl Accounts for Postgres {
    fn identity(&self, sha1: &str) -> Result<Option<Identity>> {
        let sql = "SELECT account.id, account.fingerprint, account.admin, account.blocked, certificate.serial, certificate.common_name, \
             certificate.sha1, certificate.sha256, certificate.issued_at, certificate.expires_at, certificate.revoked_at \
             FROM fingerprint JOIN account ON account.id = fingerprint.account LEFT JOIN certificate ON certificate.sha1 = fingerprint.sha1 \
             WHERE fingerprint.sha1 = $1";
        self.read(async |link| {
            let Some(row) = link.row(sql, &[&sha1]).await? else { return Ok(None) };
            let ours = row.try_get::<_, Option<&str>>(4)?.is_some();
            Ok(Some(Identity {
                account: AccountId(row.try_get(0)?),
                owner_fingerprint: row.try_get(1)?,
                certificate: ours.then(|| issued(&row, 4)).transpose()?,
                admin: row.try_get(2)?,
                blocked: row.try_get(3)?,
            }))
        })
    }

    fn ensure_account(&self, sha1: &str, sha256: Option<&str>, now: u64) -> Result<AccountId> {
        if let Some(known) = self.read(async |link| by_fingerprint(link, sha1).await)? {
            return Ok(known);
        }
        self.write(async |link| keep(ensure(link, sha1, sha256, now).await?))
    }

    fn grant_admin(&self, sha1: &str, now: u64) -> Result<bool> {
        self.write(async |link| {
            let account = ensure(link, sha1, None, now).await?;
            keep(link.run("UPDATE account SET admin = TRUE WHERE id = $1 AND NOT admin", &[&account.0]).await? == 1)
        })
    }

    fn revoke_admin(&self, sha1: &str) -> Result<bool> {
        self.write(async |link| {
            let Some(account) = by_fingerprint(link, sha1).await? else { return leave(false) };
            keep(link.run("UPDATE account SET admin = FALSE WHERE id = $1 AND admin", &[&account.0]).await? == 1)
        })
    }

    fn has_admin(&self) -> Result<bool> {
        self.read(async |link| has_admin(link).await)
    }

    fn set_blocked(&self, sha1: &str, blocked: bool, now: u64) -> Result<bool> {
        self.write(async |link| {
            let account = ensure(link, sha1, None, now).await?;
            keep(link.run("UPDATE account SET blocked = $2 WHERE id = $1 AND blocked <> $2", &[&account.0, &blocked]).await? == 1)
        })
    }

    fn marked_accounts(&self) -> Result<Vec<Account>> {
        let sql = "SELECT id, fingerprint, created_at, admin, blocked FROM account WHERE admin OR blocked ORDER BY id";
        self.read(async |link| {
            let rows = link.rows(sql, &[]).await?;
            let account = |row: &tokio_postgres::Row| {
                Ok(Account {
                    id: AccountId(row.try_get(0)?),
                    owner_fingerprint: row.try_get(1)?,
                    created_at: number(row, 2)?,
                    admin: row.try_get(3)?,
                    blocked: row.try_get(4)?,
                })
            };
            rows.iter().map(account).collect()
        })
    }
}

pub(super) async fn has_admin(link: &Link) -> Result<bool, Fault> {
    Ok(link.row("SELECT id FROM account WHERE admin LIMIT 1", &[]).await?.is_some())
}

/// The account a fingerprint stands for.
pub(super) async fn by_fingerprint(link: &Link, sha1: &str) -> Result<Option<AccountId>, Fault> {
    let row = link.row("SELECT account FROM fingerprint WHERE sha1 = $1", &[&sha1]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.map(AccountId))
}

/// The account a fingerprint stands for, made where there is none. A SHA-256 that was not known is noted.
pub(super) async fn ensure(link: &Link, sha1: &str, sha256: Option<&str>, now: u64) -> Result<AccountId, Fault> {
    let mut known = by_fingerprint(link, sha1).await?;
    if known.is_none() {
        gate(link, GATE).await?;
        known = by_fingerprint(link, sha1).await?;
    }
    if let Some(account) = known {
        if sha256.is_some() {
            link.run("UPDATE fingerprint SET sha256 = $2 WHERE sha1 = $1 AND sha256 IS NULL", &[&sha1, &sha256]).await?;
        }
        return Ok(account);
    }
    let sql = "INSERT INTO account (fingerprint, created_at) VALUES ($1, $2) RETURNING id";
    let row = link.row(sql, &[&sha1, &int(now)]).await?.ok_or(StoreError::Closed)?;
    let account = AccountId(row.try_get(0)?);
    attach(link, sha1, sha256, account).await?;
    Ok(account)
}

/// Lets a new fingerprint stand for an account.
pub(super) async fn attach(link: &Link, sha1: &str, sha256: Option<&str>, account: AccountId) -> Result<(), Fault> {
    link.run("INSERT INTO fingerprint (sha1, sha256, account) VALUES ($1, $2, $3)", &[&sha1, &sha256, &account.0]).await.map(drop)
}
