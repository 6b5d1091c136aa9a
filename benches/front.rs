//! Keep-alive requests through the front door, plain and under TLS: CPU of both ends, requests a second: `cargo bench --bench front`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints, and fails by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fpaste::pki::{Authority, Lifespan};
use fpaste::server::front::{Bind, Front, Options, Shown, TlsConfig};
use fpaste::server::request::Request;
use fpaste::server::response::{Payload, Record, Refusal, Response, Sent, Service};
use fpaste::server::spool::Budget;
use fpaste::sys::clock::{Clock as _, SystemClock};
use fpaste::sys::entropy::SystemEntropy;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const BODY: [u8; 1024] = [b'x'; 1024];
const REQUESTS: u32 = 30_000;

/// Answers 1 KiB to everything.
struct OneKib;

impl Service for OneKib {
    fn answer(&self, _: &mut Request<'_>) -> Response {
        let headers = vec![("Content-Type", "text/plain".into()), ("X-Content-Type-Options", "nosniff".into())];
        Response { status: 200, headers, body: Payload::Bytes(BODY.as_slice().into()), record: Record::default() }
    }

    fn refuse(&self, refusal: Refusal, _: bool) -> Response {
        Response { status: refusal.code.status(), headers: Vec::new(), body: Payload::Empty, record: Record::default() }
    }

    fn sent(&self, _: &Record, _: &Sent) {}
}

/// User and system time of this process, in hundredths of a second.
fn cpu() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields.iter().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

fn ask(stream: &mut (impl Read + Write)) {
    stream.write_all(b"GET /abc123def456 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n").unwrap();
    let (mut buffer, mut filled) = ([0; 4096], 0);
    loop {
        filled += stream.read(buffer.get_mut(filled..).unwrap()).unwrap();
        let head = buffer.windows(4).position(|window| window == b"\r\n\r\n");
        if head.is_some_and(|head| filled >= head + 4 + BODY.len()) {
            return;
        }
    }
}

/// CPU microseconds of one request.
fn run(name: &str, stream: &mut (impl Read + Write)) -> f64 {
    for _ in 0..1_000 {
        ask(stream);
    }
    let (before, begun) = (cpu(), Instant::now());
    for _ in 0..REQUESTS {
        ask(stream);
    }
    let (spent, took) = (cpu() - before, begun.elapsed());
    let each = spent as f64 * 10_000.0 / f64::from(REQUESTS);
    println!(
        "{name:6} {each:6.1} µs of CPU a request (both ends), {:7.0} requests/s on one connection",
        f64::from(REQUESTS) / took.as_secs_f64()
    );
    each
}

fn main() {
    let now = SystemClock.now();
    let authority = Authority::create(&"bench".parse().unwrap(), now, &SystemEntropy).unwrap();
    let names = ["localhost".to_owned()];
    let (certificate, key) = authority.issue_for_server(&names, Lifespan::days(now, 1).unwrap(), &SystemEntropy).unwrap();
    let config = TlsConfig::new(Shown::issued(&certificate, &key, authority.certificate()).unwrap()).unwrap();
    let open = |tls| {
        let options = Options { tls, ..Options::default() };
        let options = Options { limits: fpaste::server::front::Limits { requests: u32::MAX, ..options.limits }, ..options };
        let front = Front::bind(&"127.0.0.1:0".parse().unwrap(), options, Budget::new(1 << 20, 0)).unwrap();
        front.serve(Arc::new(OneKib)).unwrap()
    };
    let (plain, tls) = (open(None), open(Some(config)));
    let connect = |bind: &Bind| {
        let Bind::Tcp(address) = bind else { unreachable!("bound to TCP") };
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(authority.certificate().der().to_vec())).unwrap();
    let client =
        ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider())).with_safe_default_protocol_versions().unwrap();
    let client =
        ClientConnection::new(Arc::new(client.with_root_certificates(roots).with_no_client_auth()), "localhost".try_into().unwrap());
    let bare = run("plain", &mut connect(plain.local()));
    let sealed = run("TLS", &mut StreamOwned::new(client.unwrap(), connect(tls.local())));
    println!("TLS costs {:.2} times the CPU of plain", sealed / bare);
    plain.stop(Duration::ZERO);
    tls.stop(Duration::ZERO);
}
