//! A body on its way: in memory while it is small and there is room, else in an unlinked temporary file, counted against a budget. Where bodies
//! are sealed at rest, that file is sealed too, under a key of its own that was in memory alone.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::at_rest::{SCRATCH_SEGMENT, Scratch};
use crate::sys::sync::{Condvar, Mutex, MutexGuard};

/// Bytes of one body that may stay in memory.
pub const MEMORY_MAX: usize = 256 * 1024;
/// Bytes of one that is read out of the store: it comes at once, and mostly goes so.
const ANSWER_MEMORY_MAX: usize = 1024 * 1024;

/// How long a body waits for those who were told to go.
const PATIENCE: Duration = Duration::from_secs(1);

/// How much all bodies together may hold, shared by every clone.
#[derive(Clone)]
pub struct Budget(Arc<Room>);

struct Room {
    left: Mutex<Left>,
    freed: Condvar,
    relief: OnceLock<Relief>,
    seals: bool,
}

/// Bytes not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Left {
    memory: u64,
    disk: u64,
}

/// Tells somebody to go who holds much and is in no hurry. Whether there was anybody.
type Relief = Box<dyn Fn() -> bool + Send + Sync>;

impl Budget {
    /// Room for so many bytes in memory and on disk.
    pub fn new(memory: u64, disk: u64) -> Self {
        Self::made(memory, disk, false)
    }

    /// The same room, where what is on disk is sealed.
    pub fn sealed(memory: u64, disk: u64) -> Self {
        Self::made(memory, disk, true)
    }

    fn made(memory: u64, disk: u64, seals: bool) -> Self {
        Self(Arc::new(Room { left: Mutex::new(Left { memory, disk }), freed: Condvar::new(), relief: OnceLock::new(), seals }))
    }

    /// Says, once, who makes room on the disk where there is none.
    pub fn relieved_by(&self, relief: impl Fn() -> bool + Send + Sync + 'static) {
        drop(self.0.relief.set(Box::new(relief)));
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room in memory. Where there is none, there may be some on the disk.
    fn take_memory(&self, amount: u64) -> bool {
        let mut left = self.left();
        let rest = left.memory.checked_sub(amount);
        left.memory = rest.unwrap_or(left.memory);
        rest.is_some()
    }

    fn take_disk(&self, amount: u64) -> io::Result<()> {
        let until = Instant::now() + PATIENCE;
        let mut left = self.left();
        loop {
            if let Some(rest) = left.disk.checked_sub(amount) {
                left.disk = rest;
                return Ok(());
            }
            drop(left);
            if Instant::now() >= until || !self.0.relief.get().is_some_and(|relief| relief()) {
                return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "no room to hold the body"));
            }
            // Whoever was told to go takes a moment; if that is not enough, another goes too.
            let waited = self.0.freed.wait_timeout_while(self.left(), PATIENCE / 10, |left| left.disk < amount);
            left = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_back(&self, memory: u64, disk: u64) {
        let mut left = self.left();
        left.memory += memory;
        left.disk += disk;
        drop(left);
        if disk > 0 {
            self.0.freed.notify_all();
        }
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Budget").field(&*self.left()).finish()
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

impl Permit {
    fn take_memory(&mut self, amount: u64) -> bool {
        let taken = self.budget.take_memory(amount);
        self.memory += if taken { amount } else { 0 };
        taken
    }

    fn take_disk(&mut self, amount: u64) -> io::Result<()> {
        self.budget.take_disk(amount)?;
        self.disk += amount;
        Ok(())
    }

    fn give_memory_back(&mut self) {
        self.budget.give_back(std::mem::take(&mut self.memory), 0);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.budget.give_back(self.memory, self.disk);
    }
}

/// The temporary file of a body.
enum Disk {
    Clear(File),
    Sealed(Box<Scratch>),
}

impl Disk {
    fn new(seals: bool) -> io::Result<Self> {
        if seals { Scratch::new().map(|scratch| Self::Sealed(Box::new(scratch))) } else { tempfile::tempfile().map(Self::Clear) }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Clear(file) => file.write_all(bytes),
            Self::Sealed(scratch) => scratch.write_all(bytes),
        }
    }
}

/// Takes a body in. A write that finds no room fails with [`io::ErrorKind::QuotaExceeded`].
pub struct SpoolWriter {
    memory: Vec<u8>,
    file: Option<Disk>,
    length: u64,
    hash: Sha256,
    permit: Permit,
    memory_max: usize,
}

impl SpoolWriter {
    /// An empty body under this budget.
    pub fn new(budget: &Budget) -> Self {
        let permit = Permit { budget: budget.clone(), memory: 0, disk: 0 };
        Self { memory: Vec::new(), file: None, length: 0, hash: Sha256::new(), permit, memory_max: MEMORY_MAX }
    }

    /// An empty body that will have this size, on its way out of the store.
    pub fn outgoing(budget: &Budget, size: u64) -> Self {
        let few = usize::try_from(size).ok().filter(|size| *size <= ANSWER_MEMORY_MAX);
        Self { memory: Vec::with_capacity(few.unwrap_or(0)), memory_max: few.unwrap_or(0), ..Self::new(budget) }
    }

    /// Whether it is in a temporary file.
    pub fn is_on_disk(&self) -> bool {
        self.file.is_some()
    }

    /// The temporary file, with room for so much more; what was in memory is in it.
    fn on_disk(&mut self, more: u64) -> io::Result<&mut Disk> {
        let file = if let Some(file) = self.file.take() {
            file
        } else {
            self.permit.take_disk(self.length)?;
            let mut file = Disk::new(self.permit.budget.0.seals)?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.permit.give_memory_back();
            file
        };
        let file = self.file.insert(file);
        self.permit.take_disk(more)?;
        Ok(file)
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
        let small = self.file.is_none() && self.memory.len() + buffer.len() <= self.memory_max;
        if small && self.permit.take_memory(amount) {
            self.memory.extend_from_slice(buffer);
        } else {
            self.on_disk(amount)?.write_all(buffer)?;
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
    file: Option<Disk>,
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

    /// Whether it is in a temporary file.
    pub fn is_on_disk(&self) -> bool {
        self.0.file.is_some()
    }

    /// All of it, where it is in memory.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.0.file.is_none().then_some(&self.0.memory)
    }

    /// Reads it from the start, independently of other readers.
    pub fn reader(&self) -> SpoolReader {
        SpoolReader { spool: self.clone(), at: 0, segment: Zeroizing::default(), number: None }
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
pub struct SpoolReader {
    spool: Spool,
    at: u64,
    /// The segment of a sealed file that was read last, and its number.
    segment: Zeroizing<Vec<u8>>,
    number: Option<u64>,
}

impl fmt::Debug for SpoolReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpoolReader({:?} at {})", self.spool, self.at)
    }
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let kept = &self.spool.0;
        let got = match &kept.file {
            Some(Disk::Clear(file)) => file.read_at(buffer, self.at)?,
            Some(Disk::Sealed(scratch)) => {
                let (number, within) = (self.at / SCRATCH_SEGMENT as u64, self.at % SCRATCH_SEGMENT as u64);
                if self.number != Some(number) {
                    self.number = None;
                    scratch.read_segment(number, &mut self.segment)?;
                    self.number = Some(number);
                }
                let rest = usize::try_from(within).ok().and_then(|within| self.segment.get(within..)).unwrap_or_default();
                (&*rest).read(buffer)?
            }
            None => {
                let rest = usize::try_from(self.at).ok().and_then(|at| kept.memory.get(at..)).unwrap_or_default();
                (&*rest).read(buffer)?
            }
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

#[cfg(all(test, loom))]
mod orders;
#[cfg(test)]
mod tests {
    use super::*;

    fn left(budget: &Budget) -> (u64, u64) {
        let left = *budget.left();
        (left.memory, left.disk)
    }

    #[test]
    fn a_body_is_what_was_written_wherever_it_is_kept() {
        for (budget, length) in [Budget::new(1 << 20, 1 << 20), Budget::sealed(1 << 20, 1 << 20)]
            .into_iter()
            .flat_map(|budget| [0, 1, MEMORY_MAX, MEMORY_MAX + 1, 3 * MEMORY_MAX].map(|length| (budget.clone(), length)))
        {
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
            drop((reader, spool));
            assert_eq!(left(&budget), (1 << 20, 1 << 20));
        }
    }

    #[test]
    fn what_finds_no_room_in_memory_goes_to_the_disk_and_gives_all_of_it_back() {
        let budget = Budget::new(100_000, 300_000);
        let mut held = SpoolWriter::new(&budget);
        held.write_all(&vec![1; 90_000]).unwrap();
        let mut other = SpoolWriter::new(&budget);
        other.write_all(&vec![2; 5_000]).unwrap();
        other.write_all(&vec![2; 15_000]).unwrap();
        assert_eq!((held.is_on_disk(), other.is_on_disk(), left(&budget)), (false, true, (10_000, 280_000)));
        assert!(other.finish().head(usize::MAX).unwrap() == vec![2; 20_000]);
        let held = held.finish();
        assert_eq!(left(&budget), (10_000, 300_000));
        let copy = held.clone();
        drop(held);
        assert_eq!(left(&budget), (10_000, 300_000));
        drop(copy);
        assert_eq!(left(&budget), (100_000, 300_000));
    }

    #[test]
    fn what_finds_no_room_on_the_disk_is_refused_and_gives_all_of_it_back() {
        let budget = Budget::new(1 << 20, 300_000);
        let mut writer = SpoolWriter::new(&budget);
        writer.write_all(&vec![3; MEMORY_MAX]).unwrap();
        assert_eq!(writer.write_all(&vec![3; 100_000]).unwrap_err().kind(), io::ErrorKind::QuotaExceeded);
        drop(writer);
        assert_eq!(left(&budget), (1 << 20, 300_000));
    }

    #[test]
    fn whoever_is_in_no_hurry_makes_room() {
        let budget = Budget::new(0, 100);
        let fill = |amount: usize| {
            let mut writer = SpoolWriter::new(&budget);
            writer.write_all(&vec![4; amount]).map(|()| writer)
        };
        let slow = Mutex::new(vec![fill(60).unwrap(), fill(30).unwrap()]);
        // Another thread's part: it drops what it holds.
        budget.relieved_by(move || slow.lock().unwrap().pop().is_some());
        let first = fill(35).unwrap();
        assert_eq!(left(&budget), (0, 5));
        let second = fill(60).unwrap();
        assert_eq!(left(&budget), (0, 5));
        assert_eq!(fill(10).err().map(|error| error.kind()), Some(io::ErrorKind::QuotaExceeded), "nobody is left to go");
        drop((first, second));
        assert_eq!(left(&budget), (0, 100));
    }
}
