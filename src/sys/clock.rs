//! The time of day, passed in wherever it matters so that a test can set it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Unix seconds.
    fn now(&self) -> u64;
}

/// The system's clock. Before 1970 it says 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }
}

/// The system's time as HTTP writes it (RFC 9110 §5.6.7); what it cannot write becomes the nearest that it can.
#[derive(Clone, Debug, Default)]
pub struct HttpDate {
    second: u64,
    text: String,
}

impl HttpDate {
    /// What it is now, worded anew once a second.
    pub fn now(&mut self) -> &str {
        let second = SystemClock.now();
        if self.text.is_empty() || self.second != second {
            *self = Self { second, text: as_http_date(second) };
        }
        &self.text
    }
}

fn as_http_date(seconds: u64) -> String {
    /// The last second of the year 9999.
    const LAST: u64 = 253_402_300_799;
    let seconds = i64::try_from(seconds.min(LAST)).unwrap_or_default();
    let moment = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(HTTP_DATE).unwrap_or_default()
}

const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// A clock that stands still until it is moved.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    /// A clock that says `now`, Unix seconds.
    pub fn new(now: u64) -> Self {
        Self(AtomicU64::new(now))
    }

    /// Sets it, forward or back.
    pub fn set(&self, now: u64) {
        self.0.store(now, Ordering::SeqCst);
    }

    /// Moves it forward by so many seconds.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_http_wants_it_however_wrong_the_clock_is() {
        assert_eq!(as_http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(as_http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(as_http_date(u64::MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
    }
}
