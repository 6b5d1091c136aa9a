//! Request heads: the strict parser beside httparse alone on the same bytes: `cargo bench --bench head`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::fmt;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use fpaste::server::front::head;

fn main() {
    divan::main();
}

#[derive(Clone, Copy)]
enum Kind {
    Curl,
    Browser,
    Large,
}

impl Kind {
    fn bytes(self) -> Vec<u8> {
        let fields = match self {
            Self::Curl => "User-Agent: curl/8.5.0\r\nAccept: */*\r\nContent-Length: 1024\r\nX-PoW-Solution: 123456\r\n".to_owned(),
            Self::Browser => "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\n\
                Accept-Encoding: gzip, deflate, br, zstd\r\nConnection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\n\
                Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: none\r\nSec-Fetch-User: ?1\r\nPriority: u=0, i\r\n"
                .to_owned(),
            Self::Large => "X-Field: ".to_owned() + &"v".repeat(220) + "\r\n",
        };
        let fields = if matches!(self, Self::Large) { fields.repeat(63) } else { fields };
        format!("GET /abc123def456/raw HTTP/1.1\r\nHost: paste.example:5000\r\n{fields}\r\n").into_bytes()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Curl => "curl",
            Self::Browser => "browser",
            Self::Large => "63 fields",
        })
    }
}

const KINDS: [Kind; 3] = [Kind::Curl, Kind::Browser, Kind::Large];

#[divan::bench(args = KINDS)]
fn ours(bencher: Bencher<'_, '_>, kind: Kind) {
    let bytes = kind.bytes();
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| head::parse(black_box(&bytes)).unwrap().unwrap());
}

#[divan::bench(args = KINDS)]
fn httparse_alone(bencher: Bencher<'_, '_>, kind: Kind) {
    let bytes = kind.bytes();
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        let mut room = [httparse::EMPTY_HEADER; 64];
        httparse::Request::new(&mut room).parse(black_box(&bytes)).unwrap().unwrap()
    });
}
