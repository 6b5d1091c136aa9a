//! The one thread that writes. Jobs that wait together are committed together: one flush of the disk for up to 64 of them.
//!
//! Each job runs in a savepoint of its own, so that one that fails or dies takes only itself back, and none is answered before
//! the commit. A commit that fails fails its whole group.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::{Result, StoreError};

/// Jobs in a group, at most.
const GROUP_JOBS: usize = 64;
/// Bytes in a group; the job that passes them is its last.
const GROUP_BYTES: u64 = 4 * 1024 * 1024;

/// A job that ran: what went wrong in it, and how to tell its owner once the commit has (or has not) happened.
struct Ran {
    failure: Option<StoreError>,
    settle: Box<dyn FnOnce(Result<()>) + Send>,
}

/// A job of a group, told instead of a connection why there is no transaction, if there is none.
type Grouped = Box<dyn FnOnce(Result<&Connection>) -> Ran + Send>;

enum Job {
    /// Runs inside the group's transaction, and writes about so many bytes.
    Grouped(u64, Grouped),
    /// Runs between transactions.
    Alone(Box<dyn FnOnce(&Connection) + Send>),
}

/// The handle of the writing thread; dropping it lets the thread finish what it was given.
pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || work(connection, &queue))
            .map_err(|error| StoreError::Disk(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Whether the thread still takes jobs.
    pub(super) fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Runs a job that writes about so many bytes; returns once it is on disk, or has not happened.
    pub(super) fn write<T: Send + 'static>(&self, bytes: u64, job: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let run: Grouped = Box::new(move |connection| {
            let outcome = connection.and_then(|connection| in_savepoint(connection, job));
            let failure = outcome.as_ref().err().cloned();
            // Who asked may be gone: then nobody needs the answer.
            let settle = Box::new(move |committed: Result<()>| drop(answer.send(outcome.and_then(|value| committed.map(|()| value)))));
            Ran { failure, settle }
        });
        self.submit(Job::Grouped(bytes, run))?;
        answered.recv().map_err(|_| StoreError::Closed)?
    }

    /// Runs a job outside of any transaction.
    pub(super) fn alone<T: Send + 'static>(&self, job: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let run = Box::new(move |connection: &Connection| {
            let outcome = catch_unwind(AssertUnwindSafe(|| job(connection))).unwrap_or(Err(StoreError::Panicked));
            drop(answer.send(outcome));
        });
        self.submit(Job::Alone(run))?;
        answered.recv().map_err(|_| StoreError::Closed)?
    }

    fn submit(&self, job: Job) -> Result<()> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).map_err(|_| StoreError::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn work(connection: Connection, queue: &Receiver<Job>) {
    let mut next = None;
    while let Some(job) = next.take().or_else(|| queue.recv().ok()) {
        match job {
            Job::Alone(run) => run(&connection),
            Job::Grouped(bytes, run) => next = group(&connection, queue, bytes, run),
        }
    }
    // Nothing that was deleted waits in the log for the next start. A reader elsewhere may hold it: the next start does it then.
    drop(super::sweep::empty_log(&connection));
    drop(connection.close());
}

/// Runs one group; gives back a job that came but must run alone.
fn group(connection: &Connection, queue: &Receiver<Job>, mut bytes: u64, mut run: Grouped) -> Option<Job> {
    // Where it cannot begin, all that wait are told so, rather than each waiting for the database in its turn.
    let begun = connection.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from);
    let (mut jobs, mut next, mut broken) = (Vec::new(), None, None);
    loop {
        let ran = run(begun.clone().map(|()| connection));
        // After some errors (a full disk, a failing one) SQLite itself rolls back all of the transaction.
        if begun.is_ok() && connection.is_autocommit() {
            broken = Some(ran.failure.clone().unwrap_or_else(|| StoreError::Disk("the transaction was rolled back".to_owned())));
        }
        jobs.push(ran);
        if broken.is_some() || jobs.len() >= GROUP_JOBS || bytes >= GROUP_BYTES {
            break;
        }
        match queue.try_recv() {
            Ok(Job::Grouped(more, another)) => (bytes, run) = (bytes.saturating_add(more), another),
            Ok(alone @ Job::Alone(_)) => {
                next = Some(alone);
                break;
            }
            Err(_) => break,
        }
    }
    let committed = match (begun, broken) {
        (Err(error), _) | (Ok(()), Some(error)) => Err(error),
        (Ok(()), None) => connection.execute_batch("COMMIT").map_err(StoreError::from),
    };
    if !connection.is_autocommit() {
        drop(connection.execute_batch("ROLLBACK"));
    }
    for job in jobs {
        (job.settle)(committed.clone());
    }
    next
}

/// Runs a job so that it leaves nothing behind unless it succeeds.
fn in_savepoint<T>(connection: &Connection, job: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(connection))).unwrap_or(Err(StoreError::Panicked));
    if connection.is_autocommit() {
        return outcome;
    }
    if outcome.is_err() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    outcome
}
