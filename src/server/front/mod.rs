//! The front door: sockets, HTTP/1.1 and TLS, with every limit of the house. Handlers never see any of it.
//!
//! ```text
//! listen      where to wait for connections; the acceptor
//! registry    who is connected, and who must go when the house is full
//! crew        the threads
//! connection  one connection from its first byte to its last
//! wire, tls    its bytes
//! line, socket reads and writes that end in time
//! head, chunk  the pure parsers
//! body        a body on its way into a spool
//! reply       an answer on its way out
//! ```

mod body;
pub mod chunk;
mod connection;
mod crew;
pub mod head;
pub mod limits;
mod line;
mod listen;
mod registry;
mod reply;
mod socket;
#[cfg(test)]
mod tests;
pub mod tls;
mod wire;

pub use limits::{Limits, Proxies};
pub use listen::{Bind, BindError, FrontError};
pub use tls::{Shown, TlsConfig, TlsError};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use self::crew::Crew;
use self::listen::Place;
use self::registry::{Registry, Stage};
use self::socket::Listener;
use super::response::{Refusal, Response, Service};
use super::spool::Budget;

/// How the front door behaves. A change counts for the connections that come after it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The limits.
    pub limits: Limits,
    /// Whose connections carry many clients.
    pub proxies: Proxies,
    /// How to speak TLS; `None` is plain HTTP.
    pub tls: Option<TlsConfig>,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::default(), proxies: Proxies::Loopback, tls: None }
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

/// What all connections of a front share.
struct Shared {
    options: RwLock<Arc<Options>>,
    budget: Budget,
    service: Arc<dyn Service>,
    registry: Arc<Registry>,
    crew: Arc<Crew<Place>>,
    counters: Arc<Counters>,
    /// How many connections the process has descriptors for.
    descriptors: usize,
}

impl Shared {
    fn options(&self) -> Arc<Options> {
        Arc::clone(&self.options.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Words a refusal, if that much still works.
    fn refuse(&self, refusal: Refusal, tls: bool) -> Option<Response> {
        catch_unwind(AssertUnwindSafe(|| self.service.refuse(refusal, tls))).ok()
    }
}

/// A bound address on which nobody answers yet: connections wait.
#[derive(Debug)]
pub struct Front {
    listener: Listener,
    local: Bind,
    options: Options,
    budget: Budget,
}

impl Front {
    /// Takes the address. `budget` is what bodies on their way in may hold, shared by all fronts of a server.
    ///
    /// # Errors
    /// [`FrontError`].
    pub fn bind(bind: &Bind, options: Options, budget: Budget) -> Result<Self, FrontError> {
        let (listener, local) = listen::listen(bind)?;
        Ok(Self { listener, local, options, budget })
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
        let counters = Arc::<Counters>::default();
        let shared = Arc::new(Shared {
            descriptors: listen::raise_descriptors(self.options.limits.connections),
            options: RwLock::new(Arc::new(self.options)),
            budget: self.budget,
            service,
            registry: Arc::new(Registry::new(Arc::clone(&counters))),
            crew: Crew::new(Place::serve, crew::MOMENT),
            counters,
        });
        let listener = Arc::new(self.listener);
        let (at, with) = (Arc::clone(&listener), Arc::clone(&shared));
        let acceptor = std::thread::Builder::new().name("acceptor".into()).spawn(move || listen::accept(&at, &with));
        let acceptor = Some(acceptor.map_err(FrontError::Thread)?);
        Ok(Running { local: self.local, listener, shared, acceptor })
    }
}

/// A front door that answers. Dropped, it stops without grace.
pub struct Running {
    local: Bind,
    listener: Arc<Listener>,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl Running {
    /// The address it has, with the real port.
    pub fn local(&self) -> &Bind {
        &self.local
    }

    /// Its live counters.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.shared.counters)
    }

    /// From now on the slowest bodies and answers go where others have no room for their temporary files.
    pub fn relieve(&self, bodies: &Budget, answers: &Budget) {
        for (budget, stage) in [(bodies, Stage::Receive), (answers, Stage::Send)] {
            let registry = Arc::clone(&self.shared.registry);
            budget.relieved_by(move || registry.relieve(stage));
        }
    }

    /// Takes other options for the connections to come.
    pub fn reload(&self, options: Options) {
        *self.shared.options.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(options);
    }

    /// Takes no new connection, answers what is in flight with `Connection: close`, waits for it at most `grace`, and cuts the rest.
    /// Returns how many connections were cut.
    pub fn stop(mut self, grace: Duration) -> usize {
        self.end(grace)
    }

    fn end(&mut self, grace: Duration) -> usize {
        let Some(acceptor) = self.acceptor.take() else { return 0 };
        self.shared.registry.begin_to_stop();
        self.listener.close();
        // It ends by itself; a panic there has been told of on stderr.
        let _ = acceptor.join();
        if let Bind::Unix(path) = &self.local {
            let _ = std::fs::remove_file(path);
        }
        self.shared.registry.stop(grace)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}
