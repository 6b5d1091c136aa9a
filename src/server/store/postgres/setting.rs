//! What the servers remember together: secrets made once, lockdown, the setup code.

use zeroize::Zeroizing;

use super::column::bytes;
use super::error::Fault;
use super::link::Link;
use super::turn::keep;
use super::{Memory, Postgres, Result, StoreError};
use crate::sys::entropy::{SystemEntropy, draw};

impl Memory for Postgres {
    fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>> {
        if let Some(known) = self.read(async |link| secret(link, name).await)? {
            return Ok(known);
        }
        let drawn = Zeroizing::new(draw::<32>(&SystemEntropy).map_err(|_| StoreError::NoEntropy)?);
        self.write(async |link| {
            let sql = "INSERT INTO secret (name, bytes) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
            link.run(sql, &[&name, &drawn.as_slice()]).await?;
            keep(secret(link, name).await?)
        })?
        .ok_or(StoreError::Closed)
    }

    fn remembered(&self, name: &str) -> Result<Option<String>> {
        self.read(async |link| text(link, name).await)
    }

    fn remember_once(&self, name: &str, given: &str) -> Result<String> {
        self.write(async |link| {
            let sql = "INSERT INTO setting (name, text) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
            link.run(sql, &[&name, &given]).await?;
            keep(text(link, name).await?.unwrap_or_else(|| given.to_owned()))
        })
    }

    fn forget(&self, name: &str) -> Result<bool> {
        self.write(async |link| keep(link.run("DELETE FROM setting WHERE name = $1", &[&name]).await? == 1))
    }
}

async fn secret(link: &Link, name: &str) -> Result<Option<Zeroizing<[u8; 32]>>, Fault> {
    let row = link.row("SELECT bytes FROM secret WHERE name = $1", &[&name]).await?;
    row.map(|row| bytes(&row, 0).map(Zeroizing::new)).transpose()
}

async fn text(link: &Link, name: &str) -> Result<Option<String>, Fault> {
    let row = link.row("SELECT text FROM setting WHERE name = $1", &[&name]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
