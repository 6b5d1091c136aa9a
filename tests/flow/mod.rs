//! Whole journeys: the real client against the real server.

mod retry; // a server that refuses, loses answers, asks to wait, lies: what the client does
mod serve; // the server as a process: first line, signals, settings
