//! `GET /client`: the executable that is running.

use sha2::{Digest, Sha256};

use crate::support::TestServer;
use crate::support::command::binary;

#[test]
fn it_is_the_running_executable_byte_for_byte() {
    let server = TestServer::start();
    let file = std::fs::read(binary()).unwrap();
    let checksum = fpaste::protocol::hex(&Sha256::digest(&file));
    let reply = server.get("/client").expect(200);
    assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
    assert_eq!(reply.header("x-checksum-sha256"), Some(checksum.as_str()));
    assert!(reply.body == file, "{} bytes instead of {}", reply.body.len(), file.len());
    let head = server.request("HEAD", "/client", &[], b"").expect(200);
    assert_eq!(head.header("content-length"), Some(file.len().to_string().as_str()));
    assert_eq!(head.header("x-checksum-sha256"), Some(checksum.as_str()));
    assert!(head.body.is_empty());
}

#[test]
fn many_fetch_it_at_once_and_each_gets_all_of_it() {
    let server = TestServer::start();
    let length = std::fs::metadata(binary()).unwrap().len();
    std::thread::scope(|scope| {
        let fetches: Vec<_> = (0..4).map(|_| scope.spawn(|| Sha256::digest(server.get("/client").expect(200).body))).collect();
        let digests: Vec<_> = fetches.into_iter().map(|fetch| fetch.join().unwrap()).collect();
        assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
    });
    assert!(server.status("VmRSS") * 1024 < length + 100 * 1024 * 1024, "it is streamed, not loaded");
}
