//! The store's tests past the store: a connection of their own.

use crate::server::store::trial::Trial;

impl Trial {
    /// A connection past the store, to look at what it wrote or to damage it.
    pub(in crate::server::store) fn sql(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    /// One number that a query gives.
    pub(in crate::server::store) fn sql_number(&self, query: &str) -> i64 {
        self.sql().query_row(query, [], |row| row.get(0)).unwrap()
    }
}
