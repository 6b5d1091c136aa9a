//! `fpaste open`: decrypts a sealed file, offline.

use serde_json::json;

use crate::cli::args::Open;
use crate::cli::error::{Error, Result};
use crate::cli::outlet::{Outlet, Piece};
use crate::cli::paste::input::Reading;
use crate::cli::paste::{Limits, Source};
use crate::cli::receive;
use crate::cli::secrets;
use crate::cli::talk::Talk;
use crate::container::OpenError;
use crate::container::layout::LayoutError;
use crate::protocol::limit::UNPACKED_MAX;

/// Opens a sealed file.
///
/// # Errors
/// It cannot be read, does not open, or its content cannot be written.
pub fn run(args: &Open, talk: &mut Talk) -> Result<()> {
    let source = Source::of(&args.file);
    let secret_files = [args.passphrase.passphrase_file.as_deref(), args.key.key_file.as_deref()];
    secrets::stdin_once(&secret_files, (source == Source::Stdin).then_some("the sealed file"))?;
    let outlet = Outlet::new(args.output.as_deref(), args.remote_name);
    outlet.check(args.force)?;
    let Some(key) = secrets::key(&args.key, talk)? else {
        return Err(Error::NoKey {
            what: "a key is needed to open it".to_owned(),
            hint: Some("fpaste open --key-file FILE SEALED".to_owned()),
        });
    };
    let passphrase = secrets::passphrase(&args.passphrase, false, talk)?;
    let limits = Limits::new(None);
    let sealed = source.read(&mut Reading { limits: &limits, tail: None, tee: None }).map_err(|error| match error {
        Error::Empty { .. } => Error::NotOpened(OpenError::Layout(LayoutError::Short)),
        other => other,
    })?;
    let most = args.max_size.map_or(UNPACKED_MAX, |size| size.0);
    let opened = receive::open(&sealed.bytes, &key, passphrase, most, talk)?;
    drop(sealed);
    let name = opened.note.file_name();
    let piece = Piece { content: &opened.content, name: name.as_deref(), kind: opened.note.kind.as_deref() };
    if !talk.manner().json {
        return outlet.write(piece, args.force, args.raw, talk).map(drop);
    }
    let mut line = json!({"name": name, "type": opened.note.kind, "size": opened.content.len()});
    let (field, text) = match outlet {
        Outlet::Stdout | Outlet::Anyway => piece.field(),
        outlet => ("file", outlet.write(piece, args.force, args.raw, talk)?.unwrap_or_default().to_string_lossy().into_owned()),
    };
    if let Some(fields) = line.as_object_mut() {
        fields.insert(field.to_owned(), text.into());
    }
    talk.answer_json(&line)
}
