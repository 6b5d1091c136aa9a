//! `fpaste seal`: encrypts a file, offline.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use serde_json::json;

use crate::cli::args::Seal;
use crate::cli::error::{Error, Result};
use crate::cli::outlet::{Outlet, Piece};
use crate::cli::paste::input::Reading;
use crate::cli::paste::{Limits, Sealing, Source};
use crate::cli::secrets;
use crate::cli::talk::Talk;
use crate::sys::files::Output;

/// Seals a file under a fresh key; the key goes to stderr or into a file of its own.
///
/// # Errors
/// A file that cannot be read or written.
pub fn run(args: &Seal, talk: &mut Talk) -> Result<()> {
    let source = Source::of(&args.file);
    if args.compat && (args.passphrase.passphrase.is_some() || args.passphrase.passphrase_file.is_some()) {
        return Err(Error::usage("the format of --compat holds no passphrase", "fpaste seal --passphrase FILE"));
    }
    secrets::stdin_once(&[args.passphrase.passphrase_file.as_deref()], (source == Source::Stdin).then_some("the content"))?;
    if args.key_out.is_some() && args.key_out == args.output {
        return Err(Error::usage("the key and the sealed bytes cannot go to one file", "fpaste seal -o OUT --key-out FILE"));
    }
    let outlet = Outlet::new(args.output.as_deref(), false);
    if let Outlet::Folder(path) = outlet {
        return Err(Error::file("write", path, ErrorKind::IsADirectory.into()));
    }
    outlet.check(args.force)?;
    if outlet.is_screen(talk) {
        return Err(Error::usage("sealed bytes are binary, and stdout is a terminal", "fpaste seal -o OUT FILE"));
    }
    let passphrase = secrets::passphrase(&args.passphrase, true, talk)?;
    let limits = Limits::new(None);
    let content = match source.read(&mut Reading { limits: &limits, tail: None, tee: None }) {
        // Nothing is something too, where no server counts it.
        Err(Error::Empty { .. }) => crate::cli::paste::Content {
            bytes: Vec::new(),
            name: args.file.file_name().filter(|_| source != Source::Stdin).map(|name| name.to_string_lossy().into_owned()),
            shown: source.shown(),
            file: None,
        },
        read => read?,
    };
    let name = if args.no_name { None } else { args.name.clone().or(content.name) };
    let sealing = Sealing {
        v1: args.compat,
        no_compress: args.no_compress,
        name: name.as_deref(),
        media_type: args.media_type.as_deref(),
        passphrase: passphrase.as_ref().map(|text| text.as_str()),
        ..Sealing::default()
    };
    let sealed = sealing.seal(content.bytes, None)?;
    let key = sealed.key.as_ref().map(crate::container::ContentKey::text).unwrap_or_default();
    // The key first: sealed bytes without their key are lost.
    if let Some(file) = &args.key_out {
        write_key(file, &key, args.force)?;
    }
    let piece = Piece { content: &sealed.body, name: None, kind: None };
    outlet.write(piece, args.force, true, talk)?;
    match (&args.key_out, talk.manner().json) {
        (None, true) => talk.insist(json!({"key": key.as_str(), "size": sealed.body.len()}).to_string()),
        (None, false) => talk.insist(format!("key: {}", *key)),
        (Some(_), _) => {}
    }
    match outlet {
        Outlet::File(file) if talk.manner().json => {
            let key_file = args.key_out.as_ref().map(|file| file.to_string_lossy());
            talk.answer_json(&json!({"file": file.to_string_lossy(), "size": sealed.body.len(), "key_file": key_file}))
        }
        _ => Ok(()),
    }
}

fn write_key(file: &Path, key: &str, force: bool) -> Result<()> {
    let refused = |why| Error::file("write", file, why);
    let mut output = Output::create(file, force, 0o600).map_err(refused)?;
    output.write_all(key.as_bytes()).and_then(|()| output.write_all(b"\n")).map_err(refused)?;
    output.finish().map_err(refused)
}
