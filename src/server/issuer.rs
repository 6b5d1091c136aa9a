//! Signs certificates: opens the server's authority, or makes it where there is none yet, under the operator's password.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::NamedTempFile;
use thiserror::Error;
use zeroize::Zeroizing;

use super::store::{self, Store, StoreError};
use crate::pki::{Authority, PkiError};
use crate::protocol::{Name, hex};
use crate::sys::entropy::{Entropy, EntropyError, draw};
use crate::sys::files;

/// The authority's name where nobody gives it one.
const DEFAULT_NAME: &str = "fpaste CA";
/// What the database's own password file is called after the database.
const PASSWORD_SUFFIX: &str = ".ca-password";

/// Why nothing was signed.
#[derive(Debug, Error)]
pub enum IssuerError {
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The authority in the database was made under another password.
    #[error("the password does not open the certificate authority in the database")]
    WrongPassword,
    /// Certificates failed.
    #[error(transparent)]
    Pki(PkiError),
}

impl From<PkiError> for IssuerError {
    fn from(error: PkiError) -> Self {
        match error {
            PkiError::WrongPassword => Self::WrongPassword,
            other => Self::Pki(other),
        }
    }
}

/// The authority of a server, opened at its first need and kept open: opening it costs a tenth of a second.
pub struct Issuer {
    password: Zeroizing<Vec<u8>>,
    opened: Mutex<Option<Arc<Authority>>>,
    making: Mutex<()>,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer(…)")
    }
}

impl Issuer {
    /// An issuer whose authority is, or will be, under this password.
    pub fn new(password: Zeroizing<Vec<u8>>) -> Self {
        Self { password, opened: Mutex::new(None), making: Mutex::new(()) }
    }

    /// The authority, if there is one.
    ///
    /// # Errors
    /// [`IssuerError`].
    pub fn authority(&self, store: &dyn Store) -> Result<Option<Arc<Authority>>, IssuerError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.is_none() {
            let Some(kept) = store.authority()? else { return Ok(None) };
            *opened = Some(Arc::new(Authority::open(&kept.certificate_pem, &kept.key_pem, &self.password)?));
        }
        Ok(opened.clone())
    }

    /// The authority, and whether it was made by this very call. Of any number of callers and processes one makes it.
    ///
    /// # Errors
    /// [`IssuerError`].
    pub fn ensure(
        &self,
        store: &dyn Store,
        name: Option<&Name>,
        now: u64,
        entropy: &dyn Entropy,
    ) -> Result<(Arc<Authority>, bool), IssuerError> {
        if let Some(authority) = self.authority(store)? {
            return Ok((authority, false));
        }
        // Others of this process wait for the one that makes it; another process is told apart by the store.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(authority) = self.authority(store)? {
            return Ok((authority, false));
        }
        let default = DEFAULT_NAME.parse().ok();
        let name = name.or(default.as_ref()).ok_or(PkiError::RequestName)?;
        let made = Authority::create(name, now, entropy)?;
        let kept = store::Authority {
            certificate_pem: made.certificate().pem()?,
            key_pem: made.sealed_key(&self.password, entropy)?,
            created_at: now,
        };
        let first = store.set_authority(kept)?;
        let authority = self.authority(store)?.ok_or(StoreError::Closed)?;
        Ok((authority, first))
    }
}

/// Where the password is kept if nobody names one: beside the database.
pub fn password_file(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(PASSWORD_SUFFIX);
    PathBuf::from(name)
}

/// The password in a file beside the database, for who asked for TLS and named no password: read, or made and written (0600).
/// Also says where it is and whether it is new.
///
/// # Errors
/// The file cannot be read or made, or is empty.
pub fn password_beside(database: &Path, entropy: &dyn Entropy) -> io::Result<(Zeroizing<Vec<u8>>, PathBuf, bool)> {
    let path = password_file(database);
    let made = !path.exists() && make_password(&path, entropy)?;
    let mut password = Zeroizing::new(std::fs::read(&path)?);
    while password.ends_with(b"\n") {
        password.pop();
    }
    if password.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the password file is empty"));
    }
    Ok((password, path, made))
}

/// Makes the file as a whole, with its name: whoever finds it finds the password in it. Whether it was made; another may have come first.
fn make_password(path: &Path, entropy: &dyn Entropy) -> io::Result<bool> {
    let fresh: Zeroizing<[u8; 32]> = Zeroizing::new(draw(entropy).map_err(|error: EntropyError| io::Error::other(error))?);
    let line = Zeroizing::new(format!("{}\n", &*Zeroizing::new(hex(&*fresh))));
    let mut file = NamedTempFile::new_in(files::folder(path))?;
    files::give_to_owner_of_folder(file.as_file(), path);
    file.write_all(line.as_bytes()).and_then(|()| file.as_file().sync_all())?;
    match file.persist_noclobber(path) {
        Ok(_) => files::sync_folder(path).map(|()| true),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(failed) => Err(failed.error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::sys::entropy::SystemEntropy;

    #[test]
    fn of_many_that_make_the_password_at_once_all_have_the_same_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("pastes.db");
        let made: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| password_beside(&database, &SystemEntropy).unwrap())).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert!(made.windows(2).all(|pair| pair[0].0 == pair[1].0) && made[0].0.len() == 64);
        assert_eq!(made.iter().filter(|(_, _, made)| *made).count(), 1);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(password_file(&database).metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
