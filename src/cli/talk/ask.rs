//! Questions, asked on the terminal itself: stdin may be the paste.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use zeroize::Zeroizing;

use super::{Talk, escape};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::sys::terminal;

impl Talk {
    /// Whether a question can be asked.
    pub fn can_ask(&self) -> bool {
        self.manner.may_ask && terminal::open().is_some()
    }

    /// Asks a yes-or-no question; anything but yes is no. `--yes` answers it.
    ///
    /// # Errors
    /// There is nobody to ask; `hint` says how to go on without.
    pub fn confirm(&mut self, question: &str, hint: &str) -> Result<bool> {
        if self.manner.yes {
            return Ok(true);
        }
        let mut terminal = self.terminal("confirmation", hint)?;
        let _ = write!(terminal, "{} [y/N] ", escape(question));
        let mut line = String::new();
        BufReader::new(terminal).read_line(&mut line).map_err(Error::Stdin)?;
        Ok(matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks for a secret, without showing it; `twice` where it is made up now.
    ///
    /// # Errors
    /// There is nobody to ask (`hint` says what to do instead), or the two do not match.
    pub fn secret(&mut self, name: &str, twice: bool, hint: &str) -> Result<Zeroizing<String>> {
        let mut terminal = self.terminal(&format!("the {name}"), hint)?;
        let mut read = |prompt: &str| terminal::read_hidden(&mut terminal, prompt).map_err(unanswered);
        let first = read(&format!("{name}: "))?;
        if twice && *first != *read(&format!("{name} again: "))? {
            return Err(Error::usage(format!("the two {name}s are not the same"), hint));
        }
        Ok(first)
    }

    fn terminal(&self, what: &str, hint: &str) -> Result<File> {
        let terminal = if self.manner.may_ask { terminal::open() } else { None };
        terminal.ok_or_else(|| Error::CannotAsk { what: what.to_owned(), hint: hint.to_owned() })
    }
}

/// Ctrl-C at a hidden prompt is no error to tell: the signal that ends the program is on its way.
fn unanswered(why: io::Error) -> Error {
    if why.kind() == io::ErrorKind::Interrupted { Error::Told(Exit::Interrupted) } else { Error::Stdin(why) }
}
