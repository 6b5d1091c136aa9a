//! Copies a link: through the desktop's own program, or by asking the terminal (OSC 52). It goes through a pipe, never as
//! an argument.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;

use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::sys::terminal;

/// Copies, or says why not: a link that is not copied is still printed.
pub(super) fn copy(text: &str, settings: &Settings, talk: &mut Talk) {
    let wayland = settings.environment.os("WAYLAND_DISPLAY").is_some();
    let x11 = settings.environment.os("DISPLAY").is_some();
    let programs: &[(bool, &[&str])] = &[
        (wayland, &["wl-copy"]),
        (x11, &["xclip", "-selection", "clipboard"]),
        (x11, &["xsel", "--clipboard", "--input"]),
        (cfg!(target_os = "macos"), &["pbcopy"]),
    ];
    if programs.iter().any(|(here, words)| *here && feed(words, text)) {
        return;
    }
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    let asked = terminal::open().is_some_and(|mut terminal| write!(terminal, "\x1b]52;c;{encoded}\x07").is_ok());
    if !asked {
        talk.warn("not copied: there is no clipboard program (wl-copy, xclip, xsel, pbcopy) and no terminal");
    }
}

/// Whether a program took the text. What it leaves running holds none of our streams.
fn feed(words: &[&str], text: &str) -> bool {
    let [program, arguments @ ..] = words else { return false };
    let child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else { return false };
    let written = child.stdin.take().is_some_and(|mut pipe| pipe.write_all(text.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}
