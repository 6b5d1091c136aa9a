//! What a person types: streams, exit codes, messages, files.
