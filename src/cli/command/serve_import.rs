//! `fpaste serve import`: moves in from a FlaskPaste database, or from a folder of files. A trial first; what is in already stays as it is.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::serve_store::{self, OnTheBox, failed, tell_if_new};
use crate::cli::args::{Serve, ServeImport};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::{Table, Talk};
use crate::protocol::Lifetime;
use crate::protocol::limit::{GIB, MIB};
use crate::server::arrival::{Arrival, ArrivalError, Door};
use crate::server::ledger::Event;
use crate::server::settings::Settings as ServerSettings;
use crate::server::spool::{Budget, SpoolWriter};
use crate::server::store::StoreError;
use crate::server::store::sqlite::FlaskPaste;
use crate::sys::clock::{Clock as _, SystemClock};
use crate::sys::entropy::SystemEntropy;

/// What became of everything that wanted in.
#[derive(Debug, Default)]
struct Tally {
    came: Vec<(Option<String>, String)>,
    here: u64,
    was: u64,
    over: u64,
    taken: Vec<String>,
    odd: Vec<LeftOut>,
}

/// What cannot come in, and why.
#[derive(Clone, Debug)]
struct LeftOut {
    name: String,
    why: &'static str,
}

/// Where pastes come from.
enum Source {
    Old(FlaskPaste),
    Folder { files: Vec<PathBuf>, skipped: Vec<LeftOut>, owner: Option<String>, expires_at: u64 },
}

/// Tries it, tells what would happen, and does it if that is wanted.
///
/// # Errors
/// The source cannot be read, the database cannot be written, or not all could come in; those that could are in.
pub fn run(serve: &Serve, args: &ServeImport, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let wanted = super::serve::read(serve, settings)?;
    let source = open(args, &wanted)?;
    // A trial makes no database where there is none.
    let there = wanted.database_url.is_some() || serve_store::path(serve, settings).exists();
    let here = if there { Some(OnTheBox::with_bodies(serve, settings, &wanted)?) } else { None };
    let trial = source.pass(&door(here.as_ref(), &wanted, true))?;
    drop(here);
    if !talk.manner().json {
        introduce(&source, talk)?;
        talk.answer(format!("{}: {}", args.source.display(), trial.told("would come in")))?;
    }
    let nothing = trial.came.is_empty();
    let agreed = talk.manner().yes || (!nothing && talk.can_ask() && talk.confirm("bring them over?", "-y")?);
    if !agreed || nothing {
        trial.warn(talk);
        if talk.manner().json {
            return talk.answer_json(&trial.facts(&source, true));
        }
        if !nothing {
            talk.note(format!("nothing was changed; to bring them over: fpaste serve import '{}' -y", args.source.display()));
        }
        return Ok(());
    }
    tell_if_new(serve, settings, talk)?;
    let here = OnTheBox::with_bodies(serve, settings, &wanted)?;
    let done = source.pass(&door(Some(&here), &wanted, false))?;
    here.note(Event::PastesImported, &done.came.len().to_string())?;
    done.warn(talk);
    if talk.manner().json {
        talk.answer_json(&done.facts(&source, false))?;
    } else {
        if let Source::Folder { .. } = source {
            let mut table = Table::new(&["ID", "NAME"]);
            for (id, name) in &done.came {
                table.plain_row([id.clone().unwrap_or_default(), name.clone()]);
            }
            talk.answer_table(&table)?;
        }
        talk.note(format!("{}: {}", args.source.display(), done.told("came in")));
    }
    match done.taken.len() + done.odd.len() {
        0 => Ok(()),
        left => Err(Error::SomeFailed { failed: left, of: left + done.came.len() + usize::try_from(done.here).unwrap_or(usize::MAX) }),
    }
}

fn door<'a>(here: Option<&'a OnTheBox>, settings: &'a ServerSettings, trial: bool) -> Door<'a> {
    Door { store: here.map(|here| &*here.store), settings, entropy: &SystemEntropy, now: SystemClock.now(), trial }
}

fn open(args: &ServeImport, wanted: &ServerSettings) -> Result<Source> {
    let path = &args.source;
    if !path.is_dir() {
        if args.owner.is_some() || args.expiry.is_some() {
            return Err(Error::usage("--owner and --expiry are for a folder of files: a database says both", "fpaste serve import FILE"));
        }
        if !path.exists() {
            return Err(Error::NoSuchFile(path.clone()));
        }
        return FlaskPaste::open(path).map(Source::Old).map_err(|why| match why {
            StoreError::Foreign => {
                let what = format!("'{}' holds no pastes of FlaskPaste (no table 'pastes' with 'id' and 'content')", path.display());
                Error::failed(Exit::File, "not_flaskpaste", what, "a backup of fpaste: fpaste serve restore FILE".to_owned())
            }
            why => failed(why),
        });
    }
    let lifetime = match &args.expiry {
        None => wanted.expiry_trusted,
        Some(text) => text.parse::<Lifetime>().map_err(|why| Error::Usage { what: format!("-x: {why}"), hint: None })?.seconds(),
    };
    let (files, skipped) = files(path)?;
    let expires_at = SystemClock.now().saturating_add(lifetime.min(wanted.max_expiry));
    Ok(Source::Folder { files, skipped, owner: args.owner.clone(), expires_at })
}

/// The files of a folder by name, and what else is in it.
fn files(folder: &Path) -> Result<(Vec<PathBuf>, Vec<LeftOut>)> {
    let unread = |why: io::Error| Error::file("read", folder, why);
    let (mut files, mut skipped) = (Vec::new(), Vec::new());
    let mut entries = fs::read_dir(folder).map_err(unread)?.collect::<io::Result<Vec<_>>>().map_err(unread)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (kind, name) = (entry.file_type().map_err(unread)?, entry.file_name().to_string_lossy().into_owned());
        if kind.is_file() && !name.starts_with('.') {
            files.push(entry.path());
        } else {
            skipped.push(LeftOut { name, why: if kind.is_file() { "it is hidden" } else { "it is no file" } });
        }
    }
    Ok((files, skipped))
}

/// What the source holds that does not come along.
fn introduce(source: &Source, talk: &mut Talk) -> Result<()> {
    let Source::Old(old) = source else { return Ok(()) };
    for column in &old.unknown {
        talk.answer(format!("column not understood, and left out: pastes.{column}"))?;
    }
    for (table, rows) in &old.others {
        talk.answer(format!("table not brought over: {table} ({rows} rows)"))?;
    }
    Ok(())
}

impl Source {
    fn pass(&self, door: &Door<'_>) -> Result<Tally> {
        let budget = Budget::new(16 * MIB, 2 * GIB);
        let mut tally = Tally::default();
        match self {
            Self::Old(old) => old.each(&budget, |paste, body| {
                let arrival = door.old(&paste, &body, &old.issued).map_err(|why| broke_off(why, &paste.id))?;
                tally.add(arrival, paste.id);
                Ok::<_, Broken>(())
            })?,
            Self::Folder { files, skipped, owner, expires_at } => {
                for path in files {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let mut body = SpoolWriter::new(&budget);
                    let read = File::open(path).and_then(|mut file| io::copy(&mut file, &mut body));
                    read.map_err(|why| Error::file("read", path, why))?;
                    let arrival = door.file(&name, &body.finish(), owner.as_deref(), *expires_at);
                    tally.add(arrival.map_err(|why| broke_off(why, &name))?, name);
                }
                tally.odd.extend(skipped.iter().cloned());
            }
        }
        Ok(tally)
    }
}

/// Carries an error out of a walk over the rows.
struct Broken(Error);

impl From<StoreError> for Broken {
    fn from(why: StoreError) -> Self {
        Self(failed(why))
    }
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        broken.0
    }
}

fn broke_off(why: ArrivalError, name: &str) -> Broken {
    Broken(match why {
        ArrivalError::Store(why) => failed(why),
        why => Error::failed(Exit::Failure, "import", format!("{name}: {why}"), None),
    })
}

impl Tally {
    fn add(&mut self, arrival: Arrival, name: String) {
        match arrival {
            Arrival::In(id) => self.came.push((id.map(|id| id.to_string()), name)),
            Arrival::Here(_) => self.here += 1,
            Arrival::Was => self.was += 1,
            Arrival::Over => self.over += 1,
            Arrival::Taken => self.taken.push(name),
            Arrival::Odd(why) => self.odd.push(LeftOut { name, why }),
        }
    }

    /// In one line.
    fn told(&self, verb: &str) -> String {
        let (taken, odd) = (self.taken.len() as u64, self.odd.len() as u64);
        let parts = [
            (self.here, "came in before"),
            (self.was, "came in before, and were read, deleted or changed since"),
            (self.over, "are over"),
            (taken, "have the name of another paste"),
            (odd, "cannot come in"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}"));
        format!("{} {verb}{}", self.came.len(), parts.collect::<String>())
    }

    fn warn(&self, talk: &mut Talk) {
        for name in &self.taken {
            talk.warn(format!("{name}: another paste has this name"));
        }
        for LeftOut { name, why } in &self.odd {
            talk.warn(format!("{name}: {why}"));
        }
    }

    fn facts(&self, source: &Source, trial: bool) -> Value {
        let (unknown, others) = match source {
            Source::Old(old) => (old.unknown.clone(), old.others.iter().map(|(table, rows)| (table.clone(), (*rows).into())).collect()),
            Source::Folder { .. } => (Vec::new(), serde_json::Map::new()),
        };
        let odd: Vec<Value> = self.odd.iter().map(|LeftOut { name, why }| json!({ "name": name, "why": why })).collect();
        let came: Vec<Value> = self.came.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
        json!({
            "trial": trial, "in": came, "here": self.here, "gone": self.was, "over": self.over, "taken": self.taken, "left_out": odd,
            "unknown_columns": unknown, "other_tables": others,
        })
    }
}
