//! Randomness, passed in wherever it matters. Where the operating system has none, everything that needs it fails.

use rand::TryRng;
use rand::rngs::SysRng;
use thiserror::Error;

/// The operating system gave no randomness: nothing secret can be made.
#[derive(Debug, Error)]
#[error("the operating system gave no randomness")]
pub struct EntropyError;

/// Makes unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer, or fails and leaves it unusable.
    ///
    /// # Errors
    /// [`EntropyError`]: there is no fallback.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}

/// The operating system's generator (getrandom(2) on Linux).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        SysRng.try_fill_bytes(buffer).map_err(|_| EntropyError)
    }
}

/// Draws `N` bytes.
///
/// # Errors
/// [`EntropyError`].
pub fn draw<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Empty;

    impl Entropy for Empty {
        fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
            Err(EntropyError)
        }
    }

    #[test]
    fn two_draws_differ_and_a_failing_source_gives_nothing() {
        assert_ne!(draw::<32>(&SystemEntropy).unwrap(), draw::<32>(&SystemEntropy).unwrap());
        assert!(draw::<32>(&Empty).is_err());
    }
}
