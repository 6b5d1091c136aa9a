//! Answers requests. Never imports `container`: the server cannot open what it stores.

pub mod network;
pub mod spool;
pub mod store;
pub mod throttle;
