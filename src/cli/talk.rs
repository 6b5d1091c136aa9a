//! The voice. Rules: stdout carries only the answer; everything else goes to stderr; nothing else in the program prints.
//!
//! An error is `fpaste: error: WHAT: WHY`, then `  hint: ONE COMMAND`, then `  (request ID)`. In JSON mode it is one object.
//! Text that comes from a server or a paste has its control characters escaped before a terminal sees it.

mod ask;
mod escape;
mod progress;
mod table;

pub use escape::{escape, escape_bytes, one_line};
pub use progress::{Progress, bar};
pub use table::Table;

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use anstyle::Style;
use serde::Serialize;
use serde_json::json;

use super::error::{Error, Result};
use crate::sys::terminal;

/// How to talk: what was asked for, and what the streams are.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Manner {
    /// JSON Lines on stdout, errors as JSON on stderr.
    pub json: bool,
    /// Nothing but the answer and errors.
    pub quiet: bool,
    /// What is going on: 0, 1 or 2.
    pub verbose: u8,
    /// Colour on stdout.
    pub color_out: bool,
    /// Colour on stderr.
    pub color_err: bool,
    /// stdout is a terminal.
    pub terminal_out: bool,
    /// stderr is a terminal.
    pub terminal_err: bool,
    /// Questions may be asked, if there is a terminal.
    pub may_ask: bool,
    /// Every question is answered with yes.
    pub yes: bool,
    /// Progress may be shown.
    pub progress: bool,
    /// Columns of the terminal.
    pub columns: usize,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            json: false,
            quiet: false,
            verbose: 0,
            color_out: false,
            color_err: false,
            terminal_out: false,
            terminal_err: false,
            may_ask: false,
            yes: false,
            progress: false,
            columns: 80,
        }
    }
}

/// The voice of one run.
pub struct Talk {
    manner: Manner,
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
}

/// Bold red, for `error:`.
const ERROR: Style = anstyle::AnsiColor::Red.on_default().bold();
/// Yellow, for `warning:`.
const WARNING: Style = anstyle::AnsiColor::Yellow.on_default();
/// Dim, for what is said in passing.
const DIM: Style = Style::new().dimmed();
/// Bold, for headings.
const BOLD: Style = Style::new().bold();

impl Talk {
    /// Talks to the real streams.
    pub fn new(manner: Manner) -> Self {
        Self { manner, out: Box::new(io::stdout()), err: Box::new(io::stderr()) }
    }

    /// Talks into two buffers, for tests.
    pub fn captured(manner: Manner) -> (Self, Captured, Captured) {
        let (out, err) = (Captured::default(), Captured::default());
        (Self { manner, out: Box::new(out.clone()), err: Box::new(err.clone()) }, out, err)
    }

    /// How it talks.
    pub fn manner(&self) -> &Manner {
        &self.manner
    }

    /// Answers with one line on stdout, whatever is in it. Control characters are escaped.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer(&mut self, line: impl AsRef<str>) -> Result<()> {
        writeln!(self.out, "{}", escape(line.as_ref()).replace('\n', " ")).and_then(|()| self.out.flush()).map_err(Error::stdout)
    }

    /// Answers with a line on stdout that holds styles of our own making.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_styled(&mut self, line: impl AsRef<str>) -> Result<()> {
        writeln!(self.out, "{}", line.as_ref()).and_then(|()| self.out.flush()).map_err(Error::stdout)
    }

    /// Answers with bytes, exactly.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).and_then(|()| self.out.flush()).map_err(Error::stdout)
    }

    /// Answers with one JSON object on a line of its own.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_json(&mut self, value: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(value).map_err(|why| Error::Stdout(why.into()))?;
        line.push(b'\n');
        self.answer_bytes(&line)
    }

    /// Answers with a text of many lines, in JSON as `{"text": …}`.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_text(&mut self, text: &str) -> Result<()> {
        if self.manner.json { self.answer_json(&json!({"text": text})) } else { self.answer_bytes(text.as_bytes()) }
    }

    /// Answers with the help or the version that was asked for.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_help(&mut self, help: &clap::Error) -> Result<()> {
        let text = help.render();
        let text = if self.manner.color_out && !self.manner.json { text.ansi().to_string() } else { text.to_string() };
        self.answer_text(&text)
    }

    /// Answers with a path, in JSON as `{"path": …}`.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_path(&mut self, path: &Path) -> Result<()> {
        let path = path.to_string_lossy();
        if self.manner.json { self.answer_json(&json!({"path": path})) } else { self.answer(path) }
    }

    /// Answers with a table: aligned with a header on a terminal, tab-separated without one elsewhere.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_table(&mut self, table: &Table) -> Result<()> {
        let text = if self.manner.terminal_out { table.aligned(self.manner.columns, self.manner.color_out) } else { table.tabbed() };
        self.answer_bytes(text.as_bytes())
    }

    /// Answers with named values, each as (what a person reads, what a program reads): aligned on a terminal, tab-separated
    /// elsewhere.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn answer_fields(&mut self, fields: &[(&str, (String, String))]) -> Result<()> {
        let wide = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for (name, (shown, exact)) in fields {
            let line = if self.manner.terminal_out {
                format!("{}  {}", self.dim(&format!("{name:wide$}")), one_line(shown))
            } else {
                format!("{name}\t{}", one_line(exact))
            };
            text.push_str(line.trim_end());
            text.push('\n');
        }
        self.answer_bytes(text.as_bytes())
    }

    /// Says something on stderr, unless `-q`.
    pub fn note(&mut self, line: impl AsRef<str>) {
        if !self.manner.quiet && !self.manner.json {
            self.say(&escape(line.as_ref()));
        }
    }

    /// Says something in passing, dim: on a terminal only, unless `-q`.
    pub fn aside(&mut self, line: impl AsRef<str>) {
        if self.manner.terminal_err && !self.manner.quiet && !self.manner.json {
            let line = self.styled_err(DIM, &escape(line.as_ref()));
            self.say(&line);
        }
    }

    /// Says something on stderr with `-v`. Never call it with a key, password, token or fragment.
    pub fn detail(&mut self, line: impl AsRef<str>) {
        if self.manner.verbose > 0 {
            let line = self.styled_err(DIM, &escape(line.as_ref()));
            self.say(&line);
        }
    }

    /// Says something on stderr whatever the manner: a key that would be lost otherwise.
    pub fn insist(&mut self, line: impl AsRef<str>) {
        self.say(&escape(line.as_ref()));
    }

    /// Warns on stderr, even with `-q`.
    pub fn warn(&mut self, what: impl AsRef<str>) {
        if self.manner.json {
            self.say(&json!({"warning": {"message": what.as_ref()}}).to_string());
        } else {
            let line = format!("fpaste: {} {}", self.styled_err(WARNING, "warning:"), one_line(what.as_ref()));
            self.say(&line);
        }
    }

    /// Tells an error. Says nothing where the situation is told by its exit code alone.
    pub fn error(&mut self, error: &Error) {
        if matches!(error, Error::NothingGiven) && !self.manner.json {
            self.say(super::manual::SHORT);
        }
        let Some(message) = error.message() else { return };
        if self.manner.json {
            let body = json!({"error": {
                "code": error.code(), "message": message, "hint": error.hint(), "status": error.status(),
                "exit": error.number(), "request_id": error.request_id(),
            }});
            return self.say(&body.to_string());
        }
        let mut text = format!("fpaste: {} {}", self.styled_err(ERROR, "error:"), one_line(&message));
        if let Some(hint) = error.hint() {
            text.push_str("\n  hint: ");
            text.push_str(&one_line(&hint));
        }
        if let Some(request) = error.request_id() {
            text.push_str("\n  (request ");
            text.push_str(&one_line(request));
            text.push(')');
        }
        self.say(&text);
    }

    /// Shows progress on one line of the terminal; shows nothing where there is none.
    pub fn progress(&self) -> Progress {
        let shown = self.manner.terminal_err && self.manner.progress && !self.manner.quiet && !self.manner.json;
        Progress::new(shown.then_some(self.manner.columns))
    }

    /// A heading for stdout.
    pub fn bold(&self, text: &str) -> String {
        paint(self.manner.color_out, BOLD, text)
    }

    /// Words in passing for stdout.
    pub fn dim(&self, text: &str) -> String {
        paint(self.manner.color_out, DIM, text)
    }

    /// A text in this style, for stdout.
    pub fn styled_out(&self, style: Style, text: &str) -> String {
        paint(self.manner.color_out, style, text)
    }

    /// A text in this style, for stderr.
    pub fn styled_err(&self, style: Style, text: &str) -> String {
        paint(self.manner.color_err, style, text)
    }

    /// Bytes for stdout, to be written piece by piece.
    pub fn stdout(&mut self) -> &mut dyn Write {
        &mut *self.out
    }

    fn say(&mut self, text: &str) {
        // Where even stderr is gone there is nobody left to tell.
        let _ = writeln!(self.err, "{text}").and_then(|()| self.err.flush());
    }
}

fn paint(color: bool, style: Style, text: &str) -> String {
    if color { format!("{}{text}{}", style.render(), style.render_reset()) } else { text.to_owned() }
}

/// What a captured voice said.
#[derive(Clone, Debug, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// As text.
    pub fn text(&self) -> String {
        self.0.lock().map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_or(Err(io::ErrorKind::Other.into()), |mut buffer| buffer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether stdout may have been closed when the program began: the runtime opens a closed descriptor as `/dev/null`.
pub fn stdout_may_be_closed() -> bool {
    terminal::may_be_substitute(&io::stdout())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_three_lines_at_most_and_no_control_characters() {
        let (mut talk, out, err) = Talk::captured(Manner::default());
        talk.error(&Error::usage("what\u{1b}[31m: why", "fpaste\nhelp"));
        assert_eq!(err.text(), "fpaste: error: what\\x1b[31m: why\n  hint: fpaste help\n");
        assert_eq!(out.text(), "");
    }

    #[test]
    fn an_error_in_json_is_one_object() {
        let (mut talk, _, err) = Talk::captured(Manner { json: true, ..Manner::default() });
        talk.error(&Error::NoServer);
        let body: serde_json::Value = serde_json::from_str(&err.text()).unwrap();
        assert_eq!(body["error"]["code"], "no_server");
        assert_eq!(body["error"]["exit"], 12);
        assert_eq!(body["error"]["status"], serde_json::Value::Null);
    }

    #[test]
    fn quiet_keeps_warnings_and_drops_notes() {
        let (mut talk, _, err) = Talk::captured(Manner { quiet: true, ..Manner::default() });
        talk.note("note");
        talk.warn("careful");
        assert_eq!(err.text(), "fpaste: warning: careful\n");
    }
}
