//! API tokens: kept as SHA-256, acting for their account within their scopes.

use rusqlite::{OptionalExtension, Row, params};

use super::column::{int, number, optional};
use super::{AccountId, Result, Store};

const MINUTE: u64 = 60;

/// An API token, its secret apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id, which is no secret.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<u64>,
}

/// A token that was shown and counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIdentity {
    /// The token.
    pub token: ApiToken,
    /// The fingerprint its account began with.
    pub owner_fingerprint: String,
}

impl Store {
    /// Keeps a token under the SHA-256 of its text.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was kept.
    pub fn add_token(&self, token: ApiToken, hash: [u8; 32]) -> Result<()> {
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

    /// The tokens of an account that have not ended, newest first.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    pub fn tokens(&self, account: AccountId, now: u64) -> Result<Vec<ApiToken>> {
        self.readers.read(|connection| {
            let mut select = connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM token WHERE account = ?1 AND expires_at > ?2 ORDER BY seq DESC"))?;
            Ok(select.query_map(params![account.0, int(now)], from_row)?.collect::<Result<_, _>>()?)
        })
    }

    /// Deletes a token of this account; `false` if it has none of this id.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError): nothing was deleted.
    pub fn delete_token(&self, account: AccountId, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.writer.write(0, move |connection| {
            Ok(connection.prepare_cached("DELETE FROM token WHERE id = ?1 AND account = ?2")?.execute(params![id, account.0])? == 1)
        })
    }

    /// Looks a token up by the SHA-256 of its text. `None` unless it counts: it has not ended, its account is not blocked
    /// and has a valid certificate of this server.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    pub fn token_by_hash(&self, hash: &[u8; 32], now: u64) -> Result<Option<TokenIdentity>> {
        self.readers.read(|connection| {
            let mut select = connection.prepare_cached(&format!(
                "SELECT {COLUMNS}, account.fingerprint FROM token JOIN account ON account.id = token.account \
                 WHERE token.hash = ?1 AND token.expires_at > ?2 AND account.blocked = 0 AND EXISTS (SELECT 1 FROM certificate \
                 WHERE certificate.account = token.account AND certificate.revoked_at IS NULL AND certificate.expires_at > ?2)"
            ))?;
            let found = select
                .query_row(params![hash, int(now)], |row| Ok(TokenIdentity { token: from_row(row)?, owner_fingerprint: row.get(7)? }));
            Ok(found.optional()?)
        })
    }

    /// Notes that a token was used; writes at most once a minute for each.
    ///
    /// # Errors
    /// [`StoreError`](super::StoreError).
    pub fn touch_token(&self, token: &ApiToken, now: u64) -> Result<()> {
        if token.last_used_at.is_some_and(|used| now < used.saturating_add(MINUTE)) {
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
