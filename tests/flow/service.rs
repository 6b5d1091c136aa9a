//! The server as a service: the unit it prints, and what it tells the service manager.

use std::os::unix::net::UnixDatagram;
use std::process::Command;
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
