//! Certificates, checked with other people's tools.
