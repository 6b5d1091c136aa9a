//! Times as programs read them (RFC 3339, UTC) and as people do (`3 h ago`, `in 2 d`).

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// `2026-11-25T18:23:00Z`.
pub fn exact(unix: u64) -> String {
    let time = i64::try_from(unix).ok().and_then(|unix| OffsetDateTime::from_unix_timestamp(unix).ok());
    time.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_else(|| unix.to_string())
}

/// `now`, `3 h ago`, `in 2 d`: one unit, rounded down, as far from now as it is.
pub fn relative(now: u64, unix: u64) -> String {
    match (now.abs_diff(unix), unix > now) {
        (0, _) => "now".to_owned(),
        (seconds, true) => format!("in {}", span(seconds)),
        (seconds, false) => format!("{} ago", span(seconds)),
    }
}

/// `59 s`, `3 min`, `5 h`, `12 d`, `2 y`.
pub fn span(seconds: u64) -> String {
    for (unit, length) in [("y", 365 * 86_400), ("d", 86_400), ("h", 3600), ("min", 60)] {
        // A day is shown in hours up to two, and so on: one unit alone loses too much below that.
        if seconds >= 2 * length || (seconds >= length && unit == "min") {
            return format!("{} {unit}", seconds / length);
        }
    }
    format!("{seconds} s")
}

/// Reads a time a person typed: Unix seconds, RFC 3339, a date, or how long ago (`7d`).
pub fn parse(text: &str, now: u64) -> Option<u64> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    if let Some(ago) = crate::protocol::lifetime::parse_duration(text) {
        return now.checked_sub(ago.as_secs());
    }
    let full = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    let time = OffsetDateTime::parse(&full, &Rfc3339).ok()?;
    u64::try_from(time.unix_timestamp()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_get_rfc_3339() {
        assert_eq!(exact(0), "1970-01-01T00:00:00Z");
        assert_eq!(exact(1_764_094_980), "2025-11-25T18:23:00Z");
        assert_eq!(exact(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn people_get_one_unit() {
        let now = 10_000_000_000;
        for (unix, text) in [(0, "now"), (59, "in 59 s"), (60, "in 1 min"), (7199, "in 119 min"), (7200, "in 2 h"), (172_800, "in 2 d")] {
            assert_eq!(relative(now, now + unix), text);
        }
        assert_eq!(relative(now, now - 3600), "60 min ago");
    }

    #[test]
    fn a_time_is_typed_in_four_ways() {
        for (text, unix) in [("100", 100), ("1970-01-02", 86_400), ("1970-01-01T00:01:00Z", 60), ("1h", 6400)] {
            assert_eq!(parse(text, 10_000), Some(unix), "{text}");
        }
        for text in ["", "yesterday", "1970-13-01", "7x"] {
            assert_eq!(parse(text, 10_000), None, "{text}");
        }
    }
}
