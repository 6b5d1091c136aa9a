//! What this machine created: a JSON object a line, readable by its owner alone.
//!
//! It holds ids, names and delete tokens; keys only with `history.keys = true`, and never those of pastes that are burned by
//! reading. It is appended to before a link is printed. What has expired is dropped whenever the file is rewritten.

mod record;

pub use record::Record;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::error::{Error, Result};
use super::settings::Settings;
use super::talk::Talk;
use crate::sys::clock::{Clock as _, SystemClock};
use crate::sys::files;

/// A file of this size is rewritten with the next append: it then holds more lines than are kept, or mostly expired ones.
const LARGE: u64 = 8 << 20;
/// Lines kept at most, the newest: about 3 MiB.
const LINES_MAX: usize = 10_000;

/// The history file of one person on one machine.
#[derive(Debug)]
pub struct History {
    path: PathBuf,
    enabled: bool,
    keys: bool,
}

impl History {
    /// The history as the settings have it. Nothing is opened yet.
    pub fn new(settings: &Settings) -> Self {
        let path = settings.paths.state_folder.join("history.jsonl");
        Self { path, enabled: settings.history_enabled, keys: settings.history_keys }
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Remembers a paste, unless nothing is to be remembered. A history that cannot be written is a warning, for the link must be
    /// told whatever happens.
    pub fn remember(&self, mut record: Record, talk: &mut Talk) {
        if !self.enabled {
            return;
        }
        if !self.keys || record.burn {
            record.key = None;
        }
        if let Err(why) = self.append(&record) {
            let why = super::error::plain(&why);
            talk.warn(format!("cannot write the history '{}': {why}", self.path.display()));
        }
    }

    fn append(&self, record: &Record) -> io::Result<()> {
        let _lock = self.lock(true)?;
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        if is_stale(&mut file)? {
            let kept = self.kept(|_| true)?;
            self.rewrite(&kept)?;
            file = OpenOptions::new().read(true).append(true).open(&self.path)?;
        }
        let mut line = zeroize::Zeroizing::new(Vec::with_capacity(512));
        // A line cut off by a crash must not swallow this one.
        if ends_in_mid_line(&mut file)? {
            line.push(b'\n');
        }
        serde_json::to_writer(&mut *line, record)?;
        line.push(b'\n');
        file.write_all(&line)
    }

    /// Every paste that is remembered and has not expired, oldest first. Lines that cannot be read are skipped.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn records(&self) -> Result<Vec<Record>> {
        self.kept(|_| true).map_err(|why| Error::file("read", &self.path, why))
    }

    fn kept(&self, keep: impl Fn(&Record) -> bool) -> io::Result<Vec<Record>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(why) => return Err(why),
        };
        let now = SystemClock.now();
        let mut records = Vec::new();
        for line in BufReader::new(file).split(b'\n') {
            let line = zeroize::Zeroizing::new(line?);
            if let Ok(record) = serde_json::from_slice::<Record>(&line)
                && !record.is_over(now)
                && keep(&record)
            {
                records.push(record);
            }
        }
        let surplus = records.len().saturating_sub(LINES_MAX);
        records.drain(..surplus);
        Ok(records)
    }

    /// The newest entry of this id; on this server, if one is named.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn find(&self, id: &str, server: Option<&str>) -> Result<Option<Record>> {
        let matches = |record: &Record| record.id == id && server.is_none_or(|server| record.server == server);
        Ok(self.kept(matches).map_err(|why| Error::file("read", &self.path, why))?.pop())
    }

    /// Puts a record in the place of what is remembered of the same paste, unless nothing is to be remembered: then the old one stays.
    ///
    /// # Errors
    /// The file cannot be rewritten.
    pub fn renew(&self, record: Record) -> Result<()> {
        if !self.enabled {
            return Ok(());
        }
        let rewrite = || -> io::Result<()> {
            let _lock = self.lock(true)?;
            let mut records = self.kept(|known| known.id != record.id || known.server != record.server)?;
            records.push(record);
            self.rewrite(&records)
        };
        rewrite().map_err(|why| Error::file("write", &self.path, why))
    }

    /// Forgets these pastes of a server: they are deleted or burned.
    ///
    /// # Errors
    /// The file cannot be rewritten.
    pub fn forget(&self, server: &str, ids: &[&str]) -> Result<()> {
        let rewrite = || -> io::Result<()> {
            if !self.path.exists() {
                return Ok(());
            }
            let _lock = self.lock(false)?;
            let before = self.kept(|_| true)?;
            let gone = |record: &Record| record.server == server && ids.contains(&record.id.as_str());
            if before.iter().any(gone) {
                self.rewrite(&self.kept(|record| !gone(record))?)?;
            }
            Ok(())
        };
        rewrite().map_err(|why| Error::file("write", &self.path, why))
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.path) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(Error::file("remove", &self.path, why)),
            _ => Ok(()),
        }
    }

    fn rewrite(&self, records: &[Record]) -> io::Result<()> {
        let mut text = zeroize::Zeroizing::new(Vec::with_capacity(512 * records.len()));
        for record in records {
            serde_json::to_writer(&mut *text, record)?;
            text.push(b'\n');
        }
        files::replace(&self.path, &text, 0o600)
    }

    /// Holds the folder while the file is written, so that two processes do not write at once. A lock on the file itself would
    /// not outlive its replacement.
    fn lock(&self, make: bool) -> io::Result<File> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        if make {
            files::private_directory(folder)?;
        }
        let held = File::open(folder)?;
        held.lock()?;
        Ok(held)
    }
}

/// Whether the oldest entry has expired, or the file has grown too large.
fn is_stale(file: &mut File) -> io::Result<bool> {
    let large = file.metadata()?.len() > LARGE;
    let mut first = String::new();
    // A first line that is no text is left to whoever reads the whole file.
    let _ = BufReader::new(file.take(64 * 1024)).read_line(&mut first);
    Ok(large || serde_json::from_str::<Record>(&first).is_ok_and(|record| record.is_over(SystemClock.now())))
}

fn ends_in_mid_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::talk::Manner;

    fn history(folder: &Path) -> History {
        History { path: folder.join("deep/er/history.jsonl"), enabled: true, keys: false }
    }

    fn record(id: &str, expires: u64) -> Record {
        Record { id: id.into(), server: "https://h".into(), expires: Some(expires), key: Some("k".to_owned().into()), ..Record::default() }
    }

    fn ids(history: &History) -> Vec<String> {
        history.records().unwrap().into_iter().map(|record| record.id).collect()
    }

    const FAR: u64 = 99_999_999_999;

    #[test]
    fn what_is_remembered_is_read_back_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let history = history(folder.path());
        assert!(ids(&history).is_empty());
        let (mut talk, _, err) = Talk::captured(Manner::default());
        history.remember(record("aaaa", FAR), &mut talk);
        history.remember(record("bbbb", FAR), &mut talk);
        assert_eq!(ids(&history), ["aaaa", "bbbb"]);
        assert_eq!(err.text(), "");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(history.path()), 0o600);
        assert_eq!(mode(history.path().parent().unwrap()), 0o700);
        assert!(!fs::read_to_string(history.path()).unwrap().contains("\"key\""), "keys are not kept unless wanted");
    }

    #[test]
    fn keys_are_kept_on_request_and_never_those_of_burn_pastes() {
        let folder = tempfile::tempdir().unwrap();
        let history = History { keys: true, ..history(folder.path()) };
        let (mut talk, _, _) = Talk::captured(Manner::default());
        history.remember(record("aaaa", FAR), &mut talk);
        history.remember(Record { burn: true, ..record("bbbb", FAR) }, &mut talk);
        let keys: Vec<bool> = history.records().unwrap().iter().map(|record| record.key.is_some()).collect();
        assert_eq!(keys, [true, false]);
        assert!(!format!("{:?}", record("aaaa", FAR)).contains("\"k\""));
    }

    #[test]
    fn what_has_expired_or_is_deleted_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let history = history(folder.path());
        let (mut talk, _, _) = Talk::captured(Manner::default());
        history.remember(record("aaaa", 1), &mut talk);
        history.remember(record("bbbb", FAR), &mut talk);
        history.remember(record("cccc", FAR), &mut talk);
        assert_eq!(ids(&history), ["bbbb", "cccc"]);
        assert!(!fs::read_to_string(history.path()).unwrap().contains("aaaa"), "rewritten by the append after it expired");
        history.forget("https://other", &["bbbb"]).unwrap();
        assert_eq!(ids(&history), ["bbbb", "cccc"]);
        history.forget("https://h", &["bbbb"]).unwrap();
        assert_eq!(ids(&history), ["cccc"]);
        assert_eq!(history.find("cccc", Some("https://h")).unwrap().unwrap().id, "cccc");
        assert!(history.find("cccc", Some("https://x")).unwrap().is_none());
        history.clear().unwrap();
        history.clear().unwrap();
        assert!(ids(&history).is_empty());
    }

    #[test]
    fn a_broken_line_is_skipped_and_harms_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let history = history(folder.path());
        let (mut talk, _, _) = Talk::captured(Manner::default());
        history.remember(record("aaaa", FAR), &mut talk);
        let mut file = OpenOptions::new().append(true).open(history.path()).unwrap();
        file.write_all(b"\xff\xfe nonsense\n{\"id\": 7}\n{\"id\": \"cut").unwrap();
        history.remember(record("bbbb", FAR), &mut talk);
        assert_eq!(ids(&history), ["aaaa", "bbbb"]);
    }

    #[test]
    fn many_writers_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let history = history(folder.path());
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let history = &history;
                scope.spawn(move || {
                    let (mut talk, _, _) = Talk::captured(Manner::default());
                    for number in 0..10 {
                        history.remember(record(&format!("{writer}{number:03}"), FAR), &mut talk);
                    }
                });
            }
        });
        assert_eq!(ids(&history).len(), 80);
    }

    #[test]
    fn a_history_that_cannot_be_written_is_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("deep"), b"a file").unwrap();
        let (mut talk, _, err) = Talk::captured(Manner::default());
        history(folder.path()).remember(record("aaaa", FAR), &mut talk);
        assert!(err.text().starts_with("fpaste: warning: cannot write the history"), "{}", err.text());
        let (mut talk, _, err) = Talk::captured(Manner::default());
        History { enabled: false, ..history(folder.path()) }.remember(record("aaaa", FAR), &mut talk);
        assert_eq!(err.text(), "");
    }
}
