//! PostgreSQL, for builds with and without it.

#[cfg(feature = "postgres")]
mod balanced; // contrib/haproxy.cfg, in the real one
#[cfg(feature = "postgres")]
mod counted; // what callers may do who go from server to server
#[cfg(feature = "postgres")]
mod drill; // several servers over one database, and what happens when one of them goes
#[cfg(feature = "postgres")]
mod import; // pastes of elsewhere, into a database that servers share
#[cfg(feature = "postgres")]
mod model; // against the model that the store in a file is held to
#[cfg(feature = "postgres")]
mod moving; // from a file into PostgreSQL and back
#[cfg(feature = "postgres")]
mod tls; // whom the database must prove to be

use crate::support::Home;

#[test]
fn the_password_of_the_address_is_told_to_nobody() {
    let url = "postgres://fpaste:s3cr3t-word@127.0.0.1:1/fpaste?connect_timeout=1";
    let home = Home::new();
    for arguments in [["serve", "lockdown"], ["serve", "check"], ["config", "show"]] {
        let output = home.fpaste(arguments).env("FPASTE_DATABASE_URL", url).output().unwrap();
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!text.contains("s3cr3t-word"), "{arguments:?}: {text}");
    }
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_build_without_it_says_which_build_has_it() {
    let home = Home::new();
    let output = home.fpaste(["serve", "--db", "postgres://localhost/fpaste"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(12), "{text}");
    assert!(text.contains("without PostgreSQL") && text.contains("--features postgres"), "{text}");
    std::fs::write(home.path().join("empty.db"), "").unwrap();
    let moving = home.run(["serve", "move", "--from", "empty.db", "--to", "postgres://localhost/fpaste"]).expect(12);
    assert!(moving.stderr.contains("--features postgres"), "{}", moving.stderr);
}
