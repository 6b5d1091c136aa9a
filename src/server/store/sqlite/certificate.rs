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

#[cfg(test)]
mod tests {
    use super::super::trial::{NOW, Trial};
    use super::*;

    fn certificate(number: u64) -> IssuedCertificate {
        IssuedCertificate {
            serial: format!("{number:032x}"),
            common_name: format!("name {number}"),
            sha1: format!("{number:040x}"),
            sha256: format!("{number:064x}"),
            issued_at: NOW,
            expires_at: NOW + 100,
            revoked_at: None,
        }
    }

    #[test]
    fn a_renewal_joins_its_account_and_a_stranger_gets_one() {
        let trial = Trial::new();
        let first = trial.add_certificate(certificate(1), None, false).unwrap();
        assert_eq!((first.owner_fingerprint.as_str(), first.admin), (certificate(1).sha1.as_str(), false));
        assert!(trial.grant_admin(&certificate(1).sha1, NOW).unwrap());
        let renewed = trial.add_certificate(certificate(2), Some(first.account), false).unwrap();
        assert_eq!(renewed, Enrolled { admin: true, ..first.clone() });
        let stranger = trial.add_certificate(certificate(3), None, false).unwrap();
        assert!(stranger.account != first.account && !stranger.admin);
        let identity = trial.identity(&certificate(2).sha1).unwrap().unwrap();
        assert_eq!((identity.account, identity.owner_fingerprint, identity.admin), (first.account, certificate(1).sha1, true));
        assert_eq!(identity.certificate, Some(certificate(2)));
        let serials: Vec<_> = trial.certificates().unwrap().into_iter().map(|row| row.certificate.serial).collect();
        assert_eq!(serials, [certificate(3).serial, certificate(2).serial, certificate(1).serial]);
    }

    #[test]
    fn of_many_first_registrations_one_becomes_admin() {
        for _ in 0..5 {
            let trial = Trial::new();
            let admins: usize = std::thread::scope(|scope| {
                let racers: Vec<_> = (1..=16)
                    .map(|number| {
                        let trial = &trial;
                        scope.spawn(move || usize::from(trial.add_certificate(certificate(number), None, true).unwrap().admin))
                    })
                    .collect();
                racers.into_iter().map(|racer| racer.join().unwrap()).sum()
            });
            assert_eq!((admins, trial.number("SELECT count(*) FROM account WHERE admin = 1")), (1, 1));
        }
    }

    #[test]
    fn the_mark_granted_before_the_certificate_came_is_found_by_it() {
        let trial = Trial::new();
        trial.grant_admin(&certificate(1).sha1, NOW).unwrap();
        assert!(trial.add_certificate(certificate(1), None, false).unwrap().admin);
        assert!(!trial.add_certificate(certificate(2), None, true).unwrap().admin);
    }

    #[test]
    fn a_certificate_is_revoked_once() {
        let trial = Trial::new();
        trial.add_certificate(certificate(1), None, false).unwrap();
        assert!(certificate(1).is_valid(NOW + 99) && !certificate(1).is_valid(NOW + 100));
        assert_eq!(trial.revoke_certificate(&certificate(2).serial, NOW).unwrap(), None);
        assert_eq!(trial.revoke_certificate(&certificate(1).serial, NOW + 1).unwrap(), Some(true));
        assert_eq!(trial.revoke_certificate(&certificate(1).serial, NOW + 2).unwrap(), Some(false));
        let found = trial.identity(&certificate(1).sha1).unwrap().unwrap().certificate.unwrap();
        assert!(found.revoked_at == Some(NOW + 1) && !found.is_valid(NOW + 1));
    }

    #[test]
    fn a_serial_or_a_fingerprint_is_kept_once() {
        let trial = Trial::new();
        trial.add_certificate(certificate(1), None, false).unwrap();
        assert!(trial.add_certificate(IssuedCertificate { serial: certificate(1).serial, ..certificate(2) }, None, true).is_err());
        assert!(trial.identity(&certificate(2).sha1).unwrap().is_none() && !trial.has_admin().unwrap());
    }

    #[test]
    fn there_is_one_authority_and_its_key_is_in_no_debug_text() {
        let mut trial = Trial::new();
        assert!(trial.authority().unwrap().is_none());
        let authority =
            |key: &str| Authority { certificate_pem: "PEM".to_owned(), key_pem: Zeroizing::new(key.to_owned()), created_at: NOW };
        assert!(trial.set_authority(authority("first")).unwrap());
        assert!(!trial.set_authority(authority("second")).unwrap());
        trial.reopen();
        let kept = trial.authority().unwrap().unwrap();
        assert!(kept == authority("first") && !format!("{kept:?}").contains("first"));
    }
}
