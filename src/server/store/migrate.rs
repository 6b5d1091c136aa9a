//! Brings the schema up to date: numbered files, each run once, all that are missing in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::{Result, StoreError};

/// Says in the file's header that it is ours: `FPST`.
pub(super) const APPLICATION_ID: i64 = 0x4650_5354;

/// The files, in order; the number of the last is the schema's.
const MIGRATIONS: &[&str] = &[include_str!("schema/0001_initial.sql")];

/// Refuses a file that is not ours or is too new, and changes nothing.
pub(super) fn inspect(conn: &Connection) -> Result<()> {
    let application: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found = version(conn)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let known = newest();
    let empty = application == 0 && found == 0 && tables == 0;
    match application {
        APPLICATION_ID if found > known => Err(StoreError::TooNew { found, known }),
        APPLICATION_ID => Ok(()),
        _ if empty => Ok(()),
        _ => Err(StoreError::Foreign),
    }
}

/// Runs the files that this database has not seen.
pub(super) fn migrate(conn: &mut Connection) -> Result<()> {
    if version(conn)? == newest() {
        return Ok(());
    }
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have come first: what counts is what stands inside the transaction.
    inspect(&transaction)?;
    let seen = usize::try_from(version(&transaction)?).unwrap_or(0);
    for file in MIGRATIONS.iter().skip(seen) {
        transaction.execute_batch(file)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest())?;
    Ok(transaction.commit()?)
}

fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}
