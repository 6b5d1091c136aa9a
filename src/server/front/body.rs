//! A body on its way from the wire into a spool, bounded in size, room and time.

use std::io::{self, Write};

use super::chunk::{Decoder, Step};
use super::limits::Limits;
use super::line::Pace;
use super::registry::{Slot, Stage};
use super::wire::{PIECE, Wire};
use crate::server::request::{Body, BodyError, Length, Peer};
use crate::server::spool::{Budget, Spool, SpoolWriter, is_out_of_room};

/// How far a body has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// All of it is on the wire.
    Unread,
    /// None of it is: the next request begins where it ended.
    Read,
    /// Part of it is, or who knows.
    Broken,
}

/// The body of one request.
pub(super) struct WireBody<'a> {
    wire: &'a mut Wire,
    limits: &'a Limits,
    budget: &'a Budget,
    length: Length,
    expects_continue: bool,
    state: State,
}

impl<'a> WireBody<'a> {
    /// What follows a head on the wire.
    pub(super) fn new(wire: &'a mut Wire, limits: &'a Limits, budget: &'a Budget, length: Length, expects_continue: bool) -> Self {
        let state = if matches!(length, Length::None | Length::Known(0)) { State::Read } else { State::Unread };
        Self { wire, limits, budget, length, expects_continue, state }
    }

    /// Who sends it.
    pub(super) fn peer(&self) -> Peer {
        self.wire.slot().peer
    }

    /// Whether the next request begins where the wire is now.
    pub(super) fn is_over(&self) -> bool {
        self.state == State::Read
    }

    fn read_all(&mut self, limit: u64) -> Result<Spool, BodyError> {
        let mut pace = Pace::begin(self.limits);
        if self.expects_continue && self.wire.available().is_empty() {
            self.wire.write_all(b"HTTP/1.1 100 Continue\r\n\r\n", &mut Pace::begin(self.limits)).map_err(|error| lost(&error))?;
        }
        let mut spool = SpoolWriter::new(self.budget);
        match self.length {
            Length::None => {}
            Length::Known(length) => self.read_known(length, &mut spool, &mut pace)?,
            Length::Unknown => self.read_chunked(limit, &mut spool, &mut pace)?,
        }
        Ok(spool.finish())
    }

    fn read_known(&mut self, length: u64, spool: &mut SpoolWriter, pace: &mut Pace<'_>) -> Result<(), BodyError> {
        let mut left = length;
        let here = self.wire.available();
        let here = here.get(..whole(left)).unwrap_or(here);
        let count = here.len();
        keep(here, spool, self.wire.slot())?;
        self.wire.consume(count);
        pace.move_on(count, self.wire.slot());
        left -= count as u64;
        let mut piece = vec![0; whole(left).min(PIECE)];
        while left > 0 {
            let room = piece.get_mut(..whole(left).min(PIECE)).unwrap_or_default();
            let count = self.wire.read(room, pace.until()).map_err(|error| lost(&error))?;
            if count == 0 {
                return Err(BodyError::Closed);
            }
            keep(room.get(..count).unwrap_or_default(), spool, self.wire.slot())?;
            pace.move_on(count, self.wire.slot());
            left -= count as u64;
        }
        Ok(())
    }

    fn read_chunked(&mut self, limit: u64, spool: &mut SpoolWriter, pace: &mut Pace<'_>) -> Result<(), BodyError> {
        let (mut decoder, mut length) = (Decoder::default(), 0_u64);
        loop {
            match decoder.step(self.wire.available()).map_err(|_| BodyError::Malformed)? {
                Step::End => return Ok(()),
                Step::Framing(count) => self.wire.consume(count),
                Step::Content(count) => {
                    length += count as u64;
                    if length > limit {
                        return Err(BodyError::TooLarge);
                    }
                    keep(self.wire.available().get(..count).unwrap_or_default(), spool, self.wire.slot())?;
                    self.wire.consume(count);
                    // Only content earns time: a flood of framing does not.
                    pace.move_on(count, self.wire.slot());
                }
                Step::More => {
                    if self.wire.fill(pace.until()).map_err(|error| lost(&error))? == 0 {
                        return Err(BodyError::Closed);
                    }
                }
            }
        }
    }
}

impl Body for WireBody<'_> {
    fn length(&self) -> Length {
        self.length
    }

    fn spool(&mut self, limit: u64) -> Result<Spool, BodyError> {
        match self.length {
            Length::Known(length) if length > limit => return Err(BodyError::TooLarge),
            Length::None | Length::Known(0) => return Ok(SpoolWriter::new(self.budget).finish()),
            _ => {}
        }
        // A second reading finds nothing.
        if self.state != State::Unread {
            return Err(BodyError::Closed);
        }
        self.state = State::Broken;
        self.wire.slot().enter(Stage::Receive);
        let spool = self.read_all(limit);
        self.wire.slot().enter(Stage::Busy);
        if spool.is_ok() {
            self.state = State::Read;
        }
        spool
    }
}

fn whole(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

fn lost(error: &io::Error) -> BodyError {
    if error.kind() == io::ErrorKind::TimedOut { BodyError::Timeout } else { BodyError::Closed }
}

/// Keeps a piece, and lets the others know where.
fn keep(piece: &[u8], spool: &mut SpoolWriter, slot: &Slot) -> Result<(), BodyError> {
    spool.write_all(piece).map_err(|error| match error.kind() {
        _ if is_out_of_room(&error) => BodyError::NoRoom,
        io::ErrorKind::StorageFull => BodyError::DiskFull,
        _ => BodyError::Io(error),
    })?;
    if spool.is_on_disk() {
        slot.holds_disk();
    }
    Ok(())
}
