//! What each step came to, told as soon as it is known.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anstyle::AnsiColor;
use serde_json::json;

use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::talk::{Talk, one_line};

/// Columns of the step's name.
const NAME: usize = 13;

/// The report.
pub(in crate::cli::command) struct Report<'a> {
    talk: &'a mut Talk,
    begun: Instant,
    steps: u32,
    failed: u32,
    exit: Option<Exit>,
    /// stdout cannot be written: nobody reads the report any more.
    deaf: Option<Error>,
}

impl<'a> Report<'a> {
    pub(in crate::cli::command) fn new(talk: &'a mut Talk) -> Self {
        Self { talk, begun: Instant::now(), steps: 0, failed: 0, exit: None, deaf: None }
    }

    /// The voice, for what a step needs besides.
    pub(in crate::cli::command) fn talk(&mut self) -> &mut Talk {
        self.talk
    }

    /// Takes a step and tells what it came to: its result and a word about it, or its error. `None` if it failed.
    pub(in crate::cli::command) fn step<T>(&mut self, name: &str, step: impl FnOnce() -> Result<(T, String)>) -> Option<T> {
        let start = Instant::now();
        let outcome = step();
        let took = start.elapsed();
        match outcome {
            Ok((value, detail)) => {
                self.tell(name, true, &detail, took, None);
                Some(value)
            }
            Err(error) => {
                self.exit.get_or_insert(error.exit());
                let message = error.message().unwrap_or_default();
                self.tell(name, false, &message, took, error.hint().as_deref());
                None
            }
        }
    }

    fn tell(&mut self, name: &str, holds: bool, detail: &str, took: Duration, hint: Option<&str>) {
        self.steps += 1;
        self.failed += u32::from(!holds);
        let milliseconds = took.as_secs_f64() * 1000.0;
        let told = if self.talk.manner().json {
            self.talk.answer_json(
                &json!({"step": name, "ok": holds, "ms": (milliseconds * 100.0).round() / 100.0, "detail": detail, "hint": hint}),
            )
        } else {
            let (mark, color) = if holds { ("✔", AnsiColor::Green) } else { ("✘", AnsiColor::Red) };
            let mark = self.talk.styled_out(color.on_default().bold(), mark);
            let time = self.talk.dim(&format!("{milliseconds:>9.1} ms"));
            let mut line = format!("{mark} {name:<NAME$}{time}  {}", one_line(detail));
            if let Some(hint) = hint {
                let _ = write!(line, "\n  hint: {}", one_line(hint));
            }
            self.talk.answer_styled(line)
        };
        if let Err(error) = told {
            self.deaf.get_or_insert(error);
        }
    }

    /// The last line and the exit code.
    pub(in crate::cli::command) fn finish(self) -> Result<()> {
        if let Some(error) = self.deaf {
            return Err(error);
        }
        let time = self.begun.elapsed().as_secs_f64();
        match self.exit {
            None => {
                self.talk.note(format!("all {} steps done in {time:.2} s", self.steps));
                Ok(())
            }
            Some(exit) => {
                self.talk.note(format!("{} of {} steps failed", self.failed, self.steps));
                Err(Error::Told(exit))
            }
        }
    }
}
