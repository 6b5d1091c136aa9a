//! Files that appear whole or not at all, and secrets that only their owner can read.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use super::cleanup;

/// Makes a directory and its parents, readable by their owner alone. An existing directory stays as it is.
///
/// # Errors
/// Whatever the operating system says.
pub fn private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Creates a file that must not exist, readable by its owner alone, and writes it.
///
/// # Errors
/// `AlreadyExists`, or whatever the operating system says; nothing is left behind then.
pub fn create_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut output = Output::create(path, false, 0o600)?;
    output.write_all(content)?;
    output.finish()
}

/// Replaces a file as a whole: a reader sees the old content or the new, and a crash leaves one of the two.
/// A file that exists keeps its mode, a link keeps pointing where it does; a new file gets `mode`.
///
/// # Errors
/// Whatever the operating system says; the old content is then untouched.
pub fn replace(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mode = fs::metadata(&target).map_or(mode, |known| known.permissions().mode() & 0o7777);
    let mut output = Output::create(&target, true, mode)?;
    output.write_all(content)?;
    output.finish()
}

/// The same for a secret: whatever the file was before, afterwards its owner alone can read it.
///
/// # Errors
/// Whatever the operating system says; the old content is then untouched.
pub fn replace_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut output = Output::create(path, true, 0o600)?;
    output.write_all(content)?;
    output.finish()
}

/// The folder a file is in.
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the name of a file that was made here outlast a power cut, as the file itself does once it is synced.
///
/// # Errors
/// Whatever the operating system says.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// Whether others than the owner may read a file.
pub fn readable_by_others(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|known| known.mode() & 0o044 != 0)
}

/// Gives a file that root has made to whom its folder belongs: what is made on the box beside a service's database has to be the
/// service's, or it could not open it. Whoever is not root makes what is their own, and nothing happens.
pub fn give_to_owner_of_folder(file: &File, path: &Path) {
    if rustix::process::geteuid().is_root()
        && let Ok(folder) = fs::metadata(folder(path))
        && folder.uid() != 0
    {
        // A root that may not do it (in a container, over a network) has made it as well as it can.
        let _ = fchown(file, Some(folder.uid()), Some(folder.gid()));
    }
}

/// An output file that has its name only once it is whole: `NAME.part` until then, gone if it never gets there.
#[derive(Debug)]
pub struct Output {
    file: Option<File>,
    part: PathBuf,
    target: PathBuf,
    replace: bool,
    cleanup: Option<cleanup::Cleanup>,
}

impl Output {
    /// Begins a file. With `replace` an existing one is replaced at the end, and may then be read by nobody who could not read it before;
    /// otherwise it is an error, now and at the end.
    ///
    /// A target that is no regular file (a pipe, a device) is written directly: it cannot be renamed over.
    ///
    /// # Errors
    /// `AlreadyExists`, or whatever the operating system says.
    pub fn create(target: &Path, replace: bool, mode: u32) -> io::Result<Self> {
        let mut mode = mode;
        if let Ok(known) = fs::metadata(target) {
            if known.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            if !known.is_file() {
                let file = OpenOptions::new().write(true).open(target)?;
                return Ok(Self { file: Some(file), part: PathBuf::new(), target: target.to_owned(), replace, cleanup: None });
            }
            mode &= known.permissions().mode();
        }
        if !replace && fs::symlink_metadata(target).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let (file, part) = create_part(target, mode)?;
        let stale = part.clone();
        let cleanup = cleanup::on_interrupt(move || drop(fs::remove_file(stale)));
        Ok(Self { file: Some(file), part, target: target.to_owned(), replace, cleanup: Some(cleanup) })
    }

    /// Gives the file its name. On the way there its bytes reach the disk.
    ///
    /// # Errors
    /// Whatever the operating system says; no file of that name appears then.
    pub fn finish(mut self) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        if self.cleanup.is_none() {
            return Ok(());
        }
        let named = file.sync_all().and_then(|()| {
            if self.replace {
                fs::rename(&self.part, &self.target)
            } else {
                // A hard link fails if the name was taken meanwhile, which a rename would not.
                fs::hard_link(&self.part, &self.target).or_else(|why| match why.kind() {
                    io::ErrorKind::AlreadyExists => Err(why),
                    _ => rename_new(&self.part, &self.target),
                })
            }
        });
        let _ = fs::remove_file(&self.part);
        self.cleanup = None;
        named
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Err(io::ErrorKind::NotConnected.into()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.file.take().is_some() && self.cleanup.is_some() {
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Where the file system has no hard links: checked, then renamed.
fn rename_new(part: &Path, target: &Path) -> io::Result<()> {
    if fs::symlink_metadata(target).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(part, target)
}

fn create_part(target: &Path, mode: u32) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let name = shortened(name);
    for number in 0_u32.. {
        let mut part = name.clone();
        if number == 0 {
            part.push(".part");
        } else {
            part.push(format!(".{number}.part"));
        }
        let part = target.with_file_name(part);
        match OpenOptions::new().write(true).create_new(true).mode(mode).open(&part) {
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists && number < 100 => {}
            opened => return opened.map(|file| (file, part)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// As much of a name as leaves room for what is put behind it: file systems hold names of 255 bytes.
fn shortened(name: &OsStr) -> OsString {
    const ROOM: usize = 240;
    if name.len() <= ROOM {
        return name.to_owned();
    }
    let text = name.to_string_lossy();
    let end = (0..=ROOM).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text.get(..end).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_root_makes_in_anothers_folder_is_that_others_and_in_its_own_stays_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str| {
            let path = folder.path().join(name);
            let file = File::create(&path).unwrap();
            give_to_owner_of_folder(&file, &path);
            let known = file.metadata().unwrap();
            (known.uid(), known.gid())
        };
        let own = fs::metadata(folder.path()).unwrap();
        assert_eq!(made("own"), (own.uid(), own.gid()));
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(folder.path(), Some(65_534), Some(65_533)).unwrap();
            assert_eq!(made("theirs"), (65_534, 65_533));
        }
    }

    #[test]
    fn an_output_has_its_name_only_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let mut output = Output::create(&target, false, 0o644).unwrap();
        output.write_all(b"half").unwrap();
        assert_eq!(names(folder.path()), ["out.part"]);
        drop(output);
        assert!(names(folder.path()).is_empty(), "what was not finished is gone");
        let mut output = Output::create(&target, false, 0o644).unwrap();
        output.write_all(b"whole").unwrap();
        output.finish().unwrap();
        assert_eq!(names(folder.path()), ["out"]);
        assert_eq!(fs::read(&target).unwrap(), b"whole");
    }

    #[test]
    fn an_existing_file_is_refused_even_if_it_came_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let output = Output::create(&target, false, 0o644).unwrap();
        fs::write(&target, "theirs").unwrap();
        assert_eq!(output.finish().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(Output::create(&target, false, 0o644).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"theirs");
        assert_eq!(names(folder.path()), ["out"]);
        Output::create(&target, true, 0o644).unwrap().finish().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"");
    }

    #[test]
    fn secrets_are_for_their_owner_and_replacing_keeps_mode_and_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("key"), folder.path().join("link"));
        create_private(&file, b"one").unwrap();
        assert!(!readable_by_others(&file));
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace(&link, b"two", 0o644).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert!(!readable_by_others(&file));
        assert_eq!(create_private(&file, b"three").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        Output::create(&file, true, 0o644).unwrap().finish().unwrap();
        assert!(!readable_by_others(&file), "what others could not read they cannot read now");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        replace_private(&file, b"four").unwrap();
        assert!(!readable_by_others(&file), "a secret is for its owner whatever was there");
    }
}
