//! The exit codes, which scripts branch on.

use std::process::ExitCode;

/// How the program ends. The numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// All is done.
    Done = 0,
    /// A failure without a code of its own, or a question answered with no.
    Failure = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// Not found, expired or burned.
    NotFound = 3,
    /// Not authorised, or a password is missing or wrong.
    Unauthorized = 4,
    /// The server cannot be reached.
    Unreachable = 5,
    /// The connection cannot be trusted.
    Tls = 6,
    /// The server asks to wait.
    Wait = 7,
    /// The content is refused: empty, too large, not random enough.
    Content = 8,
    /// The server failed, or answered nonsense.
    Server = 9,
    /// No key, the wrong key, or altered data.
    Key = 10,
    /// A local file cannot be read or written, or binary data would go to a terminal.
    File = 11,
    /// The configuration is wrong or missing.
    Config = 12,
    /// Some of several failed.
    Partial = 13,
    /// Ctrl-C.
    Interrupted = 130,
    /// Whoever read our output went away.
    ClosedPipe = 141,
}

impl Exit {
    /// Every code and what it means, for `fpaste help exit-codes` and the manual.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Done, "done"),
        (Self::Failure, "other failure, or a question answered with no"),
        (Self::Usage, "the command line makes no sense"),
        (Self::NotFound, "not found, expired or burned"),
        (Self::Unauthorized, "not authorised, or the password is missing or wrong"),
        (Self::Unreachable, "the server cannot be reached"),
        (Self::Tls, "the connection cannot be trusted"),
        (Self::Wait, "the server asks to wait"),
        (Self::Content, "the content is refused: empty, too large, not random enough"),
        (Self::Server, "the server failed or answered nonsense"),
        (Self::Key, "no key, wrong key, or altered data"),
        (Self::File, "a local file, or binary data to a terminal"),
        (Self::Config, "the configuration is wrong or missing"),
        (Self::Partial, "some of several failed"),
        (Self::Interrupted, "interrupted with Ctrl-C"),
        (Self::ClosedPipe, "the reader of the output went away"),
    ];

    /// The number.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_the_interface() {
        let numbers: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| exit.number()).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 130, 141]);
    }
}
