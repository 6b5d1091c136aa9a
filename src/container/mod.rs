//! The sealed paste: the only place where keys and plaintext meet.
