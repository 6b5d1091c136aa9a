//! The janitor: takes away what is over, takes what was deleted out of the files, and writes down what is due, a slice at a time, on a
//! thread of its own.
//!
//! ```text
//! every second   whether the database is being moved; what servers over one database tell each other of rates and misses; pastes,
//!                leases, tokens and counts that are over; erasure within seconds of a deletion; failures of past minutes; which API
//!                tokens were used
//! every minute   what is stored, for the metrics; the own certificate, if its time has come
//! every hour     the head of the audit chain into the log; audit rows past their retention
//! ```

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};

use super::app::App;
use super::metrics::PasteEvent;
use super::store::{self, StoreError};
use super::throttle;
use crate::protocol::limit::HOUR;

/// How often it looks.
const TICK: Duration = Duration::from_secs(1);
/// Rows of one sweep: the writer is busy meanwhile, and others wait for it.
const SLICE: u64 = 200;
/// Sweeps of one look, at most.
const SLICES: usize = 20;
/// Seconds between two looks at what is stored.
const COUNTED: u64 = 60;
/// Seconds after which what was deleted should be in no file (PROTOCOL §4).
const ERASED_WITHIN: u64 = 6;

/// The thread. Dropped, it ends without a last look.
pub struct Janitor {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

/// What was done when.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Since when something that was deleted waits to leave the files.
    erasure_due: Option<u64>,
    /// Whether it was told that this takes too long.
    late: bool,
    /// What went wrong the last time.
    trouble: Option<StoreError>,
    counted: Option<u64>,
    hourly: Option<u64>,
    moving: Option<StoreError>,
}

impl Janitor {
    /// Begins.
    ///
    /// # Errors
    /// No thread could be made.
    pub fn start(app: Arc<App>) -> io::Result<Self> {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let told = Arc::clone(&stop);
        let thread = thread::Builder::new().name("janitor".into()).spawn(move || work(&app, &told))?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// Ends the thread; what it was doing is finished.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        *self.stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // It catches its own panics.
            let _ = thread.join();
        }
    }
}

impl Drop for Janitor {
    fn drop(&mut self) {
        self.end();
    }
}

fn work(app: &App, stop: &(Mutex<bool>, Condvar)) {
    let mut done = Done::default();
    loop {
        let looked = catch_unwind(AssertUnwindSafe(|| look(app, &mut done)));
        let now = app.clock.now();
        match looked {
            Ok(Err(StoreError::Closed)) => return,
            Ok(looked) => tell(app, &mut done, looked.err(), now),
            Err(_) => app.log.error(now, "the janitor stumbled; it goes on", &[]),
        }
        let stopped = stop.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (stopped, _) = stop.1.wait_timeout_while(stopped, TICK, |stopped| !*stopped).unwrap_or_else(PoisonError::into_inner);
        if *stopped {
            return;
        }
    }
}

/// Says what went wrong when it begins and when it is over, not every second: the log may lie on the disk that is full.
fn tell(app: &App, done: &mut Done, trouble: Option<StoreError>, now: u64) {
    if trouble != done.trouble {
        match &trouble {
            Some(error) => {
                app.log.error(now, "the janitor could not clean up; it tries again", &[("cause", error.to_string().into())]);
            }
            None => app.log.always(now, "the janitor cleans up again", &[]),
        }
    }
    done.trouble = trouble;
}

/// One look around; the first thing that went wrong.
pub(super) fn look(app: &App, done: &mut Done) -> store::Result<()> {
    let now = app.clock.now();
    if !is_here(app, done, now)? {
        return Ok(());
    }
    let mut looked = Ok(());
    for duty in [exchange, sweep, erase, settle, count, keep_chain] {
        // Each has its turn: one damaged page must not keep what was burned in the log. But who waited for another program, or for a
        // database that is away, has waited long enough.
        match duty(app, done, now) {
            Err(error @ (StoreError::Busy | StoreError::Unreachable(_) | StoreError::Closed)) => return Err(error),
            outcome => looked = looked.and(outcome),
        }
    }
    looked
}

/// Tells the other servers of rates and misses, and hears of theirs.
fn exchange(app: &App, _: &mut Done, now: u64) -> store::Result<()> {
    let (limits, window) = (&app.throttles, app.settings().rate.map(|rules| rules.window));
    throttle::exchange(&limits.rate, &limits.misses, window, &*app.store, now)
}

/// Takes what was deleted out of the files, a slice at a time.
fn erase(app: &App, done: &mut Done, now: u64) -> store::Result<()> {
    if app.take_erasure() {
        done.erasure_due.get_or_insert(now);
    }
    let Some(since) = done.erasure_due else { return Ok(()) };
    let erased = app.store.erase()?;
    let facts = [("pages", erased.pages.into()), ("pages_left", erased.pages_left.into()), ("log_empty", erased.log_empty.into())];
    app.log.debug(now, "erased", &facts);
    if !erased.log_empty {
        if now.abs_diff(since) >= ERASED_WITHIN && !done.late {
            done.late = true;
            app.log.always(now, "what was deleted is in the database's log still: another program, or a backup, reads the database", &[]);
        }
        return Ok(());
    }
    done.late = false;
    done.erasure_due = (erased.pages_left > 0 && erased.pages > 0).then_some(now);
    Ok(())
}

/// Writes down which API tokens were used, and failures of past minutes.
fn settle(app: &App, _: &mut Done, now: u64) -> store::Result<()> {
    let tokens = app.token_use.settle(&*app.store);
    tokens.and(app.ledger.settle(&*app.store, now))
}

/// Counts what is stored, for the metrics, and looks at the own certificate.
fn count(app: &App, done: &mut Done, now: u64) -> store::Result<()> {
    if done.counted.is_some_and(|last| now.abs_diff(last) < COUNTED) {
        return Ok(());
    }
    done.counted = Some(now);
    renew(app, now);
    app.metrics.stored(app.store.stored()?, app.store.size()?);
    Ok(())
}

/// Tells the head of the audit chain, and takes away rows past their retention.
fn keep_chain(app: &App, done: &mut Done, now: u64) -> store::Result<()> {
    if let Some(head) = app.ledger.hourly_head(&*app.store, now)? {
        app.log.always(now, "audit head", &[("seq", head.seq.into()), ("hash", head.hash.into())]);
    }
    if done.hourly.is_none_or(|last| now.abs_diff(last) >= HOUR) {
        if let Some(kept) = app.settings().audit_retention {
            app.store.prune_audit(now.saturating_sub(kept))?;
        }
        done.hourly = Some(now);
    }
    Ok(())
}

/// Whether the database is to be cleaned up here: not while it is moved, and when it has moved it is not answered from either.
fn is_here(app: &App, done: &mut Done, now: u64) -> store::Result<bool> {
    let moving = app.store.residence()?.and_then(|part| part.admit().err());
    app.set_away(matches!(moving, Some(StoreError::Left(_) | StoreError::Arriving(_))));
    if moving != done.moving {
        match &moving {
            Some(error) => app.log.always(now, "the database is being moved, or has been", &[("cause", error.to_string().into())]),
            None => app.log.always(now, "the database stays: the move was given up", &[]),
        }
    }
    done.moving = moving;
    Ok(done.moving.is_none())
}

/// Makes another own certificate in time; where that fails, the one in use stays and the next look tries again.
fn renew(app: &App, now: u64) {
    let Some(https) = app.https() else { return };
    match https.renew(app, &app.settings(), now) {
        Ok(false) => {}
        Ok(true) => app.log.info(now, "the server's own certificate was renewed", &[]),
        Err(error) => {
            app.log.error(now, "the server's own certificate could not be renewed", &[("cause", error.to_string().into())]);
        }
    }
}

/// Takes away what is over.
fn sweep(app: &App, done: &mut Done, now: u64) -> store::Result<()> {
    for _ in 0..SLICES {
        let swept = app.store.sweep(now, SLICE)?;
        if swept.expired + swept.leases > 0 {
            done.erasure_due.get_or_insert(now);
        }
        app.metrics.pastes(PasteEvent::Expired, swept.expired);
        if swept.expired + swept.leases + swept.rows > 0 {
            let facts = [("expired", swept.expired.into()), ("leases", swept.leases.into()), ("rows", swept.rows.into())];
            app.log.debug(now, "swept", &facts);
        }
        if !swept.more {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::rehearsal::{NOON, Stage};

    #[test]
    fn what_is_over_goes_and_the_head_of_the_chain_is_told_each_hour() {
        let stage = Stage::new(&[]);
        let made = stage.ask("POST", "/").header("X-Expiry", "60").body("for a minute").send().expect(201);
        let mut done = Done::default();
        look(&stage.app, &mut done).unwrap();
        assert_eq!(stage.app.store.stored().unwrap().pastes, 1);
        stage.clock.advance(61);
        look(&stage.app, &mut done).unwrap();
        assert_eq!(stage.app.store.stored().unwrap().pastes, 0);
        stage.ask("GET", made.json()["raw"].as_str().unwrap()).send().expect_error(404, "not_found");
        stage.clock.set(NOON + 2 * HOUR);
        look(&stage.app, &mut done).unwrap();
        assert_eq!(stage.log().iter().filter(|line| line.contains("audit head")).count(), 2);
    }

    #[test]
    fn at_debug_level_it_tells_what_it_took_away() {
        let stage = Stage::new(&[("log_level", "debug")]);
        let mut done = Done::default();
        stage.ask("POST", "/").header("X-Expiry", "60").body("for a minute").send().expect(201);
        look(&stage.app, &mut done).unwrap();
        assert!(!stage.log().iter().any(|line| line.contains(" debug ")), "{:?}", stage.log());
        stage.clock.advance(61);
        look(&stage.app, &mut done).unwrap();
        let log = stage.log().concat();
        assert!(log.contains(" debug swept expired=1 leases=0 rows=") && log.contains(" debug erased pages="), "{log}");
    }

    #[test]
    fn it_stops_when_told() {
        let stage = Stage::new(&[]);
        let janitor = Janitor::start(Arc::new(stage.app)).unwrap();
        janitor.stop();
    }
}
