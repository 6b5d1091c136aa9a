//! What SQLite reports, as situations.

use rusqlite::ErrorCode;

use super::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // Nothing else here raises anything: see `moving`.
        if error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER) {
            return Self::Frozen;
        }
        let Some(code) = error.sqlite_error_code() else { return Self::Engine(error.to_string()) };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error.to_string()),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Self::Disk(error.to_string()),
            _ => Self::Engine(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> StoreError {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
    }

    #[test]
    fn what_sqlite_reports_becomes_a_situation() {
        use rusqlite::ffi::*;
        assert_eq!(failure(SQLITE_FULL), StoreError::Full);
        assert_eq!(failure(SQLITE_BUSY), StoreError::Busy);
        assert_eq!(failure(SQLITE_BUSY_SNAPSHOT), StoreError::Busy);
        assert_eq!(failure(SQLITE_READONLY), StoreError::ReadOnly);
        assert!(matches!(failure(SQLITE_IOERR), StoreError::Disk(_)));
        assert!(matches!(failure(SQLITE_CORRUPT), StoreError::Corrupt(_)));
        assert!(matches!(failure(SQLITE_NOTADB), StoreError::Corrupt(_)));
        assert!(matches!(failure(SQLITE_CONSTRAINT), StoreError::Engine(_)));
        assert_eq!(failure(SQLITE_CONSTRAINT_TRIGGER), StoreError::Frozen);
    }
}
