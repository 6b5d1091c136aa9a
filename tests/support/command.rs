//! The built binary in a world of its own: no inherited environment, its own home.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// A home directory of its own, gone with the test.
pub struct Home(TempDir);

/// What a finished command left behind.
#[derive(Debug)]
pub struct Outcome {
    pub stdout: Vec<u8>,
    pub stderr: String,
    /// The exit code, or 128 + the signal.
    pub code: i32,
}

/// The built binary, or the one that `FPASTE_BINARY` names, such as a release build.
pub fn binary() -> &'static Path {
    static BINARY: LazyLock<PathBuf> =
        LazyLock::new(|| std::env::var_os("FPASTE_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_fpaste").into()).into());
    &BINARY
}

impl Home {
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("fpaste-test-").tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file below the home, its directories included.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Any program, with nothing of our environment but `PATH`, in this home.
    pub fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path().join(".config"))
            .env("XDG_DATA_HOME", self.path().join(".local/share"))
            .env("XDG_STATE_HOME", self.path().join(".local/state"))
            .env("TMPDIR", self.path())
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir(self.path());
        command
    }

    /// `fpaste` with these arguments.
    pub fn fpaste<A: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = self.program(binary());
        command.args(args);
        command
    }

    /// Runs `fpaste` with nothing on stdin.
    pub fn run<A: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Outcome {
        finish(self.fpaste(args).stdin(Stdio::null()))
    }

    /// Runs `fpaste` with these bytes on stdin.
    pub fn pipe<A: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = A>, stdin: &[u8]) -> Outcome {
        feed(&mut self.fpaste(args), stdin)
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs a command to its end and catches what it printed.
pub fn finish(command: &mut Command) -> Outcome {
    command.output().unwrap().into()
}

/// Runs a command with these bytes on stdin.
pub fn feed(command: &mut Command, stdin: &[u8]) -> Outcome {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A command that does not read its stdin closes it: that is its right.
        scope.spawn(move || drop(pipe.write_all(stdin)));
        child.wait_with_output().unwrap().into()
    })
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        use std::os::unix::process::ExitStatusExt;
        let code = output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap());
        Self { stdout: output.stdout, stderr: String::from_utf8_lossy(&output.stderr).into_owned(), code }
    }
}

impl Outcome {
    /// Stdout as text, without its last newline.
    pub fn line(&self) -> &str {
        self.text().trim_end_matches('\n')
    }

    /// Stdout as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Panics, showing everything, unless the exit code is this one.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", String::from_utf8_lossy(&self.stdout), self.stderr);
        self
    }
}
