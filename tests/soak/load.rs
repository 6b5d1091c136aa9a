//! Clients that do everything by turns and keep account of what they were answered.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::Duration;

use crate::support::{Reply, TestServer, Wire};

/// How long the pastes live that are not kept.
pub const LONGEST: Duration = Duration::from_secs(5);
/// Pastes that stay to the end, at most; what comes then takes the place of an older one.
pub const KEPT: usize = 200;

/// What the clients share.
pub struct Shared {
    address: RwLock<SocketAddr>,
    bearer: String,
    kept: Mutex<Vec<(String, Vec<u8>)>>,
    done: AtomicU64,
    failed: AtomicU64,
}

impl Shared {
    pub fn new(address: RwLock<SocketAddr>, bearer: String) -> Self {
        Self { address, bearer, kept: Mutex::default(), done: AtomicU64::new(0), failed: AtomicU64::new(0) }
    }

    /// The server is somewhere else now.
    pub fn moved(&self, address: SocketAddr) {
        *self.address.write().unwrap() = address;
    }

    /// Requests that were answered as they should be.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Requests that a restart cut off.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// What was promised to stay is there.
    pub fn looks_everything_up(&self, server: &TestServer) {
        let mut wire = Wire::connect(server.address());
        for (id, body) in self.kept.lock().unwrap().iter() {
            assert!(wire.request("GET", &format!("/{id}/raw"), &[], b"").expect(200).body == *body, "{id}");
        }
    }
}

/// One client.
struct Client<'a> {
    shared: &'a Shared,
    wire: Option<Wire>,
    dice: u64,
}

/// Asks for everything by turns until it is told to stop.
pub fn run(shared: &Shared, stop: &AtomicBool, seed: u64) {
    let mut client = Client { shared, wire: None, dice: seed };
    while !stop.load(Ordering::Relaxed) {
        if client.turn().is_none() {
            shared.failed.fetch_add(1, Ordering::Relaxed);
            client.wire = None;
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }
}

impl Client<'_> {
    fn below(&mut self, bound: u64) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33) % bound
    }

    /// One request; `None` where the server is on its way out or in.
    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Reply> {
        // A connection is used for a while, not for ever.
        if self.wire.is_none() || self.below(50) == 0 {
            let address = *self.shared.address.read().unwrap();
            let stream = std::net::TcpStream::connect(address).ok()?;
            stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
            self.wire = Some(Wire::over(Box::new(stream)));
        }
        let reply = self.wire.as_mut()?.try_request(method, path, headers, body).ok()?;
        if reply.header("connection").is_some() {
            self.wire = None;
        }
        // A server that stops says so, and one that has its hands full.
        if reply.status == 503 {
            return None;
        }
        self.shared.done.fetch_add(1, Ordering::Relaxed);
        Some(reply)
    }

    fn create(&mut self, headers: &[(&str, &str)]) -> Option<(String, Vec<u8>)> {
        let size = match self.below(40) {
            0 => 2_000_000,
            1..5 => 300_000,
            5..15 => 20_000,
            _ => 500,
        };
        let size = size / 2 + self.below(size / 2);
        let body = format!("<{}>", self.below(u64::MAX)).repeat(usize::try_from(size).unwrap() / 12 + 1).into_bytes();
        let reply = self.ask("POST", "/", headers, &body)?.expect(201);
        Some((reply.json()["id"].as_str().unwrap().to_owned(), body))
    }

    fn turn(&mut self) -> Option<()> {
        let short = LONGEST.as_secs().to_string();
        let (short, bearer) = (("X-Expiry", short.as_str()), self.shared.bearer.clone());
        let token = ("Authorization", bearer.as_str());
        match self.below(20) {
            // Pastes that stay.
            0 => {
                let made = self.create(&[token])?;
                let at = usize::try_from(self.below(KEPT as u64)).unwrap();
                let replaced = {
                    let mut kept = self.shared.kept.lock().unwrap();
                    kept.push(made);
                    (kept.len() > KEPT).then(|| kept.swap_remove(at).0)
                };
                if let Some(id) = replaced {
                    self.ask("DELETE", &format!("/{id}"), &[token], b"")?;
                }
            }
            // Pastes that come and go by themselves, read several times.
            1..8 => {
                let (id, body) = self.create(&[short])?;
                for _ in 0..self.below(4) {
                    let reply = self.ask("GET", &format!("/{id}/raw"), &[], b"")?;
                    assert!(reply.status == 404 || reply.body == body);
                }
                self.ask("GET", &format!("/{id}"), &[], b"")?;
            }
            // Pastes that burn: at once, or with a lease that is confirmed or is not.
            8..13 => {
                let (id, body) = self.create(&[short, ("X-Burn-After-Read", "true")])?;
                let reader = format!("{:032x}", self.below(u64::MAX));
                let reader: &[_] = &[("X-Burn-Reader", reader.as_str())];
                let leased = self.below(2) == 0;
                let reply = self.ask("GET", &format!("/{id}/raw"), if leased { reader } else { &[] }, b"")?;
                assert!(reply.status == 404 || reply.body == body);
                if leased && self.below(4) > 0 {
                    self.ask("DELETE", &format!("/{id}"), reader, b"")?;
                }
                self.ask("GET", &format!("/{id}/raw"), &[], b"")?.expect(404);
            }
            // What an account does, by its token.
            13..17 => {
                let (id, _) = self.create(&[short, token])?;
                self.ask("PUT", &format!("/{id}"), &[token], b"<changed>")?;
                let reply = self.ask("GET", &format!("/{id}/raw"), &[token], b"")?;
                assert!(reply.status == 404 || reply.body == b"<changed>");
                self.ask("GET", "/pastes?limit=20", &[token], b"")?.expect(200);
                self.ask("DELETE", &format!("/{id}"), &[token], b"")?;
            }
            // Strangers and nonsense.
            17 => {
                self.ask("GET", "/abcdef012345", &[], b"")?.expect(404);
                self.ask("GET", "/", &[("Accept", "text/html")], b"")?.expect(200);
                self.ask("GET", "/metrics", &[], b"")?;
                self.ask("PUT", "/nonsense", &[], b"x")?;
            }
            // Connections that end in the middle.
            18 => {
                let (address, length) = (*self.shared.address.read().unwrap(), self.below(400_000));
                let stream = std::net::TcpStream::connect(address).ok()?;
                let mut wire = Wire::over(Box::new(stream));
                let _ = wire.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n");
                let _ = wire.send(&vec![b'c'; usize::try_from(length).unwrap()]);
            }
            _ => drop(self.ask("GET", "/health", &[], b"")?.expect(200)),
        }
        Some(())
    }
}
