//! The operating system, small and fakeable: files, terminal, clock, randomness, signals.

pub mod cleanup;
pub mod clock;
pub mod entropy;
pub mod files;
pub mod notify;
pub mod signals;
pub mod sync;
pub mod terminal;
