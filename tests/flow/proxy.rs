//! Proxies: which requests go through which, and what each learns.

use std::process::Stdio;

use crate::support::command::{feed, finish};
use crate::support::fault::closed_port;
use crate::support::proxy::Proxy;
use crate::support::{Home, TestServer};

#[test]
fn plain_http_is_forwarded_with_the_whole_url_as_curl_does() {
    let (server, proxy) = (TestServer::start(), Proxy::http());
    let mut command = server.client(["-E"]);
    command.env("http_proxy", format!("http://me:s%40cret@{}", proxy.address()));
    let link = feed(&mut command, b"through").expect(0).line().to_owned();
    let heads = proxy.seen();
    assert_eq!(heads.len(), 2, "{heads:?}");
    assert!(heads[0].starts_with(&format!("GET {}/challenge HTTP/1.1\r\n", server.url())), "{}", heads[0]);
    assert!(heads[1].starts_with(&format!("POST {}/ HTTP/1.1\r\n", server.url())), "{}", heads[1]);
    assert!(heads.iter().all(|head| head.contains("\r\nProxy-Authorization: Basic bWU6c0BjcmV0\r\n")), "{heads:?}");
    assert_eq!(finish(server.client(["get", &link]).stdin(Stdio::null())).expect(0).text(), "through");
    assert_eq!(proxy.seen().len(), 2, "without the variable it goes directly");

    let mut loud = server.client(["info", "--check"]);
    finish(loud.env("HTTP_PROXY", format!("http://{}", proxy.address())).stdin(Stdio::null())).expect(0);
    assert_eq!(proxy.seen().len(), 3);
    let mut script = server.client(["info", "--check"]);
    script.env("HTTP_PROXY", format!("http://{}", proxy.address())).env("REQUEST_METHOD", "GET");
    finish(script.stdin(Stdio::null())).expect(0);
    assert_eq!(proxy.seen().len(), 3, "whoever asks a CGI script chooses HTTP_PROXY");
}

#[test]
fn https_goes_through_a_tunnel() {
    let (server, proxy) = (TestServer::with(&[("FLASKPASTE_TLS", "1")]), Proxy::http());
    let mut command = server.client(["-k", "info", "--check"]);
    command.env("HTTPS_PROXY", format!("http://{}", proxy.address())).env("http_proxy", "http://127.0.0.1:1");
    finish(command.stdin(Stdio::null())).expect(0);
    assert!(proxy.seen()[0].starts_with(&format!("CONNECT {} HTTP/1.1\r\n", server.address())), "{:?}", proxy.seen());
}

#[test]
fn socks_looks_names_up_itself_where_it_is_asked_to() {
    let (server, proxy) = (TestServer::start(), Proxy::socks());
    let url = format!("http://paste.test:{}", server.address().port());
    let through = format!("socks5h://{}", proxy.address());
    finish(server.client(["-s", &url, "info", "--check"]).env("ALL_PROXY", &through).stdin(Stdio::null())).expect(0);
    assert_eq!(proxy.seen(), ["paste.test"]);
    finish(server.client(["-s", &url, "--proxy", &through, "info", "--check"]).stdin(Stdio::null())).expect(0);
    let unknown = finish(server.client(["-s", &url, "--retries", "0", "info", "--check"]).stdin(Stdio::null())).expect(5);
    assert!(unknown.stderr.starts_with("fpaste: error: cannot find paste.test: "), "{}", unknown.stderr);
}

#[test]
fn no_proxy_and_an_empty_proxy_go_directly() {
    let server = TestServer::start();
    let dead = format!("http://{}", closed_port());
    let mut direct = server.client(["info", "--check"]);
    finish(direct.env("http_proxy", &dead).env("NO_PROXY", "example.com,127.0.0.0/8").stdin(Stdio::null())).expect(0);
    finish(server.client(["--proxy", "", "info", "--check"]).env("http_proxy", &dead).stdin(Stdio::null())).expect(0);
}

#[test]
fn a_proxy_that_is_not_there_is_named_without_its_password() {
    let address = closed_port();
    for server in ["http://paste.test", "https://paste.test"] {
        let proxy = format!("http://me:hunter2@{address}");
        let refused = Home::new().run(["-s", server, "--proxy", &proxy, "--retries", "0", "info"]).expect(5);
        let told = format!("fpaste: error: cannot reach {server} through the proxy {address}: connection refused\n");
        assert!(refused.stderr.starts_with(&told) && !refused.stderr.contains("hunter2"), "{}", refused.stderr);
    }
    let wrong = Home::new().run(["-s", "http://paste.test", "--proxy", "ftp://me:hunter2@x", "info"]).expect(12);
    assert!(!wrong.stderr.contains("hunter2"), "{}", wrong.stderr);
}
