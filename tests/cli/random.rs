//! Random command lines and configuration files: an exit code of the table, errors in their form, never a panic.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::support::command::finish;
use crate::support::{Home, Outcome};

const CASES: usize = 500;

/// Words that mean something, so that the interesting parts are reached, and words that mean nothing.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(fpaste::cli::command::NAMES.iter().filter(|name| **name != "serve" && **name != "doctor" && **name != "run").map(|name| (*name).to_owned()).collect::<Vec<_>>()),
        4 => proptest::sample::select(
            "-E -b -x -p -n -t -c -q -v -y -k -h -V -m -o -O -f -a -d -s --json --password --password-file --passphrase --key --key-file --tail \
             --label --raw-url --dry-run --edit --tee --color --profile --config --retries --max-size --all --confirm --limit --after --unset \
             --no-input --threads --header --cert-sha1 --token --proxy --timeout -- - 7d 0 -1 500k f nowhere / server history.keys auto \
             abc123def456 abc123# #k http://127.0.0.1:1 http://127.0.0.1:1/abc123def456#AAAA https:// Name:value show set get list path"
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        ),
        1 => "\\PC{0,12}".prop_map(|text| text.replace('\0', "")),
        1 => "-{1,2}[a-zA-Z=]{1,6}",
    ]
}

fn config_file() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "(server|token|retries|timeout|color|proxy|client_key|headers|history|serve|profile|x) ?= ?(\"[a-z:/]{0,12}\"|[0-9]{1,4}|true|'é'|\\[\\]|\\{\\}|1979-05-27)",
        "\\[(history|serve|profile.work|headers|a.b)\\]",
        "[ -~]{0,20}",
        "\\PC{0,10}",
    ];
    proptest::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n"))
}

fn check(outcome: &Outcome, what: &str) {
    let known = fpaste::cli::exit::Exit::ALL.iter().any(|(exit, _)| i32::from(exit.number()) == outcome.code);
    assert!(known, "{what}: exit {}: {}", outcome.code, outcome.stderr);
    for banned in ["panicked", "RUST_BACKTRACE", "a defect in", "unwrap", "Some(", "Err(", "stack backtrace"] {
        assert!(!outcome.stderr.contains(banned), "{what}: {}", outcome.stderr);
    }
    if matches!(outcome.code, 0 | 141) {
        return;
    }
    let told = outcome.stderr.lines().any(|line| line.starts_with("fpaste: error: ") || line.starts_with("{\"error\":{"));
    assert!(told, "{what}: exit {} without an error: {:?}", outcome.code, outcome.stderr);
    for line in outcome.stderr.lines().filter(|line| line.starts_with("fpaste: error: ")) {
        let text = line.trim_start_matches("fpaste: error: ");
        assert!(!text.is_empty() && !text.ends_with('.') || text.ends_with("..."), "{what}: {line}");
    }
}

fn run(home: &Home, arguments: &[String]) -> Outcome {
    // No terminal to ask on, and no editor that waits.
    let mut command: Command = home.program("setsid");
    command.arg("--wait").arg(crate::support::command::binary()).args(arguments).env("EDITOR", "true").env("FPASTE_TIMEOUT", "200ms");
    finish(command.stdin(Stdio::null()))
}

#[test]
fn five_hundred_random_command_lines() {
    let mut runner = TestRunner::deterministic();
    let lines: Vec<Vec<String>> =
        (0..CASES).map(|_| proptest::collection::vec(word(), 0..6).new_tree(&mut runner).unwrap().current()).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let home = Home::new();
                home.write("f", "content");
                home.write(".config/fpaste/config.toml", "server = 'http://127.0.0.1:1'\nretries = 0\n");
                while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(&run(&home, line), &format!("fpaste {line:?}"));
                }
            });
        }
    });
}

#[test]
fn two_hundred_random_configuration_files() {
    let mut runner = TestRunner::deterministic();
    let home = Home::new();
    for _ in 0..200 {
        let text = config_file().new_tree(&mut runner).unwrap().current();
        home.write(".config/fpaste/config.toml", &text);
        home.write(".config/fpaste/config", &text);
        let outcome = run(&home, &["config".to_owned(), "show".to_owned()]);
        assert!(matches!(outcome.code, 0 | 12), "{text}: {}", outcome.stderr);
        check(&outcome, &text);
    }
}
