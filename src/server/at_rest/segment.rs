//! A body as segments of 64 KiB, each sealed on its own: sealed as it is read, opened as it is written, so that 50 MiB never stand in
//! memory and no byte is handed on before its tag is checked.
//!
//! ```text
//! AES-256-GCM[data key, nonce(0, last?)](first 64 KiB) ‖ tag ‖ … ‖ AES-256-GCM[data key, nonce(n, last)](the rest) ‖ tag
//! ```
//!
//! An empty body is one empty segment. Only the last may be shorter.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use super::cipher::{Cipher, Nonce, TAG};

/// Bytes of a segment before it is sealed.
const SEGMENT: usize = 64 * 1024;

/// How many bytes a body of so many becomes.
pub fn sealed_length(length: u64) -> u64 {
    length.saturating_add(length.div_ceil(SEGMENT as u64).max(1).saturating_mul(TAG as u64))
}

/// How many bytes the next segment holds, if so many are left.
fn next(left: u64) -> usize {
    usize::try_from(left).unwrap_or(SEGMENT).min(SEGMENT)
}

/// Seals what it reads from a source of known length.
pub struct Sealing<R> {
    source: R,
    cipher: Cipher,
    left: u64,
    number: u64,
    ended: bool,
    segment: Zeroizing<Vec<u8>>,
    at: usize,
}

impl<R: Read> Sealing<R> {
    pub(super) fn new(source: R, length: u64, cipher: Cipher) -> Self {
        Self { source, cipher, left: length, number: 0, ended: false, segment: Zeroizing::default(), at: 0 }
    }

    fn seal_next(&mut self) -> io::Result<()> {
        let length = next(self.left);
        // Room for the tag first: a vector that grows leaves its old bytes behind.
        self.segment.clear();
        self.segment.reserve_exact(length + TAG);
        self.segment.resize(length, 0);
        self.source.read_exact(&mut self.segment)?;
        self.left -= length as u64;
        self.ended = self.left == 0;
        let tag = self.cipher.seal(Nonce::segment(self.number, self.ended), b"", &mut self.segment).ok_or(io::ErrorKind::InvalidInput)?;
        self.segment.extend_from_slice(&tag);
        (self.number, self.at) = (self.number + 1, 0);
        Ok(())
    }
}

impl<R: Read> Read for Sealing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.segment.len() && !self.ended {
            self.seal_next()?;
        }
        let got = self.segment.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += got;
        Ok(got)
    }
}

/// Opens what is written to it and passes it on, a whole segment at a time. Altered, moved, missing and additional bytes are
/// [`io::ErrorKind::InvalidData`].
pub struct Opening<W> {
    sink: W,
    cipher: Cipher,
    left: u64,
    number: u64,
    ended: bool,
    segment: Zeroizing<Vec<u8>>,
}

impl<W: Write> Opening<W> {
    pub(super) fn new(sink: W, length: u64, cipher: Cipher) -> Self {
        let segment = Zeroizing::new(Vec::with_capacity(next(length) + TAG));
        Self { sink, cipher, left: length, number: 0, ended: false, segment }
    }

    fn open_next(&mut self) -> io::Result<()> {
        let length = next(self.left);
        self.left -= length as u64;
        self.ended = self.left == 0;
        let (sealed, tag) = self.segment.split_last_chunk_mut::<TAG>().ok_or(io::ErrorKind::InvalidData)?;
        self.cipher.open(Nonce::segment(self.number, self.ended), b"", sealed, *tag).map_err(|_| io::ErrorKind::InvalidData)?;
        self.sink.write_all(sealed)?;
        self.segment.clear();
        self.number += 1;
        Ok(())
    }

    /// What it was passed on to, once all of it was there.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`]: it ended early.
    pub fn finish(self) -> io::Result<W> {
        if self.ended { Ok(self.sink) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

impl<W: Write> Write for Opening<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ended {
            return if bytes.is_empty() { Ok(0) } else { Err(io::ErrorKind::InvalidData.into()) };
        }
        let wanted = next(self.left) + TAG;
        let taken = bytes.get(..wanted.saturating_sub(self.segment.len())).unwrap_or(bytes);
        self.segment.extend_from_slice(taken);
        if self.segment.len() == wanted {
            self.open_next()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [9; 32];

    fn pattern(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect()
    }

    fn seal(bytes: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::new();
        Sealing::new(bytes, bytes.len() as u64, Cipher::new(&KEY)).read_to_end(&mut sealed).unwrap();
        sealed
    }

    fn open(sealed: &[u8], length: usize, piece: usize) -> io::Result<Vec<u8>> {
        let mut opening = Opening::new(Vec::new(), length as u64, Cipher::new(&KEY));
        for part in sealed.chunks(piece.max(1)) {
            opening.write_all(part)?;
        }
        opening.finish()
    }

    #[test]
    fn a_body_of_any_length_goes_there_and_back_in_pieces_of_any_length() {
        for length in [0, 1, 15, 16, 65_519, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 300_000] {
            let bytes = pattern(length);
            let sealed = seal(&bytes);
            assert_eq!(sealed.len() as u64, sealed_length(length as u64), "{length}");
            for piece in [1000, 16, 65_552, 65_536, 1 << 20] {
                assert!(open(&sealed, length, piece).unwrap() == bytes, "{length} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn every_flip_is_refused() {
        let bytes = pattern(65_536 + 40);
        let sealed = seal(&bytes);
        let edges = [0, 1, 65_535, 65_536, 65_551, 65_552, 65_591, 65_592, sealed.len() - 1];
        for at in (0..sealed.len()).step_by(977).chain(edges) {
            for bit in [1, 128] {
                let mut altered = sealed.clone();
                altered[at] ^= bit;
                assert_eq!(open(&altered, bytes.len(), 1 << 20).unwrap_err().kind(), io::ErrorKind::InvalidData, "{at}");
            }
        }
        for at in 0..seal(b"short").len() {
            let mut altered = seal(b"short");
            altered[at] ^= 1;
            assert!(open(&altered, 5, 7).is_err(), "{at}");
        }
    }

    #[test]
    fn what_is_cut_off_put_on_moved_or_of_another_length_is_refused() {
        let bytes = pattern(3 * 65_536);
        let sealed = seal(&bytes);
        let segments: Vec<&[u8]> = sealed.chunks(65_552).collect();
        let refused = |sealed: &[u8], length: usize| open(sealed, length, 5000).unwrap_err().kind() == io::ErrorKind::InvalidData;
        for cut in [0, 1, 65_552, 2 * 65_552, sealed.len() - 1] {
            assert!(refused(&sealed[..cut], bytes.len()), "{cut}");
        }
        // A whole number of segments, and the length changed to match: the last is not marked as the last.
        assert!(refused(&segments[..2].concat(), 2 * 65_536));
        assert!(refused(&segments[..1].concat(), 65_536));
        assert!(refused(&[sealed.as_slice(), b"x"].concat(), bytes.len()));
        assert!(refused(&[sealed.as_slice(), segments[2]].concat(), 4 * 65_536));
        for order in [[1, 0, 2], [0, 2, 1], [0, 0, 2], [2, 1, 0]] {
            assert!(refused(&order.map(|at| segments[at]).concat(), bytes.len()), "{order:?}");
        }
        for length in [bytes.len() - 1, bytes.len() + 1, 0] {
            assert!(refused(&sealed, length), "{length}");
        }
    }

    #[test]
    fn nothing_of_a_segment_is_handed_on_before_all_of_it_is_checked() {
        let bytes = pattern(2 * 65_536);
        let mut sealed = seal(&bytes);
        let end = sealed.len() - 1;
        sealed[end] ^= 1;
        let mut opening = Opening::new(Vec::new(), bytes.len() as u64, Cipher::new(&KEY));
        assert!(opening.write_all(&sealed).is_err());
        assert!(opening.sink == bytes[..65_536]);
    }

    #[test]
    fn a_source_that_ends_early_seals_nothing_whole() {
        let mut sealing = Sealing::new(b"short".as_slice(), 6, Cipher::new(&KEY));
        assert!(sealing.read_to_end(&mut Vec::new()).is_err());
    }
}
