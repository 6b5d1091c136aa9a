//! One file for each noun of the interface.

pub mod openapi;
