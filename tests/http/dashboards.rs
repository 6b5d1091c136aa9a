//! `contrib/prometheus` and `contrib/grafana`, against a live scrape: every series they name is there, promtool accepts both, and the
//! alert rules fire when they should.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::command::{feed, finish};
use crate::support::{Home, TestServer, tool, wait_until};

fn contrib(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(contrib(name)).unwrap()
}

/// Every query of the dashboard's panels.
fn queries() -> Vec<String> {
    let board: Value = serde_json::from_str(&read("grafana/fpaste.json")).unwrap();
    let panels = board["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

/// Every `fpaste_…` in a text that is a name of a series.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| word.starts_with("fpaste_")).map(str::to_owned).collect()
}

/// Every `label="value"` of a text, without those of variables and regular expressions.
fn labels(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for label in ["code", "event", "outcome", "status", "method"] {
        for (at, _) in text.match_indices(&format!("{label}=\"")) {
            let rest = &text[at..];
            found.insert(rest[..=rest[label.len() + 2..].find('"').unwrap() + label.len() + 2].to_owned());
        }
    }
    found
}

/// What a server says of itself after it was used a little.
fn scrape() -> String {
    let server = TestServer::start();
    let id = server.create(b"read", &[]);
    server.get(&format!("/{id}/raw")).expect(200);
    let mut text = String::new();
    wait_until("the reading is counted", std::time::Duration::from_secs(10), || {
        text = server.get("/metrics").expect(200).text();
        text.contains("method=\"GET\"")
    });
    text
}

#[test]
fn every_series_that_is_drawn_or_watched_is_in_a_live_scrape() {
    let scraped = scrape();
    let series = |name: &str| scraped.lines().any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])));
    let (rules, queries) = (read("prometheus/fpaste.rules.yml"), queries().join("\n"));
    let drawn = names(&queries);
    assert!(drawn.len() >= 15, "{drawn:?}");
    // File names are no series.
    for name in drawn.iter().chain(&names(&rules)) {
        assert!(series(name), "{name} is not in\n{scraped}");
    }
    for label in labels(&rules).iter().chain(&labels(&queries)).filter(|label| *label != "status=\"500\"") {
        assert!(scraped.contains(label), "{label} is not in\n{scraped}");
    }
    // And the other way round: nothing is counted that nobody looks at.
    for line in scraped.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap();
        let seen = drawn.iter().any(|known| known.starts_with(name)) || rules.contains(name);
        assert!(seen || name == "fpaste_build", "{name} is on no dashboard");
    }
}

#[test]
fn promtool_finds_nothing_wrong_with_a_live_scrape() {
    if !tool::is_here("promtool", "--version") {
        return;
    }
    let home = Home::new();
    let outcome = feed(home.program("promtool").args(["check", "metrics"]), scrape().as_bytes());
    assert_eq!((outcome.code, outcome.text(), outcome.stderr.as_str()), (0, "", ""));
}

#[test]
fn the_alert_rules_hold_and_fire() {
    if !tool::is_here("promtool", "--version") {
        return;
    }
    let promtool = |arguments: &[&str]| {
        let mut command = Command::new("promtool");
        finish(command.current_dir(contrib("prometheus")).args(arguments))
    };
    promtool(&["check", "rules", "fpaste.rules.yml"]).expect(0);
    promtool(&["test", "rules", "fpaste.test.yml"]).expect(0);
    let tests = read("prometheus/fpaste.test.yml");
    for alert in read("prometheus/fpaste.rules.yml").lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        assert!(tests.contains(&format!("alertname: {alert}, exp_alerts: []")), "{alert} is not shown to keep quiet");
        assert!(
            tests.contains(&format!("alertname: {alert}\n        exp_alerts:\n          - exp_labels")),
            "{alert} is not shown to fire"
        );
    }
}

#[test]
fn every_query_of_the_dashboard_is_one() {
    if !tool::is_here("promtool", "--version") {
        return;
    }
    let home = Home::new();
    let mut rules = String::from("groups:\n  - name: dashboard\n    rules:\n");
    for (at, query) in queries().into_iter().enumerate() {
        let query = query.replace("$__rate_interval", "5m").replace("$instance", ".*").replace("$job", "fpaste");
        assert!(!query.contains('$'), "{query}");
        let _ = writeln!(rules, "      - record: panel:{at}\n        expr: '{query}'");
    }
    home.write("dashboard.yml", rules);
    finish(home.program("promtool").args(["check", "rules", "dashboard.yml"])).expect(0);
}
