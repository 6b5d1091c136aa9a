//! The database through the real binary: durability, erasure, races.

mod at_rest; // what a thief of the disk finds
mod backup; // backup under load, verify, restore
mod busy; // another process holds the database
mod clock; // a clock that jumps
mod damage; // newer, foreign, read-only and broken databases
mod durability; // kill -9 under writers
mod erasure; // what was deleted is in no file
mod exhausted; // no descriptors, no threads
mod failing; // a disk that fails
mod full; // a disk that is full
mod killed; // at any call to the disk; torn logs
mod memory; // large pastes cost little
mod model; // the store against a model of it, killed in between
mod moving; // into another database, under fire, killed, given up
mod postgres; // several servers over one database
mod promised; // what was answered, to be looked up again
mod races; // of many readers one
