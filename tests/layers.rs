//! Reads `src/` and asserts what the map in `src/lib.rs` promises: which folder may name which, and what one file alone may name.

use std::fs;
use std::path::{Path, PathBuf};

/// Folder, and the folders it may not name.
const ARROWS: &[(&str, &[&str])] = &[
    ("protocol", &["sys", "container", "pki", "client", "server", "cli"]),
    ("sys", &["protocol", "container", "pki", "client", "server", "cli"]),
    ("container", &["pki", "client", "server", "cli"]),
    ("pki", &["container", "client", "server", "cli"]),
    ("client", &["container", "server", "cli"]),
    ("server", &["container", "client", "cli"]),
];

/// Text, and the only places (files or folders) whose code may hold it.
const ONE_PLACE: &[(&str, &[&str])] = &[
    ("tiny_http", &["server/front/reply.rs"]),
    ("rusqlite", &["server/store/sqlite/"]),
    ("tokio_postgres", &["server/store/postgres/"]),
    ("ureq::", &["client/transport/"]),
    // Twice, on purpose: the server seals what it keeps under its own key, and must not link the code that opens pastes for readers.
    ("aes_gcm", &["container/cipher.rs", "server/at_rest/cipher.rs"]),
    ("rcgen", &["pki/"]),
    ("x509_parser", &["pki/"]),
    ("p12_keystore", &["pki/"]),
    ("pkcs8", &["pki/"]),
    ("env::var", &["cli/settings.rs"]),
    ("println!", &["cli/talk.rs"]),
    ("rand::", &["sys/entropy.rs"]),
    ("SELECT ", &["server/store/sqlite/", "server/store/postgres/", "server/store/contract/"]),
    ("SystemTime::now", &["sys/clock.rs"]),
];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 10, "no source read");
    found
}

/// The lines of code: without comments, and without the tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let body = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    body.lines().enumerate().map(|(at, line)| (at + 1, line.split("//").next().unwrap_or(line)))
}

#[test]
fn arrows_between_folders_go_down_only() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let Some((_, forbidden)) = ARROWS.iter().find(|(folder, _)| name.starts_with(&format!("{folder}/"))) else { continue };
        for (line, code) in code(&text) {
            wrong.extend(
                forbidden
                    .iter()
                    .filter(|folder| code.contains(&format!("crate::{folder}::")))
                    .map(|folder| format!("src/{name}:{line} names {folder}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_protocol_is_pure() {
    let mut wrong = Vec::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name.starts_with("protocol/")) {
        for (line, code) in code(&text) {
            wrong.extend(
                ["std::net", "std::fs", "std::env", "SystemTime", "Instant"]
                    .iter()
                    .filter(|banned| code.contains(**banned))
                    .map(|banned| format!("src/{name}:{line} names {banned}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_one_place_owns_no_other_names() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for (line, code) in code(&text) {
            let owned =
                ONE_PLACE.iter().filter(|(word, places)| code.contains(*word) && !places.iter().any(|place| name.starts_with(place)));
            wrong.extend(owned.map(|(word, _)| format!("src/{name}:{line} names {word}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_outgrows_its_reader_and_none_has_a_vague_name() {
    for (name, text) in sources() {
        assert!(text.lines().count() <= 500, "src/{name} has more than 500 lines");
        let vague = ["util", "utils", "helper", "helpers", "common", "misc"];
        assert!(!vague.iter().any(|word| name.split(['/', '.']).any(|part| part == *word)), "src/{name}");
        assert!(text.starts_with("//!"), "src/{name} does not say what lives in it");
    }
}

#[test]
fn the_executable_is_a_doorbell() {
    let (_, text) = sources().into_iter().find(|(name, _)| name == "main.rs").unwrap();
    assert!(text.lines().count() <= 20);
}

/// What the project's owner asked for stays, in the manifest and in use.
#[test]
fn the_owners_packages_are_used() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let code: String = sources().iter().flat_map(|(_, text)| code(text).map(|(_, line)| format!("{line}\n"))).collect();
    for package in [
        "clap",
        "ureq",
        "rustls",
        "aes-gcm",
        "rand",
        "base64",
        "sha2",
        "rcgen",
        "toml",
        "dirs",
        "tiny_http",
        "rusqlite",
        "infer",
        "rpassword",
    ] {
        assert!(manifest.contains(&format!("\n{package} = ")), "{package} is not in Cargo.toml");
        assert!(code.contains(&format!("{}::", package.replace('-', "_"))), "{package} is used nowhere");
    }
}
