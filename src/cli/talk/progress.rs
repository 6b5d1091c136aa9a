//! One line of the terminal that shows how far a long step is. It appears after half a second and leaves no trace.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::escape::escape;

const PATIENCE: Duration = Duration::from_millis(500);
const PACE: Duration = Duration::from_millis(100);

/// The line. Clones share it; any thread may draw.
#[derive(Clone, Debug)]
pub struct Progress(Option<Arc<Mutex<Line>>>);

#[derive(Debug)]
struct Line {
    columns: usize,
    begun: Instant,
    drawn: Option<Instant>,
}

impl Progress {
    /// A line of so many columns, or one that is never shown.
    pub fn new(columns: Option<usize>) -> Self {
        Self(columns.map(|columns| Arc::new(Mutex::new(Line { columns, begun: Instant::now(), drawn: None }))))
    }

    /// Shows this text, if half a second has passed since the beginning and a tenth since the last time.
    pub fn show(&self, text: impl FnOnce(usize) -> String) {
        let Some(mut line) = self.0.as_ref().and_then(|line| line.lock().ok()) else { return };
        let now = Instant::now();
        if now.duration_since(line.begun) < PATIENCE || line.drawn.is_some_and(|drawn| now.duration_since(drawn) < PACE) {
            return;
        }
        line.drawn = Some(now);
        let columns = line.columns.saturating_sub(1);
        let text: String = escape(&text(columns)).chars().take(columns).collect();
        let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
    }

    /// Says something on stderr, above the line.
    pub fn say(&self, text: &str) {
        self.clear();
        let _ = writeln!(std::io::stderr(), "{}", escape(text));
    }

    /// Takes the line away and begins anew: the next text waits for half a second again.
    pub fn clear(&self) {
        let Some(mut line) = self.0.as_ref().and_then(|line| line.lock().ok()) else { return };
        if line.drawn.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
        line.begun = Instant::now();
    }
}

/// A bar of so many columns: `█████░░░░░`.
pub fn bar(done: u64, total: u64, columns: usize) -> String {
    let columns = columns.min(200);
    let share = if total == 0 {
        columns as u64
    } else {
        u64::try_from(u128::from(done.min(total)) * columns as u128 / u128::from(total)).unwrap_or(0)
    };
    let full = usize::try_from(share).unwrap_or(columns).min(columns);
    "█".repeat(full) + &"░".repeat(columns - full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_longer_than_it_may_be() {
        assert_eq!(bar(0, 10, 4), "░░░░");
        assert_eq!(bar(5, 10, 4), "██░░");
        assert_eq!(bar(99, 10, 4), "████");
        assert_eq!(bar(0, 0, 2), "██");
        assert_eq!(bar(u64::MAX, u64::MAX, 3), "███");
    }
}
