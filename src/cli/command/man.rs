//! `fpaste man`: the manual pages, into a directory or (the first) to stdout.

use std::path::Path;

use crate::cli::args::Man;
use crate::cli::error::{Error, Result};
use crate::cli::manual;
use crate::cli::talk::Talk;
use crate::sys::files;

/// Writes the pages.
///
/// # Errors
/// The directory or a page cannot be written.
pub fn run(args: &Man, talk: &mut Talk) -> Result<()> {
    let pages = manual::pages();
    let Some(directory) = &args.directory else {
        return pages.first().map_or(Ok(()), |page| talk.answer_text(&page.text));
    };
    let refused = |path: &Path| {
        let path = path.to_owned();
        move |why| Error::file("write", path, why)
    };
    std::fs::create_dir_all(directory).map_err(refused(directory))?;
    for page in pages {
        let path = directory.join(&page.file);
        files::replace(&path, page.text.as_bytes(), 0o644).map_err(refused(&path))?;
        talk.answer_path(&path)?;
    }
    Ok(())
}
