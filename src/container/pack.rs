//! gzip (RFC 1952) in front of the cipher, where it saves at least a tenth, and back, capped.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

/// Content above which a sample decides first whether packing all of it is worth the time.
const SAMPLED_FROM: usize = 1 << 20;
/// Pieces of a sample, evenly spread, and bytes in each.
const SAMPLE_PIECES: usize = 16;
const SAMPLE_PIECE: usize = 16 * 1024;

/// Packs the content, if that saves at least 10 %.
pub fn pack(content: &[u8]) -> Option<Vec<u8>> {
    if content.len() > SAMPLED_FROM && !sample_shrinks(content) {
        return None;
    }
    gzip(content, content.len() - content.len() / 10)
}

/// Whether pieces from all over a large content get smaller at all: pictures, archives and ciphertext do not.
fn sample_shrinks(content: &[u8]) -> bool {
    let stride = content.len() / SAMPLE_PIECES;
    let sample: Vec<u8> = content.chunks(stride).take(SAMPLE_PIECES).flat_map(|piece| piece.iter().take(SAMPLE_PIECE)).copied().collect();
    gzip(&sample, sample.len() - sample.len() / 33).is_some()
}

/// The content as gzip; `None` where that has more than `most` bytes.
fn gzip(content: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Capped { bytes: Vec::new(), most }, Compression::default());
    encoder.write_all(content).ok()?;
    encoder.finish().ok().map(|capped| capped.bytes)
}

/// Collects bytes until there are too many.
struct Capped {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Capped {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + buffer.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why packed content cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unpackable {
    /// It is not gzip, or altered before it was sealed.
    Broken,
    /// It unpacks to more than allowed.
    TooLarge,
}

/// Unpacks gzip to at most `most` bytes.
pub(super) fn unpack(packed: &[u8], most: u64) -> Result<Vec<u8>, Unpackable> {
    let mut content = Vec::new();
    MultiGzDecoder::new(packed).take(most.saturating_add(1)).read_to_end(&mut content).map_err(|_| Unpackable::Broken)?;
    if content.len() as u64 > most { Err(Unpackable::TooLarge) } else { Ok(content) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::{Entropy, SystemEntropy};

    #[test]
    fn text_is_packed_and_noise_is_not() {
        let text = b"the same line again and again\n".repeat(100_000);
        assert_eq!(unpack(&pack(&text).unwrap(), text.len() as u64).unwrap(), text);
        let mut noise = vec![0; 3 << 20];
        SystemEntropy.fill(&mut noise).unwrap();
        assert_eq!(pack(&noise), None);
        assert_eq!(pack(&noise[..1000]), None);
        assert_eq!(pack(b""), None);
        noise[1 << 20..].fill(0);
        assert!(pack(&noise).is_some(), "the sample looks further than the beginning");
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let packed = gzip(&vec![0; 1 << 20], usize::MAX).unwrap();
        assert_eq!(unpack(&packed, (1 << 20) - 1), Err(Unpackable::TooLarge));
        assert!(unpack(&packed, 1 << 20).is_ok());
        assert_eq!(unpack(&packed[..packed.len() - 1], 1 << 20), Err(Unpackable::Broken));
        assert_eq!(unpack(b"not gzip", 100), Err(Unpackable::Broken));
    }
}
