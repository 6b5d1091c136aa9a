//! Every command the README prints is run, in its order, against real servers, and what it says they print is what they print.
//!
//! A `console` block is typed: lines after `$ ` are commands, the others what they print, where `…` is anything. A server that is
//! started stays until the end; `home.example` is the last of them. `crontab`, `yaml` and `bash` blocks are a line of cron, a CI
//! job's script and a git hook.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Home, TestServer, command, tool, wait_until};

/// What the commands find: files, something to make, a repository with one commit, a journal.
const PRELUDE: &str = r#"
set -e
git init -q . && git commit -q --allow-empty -m 'a message'
for file in build.log secret.txt motd notes.md; do echo "$file"; seq 100; done | tee build.log secret.txt motd > notes.md
for file in build.log secret.txt motd notes.md; do echo "$file" >> "$file"; done
mkdir dist && cp notes.md dist/
printf 'all test:\n\t@echo made\n' > Makefile
printf '#!/bin/sh\necho a nightly line\n' > nightly
mkdir bin
printf '#!/bin/sh\nseq 50\necho "Nov 25 21:00:00 host systemd[1]: Startup finished in 4.2s."\n' > bin/journalctl
chmod +x nightly bin/journalctl
"#;

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

/// The blocks of these languages, in their order.
fn blocks<'a>(page: &'a str, languages: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    page.split("\n```").skip(1).step_by(2).filter_map(move |block| {
        let (language, text) = block.split_once('\n')?;
        languages.contains(&language).then_some((language, text))
    })
}

/// A server that the README starts.
struct Started {
    child: Child,
    url: String,
    log: Arc<Mutex<String>>,
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Started {
    fn by(mut shell: Command) -> Self {
        let mut child = shell.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (log, mut stderr) = (Arc::new(Mutex::new(String::new())), child.stderr.take().unwrap());
        let sink = Arc::clone(&log);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut buffer) {
                sink.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..count]));
            }
        });
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let url = first.trim().strip_prefix("listening on ").map(str::to_owned);
        Self { child, url: url.unwrap_or_else(|| panic!("{first:?} {}", log.lock().unwrap())), log }
    }

    /// The setup code, once it is in the log.
    fn code(&self) -> String {
        wait_until("the code is told", Duration::from_secs(10), || self.log.lock().unwrap().contains("setup code: "));
        let log = self.log.lock().unwrap().clone();
        log.split("setup code: ").nth(1).unwrap().split(['"', ' ', '\n']).next().unwrap().to_owned()
    }
}

/// Somebody at a keyboard.
struct Typist<'a> {
    server: &'a TestServer,
    desk: Home,
    started: Vec<(Started, Home)>,
    /// What the README writes for a link or an address, and what it was in truth.
    truth: BTreeMap<String, String>,
}

impl Typist<'_> {
    fn shell(&self, home: &Home, script: &str) -> Command {
        let mut shell = home.program("bash");
        let (desk, folder) = (self.desk.path().join("bin"), command::binary().parent().unwrap());
        let path = format!("{}:{}:{}", desk.display(), folder.display(), std::env::var("PATH").unwrap());
        shell.args(["-c", script]).env("PATH", path).stdin(Stdio::null());
        for (at, key) in ["user.name", "user.email"].into_iter().enumerate() {
            shell.env(format!("GIT_CONFIG_KEY_{at}"), key).env(format!("GIT_CONFIG_VALUE_{at}"), "test");
        }
        shell.env("GIT_CONFIG_COUNT", "2").env("FLASKPASTE_POW_DIFFICULTY", "0").env("FLASKPASTE_REGISTER_POW", "0");
        shell
    }

    /// The same, at the desk: with the running server, and on its box.
    fn at_the_desk(&self, script: &str) -> Command {
        let mut shell = self.shell(&self.desk, script);
        shell.env("FLASKPASTE_SERVER", self.server.url()).env("FLASKPASTE_DB", self.server.database());
        shell
    }

    fn console(&mut self, block: &str) {
        // Who starts a server, and who is a guest of one, does not sit at the desk.
        let serves = block.contains("$ fpaste serve --").then(Home::new);
        let guest = block.contains("https://home.example").then(Home::new);
        let mut lines = block.lines().peekable();
        let mut state = String::new();
        while let Some(line) = lines.next() {
            let mut typed = line.strip_prefix("$ ").unwrap_or_else(|| panic!("no command: {line}")).to_owned();
            let printed: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| !line.starts_with("$ "))).collect();
            for (written, meant) in &self.truth {
                typed = typed.replace(written, meant);
            }
            // The server's own address, where it is not the beginning of a link.
            typed = typed.replace("https://paste.example.com", &self.server.url());
            if let (Some(home), true) = (&serves, typed.starts_with("fpaste serve --")) {
                let here = typed.replace("0.0.0.0:5000", "127.0.0.1:0").replace("127.0.0.1:5000", "127.0.0.1:0");
                let here = here.replace("--tls-name home.example", "--tls-name 127.0.0.1");
                let started = Started::by(self.shell(home, &format!("exec {here}")));
                self.truth.insert("https://home.example:5000".to_owned(), started.url.clone());
                self.started.push((started, Home::new()));
                continue;
            }
            let name = typed.split_once('=').map_or("", |(name, _)| name);
            let keep = if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase()) { name } else { "_" };
            let script = format!("set -o pipefail\n{state}\n{typed}\nstatus=$?; declare -p {keep} > .kept; exit $status");
            let mut shell = match (&serves, &guest) {
                (Some(home), _) => self.shell(home, &script),
                (_, Some(home)) => self.as_guest(home, &script),
                _ => self.at_the_desk(&script),
            };
            let outcome = command::finish(&mut shell);
            assert_eq!(outcome.code, 0, "{typed}\n{}\n{}", outcome.stderr, outcome.text());
            if keep != "_" {
                state = std::fs::read_to_string(self.desk.path().join(".kept")).unwrap();
            }
            self.compare(&typed, &printed, outcome.text());
        }
        if let Some(home) = serves {
            self.started.last_mut().unwrap().1 = home;
        }
    }

    /// A guest knows the fingerprint that the box shows, and the code of its log.
    fn as_guest(&self, home: &Home, script: &str) -> Command {
        let (host, box_home) = self.started.iter().find(|(started, _)| started.url.starts_with("https://")).unwrap();
        let shown = command::finish(&mut self.shell(box_home, "fpaste serve ca show --json --db pastes.db")).expect(0);
        let shown: serde_json::Value = serde_json::from_str(shown.text()).unwrap();
        let mut shell = self.shell(home, script);
        shell.env("FINGERPRINT", shown["fingerprint_sha256"].as_str().unwrap()).env("CODE", host.code());
        home.write("notes.md", "a guest's notes");
        shell
    }

    fn compare(&mut self, typed: &str, expected: &[&str], printed: &str) {
        if expected.is_empty() {
            return;
        }
        let printed: Vec<&str> = printed.lines().collect();
        assert_eq!(expected.len(), printed.len(), "{typed} printed {printed:#?}");
        for (&pattern, &line) in expected.iter().zip(&printed) {
            if pattern.starts_with("https://paste.example.com/") {
                let (shape, url) = (pattern.split('#').next().unwrap().len() - "https://paste.example.com".len(), self.server.url());
                let id = line.strip_prefix(&url).and_then(|rest| rest.split_once('#')).unwrap_or_else(|| panic!("{line}"));
                assert_eq!((id.0.len(), id.1.len()), (shape, 43), "{line} is not of the form {pattern}");
                self.truth.insert(pattern.to_owned(), line.to_owned());
            } else {
                assert!(is_like(line, pattern), "{typed} printed {line}, not {pattern}");
            }
        }
    }
}

/// Whether a line is of this form, in which `…` is anything.
fn is_like(line: &str, pattern: &str) -> bool {
    let mut rest = line;
    let mut parts = pattern.split('…').enumerate().peekable();
    while let Some((at, part)) = parts.next() {
        let found = if parts.peek().is_none() { rest.rfind(part).filter(|at| at + part.len() == rest.len()) } else { rest.find(part) };
        match found {
            Some(place) if at > 0 || place == 0 => rest = &rest[place + part.len()..],
            _ => return false,
        }
    }
    rest.is_empty()
}

fn executable(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn every_command_of_the_readme_works() {
    if !["git", "make", "openssl", "curl"].into_iter().all(|program| tool::is_here(program, "--version")) {
        return;
    }
    let server = TestServer::start();
    let mut typist = Typist { server: &server, desk: Home::new(), started: Vec::new(), truth: BTreeMap::new() };
    command::finish(&mut typist.at_the_desk(PRELUDE)).expect(0);
    let old = rusqlite::Connection::open(typist.desk.path().join("flaskpaste.db")).unwrap();
    old.execute_batch("CREATE TABLE pastes (id TEXT, content BLOB, created_at INTEGER, expires_at INTEGER)").unwrap();
    old.execute_batch("INSERT INTO pastes VALUES ('abcdef', 'old', 1700000000, 9000000000)").unwrap();
    let (page, mut kinds) = (page(), BTreeMap::new());
    for (language, text) in blocks(&page, &["console", "crontab", "yaml", "bash"]) {
        *kinds.entry(language).or_insert(0) += 1;
        match language {
            "console" => typist.console(text),
            "crontab" => {
                let job = text.trim().splitn(6, ' ').nth(5).unwrap();
                let outcome = command::finish(&mut typist.at_the_desk(job)).expect(0);
                assert!(outcome.stdout.is_empty(), "cron would send a mail: {}", outcome.text());
            }
            "yaml" => {
                let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("  - ")).collect();
                let script = format!("set -eo pipefail\n{}", commands.join("\n"));
                let outcome = command::finish(&mut typist.at_the_desk(&script)).expect(0);
                assert_eq!(outcome.text().matches(&server.url()).count(), 2, "{}", outcome.text());
            }
            _ => {
                executable(&typist.desk.path().join(".git/hooks/post-commit"), text);
                let outcome = command::finish(&mut typist.at_the_desk("git commit -q --allow-empty -m another")).expect(0);
                assert!(format!("{}{}", outcome.text(), outcome.stderr).contains(&server.url()), "{outcome:?}");
            }
        }
    }
    assert!(kinds["console"] >= 8 && kinds.len() == 4, "{kinds:?}");
    server.get("/abcdef/raw").expect(200);
    assert_eq!(typist.started.len(), 4, "alone, with TLS, behind a proxy, sealed at rest");
}

#[test]
fn a_form_is_met_from_its_beginning_to_its_end() {
    for (line, pattern, expected) in
        [("abc", "abc", true), ("abc", "…", true), ("abc", "a…c", true), ("abc", "…b", false), ("abc", "b…", false), ("ab", "ab…b", false)]
    {
        assert_eq!(is_like(line, pattern), expected, "{line} {pattern}");
    }
}
