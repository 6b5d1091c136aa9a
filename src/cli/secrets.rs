//! Where a password, a passphrase or a key comes from: a file, the terminal, or (asked for expressly) the command line.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::args::{KeySource, Passphrase, Password};
use super::error::{Error, Result, plain};
use super::talk::Talk;
use crate::client::Secret;
use crate::container::ContentKey;
use crate::sys::files;

/// Nobody's password or key is longer.
const SECRET_MAX: u64 = 64 * 1024;

/// The password, if one was asked for; `twice` where it is made up now.
///
/// # Errors
/// A file that cannot be read, nobody to ask, or nothing where it is made up.
pub fn password(typed: &Password, twice: bool, talk: &mut Talk) -> Result<Option<Secret>> {
    if let Some(file) = &typed.password_file {
        return from_file(file).map(|text| Some(Secret::new(text.as_str())));
    }
    match &typed.password {
        None => Ok(None),
        Some(Some(value)) if twice && value.is_empty() => Err(empty("password")),
        Some(Some(value)) => Ok(Some(Secret::new(value.as_str()))),
        Some(None) => ask_password(twice, talk).map(Some),
    }
}

/// Asks for the password that the server checks.
///
/// # Errors
/// There is nobody to ask, or nothing is made up.
pub fn ask_password(twice: bool, talk: &mut Talk) -> Result<Secret> {
    let text = talk.secret("password", twice, "--password-file FILE")?;
    if twice && text.is_empty() { Err(empty("password")) } else { Ok(Secret::new(text.as_str())) }
}

/// The passphrase, if one was asked for; `twice` where it is made up now.
///
/// # Errors
/// A file that cannot be read, nobody to ask, or nothing where it is made up.
pub fn passphrase(typed: &Passphrase, twice: bool, talk: &mut Talk) -> Result<Option<Zeroizing<String>>> {
    if let Some(file) = &typed.passphrase_file {
        return from_file(file).map(Some);
    }
    match &typed.passphrase {
        None => Ok(None),
        Some(Some(value)) if twice && value.is_empty() => Err(empty("passphrase")),
        Some(Some(value)) => Ok(Some(Zeroizing::new(value.clone()))),
        Some(None) => ask_passphrase(twice, talk).map(Some),
    }
}

/// Asks for the passphrase that is part of the key.
///
/// # Errors
/// There is nobody to ask, or nothing is made up.
pub fn ask_passphrase(twice: bool, talk: &mut Talk) -> Result<Zeroizing<String>> {
    let text = talk.secret("passphrase", twice, "--passphrase-file FILE")?;
    if twice && text.is_empty() { Err(empty("passphrase")) } else { Ok(text) }
}

/// The key that was given beside the link. A key file may hold the key, `key: KEY` as `seal` writes it, or a whole link.
///
/// # Errors
/// A file that cannot be read, or no key in it.
pub fn key(typed: &KeySource, talk: &mut Talk) -> Result<Option<ContentKey>> {
    let text = match (&typed.key, &typed.key_file) {
        (Some(text), _) => Zeroizing::new(text.clone()),
        (None, Some(file)) => {
            if files::readable_by_others(file) && file.is_file() {
                talk.warn(format!("others can read your key: chmod 600 '{}'", file.display()));
            }
            from_file(file)?
        }
        (None, None) => return Ok(None),
    };
    let text = text.trim();
    let text = text.strip_prefix("key:").unwrap_or(text).trim();
    let text = text.rsplit('#').next().unwrap_or(text);
    ContentKey::parse(text).map(Some).map_err(|why| Error::Link(why.into()))
}

/// Nobody makes up an empty secret: it is a variable that was not set, and would protect nothing.
fn empty(name: &str) -> Error {
    Error::usage(format!("the {name} is empty"), format!("--{name}-file FILE, or --{name} to be asked"))
}

/// Whether a secret is read from stdin, so that nothing else can be.
pub fn from_stdin(files: &[Option<&Path>]) -> bool {
    files.iter().flatten().any(|file| *file == Path::new("-"))
}

/// Refuses to read stdin twice: as two secrets, or as a secret and as `content`, which messages call it (`the paste`).
///
/// # Errors
/// It would be.
pub fn stdin_once(files: &[Option<&Path>], content: Option<&str>) -> Result<()> {
    let secrets = files.iter().flatten().filter(|file| **file == Path::new("-")).count();
    let what = match content {
        Some(content) if secrets > 0 => format!("stdin is {content}, and cannot be a secret too"),
        _ if secrets > 1 => "stdin can be one secret, not two".to_owned(),
        _ => return Ok(()),
    };
    Err(Error::usage(what, "--password-file FILE, or /dev/fd/3"))
}

/// A secret from a file, `-` or `/dev/fd/N`. One newline at its end is dropped.
///
/// # Errors
/// The file cannot be read, is too long, or is no text.
pub fn from_file(file: &Path) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    let read = |source: &mut dyn Read, into: &mut Vec<u8>| source.take(SECRET_MAX + 1).read_to_end(into);
    if file == Path::new("-") {
        read(&mut io::stdin().lock(), &mut bytes).map_err(Error::Stdin)?;
    } else {
        let mut source = File::open(file).map_err(|why| Error::file("read", file, why))?;
        read(&mut source, &mut bytes).map_err(|why| Error::file("read", file, why))?;
    }
    let refused = |why: &str| Error::file("read", file, io::Error::other(why.to_owned()));
    if bytes.len() as u64 > SECRET_MAX {
        return Err(refused("too long for a secret"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| refused("not UTF-8"))?;
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(refused("empty"));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

/// One line from stdin, for a value that must not stand on the command line.
///
/// # Errors
/// stdin cannot be read.
pub fn line_from_stdin() -> Result<Zeroizing<String>> {
    from_file(Path::new("-")).map_err(|error| match error {
        Error::File { why, .. } => Error::Usage { what: format!("stdin: {}", plain(&why)), hint: None },
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::talk::Manner;

    #[test]
    fn one_newline_is_dropped_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        for (content, secret) in [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a ", " a ")] {
            std::fs::write(&file, content).unwrap();
            assert_eq!(from_file(&file).unwrap().as_str(), secret);
        }
        for content in [b"".as_slice(), b"\n", b"\xff", &vec![b'a'; 70_000]] {
            std::fs::write(&file, content).unwrap();
            assert!(from_file(&file).is_err());
        }
    }

    #[test]
    fn a_key_file_holds_a_key_or_a_link() {
        let (mut talk, _, err) = Talk::captured(Manner::default());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let text = ContentKey::from_bytes([7; 32]).text();
        for content in [text.to_string(), format!("key: {}\n", *text), format!("https://h/abc123#{}\n", *text)] {
            std::fs::remove_file(&file).ok();
            files::create_private(&file, content.as_bytes()).unwrap();
            let typed = KeySource { key: None, key_file: Some(file.clone()) };
            assert_eq!(*key(&typed, &mut talk).unwrap().unwrap().text(), *text);
        }
        assert_eq!(err.text(), "");
        assert!(matches!(key(&KeySource { key: Some("short".into()), key_file: None }, &mut talk), Err(Error::Link(_))));
    }
}
