//! The certificates this server issued, and its authority.

use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use super::account::{attach, by_fingerprint, ensure, has_admin};
use super::column::{int, number, optional};
use super::{AccountId, Authority, CertificateRow, Certificates, Enrolled, IssuedCertificate, Result, Sqlite};

impl Certificates for Sqlite {
    fn add_certificate(&self, certificate: IssuedCertificate, account: Option<AccountId>, first_admin: bool) -> Result<Enrolled> {
        self.writer.write(0, move |connection| add(connection, &certificate, account, first_admin))
    }

    fn certificates(&self) -> Result<Vec<CertificateRow>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT account.id, account.fingerprint, account.admin, certificate.serial, certificate.common_name, certificate.sha1, \
                 certificate.sha256, certificate.issued_at, certificate.expires_at, certificate.revoked_at \
                 FROM certificate JOIN account ON account.id = certificate.account ORDER BY certificate.seq DESC",
            )?;
            let rows = select.query_map([], |row| {
                let enrolled = Enrolled { account: AccountId(row.get(0)?), owner_fingerprint: row.get(1)?, admin: row.get(2)? };
                Ok(CertificateRow { certificate: issued(row, 3)?, enrolled })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn revoke_certificate(&self, serial: &str, now: u64) -> Result<Option<bool>> {
        let serial = serial.to_owned();
        self.writer.write(0, move |connection| {
            let mut revoke =
                connection.prepare_cached("UPDATE certificate SET revoked_at = ?2 WHERE serial = ?1 AND revoked_at IS NULL")?;
            if revoke.execute(params![serial, int(now)])? == 1 {
                return Ok(Some(true));
            }
            let mut select = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM certificate WHERE serial = ?1)")?;
            Ok(select.query_row([serial], |row| row.get(0)).map(|known: bool| known.then_some(false))?)
        })
    }

    fn authority(&self) -> Result<Option<Authority>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached("SELECT certificate_pem, key_pem, created_at FROM authority")?;
            let authority = select.query_row([], |row| {
                Ok(Authority { certificate_pem: row.get(0)?, key_pem: row.get(1).map(Zeroizing::new)?, created_at: number(row, 2)? })
            });
            Ok(authority.optional()?)
        })
    }

    fn set_authority(&self, authority: Authority) -> Result<bool> {
        self.writer.write(0, move |connection| {
            let mut insert = connection.prepare_cached(
                "INSERT INTO authority (only, certificate_pem, key_pem, created_at) VALUES (1, ?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?;
            Ok(insert.execute(params![authority.certificate_pem, *authority.key_pem, int(authority.created_at)])? == 1)
        })
    }
}

/// Reads the seven columns of a certificate, the first of which is at `at`.
pub(super) fn issued(row: &Row<'_>, at: usize) -> rusqlite::Result<IssuedCertificate> {
    Ok(IssuedCertificate {
        serial: row.get(at)?,
        common_name: row.get(at + 1)?,
        sha1: row.get(at + 2)?,
        sha256: row.get(at + 3)?,
        issued_at: number(row, at + 4)?,
        expires_at: number(row, at + 5)?,
        revoked_at: optional(row, at + 6)?,
    })
}

fn add(connection: &Connection, certificate: &IssuedCertificate, account: Option<AccountId>, first_admin: bool) -> Result<Enrolled> {
    let (sha1, sha256) = (&certificate.sha1, Some(certificate.sha256.as_str()));
    let account = match account {
        Some(account) if by_fingerprint(connection, sha1)?.is_none() => {
            attach(connection, sha1, sha256, account)?;
            account
        }
        Some(account) => account,
        None => ensure(connection, sha1, sha256, certificate.issued_at)?,
    };
    let mut insert = connection.prepare_cached(
        "INSERT INTO certificate (serial, common_name, sha1, sha256, issued_at, expires_at, revoked_at, account) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    insert.execute(params![
        certificate.serial,
        certificate.common_name,
        certificate.sha1,
        certificate.sha256,
        int(certificate.issued_at),
        int(certificate.expires_at),
        certificate.revoked_at.map(int),
        account.0,
    ])?;
    if first_admin && !has_admin(connection)? {
        connection.prepare_cached("UPDATE account SET admin = 1 WHERE id = ?1")?.execute([account.0])?;
    }
    let mut select = connection.prepare_cached("SELECT fingerprint, admin FROM account WHERE id = ?1")?;
    Ok(select.query_row([account.0], |row| Ok(Enrolled { account, owner_fingerprint: row.get(0)?, admin: row.get(1)? }))?)
}
