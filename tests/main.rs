//! The integration tests: a table of contents.
#![allow(missing_docs, unreachable_pub, reason = "test code is read, not linked against")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![allow(clippy::cast_possible_truncation, clippy::missing_panics_doc, clippy::must_use_candidate, reason = "test code")]
#![allow(clippy::print_stderr, reason = "a skipped test says which tool is missing")]
#![allow(
    clippy::similar_names,
    clippy::items_after_statements,
    clippy::type_complexity,
    clippy::format_collect,
    reason = "a test tells its story in order"
)]
#![allow(dead_code, unused_imports, reason = "support offers more than each build of the suite uses")]

mod support; // a hermetic fpaste command, a server process, a plain HTTP client, a terminal

mod cli; // what a person types: streams, exit codes, messages, files
mod flow; // whole journeys: the real client against the real server
mod generated; // completions/, man/ and config.example.toml are fresh
mod http; // the wire: routes, headers, statuses, hostile sockets
mod layers; // the arrows between folders, and the one-file rules
mod page; // the page, in node and in a real browser
mod pki; // certificates, checked with other people's tools
mod release; // the version in one place, packages whose files are there
mod security; // what SECURITY.md names is there
mod soak; // half an hour of everything; only when asked for
mod store; // durability, faults, erasure, races, the model
mod vectors; // containers, keys and proofs made by another implementation
