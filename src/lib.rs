//! fpaste: end-to-end encrypted pastes, client and server in one executable.
//!
//! The library exists for the executable and its tests; it makes no promise of stable names.
//!
//! # Map
//!
//! Arrows go down only, and `tests/layers.rs` reads the source to keep this true:
//!
//! ```text
//! floor 3   cli                  the person: arguments, settings, the voice, one file per command
//! floor 2   client    server     talks to a server / answers; neither knows the other
//! floor 1   container    pki     the sealed paste / certificates
//! floor 0   protocol     sys     what both ends agree on, pure / the operating system, small
//! ```
//!
//! `client` and `server` never import `container`: the client moves sealed bytes, the server is blind by construction,
//! and only `cli` holds a key and a connection at once. That the server seals its disk (`server/at_rest`, under a key of the operator's)
//! is another thing: it names AES a second time rather than link what opens pastes.

pub mod cli;
pub mod client;
pub mod container;
pub mod pki;
pub mod protocol;
pub mod server;
pub mod sys;

pub use cli::run;
