//! TCP and Unix sockets as one. Reading and writing take `&self`, so that another thread may shut a socket down.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::AsFd as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::SockRef;

use crate::server::request::Peer;

/// One connection.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Socket {
    pub(super) fn shutdown(&self, how: Shutdown) {
        // A connection that is gone already needs none.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(how),
            Self::Unix(stream) => stream.shutdown(how),
        };
    }

    pub(super) fn set_read_timeout(&self, limit: Duration) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.set_read_timeout(Some(limit)),
            Self::Unix(stream) => stream.set_read_timeout(Some(limit)),
        }
    }

    pub(super) fn set_write_timeout(&self, limit: Duration) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.set_write_timeout(Some(limit)),
            Self::Unix(stream) => stream.set_write_timeout(Some(limit)),
        }
    }
}

impl Read for &Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => (&mut &*stream).read(buffer),
            Socket::Unix(stream) => (&mut &*stream).read(buffer),
        }
    }
}

impl Write for &Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => (&mut &*stream).write(buffer),
            Socket::Unix(stream) => (&mut &*stream).write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where connections come in.
#[derive(Debug)]
pub(super) enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    pub(super) fn accept(&self) -> io::Result<(Socket, Peer)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, address) = listener.accept()?;
                // Answers leave in one write each: waiting for more would only delay them.
                stream.set_nodelay(true)?;
                Ok((Socket::Tcp(stream), Peer::Tcp(address)))
            }
            Self::Unix(listener) => listener.accept().map(|(stream, _)| (Socket::Unix(stream), Peer::Unix)),
        }
    }

    /// Whether somebody waits to be taken in, after waiting for that so long.
    pub(super) fn is_waited_at(&self, wait: Duration) -> bool {
        let fd = match self {
            Self::Tcp(listener) => listener.as_fd(),
            Self::Unix(listener) => listener.as_fd(),
        };
        let wait = Timespec::try_from(wait).ok();
        poll(&mut [PollFd::from_borrowed_fd(fd, PollFlags::IN)], wait.as_ref()).is_ok_and(|count| count > 0)
    }

    /// Ends a waiting `accept`, now and for ever.
    pub(super) fn close(&self) {
        // On Linux this alone wakes the acceptor; elsewhere a connection of our own does.
        let woken = match self {
            Self::Tcp(listener) => SockRef::from(listener).shutdown(Shutdown::Both),
            Self::Unix(listener) => SockRef::from(listener).shutdown(Shutdown::Both),
        };
        if woken.is_err() {
            let _ = match self {
                Self::Tcp(listener) => listener.local_addr().and_then(TcpStream::connect).map(|_| ()),
                Self::Unix(listener) => {
                    let path = listener.local_addr().ok().and_then(|address| address.as_pathname().map(ToOwned::to_owned));
                    path.map_or(Ok(()), |path| UnixStream::connect(path).map(|_| ()))
                }
            };
        }
    }
}
