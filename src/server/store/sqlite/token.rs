//! API tokens: kept as SHA-256, acting for their account within their scopes.

use rusqlite::{OptionalExtension, Row, params};

use super::column::{int, number, optional};
use super::{AccountId, ApiToken, MINUTE, Result, Sqlite, TokenIdentity, Tokens};

impl Tokens for Sqlite {
    fn add_token(&self, token: ApiToken, hash: [u8; 32]) -> Result<()> {
        self.writer.write(0, move |connection| {
            let mut insert = connection.prepare_cached(
                "INSERT INTO token (id, hash, account, name, scopes, created_at, expires_at, last_used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            insert.execute(params![
                token.id,
                hash,
                token.account.0,
                token.name,
                token.scopes.join(" "),
                int(token.created_at),
                int(token.expires_at),
                token.last_used_at.map(int),
            ])?;
            Ok(())
        })
    }

    fn tokens(&self, account: AccountId, now: u64) -> Result<Vec<ApiToken>> {
        self.readers.read(|connection| {
            let mut select = connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM token WHERE account = ?1 AND expires_at > ?2 ORDER BY seq DESC"))?;
            Ok(select.query_map(params![account.0, int(now)], from_row)?.collect::<Result<_, _>>()?)
        })
    }

    fn delete_token(&self, account: AccountId, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.writer.write(0, move |connection| {
            Ok(connection.prepare_cached("DELETE FROM token WHERE id = ?1 AND account = ?2")?.execute(params![id, account.0])? == 1)
        })
    }

    fn token_by_hash(&self, hash: &[u8; 32], now: u64) -> Result<Option<TokenIdentity>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(&format!("{LIVE} AND token.hash = ?2"))?;
            Ok(select.query_row(params![int(now), hash], identity).optional()?)
        })
    }

    fn live_tokens(&self, now: u64) -> Result<Vec<TokenIdentity>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(&format!("{LIVE} ORDER BY token.seq"))?;
            Ok(select.query_map([int(now)], identity)?.collect::<Result<_, _>>()?)
        })
    }

    fn touch_token(&self, token: &ApiToken, now: u64) -> Result<()> {
        if token.used_lately(now) {
            return Ok(());
        }
        let id = token.id.clone();
        self.writer.write(0, move |connection| {
            // Many requests at once may all have read the old time: one of them writes.
            let mut update = connection
                .prepare_cached("UPDATE token SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?2 - ?3)")?;
            update.execute(params![id, int(now), int(MINUTE)])?;
            Ok(())
        })
    }
}

const COLUMNS: &str = "token.id, token.account, token.name, token.scopes, token.created_at, token.expires_at, token.last_used_at";

/// Tokens that count at `?1`: neither they nor their accounts' certificates have all ended, and nobody blocked them.
const LIVE: &str = "SELECT token.id, token.account, token.name, token.scopes, token.created_at, token.expires_at, token.last_used_at, \
     account.fingerprint FROM token JOIN account ON account.id = token.account \
     WHERE token.expires_at > ?1 AND account.blocked = 0 AND EXISTS (SELECT 1 FROM certificate \
     WHERE certificate.account = token.account AND certificate.revoked_at IS NULL AND certificate.expires_at > ?1)";

fn identity(row: &Row<'_>) -> rusqlite::Result<TokenIdentity> {
    Ok(TokenIdentity { token: from_row(row)?, owner_fingerprint: row.get(7)? })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ApiToken> {
    let scopes: String = row.get(3)?;
    Ok(ApiToken {
        id: row.get(0)?,
        account: AccountId(row.get(1)?),
        name: row.get(2)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: number(row, 4)?,
        expires_at: number(row, 5)?,
        last_used_at: optional(row, 6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::IssuedCertificate;
    use super::super::trial::{NOW, Trial};
    use super::*;

    fn enrolled(trial: &Trial, number: u64, expires_at: u64) -> AccountId {
        let certificate = IssuedCertificate {
            serial: format!("{number:032x}"),
            common_name: "one".to_owned(),
            sha1: format!("{number:040x}"),
            sha256: format!("{number:064x}"),
            issued_at: NOW,
            expires_at,
            revoked_at: None,
        };
        trial.add_certificate(certificate, None, false).unwrap().account
    }

    fn token(account: AccountId, id: &str) -> ApiToken {
        ApiToken {
            id: id.to_owned(),
            account,
            name: "ci".to_owned(),
            scopes: vec!["create".to_owned(), "list".to_owned()],
            created_at: NOW,
            expires_at: NOW + 100,
            last_used_at: None,
        }
    }

    #[test]
    fn a_token_is_found_by_its_hash_and_listed_to_its_account_alone() {
        let trial = Trial::new();
        let (one, other) = (enrolled(&trial, 1, NOW + 1000), enrolled(&trial, 2, NOW + 1000));
        trial.add_token(token(one, "a"), [1; 32]).unwrap();
        trial.add_token(token(one, "b"), [2; 32]).unwrap();
        assert!(trial.add_token(token(other, "a"), [3; 32]).is_err());
        assert_eq!(trial.tokens(one, NOW).unwrap(), [token(one, "b"), token(one, "a")]);
        assert!(trial.tokens(other, NOW).unwrap().is_empty() && trial.tokens(one, NOW + 100).unwrap().is_empty());
        let found = trial.token_by_hash(&[1; 32], NOW).unwrap().unwrap();
        assert_eq!((found.token, found.owner_fingerprint), (token(one, "a"), format!("{:040x}", 1)));
        assert!(trial.token_by_hash(&[3; 32], NOW).unwrap().is_none());
        assert!(!trial.delete_token(other, "a").unwrap());
        assert!(trial.delete_token(one, "a").unwrap());
        assert!(trial.token_by_hash(&[1; 32], NOW).unwrap().is_none());
    }

    #[test]
    fn it_counts_while_its_account_does() {
        let trial = Trial::new();
        let account = enrolled(&trial, 1, NOW + 50);
        trial.add_token(token(account, "a"), [1; 32]).unwrap();
        let counts = |now| trial.token_by_hash(&[1; 32], now).unwrap().is_some();
        assert!(counts(NOW + 49) && !counts(NOW + 50));
        trial.set_blocked(&format!("{:040x}", 1), true, NOW).unwrap();
        assert!(!counts(NOW));
        trial.set_blocked(&format!("{:040x}", 1), false, NOW).unwrap();
        trial.revoke_certificate(&format!("{:032x}", 1), NOW).unwrap();
        assert!(!counts(NOW));
        let renewed = IssuedCertificate {
            serial: "s".to_owned(),
            common_name: "one".to_owned(),
            sha1: "f".to_owned(),
            sha256: "f".to_owned(),
            issued_at: NOW,
            expires_at: NOW + 1000,
            revoked_at: None,
        };
        trial.add_certificate(renewed, Some(account), false).unwrap();
        assert!(counts(NOW + 99) && !counts(NOW + 100));
    }

    #[test]
    fn its_use_is_noted_once_a_minute() {
        let trial = Trial::new();
        let account = enrolled(&trial, 1, NOW + 1000);
        trial.add_token(token(account, "a"), [1; 32]).unwrap();
        let used = || trial.tokens(account, NOW).unwrap()[0].last_used_at;
        trial.touch_token(&token(account, "a"), NOW).unwrap();
        assert_eq!(used(), Some(NOW));
        // Who read the token before it was noted writes nothing either.
        trial.touch_token(&token(account, "a"), NOW + 59).unwrap();
        assert_eq!(used(), Some(NOW));
        trial.touch_token(&trial.tokens(account, NOW).unwrap()[0], NOW + 60).unwrap();
        assert_eq!(used(), Some(NOW + 60));
    }
}
