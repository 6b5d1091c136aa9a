//! Whole journeys: the real client against the real server.

mod doctor; // the round trip that a person runs first
mod moving; // in: a FlaskPaste database, a folder of files
mod proxy; // forwarding, tunnels, SOCKS, and who goes directly
mod readme; // every command the README prints
mod retry; // a server that refuses, loses answers, asks to wait, lies: what the client does
mod serve; // the server as a process: first line, signals, settings
mod service; // the systemd unit, and what the service manager is told
mod tls; // whom the client believes, what it shows
