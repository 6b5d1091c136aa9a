//! How random bytes look: Shannon entropy, so that a server can insist on encrypted pastes.

use std::io::{self, Read};

/// Bits per byte, 0 to 8; 0 where there are no bytes.
///
/// # Errors
/// The reader's.
#[expect(clippy::cast_precision_loss, reason = "two decimals are asked for")]
pub fn bits_per_byte(mut reader: impl Read) -> io::Result<f64> {
    let mut counts = [0_u64; 256];
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let got = reader.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
        for &byte in bytes {
            if let Some(count) = counts.get_mut(usize::from(byte)) {
                *count += 1;
            }
        }
    }
    let total: u64 = counts.iter().sum();
    let parts = counts.iter().filter(|&&count| count > 0).map(|&count| count as f64 / total as f64);
    // One byte repeated leads to minus zero; adding zero takes the sign away, which `max` may keep.
    Ok(parts.map(|part| -part * part.log2()).sum::<f64>() + 0.0)
}

/// Two decimals, rounded.
pub fn two_decimals(bits: f64) -> f64 {
    (bits * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> f64 {
        two_decimals(bits_per_byte(bytes).unwrap())
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "rounded to two decimals")]
    fn from_nothing_to_noise() {
        assert_eq!((of(b""), of(b"aaaa"), of(b"abab"), of(b"aab")), (0.0, 0.0, 1.0, 0.92));
        assert!(of(b"").is_sign_positive() && of(b"aaaa").is_sign_positive(), "-0.0 would be written into the answer");
        let all: Vec<u8> = (0..=255).cycle().take(1 << 18).collect();
        assert_eq!(of(&all), 8.0);
        assert!(of("the quick brown fox jumps over the lazy dog".repeat(50).as_bytes()) < 4.5);
    }
}
