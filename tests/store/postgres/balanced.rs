//! `contrib/haproxy.cfg`, run by the real thing in front of two real servers over a real PostgreSQL.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::Duration;

use super::drill::{all_there, write_on};
use crate::support::cluster::Cluster;
use crate::support::{Home, Reply, TestServer, Wire, tool, wait_until};

/// The balancer as the example has it, and the two servers behind it.
struct Balanced {
    proxy: Child,
    address: SocketAddr,
    servers: [TestServer; 2],
    home: Home,
}

impl Balanced {
    /// Starts all of it over this database, the servers with these settings besides those that the example names.
    fn start(url: &str, more: &[(&str, &str)]) -> Self {
        let mut settings = vec![("FPASTE_DATABASE_URL", url), ("FPASTE_TRUSTED_PROXIES", "127.0.0.1")];
        settings.extend_from_slice(more);
        let (servers, home) = ([(); 2].map(|()| TestServer::with(&settings)), Home::new());
        // It cannot be told to take any port and say which.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/haproxy.cfg");
        let mut config = std::fs::read_to_string(file).unwrap();
        for (theirs, ours) in [
            (":443 ssl crt /etc/haproxy/paste.example.com.pem", format!("127.0.0.1:{port}")),
            ("10.0.0.11:5000", servers[0].address().to_string()),
            ("10.0.0.12:5000", servers[1].address().to_string()),
        ] {
            assert_eq!(config.matches(theirs).count(), 1, "{theirs}");
            config = config.replace(theirs, &ours);
        }
        let config = home.write("haproxy.cfg", config);
        let log = std::fs::File::create(home.path().join("haproxy.log")).unwrap();
        let mut command = home.program("haproxy");
        command.args(["-db", "-f"]).arg(config).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let started = Self { proxy: command.spawn().unwrap(), address: SocketAddr::from(([127, 0, 0, 1], port)), servers, home };
        wait_until("HAProxy listens", Duration::from_secs(20), || TcpStream::connect(started.address).is_ok());
        wait_until("and has seen a server that is well", Duration::from_secs(20), || started.get("/health").status == 200);
        started
    }

    fn get(&self, path: &str) -> Reply {
        Wire::connect(self.address).request("GET", path, &[], b"")
    }

    /// Makes a paste as a client at this address of the machine does.
    fn create_from(&self, last: u8, headers: &[(&str, &str)], body: &str) -> Reply {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0)).into()).unwrap();
        socket.connect(&self.address.into()).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        assert_eq!(stream.local_addr().unwrap().ip(), IpAddr::from([127, 0, 0, last]));
        Wire::over(Box::new(stream)).request("POST", "/", headers, body.as_bytes())
    }
}

impl Drop for Balanced {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.proxy.id().to_string()).status();
        let _ = self.proxy.wait();
        if std::thread::panicking() {
            eprintln!("--- HAProxy ---\n{}", std::fs::read_to_string(self.home.path().join("haproxy.log")).unwrap_or_default());
        }
    }
}

#[test]
fn either_of_two_servers_may_go_under_load_and_a_database_that_is_away_takes_both_out_until_it_is_back() {
    if !tool::is_here("haproxy", "-v") {
        return;
    }
    let Some(mut cluster) = Cluster::start(&[]) else { return };
    let mut balanced = Balanced::start(&cluster.database("fpaste_balanced"), &[]);
    let (address, stop, kept) = (RwLock::new(balanced.address), AtomicBool::new(false), Mutex::new(BTreeMap::new()));
    let count = || kept.lock().unwrap().len();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (address, stop, kept) = (&address, &stop, &kept);
            scope.spawn(move || write_on(address, writer, stop, kept));
        }
        wait_until("pastes are made through the balancer", Duration::from_secs(30), || count() > 100);
        balanced.servers[0].kill();
        let before = count();
        wait_until("the other one goes on", Duration::from_secs(30), || count() > before + 100);
        stop.store(true, Ordering::SeqCst);
    });
    let kept = kept.into_inner().unwrap();
    all_there(balanced.address, &kept);

    cluster.stop();
    // The words are HAProxy's: the check of /health has taken the server out.
    wait_until("nobody is there to answer", Duration::from_secs(30), || {
        let reply = balanced.get("/health");
        reply.status == 503 && reply.text().contains("No server is available")
    });
    cluster.go_on();
    wait_until("it answers again", Duration::from_secs(30), || balanced.get("/health").status == 200);
    all_there(balanced.address, &kept);
}

#[test]
fn behind_the_balancer_each_client_is_counted_by_its_own_address_whatever_it_says() {
    const MOST: usize = 5;
    if !tool::is_here("haproxy", "-v") {
        return;
    }
    let Some(cluster) = Cluster::start(&[]) else { return };
    let limits = [("FLASKPASTE_RATE_LIMIT", "1"), ("FPASTE_RATE_MAX", "5"), ("FPASTE_RATE_WINDOW", "1h")];
    let balanced = Balanced::start(&cluster.database("fpaste_counted"), &limits);
    // Each server lets so many through before it hears of the other.
    let made = (0..=2 * MOST).filter(|number| balanced.create_from(2, &[], &format!("number {number}")).status == 201).count();
    assert!((MOST..=2 * MOST).contains(&made), "{made}");
    balanced.create_from(2, &[], "one more").expect_error(429, "rate_limited");
    let disguised = [("X-Forwarded-For", "198.51.100.7"), ("Forwarded", "for=198.51.100.7"), ("X-Real-IP", "198.51.100.7")];
    balanced.create_from(2, &disguised, "in disguise").expect_error(429, "rate_limited");
    let other = balanced.create_from(3, &[("Accept", "text/plain"), ("X-Forwarded-Proto", "http")], "by another").expect(201);
    assert_eq!(other.header("X-RateLimit-Remaining"), Some("4"));
    assert!(other.text().starts_with("https://paste.test/"), "{}", other.text());
}
