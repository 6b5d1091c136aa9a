//! Every command the README prints in a `console` block is run, in its order, against a real server.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{TestServer, command, tool};

/// What the commands find: a few files, something to make, a repository with one commit.
const PRELUDE: &str = r#"
set -e
export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=test GIT_CONFIG_KEY_1=user.email GIT_CONFIG_VALUE_1=test@test
[ -d .git ] || { git init -q . && git commit -q --allow-empty -m 'a message'; }
for file in build.log secret.txt motd notes.md; do seq 100 > "$file"; done
printf 'all test:\n\t@echo made\n' > Makefile
"#;

fn blocks() -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let blocks = page.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|block| block.lines().filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned).collect()).collect()
}

#[test]
fn every_command_of_the_readme_works() {
    if !tool::is_here("git", "--version") || !tool::is_here("make", "--version") {
        return;
    }
    let server = TestServer::start();
    let folder = command::binary().parent().unwrap();
    let shell = |script: &str| {
        let mut shell = server.home().program("bash");
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        shell.args(["-c", script]).env("PATH", path).env("FLASKPASTE_SERVER", server.url()).env("FLASKPASTE_DB", server.database());
        shell.stdin(Stdio::null());
        shell
    };
    let blocks = blocks();
    assert!(blocks.len() >= 4);
    for commands in blocks {
        let (serving, once): (Vec<_>, Vec<_>) = commands.into_iter().partition(|line| line.starts_with("fpaste serve --"));
        for line in serving {
            // Any free port, and a database that is not the running server's.
            let line = line.replace(":5000", ":0").replace("--db pastes.db", "--db own.db");
            let mut child = shell(&format!("exec {line}")).stdout(Stdio::piped()).spawn().unwrap();
            let mut first = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(first.starts_with("listening on http"), "{line}: {first:?}");
        }
        let script = format!("{PRELUDE}\nset -x\n{}", once.join("\n"));
        let outcome = command::finish(&mut shell(&script));
        assert_eq!(outcome.code, 0, "{}\n{}", outcome.stderr, outcome.text());
    }
}
