//! The terminal: whether there is one, how wide it is, and reading from it without showing what is typed.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;

use rustix::fs::{FileType, OFlags};
use rustix::termios::{LocalModes, OptionalActions, Termios};
use zeroize::Zeroizing;

use super::cleanup;

/// Opens the terminal that the process belongs to; `None` where it has none.
pub fn open() -> Option<File> {
    File::options().read(true).write(true).open("/dev/tty").ok()
}

/// The columns of the terminal a stream is, if it is one and says so.
pub fn columns(stream: &impl AsFd) -> Option<usize> {
    rustix::termios::tcgetwinsize(stream).ok().map(|size| usize::from(size.ws_col)).filter(|&columns| columns > 0)
}

/// Whether a standard stream may have been closed when the program began: the runtime then opens `/dev/null` for reading and
/// writing in its place. A shell's redirection opens it for one of the two; Python's `DEVNULL` and Node's `'ignore'` open it for both,
/// and nothing tells those from a closed one afterwards.
pub fn may_be_substitute(stream: &impl AsFd) -> bool {
    let device = |stat: rustix::fs::Stat| (FileType::from_raw_mode(stat.st_mode), stat.st_rdev);
    let Ok(Ok(here)) = rustix::fs::fstat(stream).map(|stat| Ok::<_, ()>(device(stat))) else { return true };
    let Ok(null) = rustix::fs::stat("/dev/null").map(device) else { return false };
    here == null && rustix::fs::fcntl_getfl(stream).is_ok_and(|flags| flags.contains(OFlags::RDWR))
}

/// Asks on the terminal and reads one line without showing it. Ctrl-C puts the terminal back before the program ends.
///
/// # Errors
/// The terminal cannot be read, or was closed before a line came; [`io::ErrorKind::Interrupted`] is Ctrl-C, whose signal is on its way.
pub fn read_hidden(terminal: &mut File, prompt: &str) -> io::Result<Zeroizing<String>> {
    let shown = rustix::termios::tcgetattr(&*terminal)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    let _back = Restore::new(terminal.try_clone()?, shown)?;
    rustix::termios::tcsetattr(&*terminal, OptionalActions::Flush, &hidden)?;
    // The prompt comes after the echo is off: whoever answers it quickly is not shown either.
    terminal.write_all(prompt.as_bytes())?;
    let line = rpassword::read_password().map(Zeroizing::new);
    // After a line that was read the cursor is on the next already.
    if line.is_err() {
        terminal.write_all(b"\n")?;
    }
    line
}

/// Puts the terminal back as it was, at the end or on Ctrl-C.
struct Restore {
    terminal: File,
    shown: Termios,
    _on_interrupt: cleanup::Cleanup,
}

impl Restore {
    fn new(terminal: File, shown: Termios) -> io::Result<Self> {
        let (again, modes) = (terminal.try_clone()?, shown.clone());
        let cleanup = cleanup::on_interrupt(move || {
            let _ = rustix::termios::tcsetattr(&again, OptionalActions::Now, &modes);
        });
        Ok(Self { terminal, shown, _on_interrupt: cleanup })
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        let _ = rustix::termios::tcsetattr(&self.terminal, OptionalActions::Now, &self.shown);
    }
}
