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
