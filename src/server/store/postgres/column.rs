//! How our numbers stand in columns, which are signed, and how bytes come back from them.

use tokio_postgres::Row;

use super::error::Fault;
use super::{Result, StoreError};

/// A number as a column holds it. What is beyond its range becomes the largest: such a time never comes, such a size never fits.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column's number; a negative one, which no code of ours writes, is damage.
pub(super) fn number(row: &Row, at: usize) -> Result<u64, Fault> {
    u64::try_from(row.try_get::<_, i64>(at)?).map_err(|_| damaged())
}

/// The same, where it may be absent.
pub(super) fn optional(row: &Row, at: usize) -> Result<Option<u64>, Fault> {
    row.try_get::<_, Option<i64>>(at)?.map(u64::try_from).transpose().map_err(|_| damaged())
}

/// Bytes of a length that is always the same.
pub(super) fn bytes<const N: usize>(row: &Row, at: usize) -> Result<[u8; N], Fault> {
    row.try_get::<_, &[u8]>(at)?.try_into().map_err(|_| damaged())
}

/// The same, where they may be absent.
pub(super) fn optional_bytes<const N: usize>(row: &Row, at: usize) -> Result<Option<[u8; N]>, Fault> {
    row.try_get::<_, Option<&[u8]>>(at)?.map(TryInto::try_into).transpose().map_err(|_| damaged())
}

/// Text as a column takes it: PostgreSQL's holds every character but U+0000.
pub(super) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn damaged() -> Fault {
    StoreError::Corrupt("a column holds what was never written there".to_owned()).into()
}
