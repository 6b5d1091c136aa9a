//! `fpaste run -- CMD`: runs a command and pastes what it printed, whatever became of it.

use std::ffi::OsStr;
use std::io::{self, PipeReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use super::{create, share};
use crate::cli::args::Run;
use crate::cli::connect;
use crate::cli::error::{Error, Result, plain};
use crate::cli::exit::Exit;
use crate::cli::paste::input::Reading;
use crate::cli::paste::{self, Content, Limits, Secrets, ansi, seal};
use crate::cli::secrets;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::client::Client;

/// What a shell answers for a command that is not there, and for one that cannot be run.
const NOT_FOUND: u8 = 127;
const NOT_RUNNABLE: u8 = 126;

/// Runs the command; its stdout and stderr become one paste, in the order in which they were written.
///
/// # Errors
/// The upload failed; or else the command did, whose exit code is then ours.
pub fn run(args: &Run, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let secret_files = [args.upload.password.password_file.as_deref(), args.upload.passphrase.passphrase_file.as_deref()];
    secrets::stdin_once(&secret_files, None)?;
    let client = if args.upload.dry_run && settings.server.is_none() {
        None
    } else {
        Some(connect::client(settings, talk, settings.server()?, args.upload.threads)?)
    };
    let secrets = Secrets {
        password: secrets::password(&args.upload.password, true, talk)?,
        passphrase: secrets::passphrase(&args.upload.passphrase, true, talk)?,
    };
    let line = line(&args.command);
    let begun = Instant::now();
    let (child, output) = match start(&args.command) {
        Ok(started) => started,
        Err(why) => {
            let code = if why.kind() == io::ErrorKind::NotFound { NOT_FOUND } else { NOT_RUNNABLE };
            let program = args.command.first().map(|program| program.to_string_lossy().into_owned()).unwrap_or_default();
            talk.error(&Error::failed(Exit::File, "cannot_run", format!("cannot run '{program}': {}", plain(&why)), None));
            return Err(Error::Child(code));
        }
    };
    let (mut content, status) = collect(args, child, output, client.as_ref())?;
    if args.upload.strip_ansi && seal::is_text(&content) {
        content = ansi::strip(&content);
    }
    let content = Content {
        bytes: framed(&line, &content, status, begun.elapsed()),
        name: None,
        shown: format!("the output of '{line}'"),
        file: None,
    };
    let code = code(status);
    match client.filter(|_| !args.upload.dry_run) {
        Some(client) => {
            let created = paste::create(&client, &args.upload, &secrets, content, talk)?;
            share::share(&created, &args.upload, None, false, settings, talk)?;
        }
        None => create::dry_run(&args.upload, settings, talk, &secrets, content)?,
    }
    if code == 0 { Ok(()) } else { Err(Error::Child(code)) }
}

/// Both outputs of the command are one pipe, so that what it writes stays in order. Its stdin is ours.
fn start(words: &[std::ffi::OsString]) -> io::Result<(Child, PipeReader)> {
    let Some((program, arguments)) = words.split_first() else { return Err(io::ErrorKind::InvalidInput.into()) };
    let (output, pipe) = io::pipe()?;
    let child = Command::new(program).args(arguments).stdout(pipe.try_clone()?).stderr(pipe).spawn()?;
    Ok((child, output))
}

/// Reads the command's output to its end, and waits for it. A command that prints more than the server takes runs on to its end.
fn collect(args: &Run, mut child: Child, mut output: PipeReader, client: Option<&Client>) -> Result<(Vec<u8>, ExitStatus)> {
    let limits = Limits::new(client);
    let mut reading = Reading { limits: &limits, tail: args.upload.tail, tee: None };
    let read = reading.stream(&mut output, "the output");
    if read.is_err() {
        let mut rest = [0; 8 * 1024];
        while matches!(output.read(&mut rest), Ok(1..)) {}
    }
    let status = child.wait().map_err(Error::Stdin)?;
    let bytes = read.map_err(|error| match error {
        Error::TooLarge { what, limit, .. } => Error::TooLarge { what, limit, hint: Some("fpaste run --tail 1M -- …".to_owned()) },
        other => other,
    })?;
    Ok((bytes, status))
}

/// The command's line above its output, and how it ended below.
fn framed(line: &str, output: &[u8], status: ExitStatus, took: Duration) -> Vec<u8> {
    let mut text = format!("$ {line}\n").into_bytes();
    text.extend_from_slice(output);
    if !output.is_empty() && !output.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend_from_slice(format!("[exit {}, {:.1} s]\n", code(status), took.as_secs_f64()).as_bytes());
    text
}

/// As a shell says it: 128 and the signal's number for a command that was killed.
fn code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| signal.saturating_add(128)));
    code.and_then(|code| u8::try_from(code & 0xff).ok()).unwrap_or(1)
}

/// The command as a person would type it: words with anything odd in them stand in quotes.
fn line(words: &[std::ffi::OsString]) -> String {
    let quoted = |word: &OsStr| {
        let word = word.to_string_lossy();
        let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./=:,@%+".contains(&byte);
        if !word.is_empty() && word.bytes().all(harmless) { word.into_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
    };
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &[&str]) -> Vec<std::ffi::OsString> {
        text.iter().map(Into::into).collect()
    }

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        assert_eq!(line(&words(&["make", "-j2", "all"])), "make -j2 all");
        assert_eq!(line(&words(&["sh", "-c", "echo 'a b' >&2"])), r"sh -c 'echo '\''a b'\'' >&2'");
        assert_eq!(line(&words(&["x", ""])), "x ''");
    }

    #[test]
    fn the_output_stands_between_the_command_and_its_end() {
        let took = Duration::from_millis(1240);
        assert_eq!(framed("a b", b"out", ExitStatus::from_raw(0x200), took), b"$ a b\nout\n[exit 2, 1.2 s]\n");
        assert_eq!(framed("a", b"", ExitStatus::from_raw(0), took), b"$ a\n[exit 0, 1.2 s]\n");
        assert_eq!(code(ExitStatus::from_raw(9)), 137);
    }
}
