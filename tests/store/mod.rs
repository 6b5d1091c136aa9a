//! The database through the real binary: durability, erasure, races.

mod backup; // backup under load, verify, restore
mod damage; // newer, foreign, read-only and broken databases
mod durability; // kill -9 under writers
mod erasure; // what was deleted is in no file
mod memory; // large pastes cost little
mod races; // of many readers one
