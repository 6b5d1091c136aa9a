//! Sizes as people write and read them: `500k`, `2M`, `4.2 MiB`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// The text is not a size.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a size; use bytes or 500k, 2M, 1G")]
pub struct InvalidSize(String);

impl FromStr for Size {
    type Err = InvalidSize;

    /// Reads bytes, or a number with `k`, `M` or `G` (powers of 1024), `B`, `iB` or nothing after it.
    fn from_str(text: &str) -> Result<Self, InvalidSize> {
        let invalid = || InvalidSize(text.to_owned());
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or_else(invalid)?;
        let number: u64 = number.parse().map_err(|_| invalid())?;
        let factor = match unit.trim_start().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" | "kib" => 1 << 10,
            "m" | "mb" | "mib" => 1 << 20,
            "g" | "gb" | "gib" => 1 << 30,
            _ => return Err(invalid()),
        };
        number.checked_mul(factor).map(Self).ok_or_else(invalid)
    }
}

impl fmt::Display for Size {
    /// Writes at most one decimal: `17 bytes`, `4.2 MiB`, `3 MiB`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit, bytes) in [("GiB", 1_u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] {
            if self.0 >= bytes {
                let tenths = (u128::from(self.0) * 10 + u128::from(bytes) / 2) / u128::from(bytes);
                let (whole, tenth) = (tenths / 10, tenths % 10);
                return if tenth == 0 { write!(f, "{whole} {unit}") } else { write!(f, "{whole}.{tenth} {unit}") };
            }
        }
        if self.0 == 1 { f.write_str("1 byte") } else { write!(f, "{} bytes", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_powers_of_1024() {
        for (text, bytes) in [("0", 0), ("17", 17), ("500k", 512_000), ("2M", 2 << 20), ("1GiB", 1 << 30), ("3 MiB", 3 << 20), ("5b", 5)] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "k", "-1", "1.5M", "1T", "99999999999999999999", "99999999999G", "é"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn people_read_at_most_one_decimal() {
        for (bytes, text) in
            [(0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 KiB"), (3 << 20, "3 MiB"), (4_404_019, "4.2 MiB")]
        {
            assert_eq!(Size(bytes).to_string(), text);
        }
    }
}
