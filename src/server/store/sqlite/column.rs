//! How our numbers stand in columns: SQLite's are signed, ours are not.

use rusqlite::Row;
use rusqlite::types::Type;

/// A number as a column holds it. What is beyond its range becomes the largest: such a time never comes, such a size never fits.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column's number; a negative one, which no code of ours writes, is damage.
pub(super) fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let found: i64 = row.get(at)?;
    u64::try_from(found).map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Integer, Box::new(error)))
}

/// The same, where it may be absent.
pub(super) fn optional(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<u64>> {
    let found: Option<i64> = row.get(at)?;
    found.map(|_| number(row, at)).transpose()
}
