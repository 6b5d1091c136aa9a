//! The server as a service: the unit it prints, and what it tells the service manager.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Home, TestServer, command, tool};

#[test]
fn the_unit_gives_the_service_nothing_it_does_not_need() {
    let home = Home::new();
    let unit = home.run(["serve", "unit"]).expect(0);
    assert!(unit.text().contains(&format!("ExecStart=\"{}\" serve\n", command::binary().display())), "{}", unit.text());
    if !tool::is_here("systemd-analyze", "--version") {
        return;
    }
    home.write("fpaste.service", unit.text());
    let verdict = command::finish(home.program("systemd-analyze").args(["security", "--offline=yes", "fpaste.service"])).expect(0);
    let exposure = verdict.text().lines().find_map(|line| line.split_once("Overall exposure level for fpaste.service: ")).unwrap().1;
    let exposure: f64 = exposure.split_whitespace().next().unwrap().parse().unwrap();
    assert!(exposure <= 1.5, "{exposure}");
    let complaints = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(home.path().join("fpaste.service")).output().unwrap();
    assert!(complaints.status.success(), "{}", String::from_utf8_lossy(&complaints.stderr));
}

/// The system calls of a set that systemd knows (`@…`), those of the sets within it too.
fn calls(set: &str) -> BTreeSet<String> {
    let listed = command::finish(Command::new("systemd-analyze").args(["--no-pager", "syscall-filter", set])).expect(0);
    let mut found = BTreeSet::new();
    for line in listed.text().lines().skip(1).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('@') {
            found.append(&mut calls(line));
        } else {
            found.insert(line.to_owned());
        }
    }
    found
}

#[test]
fn the_unit_lets_through_every_system_call_that_a_server_makes() {
    if !tool::is_here("systemd-analyze", "--version") || !tool::is_here("strace", "--version") {
        return;
    }
    let home = Home::new();
    let unit = home.run(["serve", "unit"]).expect(0);
    let mut allowed = BTreeSet::new();
    for sets in unit.text().lines().filter_map(|line| line.strip_prefix("SystemCallFilter=")) {
        for set in sets.trim_start_matches('~').split(' ') {
            if sets.starts_with('~') { allowed = &allowed - &calls(set) } else { allowed.append(&mut calls(set)) }
        }
    }
    let mut tracer = home.program("strace");
    tracer.args(["-f", "-qq", "-o", "trace"]).arg(command::binary());
    tracer.args(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db", "--tls", "--pow-difficulty", "0"]);
    let mut tracer = tracer.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(tracer.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let url = first.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{first:?}"));
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", tracer.id())).unwrap();
    let server = rustix::process::Pid::from_raw(children.trim().parse().unwrap()).unwrap();
    // Small and large, kept and burned; the settings read again; the box beside it.
    for (name, size) in [("small", 100), ("large", 2_500_000)] {
        home.write(name, vec![7; size]);
        let link = home.run(["-k", "-q", "-s", url, "--no-compress", "-b", name]).expect(0);
        assert_eq!(home.run(["-k", "get", link.line()]).expect(0).stdout.len(), size);
    }
    rustix::process::kill_process(server, rustix::process::Signal::HUP).unwrap();
    home.run(["serve", "lockdown", "--db", "pastes.db", "on"]).expect(0);
    assert_ne!(home.run(["-k", "-q", "--retries", "0", "-s", url, "small"]).code, 0, "locked down");
    rustix::process::kill_process(server, rustix::process::Signal::TERM).unwrap();
    assert!(tracer.wait().unwrap().success());
    let trace = std::fs::read_to_string(home.path().join("trace")).unwrap();
    // "NUMBER call(…": not signals, ends, and the second halves of calls.
    let made = trace.lines().filter_map(|line| line.split_once(' ')?.1.trim_start().split_once('(')).map(|(call, _)| call);
    let made: BTreeSet<String> =
        made.filter(|call| call.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).map(str::to_owned).collect();
    assert!(made.contains("accept4") && made.len() > 30, "{made:?}");
    // As root, which the service never is, SQLite gives its files to whom the database belongs.
    let refused: Vec<_> = made.difference(&allowed).filter(|call| *call != "fchown").collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert!(!trace.lines().any(|line| line.contains("PROT_WRITE|PROT_EXEC")), "MemoryDenyWriteExecute");
}

#[test]
fn the_service_manager_is_told_when_it_answers_and_when_it_stops() {
    let home = Home::new();
    let socket = home.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut server = TestServer::with(&[("NOTIFY_SOCKET", socket.to_str().unwrap())]);
    let told = || {
        let mut buffer = [0; 64];
        let count = manager.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..count]).into_owned()
    };
    assert_eq!(told(), "READY=1");
    server.get("/health").expect(200);
    assert!(server.stop().success());
    assert_eq!(told(), "STOPPING=1");
}

#[test]
fn a_check_looks_over_what_the_server_stands_on_and_names_what_is_wrong() {
    let home = Home::new();
    let check = || home.run(["serve", "check", "--db", "pastes.db"]);
    let whole = check().expect(0);
    assert!(whole.text().contains("not there yet") && whole.text().contains("burn"), "{}", whole.text());
    home.run(["serve", "lockdown", "--db", "pastes.db", "off"]).expect(0);
    assert!(check().expect(0).text().contains("whole; 0 pastes"));

    let database = home.path().join("pastes.db");
    std::fs::set_permissions(&database, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let open = check().expect(1);
    assert!(open.text().contains("can be read by others (mode 644)") && open.text().contains("hint: chmod 600"), "{}", open.text());

    std::fs::set_permissions(&database, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let secret = home.write("proxy-secret", "hunter2");
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let open = home.run(["serve", "--db", "pastes.db", "--proxy-secret-file", "proxy-secret", "check"]).expect(1);
    assert!(open.text().contains("proxy-secret can be read by others (mode 640)") && !open.text().contains("hunter2"), "{}", open.text());

    let all = home.run(["serve", "--db", "pastes.db", "--trusted-proxies", "0.0.0.0/0", "check"]).expect(1);
    assert!(all.text().contains("everyone may say who they are"), "{}", all.text());

    home.run(["serve", "ca", "init", "--db", "pastes.db"]).expect(0);
    let own = home.run(["serve", "--db", "pastes.db", "--tls", "check"]).expect(0);
    assert!(own.text().contains("its own, renewed by itself; the authority holds for "), "{}", own.text());
    assert!(own.text().contains("unharmed by HEAD"), "{}", own.text());

    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    std::fs::write(&database, bytes).unwrap();
    let damaged = check();
    assert!(damaged.code != 0 && damaged.text().contains("damaged"), "{}", damaged.text());
}

#[test]
fn a_check_finds_an_ending_certificate_a_full_disk_few_descriptors_and_a_wrong_clock() {
    let mut server = TestServer::start();
    let id = server.create(b"from the future", &[]);
    server.stop();
    let home = server.home();
    let check = |settings: &[(&str, &str)]| {
        let mut command = home.fpaste(["serve", "check", "--db", "pastes.db"]);
        command::finish(command.envs(settings.iter().copied()).stdin(std::process::Stdio::null()))
    };
    check(&[]).expect(0);
    let full = check(&[("FLASKPASTE_DISK_FLOOR", "9000000000000000")]).expect(1);
    assert!(full.text().contains("nothing is taken in"), "{}", full.text());

    let few = format!("ulimit -n 200; exec '{}' serve check --db pastes.db", command::binary().display());
    let few = command::finish(home.program("bash").args(["-c", &few]).stdin(std::process::Stdio::null())).expect(1);
    assert!(few.text().contains("at most 200 open files"), "{}", few.text());

    if tool::is_here("openssl", "version") {
        for (days, code) in [("3", 1), ("90", 0)] {
            let arguments =
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=home -keyout key.pem -out chain.pem -days";
            let made = command::finish(home.program("openssl").args(arguments.split(' ')).arg(days).stdin(std::process::Stdio::null()));
            made.expect(0);
            let ending = check(&[("FLASKPASTE_TLS_CERT", "chain.pem"), ("FLASKPASTE_TLS_KEY", "key.pem")]).expect(code);
            let told = if code == 1 { "chain.pem ends in " } else { "chain.pem holds for " };
            assert!(ending.text().contains(told), "{}", ending.text());
        }
    }

    let database = rusqlite::Connection::open(server.database()).unwrap();
    let later = "UPDATE paste SET created_at = created_at + 100000, expires_at = expires_at + 100000 WHERE id = ?1";
    assert_eq!(database.execute(later, [&id]).unwrap(), 1);
    drop(database);
    let wrong = check(&[]).expect(1);
    assert!(wrong.text().contains("still to come") && wrong.text().contains("timedatectl"), "{}", wrong.text());
}

#[test]
fn what_is_made_on_the_box_is_the_services_and_a_new_database_is_told() {
    let home = Home::new();
    let service = if rustix::process::geteuid().is_root() { 65_534 } else { rustix::process::geteuid().as_raw() };
    chown(home.path(), Some(service), None).unwrap();
    let first = home.run(["serve", "lockdown", "--db", "pastes.db", "on"]).expect(0);
    assert!(first.stderr.contains("there is no database at pastes.db yet: it is made"), "{}", first.stderr);
    let second = home.run(["serve", "admin", "--db", "pastes.db", "list"]).expect(0);
    assert!(!second.stderr.contains("no database"), "{}", second.stderr);
    home.run(["serve", "ca", "init", "--db", "pastes.db"]).expect(0);
    home.run(["serve", "backup", "--db", "pastes.db", "backup.fpaste"]).expect(0);
    home.run(["serve", "restore", "--db", "again.db", "backup.fpaste"]).expect(0);
    for name in ["pastes.db", "pastes.db.ca-password", "again.db"] {
        assert_eq!(home.path().join(name).metadata().unwrap().uid(), service, "{name}");
    }
}
