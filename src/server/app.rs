//! Holds what every handler needs, and finds the handler of a request: no sockets.
