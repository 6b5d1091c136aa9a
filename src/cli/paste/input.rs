//! Reads what is to be pasted: a file, stdin, an editor's text. Never more than the server takes, and never decoded.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::limits::{ASKED_FROM, Limits};
use crate::cli::error::{Error, Result};
use crate::cli::size::Size;

/// Where the content comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// What is to be pasted.
#[derive(Debug)]
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The bare file name, if it has one.
    pub name: Option<String>,
    /// As messages call it: `stdin` or `'build.log'`.
    pub shown: String,
    /// The file it is from.
    pub file: Option<PathBuf>,
}

/// How to read.
pub struct Reading<'a> {
    /// What the server takes.
    pub limits: &'a Limits<'a>,
    /// Keep only so much of the end.
    pub tail: Option<Size>,
    /// Bytes go here too as they are read.
    pub tee: Option<&'a mut dyn Write>,
}

impl Source {
    /// `-` is stdin.
    pub fn of(operand: &Path) -> Self {
        if operand == Path::new("-") { Self::Stdin } else { Self::File(operand.to_owned()) }
    }

    /// Which file it is, if it is one.
    pub fn path(&self) -> Option<&Path> {
        if let Self::File(path) = self { Some(path) } else { None }
    }

    /// As messages call it.
    pub fn shown(&self) -> String {
        match self {
            Self::Stdin => "stdin".to_owned(),
            Self::File(path) => format!("'{}'", path.display()),
        }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// It is not there, a directory, unreadable, empty, or larger than the server takes.
    pub fn read(&self, reading: &mut Reading<'_>) -> Result<Content> {
        let (bytes, file) = match self {
            Self::Stdin => (reading.all(&mut io::stdin().lock(), None, "stdin").map_err(|why| why.named(Error::Stdin))?, None),
            Self::File(path) => {
                let refused = |why| Error::file("read", path, why);
                let mut file = File::open(path).map_err(refused)?;
                let known = file.metadata().map_err(refused)?;
                if known.is_dir() {
                    return Err(Error::IsDirectory(path.clone()));
                }
                let size = known.is_file().then_some(known.len()).filter(|&size| size > 0);
                (reading.all(&mut file, size, &self.shown()).map_err(|why| why.named(refused))?, Some(path.clone()))
            }
        };
        if bytes.is_empty() {
            return Err(Error::Empty { what: self.shown() });
        }
        let name = file.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        Ok(Content { bytes, name, shown: self.shown(), file })
    }
}

/// Why reading stopped: what the system said, or a situation with words of its own.
enum Stopped {
    System(io::Error),
    Situation(Error),
}

impl Stopped {
    fn named(self, name: impl FnOnce(io::Error) -> Error) -> Error {
        match self {
            Self::System(why) => name(why),
            Self::Situation(error) => error,
        }
    }
}

impl Reading<'_> {
    /// Reads what has no name and no known size, such as a command's output; `shown` is what messages call it.
    ///
    /// # Errors
    /// It cannot be read, or is larger than the server takes.
    pub fn stream(&mut self, source: &mut dyn Read, shown: &str) -> Result<Vec<u8>> {
        self.all(source, None, shown).map_err(|why| why.named(Error::Stdin))
    }

    fn all(&mut self, source: &mut dyn Read, size: Option<u64>, shown: &str) -> std::result::Result<Vec<u8>, Stopped> {
        if let Some(tail) = self.tail {
            return self.end(source, tail);
        }
        if let Some(size) = size.filter(|&size| size > ASKED_FROM)
            && let Some(most) = self.limits.most().filter(|&most| size > most)
        {
            let larger = Limits::larger(size, Some(most));
            return Err(Stopped::Situation(self.limits.too_large(format!("{shown} is {larger}"), None)));
        }
        // The size of a file is a hint: it may grow, and /proc says 0.
        let expected = usize::try_from(size.unwrap_or(0).min(1 << 30)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(expected + 1);
        self.some(source, ASKED_FROM, &mut bytes)?;
        if bytes.len() as u64 >= ASKED_FROM {
            let most = self.limits.most();
            let room = most.map_or(u64::MAX, |most| (most + 1).saturating_sub(bytes.len() as u64));
            self.some(source, room, &mut bytes)?;
            if most.is_some_and(|most| bytes.len() as u64 > most) {
                let most = Size(most.unwrap_or_default());
                return Err(Stopped::Situation(self.limits.too_large(format!("{shown} is more than {most}"), None)));
            }
        }
        Ok(bytes)
    }

    /// At most so many bytes more.
    fn some(&mut self, source: &mut dyn Read, most: u64, bytes: &mut Vec<u8>) -> std::result::Result<(), Stopped> {
        let before = bytes.len();
        let Some(tee) = &mut self.tee else {
            return source.take(most).read_to_end(bytes).map(drop).map_err(Stopped::System);
        };
        let mut buffer = vec![0; 64 * 1024];
        while ((bytes.len() - before) as u64) < most {
            let room = usize::try_from(most - (bytes.len() - before) as u64).unwrap_or(usize::MAX).min(buffer.len());
            let piece = buffer.get_mut(..room).unwrap_or_default();
            let count = match source.read(piece) {
                Ok(0) => break,
                Ok(count) => count,
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                Err(why) => return Err(Stopped::System(why)),
            };
            let piece = piece.get(..count).unwrap_or_default();
            tee.write_all(piece).and_then(|()| tee.flush()).map_err(|why| Stopped::Situation(Error::stdout(why)))?;
            bytes.extend_from_slice(piece);
        }
        Ok(())
    }

    /// The last `tail` bytes, from the beginning of a line, under a line that says what is missing.
    fn end(&mut self, source: &mut dyn Read, tail: Size) -> std::result::Result<Vec<u8>, Stopped> {
        let keep = usize::try_from(tail.0).unwrap_or(usize::MAX).max(1);
        let (mut bytes, mut dropped) = (Vec::new(), 0_u64);
        loop {
            let before = bytes.len();
            self.some(source, (keep as u64).max(64 * 1024), &mut bytes)?;
            if bytes.len() == before {
                break;
            }
            let excess = bytes.len().saturating_sub(keep);
            // One byte in front is kept, to know whether the rest begins a line.
            if excess > 1 {
                bytes.drain(..excess - 1);
                dropped += excess as u64 - 1;
            }
        }
        if bytes.len() <= keep && dropped == 0 {
            return Ok(bytes);
        }
        let line = bytes.iter().position(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let cut = if line == 0 || line >= bytes.len() { bytes.len().saturating_sub(keep) } else { line };
        dropped += cut as u64;
        let total = dropped + (bytes.len() - cut) as u64;
        let mut shortened = format!("[the first {} of {} are left out]\n", Size(dropped), Size(total)).into_bytes();
        shortened.extend_from_slice(bytes.get(cut..).unwrap_or_default());
        Ok(shortened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(tail: Option<Size>, source: &mut dyn Read) -> Vec<u8> {
        let limits = Limits::new(None);
        let mut reading = Reading { limits: &limits, tail, tee: None };
        reading.all(source, None, "stdin").unwrap_or_else(|_| panic!("not read"))
    }

    #[test]
    fn a_tail_begins_with_a_whole_line_and_says_so() {
        let log: String = (0..1000).fold(String::new(), |log, number| log + &format!("line {number}\n"));
        let kept = String::from_utf8(reading(Some(Size(100)), &mut log.as_bytes())).unwrap();
        let mut lines = kept.lines();
        assert_eq!(lines.next(), Some("[the first 8.6 KiB of 8.7 KiB are left out]"));
        assert_eq!(lines.next(), Some("line 989"));
        assert!(kept.ends_with("line 999\n") && kept.len() < 160);
    }

    #[test]
    fn what_is_small_enough_is_left_alone() {
        assert_eq!(reading(Some(Size(100)), &mut b"short".as_slice()), b"short");
        assert_eq!(reading(Some(Size(5)), &mut b"short".as_slice()), b"short");
        assert_eq!(reading(None, &mut b"short".as_slice()), b"short");
        let long = vec![b'x'; 3 << 20];
        assert_eq!(reading(None, &mut long.as_slice()), long);
        let kept = reading(Some(Size(10)), &mut long.as_slice());
        assert!(kept.ends_with(b"\nxxxxxxxxxx"), "without a line break the bytes count");
    }

    #[test]
    fn a_tee_gets_every_byte() {
        let limits = Limits::new(None);
        let mut copy = Vec::new();
        let mut reading = Reading { limits: &limits, tail: None, tee: Some(&mut copy) };
        let bytes = reading.all(&mut b"through".as_slice(), None, "stdin").unwrap_or_default();
        assert_eq!((bytes.as_slice(), copy.as_slice()), (b"through".as_slice(), b"through".as_slice()));
    }
}
