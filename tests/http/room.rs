//! Room for bodies on their way: slow readers keep nobody from writing, and not for long from reading.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

use crate::support::{TestServer, wait_until};

const MIB: usize = 1 << 20;

/// Asks for a paste, takes the first bytes of the answer, and is in no hurry for the rest. `None` where there was none.
fn slow_reader(address: SocketAddr, id: &str) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    // Else the system would read for it.
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(format!("GET /{id}/raw HTTP/1.1\r\nHost: h\r\n\r\n").as_bytes()).unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert!(&status == b"HTTP/1.1 200" || &status == b"HTTP/1.1 503", "{}", String::from_utf8_lossy(&status));
    stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    status.ends_with(b"200").then_some(stream)
}

/// Bytes of the server's temporary files, which have no names.
fn temporary(server: &TestServer) -> u64 {
    let descriptors = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap();
    let files = descriptors.filter_map(|entry| std::fs::metadata(entry.unwrap().path()).ok());
    files.filter(|file| file.is_file() && file.nlink() == 0).map(|file| file.len()).sum()
}

#[test]
fn slow_readers_of_large_pastes_keep_nobody_from_writing_and_not_for_long_from_reading() {
    let size = 50 * MIB;
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", &size.to_string())]);
    let large = server.create(&vec![7; size], &[]);
    let mut readers: Vec<TcpStream> = Vec::new();
    // As many as there is room for, and one more.
    while readers.len() < 40
        && let Some(reader) = slow_reader(server.address(), &large)
    {
        readers.push(reader);
    }
    assert!(readers.len() >= 20, "{}", readers.len());
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut drops = [0; 4096];
            while !over.load(Ordering::Relaxed) {
                // Those who were told to go have nothing more.
                for reader in &mut readers {
                    drop(reader.read(&mut drops));
                }
                std::thread::park_timeout(Duration::from_millis(200));
            }
        });
        for number in 0..5_u8 {
            server.request("POST", "/", &[], &vec![number; MIB]).expect(201);
        }
        assert!(temporary(&server) <= 1 << 30, "{}", temporary(&server));
        wait_until("a reader in a hurry is served", Duration::from_secs(90), || {
            let reply = server.get(&format!("/{large}/raw"));
            assert!(reply.status == 503 || reply.status == 200 && reply.body.len() == size, "{}", reply.status);
            reply.status == 200
        });
        over.store(true, Ordering::Relaxed);
    });
    let peak = server.status("VmHWM");
    assert!(peak < 150 * 1024, "{peak} KiB");
    drop(readers);
    wait_until("all room comes back", Duration::from_secs(30), || temporary(&server) == 0);
}

#[test]
fn slow_readers_of_small_pastes_keep_nobody_from_anything() {
    let server = TestServer::start();
    let small = server.create(&vec![7; 250_000], &[]);
    let readers: Vec<TcpStream> = (0..250).map(|_| slow_reader(server.address(), &small).unwrap()).collect();
    for number in 0..5_u8 {
        server.request("POST", "/", &[], &vec![number; 100_000]).expect(201);
        assert_eq!(server.get(&format!("/{small}/raw")).expect(200).body.len(), 250_000);
    }
    let peak = server.status("VmHWM");
    assert!(peak < 150 * 1024, "{peak} KiB");
    drop(readers);
}
