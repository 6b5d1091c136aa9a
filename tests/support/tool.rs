//! Outside tools a test needs. Without one it skips with a line that names it; under `FPASTE_ALL_TESTS=1` that is a failure.

use std::process::{Command, Stdio};

/// Whether the tool runs here (asked with `--version` or the argument given).
pub fn is_here(program: &str, argument: &str) -> bool {
    let found = Command::new(program).arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        assert!(std::env::var_os("FPASTE_ALL_TESTS").is_none_or(|value| value != "1"), "missing tool: {program}");
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// Python 3 with a module, for the independent client and other people's parsers.
pub fn python_has(module: &str) -> bool {
    let found = Command::new("python3")
        .args(["-c", &format!("import {module}")])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        assert!(std::env::var_os("FPASTE_ALL_TESTS").is_none_or(|value| value != "1"), "missing tool: python3 with {module}");
        eprintln!("skipped: python3 with {module} is not installed");
    }
    found
}
