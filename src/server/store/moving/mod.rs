//! Moves all of a database into another, of either engine, so that nothing that was acknowledged is lost and nothing that burned or was
//! deleted rises again.
//!
//! ```text
//!  source   open ──▶ leaving ─────────────────────────────────▶ left      for ever
//!             ▲         └─ cancelled, unless it has left ─▶ open
//!  target   empty ──▶ arriving ──▶ … slices … ──▶ whole ──────────▶ arrived
//! ```
//!
//! - The first step **freezes the source**: in one transaction every table gets a trigger that refuses writes, whichever program, of
//!   whichever version, has the database open. It is still read, except by whoever burns; a burn is a write, so none happens there
//!   any more, and what is copied afterwards is what there is.
//! - The copy goes in slices, each one transaction at the target together with how far it has come. **Killed anywhere, the same command
//!   goes on.** Bodies move as they lie, sealed or not, one at a time through a spool.
//! - Then all rows of both sides are hashed, and all bodies that arrived. Only then is the target `whole`, the source `left`, and the
//!   target `arrived`, in this order: **at no time can both be served**. A store opens neither a target that has not arrived nor a
//!   source that leaves or has left; a server that was open before finds out within a second.
//!
//! [`Residence`] is that state, in the table `move` of each; `table` lists what there is to move, `row` is how it travels, `journey`
//! takes the steps.

mod journey;
mod row;
mod table;

use std::fmt;

pub use journey::{Journey, MoveError, Progress, cancel};
pub(in crate::server::store) use row::Lies;
pub use row::{Cursor, Digest, Row, Value};
#[cfg(test)]
pub(in crate::server::store) use table::LEFT_BEHIND;
pub use table::{Column, Kind, TABLES, Table};
pub(in crate::server::store) use table::{NUMBERED, SHA256};

use super::{Result, StoreError};
use crate::protocol::hex;
use crate::server::at_rest::Deposit;

/// Names a move: drawn at its beginning, the same at both ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MoveId([u8; 16]);

impl MoveId {
    /// The id of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for MoveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MoveId({})", hex(&self.0))
    }
}

/// Where a database is in a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Something is copied into it.
    Arriving,
    /// All is there, and compared; whether the source is closed for good is not known.
    Whole,
    /// It is an ordinary database, and came from elsewhere.
    Arrived,
    /// It is copied, and takes nothing.
    Leaving,
    /// It is elsewhere now.
    Left,
}

impl State {
    /// Every state, and the word it is kept as.
    const WORDS: [(Self, &'static str); 5] = [
        (Self::Arriving, "arriving"),
        (Self::Whole, "whole"),
        (Self::Arrived, "arrived"),
        (Self::Leaving, "leaving"),
        (Self::Left, "left"),
    ];

    /// As it is kept.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// What is kept under this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// What a database says of the move that it was last part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residence {
    /// How far that is.
    pub state: State,
    /// Which move.
    pub id: MoveId,
    /// The other end, without a password.
    pub place: String,
    /// How far the copy has come, where it is the target.
    pub cursor: Cursor,
}

impl Residence {
    /// What the columns `state`, `id`, `place` and `cursor` hold.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`]: nothing of ours.
    pub(super) fn read(state: &str, id: &[u8], place: String, cursor: &[u8]) -> Result<Self> {
        let read = || Some((State::of(state)?, MoveId(id.try_into().ok()?), Cursor::decode(cursor)?));
        let (state, id, cursor) = read().ok_or_else(|| StoreError::Corrupt("the marker of a move is none".to_owned()))?;
        Ok(Self { state, id, place, cursor })
    }

    /// Refuses what must not be served, or changed by anything but the move.
    ///
    /// # Errors
    /// [`StoreError::Arriving`], [`StoreError::Leaving`] and [`StoreError::Left`].
    pub fn admit(&self) -> Result<()> {
        let place = self.place.clone();
        match self.state {
            State::Arrived => Ok(()),
            State::Arriving | State::Whole => Err(StoreError::Arriving(place)),
            State::Leaving => Err(StoreError::Leaving(place)),
            State::Left => Err(StoreError::Left(place)),
        }
    }
}

/// A part of a table on its way, and how far the copy has come before and after it.
#[derive(Debug)]
pub struct Slice {
    /// Which move.
    pub id: MoveId,
    /// Whose rows these are.
    pub table: &'static Table,
    /// The rows.
    pub rows: Vec<Row>,
    /// Their bodies, in the same order, where they are pastes.
    pub bodies: Vec<Deposit>,
    /// How far it was.
    pub before: Cursor,
    /// How far it is then.
    pub after: Cursor,
}

/// The verbs of this noun.
pub trait Moving {
    /// Where this database is, without a password.
    fn place(&self) -> String;

    /// What it says of the move it was last part of; `None` where it never was.
    ///
    /// # Errors
    /// [`StoreError`].
    fn residence(&self) -> Result<Option<Residence>>;

    /// Begins to take a move in, in a database that holds nothing, or the beginning of a move that brought nothing; otherwise says what
    /// it holds, and changes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    fn arrive(&self, id: &MoveId, from: &str) -> Result<Option<String>>;

    /// Takes that back, where nothing was copied yet.
    ///
    /// # Errors
    /// [`StoreError`].
    fn turn_back(&self, id: &MoveId) -> Result<()>;

    /// Begins to leave: from now on every write is refused, except those of the verbs here. `false` where it is part of a move already.
    ///
    /// # Errors
    /// [`StoreError`].
    fn leave(&self, id: &MoveId, to: &str) -> Result<bool>;

    /// Stays: takes writes again. `false` where it does not leave with this move, or has left.
    ///
    /// # Errors
    /// [`StoreError`].
    fn stay(&self, id: &MoveId) -> Result<bool>;

    /// Goes from one state of this move to the next, if it is in that one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn advance(&self, id: &MoveId, from: State, to: State) -> Result<bool>;

    /// How many rows a table has.
    ///
    /// # Errors
    /// [`StoreError`].
    fn count(&self, table: &'static Table) -> Result<u64>;

    /// The next rows of a table in the order of their keys, which is the engine's own.
    ///
    /// # Errors
    /// [`StoreError`].
    fn rows(&self, table: &'static Table, after: &[Value], limit: u64) -> Result<Vec<Row>>;

    /// The row of this key.
    ///
    /// # Errors
    /// [`StoreError`].
    fn row(&self, table: &'static Table, key: &[Value]) -> Result<Option<Row>>;

    /// Copies the body out that lies beside the row of a paste, as it lies there, and checks that it is what was put in.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`]: it is not.
    fn lift(&self, row: &[Value]) -> Result<Deposit>;

    /// Takes a slice in, all of it or nothing. `false` where the copy is not where the slice says: somebody else copies too.
    ///
    /// # Errors
    /// [`StoreError`].
    fn take_in(&self, slice: Slice) -> Result<bool>;

    /// The highest number that each of the numbered tables ever gave, in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    fn numbers(&self) -> Result<Vec<i64>>;

    /// Goes on counting where the source stopped, and counts what is kept anew.
    ///
    /// # Errors
    /// [`StoreError`].
    fn settle_in(&self, numbers: &[i64]) -> Result<()>;
}
