//! `fpaste serve unit`: prints a systemd unit for this machine.

use std::env;

use crate::cli::error::{Error, Result};
use crate::cli::talk::Talk;

/// The unit the packages ship.
const UNIT: &str = include_str!("../../../contrib/fpaste.service");
/// Where it expects the program.
const PACKAGED: &str = "ExecStart=/usr/bin/fpaste ";

/// Prints the packaged unit with the path of this very program.
///
/// # Errors
/// The program does not know where it lies, or its path cannot stand in a unit.
pub fn run(talk: &mut Talk) -> Result<()> {
    let program = env::current_exe().map_err(|why| Error::file("find", "this program", why))?;
    talk.answer_text(&unit(&program.to_string_lossy()))
}

/// The unit for a program at this path. `%` and `"` mean something in a unit.
fn unit(program: &str) -> String {
    let escaped = program.replace('\\', r"\\").replace('"', "\\\"").replace('%', "%%");
    UNIT.replace(PACKAGED, &format!("ExecStart=\"{escaped}\" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_starts_the_program_wherever_it_lies() {
        assert!(unit("/opt/my tools/100%/fpaste").contains("\nExecStart=\"/opt/my tools/100%%/fpaste\" serve\n"));
        assert_eq!(UNIT.matches(PACKAGED).count(), 1);
    }
}
