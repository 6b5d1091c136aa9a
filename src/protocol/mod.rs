//! What both ends and the browser agree on: routes, messages, headers, limits, proof of work.
//!
//! Everything here is a pure function of its arguments: no input or output, no clock, no randomness.

pub mod audit_chain;
pub mod error_code;
pub mod feature;
pub mod header;
pub mod lifetime;
pub mod limit;
pub mod message;
pub mod name;
pub mod paste_id;
pub mod pow;
pub mod route;
pub mod scope;

pub use error_code::ErrorCode;
pub use lifetime::Lifetime;
pub use name::Name;
pub use paste_id::PasteId;
pub use route::Route;
pub use scope::{Demand, Scope};

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    let mut text = String::with_capacity(2 * bytes.len());
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text
}

/// Whether the text is lower-case hex digits only (the empty text is).
pub fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reads exactly `N` bytes from `2 N` hex digits of either case; `None` for anything else.
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        *byte = value(high)? << 4 | value(low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_there_and_back() {
        assert_eq!(hex(&[0, 0x1f, 0xff]), "001fff");
        assert_eq!(parse_hex::<3>("001FfF"), Some([0, 0x1f, 0xff]));
        for bad in ["", "001ff", "001fff0", "001ffg", "+01fff", "é1fff"] {
            assert_eq!(parse_hex::<3>(bad), None, "{bad}");
        }
    }
}
