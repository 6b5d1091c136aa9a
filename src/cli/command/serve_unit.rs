//! `fpaste serve unit`: prints a systemd unit for this machine.

use std::env;
use std::path::Path;

use crate::cli::error::{Error, Result};
use crate::cli::talk::Talk;

/// The unit the packages ship.
const UNIT: &str = include_str!("../../../contrib/fpaste.service");
/// Where it expects the program.
const PACKAGED: &str = "ExecStart=/usr/bin/fpaste ";

/// Folders the unit shows the service empty, or another one of (`ProtectHome`, `PrivateTmp`): a program in one of them does not start.
const HIDDEN: [&str; 5] = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];

/// Prints the packaged unit with the path of this very program; warns where the service could not see it.
///
/// # Errors
/// The program does not know where it lies, or its path cannot stand in a unit.
pub fn run(talk: &mut Talk) -> Result<()> {
    let program = env::current_exe().map_err(|why| Error::file("find", "this program", why))?;
    if is_hidden(&program) {
        let program = program.display();
        talk.warn(format!(
            "the service cannot see {program}: sudo install -m 755 '{program}' /usr/local/bin/fpaste, then: /usr/local/bin/fpaste serve unit"
        ));
    }
    talk.answer_text(&unit(&program.to_string_lossy()))
}

fn is_hidden(program: &Path) -> bool {
    HIDDEN.iter().any(|folder| program.starts_with(folder))
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

    #[test]
    fn a_program_that_the_unit_hides_from_its_own_service_is_known() {
        assert!(UNIT.contains("\nProtectHome=yes\n") && UNIT.contains("\nPrivateTmp=yes\n"));
        for (program, hidden) in
            [("/home/me/.cargo/bin/fpaste", true), ("/root/fpaste", true), ("/usr/bin/fpaste", false), ("/homes/fpaste", false)]
        {
            assert_eq!(is_hidden(Path::new(program)), hidden, "{program}");
        }
    }
}
