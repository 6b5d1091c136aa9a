//! What a person types: streams, exit codes, messages, files.

mod manage; // list, delete, update, info, token, audit, history, run
