//! Writes the log: one structured line for each request after its answer is sent, and what the server does on its own. On stderr,
//! text or JSON. No line ever holds a secret or a raw path.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::response::{Record, Sent};
use super::settings::{LogLevel, Settings};

/// Where lines go.
enum Sink {
    Stderr,
    /// For tests: kept.
    #[cfg(test)]
    Kept(std::sync::Mutex<Vec<String>>),
}

/// How lines look, and which are written.
#[derive(Clone, Copy, Debug)]
struct Form {
    json: bool,
    level: LogLevel,
}

/// The log.
pub struct Log {
    sink: Sink,
    form: RwLock<Form>,
}

impl Log {
    /// A log on stderr.
    pub fn new(settings: &Settings) -> Self {
        Self { sink: Sink::Stderr, form: RwLock::new(Form::of(settings)) }
    }

    /// A log that keeps its lines, for tests.
    #[cfg(test)]
    pub(super) fn kept(settings: &Settings) -> Self {
        Self { sink: Sink::Kept(std::sync::Mutex::default()), form: RwLock::new(Form::of(settings)) }
    }

    /// Takes over what new settings say.
    pub fn reload(&self, settings: &Settings) {
        *self.form.write().unwrap_or_else(PoisonError::into_inner) = Form::of(settings);
    }

    /// Something failed here.
    pub fn error(&self, now: u64, message: &str, facts: &[(&str, Value)]) {
        self.line(LogLevel::Error, "error", now, message, facts);
    }

    /// Something an operator wants to know.
    pub fn info(&self, now: u64, message: &str, facts: &[(&str, Value)]) {
        self.line(LogLevel::Info, "info", now, message, facts);
    }

    /// Something that must be told whatever the level: the operator needs it, and it is not told again soon.
    pub fn always(&self, now: u64, message: &str, facts: &[(&str, Value)]) {
        self.line(LogLevel::Error, "info", now, message, facts);
    }

    /// Something only a developer wants to know.
    pub fn debug(&self, now: u64, message: &str, facts: &[(&str, Value)]) {
        self.line(LogLevel::Debug, "debug", now, message, facts);
    }

    /// A request whose answer has been sent.
    pub fn request(&self, now: u64, record: &Record, sent: &Sent) {
        if LogLevel::Info > self.form().level {
            return;
        }
        let mut facts: Vec<(&str, Value)> = vec![
            ("method", record.method.as_str().into()),
            ("route", record.route.into()),
            ("status", sent.status.into()),
            ("bytes", sent.bytes.into()),
            ("ms", (u64::try_from(sent.took.as_micros()).unwrap_or(u64::MAX)).div_ceil(1000).into()),
            ("caller", record.level.into()),
        ];
        if !record.address.is_empty() {
            facts.push(("address", record.address.as_str().into()));
        }
        if !record.code.is_empty() {
            facts.push(("code", record.code.into()));
        }
        if !sent.whole {
            facts.push(("cut", true.into()));
        }
        facts.push(("request_id", record.request_id.as_str().into()));
        self.info(now, "request", &facts);
    }

    fn line(&self, level: LogLevel, word: &str, now: u64, message: &str, facts: &[(&str, Value)]) {
        let form = self.form();
        if level > form.level {
            return;
        }
        let line = if form.json { json(word, now, message, facts) } else { text(word, now, message, facts) };
        match &self.sink {
            // Nobody reads the log any more: that is no reason to stop serving.
            Sink::Stderr => drop(std::io::stderr().lock().write_all(line.as_bytes())),
            #[cfg(test)]
            Sink::Kept(lines) => lines.lock().unwrap_or_else(PoisonError::into_inner).push(line),
        }
    }

    fn form(&self) -> Form {
        *self.form.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written, for tests.
    #[cfg(test)]
    pub(super) fn lines(&self) -> Vec<String> {
        match &self.sink {
            Sink::Stderr => Vec::new(),
            Sink::Kept(lines) => lines.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

impl Form {
    fn of(settings: &Settings) -> Self {
        Self { json: settings.log_json, level: settings.log_level }
    }
}

fn moment(now: u64) -> String {
    let moment = i64::try_from(now).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    moment.and_then(|moment| moment.format(&Rfc3339).ok()).unwrap_or_else(|| now.to_string())
}

fn json(word: &str, now: u64, message: &str, facts: &[(&str, Value)]) -> String {
    let mut line = Map::new();
    line.insert("time".into(), moment(now).into());
    line.insert("level".into(), word.into());
    line.insert("message".into(), message.into());
    line.extend(facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Object(line).to_string() + "\n"
}

fn text(word: &str, now: u64, message: &str, facts: &[(&str, Value)]) -> String {
    let mut line = format!("{} {word} {}", moment(now), printable(message));
    for (name, value) in facts {
        let value = match value {
            Value::String(text) if is_plain(text) => text.clone(),
            other => other.to_string(),
        };
        let _ = write!(line, " {name}={value}");
    }
    line.push('\n');
    line
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'=')
}

/// A message on one line, whatever somebody wrote into an error.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sent() -> Sent {
        Sent { status: 200, bytes: 12, took: Duration::from_micros(1300), whole: true }
    }

    #[test]
    fn a_request_is_one_line_of_text_or_json() {
        let settings = Settings::read(&|_| None).unwrap();
        let log = Log::kept(&settings);
        let record = Record { request_id: "r1".into(), method: "GET".into(), route: "/{id}", level: "anonymous", ..Record::default() };
        log.request(0, &record, &sent());
        log.form.write().unwrap().json = true;
        log.request(0, &record, &sent());
        let lines = log.lines();
        assert_eq!(
            lines[0],
            "1970-01-01T00:00:00Z info request method=GET route=/{id} status=200 bytes=12 ms=2 caller=anonymous request_id=r1\n"
        );
        let line: Value = serde_json::from_str(&lines[1]).unwrap();
        assert_eq!((line["status"].as_u64(), line["ms"].as_u64(), line["message"].as_str()), (Some(200), Some(2), Some("request")));
    }

    #[test]
    fn nobody_writes_a_second_line() {
        let settings = Settings::read(&|_| None).unwrap();
        let log = Log::kept(&settings);
        let record = Record { method: "G\nT x=1".into(), ..Record::default() };
        log.request(0, &record, &sent());
        log.error(0, "a\nb", &[]);
        log.debug(0, "unseen", &[]);
        log.form.write().unwrap().level = LogLevel::Error;
        log.info(0, "unseen", &[]);
        log.always(0, "seen", &[]);
        let lines = log.lines();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.matches('\n').count() == 1), "{lines:?}");
    }
}
