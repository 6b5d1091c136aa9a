//! What PostgreSQL reports, as situations, and what is to be done about each.

use rustls::pki_types::InvalidDnsNameError;
use tokio_postgres::error::SqlState;

use super::StoreError;

/// The SQLSTATE of a write in a database that is being moved: see `moving`.
pub(super) const FROZEN: &str = "FPMOV";

/// Why a turn at the database did not come to its end.
#[derive(Debug)]
pub(super) enum Fault {
    /// Others came in between, and nothing has happened: the same again may well succeed.
    Again(StoreError),
    /// The connection is of no use any more.
    Broken(StoreError),
    /// It would fail the same way again; the connection is fine.
    Plain(StoreError),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Plain(error)
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        let words = words(&error);
        let Some(code) = error.code() else {
            // Without a code it is not the database that speaks: a socket ended, or a value is not of the type its column says.
            return if error.is_closed() || io(&error) {
                Self::Broken(StoreError::Unreachable(words))
            } else {
                Self::Plain(StoreError::Engine(words))
            };
        };
        if code.code() == FROZEN {
            return Self::Plain(StoreError::Frozen);
        }
        match *code {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Self::Again(StoreError::Busy),
            SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED => Self::Plain(StoreError::Busy),
            SqlState::DISK_FULL => Self::Plain(StoreError::Full),
            SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => Self::Plain(StoreError::Corrupt(words)),
            // A primary that became a replica: somewhere there is another.
            SqlState::READ_ONLY_SQL_TRANSACTION
            | SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::TOO_MANY_CONNECTIONS
            | SqlState::CONNECTION_EXCEPTION
            | SqlState::CONNECTION_FAILURE
            | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Self::Broken(StoreError::Unreachable(words)),
            _ => Self::Plain(StoreError::Engine(words)),
        }
    }
}

/// Why no connection came about.
pub(super) fn refused(error: &tokio_postgres::Error) -> StoreError {
    let words = words(error);
    let of_class = |class| error.code().is_some_and(|code| code.code().starts_with(class));
    if is_unproven(error) {
        StoreError::Unproven(words)
    } else if of_class("28") || of_class("3D") {
        StoreError::Barred(words)
    } else {
        StoreError::Unreachable(words)
    }
}

/// Whether somebody answered, and not as TLS asks it. A socket that ends meanwhile is another matter.
fn is_unproven(error: &tokio_postgres::Error) -> bool {
    let Some(cause) = std::error::Error::source(error) else { return false };
    match cause.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref().is_some_and(|cause| cause.is::<rustls::Error>() || cause.is::<InvalidDnsNameError>()),
        None => error.to_string().starts_with("error performing TLS handshake"),
    }
}

fn io(error: &tokio_postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The whole of what was said: the crate's own text leaves the cause out.
pub(super) fn words(error: &tokio_postgres::Error) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
