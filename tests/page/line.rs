//! A bad line between the browser and the server: it carries every byte, until it is told to fail once.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// How it fails.
enum Fault {
    /// The request that begins like this reaches the server; its answer does not come back.
    Unanswered(String),
    /// The connection ends that has brought more than so many bytes.
    Cut(usize),
}

/// The line. It ends with the process.
pub struct Line {
    address: SocketAddr,
    due: Arc<Mutex<Option<Fault>>>,
}

impl Line {
    /// A line to this server.
    pub fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, due) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(None)));
        let orders = Arc::clone(&due);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let Ok(far) = TcpStream::connect(server) else { break };
                let (requests, answers) = ((near.try_clone().unwrap(), far.try_clone().unwrap()), (far, near));
                let (due, doomed) = (Arc::clone(&orders), Arc::new(AtomicBool::new(false)));
                let (watched, mark) = (Arc::clone(&due), Arc::clone(&doomed));
                std::thread::spawn(move || carry_up(requests, &watched, &mark));
                std::thread::spawn(move || carry_down(answers, &due, &doomed));
            }
        });
        Self { address, due }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Loses the answer to the next request that begins like this, after the server has given it.
    pub fn lose_answer(&self, request: &str) {
        *self.due.lock().unwrap() = Some(Fault::Unanswered(request.to_owned()));
    }

    /// Cuts the next connection that brings more than so many bytes.
    pub fn cut_after(&self, bytes: usize) {
        *self.due.lock().unwrap() = Some(Fault::Cut(bytes));
    }

    /// Whether it has failed as it was told to.
    pub fn has_failed(&self) -> bool {
        self.due.lock().unwrap().is_none()
    }
}

fn carry_up((mut near, mut far): (TcpStream, TcpStream), due: &Mutex<Option<Fault>>, doomed: &AtomicBool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = near.read(&mut buffer) {
        // A request begins a piece: the one before it was answered, and so had come whole.
        let is_meant = |fault: &mut Fault| matches!(fault, Fault::Unanswered(start) if buffer[..count].starts_with(start.as_bytes()));
        if due.lock().unwrap().take_if(is_meant).is_some() {
            doomed.store(true, Ordering::SeqCst);
        }
        if far.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = far.shutdown(Shutdown::Write);
}

fn carry_down((mut far, mut near): (TcpStream, TcpStream), due: &Mutex<Option<Fault>>, doomed: &AtomicBool) {
    let (mut buffer, mut brought) = ([0; 16 * 1024], 0);
    while let Ok(count @ 1..) = far.read(&mut buffer) {
        brought += count;
        if doomed.load(Ordering::SeqCst) {
            // Where nothing at all came back on a connection that has served before, Chromium asks again by itself; noise it reports.
            let _ = near.write_all(&[0; 64]);
            break;
        }
        let is_over = due.lock().unwrap().take_if(|fault| matches!(fault, Fault::Cut(most) if brought > *most)).is_some();
        if is_over || near.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = (far.shutdown(Shutdown::Both), near.shutdown(Shutdown::Both));
}
