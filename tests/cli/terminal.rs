//! Prompts, colours, narrow screens, Ctrl-C.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::command::{binary, feed, finish};
use crate::support::pty::Pty;
use crate::support::{Home, TestServer};

#[test]
fn nothing_given_on_a_terminal_is_help_and_a_usage_error() {
    let (code, shown) = Pty::run(&Home::new(), 80, &[], |_| {}).finish();
    assert_eq!(code, 2);
    assert!(shown.contains("Usage: fpaste [create]") && shown.contains("nothing to paste"), "{shown}");
}

#[test]
fn a_password_is_asked_for_twice_and_never_shown() {
    let server = TestServer::start();
    server.home().write("f", "content");
    let prepare = |command: &mut Command| {
        command.env("FLASKPASTE_SERVER", server.url());
    };
    let mut terminal = Pty::run(server.home(), 80, &["-p", "f"], prepare);
    terminal.expect("password: ");
    terminal.type_in("hunter2\n");
    terminal.expect("password again: ");
    terminal.type_in("hunter2\n");
    let (code, shown) = terminal.finish();
    assert!(code == 0 && !shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("password: \r\npassword again: \r\n") && !shown.contains("\n\r\n"), "{shown:?}");
    let link = shown.lines().find(|line| line.starts_with("http://")).unwrap().trim().to_owned();
    let mut terminal = Pty::run(server.home(), 80, &["get", &link], prepare);
    terminal.expect("password: ");
    terminal.type_in("hunter2\n");
    let (code, shown) = terminal.finish();
    assert!(code == 0 && shown.contains("content") && !shown.contains("hunter2"), "{shown}");
    let mut terminal = Pty::run(server.home(), 80, &["-p", "f"], prepare);
    terminal.expect("password: ");
    terminal.type_in("one\n");
    terminal.expect("password again: ");
    terminal.type_in("two\n");
    let (code, shown) = terminal.finish();
    assert!(code == 2 && shown.contains("the two passwords are not the same"), "{shown}");
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let server = TestServer::start();
    server.home().write("f", "content");
    let alone = |arguments: &[&str]| {
        let mut command = server.home().program("setsid");
        command.arg("--wait").arg(binary()).args(arguments).env("FLASKPASTE_SERVER", server.url());
        finish(command.stdin(Stdio::null()))
    };
    let outcome = alone(&["-p", "f"]).expect(2);
    assert_eq!(outcome.stderr, "fpaste: error: cannot ask for the password: there is no terminal\n  hint: --password-file FILE\n");
    alone(&["--passphrase", "f"]).expect(2);
    let link = feed(&mut server.client(["-b"]), b"once").expect(0).line().to_owned();
    assert_eq!(alone(&["get", &link]).expect(0).text(), "once");
    let (code, shown) = Pty::run(server.home(), 80, &["--no-input", "-p", "f"], |command| {
        command.env("FLASKPASTE_SERVER", server.url());
    })
    .finish();
    assert!(code == 2 && shown.contains("cannot ask for the password"), "{shown}");
}

#[test]
fn colour_is_where_it_is_wanted() {
    let home = Home::new();
    let shown = |arguments: &[&str], variables: &[(&str, &str)]| {
        Pty::run(&home, 80, arguments, |command| {
            command.envs(variables.iter().copied());
        })
        .finish()
        .1
    };
    assert!(shown(&["lst"], &[]).contains("\x1b[1m\x1b[31merror:\x1b[0m") || shown(&["lst"], &[]).contains("\x1b[1;31merror:"));
    for (arguments, variables) in [
        (vec!["lst"], vec![("NO_COLOR", "1")]),
        (vec!["--color", "never", "lst"], vec![]),
        (vec!["lst"], vec![("TERM", "dumb")]),
        (vec!["lst"], vec![("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]),
    ] {
        let text = shown(&arguments, &variables);
        assert!(!text.contains('\x1b'), "{arguments:?} {variables:?}: {text:?}");
    }
    assert!(!home.run(["lst"]).expect(2).stderr.contains('\x1b'));
    assert!(home.run(["--color", "always", "get"]).expect(2).stderr.starts_with("fpaste: "));
    assert!(finish(home.fpaste(["lst"]).env("CLICOLOR_FORCE", "1").stdin(Stdio::null())).expect(2).stderr.contains('\x1b'));
}

#[test]
fn twenty_columns_are_enough_to_work() {
    let server = TestServer::start();
    server.home().write("f", "content");
    let prepare = |command: &mut Command| {
        command.env("FLASKPASTE_SERVER", server.url());
    };
    for arguments in [vec!["f"], vec!["list", "--local"], vec!["info"], vec!["config", "show"], vec!["help", "security"], vec!["history"]] {
        let (code, shown) = Pty::run(server.home(), 20, &arguments, prepare).finish();
        assert_eq!(code, 0, "{arguments:?}: {shown}");
    }
    let (_, shown) = Pty::run(server.home(), 20, &["list", "--local"], prepare).finish();
    let plain = fpaste::cli::paste::ansi::strip(shown.as_bytes());
    let plain = String::from_utf8(plain).unwrap();
    assert!(plain.lines().all(|line| line.trim_end().chars().count() <= 20), "{plain}");
}

#[test]
fn after_a_creation_one_line_says_what_it_is() {
    let server = TestServer::start();
    server.home().write("f", "content");
    let (code, shown) = Pty::run(server.home(), 120, &["-b", "-x", "7d", "f"], |command| {
        command.env("FLASKPASTE_SERVER", server.url());
    })
    .finish();
    assert!(code == 0 && shown.contains("encrypted · burns after reading · expires in 1w · fpaste delete "), "{shown}");
}

#[test]
fn a_qr_code_is_on_stderr_and_the_clipboard_gets_the_link() {
    let server = TestServer::start();
    let outcome = feed(&mut server.client(["--qr"]), b"x").expect(0);
    assert_eq!(outcome.text().lines().count(), 1);
    assert!(outcome.stderr.contains('█'), "{}", outcome.stderr);
    server.home().write("f", "content");
    let (code, shown) = Pty::run(server.home(), 120, &["-c", "f"], |command| {
        command.env("FLASKPASTE_SERVER", server.url());
    })
    .finish();
    assert!(code == 0 && shown.contains("\x1b]52;c;"), "{shown:?}");
}

#[test]
fn an_editor_writes_the_paste() {
    let server = TestServer::start();
    let mut command = server.client(["--edit"]);
    let outcome = finish(command.env("EDITOR", "printf 'from the editor' >").stdin(Stdio::null())).expect(0);
    let got = finish(server.client(["get", outcome.line()]).stdin(Stdio::null())).expect(0);
    assert_eq!(got.text(), "from the editor");
    server.home().write("a", "a");
    server.home().write("b", "b");
    let both = finish(server.client(["--edit", "a", "b"]).env("EDITOR", "printf ', edited' >>").stdin(Stdio::null())).expect(0);
    let texts = both.text().lines().map(|link| finish(server.client(["get", link]).stdin(Stdio::null())).expect(0).text().to_owned());
    assert_eq!(texts.collect::<Vec<_>>(), ["a, edited", "b, edited"]);
    finish(server.client(["--edit", "-"]).env("EDITOR", "true").stdin(Stdio::null())).expect(2);
    finish(server.client(["--edit"]).env("EDITOR", "true").stdin(Stdio::null())).expect(8);
    finish(server.client(["--edit"]).env("EDITOR", "false").stdin(Stdio::null())).expect(11);
    let left = std::fs::read_dir(server.home().path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("fpaste-"));
    assert_eq!(left.count(), 0, "no temporary folder is left");
}

#[test]
fn an_error_begins_a_line_of_its_own() {
    // Nobody ever finishes this proof.
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "40")]);
    server.home().write("f", "content");
    for arguments in [vec!["--max-time", "4s", "f"], vec!["--max-time", "4s", "doctor"], vec!["--max-time", "4s", "run", "--", "true"]] {
        let (code, shown) = Pty::run(server.home(), 80, &arguments, |command| {
            command.env("FLASKPASTE_SERVER", server.url());
        })
        .finish();
        let last = shown.rsplit("proof of work").next().unwrap();
        assert!(code == 5 && (last == shown || last.contains("\r\x1b[K")), "{arguments:?}: {last:?}");
    }
}

#[test]
fn ctrl_c_ends_it_at_once_and_leaves_nothing() {
    // Nobody ever finishes this proof.
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "40")]);
    server.home().write("f", "content");
    let mut terminal = Pty::run(server.home(), 80, &["f"], |command| {
        command.env("FLASKPASTE_SERVER", server.url());
    });
    terminal.expect("proof of work, 40 bits: ");
    let begun = Instant::now();
    terminal.type_in("\x03");
    let (code, _) = terminal.finish();
    assert!(code == 130 || code == -1, "{code}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // At a prompt too, and the terminal shows again what is typed.
    let mut terminal = Pty::run(server.home(), 80, &["-p", "f"], |command| {
        command.env("FLASKPASTE_SERVER", server.url());
    });
    terminal.expect("password: ");
    terminal.type_in("\x03");
    assert_eq!(terminal.finish().0, 130);
}
