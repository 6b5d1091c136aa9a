//! What must still happen when a signal ends the program: temporary files go, the terminal shows again what is typed.
//!
//! The handler is installed with the first job; until then signals end the process by themselves. The server watches its
//! signals itself and registers nothing here.

use std::collections::BTreeMap;
use std::sync::{Mutex, Once, PoisonError};

use super::signals::{self, Signal};

type Job = Box<dyn FnOnce() + Send>;

static JOBS: Mutex<BTreeMap<u64, Job>> = Mutex::new(BTreeMap::new());
static INSTALL: Once = Once::new();

/// Withdraws its job when dropped.
#[derive(Debug)]
pub struct Cleanup(u64);

/// Runs this when Ctrl-C, SIGTERM or SIGHUP ends the program, unless the returned value is dropped before.
pub fn on_interrupt(job: impl FnOnce() + Send + 'static) -> Cleanup {
    INSTALL.call_once(|| {
        // Unit tests share one process, and some send it signals.
        if cfg!(test) {
            return;
        }
        let watch = signals::watch(&[Signal::Interrupt, Signal::Terminate, Signal::Hangup], |signal| {
            // The lock is never given back: nothing new can begin while the process ends.
            let mut jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner);
            for job in std::mem::take(&mut *jobs).into_values() {
                job();
            }
            std::process::exit(i32::from(signal.exit_code()));
        });
        // Without a handler the signal ends the process by itself, and leaves a file behind.
        if let Ok(watch) = watch {
            std::mem::forget(watch);
        }
    });
    let mut jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner);
    let number = jobs.last_key_value().map_or(0, |(last, _)| last + 1);
    jobs.insert(number, Box::new(job));
    Cleanup(number)
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        JOBS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
