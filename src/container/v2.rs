//! The container we write: a note and the content in segments of 64 KiB, each AES-256-GCM, chained by number as the STREAM
//! construction does (Hoang, Reyhanitabar, Rogaway, Vizár 2015; BE32), so that cutting, swapping and adding are all seen.

use std::num::NonZeroUsize;

use pbkdf2::pbkdf2_hmac_array;
use sha2::Sha256;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::cipher::{Cipher, NONCE, TAG, TooLong, Unauthentic, derive};
use super::key::ContentKey;
use super::layout::{Header, Kdf, Note, PREFIX, SEGMENT};
use crate::protocol::limit::PBKDF2_ROUNDS;
use crate::sys::entropy::{Entropy, EntropyError, draw};

/// Sealed bytes of a full segment.
const SEALED_SEGMENT: usize = SEGMENT + TAG;
/// Segments from which a second thread is worth its start: 1 MiB.
const PARALLEL_FROM: usize = 16;

/// Why nothing was sealed.
#[derive(Debug, Error)]
pub enum SealError {
    /// There is no randomness: fail closed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The name and type together have more than 64 KiB.
    #[error("the name of the paste is too long to seal")]
    NoteTooLong,
    /// More than 2^32 segments, or more than one nonce may encrypt.
    #[error("the content is too large to seal")]
    TooLong,
}

impl From<TooLong> for SealError {
    fn from(_: TooLong) -> Self {
        Self::TooLong
    }
}

/// Seals a paste under its key, and a passphrase if there is one, where its content lies. The content is sealed as it is: packing it
/// is the caller's choice (`pack`), told to readers by `note.encoding`.
///
/// # Errors
/// [`SealError`].
pub fn seal(
    content: Vec<u8>,
    note: &Note,
    key: &ContentKey,
    passphrase: Option<&str>,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, SealError> {
    let note = note.to_bytes().ok_or(SealError::NoteTooLong)?;
    let kdf = match passphrase {
        None => Kdf::Key,
        Some(_) => Kdf::Passphrase { salt: draw(entropy)?, rounds: PBKDF2_ROUNDS },
    };
    let header = Header { kdf, prefix: draw(entropy)? };
    let stream = Stream::new(&header, header.to_bytes(), key, passphrase.unwrap_or_default());
    let segments = (note.len() + content.len()).div_ceil(SEGMENT).max(1);
    if u32::try_from(segments).is_err() {
        return Err(SealError::TooLong);
    }
    let mut sealed = spread(content, &stream.header, &note, segments);
    let jobs = sealed.get_mut(stream.header.len()..).unwrap_or_default().chunks_mut(SEALED_SEGMENT).enumerate().collect();
    in_parallel(segments, jobs, |(number, place): (usize, &mut [u8])| {
        let Some((text, tag)) = place.split_last_chunk_mut::<TAG>() else { return Err(TooLong) };
        *tag = stream.cipher.seal(stream.nonce(number, number + 1 == segments), &stream.header, text)?;
        Ok(())
    })?;
    Ok(sealed)
}

/// Moves content apart, so that it lies as it will lie sealed: behind the header and the note, with room for a tag after each segment.
/// Another fifty megabytes would cost more than the cipher does.
fn spread(mut bytes: Vec<u8>, header: &[u8], note: &[u8], segments: usize) -> Vec<u8> {
    let payload = note.len() + bytes.len();
    let more = header.len() + note.len() + segments * TAG;
    bytes.reserve_exact(more);
    bytes.resize(bytes.len() + more, 0);
    // From the last segment on: each moves up, to where nothing lies any more that has not moved yet.
    for number in (0..segments).rev() {
        let place = header.len() + number * SEALED_SEGMENT;
        let (from, to) = (number * SEGMENT, payload.min((number + 1) * SEGMENT));
        let begin = from.max(note.len());
        if begin < to {
            bytes.copy_within(begin - note.len()..to - note.len(), place + begin - from);
        }
        let noted = note.get(from..note.len().min(to)).unwrap_or_default();
        put(&mut bytes, place, noted);
    }
    put(&mut bytes, 0, header);
    bytes
}

fn put(bytes: &mut [u8], at: usize, part: &[u8]) {
    if let Some(place) = bytes.get_mut(at..at + part.len()) {
        place.copy_from_slice(part);
    }
}

/// Which segment did not verify, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadSegment(pub(super) usize);

/// Opens all segments after a parsed header and returns the note and, apart from it, the content: cut off afterwards, the note would
/// move all of it. Nothing is returned unless every tag verified. The sealed bytes stay: whoever keeps them may try another key.
pub(super) fn open(
    header: &Header,
    header_bytes: &[u8],
    segments: &[u8],
    key: &ContentKey,
    passphrase: &str,
) -> Result<(Vec<u8>, Vec<u8>), BadSegment> {
    let stream = Stream::new(header, header_bytes.to_vec(), key, passphrase);
    let count = segments.len().div_ceil(SEALED_SEGMENT);
    let last = segments.len() - (count - 1) * SEALED_SEGMENT;
    // An empty last segment ends an empty payload alone; behind others it is no writer's work.
    if last < TAG || (last == TAG && count > 1) {
        return Err(BadSegment(count - 1));
    }
    let open_one = |(number, (sealed, place)): (usize, (&[u8], &mut [u8]))| {
        let Some((text, tag)) = sealed.split_last_chunk::<TAG>() else { return Err(BadSegment(number)) };
        let nonce = stream.nonce(number, number + 1 == count);
        stream.cipher.open(nonce, &stream.header, text, place, *tag).map_err(|Unauthentic| BadSegment(number))
    };
    let mut sealed = segments.chunks(SEALED_SEGMENT).enumerate();
    // The first alone: it says how long the note is, and a wrong key costs one segment, not fifty megabytes.
    let mut note = Vec::new();
    while note.len() < Note::reach(&note)
        && let Some((number, segment)) = sealed.next()
    {
        let opened = note.len();
        note.resize(opened + segment.len() - TAG, 0);
        open_one((number, (segment, note.get_mut(opened..).unwrap_or_default())))?;
    }
    let begun = note.split_off(Note::reach(&note).min(note.len()));
    let mut content = vec![0; segments.len() - count * TAG - note.len()];
    put(&mut content, 0, &begun);
    let places = content.get_mut(begun.len()..).unwrap_or_default().chunks_mut(SEGMENT);
    let jobs = sealed.zip(places).map(|((number, segment), place)| (number, (segment, place))).collect();
    in_parallel(count, jobs, open_one)?;
    Ok((note, content))
}

/// The cipher of one container and how its segments are numbered.
struct Stream {
    cipher: Cipher,
    header: Vec<u8>,
    prefix: [u8; PREFIX],
}

impl Stream {
    /// The file key: `HKDF-SHA256(K [‖ PBKDF2-HMAC-SHA256(passphrase NFC, salt, rounds)], info = "fpaste container v2")`.
    fn new(header: &Header, bytes: Vec<u8>, key: &ContentKey, passphrase: &str) -> Self {
        let file_key = match &header.kdf {
            Kdf::Key => derive(&[key.bytes()], b"fpaste container v2"),
            Kdf::Passphrase { salt, rounds } => {
                let normal = Zeroizing::new(passphrase.nfc().collect::<String>());
                let stretched = Zeroizing::new(pbkdf2_hmac_array::<Sha256, 32>(normal.as_bytes(), salt, *rounds));
                derive(&[key.bytes(), stretched.as_ref()], b"fpaste container v2")
            }
        };
        Self { cipher: Cipher::new(&file_key), header: bytes, prefix: header.prefix }
    }

    /// `prefix(7) ‖ number(u32, big endian) ‖ last(1)`: no two segments of a container share it, and the prefix is fresh for each.
    fn nonce(&self, number: usize, last: bool) -> [u8; NONCE] {
        let mut nonce = [0; NONCE];
        let (prefix, rest) = nonce.split_at_mut(PREFIX);
        prefix.copy_from_slice(&self.prefix);
        let number = u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
        for (place, byte) in rest.iter_mut().zip(number.into_iter().chain([u8::from(last)])) {
            *place = byte;
        }
        nonce
    }
}

/// Does the jobs of a container of so many segments, on all cores if it is large; the first failure by number is returned.
fn in_parallel<J: Send, E: Send>(segments: usize, mut jobs: Vec<J>, work: impl Fn(J) -> Result<(), E> + Sync) -> Result<(), E> {
    // Asking for the cores reads files: four fifths of the time that a small paste takes.
    let cores = if segments < PARALLEL_FROM { 1 } else { std::thread::available_parallelism().map_or(1, NonZeroUsize::get) };
    if cores == 1 {
        return jobs.into_iter().try_for_each(work);
    }
    let share = jobs.len().div_ceil(cores);
    let work = &work;
    std::thread::scope(|scope| {
        let mut workers = Vec::new();
        while jobs.len() > share {
            let part = jobs.split_off(jobs.len() - share);
            workers.push(scope.spawn(move || part.into_iter().try_for_each(work)));
        }
        let own = jobs.into_iter().try_for_each(work);
        // Threads hold the later parts in reverse: the earliest failure wins.
        workers.into_iter().rev().fold(own, |earlier, worker| {
            let done = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            earlier.and(done)
        })
    })
}
