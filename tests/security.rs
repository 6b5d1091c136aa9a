//! SECURITY.md names files and tests; each must be there. Each dependency has its reason, and a version in the lock file.

use std::fs;
use std::path::Path;

/// The risks of the OWASP Top 10:2025, in their order.
const RISKS: [&str; 10] = [
    "A01 Broken Access Control",
    "A02 Security Misconfiguration",
    "A03 Software Supply Chain Failures",
    "A04 Cryptographic Failures",
    "A05 Injection",
    "A06 Insecure Design",
    "A07 Authentication Failures",
    "A08 Software or Data Integrity Failures",
    "A09 Security Logging and Alerting Failures",
    "A10 Mishandling of Exceptional Conditions",
];

fn code_under(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code_under(&path, text);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Whether there is a test of this name: not a function that nothing runs, and not one that is left out. Those of the store's contract
/// are run by the list of their names.
fn has_test(code: &str, name: &str) -> bool {
    let runs = |at: usize| code[..at].trim_end().ends_with("#[test]");
    let of_contract = [",", ";"].iter().any(|end| code.contains(&format!("\n        {name}{end}\n")));
    code.match_indices(&format!("fn {name}()")).any(|(at, _)| runs(at))
        || of_contract && code.lines().any(|line| line.starts_with(&format!("pub(super) fn {name}(")) && line.contains(": Trial)"))
}

#[test]
fn every_control_has_its_files_and_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut code, page) = (String::new(), fs::read_to_string(root.join("SECURITY.md")).unwrap());
    code_under(&root.join("src"), &mut code);
    code_under(&root.join("tests"), &mut code);
    let rows: Vec<Vec<&str>> =
        page.lines().filter(|line| line.starts_with("| A")).map(|row| row.split('|').map(str::trim).collect()).collect();
    assert_eq!(rows.iter().map(|cells| cells[1]).collect::<Vec<_>>(), RISKS);
    for cells in rows {
        let [_, risk, control, files, tests, _] = cells[..] else { panic!("not four cells: {cells:?}") };
        assert!(control.len() > 40, "{risk}: {control}");
        let names = |cell: &str| cell.split_whitespace().map(|name| name.trim_matches('`').to_owned()).collect::<Vec<_>>();
        let (files, tests) = (names(files), names(tests));
        assert!(!files.is_empty() && tests.len() > 1, "{risk} has no file, or only one test");
        for file in files {
            assert!(root.join(&file).is_file(), "{risk}: {file}");
        }
        for test in tests {
            assert!(has_test(&code, &test), "{risk}: no test {test}");
        }
    }
}

#[test]
fn every_dependency_has_its_reason_and_its_lock() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let (mut inside, mut reason, mut seen) = (false, false, 0);
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
            reason = false;
        } else if inside && line.starts_with('#') {
            // A heading stands for those below it, up to the next empty line.
            reason = true;
        } else if line.is_empty() {
            reason = false;
        } else if let (true, Some((name, _))) = (inside, line.split_once(" = ")) {
            assert!(reason || line.contains(" # "), "{name} has no reason beside it");
            assert!(lock.contains(&format!("name = \"{name}\"\n")), "{name} is in no lock file");
            assert!(!line.contains("git =") && !line.contains("path ="), "{name} comes from no registry");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
    let foreign = lock.lines().find(|line| line.starts_with("source = ") && !line.contains("registry+"));
    assert_eq!(foreign, None);
}
