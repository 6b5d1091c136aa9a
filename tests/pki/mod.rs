//! Certificates, checked with other people's tools.

mod bundle; // PKCS#12 in openssl, Python's cryptography and NSS
mod cert; // the command
mod certificate; // every kind of key, as openssl sees it
mod handshake; // who a client is once TLS has spoken
mod journey; // what owner and guest type, and what it leaves on disk
mod proxy; // contrib/ in front of a server, run by the real nginx and Caddy
mod request; // certificate requests that openssl made, good and bad

use std::path::Path;
use std::process::Command;

use crate::support::Outcome;
use crate::support::command::{Home, feed};

/// `openssl` with these arguments, in this home.
fn openssl(home: &Home, arguments: &[&str]) -> Outcome {
    feed(home.program("openssl").args(arguments), b"")
}

/// A Python that has `cryptography`, if there is one.
fn python() -> Option<Command> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python3");
    let shared = Path::new("/work/main/target/python/bin/python3");
    let programs = [own.as_path(), shared, Path::new("python3")];
    let has = |program: &&&Path| {
        Command::new(program)
            .args(["-c", "import cryptography"])
            .stderr(std::process::Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    let found = programs.iter().find(has).map(Command::new);
    if found.is_none() {
        assert!(std::env::var_os("FPASTE_ALL_TESTS").is_none_or(|value| value != "1"), "missing tool: python3 with cryptography");
        eprintln!("skipped: python3 with cryptography is not installed");
    }
    found
}
