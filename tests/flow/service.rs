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

    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    std::fs::write(&database, bytes).unwrap();
    let damaged = check();
    assert!(damaged.code != 0 && damaged.text().contains("damaged"), "{}", damaged.text());
}
