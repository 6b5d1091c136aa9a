//! The integration tests: a table of contents.
#![allow(missing_docs, unreachable_pub, reason = "test code is read, not linked against")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![allow(clippy::cast_possible_truncation, clippy::missing_panics_doc, clippy::must_use_candidate, reason = "test code")]
