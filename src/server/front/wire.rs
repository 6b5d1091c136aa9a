//! One connection's bytes: what came and is not used yet, and reading and writing that end in time.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::limits::{HEAD_MAX, Limits};
use super::registry::Slot;

/// Bytes an idle connection holds for what comes next.
const BUFFER: usize = 4 * 1024;
/// Bytes it may hold: a head, and the line break that may stand in front of it.
const BUFFER_MAX: usize = HEAD_MAX + 1024;
/// Bytes read or written at once.
pub(super) const PIECE: usize = 64 * 1024;
/// Socket timeouts are set in steps of this, so that they seldom need to be set again.
const STEP: Duration = Duration::from_millis(250);

/// A connection to read from and write to.
pub(super) struct Wire {
    pub(super) slot: Arc<Slot>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    read_timeout: Duration,
    write_timeout: Duration,
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
        let now = Instant::now();
        let stall = now + self.limits.stall;
        self.begun.checked_add(self.limits.transfer(self.moved)).map_or(stall, |whole| whole.min(stall))
    }
}

impl Wire {
    pub(super) fn new(slot: Arc<Slot>) -> Self {
        Self { slot, buffer: Vec::new(), start: 0, end: 0, read_timeout: Duration::ZERO, write_timeout: Duration::ZERO }
    }

    /// What came and is not used yet.
    pub(super) fn available(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Uses up so many of the available bytes.
    pub(super) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
    }

    /// Gives back what a large head needed.
    pub(super) fn rest(&mut self) {
        if self.start == self.end && self.buffer.len() > BUFFER {
            self.buffer = Vec::new();
        }
    }

    /// Makes more bytes available; 0 at the end of the stream, or where there is no room for more.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`], and what the socket says.
    pub(super) fn fill(&mut self, until: Instant) -> io::Result<usize> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            self.buffer.resize((self.buffer.len() * 2).clamp(BUFFER, BUFFER_MAX), 0);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let got = self.read(buffer.get_mut(self.end..).unwrap_or_default(), until);
        self.buffer = buffer;
        self.end += *got.as_ref().unwrap_or(&0);
        got
    }

    /// Reads past the buffer, which must be empty.
    ///
    /// # Errors
    /// As [`Wire::fill`].
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

    /// Writes all of it, at this pace.
    ///
    /// # Errors
    /// As [`Wire::fill`].
    pub(super) fn write_all(&mut self, mut bytes: &[u8], pace: &mut Pace<'_>) -> io::Result<()> {
        let mut until = pace.until();
        while !bytes.is_empty() {
            let limit = remaining(until)?;
            if limit != self.write_timeout {
                self.slot.socket.set_write_timeout(limit)?;
                self.write_timeout = limit;
            }
            // In pieces, so that progress is seen while it happens.
            match (&self.slot.socket).write(bytes.get(..PIECE).unwrap_or(bytes)) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    pace.move_on(count, &self.slot);
                    until = pace.until();
                    bytes = bytes.get(count..).unwrap_or_default();
                }
                Err(error) if is_passing(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The time left, rounded up to a step.
fn remaining(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    let steps = left.as_millis().div_ceil(STEP.as_millis());
    Ok(STEP * u32::try_from(steps).unwrap_or(u32::MAX))
}

/// A socket timeout or a signal: look at the clock and try again.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}
