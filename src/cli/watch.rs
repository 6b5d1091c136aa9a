//! Shows a person what the client is doing: solving, sending, waiting; with `-v` every request.

use std::time::{Duration, Instant};

use super::size::Size;
use super::talk::{Progress, Talk, bar};
use crate::client;

/// Bytes from which sending and fetching are shown.
pub const SHOWN_FROM: u64 = 1 << 20;

/// Listens to the client.
pub struct Watch {
    progress: Progress,
    begun: Instant,
    verbose: bool,
    quiet: bool,
}

impl Watch {
    /// Shows what happens, as far as this voice shows anything.
    pub fn new(talk: &Talk) -> Self {
        let manner = talk.manner();
        Self { progress: talk.progress(), begun: Instant::now(), verbose: manner.verbose > 0, quiet: manner.quiet || manner.json }
    }

    /// Shows how much of a paste has come.
    pub fn fetched(&self, bytes: u64, total: Option<u64>) {
        if total.is_none_or(|total| total >= SHOWN_FROM) && bytes > 0 {
            self.moved("fetching", bytes, total);
        }
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.progress.clear();
    }

    fn moved(&self, verb: &str, bytes: u64, total: Option<u64>) {
        let elapsed = self.begun.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate of three digits")]
        let rate = Size((bytes as f64 / elapsed) as u64);
        self.progress.show(|columns| match total {
            Some(total) => {
                let numbers = format!("{} of {}, {rate}/s", Size(bytes), Size(total));
                let room = columns.saturating_sub(verb.len() + numbers.len() + 2).min(30);
                if room < 5 { format!("{verb} {numbers}") } else { format!("{verb} {} {numbers}", bar(bytes, total, room)) }
            }
            None => format!("{verb} {}, {rate}/s", Size(bytes)),
        });
    }
}

impl Drop for Watch {
    /// Whatever is said next, an error too, begins a line of its own.
    fn drop(&mut self) {
        self.clear();
    }
}

impl client::Progress for Watch {
    fn solving(&self, state: &client::Solving) {
        let rate = state.rate() / 1e6;
        let (seconds, chance) = (state.elapsed.as_secs_f64(), state.chance() * 100.0);
        self.progress.show(|columns| {
            let long = format!(
                "proof of work, {} bits: {rate:.1} MH/s, {seconds:.1} s, {chance:.0} % of such searches are done by now",
                state.difficulty
            );
            if long.len() <= columns { long } else { format!("solving {} bits: {seconds:.0} s, {chance:.0} %", state.difficulty) }
        });
    }

    fn sent(&self, bytes: u64, total: u64) {
        if total >= SHOWN_FROM {
            self.moved("sending", bytes, Some(total));
        }
    }

    fn waiting(&self, pause: Duration, why: &client::Error) {
        if !self.quiet {
            self.progress.say(&format!("fpaste: {why}; trying again in {:.1} s", pause.as_secs_f64()));
        }
    }

    fn answered(&self, method: &str, url: &str, status: u16, took: Duration) {
        if self.verbose {
            self.progress.say(&format!("{method} {url} -> {status} in {:.1} ms", took.as_secs_f64() * 1000.0));
        }
    }
}
