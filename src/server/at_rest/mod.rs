//! Seals what this server keeps, so that a stolen disk or backup opens nothing. Knows neither SQL nor HTTP; every engine of the
//! store uses it alike.
//!
//! ```text
//! storage key (32 bytes in a file)
//!   └ HKDF-SHA256 ─ wrapping key ─ AES-256-GCM ┬ data key of each body, bound to the paste's id ─ segments of 64 KiB
//!                                              └ digest key of the database ─ HMAC-SHA256 of what is compared by hash
//! ```
//!
//! A body whose wrapper is erased is opened by nobody, the holder of the storage key included. Another storage key means other wrappers;
//! the bodies stay as they are.
//!
//! This is no part of a paste's own encryption, which is the client's (`container`) and whose keys never come here: it is the second
//! lock, for what is sent in the clear, and for the times at which nobody watches the disk.
//!
//! ```text
//! cipher    AES-256-GCM, the only file of the server that names it
//! key       StorageKey: its file, its id        wrapper   DataKey and DigestKey, and how they lie in the database
//! segment   a body as segments, for reading and writing         scratch   the same for temporary files, under keys that are nowhere
//! vault     what a store seals and opens with, and whether the key is the database's
//! ```

mod cipher;
mod key;
mod scratch;
mod segment;
mod vault;
mod wrapper;

pub use key::{KeyFileError, KeyId, StorageKey};
pub use scratch::{SEGMENT as SCRATCH_SEGMENT, Scratch};
pub use segment::{Opening, Sealing, sealed_length};
pub use vault::{AtRest, Change, Deposit, Recorded, Vault, VaultError};
pub use wrapper::{DigestKey, WRAPPED, Wrapper};
