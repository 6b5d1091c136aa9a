//! The wire: routes, headers, statuses, hostile sockets.

mod conventions; // what holds for every answer
mod paste; // pastes: proofs, reading, burning, deleting
