//! Counts what the server does, for `GET /metrics`.
