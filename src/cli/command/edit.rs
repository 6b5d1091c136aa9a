//! `--edit`: a paste written in an editor.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::paste::Content;
use crate::cli::talk::Talk;
use crate::sys::cleanup::{self, Cleanup};
use crate::sys::files;

/// Where the text was written. It goes when this is dropped, or when Ctrl-C ends the program.
pub(super) struct Draft {
    folder: TempDir,
    file: PathBuf,
    _cleanup: Cleanup,
}

impl Draft {
    /// Keeps the text, which nobody wants to write again, and says where.
    pub(super) fn keep(self, talk: &mut Talk) {
        let _ = self.folder.keep();
        talk.warn(format!("what you wrote is kept: '{}'", self.file.display()));
    }
}

/// Opens an editor, on a copy of a file if one is given, and reads what was saved.
///
/// # Errors
/// There is no editor, it failed, or the file cannot be read.
pub(super) fn edit(file: Option<&Path>, editor: Option<String>, talk: &mut Talk) -> Result<(Content, Draft)> {
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    let folder = tempfile::Builder::new().prefix("fpaste-").tempdir().map_err(|why| Error::file("create", std::env::temp_dir(), why))?;
    let name = file.and_then(Path::file_name).map_or_else(|| "paste.txt".into(), ToOwned::to_owned);
    let copy = folder.path().join(&name);
    let before = file.map_or(Ok(Vec::new()), |file| std::fs::read(file).map_err(|why| Error::file("read", file, why)))?;
    files::create_private(&copy, &before).map_err(|why| Error::file("create", &copy, why))?;
    let stale = folder.path().to_owned();
    let cleanup = cleanup::on_interrupt(move || drop(std::fs::remove_dir_all(stale)));
    talk.detail(format!("editor: {editor}"));
    // The variable may hold arguments, as `code --wait` does: the shell splits them, as git does it.
    let status = Command::new("sh").arg("-c").arg(format!("{editor} \"$@\"")).arg(&editor).arg(&copy).status();
    let failed = |why: String| {
        Error::failed(Exit::File, "editor", format!("the editor '{editor}' failed: {why}"), "set VISUAL or EDITOR".to_owned())
    };
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(failed(status.to_string())),
        Err(why) => return Err(failed(crate::cli::error::plain(&why))),
    }
    let bytes = std::fs::read(&copy).map_err(|why| Error::file("read", &copy, why))?;
    if bytes.is_empty() {
        return Err(Error::Empty { what: "the editor's file".to_owned() });
    }
    let name = file.is_some().then(|| name.to_string_lossy().into_owned());
    let content = Content { bytes, name, shown: "the editor's text".to_owned(), file: file.map(ToOwned::to_owned) };
    Ok((content, Draft { folder, file: copy, _cleanup: cleanup }))
}
