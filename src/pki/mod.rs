//! Certificates: keys, requests, the authority that answers them, and the bundles they travel in.
//!
//! The only place naming rcgen, an X.509 parser, PKCS#8 and PKCS#12. Nothing here touches a file, a clock or the network:
//! the time and the randomness of a serial are passed in. Keys have no `Debug` and leave no copy behind.

mod authority;
mod bundle;
mod certificate;
mod error;
mod facts;
mod fingerprint;
mod key;
mod request;
mod signature;
mod unverified;

pub use authority::Authority;
pub use bundle::Bundle;
pub use certificate::{Certificate, Lifespan};
pub use error::{PkiError, Result};
pub use facts::Facts;
pub use fingerprint::{Sha1, Sha256};
pub use key::{KeyKind, PrivateKey};
pub use request::Request;
pub use unverified::Unverified;
