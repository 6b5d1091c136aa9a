//! Writes one line per request, as text or JSON, and never a secret.
