//! Answers requests. Never imports `container`: the server cannot open what it stores.

pub mod spool;
pub mod store;
