//! The front door over real sockets, with a small service behind it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, atomic::Ordering};

use super::*;
use crate::pki::Certificate;
use crate::server::request::{BodyError, Peer, Request, Tls};
use crate::server::response::{Payload, Record, Refusal, Response, Sent};
use crate::server::spool::SpoolWriter;

pub(super) const LONG: Duration = Duration::from_secs(20);

/// Answers by path.
struct Desk {
    sent: Mutex<Vec<(String, Sent)>>,
    arrived: Mutex<Sender<()>>,
    go_on: Mutex<Receiver<()>>,
}

fn plain(status: u16, body: impl Into<Vec<u8>>) -> Response {
    let record = Record { request_id: status.to_string(), ..Record::default() };
    Response { status, headers: vec![("Content-Type", "text/plain".into())], body: Payload::Bytes(body.into().into()), record }
}

impl Service for Desk {
    fn answer(&self, request: &mut Request<'_>) -> Response {
        match request.path.as_str() {
            "/echo" => match request.body.spool(1 << 20) {
                Ok(spool) => {
                    let length = spool.len();
                    Response { body: Payload::Spool(spool, 0..length), ..plain(200, "") }
                }
                Err(BodyError::TooLarge) => plain(413, "too large"),
                Err(BodyError::Timeout) => plain(408, "late"),
                Err(BodyError::NoRoom) => plain(503, "no room"),
                Err(error) => plain(400, error.to_string()),
            },
            "/twice" => {
                let first = request.body.spool(100).map(|spool| spool.len());
                let second = request.body.spool(100).map(|spool| spool.len());
                plain(200, format!("{first:?} {second:?}"))
            }
            "/large" => plain(200, vec![b'x'; 3 << 20]),
            "/part" => {
                let mut writer = SpoolWriter::new(&Budget::new(1 << 30, 1 << 30));
                writer.write_all(&vec![b'y'; 1 << 20]).unwrap();
                writer.write_all(b"tail").unwrap();
                Response { body: Payload::Spool(writer.finish(), (1 << 20) - 1..(1 << 20) + 3), ..plain(206, "") }
            }
            "/empty" => Response { body: Payload::Empty, ..plain(204, "") },
            "/broken" => Response { headers: vec![("X-A", "a\r\nb".into())], ..plain(200, "") },
            "/short" => Response { body: Payload::File(tempfile::tempfile().unwrap(), 10), ..plain(200, "") },
            "/die" => panic!("a handler dies on purpose"),
            "/wait" => {
                self.arrived.lock().unwrap().send(()).unwrap();
                self.go_on.lock().unwrap().recv().unwrap();
                plain(200, "waited")
            }
            "/tls" => plain(
                200,
                match &request.tls {
                    None => "plain".to_owned(),
                    Some(Tls { client_certificate: None }) => "nobody".to_owned(),
                    Some(Tls { client_certificate: Some(der) }) => Certificate::from_der(der).unwrap().sha256().to_string(),
                },
            ),
            "/peer" => plain(200, format!("{:?} {:?} {:?}", matches!(request.peer, Peer::Unix), request.host, request.query)),
            _ => plain(404, "nothing here"),
        }
    }

    fn refuse(&self, refusal: Refusal, _: bool) -> Response {
        plain(refusal.code.status(), refusal.sentence)
    }

    fn sent(&self, record: &Record, sent: &Sent) {
        self.sent.lock().unwrap().push((record.request_id.clone(), sent.clone()));
    }
}

pub(super) struct Door {
    pub(super) running: Option<Running>,
    desk: Arc<Desk>,
    arrived: Receiver<()>,
    go_on: Sender<()>,
}

impl Door {
    fn open() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        Self::at(&"127.0.0.1:0".parse().unwrap(), limits, Budget::new(1 << 26, 1 << 30))
    }

    fn at(bind: &Bind, limits: Limits, budget: Budget) -> Self {
        Self::under(bind, Options { limits, ..Options::default() }, budget)
    }

    pub(super) fn under(bind: &Bind, options: Options, budget: Budget) -> Self {
        let ((arrived, arrivals), (go_on, gate)) = (channel(), channel());
        let desk = Arc::new(Desk { sent: Mutex::default(), arrived: Mutex::new(arrived), go_on: Mutex::new(gate) });
        let front = Front::bind(bind, options, budget).unwrap();
        let running = front.serve(Arc::clone(&desk) as Arc<dyn Service>).unwrap();
        Self { running: Some(running), desk, arrived: arrivals, go_on }
    }

    pub(super) fn address(&self) -> SocketAddr {
        let Bind::Tcp(address) = self.running.as_ref().unwrap().local() else { panic!("not TCP") };
        *address
    }

    fn connect(&self) -> Line {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        Line(BufReader::new(stream))
    }

    fn counters(&self) -> Arc<Counters> {
        self.running.as_ref().unwrap().counters()
    }

    /// Waits until no connection is open.
    pub(super) fn is_empty_soon(&self) {
        wait_until(|| self.counters().open.load(Ordering::Relaxed) == 0);
    }
}

fn wait_until(mut condition: impl FnMut() -> bool) {
    let end = std::time::Instant::now() + LONG;
    while !condition() {
        assert!(std::time::Instant::now() < end, "not within {LONG:?}");
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

struct Line(BufReader<TcpStream>);

#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    head: String,
    body: String,
}

impl Line {
    fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.0.get_mut().write_all(bytes.as_ref()).unwrap();
        self
    }

    /// The next answer; the body is read by its length unless there is none to read.
    fn see(&mut self, has_body: bool) -> Seen {
        let (mut head, mut line) = (String::new(), String::new());
        while line != "\r\n" {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "an answer, after {head:?}");
            head.push_str(&line);
        }
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; if has_body { length } else { 0 }];
        self.0.read_exact(&mut body).unwrap();
        Seen { status: head[9..12].parse().unwrap(), head, body: String::from_utf8(body).unwrap() }
    }

    fn ask(&mut self, request: impl AsRef<[u8]>) -> Seen {
        self.send(request).see(true)
    }

    /// Nothing more comes.
    fn is_over(&mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0) | Err(_))
    }
}

const HELLO: &str = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";

#[test]
fn a_connection_is_kept_and_answers_come_in_order() {
    let door = Door::open();
    let mut line = door.connect();
    for _ in 0..3 {
        let seen = line.ask(HELLO);
        assert_eq!((seen.status, seen.body.as_str()), (404, "nothing here"));
        assert!(!seen.head.contains("Connection"), "{}", seen.head);
    }
    let post = |text: &str| format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{text}", text.len());
    let chunked = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nthr\r\n2\r\nee\r\n0\r\n\r\n";
    line.send([&post("one"), HELLO, &post("two"), chunked, "HEAD /large HTTP/1.1\r\nHost: h\r\n\r\n", &post("four")].concat());
    for (status, body) in [(200, "one"), (404, "nothing here"), (200, "two"), (200, "three")] {
        let seen = line.see(true);
        assert_eq!((seen.status, seen.body.as_str()), (status, body));
    }
    assert!(line.see(false).head.contains("Content-Length: 3145728\r\n"), "HEAD has the true length");
    assert_eq!(line.see(true).body, "four");
    drop(line);
    door.is_empty_soon();
    let sent = door.desk.sent.lock().unwrap();
    assert_eq!(sent.len(), 9);
    assert!(sent.iter().all(|(_, sent)| sent.whole));
    assert_eq!((sent[3].1.bytes, sent[7].1.bytes), (3, 0));
}

#[test]
fn http_1_0_closes_unless_asked_to_stay() {
    let door = Door::open();
    let mut line = door.connect();
    let seen = line.ask("GET /peer?q HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert_eq!(seen.body, "false None Some(\"q\")");
    assert!(seen.head.contains("Connection: keep-alive\r\n"), "{}", seen.head);
    let seen = line.ask("GET /peer HTTP/1.0\r\n\r\n");
    assert!(seen.head.contains("Connection: close\r\n") && line.is_over());
}

#[test]
fn large_bodies_come_and_go_whole() {
    let door = Door::open();
    let mut line = door.connect();
    assert_eq!(line.ask("GET /large HTTP/1.1\r\nHost: h\r\n\r\n").body.len(), 3 << 20);
    assert_eq!(line.ask("GET /part HTTP/1.1\r\nHost: h\r\n\r\n").body, "ytai");
    let body = "z".repeat(1 << 20);
    assert_eq!(line.ask(format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{body}", body.len())).body, body);
    let chunks = format!("3e7\r\n{}\r\n", "z".repeat(999)).repeat(1000);
    let seen = line.ask(format!("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"));
    assert_eq!(seen.body, body[..999_000]);
    let seen = line.ask("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n");
    assert!(seen.status == 204 && !seen.head.contains("Content-Length"));
    assert_eq!(line.ask(HELLO).status, 404);
}

#[test]
fn what_is_no_request_is_refused_and_the_connection_ends() {
    let door = Door::open();
    for (bytes, status) in [
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}hello", 400),
        ("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
    ] {
        let mut line = door.connect();
        let seen = line.ask(bytes);
        assert_eq!(seen.status, status, "{bytes:?}");
        assert!(seen.head.contains("Connection: close\r\n") && line.is_over());
    }
    for (head, status) in [
        (format!("GET /{} HTTP/1.1\r\nHost: h\r\n\r\n", "a".repeat(3000)), 414),
        (format!("GET / HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n", "a".repeat(1 << 20)), 431),
        (format!("GET / HTTP/1.1\r\nHost: h\r\n{}\r\n", "a: b\r\n".repeat(10_000)), 431),
    ] {
        let mut line = door.connect();
        line.send(head);
        assert_eq!(line.see(true).status, status);
    }
    door.is_empty_soon();
}

#[test]
fn a_head_may_come_byte_by_byte_but_not_for_ever() {
    let door = Door::with(Limits { head: Duration::from_millis(300), idle: Duration::from_millis(400), ..Limits::default() });
    let mut line = door.connect();
    for byte in HELLO.bytes() {
        line.send([byte]);
    }
    assert_eq!(line.see(true).status, 404);
    assert!(line.is_over(), "idle connections end, without a word");
    let mut line = door.connect();
    let seen = line.ask("GET / HT");
    assert_eq!((seen.status, seen.body.as_str()), (408, "the request did not arrive in time"));
    assert!(line.is_over());
    let mut line = door.connect();
    line.send("GET / HT").0.get_ref().shutdown(Shutdown::Write).unwrap();
    assert!(line.is_over(), "half a head and an end is nobody to answer");
    door.is_empty_soon();
}

#[test]
fn bodies_are_bounded_in_size_time_and_room() {
    let limits = Limits { grace: Duration::from_millis(200), stall: Duration::from_millis(200), ..Limits::default() };
    let door = Door::at(&"127.0.0.1:0".parse().unwrap(), limits, Budget::new(1000, 0));
    let check = |request: &str, status, body: &str| {
        let mut line = door.connect();
        let seen = line.ask(request);
        assert_eq!((seen.status, seen.body.as_str()), (status, body), "{request:?}");
        assert!(seen.head.contains("Connection: close\r\n") && line.is_over(), "{request:?}");
    };
    let head = "POST /echo HTTP/1.1\r\nHost: h\r\n";
    check(&format!("{head}Content-Length: 1048577\r\n\r\n"), 413, "too large");
    check(&format!("{head}Content-Length: 100000000000\r\n\r\nabc"), 413, "too large");
    check("POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000000\r\n\r\nabc", 404, "nothing here");
    check("GET /none HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", 404, "nothing here");
    check(&format!("{head}Content-Length: 10\r\n\r\nabc"), 408, "late");
    check(&format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\nabc"), 408, "late");
    check(&format!("{head}Transfer-Encoding: chunked\r\n\r\n5\nabc"), 400, "the chunked body is malformed");
    check(&format!("{head}Content-Length: 1001\r\n\r\n{}", "a".repeat(1001)), 503, "no room");
    check(&format!("{head}Transfer-Encoding: chunked\r\n\r\n3e9\r\n{}\r\n0\r\n\r\n", "a".repeat(1001)), 503, "no room");
    let mut line = door.connect();
    line.send(format!("{head}Content-Length: 10\r\n\r\nabc")).0.get_ref().shutdown(Shutdown::Write).unwrap();
    assert_eq!(line.see(true).body, "the connection ended inside the body");
    let request = format!("{head}Content-Length: 1000\r\n\r\n{}", "a".repeat(1000));
    assert_eq!(door.connect().ask(request).status, 200, "room comes back");
    door.is_empty_soon();
}

#[test]
fn an_early_no_is_seen_by_a_client_that_is_still_sending() {
    let door = Door::open();
    let mut line = door.connect();
    line.send("POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n");
    for _ in 0..9 {
        line.send(vec![b'x'; 100_000]);
    }
    assert_eq!(line.see(true).status, 404);
    assert!(line.is_over());
}

#[test]
fn a_body_is_read_once_and_continue_is_said_only_then() {
    let door = Door::open();
    let mut line = door.connect();
    let head = |path: &str| format!("POST {path} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    assert_eq!(line.send(head("/echo")).see(false).head, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(line.ask("abc").body, "abc");
    assert_eq!(line.ask(head("/echo") + "def").body, "def", "a client that did not wait is not told to go on");
    assert_eq!(line.send(head("/twice")).see(false).status, 100);
    assert_eq!(line.ask("abc").body, "Ok(3) Err(Closed)");
    let seen = line.ask(head("/none"));
    assert!(seen.status == 404 && seen.head.contains("Connection: close\r\n"), "never told to go on: {}", seen.head);
}

#[test]
fn a_handler_that_dies_is_one_500() {
    let door = Door::open();
    let mut line = door.connect();
    for path in ["/die", "/broken"] {
        let seen = line.ask(format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n"));
        assert_eq!((seen.status, seen.body.as_str()), (500, "something failed here"));
        assert!(!seen.head.contains("Connection"), "nothing is in doubt");
    }
    assert_eq!(line.ask(HELLO).status, 404);
    drop(line);
    let mut line = door.connect();
    line.send("GET /short HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_eq!(line.see(false).status, 200);
    assert!(line.is_over(), "a body that ends early ends the connection");
    drop(line);
    door.is_empty_soon();
    wait_until(|| door.desk.sent.lock().unwrap().iter().any(|(_, sent)| !sent.whole));
}

#[test]
fn a_connection_answers_only_so_many_requests() {
    let door = Door::with(Limits { requests: 3, ..Limits::default() });
    let mut line = door.connect();
    line.send(HELLO.repeat(5));
    let closes: Vec<bool> = (0..3).map(|_| line.see(true).head.contains("Connection: close\r\n")).collect();
    assert_eq!(closes, [false, false, true]);
    assert!(line.is_over());
}

#[test]
fn a_client_that_does_not_read_is_cut() {
    let door = Door::with(Limits { stall: Duration::from_millis(250), grace: Duration::from_millis(250), ..Limits::default() });
    let mut line = door.connect();
    line.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n".repeat(20));
    wait_until(|| door.desk.sent.lock().unwrap().iter().any(|(_, sent)| !sent.whole));
    door.is_empty_soon();
}

#[test]
fn a_new_connection_takes_the_place_of_the_longest_idle() {
    let door = Door::with(Limits { connections: 3, ..Limits::default() });
    let mut lines: Vec<Line> = (0..3).map(|_| door.connect()).collect();
    for line in &mut lines {
        assert_eq!(line.ask(HELLO).status, 404);
        // The places are ordered by milliseconds.
        std::thread::park_timeout(Duration::from_millis(3));
    }
    assert_eq!(door.connect().ask(HELLO).status, 404);
    assert!(lines[0].is_over());
    assert_eq!(lines[2].ask(HELLO).status, 404);
    assert_eq!(door.counters().evicted.load(Ordering::Relaxed), 1);
}

#[test]
fn stopping_answers_what_is_in_flight_and_takes_nothing_new() {
    let mut door = Door::open();
    let (mut idle, mut busy) = (door.connect(), door.connect());
    assert_eq!(idle.ask(HELLO).status, 404);
    busy.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
    door.arrived.recv_timeout(LONG).unwrap();
    let running = door.running.take().unwrap();
    let Bind::Tcp(address) = running.local().clone() else { panic!("not TCP") };
    let stopping = std::thread::spawn(move || running.stop(LONG));
    assert!(idle.is_over());
    wait_until(|| TcpStream::connect(address).is_err());
    door.go_on.send(()).unwrap();
    let seen = busy.see(true);
    assert_eq!(seen.body, "waited");
    assert!(seen.head.contains("Connection: close\r\n") && busy.is_over());
    assert_eq!(stopping.join().unwrap(), 0);
}

#[test]
fn new_options_count_for_new_connections() {
    let door = Door::open();
    assert_eq!(door.connect().ask(HELLO).status, 404);
    door.running.as_ref().unwrap().reload(Options { limits: Limits { requests: 1, ..Limits::default() }, ..Options::default() });
    assert!(door.connect().ask(HELLO).head.contains("Connection: close\r\n"));
}

#[test]
fn a_unix_socket_is_taken_over_only_from_the_dead() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fpaste.sock");
    let bind = Bind::Unix(path.clone());
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left behind");
    let door = Door::at(&bind, Limits::default(), Budget::new(1 << 20, 0));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    let mut stream = UnixStream::connect(&path).unwrap();
    stream.write_all(b"GET http://a.b/peer HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.ends_with("true Some(\"a.b\") None"), "{text}");
    let again = |bind: &Bind| Front::bind(bind, Options::default(), Budget::new(0, 0));
    assert!(matches!(again(&bind), Err(FrontError::InUse(_))));
    drop(door);
    assert!(!path.exists(), "a server that ends takes its socket with it");
    std::fs::write(&path, "precious").unwrap();
    assert!(matches!(again(&bind), Err(FrontError::NotASocket(_))));
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    assert!(matches!(again(&Bind::Unix(folder.path().join("no/such/folder"))), Err(FrontError::Listen(..))));
}

#[test]
fn an_address_in_use_is_said_to_be() {
    let door = Door::open();
    let taken = door.running.as_ref().unwrap().local().clone();
    assert!(matches!(Front::bind(&taken, Options::default(), Budget::new(0, 0)), Err(FrontError::InUse(_))));
    let elsewhere = "192.0.2.1:0".parse().unwrap();
    assert!(matches!(Front::bind(&elsewhere, Options::default(), Budget::new(0, 0)), Err(FrontError::NoSuchAddress(_))));
}
