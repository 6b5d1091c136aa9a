//! The database through the real binary: durability, erasure, races.
