//! What can go wrong in front of a person: situations, each with its exit code, its stable word and a next step.

mod remote;
mod typed;

use std::io;
use std::path::PathBuf;

use super::exit::Exit;
use super::size::Size;
use crate::client;
use crate::container::{InvalidLink, OpenError, SealError};

/// The result of a command.
pub type Result<T> = std::result::Result<T, Error>;

/// A situation that ends a command.
#[derive(Debug)]
pub enum Error {
    /// The command line makes no sense.
    Usage {
        /// What is wrong.
        what: String,
        /// A command to run instead.
        hint: Option<String>,
    },
    /// clap refused the command line, or printed help or the version.
    Clap(Box<clap::Error>),
    /// A word that is neither a file nor a command.
    NeitherFileNorCommand {
        /// The word.
        word: String,
        /// The command it may have been meant to be.
        meant: Option<String>,
    },
    /// Something must be asked and there is no terminal, or `--no-input`.
    CannotAsk {
        /// What would be asked for: `the password`.
        what: String,
        /// How to give it without being asked.
        hint: String,
    },
    /// A question was answered with no.
    Declined,
    /// No file, and stdin is a terminal.
    NothingGiven,
    /// Zero bytes.
    Empty {
        /// `stdin`, or the file's name in quotes.
        what: String,
    },
    /// More than the server takes, or than `--max-size` allows.
    TooLarge {
        /// What is too large, with its size: `'build.log' is 4.2 MiB`.
        what: String,
        /// What the limit is: `this server takes 3 MiB from anonymous users`.
        limit: String,
        /// What to do.
        hint: Option<String>,
    },
    /// No server in flag, environment or configuration.
    NoServer,
    /// The configuration is wrong.
    Config {
        /// `config.toml:3:10`, or the variable's name.
        place: String,
        /// What is wrong there.
        why: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A local file cannot be read or written.
    File {
        /// What could not be done: `read`, `write`, `create`.
        verb: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// A file that is named, and is not there.
    NoSuchFile(PathBuf),
    /// A directory where the content of a file is wanted.
    IsDirectory(PathBuf),
    /// A file that would be overwritten.
    Exists(PathBuf),
    /// Binary data would go to a terminal.
    BinaryToTerminal {
        /// Its type.
        kind: String,
        /// Its size.
        size: Size,
    },
    /// Standard input cannot be read.
    Stdin(io::Error),
    /// Standard output cannot be written.
    Stdout(io::Error),
    /// Whoever read our output went away.
    ClosedPipe,
    /// A key is needed and there is none.
    NoKey {
        /// The sentence.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A link or id that names no paste, or whose key is none.
    Link(InvalidLink),
    /// A sealed paste that was not opened.
    NotOpened(OpenError),
    /// Content that was not sealed.
    NotSealed(SealError),
    /// What a server, or the way to it, did. `paste` is the id it is about.
    Client {
        /// Which paste, if it is about one.
        paste: Option<String>,
        /// What happened.
        why: Box<client::Error>,
    },
    /// Some of several failed; each was told already.
    SomeFailed {
        /// How many.
        failed: usize,
        /// Of how many.
        of: usize,
    },
    /// All was told already; only the code is left.
    Told(Exit),
    /// A command we ran ended with this code.
    Child(u8),
    /// A situation of one command alone.
    Failed {
        /// The exit code.
        exit: Exit,
        /// A stable word for programs.
        code: &'static str,
        /// What went wrong, and why.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl Error {
    /// A usage error with a hint.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { what: what.into(), hint: Some(hint.into()) }
    }

    /// A situation of one command alone.
    pub fn failed(exit: Exit, code: &'static str, what: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        Self::Failed { exit, code, what: what.into(), hint: hint.into() }
    }

    /// A file could not be read, written or created; the common reasons get a situation of their own.
    pub fn file(verb: &'static str, path: impl Into<PathBuf>, why: io::Error) -> Self {
        let path = path.into();
        match why.kind() {
            io::ErrorKind::NotFound if verb == "read" => Self::NoSuchFile(path),
            io::ErrorKind::AlreadyExists => Self::Exists(path),
            _ => Self::File { verb, path, why },
        }
    }

    /// What happened to a request about a paste.
    pub fn about(paste: impl std::fmt::Display, why: client::Error) -> Self {
        Self::Client { paste: Some(paste.to_string()), why: Box::new(why) }
    }

    /// Standard output could not be written.
    pub fn stdout(why: io::Error) -> Self {
        if why.kind() == io::ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::Stdout(why) }
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. }
            | Self::NeitherFileNorCommand { .. }
            | Self::CannotAsk { .. }
            | Self::NothingGiven
            | Self::Link(InvalidLink::Unreadable | InvalidLink::NoPaste) => Exit::Usage,
            Self::Clap(error) => {
                if error.use_stderr() {
                    Exit::Usage
                } else {
                    Exit::Done
                }
            }
            Self::Declined | Self::Child(_) | Self::NotSealed(SealError::Entropy(_) | SealError::NoteTooLong) => Exit::Failure,
            Self::Empty { .. }
            | Self::TooLarge { .. }
            | Self::NotOpened(OpenError::TooLarge { .. })
            | Self::NotSealed(SealError::TooLong) => Exit::Content,
            Self::NoServer | Self::Config { .. } => Exit::Config,
            Self::File { .. }
            | Self::NoSuchFile(_)
            | Self::IsDirectory(_)
            | Self::Exists(_)
            | Self::BinaryToTerminal { .. }
            | Self::Stdin(_)
            | Self::Stdout(_) => Exit::File,
            Self::ClosedPipe => Exit::ClosedPipe,
            Self::NoKey { .. } | Self::Link(InvalidLink::Key(_)) | Self::NotOpened(_) => Exit::Key,
            Self::Client { why, .. } => remote::exit(why),
            Self::SomeFailed { .. } => Exit::Partial,
            Self::Told(exit) | Self::Failed { exit, .. } => *exit,
        }
    }

    /// The code the process ends with.
    pub fn number(&self) -> u8 {
        if let Self::Child(code) = self { *code } else { self.exit().number() }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &str {
        match self {
            Self::Usage { .. } | Self::Clap(_) | Self::NothingGiven => "usage",
            Self::NeitherFileNorCommand { .. } | Self::NoSuchFile(_) => "no_such_file",
            Self::CannotAsk { .. } => "cannot_ask",
            Self::Declined => "declined",
            Self::Empty { .. } => "empty",
            Self::TooLarge { .. } | Self::NotOpened(OpenError::TooLarge { .. }) | Self::NotSealed(SealError::TooLong) => "too_large",
            Self::NoServer => "no_server",
            Self::Config { .. } => "config",
            Self::File { .. } => "file",
            Self::IsDirectory(_) => "is_directory",
            Self::Exists(_) => "exists",
            Self::BinaryToTerminal { .. } => "binary_to_terminal",
            Self::Stdin(_) => "stdin",
            Self::Stdout(_) => "stdout",
            Self::ClosedPipe => "closed_pipe",
            Self::NoKey { .. } => "no_key",
            Self::SomeFailed { .. } => "some_failed",
            Self::Link(InvalidLink::Key(_)) => "invalid_key",
            Self::Link(_) => "invalid_link",
            Self::NotOpened(OpenError::PassphraseNeeded) => "passphrase_needed",
            Self::NotOpened(_) => "does_not_open",
            Self::NotSealed(_) => "not_sealed",
            Self::Client { why, .. } => remote::code(why),
            Self::Told(_) | Self::Child(_) => "told",
            Self::Failed { code, .. } => code,
        }
    }

    /// What went wrong, and why: lower case, no full stop. `None` where nothing shall be said.
    pub fn message(&self) -> Option<String> {
        Some(match self {
            Self::Usage { what, .. } | Self::NoKey { what, .. } | Self::Failed { what, .. } => what.clone(),
            Self::Clap(error) => typed::message(error),
            Self::NeitherFileNorCommand { word, meant: Some(meant) } => {
                format!("no such file '{word}' (did you mean the command '{meant}'?)")
            }
            Self::NeitherFileNorCommand { word, meant: None } => format!("no such file '{word}'"),
            Self::CannotAsk { what, .. } => format!("cannot ask for {what}: there is no terminal"),
            Self::Declined => "not done: the answer was no".to_owned(),
            Self::NothingGiven => "nothing to paste: no file, and stdin is a terminal".to_owned(),
            Self::Empty { what } if what == "stdin" => "nothing to paste: stdin was empty".to_owned(),
            Self::Empty { what } => format!("nothing to paste: {what} is empty"),
            Self::TooLarge { what, limit, .. } => format!("{what}; {limit}"),
            Self::NoServer => "no server configured".to_owned(),
            Self::Config { place, why, .. } => format!("{place}: {why}"),
            Self::File { verb, path, why } => format!("cannot {verb} '{}': {}", path.display(), plain(why)),
            Self::NoSuchFile(path) => format!("no such file '{}'", path.display()),
            Self::IsDirectory(path) => format!("'{}' is a directory", path.display()),
            Self::Exists(path) => format!("'{}' exists", path.display()),
            Self::BinaryToTerminal { kind, size } => format!("binary data ({kind}, {size}); use -o FILE or pipe it"),
            Self::Stdin(why) => format!("cannot read stdin: {}", plain(why)),
            Self::Stdout(why) => format!("cannot write to stdout: {}", plain(why)),
            Self::Link(why) => why.to_string(),
            Self::NotOpened(why) => why.to_string(),
            Self::NotSealed(why) => why.to_string(),
            Self::Client { paste, why } => remote::message(paste.as_deref(), why),
            Self::SomeFailed { failed, of } => format!("{failed} of {of} failed"),
            Self::ClosedPipe | Self::Told(_) | Self::Child(_) => return None,
        })
    }

    /// A command to run next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. }
            | Self::TooLarge { hint, .. }
            | Self::Config { hint, .. }
            | Self::NoKey { hint, .. }
            | Self::Failed { hint, .. } => hint.clone(),
            Self::NeitherFileNorCommand { .. } => Some("fpaste help".to_owned()),
            Self::CannotAsk { hint, .. } => Some(hint.clone()),
            Self::Clap(error) => Some(typed::hint(error)),
            Self::NothingGiven => Some("fpaste FILE, or pipe something into fpaste".to_owned()),
            Self::NoServer => Some("fpaste config set server https://paste.example.com".to_owned()),
            Self::IsDirectory(path) => Some(format!("tar cz '{}' | fpaste", path.display())),
            Self::Exists(_) => Some("--force replaces it".to_owned()),
            Self::NotOpened(OpenError::PassphraseNeeded) => Some("--passphrase-file FILE, or run it in a terminal".to_owned()),
            Self::NotOpened(OpenError::TooLarge { .. }) => Some("--max-size SIZE".to_owned()),
            Self::Link(_) => Some("fpaste get 'https://SERVER/ID#KEY'".to_owned()),
            Self::Client { why, .. } => remote::hint(why),
            _ => None,
        }
    }

    /// The HTTP status, where a server answered.
    pub fn status(&self) -> Option<u16> {
        if let Self::Client { why, .. } = self { why.status() } else { None }
    }

    /// The request's name in the server's log, where a server answered.
    pub fn request_id(&self) -> Option<&str> {
        if let Self::Client { why, .. } = self { why.request_id() } else { None }
    }
}

impl From<client::Error> for Error {
    fn from(why: client::Error) -> Self {
        Self::Client { paste: None, why: Box::new(why) }
    }
}

impl From<InvalidLink> for Error {
    fn from(why: InvalidLink) -> Self {
        Self::Link(why)
    }
}

/// An operating system's reason as people say it: lower case, without the number.
pub fn plain(why: &io::Error) -> String {
    let text = why.to_string();
    let text = text.split(" (os error ").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_lower_case_without_numbers() {
        assert_eq!(plain(&io::Error::from_raw_os_error(13)), "permission denied");
        assert_eq!(plain(&io::Error::from_raw_os_error(28)), "no space left on device");
    }

    #[test]
    fn a_file_that_is_not_there_is_a_situation_of_its_own() {
        let error = Error::file("read", "x.txt", io::ErrorKind::NotFound.into());
        assert_eq!((error.message().as_deref(), error.exit()), (Some("no such file 'x.txt'"), Exit::File));
        assert_eq!(Error::IsDirectory("dir".into()).hint().as_deref(), Some("tar cz 'dir' | fpaste"));
        let error = Error::file("read", "dir", io::ErrorKind::IsADirectory.into());
        assert_eq!((error.message().as_deref(), error.hint()), (Some("cannot read 'dir': is a directory"), None));
    }
}
