//! Talks to a server, one method per route.
