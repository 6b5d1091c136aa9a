//! Certificates: the only place naming rcgen and an X.509 parser.
