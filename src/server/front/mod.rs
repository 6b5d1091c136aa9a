//! The front door: sockets, HTTP/1.1 and TLS, with every limit of the house. Handlers never see any of it.
