//! A temporary file whose blocks tell nothing: unlinked, and sealed under a key of its own that is in memory alone.
//!
//! Segments of 16 KiB, each sealed on its own, so that a reader may begin anywhere. What does not fill a segment yet stays in memory.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

use zeroize::Zeroizing;

use super::cipher::{Cipher, KEY, Nonce, TAG};
use crate::sys::entropy::{SystemEntropy, draw};

/// Bytes of a segment before it is sealed.
pub const SEGMENT: usize = 16 * 1024;
const SEALED: u64 = (SEGMENT + TAG) as u64;

/// An unlinked, sealed temporary file that is written once, from its start to its end, and then read.
pub struct Scratch {
    file: File,
    cipher: Cipher,
    segments: u64,
    tail: Zeroizing<Vec<u8>>,
    failed: bool,
}

impl Scratch {
    /// An empty one, under a fresh key.
    ///
    /// # Errors
    /// The file could not be made, or there was no randomness for the key.
    pub fn new() -> io::Result<Self> {
        let key = Zeroizing::new(draw::<KEY>(&SystemEntropy).map_err(io::Error::other)?);
        let tail = Zeroizing::new(Vec::with_capacity(SEGMENT + TAG));
        Ok(Self { file: tempfile::tempfile()?, cipher: Cipher::new(&key), segments: 0, tail, failed: false })
    }

    /// Puts the segment that is full into the file.
    fn seal_tail(&mut self) -> io::Result<()> {
        // The key is this file's alone and the number is never used again, for after a failure nothing is sealed any more.
        let tag = self.cipher.seal(Nonce::segment(self.segments, false), b"", &mut self.tail).ok_or(io::ErrorKind::InvalidInput)?;
        self.tail.extend_from_slice(&tag);
        self.file.write_all(&self.tail)?;
        self.tail.clear();
        self.segments += 1;
        Ok(())
    }

    /// Reads one segment into the buffer, in place of what it held. The one after the last is empty.
    ///
    /// # Errors
    /// The file could not be read, or is not what was written.
    pub fn read_segment(&self, number: u64, into: &mut Vec<u8>) -> io::Result<()> {
        into.clear();
        if number >= self.segments {
            into.extend_from_slice(if number == self.segments { &self.tail } else { &[] });
            return Ok(());
        }
        into.resize(SEGMENT, 0);
        let (at, mut tag) = (number * SEALED, [0; TAG]);
        let read = self.file.read_exact_at(into, at).and_then(|()| self.file.read_exact_at(&mut tag, at + SEGMENT as u64));
        let opened = read
            .and_then(|()| self.cipher.open(Nonce::segment(number, false), b"", into, tag).map_err(|_| io::ErrorKind::InvalidData.into()));
        opened.inspect_err(|_| into.clear())
    }
}

impl Write for Scratch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let taken = bytes.get(..SEGMENT - self.tail.len()).unwrap_or(bytes);
        self.tail.extend_from_slice(taken);
        if self.tail.len() == SEGMENT {
            self.seal_tail().inspect_err(|_| self.failed = true)?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(length: usize) -> (Scratch, Vec<u8>) {
        let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
        let mut scratch = Scratch::new().unwrap();
        for piece in bytes.chunks(1000) {
            scratch.write_all(piece).unwrap();
        }
        (scratch, bytes)
    }

    #[test]
    fn it_reads_as_it_was_written_and_its_blocks_tell_nothing() {
        for length in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 5 * SEGMENT + 7] {
            let (scratch, bytes) = filled(length);
            let (mut all, mut segment) = (Vec::new(), Vec::new());
            for number in 0.. {
                scratch.read_segment(number, &mut segment).unwrap();
                if segment.is_empty() {
                    break;
                }
                all.extend_from_slice(&segment);
            }
            assert!(all == bytes, "{length}");
            let mut disk = vec![0; usize::try_from(scratch.file.metadata().unwrap().len()).unwrap()];
            scratch.file.read_exact_at(&mut disk, 0).unwrap();
            assert!(!disk.windows(32).any(|window| bytes.windows(32).next().is_some_and(|marker| marker == window)));
        }
    }

    #[test]
    fn another_file_has_another_key_and_altered_blocks_are_refused() {
        let ((one, _), (other, _)) = (filled(2 * SEGMENT), filled(2 * SEGMENT));
        let (mut here, mut there) = (vec![0; SEGMENT + TAG], vec![0; SEGMENT + TAG]);
        one.file.read_exact_at(&mut here, 0).unwrap();
        other.file.read_exact_at(&mut there, 0).unwrap();
        assert!(here != there);
        let mut segment = Vec::new();
        for (at, bytes) in [(0, vec![here[0] ^ 1]), (SEALED, here.clone()), (SEALED, there)] {
            let (scratch, _) = filled(2 * SEGMENT);
            scratch.file.write_all_at(&bytes, at).unwrap();
            assert_eq!(scratch.read_segment(at / SEALED, &mut segment).unwrap_err().kind(), io::ErrorKind::InvalidData);
            assert!(segment.is_empty());
        }
    }
}
