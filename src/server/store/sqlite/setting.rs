//! What the server remembers about itself: secrets made once, lockdown, the setup code.

use zeroize::Zeroizing;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Memory, Result, Sqlite, StoreError};
use crate::sys::entropy::{SystemEntropy, draw};

impl Memory for Sqlite {
    fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>> {
        let select = "SELECT bytes FROM secret WHERE name = ?1";
        let known = self.readers.read(|connection| Ok(connection.prepare_cached(select)?.query_row([name], secret).optional()?))?;
        if let Some(known) = known {
            return Ok(known);
        }
        let drawn = Zeroizing::new(draw::<32>(&SystemEntropy).map_err(|_| StoreError::NoEntropy)?);
        let name = name.to_owned();
        self.writer.write(0, move |connection| {
            let mut insert = connection.prepare_cached("INSERT INTO secret (name, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
            insert.execute(params![name, *drawn])?;
            Ok(connection.prepare_cached(select)?.query_row([name], secret)?)
        })
    }

    fn remembered(&self, name: &str) -> Result<Option<String>> {
        self.readers.read(|connection| text(connection, name))
    }

    fn remember_once(&self, name: &str, text: &str) -> Result<String> {
        let (name, given) = (name.to_owned(), text.to_owned());
        self.writer.write(0, move |connection| {
            let mut insert = connection.prepare_cached("INSERT INTO setting (name, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
            insert.execute(params![name, given])?;
            Ok(self::text(connection, &name)?.unwrap_or(given))
        })
    }

    fn forget(&self, name: &str) -> Result<bool> {
        let name = name.to_owned();
        self.writer.write(0, move |connection| Ok(connection.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name])? == 1))
    }
}

fn secret(row: &rusqlite::Row<'_>) -> rusqlite::Result<Zeroizing<[u8; 32]>> {
    row.get(0).map(Zeroizing::new)
}

fn text(connection: &Connection, name: &str) -> Result<Option<String>> {
    let mut select = connection.prepare_cached("SELECT text FROM setting WHERE name = ?1")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}
