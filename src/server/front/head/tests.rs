//! The listing is the list of verdicts.

use super::*;

enum Verdict {
    /// A request: method, path, query, host, length, keep-alive.
    Takes(&'static str, &'static str, Option<&'static str>, Option<&'static str>, Length, bool),
    More,
    Refuses(Reject),
}
use Verdict::{More, Refuses, Takes};

/// A GET of `/` on HTTP/1.1 with Host `h` is taken; `with` adds fields to it.
fn with(fields: &str) -> Vec<u8> {
    format!("GET / HTTP/1.1\r\nHost: h\r\n{fields}\r\n").into_bytes()
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: h\r\n\r\n").into_bytes()
}

fn host(value: &str) -> Vec<u8> {
    format!("GET / HTTP/1.1\r\nHost: {value}\r\n\r\n").into_bytes()
}

fn check(table: &[(Vec<u8>, Verdict)]) {
    for (bytes, verdict) in table {
        let shown = String::from_utf8_lossy(bytes.get(..bytes.len().min(120)).unwrap()).into_owned();
        let found = parse(bytes);
        match verdict {
            More => assert_eq!(found, Ok(None), "{shown:?}"),
            Refuses(reject) => assert_eq!(found, Err(*reject), "{shown:?}"),
            Takes(method, path, query, host, length, keep_alive) => {
                let (head, used) = found.unwrap_or_else(|reject| panic!("{reject:?}: {shown:?}")).unwrap_or_else(|| panic!("{shown:?}"));
                let seen =
                    (head.method.as_str(), head.path.as_str(), head.query.as_deref(), head.host.as_deref(), head.length, head.keep_alive);
                assert_eq!(seen, (*method, *path, *query, *host, *length, *keep_alive), "{shown:?}");
                assert_eq!(used, bytes.len(), "{shown:?}");
            }
        }
    }
}

#[test]
fn request_lines() {
    let plain = || Takes("GET", "/", None, Some("h"), Length::None, true);
    check(&[
        (with(""), plain()),
        (b"\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), plain()),
        (b"GET / HTTP/1.0\r\n\r\n".to_vec(), Takes("GET", "/", None, None, Length::None, false)),
        (b"GET / HTTP/1.0\r\nHost: h\r\n\r\n".to_vec(), Takes("GET", "/", None, Some("h"), Length::None, false)),
        (b"BREW / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Takes("BREW", "/", None, Some("h"), Length::None, true)),
        (b"get / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Takes("get", "/", None, Some("h"), Length::None, true)),
        (b"".to_vec(), More),
        (b"\r".to_vec(), More),
        (b"\r\n".to_vec(), More),
        (b"G".to_vec(), More),
        (b"GET /".to_vec(), More),
        (b"GET / HTTP/1.1\r".to_vec(), More),
        (b"GET / HTTP/1.1\r\n".to_vec(), More),
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r".to_vec(), More),
        (b"\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"\nGET / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::LineEnding)),
        (b"GET / HTTP/1.1\nHost: h\n\n".to_vec(), Refuses(Reject::LineEnding)),
        (b"GET / HTTP/1.1\r\nHost: h\n\r\n".to_vec(), Refuses(Reject::LineEnding)),
        (b"GET / HTTP/1.1\r\nHost: h\r\rX: y\r\n\r\n".to_vec(), Refuses(Reject::LineEnding)),
        (b"GET /\rX HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::LineEnding)),
        (b"GET  / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET /  HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET\t/\tHTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b" GET / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET / HTTP/1.1 \r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET /\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"G\0T / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"G(T / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), Refuses(Reject::RequestLine)),
        (b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET / HTTP/2.0\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::Version)),
        (b"GET / HTTP/1.2\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::Version)),
        (b"GET / HTTP/0.9\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::Version)),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), Refuses(Reject::Version)),
        (b"PRI * HTTP/2.0\r\n".to_vec(), Refuses(Reject::Version)),
        (b"GET / HTTP/1.10\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET / http/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"GET / HTTPS/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::RequestLine)),
        (b"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::Method)),
        ([b"A".repeat(33), b" / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec()].concat(), Refuses(Reject::Method)),
        (b"A".repeat(33), Refuses(Reject::Method)),
    ]);
}

#[test]
fn targets() {
    let at = |path, query| Takes("GET", path, query, Some("h"), Length::None, true);
    let long = |length: usize| format!("/{}", "a".repeat(length - 1));
    check(&[
        (get("/a%20b?c=%20d?e"), at("/a b", Some("c=%20d?e"))),
        (get("/?"), at("/", Some(""))),
        (get("//x/../y"), at("//x/../y", None)),
        (get("/%C3%BC"), at("/ü", None)),
        (get("http://other:8080/p?q"), Takes("GET", "/p", Some("q"), Some("other:8080"), Length::None, true)),
        (get("HTTPS://other"), Takes("GET", "/", None, Some("other"), Length::None, true)),
        (get("http://other?q"), Takes("GET", "/", Some("q"), Some("other"), Length::None, true)),
        (b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(), Takes("OPTIONS", "*", None, Some("h"), Length::None, true)),
        (get("*"), Refuses(Reject::Target)),
        (get("*/"), Refuses(Reject::Target)),
        (get("x"), Refuses(Reject::Target)),
        (get("h:80"), Refuses(Reject::Target)),
        (get("ftp://h/"), Refuses(Reject::Target)),
        (get("http:///x"), Refuses(Reject::Target)),
        (get("http://user:word@h/"), Refuses(Reject::Target)),
        (get("http://h\\evil/"), Refuses(Reject::Target)),
        (get("/abc#key"), Refuses(Reject::Target)),
        (get("/\u{fc}"), Refuses(Reject::Target)),
        (get("/\u{7f}"), Refuses(Reject::Target)),
        (get("/%"), Refuses(Reject::PercentEncoding)),
        (get("/%4"), Refuses(Reject::PercentEncoding)),
        (get("/%zz"), Refuses(Reject::PercentEncoding)),
        (get("/%ff"), Refuses(Reject::PercentEncoding)),
        (get("/?a=%q0"), Refuses(Reject::PercentEncoding)),
        (get(&long(TARGET_MAX + 1)), Refuses(Reject::TargetTooLong)),
        (format!("GET {}", long(TARGET_MAX + 1)).into_bytes(), Refuses(Reject::TargetTooLong)),
    ]);
    assert!(matches!(parse(&get(&long(TARGET_MAX))), Ok(Some(_))));
}

#[test]
fn hosts() {
    let at = |host| Takes("GET", "/", None, Some(host), Length::None, true);
    check(&[
        (host("paste.example:5000"), at("paste.example:5000")),
        (host("[::1]:80"), at("[::1]:80")),
        (host("[2001:db8::1]"), at("[2001:db8::1]")),
        (host("under_score~"), at("under_score~")),
        (host("h:"), at("h:")),
        (b"GET / HTTP/1.1\r\nhOsT:h\r\n\r\n".to_vec(), at("h")),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), Refuses(Reject::Host)),
        (b"GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n".to_vec(), Refuses(Reject::Host)),
        (b"GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n".to_vec(), Refuses(Reject::Host)),
        (b"GET http://h/ HTTP/1.1\r\n\r\n".to_vec(), Refuses(Reject::Host)),
        (host(""), Refuses(Reject::Host)),
        (host(":80"), Refuses(Reject::Host)),
        (host("a b"), Refuses(Reject::Host)),
        (host("a,b"), Refuses(Reject::Host)),
        (host("h/evil"), Refuses(Reject::Host)),
        (host("user@h"), Refuses(Reject::Host)),
        (host("h:port"), Refuses(Reject::Host)),
        (host("h:65536"), Refuses(Reject::Host)),
        (host("h:+80"), Refuses(Reject::Host)),
        (host("h:80:80"), Refuses(Reject::Host)),
        (host("[::1"), Refuses(Reject::Host)),
        (host("[::1]x"), Refuses(Reject::Host)),
        (host("[h]"), Refuses(Reject::Host)),
        (host("<script>"), Refuses(Reject::Host)),
        (host("\u{fc}"), Refuses(Reject::Host)),
        (host(&"a".repeat(300)), Refuses(Reject::Host)),
    ]);
}

#[test]
fn lengths() {
    let of = |length| Takes("GET", "/", None, Some("h"), length, true);
    check(&[
        (with("Content-Length: 3\r\n"), of(Length::Known(3))),
        (with("content-length:0\r\n"), of(Length::Known(0))),
        (with("Content-Length: 100000000000\r\n"), of(Length::Known(100_000_000_000))),
        (with("Transfer-Encoding: chunked\r\n"), of(Length::Unknown)),
        (with("Transfer-Encoding: \tCHUNKED \r\n"), of(Length::Unknown)),
        (with("Content-Length: 3\r\nContent-Length: 4\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 3\r\nContent-Length: 3\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 3, 3\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: +5\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: -1\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 0x10\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 1_0\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 3.0\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length:\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: \u{661}\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 18446744073709551616\r\n"), Refuses(Reject::ContentLength)),
        (with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), Refuses(Reject::TransferEncoding)),
        (with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), Refuses(Reject::TransferEncoding)),
        (with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), Refuses(Reject::TransferEncoding)),
        (with("Transfer-Encoding: chunked, chunked\r\n"), Refuses(Reject::TransferEncoding)),
        (with("Transfer-Encoding: chunked,\r\n"), Refuses(Reject::TransferEncoding)),
        (with("Transfer-Encoding:\r\n"), Refuses(Reject::TransferEncoding)),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(), Refuses(Reject::TransferEncoding)),
        (with("Transfer-Encoding: xchunked\r\n"), Refuses(Reject::Coding)),
        (with("Transfer-Encoding: gzip, chunked\r\n"), Refuses(Reject::Coding)),
        (with("Transfer-Encoding: identity\r\n"), Refuses(Reject::Coding)),
        (with("Transfer-Encoding: \"chunked\"\r\n"), Refuses(Reject::Coding)),
        (with("Transfer-Encoding: chunked;q=1\r\n"), Refuses(Reject::Coding)),
        (with("Transfer-Encoding: \u{b}chunked\r\n"), Refuses(Reject::Field)),
    ]);
}

#[test]
fn fields() {
    let plain = |keep_alive| Takes("GET", "/", None, Some("h"), Length::None, keep_alive);
    let many = |count: usize| "a: b\r\n".repeat(count);
    check(&[
        (with("X: \u{fc} \t y\r\nEmpty:\r\n"), plain(true)),
        (with("Connection: close\r\n"), plain(false)),
        (with("Connection: x, Close\r\n"), plain(false)),
        (with("Connection: keep-alive\r\n"), plain(true)),
        (with("Connection: upgrade\r\nUpgrade: h2c\r\n"), plain(true)),
        (b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n".to_vec(), Takes("GET", "/", None, None, Length::None, true)),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n".to_vec(), Takes("GET", "/", None, None, Length::None, false)),
        (with(&many(63)), plain(true)),
        (with(&many(64)), Refuses(Reject::TooManyFields)),
        (format!("GET / HTTP/1.1\r\n{}", many(2_000)).into_bytes(), Refuses(Reject::TooManyFields)),
        (with(&many(10_000)), Refuses(Reject::TooManyFields)),
        (with(&format!("A: {}\r\n", "b".repeat(1 << 20))), Refuses(Reject::TooLarge)),
        (format!("GET / HTTP/1.1\r\nA: {}", "b".repeat(HEAD_MAX)).into_bytes(), Refuses(Reject::TooLarge)),
        (format!("GET / HTTP/1.1\r\nA: {}", "b".repeat(HEAD_MAX - 100)).into_bytes(), More),
        (with("X: a\r\n b\r\n"), Refuses(Reject::Field)),
        (with("X: a\r\n\tb\r\n"), Refuses(Reject::Field)),
        (b"GET / HTTP/1.1\r\n Host: h\r\n\r\n".to_vec(), Refuses(Reject::Field)),
        (with("X : y\r\n"), Refuses(Reject::Field)),
        (with(": y\r\n"), Refuses(Reject::Field)),
        (with("no colon\r\n"), Refuses(Reject::Field)),
        (with("X: a\0b\r\n"), Refuses(Reject::Field)),
        (with("X: a\u{1b}[2J\r\n"), Refuses(Reject::Field)),
        (with("X: \u{7f}\r\n"), Refuses(Reject::Field)),
        (with("X\u{fc}: y\r\n"), Refuses(Reject::Field)),
        (with("X\0: y\r\n"), Refuses(Reject::Field)),
        (b"GET / HTTP/1.1\r\nHost: h\r\nX: a\0".to_vec(), Refuses(Reject::Field)),
    ]);
}

#[test]
fn what_follows_a_head_is_left_alone() {
    let one = with("");
    let two = [one.clone(), b"GET /second".to_vec()].concat();
    assert_eq!(parse(&two).unwrap().unwrap().1, one.len());
    let garbage = [one.clone(), b"\0\n\r\xff".to_vec()].concat();
    assert_eq!(parse(&garbage).unwrap().unwrap().1, one.len());
}

#[test]
fn expectations() {
    let expects = |bytes: &[u8]| parse(bytes).unwrap().unwrap().0.expects_continue;
    assert!(expects(&with("Expect: 100-Continue\r\n")));
    assert!(!expects(&with("Expect: tea\r\n")));
    assert!(!expects(b"POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n"));
}

#[test]
fn every_verdict_has_a_status() {
    let statuses = [
        (Reject::RequestLine, 400),
        (Reject::TargetTooLong, 414),
        (Reject::TooLarge, 431),
        (Reject::TooManyFields, 431),
        (Reject::Method, 501),
        (Reject::Coding, 501),
        (Reject::Version, 505),
        (Reject::TransferEncoding, 400),
    ];
    for (reject, status) in statuses {
        assert_eq!(reject.code().status(), status);
        assert!(!reject.to_string().is_empty());
    }
}

const GOOD: &[u8] =
    b"POST http://h:80/a%20b?c=d HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nX: y\r\n\r\n";

#[test]
fn a_head_cut_anywhere_asks_for_more() {
    for cut in 0..GOOD.len() {
        assert_eq!(parse(&GOOD[..cut]), Ok(None), "cut at {cut}");
    }
    assert!(parse(GOOD).unwrap().is_some());
}

#[test]
fn mutated_heads_never_panic_and_a_verdict_does_not_change_with_more_bytes() {
    // A fixed generator (xorshift): the same 60,000 heads on every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 11).unwrap() % bound
    };
    let spices: [&[u8]; 12] = [
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b":",
        b"%",
        b"Content-Length: 1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"\r\n\r\n",
        b",",
        b"\xff",
    ];
    for _ in 0..60_000 {
        let mut bytes = GOOD.to_vec();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = u8::try_from(next(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => drop(bytes.splice(at..at, spices[next(spices.len())].iter().copied())),
                _ => {
                    let end = (at + next(20)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    let to = next(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
        }
        let whole = parse(&bytes);
        let cut = next(bytes.len());
        match parse(&bytes[..cut]) {
            // What is refused early is refused for good, if perhaps for another reason.
            Err(_) => assert!(whole.is_err(), "{:?}", String::from_utf8_lossy(&bytes)),
            Ok(Some(early)) => assert_eq!(whole, Ok(Some(early))),
            Ok(None) => {}
        }
    }
}
