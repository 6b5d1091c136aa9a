//! Words every answer: the security headers, and the one mapping from an error to its status.
