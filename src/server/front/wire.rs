//! One connection's bytes, with TLS around them or without: what came and is not used yet, and what is to go.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Instant;

use rustls::ServerConnection;

use super::limits::HEAD_MAX;
use super::line::{Line, Pace};
use super::registry::Slot;
use super::tls::TlsConfig;
use crate::server::request::Tls;

/// Bytes an idle connection holds for what comes next.
const BUFFER: usize = 4 * 1024;
/// Bytes it may hold: a head, and the line break that may stand in front of it.
const BUFFER_MAX: usize = HEAD_MAX + 1024;
/// Bytes read or written at once.
pub(super) const PIECE: usize = 64 * 1024;

/// A connection to read from and write to.
pub(super) struct Wire {
    line: Line,
    tls: Option<Box<ServerConnection>>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

/// How a handshake ended badly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stranger {
    /// It speaks plain HTTP, and could be told so.
    Plain,
    /// It failed, or did not come to an end in time. What there was to say is said.
    Failed,
}

impl Wire {
    pub(super) fn new(slot: Arc<Slot>) -> Self {
        Self { line: Line::new(slot), tls: None, buffer: Vec::new(), start: 0, end: 0 }
    }

    /// The connection as the others see it.
    pub(super) fn slot(&self) -> &Slot {
        &self.line.slot
    }

    /// Shakes hands. Afterwards every byte is under TLS; what the other end proved is returned.
    pub(super) fn shake_hands(&mut self, config: &TlsConfig, until: Instant) -> Result<Tls, Stranger> {
        let failed = |_| Stranger::Failed;
        let mut tls = Box::new(config.accept().map_err(|_| Stranger::Failed)?);
        self.fill(until).map_err(failed)?;
        // A TLS record begins with a byte that begins no method.
        if self.available().first().is_none_or(u8::is_ascii_uppercase) {
            return Err(Stranger::Plain);
        }
        while tls.is_handshaking() {
            if tls.wants_write() {
                flush(&mut self.line, &mut tls, |_| until).map_err(failed)?;
                continue;
            }
            if self.available().is_empty() && self.fill(until).map_err(failed)? == 0 {
                return Err(Stranger::Failed);
            }
            self.feed(&mut tls)?;
            if tls.process_new_packets().is_err() {
                // The alert that says why.
                let _ = flush(&mut self.line, &mut tls, |_| until);
                return Err(Stranger::Failed);
            }
        }
        flush(&mut self.line, &mut tls, |_| until).map_err(failed)?;
        // What came behind the handshake is under TLS too.
        while !self.available().is_empty() {
            self.feed(&mut tls)?;
            tls.process_new_packets().map_err(|_| Stranger::Failed)?;
        }
        let proven = tls.peer_certificates().and_then(<[_]>::first).map(|leaf| leaf.to_vec());
        self.tls = Some(tls);
        Ok(Tls { client_certificate: proven })
    }

    fn feed(&mut self, tls: &mut ServerConnection) -> Result<(), Stranger> {
        match tls.read_tls(&mut self.available()) {
            Ok(count @ 1..) => {
                self.consume(count);
                Ok(())
            }
            Ok(0) | Err(_) => Err(Stranger::Failed),
        }
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
    /// [`io::ErrorKind::TimedOut`], and what the socket or TLS says.
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
        let Self { line, tls: Some(tls), .. } = self else { return self.line.read(out, until) };
        loop {
            match tls.reader().read(out) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // An end without a farewell: whether anything is missing, lengths and chunks say.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            tls.read_tls(&mut Timed { line, until: |_| until, moved: 0 })?;
            let processed = tls.process_new_packets();
            flush(line, tls, |_| until)?;
            processed.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
    }

    /// Writes all of it, at this pace.
    ///
    /// # Errors
    /// As [`Wire::fill`].
    pub(super) fn write_all(&mut self, bytes: &[u8], pace: &mut Pace<'_>) -> io::Result<()> {
        let Self { line, tls, .. } = self;
        // In pieces, so that progress is seen while it happens.
        for piece in bytes.chunks(PIECE) {
            if let Some(tls) = tls {
                // Its buffer has no bound of its own, but is empty here.
                tls.writer().write_all(piece)?;
                let slot = Arc::clone(&line.slot);
                flush(line, tls, |moved| {
                    pace.move_on(moved, &slot);
                    pace.until()
                })?;
                continue;
            }
            let mut rest = piece;
            while !rest.is_empty() {
                let count = line.write(rest, pace.until())?;
                pace.move_on(count, &line.slot);
                rest = rest.get(count..).unwrap_or_default();
            }
        }
        Ok(())
    }

    /// Says that no more will be written.
    pub(super) fn finish(&mut self, until: Instant) {
        let Self { line, tls, .. } = self;
        if let Some(tls) = tls {
            tls.send_close_notify();
            let _ = flush(line, tls, |_| until);
        }
        line.slot.socket.shutdown(Shutdown::Write);
    }
}

/// Sends what TLS has to say. `until` is asked before each write, with the bytes the one before moved.
fn flush(line: &mut Line, tls: &mut ServerConnection, until: impl FnMut(usize) -> Instant) -> io::Result<()> {
    let mut timed = Timed { line, until, moved: 0 };
    while tls.wants_write() {
        tls.write_tls(&mut timed)?;
    }
    if timed.moved > 0 {
        (timed.until)(timed.moved);
    }
    Ok(())
}

/// A line under TLS.
struct Timed<'a, F> {
    line: &'a mut Line,
    until: F,
    moved: usize,
}

impl<F: FnMut(usize) -> Instant> Read for Timed<'_, F> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let until = (self.until)(0);
        self.line.read(out, until)
    }
}

impl<F: FnMut(usize) -> Instant> Write for Timed<'_, F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let until = (self.until)(std::mem::take(&mut self.moved));
        self.moved = self.line.write(bytes, until)?;
        Ok(self.moved)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
