//! Precedence, profiles, the old file, mistakes and their places.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::command::{feed, finish};
use crate::support::{Home, Outcome};

const FILE: &str = ".config/fpaste/config.toml";
const OLD: &str = ".config/fpaste/config";

/// `config show` as (value, source) of a key.
fn shown(outcome: &Outcome, key: &str) -> (String, String) {
    let line = outcome.text().lines().find(|line| line.starts_with(&format!("{key}\t"))).unwrap_or_else(|| panic!("{}", outcome.text()));
    let fields: Vec<&str> = line.split('\t').collect();
    (fields[1].to_owned(), fields[2].to_owned())
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_old_file_beats_the_default() {
    let home = Home::new();
    let show = |arguments: &[&str], variable: &str| {
        let mut command = home.fpaste(["config", "show"].iter().chain(arguments));
        finish(command.env("FLASKPASTE_SERVER", variable)).expect(0)
    };
    assert_eq!(shown(&show(&[], ""), "server"), (String::new(), "default".into()));
    home.write(OLD, "server = \"http://old\"\r\ncert_sha1 = 0123456789ABCDEF0123456789abcdef01234567 \r\n# end");
    let (value, source) = shown(&show(&[], ""), "server");
    assert!(value == "http://old" && source.ends_with("/config:1"), "{source}");
    home.write(FILE, "# mine\nserver = \"http://file\" # here\ntimeout = 5\n");
    let (value, source) = shown(&show(&[], ""), "server");
    assert!(value == "http://file" && source.ends_with("config.toml:2:10"), "{source}");
    assert_eq!(shown(&show(&[], ""), "cert_sha1").0, "0123456789ABCDEF0123456789abcdef01234567");
    assert_eq!(shown(&show(&[], "http://variable"), "server"), ("http://variable".into(), "$FLASKPASTE_SERVER".into()));
    assert_eq!(shown(&show(&["-s", "http://flag"], "http://variable"), "server"), ("http://flag".into(), "--server".into()));
    assert_eq!(shown(&show(&[], ""), "timeout").0, "5");
}

#[test]
fn a_profile_does_not_carry_who_we_are_to_another_server() {
    let home = Home::new();
    home.write(
        FILE,
        "server = 'http://home'\ntoken = 'fpt_home'\nretries = 5\n[profile.work]\nserver = 'http://work'\n[profile.slow]\ntimeout = '2m'\n",
    );
    let work = home.run(["--profile", "work", "config", "show"]).expect(0);
    assert_eq!(shown(&work, "server").0, "http://work");
    assert_eq!(shown(&work, "token").1, "default");
    assert_eq!(shown(&work, "retries").0, "5");
    let slow = home.run(["--profile", "slow", "config", "show"]).expect(0);
    assert_eq!((shown(&slow, "server").0.as_str(), shown(&slow, "token").0.as_str()), ("http://home", "********"));
    assert!(!slow.text().contains("fpt_home"));
    let outcome = home.run(["--profile", "wrk", "config", "show"]).expect(12);
    assert!(outcome.stderr.contains("no profile 'wrk'\n  hint: --profile "), "{}", outcome.stderr);
}

#[test]
fn mistakes_are_told_with_their_place() {
    let home = Home::new();
    for (text, place, why) in [
        ("server = 5\n", ":1:10: ", "'server' must be a string, and this is a number"),
        ("\n[history]\nkeys = 'yes'\n", ":3:8: ", "'history.keys' must be true or false, and this is a string"),
        ("timeout = 'soon'\n", ":1:11: ", "'timeout' must be a duration such as 30s or 5m, and 'soon' is not"),
        ("server = = 1\n", ":1:10: ", ""),
        ("cert_sha1 = 'abc'\n", ":1:13: ", "'abc' is not 40 hex digits"),
    ] {
        home.write(FILE, text);
        let outcome = home.run(["config", "show"]).expect(12);
        assert!(outcome.stderr.starts_with("fpaste: error: "), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(&format!("config.toml{place}{why}")), "{text}: {}", outcome.stderr);
    }
    home.write(FILE, "sever = 'http://x'\nserver = 'http://y'\n[serve]\nbnd = 'x'\n");
    let outcome = home.run(["config", "get", "server"]).expect(0);
    assert_eq!(outcome.line(), "http://y");
    assert!(outcome.stderr.contains("config.toml:1: unknown key 'sever' (did you mean 'server'?)"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("config.toml:4: unknown key 'serve.bnd' (did you mean 'serve.bind'?)"), "{}", outcome.stderr);
    let outcome = finish(home.fpaste(["config", "show"]).env("FPASTE_TIMEOUT", "soon")).expect(12);
    assert!(outcome.stderr.contains("FPASTE_TIMEOUT: 'timeout' must be a duration"), "{}", outcome.stderr);
    home.run(["--timeout", "soon", "config", "show"]).expect(2);
}

#[test]
fn a_named_file_that_is_not_there_is_told_with_what_makes_one() {
    let home = Home::new();
    let box_of_the_server = ["--config", "none.toml", "serve", "lockdown"];
    let outcome = home.run(box_of_the_server).expect(12);
    assert!(outcome.stderr.contains("none.toml: no such file\n  hint: touch '"), "{}", outcome.stderr);
    home.write("none.toml", "");
    home.run(box_of_the_server).expect(0);
}

#[test]
fn a_topic_of_the_help_stands_alone() {
    let home = Home::new();
    let outcome = home.run(["help", "environment", "config"]).expect(2);
    assert!(outcome.stderr.starts_with("fpaste: error: 'environment' is a topic: nothing comes after it\n"), "{}", outcome.stderr);
    home.run(["help", "pki", "list"]).expect(0);
    home.run(["help", "config", "set"]).expect(0);
}

#[test]
fn a_broken_file_can_be_explained_and_found() {
    let home = Home::new();
    home.write(FILE, "= nonsense");
    home.run(["config", "path"]).expect(0);
    home.run(["help", "config"]).expect(0);
    home.run(["completions", "bash"]).expect(0);
    home.run(["--version"]).expect(0);
    home.run(["config", "set", "server", "http://x"]).expect(12);
    assert_eq!(fs::read(home.path().join(FILE)).unwrap(), b"= nonsense");
}

#[test]
fn setting_keeps_comments_and_the_file_private() {
    let home = Home::new();
    home.run(["config", "set", "server", "https://paste.example.com/"]).expect(0);
    let path = home.path().join(FILE);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(home.run(["config", "get", "server"]).expect(0).line(), "https://paste.example.com");
    home.write(FILE, "# mine\nserver = \"http://a\" # the one\n\n[history]\n# keys are precious\nkeys = false\n");
    home.run(["config", "set", "history.keys", "yes"]).expect(0);
    home.run(["config", "set", "retries", "7"]).expect(0);
    home.run(["config", "set", "server", "http://b"]).expect(0);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "# mine\nserver = \"http://b\" # the one\nretries = 7\n\n[history]\n# keys are precious\nkeys = true\n");
    feed(&mut home.fpaste(["config", "set", "token", "-"]), b"fpt_secret\n").expect(0);
    assert_eq!(home.run(["config", "get", "token"]).expect(0).line(), "fpt_secret");
    home.run(["config", "set", "--unset", "token"]).expect(0);
    home.run(["config", "get", "token"]).expect(1);
    home.run(["config", "set", "--unset", "token"]).expect(1);
    home.run(["config", "set", "serve.max_anon", "1000"]).expect(0);
    let answer = home.run(["--json", "config", "set", "max_wait", "90s"]).expect(0);
    assert_eq!(answer.line(), format!(r#"{{"key":"max_wait","path":"{}"}}"#, path.display()));
    home.run(["config", "set", "--profile", "work", "server", "http://w"]).expect(0);
    assert_eq!(home.run(["--profile", "work", "config", "get", "server"]).expect(0).line(), "http://w");
    for wrong in [
        ["retries", "many"],
        ["sever", "x"],
        ["color", "pink"],
        ["server", "ftp://x"],
        ["serve.tls", "maybe"],
        ["timeout", "soon"],
        ["cert_sha1", "zz"],
    ] {
        let before = fs::read(&path).unwrap();
        let code = home.run(["config", "set", wrong[0], wrong[1]]).code;
        assert!(code == 2 || code == 12, "{wrong:?}: {code}");
        assert_eq!(fs::read(&path).unwrap(), before, "{wrong:?}");
    }
}

#[test]
fn the_old_file_is_migrated_and_kept() {
    let home = Home::new();
    let old = "# old\nserver = 'http://p/?a=b'\nca_cert=\"/a b/ca.pem\"\nunheard = of\n";
    home.write(OLD, old.replace("/?a=b", ""));
    home.write(FILE, "ca_cert = '/mine'\n");
    let outcome = home.run(["config", "migrate"]).expect(0);
    assert!(outcome.stderr.contains("unknown key 'unheard' is left out"), "{}", outcome.stderr);
    assert!(outcome.line().ends_with(FILE));
    assert_eq!(fs::read_to_string(home.path().join(FILE)).unwrap(), "ca_cert = '/mine'\nserver = \"http://p\"\n");
    assert!(home.path().join(OLD).exists());
    let nothing = Home::new();
    nothing.run(["config", "migrate"]).expect(11);
}

#[test]
fn another_file_is_read_and_must_be_there() {
    let home = Home::new();
    home.write("other.toml", "server = 'http://other'\n");
    assert_eq!(home.run(["--config", "other.toml", "config", "get", "server"]).expect(0).line(), "http://other");
    let outcome = finish(home.fpaste(["config", "get", "server"]).env("FPASTE_CONFIG", "other.toml")).expect(0);
    assert_eq!(outcome.line(), "http://other");
    home.run(["--config", "nowhere.toml", "config", "show"]).expect(12);
    home.run(["--config", "new.toml", "config", "set", "server", "http://n"]).expect(0);
    assert_eq!(fs::read_to_string(home.path().join("new.toml")).unwrap(), "server = \"http://n\"\n");
}

#[test]
fn the_old_file_is_where_it_always_was() {
    let home = Home::new();
    home.write(OLD, "server = http://old\n");
    let show = || finish(home.fpaste(["config", "show"]).env("XDG_CONFIG_HOME", home.path().join("elsewhere"))).expect(0);
    assert_eq!(shown(&show(), "server").0, "http://old");
    home.write("elsewhere/fpaste/config", "server = http://beside\n");
    assert_eq!(shown(&show(), "server").0, "http://beside");
}

#[test]
fn a_secret_in_a_file_that_others_read_is_warned_of() {
    let home = Home::new();
    let file = home.write(FILE, "server = 'http://h'\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let told = home.pipe(["config", "set", "token", "-"], b"fpt_x\n").expect(0);
    assert!(told.stderr.starts_with("fpaste: warning: others can read your configuration: chmod 600 '"), "{}", told.stderr);
    assert!(!home.run(["config", "set", "retries", "1"]).expect(0).stderr.contains("warning"));
}

#[test]
fn a_key_that_names_its_profile_is_set_there() {
    let home = Home::new();
    finish(home.fpaste(["config", "set", "profile.work.server", "http://work"]).env("FPASTE_PROFILE", "home")).expect(0);
    let work = home.run(["--profile", "work", "config", "show"]).expect(0);
    assert_eq!(shown(&work, "server").0, "http://work");
}
