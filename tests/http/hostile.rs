//! Sockets that mean harm, against the built server: its memory stays small, it answers others all the while, and everything comes back.
//!
//! One attack at a time, whatever the test runner does: they are about the server, not about each other.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, SockRef, Socket, Type};

use crate::support::{TestServer, Wire, wait_until};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Descriptors of the database's readers, which are opened when they are first needed.
const READERS: usize = 16;

/// A server under fire, and what it had before the first shot.
struct Range {
    server: TestServer,
    threads: u64,
    descriptors: usize,
    _turn: MutexGuard<'static, ()>,
}

impl Range {
    fn open(settings: &[(&str, &str)]) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        // The attackers' own sockets need descriptors too.
        let limit = getrlimit(Resource::Nofile);
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
        let server = TestServer::with(settings);
        for _ in 0..3 {
            server.get("/health").expect(200);
        }
        std::thread::park_timeout(Duration::from_millis(100));
        Self { threads: server.status("Threads"), descriptors: server.descriptors(), server, _turn: turn }
    }

    fn address(&self) -> SocketAddr {
        self.server.address()
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address()).unwrap()
    }

    /// Attacks, while somebody else keeps asking on fresh connections: nine of ten answers within a second, none later than three
    /// (the machine may be busy with other tests and builds: with a load of 27 the slowest took 0.12 s of a release build).
    fn while_answering<T>(&self, attack: impl FnOnce() -> T) -> T {
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let asker = scope.spawn(|| {
                let mut waits = Vec::new();
                while !over.load(Ordering::Relaxed) || waits.len() < 10 {
                    let begun = Instant::now();
                    Wire::connect(self.address()).request("GET", "/health", &[], b"").expect(200);
                    waits.push(begun.elapsed());
                    std::thread::park_timeout(Duration::from_millis(20));
                }
                waits
            });
            // Also where the attack fails, or the asker would never end.
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attack));
            over.store(true, Ordering::Relaxed);
            let mut waits = asker.join().unwrap();
            waits.sort_unstable();
            let (most, last) = (waits[waits.len() * 9 / 10 - 1], waits[waits.len() - 1]);
            let said = format!("{} answers, 90% within {most:?}, the last {last:?}", waits.len());
            eprintln!("{said}");
            assert!(most < Duration::from_secs(1) && last < Duration::from_secs(3), "{said}");
            match result {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// What every attack must leave behind: nothing.
    fn is_whole(&self) {
        let peak = self.server.status("VmHWM");
        assert!(peak < 150 * 1024, "{peak} KiB");
        wait_until("threads come back", Duration::from_secs(30), || self.server.status("Threads") <= self.threads + 2);
        wait_until("descriptors come back", Duration::from_secs(30), || self.server.descriptors() <= self.descriptors + READERS);
        self.server.get("/health").expect(200);
    }
}

/// Writes as much as goes, whatever the other end thinks of it.
fn pour(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).is_ok()
}

fn hold(duration: Duration) {
    let end = Instant::now() + duration;
    while Instant::now() < end {
        std::thread::park_timeout(end - Instant::now());
    }
}

#[test]
fn a_length_that_is_a_lie_allocates_nothing() {
    let range = Range::open(&[]);
    range.while_answering(|| {
        for path in ["/no/such/thing", "/health", "/"] {
            for _ in 0..50 {
                let mut wire = Wire::connect(range.address());
                wire.send(format!("POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000000\r\n\r\n").as_bytes()).unwrap();
                let reply = wire.reply(false);
                assert!(matches!(reply.status, 404 | 405 | 413), "{reply:?}");
                assert_eq!(reply.header("connection"), Some("close"));
            }
        }
    });
    range.is_whole();
}

#[test]
fn the_http_2_preface_leaks_nothing() {
    let range = Range::open(&[]);
    range.while_answering(|| {
        for _ in 0..300 {
            let mut wire = Wire::connect(range.address());
            wire.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
            wire.reply(false).expect_error(505, "version_not_supported");
        }
    });
    range.is_whole();
}

#[test]
fn five_hundred_slow_heads() {
    let range = Range::open(&[]);
    range.while_answering(|| {
        let mut streams: Vec<TcpStream> = (0..500).map(|_| range.connect()).collect();
        for byte in b"GET / HTTP/1.1\r\nX: yyyy" {
            for stream in &mut streams {
                pour(stream, &[*byte]);
            }
            hold(Duration::from_millis(100));
        }
    });
    range.is_whole();
}

#[test]
fn five_hundred_slow_bodies() {
    let range = Range::open(&[]);
    range.while_answering(|| {
        let head = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n";
        let mut streams: Vec<TcpStream> = (0..500).map(|_| range.connect()).collect();
        for stream in &mut streams {
            pour(stream, head);
        }
        for _ in 0..20 {
            for stream in &mut streams {
                pour(stream, b"x");
            }
            hold(Duration::from_millis(100));
        }
    });
    range.is_whole();
}

#[test]
fn three_thousand_resets() {
    let range = Range::open(&[]);
    range.while_answering(|| {
        for at in 0..3_000 {
            let Ok(mut stream) = TcpStream::connect(range.address()) else { continue };
            pour(&mut stream, [b"".as_slice(), b"GET / HT", b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"][at % 3]);
            SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        }
    });
    range.is_whole();
}

#[test]
fn two_thousand_idle_connections() {
    let range = Range::open(&[]);
    range.while_answering(|| {
        let streams: Vec<_> = (0..2_000).map(|_| range.connect()).collect();
        assert!(range.server.status("Threads") < 1_100);
        hold(Duration::from_secs(2));
        drop(streams);
    });
    range.is_whole();
}

#[test]
fn a_flood_of_requests_from_clients_that_never_read() {
    let range = Range::open(&[]);
    let flood = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(500).into_bytes();
    range.while_answering(|| {
        let streams: Vec<TcpStream> = (0..16)
            .map(|_| {
                let mut stream = range.connect();
                stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
                for _ in 0..200 {
                    if !pour(&mut stream, &flood) {
                        break;
                    }
                }
                stream
            })
            .collect();
        hold(Duration::from_secs(1));
        drop(streams);
    });
    range.is_whole();
}

/// One request of every kind there is, whole.
fn every_kind(paste: &str) -> Vec<String> {
    let body = "x".repeat(2_000);
    let (length, json) = (body.len(), format!("{{\"content\":\"{body}\"}}"));
    let form = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n{body}\r\n--b--\r\n");
    let host = "HTTP/1.1\r\nHost: h\r\n";
    let sent = |head: String, body: &str| format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    let mut requests = vec![
        format!("POST / {host}Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n{body}"),
        format!("POST / {host}Transfer-Encoding: chunked\r\n\r\n7d0;a=b\r\n{body}\r\n0\r\nA: b\r\n\r\n"),
        sent(format!("POST / {host}Content-Type: application/json\r\n"), &json),
        sent(format!("POST / {host}Content-Type: multipart/form-data; boundary=b\r\nX-Burn-After-Read: true\r\n"), &form),
        sent(format!("PUT /{paste} {host}X-Paste-Password: secret\r\n"), &body),
        sent(format!("POST /register {host}Content-Type: application/json\r\n"), "{\"client_name\":\"me\"}"),
        sent(format!("POST /tokens {host}Content-Type: application/json\r\n"), "{\"name\":\"t\"}"),
        format!("GET /{paste}/raw {host}Range: bytes=0-9\r\nX-Burn-Claim: 00\r\n\r\nGET /{paste} {host}\r\nHEAD / {host}\r\n"),
        format!("GET http://other.test/{paste} HTTP/1.1\r\nHost: h\r\nAccept: text/html\r\n\r\n"),
        format!("GET /{paste}/raw HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
        format!("DELETE /{paste} {host}X-Delete-Token: {}\r\n\r\n", "00".repeat(32)),
        format!("DELETE /pastes {host}X-Confirm: 1\r\n\r\n"),
        format!("OPTIONS * {host}\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ];
    for path in ["/csr", "/pki/ca", "/pki/issue", "/pki/revoke/00", "/lockdown"] {
        requests.push(sent(format!("POST {path} {host}Content-Type: application/json\r\n"), "{\"common_name\":\"me\",\"locked\":true}"));
    }
    for path in
        ["/", "/health", "/challenge", "/pastes?limit=5", "/audit", "/metrics", "/client", "/openapi.json", "/pki", "/no/such/thing"]
    {
        requests.push(format!("GET {path} {host}Authorization: Bearer fpt_none\r\nAccept: */*\r\n\r\n"));
    }
    requests
}

/// All of them; `FPASTE_CUTS` says how many where there is less time, or more.
fn cuts() -> usize {
    std::env::var("FPASTE_CUTS").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000)
}

#[test]
fn ten_thousand_requests_of_every_kind_cut_anywhere() {
    let range = Range::open(&[]);
    let paste = range.server.create(b"here before and after", &[]);
    let requests = every_kind(&paste);
    // A fixed generator (xorshift): the same cuts on every run.
    let next = |state: &mut usize, bound: usize| {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 11) % bound
    };
    range.while_answering(|| {
        std::thread::scope(|scope| {
            for thread in 1..=2_usize {
                let (range, requests) = (&range, &requests);
                scope.spawn(move || {
                    let mut state = thread.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                    for number in 0..cuts() / 2 {
                        let Ok(mut stream) = TcpStream::connect(range.address()) else { continue };
                        let request = requests[number % requests.len()].as_bytes();
                        pour(&mut stream, &request[..next(&mut state, request.len())]);
                        if next(&mut state, 3) == 0 {
                            SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
                        }
                    }
                });
            }
        });
    });
    range.is_whole();
    // What was not asked to the end was not done.
    assert_eq!(range.server.get(&format!("/{paste}/raw")).expect(200).text(), "here before and after");
}

/// A connection from another address of this machine.
fn connect_from(source: &str, address: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&format!("{source}:0").parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.connect(&address.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

#[test]
fn one_network_cannot_take_the_places_of_others() {
    // Where a proxy is configured, this machine is a network like any other.
    let range = Range::open(&[("FLASKPASTE_TRUSTED_PROXIES", "10.0.0.0/8")]);
    let mut other = connect_from("127.0.0.3", range.address());
    let mut greedy: Vec<TcpStream> = (0..40).map(|_| connect_from("127.0.0.2", range.address())).collect();
    let ask = |stream: &mut TcpStream| {
        let mut answer = [0; 4096];
        let sent = pour(stream, b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
        sent && stream.read(&mut answer).is_ok_and(|count| count < answer.len() && answer.starts_with(b"HTTP/1.1 200"))
    };
    // In the first round some may be answered before the last has been taken in.
    let answered = [(); 2].map(|()| greedy.iter_mut().map(ask).filter(|answered| *answered).count());
    assert_eq!(answered[1], 32);
    assert!(ask(&mut other));
    drop((other, greedy));
    range.is_whole();
}
