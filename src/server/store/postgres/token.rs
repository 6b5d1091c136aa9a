//! API tokens: kept as SHA-256, acting for their account within their scopes.

use tokio_postgres::Row;

use super::column::{int, number, optional, text};
use super::error::Fault;
use super::turn::keep;
use super::{AccountId, ApiToken, MINUTE, Postgres, Result, TokenIdentity, Tokens};

const COLUMNS_OF: &str = "SELECT id, account, name, scopes, created_at, expires_at, last_used_at FROM token \
     WHERE account = $1 AND expires_at > $2 ORDER BY seq DESC";

/// Tokens that count at `$1`: neither they nor their accounts' certificates have all ended, and nobody blocked them. An account that never
/// had a certificate of ours counts while the operator's mark is on it.
macro_rules! live {
    ($which:literal) => {
        concat!(
            "SELECT token.id, token.account, token.name, token.scopes, token.created_at, token.expires_at, token.last_used_at, \
             account.fingerprint FROM token JOIN account ON account.id = token.account \
             WHERE token.expires_at > $1 AND NOT account.blocked AND (EXISTS (SELECT 1 FROM certificate \
             WHERE certificate.account = token.account AND certificate.revoked_at IS NULL AND certificate.expires_at > $1) \
             OR account.admin AND NOT EXISTS (SELECT 1 FROM certificate WHERE certificate.account = token.account))",
            $which
        )
    };
}

impl Tokens for Postgres {
    fn add_token(&self, token: ApiToken, hash: [u8; 32]) -> Result<()> {
        let sql = "INSERT INTO token (id, hash, account, name, scopes, created_at, expires_at, last_used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.write(async |link| {
            let (name, scopes) = (text(&token.name), token.scopes.join(" "));
            let (from, until, used) = (int(token.created_at), int(token.expires_at), token.last_used_at.map(int));
            link.run(sql, &[&token.id, &hash.as_slice(), &token.account.0, &name, &scopes, &from, &until, &used]).await?;
            keep(())
        })
    }

    fn tokens(&self, account: AccountId, now: u64) -> Result<Vec<ApiToken>> {
        self.read(async |link| link.rows(COLUMNS_OF, &[&account.0, &int(now)]).await?.iter().map(token).collect())
    }

    fn delete_token(&self, account: AccountId, id: &str) -> Result<bool> {
        self.write(async |link| keep(link.run("DELETE FROM token WHERE id = $1 AND account = $2", &[&id, &account.0]).await? == 1))
    }

    fn token_by_hash(&self, hash: &[u8; 32], now: u64) -> Result<Option<TokenIdentity>> {
        let sql = live!(" AND token.hash = $2");
        self.read(async |link| link.row(sql, &[&int(now), &hash.as_slice()]).await?.as_ref().map(identity).transpose())
    }

    fn live_tokens(&self, now: u64) -> Result<Vec<TokenIdentity>> {
        self.read(async |link| link.rows(live!(" ORDER BY token.seq"), &[&int(now)]).await?.iter().map(identity).collect())
    }

    fn touch_token(&self, token: &ApiToken, now: u64) -> Result<()> {
        if token.used_lately(now) {
            return Ok(());
        }
        // Many requests at once may all have read the old time: one of them writes.
        let sql = "UPDATE token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)";
        self.write(async |link| {
            link.run(sql, &[&token.id, &int(now), &int(now.saturating_sub(MINUTE))]).await?;
            keep(())
        })
    }
}

fn identity(row: &Row) -> Result<TokenIdentity, Fault> {
    Ok(TokenIdentity { token: token(row)?, owner_fingerprint: row.try_get(7)? })
}

fn token(row: &Row) -> Result<ApiToken, Fault> {
    let scopes: &str = row.try_get(3)?;
    Ok(ApiToken {
        id: row.try_get(0)?,
        account: AccountId(row.try_get(1)?),
        name: row.try_get(2)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: number(row, 4)?,
        expires_at: number(row, 5)?,
        last_used_at: optional(row, 6)?,
    })
}
