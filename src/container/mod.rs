//! The sealed paste: the only place where keys and plaintext meet (PROTOCOL §6).
//!
//! ```text
//! key     the 32 bytes in a link's fragment        link    a link as text <-> server, id, key
//! claim   what a reader of a burn paste shows      layout  bytes <-> header, note; no cryptography
//! cipher  AES-256-GCM, alone                       v1 v2   seal and open
//! pack    gzip, where it saves something           open    either version, whichever it is
//! ```
//!
//! Everything is in memory: a paste is at most tens of MiB, and nothing of it may leave before its last tag has verified.

mod cipher;
pub mod claim;
pub mod key;
pub mod layout;
pub mod link;
mod open;
mod pack;
pub mod v1;
pub mod v2;

pub use claim::BurnClaim;
pub use key::{ContentKey, InvalidKey};
pub use layout::Note;
pub use link::{Fragment, InvalidLink, Link};
pub use open::{OpenError, Opened, open};
pub use pack::pack;
pub use v2::{SealError, seal};
