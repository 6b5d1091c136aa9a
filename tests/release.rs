//! What a release is made of: the version in one place, a changelog that knows it, packages whose files are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn manifest() -> toml::Table {
    read("Cargo.toml").parse().unwrap()
}

/// Every file below, without what is built and what is fuzzed.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if ![".git", "target", "corpus"].contains(&name) {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

#[test]
fn the_version_stands_in_one_place() {
    let version = manifest()["package"]["version"].as_str().unwrap().to_owned();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    let mut all = Vec::new();
    files(&root(), &mut all);
    let named = format!("fpaste {version}");
    for path in all {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        // The manual is generated, and a test proves it fresh.
        if name.starts_with("man/") {
            assert!(fs::read_to_string(&path).unwrap().contains(&named), "{name}");
        } else if !["Cargo.lock", "CHANGELOG.md"].contains(&name.as_str()) {
            assert!(!fs::read_to_string(&path).is_ok_and(|text| text.contains(&named)), "{name} says the version by hand");
        }
    }
    assert!(read("Cargo.lock").contains(&format!("name = \"fpaste\"\nversion = \"{version}\"")));
    let changes = read("CHANGELOG.md");
    let first = changes.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    assert!(first == "Unreleased" || first.starts_with(&format!("{version} - ")), "{first}");
}

#[test]
fn packages_hold_files_that_are_there_and_all_that_belongs() {
    let manifest = manifest();
    let metadata = &manifest["package"]["metadata"];
    let deb = metadata["deb"]["assets"].as_array().unwrap();
    let deb: Vec<&str> = deb.iter().map(|asset| asset[0].as_str().unwrap()).collect();
    let rpm = metadata["generate-rpm"]["assets"].as_array().unwrap();
    let rpm: Vec<&str> = rpm.iter().map(|asset| asset["source"].as_str().unwrap()).collect();
    for source in deb.iter().chain(&rpm).filter(|source| !source.starts_with("target/")) {
        let (folder, pattern) = source.rsplit_once('/').unwrap_or(("", source));
        let suffix = pattern.strip_prefix('*');
        let held = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(held.into_iter().any(|name| suffix.map_or(name == pattern, |suffix| name.ends_with(suffix))), "{source}");
    }
    let both: BTreeSet<&str> = ["target/release/fpaste", "man/*.1", "man/*.5", "completions/fpaste.bash"].into();
    assert!(both.iter().all(|source| deb.contains(source) && rpm.contains(source)));
    assert!(rpm.contains(&"contrib/fpaste.service") && metadata["deb"]["systemd-units"]["unit-name"].as_str() == Some("fpaste"));
    // Fedora has another program of this name.
    assert_eq!(metadata["generate-rpm"]["conflicts"]["fpaste"].as_str(), Some("*"));
    // What the README links to goes along with the crate.
    let page = read("README.md");
    for link in
        page.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).filter(|link| !link.contains("://") && !link.starts_with('#'))
    {
        assert!(root().join(link.split('#').next().unwrap()).exists(), "{link}");
    }
}

#[test]
fn the_image_is_nobodys_root_and_is_asked_how_it_is() {
    let file = read("contrib/Containerfile");
    let user: u32 = file.lines().find_map(|line| line.strip_prefix("USER ")).unwrap().split(':').next().unwrap().parse().unwrap();
    assert!(user > 0);
    let stages: Vec<&str> = file.lines().filter_map(|line| line.strip_prefix("FROM ")).collect();
    assert!(stages.len() == 2 && stages[1].contains("distroless") && stages[1].ends_with(":nonroot"), "{stages:?}");
    assert!(file.contains(r#"CMD ["/usr/bin/fpaste", "info", "--check"]"#) && file.contains("--read-only"));
    assert!(file.contains("cargo build --release --locked"));
}
