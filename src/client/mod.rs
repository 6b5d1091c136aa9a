//! Talks to a server: one method per route, whatever the server is: ours, or one of the plain `FlaskPaste` interface.
//!
//! Moves sealed bytes and never sees a content key. Nothing here prints; what a person may see while it works goes to [`Progress`].

mod call;
mod download;
mod error;
mod options;
mod place;
mod progress;
mod proxy;
mod refusal;
mod retry;
mod routes;
mod secret;
pub mod solve;
mod tls;
mod transport;

use std::sync::Arc;

pub use download::{Download, Fetch};
pub use error::{CredentialFault, Error, Refusal, Result};
pub use options::{Identity, Options, Trust};
pub use place::{InvalidPlace, Place};
pub use progress::{Progress, Quiet, Solving};
pub use proxy::Proxies;
pub use routes::{Issued, ListQuery, Made, NewPaste, Proof, Update};
pub use secret::Secret;
pub use tls::TlsFault;
pub use transport::Body;

/// A client of one server. Keeps its connections; may be used from several threads.
pub struct Client {
    options: Arc<Options>,
    transport: transport::Transport,
}

impl Client {
    /// A client; nothing is sent or read yet.
    pub fn new(options: Options) -> Self {
        let options = Arc::new(options);
        Self { transport: transport::Transport::new(Arc::clone(&options)), options }
    }

    /// What it was told.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The server it talks to.
    pub fn server(&self) -> &Place {
        &self.options.server
    }
}
