//! `fpaste [create]`: one paste per operand, links in the order of the operands.

use std::io::IsTerminal as _;
use std::path::Path;

use serde_json::json;

use super::edit::Draft;
use super::share;
use crate::cli::args::{Create, Upload};
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::paste::input::Reading;
use crate::cli::paste::{self, Content, Limits, Secrets, Source, ansi, seal};
use crate::cli::secrets;
use crate::cli::settings::{Settings, nearest};
use crate::cli::size::Size;
use crate::cli::talk::Talk;
use crate::client::Client;
use crate::container::link::is_url;

/// Pastes every operand. Each is tried, whatever became of the one before.
///
/// # Errors
/// The one failure, the class of all of them, or that some of several failed.
pub fn run(args: &Create, settings: &Settings, talk: &mut Talk) -> Result<()> {
    check(args)?;
    let sources = sources(args)?;
    if settings.server.is_none()
        && let Some(Source::File(path)) = sources.first()
        && !args.edit
        && !path.exists()
    {
        // A mistyped command is told as one, with or without a server.
        return Err(unknown_word(args, Error::NoSuchFile(path.clone())));
    }
    let client = if args.upload.dry_run && settings.server.is_none() {
        None
    } else {
        Some(connect::client(settings, talk, settings.server()?, args.upload.threads)?)
    };
    if let Some(client) = &client
        && args.upload.no_encrypt
        && connect::is_open(client.server())
    {
        talk.warn(format!("neither the paste nor the way to {} is encrypted", client.server().origin()));
    }
    let secrets = Secrets {
        password: secrets::password(&args.upload.password, true, talk)?,
        passphrase: secrets::passphrase(&args.upload.passphrase, true, talk)?,
    };
    let mut failures = Vec::new();
    let count = sources.len();
    for source in sources {
        match one(args, settings, talk, client.as_ref(), &secrets, &source) {
            Ok(()) => {}
            // Nobody reads any more. A link that stdout did not take is on stderr, and the next may be needed there too.
            Err(error @ Error::ClosedPipe) => return Err(error),
            Err(error) if count == 1 => return Err(error),
            Err(error) => {
                talk.error(&error);
                failures.push(error.exit());
            }
        }
    }
    super::several(&failures, count)
}

fn one(args: &Create, settings: &Settings, talk: &mut Talk, client: Option<&Client>, secrets: &Secrets, source: &Source) -> Result<()> {
    let (content, draft) = content(args, settings, talk, client, source)?;
    let outcome = send(args, settings, talk, client, secrets, content);
    match (&outcome, draft) {
        // Once there is a link, what was written is on the server.
        (Err(Error::Stdout(_) | Error::ClosedPipe) | Ok(()), _) | (_, None) => {}
        (Err(_), Some(draft)) => draft.keep(talk),
    }
    outcome
}

fn send(args: &Create, settings: &Settings, talk: &mut Talk, client: Option<&Client>, secrets: &Secrets, content: Content) -> Result<()> {
    let Some(client) = client.filter(|_| !args.upload.dry_run) else {
        return dry_run(&args.upload, settings, talk, secrets, content);
    };
    let file = content.file.clone();
    let created = paste::create(client, &args.upload, secrets, content, talk)?;
    share::share(&created, &args.upload, file.as_deref(), args.tee, settings, talk)
}

fn check(args: &Create) -> Result<()> {
    let upload = &args.upload;
    let passphrase = upload.passphrase.passphrase.is_some() || upload.passphrase.passphrase_file.is_some();
    if passphrase && upload.no_encrypt {
        return Err(Error::usage("--passphrase is part of the key, and with -E there is none", "--password, which the server checks"));
    }
    if passphrase && upload.compat {
        return Err(Error::usage("the format of --compat holds no passphrase", "--password, which the server checks"));
    }
    let stdin = args.files.iter().filter(|file| *file == Path::new("-")).count();
    if stdin > 1 {
        return Err(Error::usage("stdin ('-') can be pasted only once", "fpaste - FILE"));
    }
    let reads_stdin = stdin == 1 || (args.files.is_empty() && !args.edit);
    let secret_files = [upload.password.password_file.as_deref(), upload.passphrase.passphrase_file.as_deref()];
    secrets::stdin_once(&secret_files, reads_stdin.then_some("the paste"))?;
    if args.edit && stdin > 0 {
        return Err(Error::usage("--edit opens files, and stdin ('-') is none", "fpaste --edit FILE"));
    }
    if args.tee && !reads_stdin {
        return Err(Error::usage("--tee passes stdin through, and stdin is not pasted here", "make 2>&1 | fpaste --tee"));
    }
    Ok(())
}

fn sources(args: &Create) -> Result<Vec<Source>> {
    if args.files.is_empty() {
        if !args.edit && std::io::stdin().is_terminal() {
            return Err(Error::NothingGiven);
        }
        return Ok(vec![Source::Stdin]);
    }
    Ok(args.files.iter().map(|file| Source::of(file)).collect())
}

/// Reads one operand, and does to it what was asked for.
fn content(
    args: &Create,
    settings: &Settings,
    talk: &mut Talk,
    client: Option<&Client>,
    source: &Source,
) -> Result<(Content, Option<Draft>)> {
    let (mut content, draft) = if args.edit {
        let editor = settings.environment.get("VISUAL").or_else(|| settings.environment.get("EDITOR"));
        let (content, draft) = super::edit::edit(source.path(), editor, talk)?;
        (content, Some(draft))
    } else {
        let limits = Limits::new(client);
        let tee = args.tee.then(|| talk.stdout());
        let mut reading = Reading { limits: &limits, tail: args.upload.tail, tee };
        (source.read(&mut reading).map_err(|error| unknown_word(args, error))?, None)
    };
    if args.upload.strip_ansi {
        if seal::is_text(&content.bytes) {
            content.bytes = ansi::strip(&content.bytes);
        } else {
            talk.warn(format!("{} is not text; --strip-ansi leaves it as it is", content.shown));
        }
    }
    if content.bytes.is_empty() {
        return Err(Error::Empty { what: content.shown });
    }
    Ok((content, draft))
}

/// A word that is no file was perhaps meant to be a command, unless `create` was typed.
fn unknown_word(args: &Create, error: Error) -> Error {
    match error {
        // It is not repeated: it may hold a key.
        Error::NoSuchFile(path) if path.to_str().is_some_and(is_url) => {
            let exit = if args.implied { Exit::Usage } else { Exit::File };
            Error::failed(exit, "no_such_file", "no such file: this is a link", "fpaste get LINK...".to_owned())
        }
        Error::NoSuchFile(path) if args.implied => {
            let word = path.to_string_lossy().into_owned();
            // A path is no command, and a command that was kept from being one by `--` was not meant.
            let perhaps = !word.contains('/') && !super::NAMES.contains(&word.as_str());
            let meant = nearest(&word, super::NAMES.iter().copied()).filter(|_| perhaps).map(str::to_owned);
            Error::NeitherFileNorCommand { word, meant }
        }
        other => other,
    }
}

/// Everything but the upload.
pub(super) fn dry_run(upload: &Upload, settings: &Settings, talk: &mut Talk, secrets: &Secrets, content: Content) -> Result<()> {
    let (size, shown) = (content.bytes.len() as u64, content.shown.clone());
    let sealing = paste::Sealing {
        plain: upload.no_encrypt,
        v1: upload.compat,
        no_compress: upload.no_compress,
        claim: upload.burn,
        name: upload.name.as_deref().or(content.name.as_deref()).filter(|_| !upload.no_name),
        media_type: upload.media_type.as_deref(),
        passphrase: secrets.passphrase.as_ref().map(|text| text.as_str()),
    };
    let kind = seal::media_type(upload.media_type.as_deref(), &content.bytes);
    let sealed = sealing.seal(content.bytes, None)?;
    let stored = sealed.body.len() as u64;
    if talk.manner().json {
        return talk.answer_json(&json!({
            "dry_run": true, "file": content.file.as_ref().map(|file| file.to_string_lossy()), "size": size, "stored_size": stored, "type": kind,
            "encrypted": !upload.no_encrypt, "burn": upload.burn, "password": secrets.password.is_some(),
            "server": settings.server,
        }));
    }
    let server = settings.server.as_deref().unwrap_or("no server (none is configured)");
    let how = if upload.no_encrypt { "as it is" } else { "sealed" };
    talk.note(format!(
        "{shown}: {} ({}), {how} {}; would go to {server}",
        Size(size),
        kind.as_deref().unwrap_or("unknown type"),
        Size(stored)
    ));
    Ok(())
}
