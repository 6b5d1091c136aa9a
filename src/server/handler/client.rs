//! `GET /client`: the running executable itself, so that a server can hand out the client that speaks to it.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::protocol::{header, hex};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::response::{Payload, Response};

/// The running executable, held open from the start: an update that replaces the file does not change what is handed out.
#[derive(Debug)]
pub struct Executable {
    file: File,
    length: u64,
    sha256: OnceLock<String>,
}

impl Executable {
    /// Opens the running executable.
    ///
    /// # Errors
    /// The operating system's.
    pub fn open() -> io::Result<Self> {
        let file = File::open("/proc/self/exe")?;
        let length = file.metadata()?.len();
        Ok(Self { file, length, sha256: OnceLock::new() })
    }

    /// Its SHA-256 in hex, computed at the first asking.
    fn sha256(&self) -> io::Result<&str> {
        if let Some(known) = self.sha256.get() {
            return Ok(known);
        }
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        let mut at = 0;
        loop {
            let count = self.file.read_at(&mut buffer, at)?;
            if count == 0 {
                break;
            }
            hash.update(buffer.get(..count).unwrap_or_default());
            at += count as u64;
        }
        Ok(self.sha256.get_or_init(|| hex(&hash.finalize())))
    }

    /// The same file with a position of its own: many may read it at once.
    fn reopen(&self) -> io::Result<File> {
        File::open(format!("/proc/self/fd/{}", self.file.as_raw_fd()))
    }
}

/// `GET /client`.
///
/// # Errors
/// `internal`: the executable cannot be read.
pub fn show(call: &Call<'_>) -> Result<Response, Failure> {
    let executable = call.app.executable.as_ref().ok_or_else(|| Failure::internal("the executable could not be opened at the start"))?;
    let sha256 = executable.sha256().map_err(Failure::internal)?;
    let file = executable.reopen().map_err(Failure::internal)?;
    Ok(answer::with_body(200, header::OCTET_STREAM, Payload::File(file, executable.length)).with(header::CHECKSUM_SHA256, sha256))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn it_is_the_running_executable_byte_for_byte_for_each_reader() {
        let executable = Executable::open().unwrap();
        let whole = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert_eq!(executable.length, whole.len() as u64);
        assert_eq!(executable.sha256().unwrap(), hex(&Sha256::digest(&whole)));
        let (mut one, mut other) = (executable.reopen().unwrap(), executable.reopen().unwrap());
        let mut start = [0; 4];
        one.read_exact(&mut start).unwrap();
        let mut all = Vec::new();
        other.read_to_end(&mut all).unwrap();
        assert!(all == whole, "the position of one reader is not the other's");
    }
}
