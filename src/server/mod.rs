//! Answers requests. Never imports `container`: the server cannot open what it stores.

pub mod answer;
pub mod app;
pub mod call;
pub mod front;
pub mod handler;
pub mod identity;
pub mod input;
pub mod issuer;
pub mod janitor;
pub mod ledger;
pub mod log;
pub mod metrics;
pub mod network;
pub mod own_certificate;
pub mod page;
pub mod query;
#[cfg(test)]
pub(crate) mod rehearsal;
pub mod request;
pub mod response;
pub mod settings;
pub mod setup;
pub mod spool;
pub mod store;
pub mod throttle;
