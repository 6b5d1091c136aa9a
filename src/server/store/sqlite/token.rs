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

/// Tokens that count at `?1`: neither they nor their accounts' certificates have all ended, and nobody blocked them. An account that never
/// had a certificate of ours counts while the operator's mark is on it.
const LIVE: &str = "SELECT token.id, token.account, token.name, token.scopes, token.created_at, token.expires_at, token.last_used_at, \
     account.fingerprint FROM token JOIN account ON account.id = token.account \
     WHERE token.expires_at > ?1 AND account.blocked = 0 AND (EXISTS (SELECT 1 FROM certificate \
     WHERE certificate.account = token.account AND certificate.revoked_at IS NULL AND certificate.expires_at > ?1) \
     OR account.admin = 1 AND NOT EXISTS (SELECT 1 FROM certificate WHERE certificate.account = token.account))";

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
