//! What every integration test stands on: a hermetic `fpaste` command, a server process, a plain HTTP client, a terminal.

pub mod cluster;
pub mod command;
pub mod dice;
pub mod fault;
pub mod http;
pub mod person;
pub mod proxy;
pub mod pty;
pub mod sabotage;
pub mod server;
pub mod tls;
pub mod tool;

pub use command::{Home, Outcome};
pub use fault::{Act, FaultServer, Seen};
pub use http::{Reply, Wire};
pub use person::Person;
pub use sabotage::{Call, Deed, Sabotage, on};
pub use server::TestServer;
pub use tls::{Shows, TlsClient};

use std::time::{Duration, Instant};

/// Waits until `condition` holds, looking often; panics with `what` when it does not within `limit`.
pub fn wait_until(what: &str, limit: Duration, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + limit;
    while !condition() {
        assert!(Instant::now() < end, "not within {limit:?}: {what}");
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
