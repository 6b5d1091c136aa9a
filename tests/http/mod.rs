//! The wire: routes, headers, statuses, hostile sockets.
