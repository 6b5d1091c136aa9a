//! Brings the schema up to date: numbered files, each run once, however many servers start at the same time.

use super::column::int;
use super::error::Fault;
use super::turn::{keep, leave};
use super::{Postgres, Result, StoreError};

/// The files, in order; the number of the last is the schema's.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001_initial.sql"),
    include_str!("schema/0002_at_rest.sql"),
    include_str!("schema/0003_counted.sql"),
    include_str!("schema/0004_move.sql"),
];

impl Postgres {
    /// Refuses a database that is not ours or is too new, and runs the files that it has not seen.
    pub(super) fn migrate(&self) -> Result<()> {
        let known = newest();
        let found = self.read(async |link| {
            let sql =
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_version'";
            let there: i64 = link.row(sql, &[]).await?.map_or(Ok(0), |row| row.try_get(0))?;
            if there == 0 {
                let sql = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()";
                let tables: i64 = link.row(sql, &[]).await?.map_or(Ok(0), |row| row.try_get(0))?;
                // Another server may be making the first table now: whoever makes it finds that out.
                return if tables == 0 { Ok(None) } else { Err(StoreError::Foreign.into()) };
            }
            Ok(link.row("SELECT version FROM schema_version WHERE one = 1", &[]).await?.map(|row| row.try_get(0)).transpose()?)
        });
        let found: Option<i64> = match found {
            // It came between the two looks.
            Err(StoreError::Foreign) => self.read(async |link| {
                let row = link.row("SELECT version FROM schema_version WHERE one = 1", &[]).await.map_err(|fault| match fault {
                    Fault::Plain(_) => Fault::Plain(StoreError::Foreign),
                    fault => fault,
                })?;
                Ok(row.map(|row| row.try_get(0)).transpose()?)
            })?,
            found => found?,
        };
        match found {
            Some(found) if found > known => return Err(StoreError::TooNew { found, known }),
            Some(found) if found == known => return Ok(()),
            _ => {}
        }
        self.make_version_table()?;
        self.write(async |link| {
            link.batch("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").await?;
            // Held to the end: those who start at the same time wait here, and find it done.
            let row = link.patient_rows("SELECT version FROM schema_version WHERE one = 1 FOR UPDATE", &[]).await?;
            let found: i64 = row.first().map_or(Ok(0), |row| row.try_get(0))?;
            if found >= known {
                return leave(if found == known { Ok(()) } else { Err(StoreError::TooNew { found, known }) });
            }
            for file in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
                link.patient_batch(file).await?;
            }
            link.run("UPDATE schema_version SET version = $1 WHERE one = 1", &[&known]).await?;
            keep(Ok(()))
        })?
    }

    fn make_version_table(&self) -> Result<()> {
        let make = "CREATE TABLE IF NOT EXISTS schema_version (one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL); \
             INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT (one) DO NOTHING";
        let mut outcome = Ok(());
        // Of two that make a table at the same time PostgreSQL may tell one that its name is taken, in spite of the IF NOT EXISTS.
        for _ in 0..3 {
            outcome = self.read(async |link| link.patient_batch(make).await);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }
}

fn newest() -> i64 {
    int(MIGRATIONS.len() as u64)
}
