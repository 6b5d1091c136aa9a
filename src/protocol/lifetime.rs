//! How long something lives: `3600`, `30m`, `12h`, `7d`, `2w`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// A positive number of whole seconds, at most a thousand years, so that adding it to a Unix time never overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lifetime(u64);

/// The text is not a lifetime.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a duration; use seconds or 30s, 5m, 12h, 7d, 2w")]
pub struct InvalidLifetime(pub String);

const MAX_SECONDS: u64 = 1000 * 366 * 86_400;

impl Lifetime {
    /// A lifetime of so many seconds; `None` for zero or more than a thousand years.
    pub const fn from_seconds(seconds: u64) -> Option<Self> {
        if seconds == 0 || seconds > MAX_SECONDS { None } else { Some(Self(seconds)) }
    }

    /// The length in seconds.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// Reads what a header carries: plain decimal seconds, no unit, no sign. Values past a thousand years are cut to it.
    pub fn from_header(value: &str) -> Option<Self> {
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Self::from_seconds(value.parse::<u64>().unwrap_or(u64::MAX).min(MAX_SECONDS))
    }
}

impl FromStr for Lifetime {
    type Err = InvalidLifetime;

    fn from_str(text: &str) -> Result<Self, InvalidLifetime> {
        parse_duration(text)
            .filter(|duration| duration.subsec_nanos() == 0)
            .and_then(|duration| Self::from_seconds(duration.as_secs()))
            .ok_or_else(|| InvalidLifetime(text.to_owned()))
    }
}

impl fmt::Display for Lifetime {
    /// Writes the largest unit that divides it: `7d`, `90m`, `61s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit, seconds) in [("w", 7 * 86_400), ("d", 86_400), ("h", 3600), ("m", 60)] {
            if self.0.is_multiple_of(seconds) {
                return write!(f, "{}{unit}", self.0 / seconds);
            }
        }
        write!(f, "{}s", self.0)
    }
}

/// Reads a duration: whole seconds without a unit, or a whole number with `ms`, `s`, `m`, `h`, `d` or `w`.
/// Zero is allowed; more than a thousand years is not.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => return None,
    };
    let duration = Duration::from_millis(number.checked_mul(milliseconds)?);
    (duration.as_secs() <= MAX_SECONDS).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_and_seconds_need_none() {
        for (text, seconds) in [("3600", 3600), ("30s", 30), ("30m", 1800), ("12h", 43_200), ("7d", 604_800), ("2w", 1_209_600)] {
            assert_eq!(text.parse::<Lifetime>().map(Lifetime::seconds), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "0", "-1", "+5", "1.5h", "h", "5 m", "5M", "1y", "99999999999999999999", "500ms", "٣"] {
            assert!(text.parse::<Lifetime>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_header_takes_seconds_alone_and_cuts_what_is_absurd() {
        assert_eq!(Lifetime::from_header("60"), Lifetime::from_seconds(60));
        for text in ["99999999999999999999", "999999999999999999999999999999"] {
            assert_eq!(Lifetime::from_header(text).map(Lifetime::seconds), Some(MAX_SECONDS), "{text}");
        }
        for text in ["", "0", "00000000000000000000000", "5m", "-1", "+1", " 1", "1.0"] {
            assert_eq!(Lifetime::from_header(text), None, "{text}");
        }
    }

    #[test]
    fn display_uses_the_largest_unit_that_divides() {
        for text in ["2w", "8d", "25h", "90m", "61s"] {
            assert_eq!(text.parse::<Lifetime>().unwrap().to_string(), text);
        }
    }
}
