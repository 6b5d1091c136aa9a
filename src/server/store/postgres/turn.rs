//! A turn at the database: a transaction that is begun again where others came in between, and whose end is known or said to be unknown.
//!
//! Isolation is READ COMMITTED, so that nobody is turned back without need: whatever is decided is decided by one statement on one
//! row (whose lock the loser waits for, and then finds it changed), by a unique key, or behind a [`gate`]. What needs one view of
//! several rows says so ([`Postgres::snapshot`]). CockroachDB makes all of it SERIALIZABLE, which is more; it then turns back
//! oftener, which is why every turn can be taken again.
#![expect(clippy::needless_pass_by_value, reason = "a closure is written where it is passed")]

use std::thread;
use std::time::Duration;

use super::error::Fault;
use super::link::Link;
use super::{Postgres, Result, StoreError};

/// How often a turn is taken, at most.
const TURNS: u32 = 12;
/// How often a connection that broke is replaced within a turn: the first may have died long ago, unnoticed.
const LINKS: u32 = 2;
/// The first pause between two turns, at most; each further one doubles it.
const PAUSE: Duration = Duration::from_millis(2);

/// How a transaction ends.
pub(super) enum End<T> {
    /// What was done stays.
    Keep(T),
    /// Nothing was done: it is refused.
    Leave(T),
}

/// Keeps what was done.
#[expect(clippy::unnecessary_wraps, reason = "it is the last word of a closure that can fail")]
pub(super) fn keep<T>(value: T) -> Result<End<T>, Fault> {
    Ok(End::Keep(value))
}

/// Leaves everything as it was.
#[expect(clippy::unnecessary_wraps, reason = "it is the last word of a closure that can fail")]
pub(super) fn leave<T>(value: T) -> Result<End<T>, Fault> {
    Ok(End::Leave(value))
}

impl Postgres {
    /// Reads with one statement.
    pub(super) fn read<T>(&self, work: impl AsyncFn(&Link) -> Result<T, Fault>) -> Result<T> {
        self.turns(|link| link.block_on(work(link)))
    }

    /// Reads with several statements that see the same moment.
    pub(super) fn snapshot<T>(&self, work: impl AsyncFn(&Link) -> Result<T, Fault>) -> Result<T> {
        self.turns(|link| {
            link.block_on(async {
                link.batch("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
                let value = undone(link, work(link).await).await?;
                link.batch("COMMIT").await?;
                Ok(value)
            })
        })
    }

    /// Changes something: all of it happens, or nothing.
    pub(super) fn write<T>(&self, work: impl AsyncFn(&Link) -> Result<End<T>, Fault>) -> Result<T> {
        self.write_as("BEGIN ISOLATION LEVEL READ COMMITTED", work)
    }

    /// The same, as of one moment: what others changed meanwhile begins it anew.
    pub(super) fn write_as<T>(&self, begin: &str, work: impl AsyncFn(&Link) -> Result<End<T>, Fault>) -> Result<T> {
        self.turns(|link| {
            link.block_on(async {
                link.batch(begin).await?;
                match undone(link, work(link).await).await? {
                    End::Leave(value) => {
                        link.batch("ROLLBACK").await?;
                        Ok(value)
                    }
                    End::Keep(value) => {
                        match link.batch("COMMIT").await {
                            Ok(()) => {}
                            // Whether the word arrived is not known: to try again might do it twice.
                            Err(Fault::Broken(_)) => return Err(Fault::Broken(StoreError::InDoubt)),
                            Err(fault) => return Err(fault),
                        }
                        self.committed();
                        Ok(value)
                    }
                }
            })
        })
    }

    fn turns<T>(&self, turn: impl Fn(&Link) -> Result<T, Fault>) -> Result<T> {
        let (mut turns, mut links) = (0, 0);
        loop {
            let loan = self.links.lend()?;
            match loan.connection().map_err(Fault::from).and_then(&turn) {
                Ok(value) => return Ok(value),
                Err(Fault::Plain(error)) => return Err(error),
                Err(Fault::Again(error)) => {
                    drop(loan);
                    turns += 1;
                    if turns == TURNS {
                        return Err(error);
                    }
                    thread::sleep(pause(turns));
                }
                Err(Fault::Broken(error)) => {
                    loan.discard();
                    // What broke one has most likely broken those that lie idle.
                    self.links.empty();
                    links += 1;
                    if error == StoreError::InDoubt || links > LINKS {
                        return Err(error);
                    }
                }
            }
        }
    }
}

/// Rolls back what failed, so that the connection can be used again.
async fn undone<T>(link: &Link, outcome: Result<T, Fault>) -> Result<T, Fault> {
    if matches!(outcome, Err(Fault::Again(_) | Fault::Plain(_))) {
        link.batch("ROLLBACK").await?;
    }
    outcome
}

/// Holds a gate until the transaction ends: others who ask for the same one wait.
pub(super) async fn gate(link: &Link, name: &str) -> Result<(), Fault> {
    let held = link.row("SELECT name FROM gate WHERE name = $1 FOR UPDATE", &[&name]).await?;
    held.map(drop).ok_or_else(|| StoreError::Corrupt(format!("there is no gate {name}")).into())
}

/// Doubles with each turn, up to a quarter of a second; by chance up to half of it less, so that two that met do not meet again.
fn pause(turns: u32) -> Duration {
    let longest = PAUSE.saturating_mul(1 << turns.min(7));
    longest.saturating_sub(longest.mul_f64(f64::from(chance()) / 512.0))
}

fn chance() -> u8 {
    crate::sys::entropy::draw::<1>(&crate::sys::entropy::SystemEntropy).map_or(0, |[byte]| byte)
}
