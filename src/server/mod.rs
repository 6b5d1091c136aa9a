//! Answers requests. Never imports `container`: the server cannot open what it stores.
//!
//! ```text
//! front      sockets to requests               store      the database
//! app, call  from a request to its handler     throttle   what one caller may take from all others
//! identity   who is asking                     janitor    what goes by itself
//! handler    one file for each noun            ledger     who did what        log, metrics  what happened
//! answer     every answer and every failure    settings   every knob          setup         the first administrator
//! ```

pub mod answer;
pub mod app;
pub mod call;
pub mod content;
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
