//! What a person types: streams, exit codes, messages, files.

mod completion; // ids from the history, in the real shells
mod config; // precedence, profiles, the old file, mistakes and their places
mod get; // where content goes, and that nothing goes anywhere when something fails
mod golden; // every command line of the FlaskPaste README
mod json; // one JSON object a line, whatever was asked
mod loss; // what is read once, keys, passwords: nothing is lost by a mistake
mod manage; // list, delete, update, info, token, audit, history, run
mod messages; // the error texts of the contract, to the letter
mod random; // random command lines and configuration files: never a panic
mod secrecy; // no key or password in the process list, the history or the messages
mod streams; // stdin and stdout in every state they can be in
mod terminal; // prompts, colours, narrow screens, Ctrl-C
