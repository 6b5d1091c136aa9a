//! The front door of the built server: what a client sees of heads, bodies, connections and the end.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::support::{TestServer, Wire};

#[test]
fn what_is_no_request_gets_an_answer_of_ours() {
    let server = TestServer::start();
    for (bytes, status, code) in [
        ("GET / HTTP/1.1\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.1\nHost: h\n\n", 400, "bad_request"),
        ("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad_request"),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "bad_request"),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "not_implemented"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version_not_supported"),
    ] {
        let mut wire = Wire::connect(server.address());
        wire.send(bytes.as_bytes()).unwrap();
        let reply = wire.reply(false).expect_error(status, code);
        assert_eq!(reply.header("connection"), Some("close"), "{bytes:?}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.json()["request_id"].as_str().is_some_and(|id| reply.header("x-request-id") == Some(id)));
        assert!(wire.try_reply(false).is_err(), "the connection ended");
    }
    let long = "a".repeat(3_000);
    server.get(&format!("/{long}")).expect_error(414, "uri_too_long");
    server.request("GET", "/", &[("X-Long", &long.repeat(6))], b"").expect_error(431, "header_too_large");
}

#[test]
fn answers_come_in_the_order_of_the_requests() {
    let server = TestServer::start();
    let mut wire = Wire::connect(server.address());
    wire.send(
        b"GET /health HTTP/1.1\r\nHost: h\r\n\r\nHEAD /health HTTP/1.1\r\nHost: h\r\n\r\nGET /nowhere/at/all HTTP/1.1\r\nHost: h\r\n\r\n\
          OPTIONS /challenge HTTP/1.1\r\nHost: h\r\n\r\nGET /health HTTP/1.0\r\n\r\n",
    )
    .unwrap();
    let first = wire.reply(false).expect(200);
    let head = wire.reply(true).expect(200);
    assert_eq!(head.header("content-length"), Some(first.body.len().to_string().as_str()));
    wire.reply(false).expect_error(404, "not_found");
    let options = wire.reply(false).expect(204);
    assert_eq!((options.header("allow"), options.header("content-length")), (Some("GET, HEAD, OPTIONS"), None));
    let last = wire.reply(false).expect(200);
    assert_eq!(last.header("connection"), Some("close"));
    assert!(
        last.header("date").is_some() && last.header("server").is_none_or(|name| !name.contains(|letter: char| letter.is_ascii_digit()))
    );
    assert!(wire.try_reply(false).is_err(), "HTTP/1.0 ends");
}

#[test]
fn a_chunked_upload_is_the_bytes_of_its_chunks() {
    let server = TestServer::start();
    let chunked = b"6;ext=1\r\nhello \r\n5\r\nworld\r\n0\r\nX-Trailer: y\r\n\r\n";
    let reply = server.request("POST", "/", &[("Transfer-Encoding", "chunked")], chunked).expect(201);
    let raw = reply.json()["raw"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&raw).expect(200).text(), "hello world");
    let mut wire = Wire::connect(server.address());
    let large = [b"3d0901\r\n".to_vec(), vec![b'x'; 4_000_001], b"\r\n0\r\n\r\n".to_vec()].concat();
    let reply = wire.request("POST", "/", &[("Transfer-Encoding", "chunked")], &large).expect_error(413, "too_large");
    assert_eq!(reply.json()["limit"], 3 << 20);
}

#[test]
fn a_client_is_told_to_go_on_only_where_its_body_is_wanted() {
    let server = TestServer::start();
    let mut wire = Wire::connect(server.address());
    wire.send(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n").unwrap();
    let mut line = [0; 25];
    (&mut wire.socket()).read_exact(&mut line).unwrap();
    assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
    wire.send(b"hello").unwrap();
    wire.reply(false).expect(201);
    wire.send(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 50000000\r\n\r\n").unwrap();
    let mut begin = [0; 12];
    (&mut wire.socket()).read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 413", "not told to go on");
}

#[test]
fn an_upload_in_flight_is_answered_when_the_server_stops() {
    let mut server = TestServer::start();
    let mut wire = Wire::connect(server.address());
    wire.send(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n").unwrap();
    let mut line = [0; 25];
    (&mut wire.socket()).read_exact(&mut line).unwrap();
    server.signal("TERM");
    crate::support::wait_until("no new connection is taken", Duration::from_secs(10), || {
        std::net::TcpStream::connect(server.address()).is_err()
    });
    wire.send(b"hello").unwrap();
    let reply = wire.reply(false).expect(201);
    assert_eq!(reply.header("connection"), Some("close"));
    assert!(server.wait().success());
    server.start_again();
    assert_eq!(server.get(reply.json()["raw"].as_str().unwrap()).expect(200).body, b"hello");
}

#[test]
fn a_unix_socket_serves_like_any_other() {
    let home = crate::support::Home::new();
    let path = home.path().join("fpaste.sock");
    let mut child = home
        .fpaste(["serve", "--bind", &format!("unix:{}", path.display()), "--db", "pastes.db"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut first).unwrap();
    let mut stream = UnixStream::connect(&path).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(child.wait().unwrap().success());
    assert!(!path.exists());
}
