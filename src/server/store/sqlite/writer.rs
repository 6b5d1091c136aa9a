//! The one thread that writes. Jobs that wait together are committed together: one flush of the disk for up to 64 of them.
//!
//! Each job runs in a savepoint of its own, so that one that fails or dies takes only itself back, and none is answered before
//! the commit. A commit that fails fails its whole group.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use rusqlite::Connection;

use super::{Result, StoreError, Watcher};
use crate::sys::sync::mpsc::{self, Receiver, Sender};
use crate::sys::sync::thread::{self, JoinHandle};

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
    watcher: Arc<OnceLock<Watcher>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let watcher = Arc::new(OnceLock::new());
        let told = Arc::clone(&watcher);
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || work(connection, &queue, &told))
            .map_err(|error| StoreError::Disk(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), watcher })
    }

    /// Tells, from now on, how many jobs each commit held; only the first who asks is told.
    pub(super) fn watch(&self, watcher: Watcher) {
        drop(self.watcher.set(watcher));
    }

    /// Whether the thread still takes jobs.
    pub(super) fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Runs a job that writes about so many bytes; returns once it is on disk, or has not happened.
    pub(super) fn write<T: Send + 'static>(&self, bytes: u64, job: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let (job, answered) = grouped(bytes, job);
        self.submit(job)?;
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

/// A job of a group, and where its answer arrives.
fn grouped<T: Send + 'static>(bytes: u64, job: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> (Job, Receiver<Result<T>>) {
    let (answer, answered) = mpsc::sync_channel(1);
    let run: Grouped = Box::new(move |connection| {
        let outcome = connection.and_then(|connection| in_savepoint(connection, job));
        let failure = outcome.as_ref().err().cloned();
        // Who asked may be gone: then nobody needs the answer.
        let settle = Box::new(move |committed: Result<()>| drop(answer.send(outcome.and_then(|value| committed.map(|()| value)))));
        Ran { failure, settle }
    });
    (Job::Grouped(bytes, run), answered)
}

fn work(connection: Connection, queue: &Receiver<Job>, watcher: &OnceLock<Watcher>) {
    let mut next = None;
    while let Some(job) = next.take().or_else(|| queue.recv().ok()) {
        match job {
            Job::Alone(run) => run(&connection),
            Job::Grouped(bytes, run) => {
                let jobs;
                (next, jobs) = group(&connection, queue, bytes, run);
                if let Some(watcher) = watcher.get() {
                    watcher(jobs);
                }
            }
        }
    }
    // Nothing that was deleted waits in the log for the next start. A reader elsewhere may hold it: the next start does it then.
    drop(super::sweep::empty_log(&connection));
    drop(connection.close());
}

/// Runs one group; gives back a job that came but must run alone, and how many were in the group.
fn group(connection: &Connection, queue: &Receiver<Job>, mut bytes: u64, mut run: Grouped) -> (Option<Job>, usize) {
    // Where it cannot begin, all that wait are told so, rather than each waiting for the database in its turn.
    let begun = run_cached(connection, "BEGIN IMMEDIATE");
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
        (Ok(()), None) => run_cached(connection, "COMMIT"),
    };
    if !connection.is_autocommit() {
        drop(connection.execute_batch("ROLLBACK"));
    }
    let count = jobs.len();
    for job in jobs {
        (job.settle)(committed.clone());
    }
    (next, count)
}

fn run_cached(connection: &Connection, statement: &str) -> Result<()> {
    connection.prepare_cached(statement)?.execute([])?;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY, up INTEGER REFERENCES t (n)); PRAGMA foreign_keys = ON").unwrap();
        connection
    }

    fn insert(n: i64) -> (Job, Receiver<Result<()>>) {
        grouped(1, move |connection| Ok(connection.execute("INSERT INTO t (n) VALUES (?1)", [n]).map(drop)?))
    }

    /// Runs these jobs as one group; whether each succeeded.
    fn run(connection: &Connection, jobs: Vec<(Job, Receiver<Result<()>>)>) -> Vec<Result<()>> {
        let (sender, queue) = mpsc::channel();
        let mut answers = Vec::new();
        for (job, answer) in jobs {
            sender.send(job).unwrap();
            answers.push(answer);
        }
        while let Ok(Job::Grouped(bytes, run)) = queue.try_recv() {
            assert!(group(connection, &queue, bytes, run).0.is_none());
        }
        assert!(connection.is_autocommit());
        answers.iter().map(|answer| answer.try_recv().unwrap()).collect()
    }

    fn rows(connection: &Connection) -> Vec<i64> {
        let mut select = connection.prepare("SELECT n FROM t ORDER BY n").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn a_job_that_fails_or_dies_takes_only_itself_back() {
        let connection = database();
        let fails = grouped(1, |connection| {
            connection.execute("INSERT INTO t (n) VALUES (100)", [])?;
            Ok(connection.execute("INSERT INTO t (n) VALUES (1)", []).map(drop)?)
        });
        let dies = grouped(1, |connection| {
            connection.execute("INSERT INTO t (n) VALUES (200)", [])?;
            panic!("a job that dies, on purpose");
        });
        let outcomes = run(&connection, vec![insert(1), fails, insert(2), dies, insert(3)]);
        assert!(matches!(outcomes[1], Err(StoreError::Engine(_))), "{outcomes:?}");
        assert_eq!(outcomes[3], Err(StoreError::Panicked));
        assert!([0, 2, 4].iter().all(|&at| outcomes[at].is_ok()));
        assert_eq!(rows(&connection), [1, 2, 3]);
    }

    #[test]
    fn a_commit_that_fails_fails_its_whole_group_and_no_other() {
        let connection = database();
        let breaks = grouped(1, |connection| {
            connection.execute_batch("PRAGMA defer_foreign_keys = ON; INSERT INTO t VALUES (9, 999)")?;
            Ok(())
        });
        assert!(run(&connection, vec![insert(1), breaks, insert(2)]).iter().all(Result::is_err));
        assert_eq!(rows(&connection), [0; 0]);
        assert!(run(&connection, vec![insert(1), insert(2)]).iter().all(Result::is_ok));
        assert_eq!(rows(&connection), [1, 2]);
    }

    #[test]
    fn where_sqlite_rolls_all_back_nobody_is_told_that_it_was_done() {
        let connection = database();
        let rolls_back = grouped(1, |connection| {
            connection.execute_batch("ROLLBACK")?;
            Err(StoreError::Full)
        });
        let outcomes = run(&connection, vec![insert(1), rolls_back, insert(2)]);
        assert_eq!(outcomes, [Err(StoreError::Full), Err(StoreError::Full), Ok(())]);
        assert_eq!(rows(&connection), [2]);
    }

    #[test]
    fn where_it_cannot_begin_all_that_wait_are_told_why() {
        let directory = tempfile::tempdir().unwrap();
        let (one, other) = (directory.path().join("db"), directory.path().join("db"));
        let (holder, connection) = (Connection::open(one).unwrap(), Connection::open(other).unwrap());
        holder.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY); BEGIN IMMEDIATE").unwrap();
        connection.busy_timeout(std::time::Duration::from_millis(1)).unwrap();
        assert_eq!(run(&connection, vec![insert(1), insert(2)]), [Err(StoreError::Busy), Err(StoreError::Busy)]);
        holder.execute_batch("COMMIT").unwrap();
        assert_eq!(run(&connection, vec![insert(1)]), [Ok(())]);
    }

    #[test]
    fn a_group_ends_at_its_bounds_and_before_a_job_that_runs_alone() {
        let connection = database();
        for (bytes, in_one_group) in [(1, 64), (GROUP_BYTES / 2, 2), (GROUP_BYTES, 1)] {
            let (sender, queue) = mpsc::channel();
            let answers: Vec<_> = (0..70)
                .map(|_| {
                    let (job, answer) = grouped(bytes, |_| Ok(()));
                    sender.send(job).unwrap();
                    answer
                })
                .collect();
            let Ok(Job::Grouped(bytes, run)) = queue.try_recv() else { panic!() };
            group(&connection, &queue, bytes, run);
            assert_eq!(answers.iter().filter(|answer| answer.try_recv().is_ok()).count(), in_one_group);
        }
        let (sender, queue) = mpsc::channel();
        sender.send(Job::Alone(Box::new(|connection| assert!(connection.is_autocommit())))).unwrap();
        let (Job::Grouped(bytes, run), _answer) = insert(1) else { panic!() };
        assert!(matches!(group(&connection, &queue, bytes, run).0, Some(Job::Alone(_))));
    }

    #[test]
    fn what_was_given_is_finished_when_the_writer_goes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY)").unwrap();
        let writer = Writer::start(connection).unwrap();
        for n in 0..100 {
            writer.submit(insert(n).0).unwrap();
        }
        assert_eq!(writer.alone(|_| -> Result<()> { panic!("on purpose") }), Err(StoreError::Panicked));
        assert!(writer.is_alive());
        drop(writer);
        assert_eq!(rows(&Connection::open(&path).unwrap()).len(), 100);
    }
}
