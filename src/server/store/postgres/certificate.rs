//! The certificates this server issued, and its authority.

use tokio_postgres::Row;
use zeroize::Zeroizing;

use super::account::{self, attach, by_fingerprint, ensure, has_admin};
use super::column::{int, number, optional, text};
use super::error::Fault;
use super::link::Link;
use super::turn::{gate, keep, leave};
use super::{AccountId, Authority, CertificateRow, Certificates, Enrolled, IssuedCertificate, Postgres, Result, StoreError};

const INSERT: &str = "INSERT INTO certificate (serial, common_name, sha1, sha256, issued_at, expires_at, revoked_at, account) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

impl Certificates for Postgres {
    fn add_certificate(&self, certificate: IssuedCertificate, account: Option<AccountId>, first_admin: bool) -> Result<Enrolled> {
        self.write(async |link| keep(add(link, &certificate, account, first_admin).await?))
    }

    fn certificates(&self) -> Result<Vec<CertificateRow>> {
        let sql = "SELECT account.id, account.fingerprint, account.admin, certificate.serial, certificate.common_name, certificate.sha1, \
             certificate.sha256, certificate.issued_at, certificate.expires_at, certificate.revoked_at \
             FROM certificate JOIN account ON account.id = certificate.account ORDER BY certificate.seq DESC";
        self.read(async |link| {
            let rows = link.rows(sql, &[]).await?;
            let certificate = |row: &Row| Ok(CertificateRow { certificate: issued(row, 3)?, enrolled: enrolled(row)? });
            rows.iter().map(certificate).collect()
        })
    }

    fn revoke_certificate(&self, serial: &str, now: u64) -> Result<Option<bool>> {
        self.write(async |link| {
            let sql = "UPDATE certificate SET revoked_at = $2 WHERE serial = $1 AND revoked_at IS NULL";
            if link.run(sql, &[&serial, &int(now)]).await? == 1 {
                return keep(Some(true));
            }
            let known = link.row("SELECT serial FROM certificate WHERE serial = $1", &[&serial]).await?;
            leave(known.map(|_| false))
        })
    }

    fn authority(&self) -> Result<Option<Authority>> {
        self.read(async |link| {
            let Some(row) = link.row("SELECT certificate_pem, key_pem, created_at FROM authority", &[]).await? else { return Ok(None) };
            let key_pem = Zeroizing::new(row.try_get(1)?);
            Ok(Some(Authority { certificate_pem: row.try_get(0)?, key_pem, created_at: number(&row, 2)? }))
        })
    }

    fn set_authority(&self, authority: Authority) -> Result<bool> {
        let sql = "INSERT INTO authority (one, certificate_pem, key_pem, created_at) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO NOTHING";
        let Authority { certificate_pem, key_pem, created_at } = &authority;
        self.write(async |link| keep(link.run(sql, &[certificate_pem, &key_pem.as_str(), &int(*created_at)]).await? == 1))
    }
}

/// Reads its seven columns, the first of which is at `at`.
pub(super) fn issued(row: &Row, at: usize) -> Result<IssuedCertificate, Fault> {
    Ok(IssuedCertificate {
        serial: row.try_get(at)?,
        common_name: row.try_get(at + 1)?,
        sha1: row.try_get(at + 2)?,
        sha256: row.try_get(at + 3)?,
        issued_at: number(row, at + 4)?,
        expires_at: number(row, at + 5)?,
        revoked_at: optional(row, at + 6)?,
    })
}

fn enrolled(row: &Row) -> Result<Enrolled, Fault> {
    Ok(Enrolled { account: AccountId(row.try_get(0)?), owner_fingerprint: row.try_get(1)?, admin: row.try_get(2)? })
}

/// One after another: of any number of first ones one becomes the admin's.
async fn add(link: &Link, certificate: &IssuedCertificate, account: Option<AccountId>, first_admin: bool) -> Result<Enrolled, Fault> {
    let (sha1, sha256) = (certificate.sha1.as_str(), Some(certificate.sha256.as_str()));
    gate(link, account::GATE).await?;
    let account = match account {
        Some(account) if by_fingerprint(link, sha1).await?.is_none() => {
            attach(link, sha1, sha256, account).await?;
            account
        }
        Some(account) => account,
        None => ensure(link, sha1, sha256, certificate.issued_at).await?,
    };
    link.run(
        INSERT,
        &[
            &certificate.serial,
            &text(&certificate.common_name),
            &certificate.sha1,
            &certificate.sha256,
            &int(certificate.issued_at),
            &int(certificate.expires_at),
            &certificate.revoked_at.map(int),
            &account.0,
        ],
    )
    .await?;
    if first_admin && !has_admin(link).await? {
        link.run("UPDATE account SET admin = TRUE WHERE id = $1", &[&account.0]).await?;
    }
    let row = link.row("SELECT id, fingerprint, admin FROM account WHERE id = $1", &[&account.0]).await?;
    enrolled(&row.ok_or_else(|| StoreError::Corrupt("a certificate's account is not there".to_owned()))?)
}
