//! The page's pure modules, run by node: no browser, no server.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::command::finish;
use crate::support::{Home, Outcome, tool};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Packages of npm that `.ci/install` puts under `target/`, if this one is there.
pub fn npm_package(name: &str) -> Option<PathBuf> {
    let packages = root().join("target/npm/node_modules");
    if packages.join(name).is_dir() {
        return Some(packages);
    }
    assert!(std::env::var_os("FPASTE_ALL_TESTS").is_none_or(|value| value != "1"), "missing npm package: {name}");
    eprintln!("skipped: the npm package {name} is not under target/npm");
    None
}

/// A copy of the modules that node takes for what they are: it reads `.js` as a module only beside a `package.json` that says so.
fn modules(home: &Home) -> PathBuf {
    let folder = root().join("src/server/page");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "js") {
            home.write(&format!("modules/{}", path.file_name().unwrap().to_str().unwrap()), std::fs::read(&path).unwrap());
        }
    }
    home.write("modules/package.json", r#"{"type": "module"}"#).parent().unwrap().to_owned()
}

fn node(home: &Home, script: &str, arguments: &[&Path]) -> Outcome {
    finish(home.program("node").arg(root().join("tests/page").join(script)).args(arguments))
}

#[test]
fn the_pure_modules_agree_with_the_shared_vectors() {
    if !tool::is_here("node", "--version") {
        return;
    }
    let home = Home::new();
    let outcome = node(&home, "pure.mjs", &[&modules(&home), &root().join("tests/vectors/container.json")]).expect(0);
    assert!(outcome.line().ends_with(" checks") && outcome.line().len() > "99 checks".len(), "{outcome:?}");
}

#[test]
fn another_decoder_reads_our_qr_codes() {
    let Some(packages) = npm_package("jsqr") else { return };
    if !tool::is_here("node", "--version") {
        return;
    }
    let home = Home::new();
    node(&home, "qr.mjs", &[&modules(&home), &packages]).expect(0);
}
