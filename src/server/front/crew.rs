//! The threads that answer connections, one for each. Whoever has seen a connection off waits a moment for the next: under a storm of
//! short connections most of the work is else that of making threads and taking them down.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use super::limits::STACK;

/// How long a thread waits for its next connection.
pub(super) const MOMENT: Duration = Duration::from_secs(1);

/// The threads, and what is left to do for them.
pub(super) struct Crew<T> {
    turn: Mutex<Turn<T>>,
    called: Condvar,
    work: fn(T),
    moment: Duration,
}

struct Turn<T> {
    /// Never more than there are threads free to take them.
    waiting: VecDeque<T>,
    free: usize,
}

impl<T: Send + 'static> Crew<T> {
    /// A crew without threads, which does this, and stays so long for more.
    pub(super) fn new(work: fn(T), moment: Duration) -> Arc<Self> {
        Arc::new(Self { turn: Mutex::new(Turn { waiting: VecDeque::new(), free: 0 }), called: Condvar::new(), work, moment })
    }

    /// Has this done at once, by a thread that is free or a new one.
    ///
    /// # Errors
    /// No thread could be made; it was dropped.
    pub(super) fn take(self: &Arc<Self>, task: T) -> io::Result<()> {
        let mut turn = self.turn();
        if turn.free > turn.waiting.len() {
            turn.waiting.push_back(task);
            drop(turn);
            self.called.notify_one();
            return Ok(());
        }
        drop(turn);
        let crew = Arc::clone(self);
        Builder::new().name("connection".into()).stack_size(STACK).spawn(move || crew.work(task)).map(drop)
    }

    /// A free thread holds nothing of what it did: whoever waits for the end of all that need not wait for it.
    fn work(&self, task: T) {
        let mut next = Some(task);
        while let Some(task) = next {
            (self.work)(task);
            let mut turn = self.turn();
            turn.free += 1;
            let waited = self.called.wait_timeout_while(turn, self.moment, |turn| turn.waiting.is_empty());
            turn = waited.unwrap_or_else(PoisonError::into_inner).0;
            turn.free -= 1;
            next = turn.waiting.pop_front();
        }
    }

    fn turn(&self) -> MutexGuard<'_, Turn<T>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread::{ThreadId, current};

    use super::*;

    type Told = (Sender<ThreadId>, Receiver<()>);

    /// Says which thread it is, and stays until it is let go.
    fn tell((who, go): Told) {
        who.send(current().id()).unwrap();
        let _ = go.recv();
    }

    #[test]
    fn what_comes_together_is_done_together_and_what_comes_later_by_the_same_threads() {
        let crew = Crew::new(tell, Duration::from_secs(60));
        let (who, told) = channel();
        let begin = || {
            let (go, wait) = channel();
            crew.take((who.clone(), wait)).unwrap();
            (go, told.recv_timeout(Duration::from_secs(30)).unwrap())
        };
        let mut rounds = [HashSet::new(), HashSet::new()];
        for round in &mut rounds {
            let together: Vec<_> = (0..3).map(|_| begin()).collect();
            round.extend(together.iter().map(|(_, id)| *id));
            drop(together);
            while crew.turn().free < 3 {
                std::thread::yield_now();
            }
        }
        assert_eq!(rounds[0].len(), 3);
        assert_eq!(rounds[0], rounds[1]);
    }

    #[test]
    fn a_thread_that_nobody_needs_ends() {
        let crew = Crew::new(tell, Duration::ZERO);
        let (who, told) = channel();
        let (go, wait) = channel();
        crew.take((who, wait)).unwrap();
        drop(go);
        told.recv().unwrap();
        while Arc::strong_count(&crew) > 1 {
            std::thread::yield_now();
        }
        assert_eq!(crew.turn().free, 0);
    }

    #[test]
    fn a_task_that_dies_takes_its_thread_along_and_nobody_else() {
        let crew = Crew::new(|dies: Option<Sender<()>>| dies.expect("this one is meant to die").send(()).unwrap(), MOMENT);
        crew.take(None).unwrap();
        let (done, wait) = channel();
        for _ in 0..3 {
            crew.take(Some(done.clone())).unwrap();
            wait.recv_timeout(Duration::from_secs(30)).unwrap();
        }
    }
}
