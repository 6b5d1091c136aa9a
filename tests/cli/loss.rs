//! Nothing is lost: what is read once, a key, a text that was asked to be protected.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Stdio;

use crate::support::command::{binary, feed, finish};
use crate::support::person::{PROXY, Person};
use crate::support::pty::Pty;
use crate::support::{Home, Outcome, TestServer};

fn run(server: &TestServer, arguments: &[&str]) -> Outcome {
    finish(server.client(arguments).stdin(Stdio::null()))
}

fn paste(server: &TestServer, arguments: &[&str], content: &[u8]) -> String {
    feed(&mut server.client(arguments), content).expect(0).line().to_owned()
}

/// Runs a line of shell in the server's home, with `$F` the binary.
fn shell(server: &TestServer, line: &str) -> Outcome {
    let mut command = server.home().program("sh");
    command.args(["-c", line]).env("F", binary()).env("FLASKPASTE_SERVER", server.url()).stdin(Stdio::null());
    finish(&mut command)
}

#[test]
fn a_burn_paste_that_is_larger_than_wanted_is_left_where_it_is() {
    let server = TestServer::start();
    for (arguments, content) in [(vec!["-b", "--no-compress"], vec![b'x'; 900_000]), (vec!["-b", "-E"], vec![b'y'; 200_000])] {
        let link = paste(&server, &arguments, &content);
        let refused = run(&server, &["get", "--max-size", "100k", &link]).expect(8);
        assert!(refused.stderr.contains("; 100 KiB is the most that is wanted\n  hint: --max-size SIZE\n"), "{}", refused.stderr);
        assert_eq!(run(&server, &["get", &link]).expect(0).stdout, content);
    }
}

#[test]
fn no_more_than_wanted_comes_whether_it_was_packed_or_not() {
    let server = TestServer::start();
    let content = vec![b'x'; 110_000];
    for arguments in [vec!["-"], vec!["--no-compress"], vec!["--compat"], vec!["-E"]] {
        let link = paste(&server, &arguments, &content);
        assert_eq!(run(&server, &["get", "--max-size", "100k", &link]).expect(8).text(), "", "{arguments:?}");
        run(&server, &["get", "--max-size", "110000", &link]).expect(0);
    }
}

#[test]
fn a_burn_paste_that_was_not_sealed_is_kept_as_it_is() {
    let server = TestServer::start();
    let link = paste(&server, &["-b", "-E"], b"only once");
    let told = shell(&server, &format!("\"$F\" get '{link}' >/dev/full")).expect(11);
    let kept = told.stderr.split('\'').nth(1).unwrap_or_else(|| panic!("{}", told.stderr));
    assert_eq!(fs::read(kept).unwrap(), b"only once");
    assert!(!told.stderr.contains("--key-file") && !told.stderr.contains("sealed"), "there is no key: {}", told.stderr);
}

#[test]
fn an_output_that_cannot_be_made_is_refused_before_anything_is_read() {
    let server = TestServer::start();
    let link = paste(&server, &["-b"], b"only once");
    for output in ["missing/", "no/where", "/proc"] {
        run(&server, &["get", "-o", output, &link]).expect(11);
    }
    assert_eq!(run(&server, &["get", &link]).expect(0).text(), "only once");
}

#[test]
fn whatever_a_folder_holds_a_paste_can_be_put_into_it() {
    let server = TestServer::start();
    let link = paste(&server, &["--name", "note.txt"], b"content");
    for made in ["mkdir out/.fpaste", "mkfifo out/.fpaste"] {
        shell(&server, &format!("mkdir out && {made} && timeout 60 \"$F\" get -o out '{link}' && cat out/note.txt && rm -r out")).expect(0);
    }
}

#[test]
fn a_pipe_is_written_once_and_by_its_name() {
    let server = TestServer::start();
    let link = paste(&server, &["-"], b"through a pipe");
    let line = format!("mkfifo pipe && {{ timeout 60 cat pipe > copy & timeout 60 \"$F\" get -o pipe '{link}'; wait; cat copy; }}");
    assert_eq!(shell(&server, &line).expect(0).text(), "through a pipe");
}

#[test]
fn a_name_may_be_as_long_as_names_can_be() {
    let server = TestServer::start();
    for name in ["n".repeat(255), format!("{}é", "n".repeat(253)), format!(".{}", "ü".repeat(127))] {
        let link = paste(&server, &["--name", &name], b"x");
        let out = server.home().path().join("out");
        fs::create_dir(&out).unwrap();
        finish(server.client(["get", "-O", &link]).current_dir(&out).stdin(Stdio::null())).expect(0);
        let names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.iter().map(|name| name.as_bytes().len()).collect::<Vec<_>>(), [name.len()]);
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn nobody_makes_up_an_empty_password_or_passphrase() {
    let server = TestServer::with(&[PROXY]);
    server.home().write("f", "content");
    let told = "fpaste: error: the password is empty\n  hint: --password-file FILE, or --password to be asked\n";
    assert_eq!(run(&server, &["--password=", "f"]).expect(2).stderr, told);
    run(&server, &["--passphrase=", "f"]).expect(2);
    run(&server, &["run", "--password=", "--", "true"]).expect(2);
    run(&server, &["seal", "--passphrase=", "f", "-o", "sealed"]).expect(2);
    run(&server, &["update", "abc123def456", "--password="]).expect(2);
    let mut terminal = Pty::run(server.home(), 80, &["-p", "f"], |command| {
        command.env("FLASKPASTE_SERVER", server.url());
    });
    terminal.expect("password: ");
    terminal.type_in("\n");
    terminal.expect("password again: ");
    terminal.type_in("\n");
    let (code, shown) = terminal.finish();
    assert!(code == 2 && shown.contains("the password is empty"), "{shown}");
    assert!(!server.home().path().join("sealed").exists());
}

#[test]
fn an_update_takes_no_key_out_of_the_history() {
    let server = TestServer::with(&[PROXY]);
    let ada = Person::trusted(&server, 1);
    server.home().write(".config/fpaste/config.toml", "[history]\nkeys = true\n");
    let (old, new) = (server.home().write("f", "old"), server.home().write("g", "new"));
    let link = ada.run(&server, &["create", old.to_str().unwrap()]).expect(0).line().to_owned();
    let id = link.rsplit('/').next().unwrap().split('#').next().unwrap().to_owned();
    let mut quiet = ada.fpaste(&server, &["update", &id, new.to_str().unwrap()]);
    assert_eq!(finish(quiet.env("FPASTE_NO_HISTORY", "1").stdin(Stdio::null())).expect(0).line(), link);
    assert_eq!(ada.run(&server, &["get", &id]).expect(0).text(), "new", "the key is still known");
    let other = format!("{id}#{}", "A".repeat(43));
    ada.run(&server, &["update", &other, old.to_str().unwrap()]).expect(0);
    assert_eq!(ada.run(&server, &["get", &id]).expect(0).text(), "old", "what is known is the key it was sealed with");
    ada.run(&server, &["update", "-E", &id, new.to_str().unwrap()]).expect(0);
    assert_eq!(ada.run(&server, &["get", &id]).expect(0).text(), "new", "what is not sealed has no key");
    assert_eq!(ada.run(&server, &["history", "-q"]).expect(0).text(), format!("{id}\n"));
}

#[test]
fn a_key_and_what_it_opens_do_not_share_a_file() {
    let home = Home::new();
    home.write("f", "content");
    for arguments in [vec![], vec!["--force"]] {
        home.run(["seal", "f", "-o", "out", "--key-out", "out"].into_iter().chain(arguments)).expect(2);
    }
    assert!(!home.path().join("out").exists());
}

#[test]
fn what_was_written_in_an_editor_is_kept_where_it_cannot_be_sent() {
    let home = Home::new();
    let mut command = home.fpaste(["--retries", "0", "-s", "http://127.0.0.1:9", "--edit"]);
    let told = finish(command.env("EDITOR", "printf 'a long letter' >").stdin(Stdio::null())).expect(5);
    let kept = told.stderr.split("what you wrote is kept: '").nth(1).and_then(|rest| rest.split('\'').next());
    assert_eq!(fs::read(kept.unwrap_or_else(|| panic!("{}", told.stderr))).unwrap(), b"a long letter");
}

#[test]
fn what_others_could_not_read_they_cannot_read_afterwards() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = TestServer::start();
    let link = paste(&server, &["-"], b"content");
    let mode = |name: &str| fs::metadata(server.home().path().join(name)).unwrap().permissions().mode() & 0o777;
    let file = |name: &str, mode| fs::set_permissions(server.home().write(name, "old"), fs::Permissions::from_mode(mode)).unwrap();
    file("out", 0o600);
    run(&server, &["get", "--force", "-o", "out", &link]).expect(0);
    assert_eq!(mode("out"), 0o600);
    file("key", 0o644);
    file("me.p12", 0o644);
    run(&server, &["seal", "--force", "out", "-o", "sealed", "--key-out", "key"]).expect(0);
    run(&server, &["cert", "--force", "-o", "mine", "--pkcs12", "me.p12"]).expect(0);
    assert_eq!((mode("key"), mode("me.p12")), (0o600, 0o600));
}
