//! Proof of work: the challenge token, the bytes that are hashed, and the check of a solution (PROTOCOL §3).
//!
//! Searching for a solution is the client's business (`client/solve`).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{hex, is_lower_hex, limit, parse_hex};

/// Random bytes of a nonce; on the wire twice as many hex digits.
pub const NONCE_BYTES: usize = 16;

/// Leading zero bits a digest must have, 0 to 255.
pub type Bits = u8;

/// What a proof was asked for. A token of one kind never passes for the other: they are signed with different keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `POST /`, key = the secret itself.
    Create,
    /// `POST /register` and `POST /csr`, key = HMAC-SHA256(secret, `register`).
    Register,
}

/// A challenge as its token states it: `nonce:expires:difficulty:signature`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    nonce: String,
    /// Until when it may be answered, Unix seconds.
    pub expires: u64,
    /// Leading zero bits.
    pub difficulty: Bits,
}

/// Why a proof does not count.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PowError {
    /// Not `nonce:expires:difficulty:signature`.
    #[error("the proof-of-work token is malformed")]
    Malformed,
    /// Not signed here, or signed for another purpose.
    #[error("the proof-of-work token was not issued by this server for this request")]
    Forged,
    /// Its time is over.
    #[error("the proof-of-work challenge has expired")]
    Expired,
    /// The digest has too few zero bits, or the solution is no plain decimal.
    #[error("the proof-of-work solution is wrong")]
    Unsolved,
}

impl Challenge {
    /// A challenge over a fresh nonce.
    pub fn new(nonce: [u8; NONCE_BYTES], expires: u64, difficulty: Bits) -> Self {
        Self { nonce: hex(&nonce), expires, difficulty }
    }

    /// The nonce, 32 lower-case hex digits.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The first Unix second in which it no longer counts. What was spent must be remembered until then: it is good in the second it names.
    pub fn over(&self) -> u64 {
        self.expires.saturating_add(1)
    }

    /// The token: this challenge and its signature, lower-case hex HMAC-SHA256 over `nonce:expires:difficulty`.
    pub fn token(&self, secret: &[u8], purpose: Purpose) -> String {
        let signature = signer(secret, purpose, &self.to_string()).finalize().into_bytes();
        format!("{self}:{}", hex(&signature))
    }

    /// Reads a token and checks its signature in constant time, then its time.
    ///
    /// # Errors
    /// [`PowError::Malformed`], [`PowError::Forged`] or [`PowError::Expired`].
    pub fn verify_token(token: &str, secret: &[u8], purpose: Purpose, now: u64) -> Result<Self, PowError> {
        let (signed, signature) = token.rsplit_once(':').ok_or(PowError::Malformed)?;
        let signature = parse_hex::<32>(signature).filter(|_| is_lower_hex(signature)).ok_or(PowError::Malformed)?;
        let mut fields = signed.split(':');
        let (Some(nonce), Some(expires), Some(difficulty), None) = (fields.next(), fields.next(), fields.next(), fields.next()) else {
            return Err(PowError::Malformed);
        };
        if nonce.len() != 2 * NONCE_BYTES || !is_lower_hex(nonce) {
            return Err(PowError::Malformed);
        }
        signer(secret, purpose, signed).verify_slice(&signature).map_err(|_| PowError::Forged)?;
        let challenge = Self {
            nonce: nonce.to_owned(),
            expires: expires.parse().map_err(|_| PowError::Malformed)?,
            difficulty: difficulty.parse().map_err(|_| PowError::Malformed)?,
        };
        if challenge.over() <= now { Err(PowError::Expired) } else { Ok(challenge) }
    }

    /// Checks a solution as it came in the header.
    ///
    /// # Errors
    /// [`PowError::Unsolved`].
    pub fn verify_solution(&self, solution: &str) -> Result<(), PowError> {
        let digits = solution.as_bytes();
        let plain = !digits.is_empty()
            && digits.len() <= limit::POW_SOLUTION_DIGITS
            && digits.iter().all(u8::is_ascii_digit)
            && (digits.first() != Some(&b'0') || digits.len() == 1);
        if plain && leading_zero_bits(&digest(&self.nonce, solution)) >= u32::from(self.difficulty) {
            Ok(())
        } else {
            Err(PowError::Unsolved)
        }
    }
}

impl fmt::Display for Challenge {
    /// The signed text, `nonce:expires:difficulty`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.nonce, self.expires, self.difficulty)
    }
}

fn signer(secret: &[u8], purpose: Purpose, message: &str) -> Hmac<Sha256> {
    let keyed = |key: &[u8], text: &str| {
        // HMAC takes a key of any length (RFC 2104); the error type exists for other MACs.
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(text.as_bytes());
        mac
    };
    match purpose {
        Purpose::Create => keyed(secret, message),
        Purpose::Register => keyed(&keyed(secret, "register").finalize().into_bytes(), message),
    }
}

/// SHA-256 of the ASCII text `nonce:solution`.
pub fn digest(nonce: &str, solution: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(nonce);
    hash.update(":");
    hash.update(solution);
    hash.finalize().into()
}

/// Zero bits before the first one, 0 to 256.
pub fn leading_zero_bits(digest: &[u8; 32]) -> u32 {
    let zero_bytes = digest.iter().take_while(|&&byte| byte == 0).count();
    let next = digest.get(zero_bytes).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(zero_bytes).unwrap_or(0) * 8 + next
}

/// Until when a challenge made now can be answered: the configured time, or longer where the difficulty is such that a
/// client of 500,000 hashes a second needs longer on average. Unix seconds.
pub fn expires_at(now: u64, ttl: u64, difficulty: Bits) -> u64 {
    let slow_client = 1_u64.checked_shl(u32::from(difficulty)).unwrap_or(u64::MAX) / limit::POW_SLOWEST_RATE;
    now.saturating_add(ttl.max(slow_client))
}

/// The chance of having found a solution after `hashes` tries, `1 - (1 - 2^-d)^n`, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a progress line needs three digits")]
pub fn chance_of_success(difficulty: Bits, hashes: u64) -> f64 {
    let single = 0.5_f64.powi(i32::from(difficulty));
    -(hashes as f64 * (-single).ln_1p()).exp_m1()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; 16] = [0x11; 16];

    #[test]
    fn a_token_counts_for_its_secret_purpose_and_time_alone() {
        let challenge = Challenge::new(NONCE, 1000, 8);
        let token = challenge.token(b"secret", Purpose::Create);
        let check = |token: &str, secret: &[u8], purpose, now| Challenge::verify_token(token, secret, purpose, now);
        assert_eq!(check(&token, b"secret", Purpose::Create, 1000), Ok(challenge));
        assert_eq!(check(&token, b"secret", Purpose::Create, 1001), Err(PowError::Expired));
        assert_eq!(check(&token, b"secret", Purpose::Register, 1000), Err(PowError::Forged));
        assert_eq!(check(&token, b"other", Purpose::Create, 1000), Err(PowError::Forged));
        assert_eq!(check(&token.replace(":8:", ":1:"), b"secret", Purpose::Create, 1000), Err(PowError::Forged));
        for bad in ["", ":::", "a:b:c:d", &token[1..], &token[..token.len() - 1], &format!("x:{token}")] {
            assert_eq!(check(bad, b"secret", Purpose::Create, 1000), Err(PowError::Malformed), "{bad}");
        }
    }

    #[test]
    fn no_single_changed_byte_of_a_token_passes() {
        let token = Challenge::new(NONCE, 1000, 8).token(b"secret", Purpose::Create);
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'7' { b'6' } else { b'7' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(Challenge::verify_token(&changed, b"secret", Purpose::Create, 0).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_slow_client_gets_the_time_its_difficulty_needs() {
        assert_eq!(expires_at(100, 300, 20), 400);
        assert_eq!(expires_at(100, 300, 28), 100 + 536);
        assert_eq!(expires_at(u64::MAX, 300, 255), u64::MAX);
    }

    #[test]
    fn the_chance_grows_from_nothing_to_certainty() {
        assert!(chance_of_success(20, 0) == 0.0);
        assert!((chance_of_success(20, 1 << 20) - 0.632).abs() < 0.001);
        assert!(chance_of_success(20, 1 << 24) > 0.999_999);
    }
}
