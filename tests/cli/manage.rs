//! `list`, `delete`, `update`, `info`, `token`, `audit`, `history` and `run`: streams, exit codes and messages.

use std::process::Stdio;

use serde_json::Value;

use crate::support::command::{feed, finish};
use crate::support::person::{PROXY, Person};
use crate::support::{Act, FaultServer, Home, Outcome, TestServer};

/// A server that knows people by its proxy's word.
fn server() -> TestServer {
    TestServer::with(&[PROXY])
}

fn anonymous(server: &TestServer, args: &[&str], stdin: &[u8]) -> Outcome {
    feed(&mut server.client(args), stdin)
}

fn lines(outcome: &Outcome) -> Vec<Value> {
    outcome.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn id(link: &str) -> String {
    link.rsplit('/').next().unwrap().split('#').next().unwrap().to_owned()
}

#[test]
fn a_listing_has_six_columns_for_programs_and_its_owners_pastes_alone() {
    let server = server();
    let (ada, bob) = (Person::trusted(&server, 1), Person::trusted(&server, 2));
    let file = server.home().write("notes.txt", "hello");
    let link = ada.run(&server, &["create", file.to_str().unwrap()]).expect(0).line().to_owned();
    bob.run(&server, &["-E", file.to_str().unwrap()]).expect(0);
    let listed = ada.run(&server, &["list"]).expect(0);
    let fields: Vec<&str> = listed.line().split('\t').collect();
    assert_eq!((fields.len(), fields[0], fields[2]), (6, id(&link).as_str(), "application/octet-stream"), "{listed:?}");
    assert!(fields[1].parse::<u64>().unwrap() > 5 && fields[3].ends_with('Z') && fields[4].ends_with('Z'));
    assert_eq!(listed.stderr, "");
    assert_eq!(ada.run(&server, &["ls", "-q"]).expect(0).line(), id(&link));
    let row = &lines(&ada.run(&server, &["list", "--json"]).expect(0))[0];
    assert_eq!((row["id"].as_str().unwrap(), row["name"].as_str()), (id(&link).as_str(), Some("notes.txt")));
    let local = finish(server.client(["list", "--local"]).stdin(Stdio::null())).expect(0);
    assert_eq!(local.text().lines().count(), 2, "this machine made both");

    let refused = bob.run(&server, &["list", "--all"]).expect(4);
    assert!(refused.stderr.starts_with("fpaste: error: "), "{}", refused.stderr);
    let admin = Person::admin(&server, 3);
    assert_eq!(admin.run(&server, &["list", "--all"]).expect(0).text().lines().count(), 2);
    let page = admin.run(&server, &["list", "--all", "--limit", "1"]).expect(0);
    assert_eq!(page.text().lines().count(), 1);
    assert_eq!(page.stderr, "1 of 2 shown; the next: fpaste list --offset 1\n");
    assert_eq!(admin.run(&server, &["list", "--all", "--type", "text/"]).expect(0).text().lines().count(), 1);
    assert_eq!(admin.run(&server, &["list", "--all", "--before", "7d"]).expect(0).text(), "");
    let wrong = admin.run(&server, &["list", "--after", "yesterday"]).expect(2);
    assert_eq!(wrong.stderr.lines().next(), Some("fpaste: error: --after: 'yesterday' is not a time"));
    let stranger = anonymous(&server, &["list"], b"").expect(4);
    assert!(stranger.stderr.contains("hint: fpaste register --configure"), "{}", stranger.stderr);
}

#[test]
fn what_this_machine_made_it_can_delete_without_a_name() {
    let server = server();
    let first = anonymous(&server, &[], b"one").expect(0).line().to_owned();
    let second = anonymous(&server, &[], b"two").expect(0).line().to_owned();
    let deleted = anonymous(&server, &["delete", &id(&first)], b"").expect(0);
    assert_eq!((deleted.text(), deleted.stderr.as_str()), ("", format!("deleted {}\n", id(&first)).as_str()));
    let gone = anonymous(&server, &["rm", &first], b"").expect(3);
    assert_eq!(
        gone.stderr,
        format!("fpaste: error: paste {} not found (it may have expired or been read once)\n", id(&first)).as_str().to_owned()
            + request(&gone)
    );
    anonymous(&server, &["delete", "--ignore-missing", &first], b"").expect(0);
    assert_eq!(anonymous(&server, &["history", "list", "-q"], b"").expect(0).line(), id(&second));

    // Another machine has no token; one given by hand does it.
    let elsewhere = Home::new();
    let denied = elsewhere.run(["-s", &server.url(), "delete", &id(&second)]).expect(4);
    assert!(denied.stderr.starts_with("fpaste: error: "), "{}", denied.stderr);
    let known = lines(&anonymous(&server, &["--json", "history", "show", &second], b"").expect(0));
    let token = known[0]["delete_token"].as_str().unwrap().to_owned();
    elsewhere.run(["-s", &server.url(), "delete", &id(&second), "--delete-token", &"0".repeat(64)]).expect(4);
    let file = elsewhere.write("token", format!("{token}\n"));
    elsewhere.run(["-s", &server.url(), "delete", &id(&second), "--delete-token-file", file.to_str().unwrap()]).expect(0);
}

/// The `(request …)` line of an error.
fn request(outcome: &Outcome) -> &str {
    outcome
        .stderr
        .lines()
        .find(|line| line.starts_with("  (request "))
        .map_or("", |line| &outcome.stderr[outcome.stderr.find(line).unwrap()..])
}

#[test]
fn several_are_each_tried_and_stdin_takes_a_listing() {
    let server = server();
    let ids: Vec<String> = (0..3).map(|number| id(anonymous(&server, &[], format!("{number}").as_bytes()).expect(0).line())).collect();
    let mixed = anonymous(&server, &["delete", &ids[0], "ffffffffffff", "--json"], b"").expect(13);
    assert_eq!(lines(&mixed)[0]["deleted"], true);
    assert!(mixed.stderr.lines().all(|line| line.starts_with("{\"error\":")), "{}", mixed.stderr);
    anonymous(&server, &["delete", "ffffffffffff", "eeeeeeeeeeee"], b"").expect(3);
    let listing = anonymous(&server, &["list", "--local"], b"").expect(0);
    anonymous(&server, &["delete", "-"], &listing.stdout).expect(0);
    assert_eq!(anonymous(&server, &["history"], b"").expect(0).text(), "");
    let empty = anonymous(&server, &["delete", "-"], b"").expect(2);
    assert_eq!(empty.stderr, "fpaste: error: no id on stdin\n  hint: fpaste list -q | fpaste delete -\n");
    anonymous(&server, &["delete"], b"").expect(2);
    anonymous(&server, &["delete", "nonsense"], b"").expect(2);
}

#[test]
fn everything_is_deleted_only_by_somebody_who_knows_how_much_that_is() {
    let server = server();
    let admin = Person::admin(&server, 1);
    for number in 0..3 {
        anonymous(&server, &[], format!("{number}").as_bytes()).expect(0);
    }
    let unsure = admin.run(&server, &["delete", "--all"]).expect(2);
    assert!(unsure.stderr.ends_with("  hint: fpaste delete --all --confirm 3\n"), "{}", unsure.stderr);
    let wrong = admin.run(&server, &["delete", "--all", "--confirm", "42"]).expect(1);
    assert!(wrong.stderr.contains("hint: fpaste delete --all --confirm 3"), "{}", wrong.stderr);
    anonymous(&server, &["delete", "--all", "--confirm", "3"], b"").expect(4);
    assert_eq!(admin.run(&server, &["list", "--all", "-q"]).expect(0).text().lines().count(), 3);
    let done = admin.run(&server, &["delete", "--all", "--confirm", "3"]).expect(0);
    assert_eq!((done.text(), done.stderr.as_str()), ("", "deleted 3\n"));
    assert_eq!(admin.run(&server, &["list", "--all", "-q"]).expect(0).text(), "");
}

#[test]
fn on_a_plain_server_everything_is_counted_and_deleted_one_by_one() {
    let row = |id: &str| serde_json::json!({"id": id, "mime_type": "text/plain", "size": 1, "created_at": 1, "expires_at": 2});
    let server = FaultServer::start(move |request, _| match (request.method.as_str(), request.path.as_str()) {
        ("GET", path) if path.starts_with("/pastes") => Act::json(
            200,
            &serde_json::json!({"pastes": [row("aaaaaaaaaaaa"), row("bbbbbbbbbbbb")], "count": 2, "total": 2, "limit": 200, "offset": 0}),
        ),
        ("DELETE", path) if path.len() == 13 => Act::json(200, &serde_json::json!({"message": "Paste deleted", "id": &path[1..]})),
        _ => Act::json(405, &serde_json::json!({"error": "Method not allowed"})),
    });
    let home = Home::new();
    let url = server.url();
    home.run(["-s", &url, "delete", "--all", "--confirm", "3"]).expect(1);
    assert!(!server.lines().iter().any(|line| line.starts_with("DELETE /a")));
    home.run(["-s", &url, "delete", "--all", "--confirm", "2"]).expect(0);
    assert_eq!(server.lines().iter().filter(|line| line.starts_with("DELETE /a") || line.starts_with("DELETE /b")).count(), 2);
}

#[test]
fn what_no_server_takes_is_told_before_one_is_asked() {
    let home = Home::new();
    for wrong in [&["list", "--limit", "0"][..], &["list", "--all", "--owner", "zz"], &["audit", "--limit", "0"]] {
        home.run(wrong).expect(2);
    }
}

#[test]
fn a_server_that_tells_little_is_understood() {
    let server = FaultServer::start(|request, _| match request.method.as_str() {
        "GET" => Act::json(200, &serde_json::json!({"pastes": [{"id": "aaaaaaaaaaaa"}]})),
        _ => Act::json(200, &serde_json::json!({})),
    });
    let (home, url) = (Home::new(), server.url());
    assert_eq!(home.run(["-s", &url, "list", "-q"]).expect(0).text(), "aaaaaaaaaaaa\n");
    assert!(home.run(["-s", &url, "list"]).expect(0).text().starts_with("aaaaaaaaaaaa\t0\t"));
    assert_eq!(
        home.run(["-s", &url, "delete", "--delete-token", &"0".repeat(64), "aaaaaaaaaaaa"]).expect(0).stderr,
        "deleted aaaaaaaaaaaa\n"
    );
}

#[test]
fn an_update_keeps_the_link_and_its_key() {
    let server = server();
    let ada = Person::trusted(&server, 1);
    let link = feed(&mut ada.fpaste(&server, &[]), b"first").expect(0).line().to_owned();
    let without_key = feed(&mut ada.fpaste(&server, &["update", &id(&link)]), b"second").expect(10);
    assert!(without_key.stderr.starts_with("fpaste: error: the key of this paste is not known here"), "{}", without_key.stderr);
    let updated = feed(&mut ada.fpaste(&server, &["update", &link]), b"second").expect(0);
    assert_eq!(updated.line(), link);
    assert_eq!(ada.run(&server, &["get", &link]).expect(0).text(), "second");

    let changed = ada.run(&server, &["update", &id(&link), "-x", "1h", "--label", "notes"]).expect(0);
    assert_eq!(changed.text(), "");
    assert!(changed.stderr.starts_with(&format!("changed {}; it expires in ", id(&link))), "{}", changed.stderr);
    assert_eq!(ada.run(&server, &["get", &link]).expect(0).text(), "second");

    let secret = server.home().write("password", "hunter2\n");
    ada.run(&server, &["update", &link, "--password-file", secret.to_str().unwrap()]).expect(0);
    ada.run(&server, &["get", &link]).expect(4);
    ada.run(&server, &["update", &link, "--remove-password"]).expect(0);
    ada.run(&server, &["get", &link]).expect(0);

    let plain = feed(&mut ada.fpaste(&server, &["update", "-E", &id(&link), "-"]), b"third").expect(0);
    assert_eq!(plain.line(), link.split('#').next().unwrap());
    assert_eq!(ada.run(&server, &["get", &id(&link)]).expect(0).text(), "third");
    feed(&mut Person::trusted(&server, 2).fpaste(&server, &["update", &link]), b"mine").expect(4);
    ada.run(&server, &["update", &link, "missing.txt"]).expect(11);
    feed(&mut ada.fpaste(&server, &["update", "ffffffffffff", "-E"]), b"x").expect(3);

    let burn = feed(&mut ada.fpaste(&server, &["-b"]), b"once").expect(0).line().to_owned();
    let immutable = feed(&mut ada.fpaste(&server, &["update", &burn]), b"twice").expect(1);
    assert!(immutable.stderr.starts_with("fpaste: error: "), "{}", immutable.stderr);
}

#[test]
fn keys_are_remembered_on_request_so_that_an_update_needs_only_the_id() {
    let server = server();
    let ada = Person::trusted(&server, 1);
    server.home().write(".config/fpaste/config.toml", "[history]\nkeys = true\n");
    let link = feed(&mut ada.fpaste(&server, &[]), b"first").expect(0).line().to_owned();
    let updated = feed(&mut ada.fpaste(&server, &["update", &id(&link)]), b"second").expect(0);
    assert_eq!(updated.line(), link);
    let shown = ada.run(&server, &["history", "show", &id(&link)]).expect(0);
    assert!(shown.text().contains(&format!("url: {link}\n")), "{}", shown.text());
    let flags = ada.run(&server, &["list"]).expect(0).line().split('\t').next_back().unwrap().to_owned();
    assert_eq!(flags, "key");
}

#[test]
fn info_tells_the_limits_and_who_we_are() {
    let server = server();
    let stranger = anonymous(&server, &["info"], b"").expect(0);
    assert!(
        stranger.text().contains("\nyou are\tanonymous\n") && stranger.text().contains("\nlargest paste\t3145728\n"),
        "{}",
        stranger.text()
    );
    let ada = Person::trusted(&server, 1);
    let known = &lines(&ada.run(&server, &["info", "--json"]).expect(0))[0];
    assert_eq!(
        (known["caller"]["level"].as_str(), known["caller"]["fingerprint"].as_str()),
        (Some("trusted"), Some(ada.fingerprint.as_str()))
    );
    assert!(known["features"].as_array().unwrap().iter().any(|word| word == "pow-idempotent"));
    let check = anonymous(&server, &["info", "--check"], b"").expect(0);
    assert_eq!((check.text(), check.stderr.as_str()), ("", ""));
    let dead =
        Home::new().run(["-s", &format!("http://{}", crate::support::fault::closed_port()), "--retries", "0", "info", "--check"]).expect(5);
    assert!(dead.stderr.contains("connection refused\n  hint: fpaste doctor\n"), "{}", dead.stderr);
    let none = Home::new().run(["info"]).expect(12);
    assert_eq!(none.stderr, "fpaste: error: no server configured\n  hint: fpaste config set server https://paste.example.com\n");
}

#[test]
fn a_token_acts_within_its_scopes_until_it_is_revoked() {
    let server = server();
    let ada = Person::trusted(&server, 1);
    let made = ada.run(&server, &["token", "create", "ci", "--scopes", "create,read"]).expect(0);
    let token = made.line().to_owned();
    assert!(token.starts_with("fpt_") && !made.stderr.contains(&token), "{}", made.stderr);
    let home = Home::new();
    let with_token =
        |args: &[&str]| finish(home.fpaste(args).env("FPASTE_TOKEN", &token).env("FLASKPASTE_SERVER", server.url()).stdin(Stdio::null()));
    let file = home.write("a.txt", "by token");
    with_token(&["-v", file.to_str().unwrap()]).expect(0);
    let refused = with_token(&["list"]).expect(4);
    assert!(!refused.stderr.contains(&token));
    assert_eq!(ada.run(&server, &["list", "-q"]).expect(0).text().lines().count(), 1, "it acts for its maker");
    let listed = ada.run(&server, &["token", "list"]).expect(0);
    let fields: Vec<String> = listed.line().split('\t').map(str::to_owned).collect();
    assert_eq!((fields.len(), fields[1].as_str(), fields[2].as_str()), (6, "ci", "create,read"));
    ada.run(&server, &["token", "revoke", &fields[0]]).expect(0);
    let ended = with_token(&[file.to_str().unwrap()]).expect(4);
    assert!(ended.stderr.contains("hint: fpaste token create NAME"), "{}", ended.stderr);
    ada.run(&server, &["token", "revoke", &fields[0]]).expect(3);
    ada.run(&server, &["token", "revoke", "../pastes"]).expect(2);
    anonymous(&server, &["token", "list"], b"").expect(4);
}

#[test]
fn the_audit_log_is_read_and_verified_by_admins() {
    let server = server();
    let admin = Person::admin(&server, 1);
    let link = anonymous(&server, &[], b"one").expect(0).line().to_owned();
    admin.run(&server, &["delete", &id(&link)]).expect(0);
    let events = lines(&admin.run(&server, &["audit", "--json"]).expect(0));
    assert!(events.iter().any(|event| event["event"] == "paste.delete" && event["subject"] == id(&link)), "{events:?}");
    assert_eq!(admin.run(&server, &["audit", "--limit", "1"]).expect(0).text().lines().count(), 1);
    let verified = admin.run(&server, &["audit", "--verify"]).expect(0);
    assert!(verified.text().contains(" rows verified, 1 to "), "{}", verified.text());
    anonymous(&server, &["audit"], b"").expect(4);
}

#[test]
fn the_history_is_kept_for_its_owner_and_not_where_it_is_not_wanted() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = server();
    let path = anonymous(&server, &["history", "path"], b"").expect(0).line().to_owned();
    assert!(path.ends_with("/.local/state/fpaste/history.jsonl"));
    anonymous(&server, &["--no-history"], b"one").expect(0);
    feed(server.client([""; 0]).env("FPASTE_NO_HISTORY", "1"), b"two").expect(0);
    assert!(!std::path::Path::new(&path).exists());
    let link = anonymous(&server, &[], b"three").expect(0).line().to_owned();
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept.contains(&id(&link)) && !kept.contains(link.split('#').nth(1).unwrap()), "ids are kept, keys are not");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    anonymous(&server, &["history", "show", "ffffffffffff"], b"").expect(3);
    let cleared = anonymous(&server, &["history", "clear"], b"").expect(0);
    assert_eq!(cleared.stderr, "1 forgotten\n");
    assert!(!std::path::Path::new(&path).exists());
}

#[test]
fn run_pastes_what_a_command_printed_and_ends_as_it_did() {
    let server = server();
    let ran = anonymous(&server, &["run", "--", "sh", "-c", "echo out; echo err >&2; printf end; exit 3"], b"").expect(3);
    let text = anonymous(&server, &["get", ran.line()], b"").expect(0);
    let shown: Vec<&str> = text.text().lines().collect();
    assert_eq!(&shown[..4], ["$ sh -c 'echo out; echo err >&2; printf end; exit 3'", "out", "err", "end"]);
    assert!(shown[4].starts_with("[exit 3, ") && shown[4].ends_with(" s]"), "{}", shown[4]);
    let fine = anonymous(&server, &["run", "-E", "--json", "--", "true"], b"").expect(0);
    assert_eq!(lines(&fine)[0]["encrypted"], false);
    let missing = anonymous(&server, &["run", "--", "no-such-program"], b"").expect(127);
    assert_eq!((missing.text(), missing.stderr.as_str()), ("", "fpaste: error: cannot run 'no-such-program': no such file or directory\n"));
    let dead = format!("http://{}", crate::support::fault::closed_port());
    finish(server.client(["-s", &dead, "--retries", "0", "run", "--", "false"]).stdin(Stdio::null())).expect(5);
    anonymous(&server, &["run"], b"").expect(2);
    let long = anonymous(&server, &["run", "--tail", "100", "--", "seq", "1000"], b"").expect(0);
    let text = anonymous(&server, &["get", long.line()], b"").expect(0);
    assert!(text.text().starts_with("$ seq 1000\n[the first ") && text.text().contains("\n1000\n[exit 0, "), "{}", text.text());
}
