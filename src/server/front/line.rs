//! A socket whose reads and writes end in time.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::registry::Slot;

/// Socket timeouts are set in steps of this, so that they seldom need to be set again.
const STEP: Duration = Duration::from_millis(250);

/// The raw bytes of one connection.
pub(super) struct Line {
    pub(super) slot: Arc<Slot>,
    read_timeout: Duration,
    write_timeout: Duration,
}

impl Line {
    pub(super) fn new(slot: Arc<Slot>) -> Self {
        Self { slot, read_timeout: Duration::ZERO, write_timeout: Duration::ZERO }
    }

    /// Reads what there is, at least one byte unless the stream has ended.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`], and what the socket says.
    pub(super) fn read(&mut self, out: &mut [u8], until: Instant) -> io::Result<usize> {
        loop {
            let limit = remaining(until)?;
            if limit != self.read_timeout {
                self.slot.socket.set_read_timeout(limit)?;
                self.read_timeout = limit;
            }
            match (&self.slot.socket).read(out) {
                Err(error) if is_passing(&error) => {}
                other => return other,
            }
        }
    }

    /// Writes at least one byte.
    ///
    /// # Errors
    /// As [`Line::read`].
    pub(super) fn write(&mut self, bytes: &[u8], until: Instant) -> io::Result<usize> {
        loop {
            let limit = remaining(until)?;
            if limit != self.write_timeout {
                self.slot.socket.set_write_timeout(limit)?;
                self.write_timeout = limit;
            }
            match (&self.slot.socket).write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Err(error) if is_passing(&error) => {}
                other => return other,
            }
        }
    }
}

/// The time left, rounded up to a step.
fn remaining(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    let steps = left.as_millis().div_ceil(STEP.as_millis()).max(1);
    Ok(STEP * u32::try_from(steps).unwrap_or(u32::MAX))
}

/// A socket timeout or a signal: look at the clock and try again.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// How a transfer goes: it must never stall, and on the whole keep a rate.
pub(super) struct Pace<'a> {
    limits: &'a Limits,
    begun: Instant,
    moved: u64,
}

impl<'a> Pace<'a> {
    pub(super) fn begin(limits: &'a Limits) -> Self {
        Self { limits, begun: Instant::now(), moved: 0 }
    }

    /// Notes progress.
    pub(super) fn move_on(&mut self, bytes: usize, slot: &Slot) {
        self.moved += bytes as u64;
        slot.moved(self.moved);
    }

    /// When the next byte must have moved.
    pub(super) fn until(&self) -> Instant {
        let stall = Instant::now() + self.limits.stall;
        self.begun.checked_add(self.limits.transfer(self.moved)).map_or(stall, |whole| whole.min(stall))
    }
}
