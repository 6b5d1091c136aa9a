//! The wire: routes, headers, statuses, hostile sockets.

mod audit; // what is written down, chained, and gathered
mod client; // the executable that is running
mod conventions; // what holds for every answer
mod dashboards; // what contrib/ draws of the metrics and warns of
mod errors; // rows of the error table that no other file is about
mod front; // heads, bodies, connections and the end, as a client sees them
mod hostile; // floods, lies and slowness: small memory, quick answers, nothing left behind
mod limits; // rates, misses, passwords, quotas, and whom a spoofed header makes nobody
mod listing; // GET and DELETE /pastes
mod lockdown; // POST /lockdown, and what the box can do
mod metrics; // who reads them, and what they count
mod openapi; // the description of the interface
mod paste; // pastes: proofs, reading, burning, deleting
mod room; // slow readers, and what they keep others from
mod schemathesis; // and whether every answer keeps to it
mod token; // API tokens and their scopes
mod update; // PUT /<id>, and DELETE by owners and admins
