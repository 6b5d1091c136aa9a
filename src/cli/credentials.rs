//! The files of a client certificate: `client.crt` and `client.key`, written so that no key is ever lost or seen.

use std::fs;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use time::macros::format_description;

use super::config::edit;
use super::error::{Error, Result};
use super::settings::Settings;
use crate::pki::{Certificate, PkiError, PrivateKey};
use crate::protocol::Name;
use crate::protocol::limit::DAY;
use crate::sys::files;

/// Seconds before its end from which on it is time for the next certificate.
pub const ENDS_SOON: u64 = 30 * DAY;

/// Where a certificate and its key are, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    folder: PathBuf,
    /// PEM.
    pub certificate: PathBuf,
    /// PEM, PKCS#8, 0600.
    pub key: PathBuf,
}

impl Credentials {
    /// The files in this directory, or else beside the configuration.
    pub fn below(folder: Option<&Path>, settings: &Settings) -> Self {
        let folder = folder.map_or_else(|| settings.paths.config_folder.clone(), Path::to_owned);
        Self::named(&folder, "client")
    }

    /// The files that are in use.
    pub fn at(certificate: &Path, key: &Path) -> Self {
        let folder = key.parent().map(Path::to_owned).unwrap_or_default();
        Self { folder, certificate: certificate.to_owned(), key: key.to_owned() }
    }

    /// The files of this name in this directory.
    pub fn named(folder: &Path, name: &str) -> Self {
        let file = |ending: &str| folder.join(format!("{name}.{ending}"));
        Self { certificate: file("crt"), key: file("key"), folder: folder.to_owned() }
    }

    /// Refuses to go on where a key is already, and says what to type instead. Asked before any work is done for the new one.
    ///
    /// # Errors
    /// There is one.
    pub fn require_absent(&self, instead: &str) -> Result<()> {
        for path in [&self.key, &self.certificate] {
            if fs::symlink_metadata(path).is_ok() {
                let what = format!("'{}' exists", path.display());
                return Err(Error::failed(super::exit::Exit::File, "exists", what, instead.to_owned()));
            }
        }
        Ok(())
    }

    /// Writes both files: the key readable by its owner alone from its first byte, in a directory that is so too. Files that are
    /// there are kept under a name that ends in `.bak-DATE`, and are back in their place if anything fails.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(&self, key: &PrivateKey, certificate: &str, now: u64) -> Result<()> {
        if !self.folder.as_os_str().is_empty() {
            files::private_directory(&self.folder).map_err(|why| Error::file("create", &self.folder, why))?;
        }
        let kept_key = keep(&self.key, now)?;
        let kept_certificate = keep(&self.certificate, now)?;
        let written = self.write_new(key, certificate);
        if written.is_err() {
            for (path, kept) in [(&self.key, kept_key), (&self.certificate, kept_certificate)] {
                let _ = fs::remove_file(path);
                let _ = kept.map(|kept| fs::rename(kept, path));
            }
        }
        written
    }

    fn write_new(&self, key: &PrivateKey, certificate: &str) -> Result<()> {
        let pem = key.pem()?;
        files::create_private(&self.key, pem.as_bytes()).map_err(|why| Error::file("create", &self.key, why))?;
        files::create_private(&self.certificate, certificate.as_bytes()).map_err(|why| Error::file("create", &self.certificate, why))
    }

    /// Writes into the configuration who we are from now on, and to whom.
    ///
    /// # Errors
    /// The configuration cannot be read or written.
    pub fn configure(&self, settings: &Settings, certificate: &Certificate, server: Option<&str>) -> Result<()> {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
        let mut changes = vec![
            ("client_cert", absolute(&self.certificate).into()),
            ("client_key", absolute(&self.key).into()),
            ("cert_sha1", certificate.sha1().to_string().into()),
        ];
        if let Some(server) = server {
            changes.push(("server", server.into()));
        }
        edit::set(&settings.paths.config, settings.profile.as_deref(), &changes)
    }
}

/// Gives a file that is there a name that says when it was replaced.
fn keep(path: &Path, now: u64) -> Result<Option<PathBuf>> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(None);
    }
    let date = stamp(now);
    let name = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(if number == 0 { format!(".bak-{date}") } else { format!(".bak-{date}.{number}") });
        PathBuf::from(name)
    };
    let free = (0..1000).map(name).find(|path| fs::symlink_metadata(path).is_err());
    let kept = free.ok_or_else(|| Error::file("create", path, std::io::ErrorKind::AlreadyExists.into()))?;
    fs::rename(path, &kept).map_err(|why| Error::file("rename", path, why))?;
    Ok(Some(kept))
}

/// `20261125-190559`, UTC.
fn stamp(now: u64) -> String {
    let moment = i64::try_from(now).ok().and_then(|now| OffsetDateTime::from_unix_timestamp(now).ok());
    moment
        .and_then(|moment| moment.format(format_description!("[year][month][day]-[hour][minute][second]")).ok())
        .unwrap_or_else(|| now.to_string())
}

/// A day as people write it, `2027-11-25`, UTC.
pub fn day(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    moment.map_or_else(|| seconds.to_string(), |moment| moment.date().to_string())
}

/// The name that was typed, or else who and where this is: `alice@laptop`.
///
/// # Errors
/// What was typed is no name.
pub fn name(typed: Option<&str>, settings: &Settings) -> Result<Name> {
    if let Some(typed) = typed {
        return typed.parse().map_err(|why: crate::protocol::name::InvalidName| Error::Usage {
            what: format!("'{typed}' cannot be the name in a certificate: {why}"),
            hint: None,
        });
    }
    let user = ["USER", "LOGNAME"].iter().find_map(|variable| settings.environment.get(variable));
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let parts: Vec<String> = user.into_iter().chain(Some(host).filter(|host| !host.is_empty())).collect();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._@-".contains(letter) { letter } else { '-' };
    let text: String = parts.join("@").chars().map(plain).take(64).collect();
    text.parse()
        .or_else(|_| "fpaste".parse())
        .map_err(|why: crate::protocol::name::InvalidName| Error::Usage { what: why.to_string(), hint: None })
}

impl From<PkiError> for Error {
    fn from(why: PkiError) -> Self {
        Self::failed(super::exit::Exit::Failure, "certificate", why.to_string(), None)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::pki::KeyKind;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_key_is_private_and_the_one_before_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let files = Credentials::named(&folder.path().join("a/b"), "client");
        files.require_absent("fpaste cert").unwrap();
        let (first, second) = (PrivateKey::generate(KeyKind::P256).unwrap(), PrivateKey::generate(KeyKind::P256).unwrap());
        files.write(&first, "one", 1_800_000_000).unwrap();
        assert_eq!((mode(&files.key), mode(&folder.path().join("a/b"))), (0o600, 0o700));
        assert!(files.require_absent("fpaste cert").is_err());
        files.write(&second, "two", 1_800_000_000).unwrap();
        files.write(&second, "three", 1_800_000_000).unwrap();
        let kept = fs::read(folder.path().join("a/b/client.key.bak-20270115-080000")).unwrap();
        assert_eq!(kept, first.pem().unwrap().as_bytes());
        assert_eq!(fs::read_to_string(folder.path().join("a/b/client.crt.bak-20270115-080000.1")).unwrap(), "two");
        assert_eq!(fs::read_to_string(&files.certificate).unwrap(), "three");
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_files_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Credentials::named(folder.path(), "client");
        let key = PrivateKey::generate(KeyKind::P256).unwrap();
        files.write(&key, "one", 1).unwrap();
        files.certificate = folder.path().join("missing/client.crt");
        assert!(files.write(&key, "two", 2).is_err());
        assert_eq!(fs::read(&files.key).unwrap(), key.pem().unwrap().as_bytes());
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}
