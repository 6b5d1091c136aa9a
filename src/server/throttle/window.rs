//! A count over a fixed window of time.

/// Counts within a window that its first count begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    start: Option<u64>,
    count: u64,
}

impl Window {
    /// Whether it has ended, or never began. A clock that was set back by more than a window ends it too; one that is a little
    /// behind does not, for threads read the clock before they wait for the lock.
    pub(super) fn is_over(&self, now: u64, length: u64) -> bool {
        self.start.is_none_or(|start| now >= start.saturating_add(length) || now.saturating_add(length) < start)
    }

    /// What it counts now.
    pub(super) fn count(&self, now: u64, length: u64) -> u64 {
        if self.is_over(now, length) { 0 } else { self.count }
    }

    /// Counts one more, in a new window where the last has ended. Returns the new count.
    pub(super) fn add(&mut self, now: u64, length: u64) -> u64 {
        if self.is_over(now, length) {
            *self = Self { start: Some(now), count: 0 };
        }
        self.count = self.count.saturating_add(1);
        self.count
    }

    /// Takes one back, if it was counted in this window: `start` is what [`Window::start`] said then.
    pub(super) fn take_back(&mut self, start: Option<u64>) {
        if self.start == start {
            self.count = self.count.saturating_sub(1);
        }
    }

    /// When it began.
    pub(super) fn start(&self) -> Option<u64> {
        self.start
    }

    /// When it ends; one that is over would end a full length from now.
    pub(super) fn end(&self, now: u64, length: u64) -> u64 {
        let start = if self.is_over(now, length) { now } else { self.start.unwrap_or(now) };
        start.saturating_add(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_count_begins_a_window_and_its_end_forgets() {
        let mut window = Window::default();
        assert!(window.is_over(0, 60) && window.end(100, 60) == 160);
        assert_eq!((window.add(100, 60), window.add(159, 60)), (1, 2));
        assert_eq!((window.count(159, 60), window.count(160, 60)), (2, 0));
        assert_eq!((window.add(160, 60), window.end(170, 60)), (1, 220));
    }

    #[test]
    fn a_clock_set_back_neither_locks_for_ever_nor_forgives_at_once() {
        let mut window = Window::default();
        window.add(1_000_000, 60);
        assert_eq!(window.add(999_999, 60), 2, "another thread's clock, a second behind");
        assert_eq!(window.add(1000, 60), 1, "set back for good");
        assert_eq!(window.add(u64::MAX, 60), 1);
        assert_eq!(window.end(u64::MAX, 60), u64::MAX);
    }

    #[test]
    fn what_was_counted_in_another_window_is_not_taken_back() {
        let mut window = Window::default();
        window.add(100, 60);
        let first = window.start();
        window.add(200, 60);
        window.take_back(first);
        assert_eq!(window.count(200, 60), 1);
        window.take_back(window.start());
        assert_eq!(window.count(200, 60), 0);
    }
}
