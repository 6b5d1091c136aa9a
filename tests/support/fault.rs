//! A server that fails on purpose: one closure decides what each request gets. Every connection serves one request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// `METHOD /path`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// What a request gets.
#[derive(Clone, Debug)]
pub enum Act {
    /// An answer.
    Answer { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// An answer whose body ends before its Content-Length.
    Half { status: u16, body: Vec<u8>, length: usize },
    /// These bytes and the end.
    Raw(Vec<u8>),
    /// The connection's end.
    Close,
    /// Nothing, until the server is dropped.
    Stall,
    /// Half an answer, and then nothing until the server is dropped.
    StallAfter { status: u16, body: Vec<u8>, length: usize },
}

impl Act {
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self::Answer { status, headers, body: body.to_string().into_bytes() }
    }

    pub fn html(status: u16) -> Self {
        let headers = vec![("Content-Type".to_owned(), "text/html".to_owned())];
        Self::Answer { status, headers, body: b"<!doctype html><title>Welcome</title>".to_vec() }
    }

    pub fn bytes(status: u16, body: &[u8]) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.to_vec() }
    }

    /// With one more header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// The server. Stops when dropped.
pub struct FaultServer {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    stop: Arc<AtomicBool>,
}

impl FaultServer {
    /// Starts one; `decide` is called with each request and how many came before it.
    pub fn start(decide: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), decide)
    }

    /// Starts one on a listener of one's own.
    pub fn on(listener: TcpListener, decide: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let (seen, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (sink, halt, decide) = (Arc::clone(&seen), Arc::clone(&stop), Arc::new(decide));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if halt.load(Ordering::SeqCst) {
                    return;
                }
                let (sink, halt, decide) = (Arc::clone(&sink), Arc::clone(&halt), Arc::clone(&decide));
                std::thread::spawn(move || {
                    let Some(request) = read_request(&stream) else { return };
                    let before = {
                        let mut all: std::sync::MutexGuard<'_, Vec<Seen>> = sink.lock().unwrap();
                        all.push(request.clone());
                        all.len() - 1
                    };
                    let act = decide(&request, before);
                    perform(&act, stream, request.method == "HEAD", &halt);
                });
            }
        });
        Self { address, seen, stop }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// `METHOD /path` of every request so far.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// An address where nobody listens.
pub fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn read_request(stream: &TcpStream) -> Option<Seen> {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).ok()?;
        match field.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => break,
        }
    }
    let mut seen = Seen { method, path, headers, body: Vec::new() };
    if seen.header("expect").is_some() {
        (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let length: u64 = seen.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    reader.take(length).read_to_end(&mut seen.body).ok()?;
    Some(seen)
}

fn perform(act: &Act, mut stream: TcpStream, head: bool, halt: &AtomicBool) {
    let wait = || {
        while !halt.load(Ordering::SeqCst) {
            std::thread::park_timeout(Duration::from_millis(20));
        }
    };
    let mut send = |status: u16, headers: &[(String, String)], body: &[u8], length: usize| {
        let mut answer = format!("HTTP/1.1 {status} Whatever\r\nConnection: close\r\nContent-Length: {length}\r\n");
        for (name, value) in headers {
            answer.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
        }
        answer.push_str("\r\n");
        let _ = stream.write_all(answer.as_bytes());
        if !head {
            let _ = stream.write_all(body);
        }
    };
    match act {
        Act::Answer { status, headers, body } => send(*status, headers, body, body.len()),
        Act::Half { status, body, length } => send(*status, &[], body, *length),
        Act::Raw(bytes) => drop(stream.write_all(bytes)),
        Act::Close => {}
        Act::Stall => wait(),
        Act::StallAfter { status, body, length } => {
            send(*status, &[], body, *length);
            wait();
        }
    }
}
