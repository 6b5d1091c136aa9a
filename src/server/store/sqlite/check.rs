//! Looks the database over, for the operator: whether it is whole, and when something was last written.

use rusqlite::Connection;

use super::Result;

/// Damages named at most; one is enough to restore a backup.
const DAMAGES: u32 = 5;

/// What is wrong with the file, in SQLite's words. Reads every page.
pub(super) fn damages(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({DAMAGES})"))?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut damages = rows.filter(|row| !matches!(row, Ok(text) if text == "ok")).collect::<Result<Vec<_>, _>>()?;
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in rows {
        damages.push(format!("a row of {} belongs to nothing", table?));
    }
    Ok(damages)
}

/// When the newest paste was made.
pub(super) fn newest(connection: &Connection) -> Result<Option<u64>> {
    let mut statement = connection.prepare_cached("SELECT created_at FROM paste ORDER BY seq DESC LIMIT 1")?;
    let mut rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
    Ok(rows.next().transpose()?.and_then(|newest| u64::try_from(newest).ok()))
}
