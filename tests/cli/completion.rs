//! Ids from the history, in the real shells.

use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::command::{binary, finish};
use crate::support::{Home, tool};

/// A home with so many pastes in its history, and `fpaste` on a path of its own.
fn home(lines: usize) -> Home {
    let home = Home::new();
    let history: String = (0..lines)
        .map(|number| {
            format!(
                "{{\"id\":\"{number:012x}\",\"server\":\"http://h\",\"name\":\"file{number}.txt\",\"size\":1,\"created\":1,\"expires\":99999999999,\
                 \"encrypted\":true,\"delete_token\":\"{}\"}}\n",
                "ab".repeat(32)
            )
        })
        .collect();
    home.write(".local/state/fpaste/history.jsonl", history);
    std::fs::create_dir(home.path().join("bin")).unwrap();
    symlink(binary(), home.path().join("bin/fpaste")).unwrap();
    home
}

fn shell(home: &Home, program: &str, script: &str) -> String {
    let path = format!("{}:{}", home.path().join("bin").display(), std::env::var("PATH").unwrap());
    let mut command = home.program(program);
    command.args(["-c", script]).env("PATH", path).env("ROOT", env!("CARGO_MANIFEST_DIR")).env("TERM", "dumb");
    let outcome = finish(command.stdin(Stdio::null()));
    assert_eq!(outcome.code, 0, "{program}: {}", outcome.stderr);
    assert_eq!(outcome.stderr, "", "{program}");
    outcome.text().to_owned()
}

#[test]
fn bash_offers_ids_commands_and_options() {
    if !tool::is_here("bash", "--version") {
        return;
    }
    let home = home(3);
    let complete = |words: &str, at: usize| {
        shell(
            &home,
            "bash",
            &format!(
                "source \"$ROOT/completions/fpaste.bash\"; COMP_WORDS=({words}); COMP_CWORD={at}; _fpaste_with_ids; printf '%s\\n' \"${{COMPREPLY[@]}}\""
            ),
        )
    };
    let ids = complete("fpaste get ''", 2);
    assert_eq!(ids.lines().collect::<Vec<_>>(), ["000000000002", "000000000001", "000000000000"]);
    assert_eq!(complete("fpaste rm 00000000000", 2).lines().count(), 3);
    assert!(complete("fpaste dele", 1).contains("delete"));
    assert!(complete("fpaste create --no-enc", 2).contains("--no-encrypt"));
}

#[test]
fn fish_offers_ids_with_their_names() {
    if !tool::is_here("fish", "--version") {
        return;
    }
    let home = home(2);
    let text = shell(&home, "fish", "source $ROOT/completions/fpaste.fish; complete -C 'fpaste get '");
    assert!(text.contains("000000000001\tfile1.txt"), "{text}");
    let text = shell(&home, "fish", "source $ROOT/completions/fpaste.fish; complete -C 'fpaste dele'");
    assert!(text.starts_with("delete"), "{text}");
}

#[test]
fn zsh_loads_the_script_and_knows_the_ids() {
    if !tool::is_here("zsh", "--version") {
        return;
    }
    let home = home(2);
    let script = "fpath=(\"$ROOT/completions\" $fpath); autoload -Uz compinit; compinit -D -u; autoload +X -U _fpaste; \
                  print -r -- ${_comps[fpaste]}; source \"$ROOT/completions/_fpaste\" 2>/dev/null; \
                  _describe() { print -rl -- \"${(@P)4}\" }; _fpaste_ids";
    let text = shell(&home, "zsh", script);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("_fpaste"), "{text}");
    assert!(text.contains("000000000001:file1.txt"), "{text}");
}

#[test]
fn a_thousand_lines_are_offered_without_waiting() {
    let home = home(1000);
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let begun = Instant::now();
            let outcome = home.run(["__complete-ids"]).expect(0);
            assert_eq!(outcome.text().lines().count(), 1000);
            begun.elapsed()
        })
        .collect();
    times.sort();
    // 20 ms in release on a quiet machine; this build is neither.
    assert!(times[0] < Duration::from_millis(500), "{times:?}");
}
