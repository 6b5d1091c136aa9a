//! SECURITY.md names files and tests; each must be there.

use std::fs;
use std::path::Path;

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

#[test]
fn every_control_has_its_file_and_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut code, page) = (String::new(), fs::read_to_string(root.join("SECURITY.md")).unwrap());
    code_under(&root.join("src"), &mut code);
    code_under(&root.join("tests"), &mut code);
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| A")).collect();
    assert_eq!(rows.len(), 10);
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, risk, _, file, tests, _] = cells[..] else { panic!("not four cells: {row}") };
        assert!(root.join(file.trim_matches('`')).is_file(), "{risk}: {file}");
        let tests: Vec<&str> = tests.split_whitespace().map(|name| name.trim_matches('`')).collect();
        assert!(!tests.is_empty(), "{risk} has no test");
        for test in tests {
            assert!(code.contains(&format!("fn {test}()")), "{risk}: no test {test}");
        }
    }
}
