//! A terminal to run a command in: what a person would type and see.
//!
//! `setsid --ctty` of util-linux makes the terminal the command's own, which std cannot do without unsafe code.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::command::Home;
use super::wait_until;

/// A command and the terminal it runs in.
pub struct Pty {
    child: Child,
    keyboard: File,
    screen: Arc<Mutex<Vec<u8>>>,
}

impl Pty {
    /// Runs `fpaste` with these arguments in a terminal of so many columns; `prepare` may set variables or redirect a stream.
    pub fn run(home: &Home, columns: u16, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        tcsetwinsize(&master, Winsize { ws_row: 45, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let terminal = || File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let mut command = home.program("setsid");
        // A suite that runs in the background ignores Ctrl-C; who sits at a terminal does not.
        command
            .args(["--ctty", "--wait", "env", "--default-signal=INT,QUIT,HUP"])
            .arg(super::command::binary())
            .args(arguments)
            .env("TERM", "xterm-256color");
        command.stdin(Stdio::from(terminal())).stdout(Stdio::from(terminal())).stderr(Stdio::from(terminal()));
        prepare(&mut command);
        let child = command.spawn().unwrap();
        drop(command);
        let keyboard = File::from(master);
        let screen = Arc::new(Mutex::new(Vec::new()));
        let (mut output, sink) = (File::from(OwnedFd::from(keyboard.try_clone().unwrap())), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                sink.lock().unwrap().extend_from_slice(&buffer[..count]);
            }
        });
        Self { child, keyboard, screen }
    }

    /// Everything shown so far.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Waits until the screen has shown this text.
    #[track_caller]
    pub fn expect(&self, text: &str) {
        wait_until(&format!("the terminal shows {text:?}"), Duration::from_secs(20), || self.shown().contains(text));
    }

    /// Types.
    pub fn type_in(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }

    /// Waits for the command's end; its exit code.
    pub fn finish(mut self) -> (i32, String) {
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        // The reader thread ends when the last terminal handle closes; what is shown by then is all there is.
        let mut length = usize::MAX;
        wait_until("the screen is quiet", Duration::from_secs(5), || {
            std::thread::park_timeout(Duration::from_millis(30));
            let shown = self.screen.lock().unwrap().len();
            std::mem::replace(&mut length, shown) == shown
        });
        (code, self.shown())
    }
}
