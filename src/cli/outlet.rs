//! Where opened content goes: stdout as it is, a terminal with its control characters shown, a file that appears whole.

use std::io::{ErrorKind, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::{Error, Result};
use super::paste::seal::is_text;
use super::size::Size;
use super::talk::{Talk, escape};
use crate::sys::files::Output;

/// Where content goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outlet {
    /// stdout; on a terminal text alone, and made harmless.
    Stdout,
    /// stdout, whatever it is: `-o -`.
    Anyway,
    /// A file of this name.
    File(PathBuf),
    /// A file in this directory, under the stored name.
    Folder(PathBuf),
}

/// What is written, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The bytes.
    pub content: &'a [u8],
    /// The name stored with it, made safe.
    pub name: Option<&'a str>,
    /// Its media type.
    pub kind: Option<&'a str>,
}

impl Piece<'_> {
    /// The content as a field of a JSON object: text as it is, anything else in base64.
    pub fn field(&self) -> (&'static str, String) {
        match std::str::from_utf8(self.content) {
            Ok(text) => ("content", text.to_owned()),
            Err(_) => ("content_base64", STANDARD.encode(self.content)),
        }
    }
}

impl Outlet {
    /// `-o` and `-O` as they were typed.
    pub fn new(output: Option<&Path>, remote_name: bool) -> Self {
        match output {
            _ if remote_name => Self::Folder(PathBuf::from(".")),
            None => Self::Stdout,
            Some(path) if path == Path::new("-") => Self::Anyway,
            Some(path) if path.is_dir() => Self::Folder(path.to_owned()),
            Some(path) => Self::File(path.to_owned()),
        }
    }

    /// Whether content is shown to a person.
    pub fn is_screen(&self, talk: &Talk) -> bool {
        *self == Self::Stdout && talk.manner().terminal_out && !talk.manner().json
    }

    /// Refuses early what would be refused at the end: before a paste is fetched, which may delete it.
    ///
    /// # Errors
    /// The file exists, or its directory does not or cannot be written.
    pub fn check(&self, force: bool) -> Result<()> {
        // A temporary file, gone at once, shows that the real one can be made.
        let path = match self {
            Self::File(path) => path,
            Self::Folder(folder) => {
                return tempfile::Builder::new().tempfile_in(folder).map(drop).map_err(|why| Error::file("create", folder, why));
            }
            Self::Stdout | Self::Anyway => return Ok(()),
        };
        if path.as_os_str().as_bytes().ends_with(b"/") {
            return Err(Error::file("create", path, ErrorKind::NotADirectory.into()));
        }
        // Opened to try, a pipe would end for whoever reads it.
        if path.metadata().is_ok_and(|known| !known.is_file()) {
            return Ok(());
        }
        if !force && path.symlink_metadata().is_ok_and(|known| known.is_file() || known.is_symlink()) {
            return Err(Error::Exists(path.clone()));
        }
        Output::create(path, force, 0o666).map(drop).map_err(|why| Error::file("create", path, why))
    }

    /// Writes it all. Returns the file it went to, if it went to one.
    ///
    /// # Errors
    /// The file or stdout cannot be written, or binary data would go to a terminal.
    pub fn write(&self, piece: Piece<'_>, force: bool, raw: bool, talk: &mut Talk) -> Result<Option<PathBuf>> {
        match self {
            Self::Stdout if self.is_screen(talk) => show(piece, raw, talk).map(|()| None),
            Self::Stdout | Self::Anyway => talk.answer_bytes(piece.content).map(|()| None),
            Self::File(path) => write_file(path, piece.content, force).map(|()| Some(path.clone())),
            Self::Folder(folder) => {
                let path = folder.join(file_name(piece.name));
                write_file(&path, piece.content, force)?;
                talk.note(format!("saved as '{}'", path.display()));
                Ok(Some(path))
            }
        }
    }
}

/// A stored name as we are willing to create it: no option, no hidden file.
fn file_name(stored: Option<&str>) -> String {
    let name = stored.unwrap_or("paste");
    match name.strip_prefix(['.', '-']) {
        Some(rest) => format!("_{rest}"),
        None => name.to_owned(),
    }
}

fn write_file(path: &Path, content: &[u8], force: bool) -> Result<()> {
    let refused = |why| Error::file("write", path, why);
    let mut output = Output::create(path, force, 0o666).map_err(refused)?;
    output.write_all(content).map_err(refused)?;
    output.finish().map_err(refused)
}

fn show(piece: Piece<'_>, raw: bool, talk: &mut Talk) -> Result<()> {
    if !is_text(piece.content) {
        let found = infer::get(piece.content).map(|kind| kind.mime_type());
        let named = piece.kind.filter(|kind| !kind.starts_with("text/"));
        let kind = found.or(named).unwrap_or(crate::protocol::header::OCTET_STREAM).to_owned();
        return Err(Error::BinaryToTerminal { kind, size: Size(piece.content.len() as u64) });
    }
    if raw {
        return talk.answer_bytes(piece.content);
    }
    let text = String::from_utf8_lossy(piece.content);
    // A line that ends with CR LF is a line, not an attempt on the screen.
    let text = text.replace("\r\n", "\n");
    let shown = escape(&text);
    talk.answer_bytes(shown.as_bytes())?;
    if shown.ends_with('\n') { Ok(()) } else { talk.answer_bytes(b"\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::talk::Manner;

    fn piece(content: &[u8]) -> Piece<'_> {
        Piece { content, name: Some("a.txt"), kind: Some("text/plain") }
    }

    #[test]
    fn stdout_is_exact_and_a_terminal_is_safe() {
        let (mut talk, out, _) = Talk::captured(Manner::default());
        Outlet::Stdout.write(piece(b"\x1b[2J\xff"), false, false, &mut talk).unwrap();
        assert_eq!(out.text(), "\x1b[2J\u{fffd}");
        let (mut talk, out, _) = Talk::captured(Manner { terminal_out: true, ..Manner::default() });
        Outlet::Stdout.write(piece(b"a\x1b[2J"), false, false, &mut talk).unwrap();
        assert_eq!(out.text(), "a\\x1b[2J\n");
        let error = Outlet::Stdout.write(piece(b"\x89PNG\r\n\x1a\n\0"), false, true, &mut talk).unwrap_err();
        assert_eq!(error.message().as_deref(), Some("binary data (image/png, 9 bytes); use -o FILE or pipe it"));
        Outlet::Anyway.write(piece(b"\0"), false, false, &mut talk).unwrap();
    }

    #[test]
    fn a_stored_name_is_never_hidden_and_never_an_option() {
        for (stored, safe) in [(Some(".bashrc"), "_bashrc"), (Some("-rf"), "_rf"), (Some("a.txt"), "a.txt"), (None, "paste")] {
            assert_eq!(file_name(stored), safe);
        }
    }

    #[test]
    fn an_existing_file_is_refused_before_anything_is_fetched() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out");
        Outlet::File(file.clone()).check(false).unwrap();
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "the check leaves nothing behind");
        std::fs::write(&file, "theirs").unwrap();
        assert!(matches!(Outlet::File(file.clone()).check(false), Err(Error::Exists(_))));
        Outlet::File(file).check(true).unwrap();
        let missing = Outlet::File(folder.path().join("no/such/folder/out")).check(false).unwrap_err();
        assert_eq!(missing.exit(), crate::cli::exit::Exit::File);
    }
}
