//! The operating system, small and fakeable: files, terminal, clock, randomness, signals.

pub mod clock;
pub mod entropy;
pub mod notify;
pub mod signals;
