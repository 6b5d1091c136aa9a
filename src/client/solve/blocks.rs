//! Ten blocks stand ready, one for each last digit; the upper digits are written into them once per ten numbers.
//!
//! The text `nonce:N` and its padding fit one block of SHA-256, so that a try is one compression and nothing else.

use sha2::block_api::compress256;

use super::{numbers, solves};

/// A block of SHA-256.
pub(super) const BLOCK: usize = 64;
/// Its padding: one byte 0x80 and eight of length.
const PADDING: usize = 9;
/// Digits of the largest number.
const DIGITS: usize = 20;
/// FIPS 180-4 §5.3.3.
pub(super) const START: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// Whether `nonce:N` fits one block, however long N is.
pub(super) fn can(nonce: &str) -> bool {
    nonce.len() + 1 + DIGITS + PADDING <= BLOCK
}

/// The padded block of `nonce:number`. The text must fit: see [`can`].
pub(super) fn block(nonce: &str, number: u64) -> [u8; BLOCK] {
    let text = format!("{nonce}:{number}");
    let mut block = [0; BLOCK];
    let bits = (text.len() as u64 * 8).to_be_bytes();
    for (to, from) in block.iter_mut().zip(text.bytes().chain([0x80])) {
        *to = from;
    }
    for (to, from) in block.iter_mut().rev().zip(bits.iter().rev()) {
        *to = *from;
    }
    block
}

/// The first word of a digest with `difficulty` zero bits, shifted so, is zero.
pub(super) fn shift(difficulty: u8) -> u32 {
    32 - u32::from(difficulty.clamp(1, 32))
}

/// The smallest solution in a chunk.
pub(super) fn scan(nonce: &str, difficulty: u8, chunk: u64) -> Option<u64> {
    if difficulty == 0 {
        return Some(numbers(chunk).start);
    }
    let shift = shift(difficulty);
    let range = numbers(chunk);
    let mut first = range.start;
    while first < range.end {
        // Numbers of one length: up to the next power of ten.
        let end = if first == 0 { 10 } else { first.checked_ilog10().and_then(|log| 10_u64.checked_pow(log + 1)).unwrap_or(u64::MAX) };
        let end = end.min(range.end);
        if let Some(found) = same_length(nonce, difficulty, shift, first..end) {
            return Some(found);
        }
        first = end;
    }
    None
}

/// The smallest solution among numbers that all have as many digits; the first one is a multiple of ten.
fn same_length(nonce: &str, difficulty: u8, shift: u32, numbers: std::ops::Range<u64>) -> Option<u64> {
    let last = nonce.len() + 1 + numbers.start.to_string().len() - 1;
    let start = block(nonce, numbers.start);
    let mut ten = [start; 10];
    for (block, digit) in ten.iter_mut().zip(b'0'..) {
        *block.get_mut(last)? = digit;
    }
    let mut tens = numbers.start;
    while tens < numbers.end {
        for (block, number) in ten.iter().zip(tens..) {
            let mut state = START;
            compress256(&mut state, std::slice::from_ref(block));
            let [head, ..] = state;
            if head >> shift == 0 && (difficulty <= 32 || solves(nonce, difficulty, number)) {
                return Some(number);
            }
        }
        tens = tens.checked_add(10)?;
        if tens < numbers.end {
            for block in &mut ten {
                bump(block.get_mut(nonce.len() + 1..last)?);
            }
        }
    }
    None
}

/// Adds one to a number in decimal digits. It never overflows: its length stays.
fn bump(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return;
        }
    }
}
