//! Decides who is asking: certificate, proxy header or API token, and from which address (PROTOCOL §2).
