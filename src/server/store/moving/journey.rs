//! Takes the steps of a move, one after another; what was done by an earlier run is found done.

use thiserror::Error;

use super::row::{self, Cursor, Digest, Row, Value};
use super::table::{TABLES, Table};
use super::{MoveId, Residence, Slice, State};
use crate::server::store::{self, Store, StoreError};
use crate::sys::entropy::{SystemEntropy, draw};

/// Rows of one slice, at most.
const ROWS: u64 = 500;
/// Bytes of bodies after which a slice ends.
const BODY_BYTES: u64 = 4 * 1024 * 1024;

/// Why a move did not come to its end. What was done stays done; nothing is lost at the source, and the target is not served.
#[derive(Debug, Error)]
pub enum MoveError {
    /// Both ends are one database.
    #[error("both are the same database")]
    Same,
    /// The target holds something that is not of this move.
    #[error("{place} is not empty: {what}")]
    NotEmpty {
        /// Where.
        place: String,
        /// What it holds.
        what: String,
    },
    /// The source is on its way to another place.
    #[error("it is being moved to {0} already")]
    Elsewhere(String),
    /// The source is somewhere else.
    #[error("it has moved to {0}")]
    Gone(String),
    /// There is nothing that could be cancelled.
    #[error("it is not being moved")]
    Here,
    /// Somebody else takes the same steps.
    #[error("another program works at the same move")]
    Beside,
    /// A row is not the same at both ends.
    #[error("{table} {row} is not the same at both ends")]
    Differs {
        /// In which table.
        table: &'static str,
        /// What names it.
        row: String,
    },
    /// The rows are the same, and what is counted beside them is not.
    #[error("the numbers that were given are not the same at both ends")]
    Numbers,
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The target failed.
    #[error("{row}: {why}")]
    Row {
        /// Which row, and of which table.
        row: String,
        /// How.
        #[source]
        why: StoreError,
    },
}

type Result<T, E = MoveError> = std::result::Result<T, E>;

/// What is done next.
#[derive(Clone, Debug)]
enum Stage {
    /// A slice is copied.
    Copy(Cursor),
    /// The target goes on counting where the source stopped.
    Settle,
    /// A table is compared.
    Compare(usize),
    /// The source is closed for good.
    Close,
    /// The target is opened.
    Open,
    /// Nothing.
    Done,
}

/// How far a move is, for a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Whether the copy is done and both ends are compared.
    pub comparing: bool,
    /// The table that is worked at.
    pub table: &'static str,
    /// Rows of all tables that were copied, or compared, by this run.
    pub rows: u64,
}

/// A move that has begun.
pub struct Journey<'a> {
    source: &'a dyn Store,
    target: &'a dyn Store,
    id: MoveId,
    stage: Stage,
    progress: Progress,
    /// Rows, and bytes of bodies, of one slice.
    slice: (u64, u64),
}

impl<'a> Journey<'a> {
    /// Begins a move, or takes up one that was cut short. `announce` writes down, at the source, that it begins; from then on that takes
    /// nothing.
    ///
    /// # Errors
    /// [`MoveError`], among them [`MoveError::NotEmpty`]: then nothing was changed.
    pub fn begin(source: &'a dyn Store, target: &'a dyn Store, announce: &dyn Fn(&dyn Store) -> store::Result<()>) -> Result<Self> {
        let (from, to) = (source.residence()?, target.residence()?);
        let (id, stage) = match (from, to) {
            (Some(from), to) if from.state != State::Arrived => Self::resume(&from, to)?,
            _ => (Self::set_out(source, target, announce)?, Stage::Copy(Cursor::default())),
        };
        Ok(Self { source, target, id, stage, progress: Progress::default(), slice: (ROWS, BODY_BYTES) })
    }

    /// In slices of so many rows, and so many bytes of bodies.
    #[cfg(test)]
    pub(in crate::server::store) fn in_slices_of(self, rows: u64, bytes: u64) -> Self {
        Self { slice: (rows, bytes), ..self }
    }

    fn set_out(source: &dyn Store, target: &dyn Store, announce: &dyn Fn(&dyn Store) -> store::Result<()>) -> Result<MoveId> {
        let id = MoveId::from_bytes(draw::<16>(&SystemEntropy).map_err(|_| StoreError::NoEntropy)?);
        if let Some(what) = target.arrive(&id, &source.place())? {
            return Err(MoveError::NotEmpty { place: target.place(), what });
        }
        // One database may have several addresses: what was written into the one is then read in the other.
        if source.residence()?.is_some_and(|there| there.id == id) {
            target.turn_back(&id)?;
            return Err(MoveError::Same);
        }
        announce(source)?;
        if !source.leave(&id, &target.place())? {
            target.turn_back(&id)?;
            return Err(MoveError::Beside);
        }
        Ok(id)
    }

    /// Where an earlier run ended. Only the two that belong together go on together: a target that holds a part of a move that was
    /// cancelled holds what may have burned since.
    fn resume(from: &Residence, to: Option<Residence>) -> Result<(MoveId, Stage)> {
        let to = to.filter(|to| to.id == from.id);
        let stage = match (from.state, to) {
            (State::Leaving, Some(to)) if to.state == State::Arriving => {
                if to.cursor.table < TABLES.len() {
                    Stage::Copy(to.cursor)
                } else {
                    Stage::Settle
                }
            }
            (State::Leaving, Some(to)) if to.state == State::Whole => Stage::Close,
            (State::Left, Some(to)) if to.state == State::Whole => Stage::Open,
            (State::Left, Some(to)) if to.state == State::Arrived => Stage::Done,
            (State::Leaving, _) => return Err(MoveError::Elsewhere(from.place.clone())),
            (State::Left, _) => return Err(MoveError::Gone(from.place.clone())),
            _ => return Err(from.admit().err().unwrap_or(StoreError::Closed).into()),
        };
        Ok((from.id, stage))
    }

    /// Takes the next step; `false` where there is none.
    ///
    /// # Errors
    /// [`MoveError`]: what was done before stays done, and the same steps go on from there.
    pub fn step(&mut self) -> Result<bool> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Copy(cursor) => self.copy(cursor)?,
            Stage::Settle => {
                self.target.settle_in(&self.source.numbers()?)?;
                Stage::Compare(0)
            }
            Stage::Compare(at) => {
                if let Some(table) = TABLES.get(at) {
                    self.compare(table)?;
                    Stage::Compare(at + 1)
                } else if self.source.numbers()? == self.target.numbers()? {
                    self.advance(self.target, State::Arriving, State::Whole)?;
                    Stage::Close
                } else {
                    return Err(MoveError::Numbers);
                }
            }
            Stage::Close => {
                self.advance(self.source, State::Leaving, State::Left)?;
                Stage::Open
            }
            Stage::Open => {
                self.advance(self.target, State::Whole, State::Arrived)?;
                Stage::Done
            }
            Stage::Done => return Ok(false),
        };
        Ok(true)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Whether all was done before this began.
    pub fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    fn advance(&self, store: &dyn Store, from: State, to: State) -> Result<()> {
        if store.advance(&self.id, from, to)? { Ok(()) } else { Err(MoveError::Beside) }
    }

    fn copy(&mut self, before: Cursor) -> Result<Stage> {
        let Some(table) = TABLES.get(before.table) else { return Ok(Stage::Settle) };
        let (most, room) = self.slice;
        let mut rows = self.source.rows(table, &before.after, most)?;
        let mut whole = (rows.len() as u64) < most;
        let mut bodies = Vec::new();
        if table.has_bodies() {
            let mut bytes = 0;
            for row in &rows {
                if bytes >= room {
                    break;
                }
                let body = self.source.lift(row).map_err(|why| at(table, row, why))?;
                bytes += body.stored_length();
                bodies.push(body);
            }
            whole &= bodies.len() == rows.len();
            rows.truncate(bodies.len());
        }
        let after = match rows.last() {
            Some(last) if !whole => Cursor { table: before.table, after: last.iter().take(table.key).cloned().collect() },
            _ => Cursor { table: before.table + 1, after: Vec::new() },
        };
        (self.progress.table, self.progress.rows) = (table.name, self.progress.rows + rows.len() as u64);
        let first = rows.first().map(|row| row::name(table, row));
        let slice = Slice { id: self.id, table, rows, bodies, before, after: after.clone() };
        let taken = self.target.take_in(slice).map_err(|why| match (why, first) {
            (why @ (StoreError::Engine(_) | StoreError::Corrupt(_)), Some(first)) => {
                MoveError::Row { row: format!("{} {first} and what follows", table.name), why }
            }
            (why, _) => why.into(),
        })?;
        if !taken {
            return Err(MoveError::Beside);
        }
        Ok(if after.table < TABLES.len() { Stage::Copy(after) } else { Stage::Settle })
    }

    fn compare(&mut self, table: &'static Table) -> Result<()> {
        if !self.progress.comparing {
            self.progress = Progress { comparing: true, ..Progress::default() };
        }
        self.progress.table = table.name;
        // The bodies of the source were checked as they were lifted, and nothing was written there since.
        let (there, here) = (digest(self.source, table, self.slice.0, false)?, digest(self.target, table, self.slice.0, true)?);
        self.progress.rows += here.rows;
        if there == here {
            return Ok(());
        }
        let row = self.difference(table)?;
        Err(MoveError::Differs { table: table.name, row })
    }

    /// What names the first row that is not the same.
    fn difference(&self, table: &'static Table) -> Result<String> {
        for (one, other) in [(self.source, self.target), (self.target, self.source)] {
            let mut found = None;
            each(one, table, self.slice.0, |row| {
                let key = row.get(..table.key).unwrap_or_default();
                if found.is_none() && other.row(table, key)?.as_ref() != Some(row) {
                    found = Some(row::name(table, row));
                }
                Ok(())
            })?;
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Ok("of unknown name".to_owned())
    }
}

/// Lets a source that leaves take writes again. What was copied so far is worth nothing then, and is never served.
///
/// # Errors
/// [`MoveError::Here`] where it does not leave, [`MoveError::Gone`] where it has left.
pub fn cancel(source: &dyn Store) -> Result<String> {
    match source.residence()? {
        Some(there) if there.state == State::Left => Err(MoveError::Gone(there.place)),
        Some(there) if there.state == State::Leaving => {
            if source.stay(&there.id)? {
                Ok(there.place)
            } else {
                Err(MoveError::Beside)
            }
        }
        _ => Err(MoveError::Here),
    }
}

/// All rows of a table, and of those that are asked for the bodies too, which are read and checked.
fn digest(store: &dyn Store, table: &'static Table, at_once: u64, bodies: bool) -> Result<Digest> {
    let mut digest = Digest::default();
    each(store, table, at_once, |row| {
        if bodies && table.has_bodies() {
            store.lift(row).map_err(|why| at(table, row, why))?;
        }
        digest.add(row);
        Ok(())
    })?;
    Ok(digest)
}

fn each(store: &dyn Store, table: &'static Table, at_once: u64, mut look: impl FnMut(&Row) -> Result<()>) -> Result<()> {
    let mut after: Vec<Value> = Vec::new();
    loop {
        let rows = store.rows(table, &after, at_once)?;
        rows.iter().try_for_each(&mut look)?;
        match rows.last() {
            Some(last) if rows.len() as u64 == at_once => after = last.iter().take(table.key).cloned().collect(),
            _ => return Ok(()),
        }
    }
}

fn at(table: &Table, row: &[Value], why: StoreError) -> MoveError {
    MoveError::Row { row: format!("{} {}", table.name, row::name(table, row)), why }
}
