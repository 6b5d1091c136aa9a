//! A body on its way: in memory while it is small, then in an unlinked temporary file, counted against a budget.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::io::Errno;
use sha2::{Digest, Sha256};

/// Bytes of one body that may stay in memory.
pub const MEMORY_MAX: usize = 256 * 1024;

/// How much all bodies together may hold, shared by every clone.
#[derive(Clone, Debug)]
pub struct Budget(Arc<Room>);

#[derive(Debug)]
struct Room {
    memory: AtomicU64,
    disk: AtomicU64,
}

impl Budget {
    /// Room for so many bytes in memory and on disk.
    pub fn new(memory: u64, disk: u64) -> Self {
        Self(Arc::new(Room { memory: AtomicU64::new(memory), disk: AtomicU64::new(disk) }))
    }

    fn take(from: &AtomicU64, amount: u64) -> io::Result<()> {
        from.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(amount))
            .map(|_| ())
            .map_err(|_| io::Error::new(io::ErrorKind::QuotaExceeded, "no room to hold the body"))
    }
}

/// Whether an error of a spool says that there is no room for another body just now: the budget is used up, or the process has no
/// descriptor left for a file.
pub fn is_out_of_room(error: &io::Error) -> bool {
    let codes = [Errno::MFILE, Errno::NFILE];
    error.kind() == io::ErrorKind::QuotaExceeded || codes.iter().any(|code| error.raw_os_error() == Some(code.raw_os_error()))
}

/// What a body holds of the budget; given back on drop.
#[derive(Debug)]
struct Permit {
    budget: Budget,
    memory: u64,
    disk: u64,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.budget.0.memory.fetch_add(self.memory, Ordering::AcqRel);
        self.budget.0.disk.fetch_add(self.disk, Ordering::AcqRel);
    }
}

/// Takes a body in. A write that finds no room fails with [`io::ErrorKind::QuotaExceeded`].
pub struct SpoolWriter {
    memory: Vec<u8>,
    file: Option<File>,
    length: u64,
    hash: Sha256,
    permit: Permit,
}

impl SpoolWriter {
    /// An empty body under this budget.
    pub fn new(budget: &Budget) -> Self {
        let permit = Permit { budget: budget.clone(), memory: 0, disk: 0 };
        Self { memory: Vec::new(), file: None, length: 0, hash: Sha256::new(), permit }
    }

    /// The body as it stands.
    pub fn finish(self) -> Spool {
        Spool(Arc::new(Kept {
            memory: self.memory,
            file: self.file,
            length: self.length,
            sha256: self.hash.finalize().into(),
            _permit: self.permit,
        }))
    }
}

impl Write for SpoolWriter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let amount = buffer.len() as u64;
        if self.file.is_none() && self.memory.len() + buffer.len() > MEMORY_MAX {
            Budget::take(&self.permit.budget.0.disk, self.length)?;
            self.permit.disk += self.length;
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.file = Some(file);
            self.memory = Vec::new();
            let freed = std::mem::take(&mut self.permit.memory);
            self.permit.budget.0.memory.fetch_add(freed, Ordering::AcqRel);
        }
        if let Some(file) = &mut self.file {
            Budget::take(&self.permit.budget.0.disk, amount)?;
            self.permit.disk += amount;
            file.write_all(buffer)?;
        } else {
            Budget::take(&self.permit.budget.0.memory, amount)?;
            self.permit.memory += amount;
            self.memory.extend_from_slice(buffer);
        }
        self.hash.update(buffer);
        self.length += amount;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Kept {
    memory: Vec<u8>,
    file: Option<File>,
    length: u64,
    sha256: [u8; 32],
    _permit: Permit,
}

/// A whole body. Clones share it.
#[derive(Clone)]
pub struct Spool(Arc<Kept>);

impl Spool {
    /// Bytes in it.
    pub fn len(&self) -> u64 {
        self.0.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.length == 0
    }

    /// The SHA-256 of it.
    pub fn sha256(&self) -> [u8; 32] {
        self.0.sha256
    }

    /// All of it, where it is in memory.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.0.file.is_none().then_some(&self.0.memory)
    }

    /// Reads it from the start, independently of other readers.
    pub fn reader(&self) -> SpoolReader {
        SpoolReader { spool: self.clone(), at: 0 }
    }

    /// The first `count` bytes, or all if there are fewer.
    ///
    /// # Errors
    /// The temporary file could not be read.
    pub fn head(&self, count: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.reader().take(count as u64).read_to_end(&mut head)?;
        Ok(head)
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spool({} bytes)", self.0.length)
    }
}

/// Reads a [`Spool`] and may seek in it.
#[derive(Debug)]
pub struct SpoolReader {
    spool: Spool,
    at: u64,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let kept = &self.spool.0;
        let got = if let Some(file) = &kept.file {
            file.read_at(buffer, self.at)?
        } else {
            let rest = usize::try_from(self.at).ok().and_then(|at| kept.memory.get(at..)).unwrap_or_default();
            (&*rest).read(buffer)?
        };
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for SpoolReader {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let target = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.spool.0.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(budget: &Budget) -> (u64, u64) {
        (budget.0.memory.load(Ordering::Acquire), budget.0.disk.load(Ordering::Acquire))
    }

    #[test]
    fn a_body_is_what_was_written_wherever_it_is_kept() {
        let budget = Budget::new(1 << 20, 1 << 20);
        for length in [0, 1, MEMORY_MAX, MEMORY_MAX + 1, 3 * MEMORY_MAX] {
            let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut writer = SpoolWriter::new(&budget);
            for piece in bytes.chunks(1000) {
                writer.write_all(piece).unwrap();
            }
            let spool = writer.finish();
            assert_eq!((spool.len(), spool.is_empty(), spool.bytes().is_some()), (length as u64, length == 0, length <= MEMORY_MAX));
            assert_eq!(spool.sha256(), <[u8; 32]>::from(Sha256::digest(&bytes)));
            assert!(spool.head(usize::MAX).unwrap() == bytes);
            let (mut reader, mut rest) = (spool.reader(), Vec::new());
            reader.seek(SeekFrom::End(-i64::try_from(length.min(10)).unwrap())).unwrap();
            reader.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, bytes[length - length.min(10)..]);
        }
        assert_eq!(left(&budget), (1 << 20, 1 << 20));
    }

    #[test]
    fn what_finds_no_room_gives_all_of_it_back() {
        let budget = Budget::new(100_000, 300_000);
        let mut held = SpoolWriter::new(&budget);
        held.write_all(&vec![1; 90_000]).unwrap();
        let mut other = SpoolWriter::new(&budget);
        assert_eq!(other.write_all(&vec![2; 20_000]).unwrap_err().kind(), io::ErrorKind::QuotaExceeded);
        drop(other);
        let held = held.finish();
        assert_eq!(left(&budget), (10_000, 300_000));
        let copy = held.clone();
        drop(held);
        assert_eq!(left(&budget), (10_000, 300_000));
        drop(copy);
        assert_eq!(left(&budget), (100_000, 300_000));
        let large = Budget::new(1 << 20, 300_000);
        let mut writer = SpoolWriter::new(&large);
        writer.write_all(&vec![3; MEMORY_MAX]).unwrap();
        assert_eq!(writer.write_all(&vec![3; 100_000]).unwrap_err().kind(), io::ErrorKind::QuotaExceeded);
        drop(writer);
        assert_eq!(left(&large), (1 << 20, 300_000));
    }
}
