//! The storage key: 32 random bytes in a file of their own, and what is derived of them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::{fmt, str};

use thiserror::Error;
use zeroize::Zeroizing;

use super::cipher::{self, Cipher, KEY};
use crate::protocol::{hex, parse_hex};
use crate::sys::entropy::{Entropy, EntropyError};
use crate::sys::files;

/// What the wrapping key is derived under.
const WRAPPING: &[u8] = b"fpaste storage key: wrap";
/// What the id is derived under: it tells of the key no more than that it is the same.
const IDENTIFIES: &[u8] = b"fpaste storage key: id";
/// Others may read or change the file. A group may read it: credentials of systemd show their access list there.
const TOO_OPEN: u32 = 0o027;

/// Which storage key; derived of it one way, stored with everything it wraps, so that a wrong key is known before it is used.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// An id of these bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// Its bytes, as they are stored.
    pub fn bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl str::FromStr for KeyId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        parse_hex(text).map(Self).ok_or(())
    }
}

/// Why a file is not taken as the storage key.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// It cannot be read.
    #[error("the storage key cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Everyone on the machine can read it, or its group can change it.
    #[error("others can get at the storage key (mode {0:o})")]
    Open(u32),
    /// It is not 32 bytes long.
    #[error("a storage key is {KEY} bytes, and the file holds {0}")]
    Length(String),
    /// All its bytes are the same: whatever made it was no source of randomness.
    #[error("the storage key is not random: all its bytes are the same")]
    NotRandom,
}

/// The storage key, as far as anything needs it: the wrapping key and the id. Erased when it drops; not `Clone`, never shown.
pub struct StorageKey {
    id: KeyId,
    wrapping: Cipher,
}

impl StorageKey {
    /// The key of these bytes.
    pub fn from_bytes(bytes: &[u8; KEY]) -> Self {
        Self { id: KeyId(*cipher::derive(bytes, IDENTIFIES)), wrapping: Cipher::new(&cipher::derive(bytes, WRAPPING)) }
    }

    /// Reads a key file: exactly 32 bytes, which nobody else can read.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let mut file = File::open(path)?;
        let known = file.metadata()?;
        let mode = known.mode() & 0o777;
        if mode & TOO_OPEN != 0 {
            return Err(KeyFileError::Open(mode));
        }
        let (mut bytes, mut beyond) = (Zeroizing::new([0; KEY]), [0; 1]);
        let mut length = 0;
        while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match file.read(rest)? {
                0 => return Err(KeyFileError::Length(length.to_string())),
                got => length += got,
            }
        }
        if file.read(&mut beyond)? != 0 {
            return Err(KeyFileError::Length("more".to_owned()));
        }
        if bytes.iter().all(|byte| Some(byte) == bytes.first()) {
            return Err(KeyFileError::NotRandom);
        }
        Ok(Self::from_bytes(&bytes))
    }

    /// Makes a key file that must not exist, 0600, and the key in it. It is on disk, its name included, when this returns: what is
    /// sealed next is worth no more than the file.
    ///
    /// # Errors
    /// `AlreadyExists`, or whatever the operating system says; no file was made then.
    pub fn make(path: &Path, entropy: &dyn Entropy) -> io::Result<Self> {
        let mut bytes = Zeroizing::new([0; KEY]);
        entropy.fill(bytes.as_mut()).map_err(|EntropyError| io::Error::other(EntropyError))?;
        files::create_private(path, bytes.as_ref())?;
        files::sync_folder(path).inspect_err(|_| drop(fs::remove_file(path)))?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Which key it is.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What wraps.
    pub(super) fn wrapping(&self) -> &Cipher {
        &self.wrapping
    }
}

impl fmt::Debug for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StorageKey({}, …)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::sys::entropy::SystemEntropy;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("storage.key");
        let made = StorageKey::make(&path, &SystemEntropy).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(StorageKey::read(&path).unwrap().id(), made.id());
        assert_eq!(StorageKey::make(&path, &SystemEntropy).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(StorageKey::read(&path).unwrap().id(), made.id());
        assert_ne!(StorageKey::make(&folder.path().join("other"), &SystemEntropy).unwrap().id(), made.id());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("storage.key");
        let read = |bytes: &[u8], mode| {
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            StorageKey::read(&path).unwrap_err()
        };
        let random: Vec<u8> = (0..32).collect();
        assert!(matches!(read(&random[1..], 0o600), KeyFileError::Length(_)));
        assert!(matches!(read(&[random.as_slice(), b"\n"].concat(), 0o600), KeyFileError::Length(_)));
        assert!(matches!(read(b"", 0o600), KeyFileError::Length(_)));
        assert!(matches!(read(&[0; 32], 0o600), KeyFileError::NotRandom));
        for mode in [0o644, 0o604, 0o620, 0o602, 0o601] {
            assert!(matches!(read(&random, mode), KeyFileError::Open(_)), "{mode:o}");
        }
        for mode in [0o600, 0o400, 0o440] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            StorageKey::read(&path).unwrap();
        }
        fs::remove_file(&path).unwrap();
        assert!(matches!(StorageKey::read(&path), Err(KeyFileError::Unreadable(_))));
    }

    #[test]
    fn an_id_is_of_the_key_alone_and_the_key_is_never_shown() {
        let (one, same, other) = (StorageKey::from_bytes(&[1; 32]), StorageKey::from_bytes(&[1; 32]), StorageKey::from_bytes(&[2; 32]));
        assert_eq!(one.id(), same.id());
        assert_ne!(one.id(), other.id());
        assert_eq!(one.id().to_string().parse(), Ok(one.id()));
        assert_eq!(format!("{one:?}"), format!("StorageKey({}, …)", one.id()));
    }
}
