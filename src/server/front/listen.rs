//! Where to wait for connections, and the acceptor that takes them in whatever happens.

use std::fmt;
use std::fs::{self, Permissions};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, SockAddr, Socket, Type};
use thiserror::Error;

use super::registry::Slot;
use super::socket::{self, Listener};
use super::{Shared, connection};
use crate::server::request::Peer;

/// Connections the operating system keeps waiting. With std's 128, 2,000 connects took 11 seconds.
const BACKLOG: i32 = 4096;
/// Descriptors that are not connections: the database, the log, the listener.
const SPARE: usize = 64;

/// An address to listen on: `ADDR:PORT` or `unix:PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind {
    /// A TCP address; port 0 takes a free one.
    Tcp(SocketAddr),
    /// A Unix socket, for whoever may write to it (0660).
    Unix(PathBuf),
}

/// The text is no address to listen on.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0:?} is no address to listen on; write ADDR:PORT, such as 127.0.0.1:5000 or [::]:5000, or unix:PATH")]
pub struct BindError(String);

impl FromStr for Bind {
    type Err = BindError;

    fn from_str(text: &str) -> Result<Self, BindError> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err(BindError(text.into())) } else { Ok(Self::Unix(path.into())) };
        }
        let named = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
        named
            .map(|port| SocketAddr::new(IpAddr::from([127, 0, 0, 1]), port))
            .or_else(|| text.parse().ok())
            .map(Self::Tcp)
            .ok_or_else(|| BindError(text.into()))
    }
}

impl fmt::Display for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// The front door could not be opened.
#[derive(Debug, Error)]
pub enum FrontError {
    /// Another program has the address.
    #[error("{0} is in use; stop the program that has it, or choose another with --bind")]
    InUse(Bind),
    /// The port is for the administrator, or the folder is not ours.
    #[error("not allowed to listen on {0}; ports below 1024 and folders of others need more rights")]
    NotAllowed(Bind),
    /// This machine does not have the address.
    #[error("this machine has no address {0}; choose another with --bind")]
    NoSuchAddress(Bind),
    /// There is a file of that name that is no socket.
    #[error("{} exists and is no socket; remove it, or choose another path", .0.display())]
    NotASocket(PathBuf),
    /// The operating system refused for another reason.
    #[error("cannot listen on {0}: {1}")]
    Listen(Bind, #[source] io::Error),
    /// No thread could be made.
    #[error("cannot start a thread: {0}")]
    Thread(#[source] io::Error),
}

impl FrontError {
    fn of(bind: &Bind, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => Self::InUse(bind.clone()),
            io::ErrorKind::PermissionDenied => Self::NotAllowed(bind.clone()),
            io::ErrorKind::AddrNotAvailable => Self::NoSuchAddress(bind.clone()),
            _ => Self::Listen(bind.clone(), error),
        }
    }
}

/// Listens. The address is the one given, with the real port.
pub(super) fn listen(bind: &Bind) -> Result<(Listener, Bind), FrontError> {
    let failed = |error| FrontError::of(bind, error);
    match bind {
        Bind::Tcp(address) => {
            let socket = Socket::new(Domain::for_address(*address), Type::STREAM, None).map_err(failed)?;
            socket.set_reuse_address(true).map_err(failed)?;
            socket.bind(&(*address).into()).map_err(failed)?;
            socket.listen(BACKLOG).map_err(failed)?;
            let listener = TcpListener::from(socket);
            let local = Bind::Tcp(listener.local_addr().map_err(failed)?);
            Ok((Listener::Tcp(listener), local))
        }
        Bind::Unix(path) => {
            remove_stale(bind, path)?;
            let socket = Socket::new(Domain::UNIX, Type::STREAM, None).map_err(failed)?;
            socket.bind(&SockAddr::unix(path).map_err(failed)?).map_err(failed)?;
            // Between binding and listening nobody can connect, so nobody does with the rights of the umask.
            fs::set_permissions(path, Permissions::from_mode(0o660)).map_err(failed)?;
            socket.listen(BACKLOG).map_err(failed)?;
            Ok((Listener::Unix(OwnedFd::from(socket).into()), bind.clone()))
        }
    }
}

/// Removes a socket that a server which ended without a word left behind. One that answers is in use.
fn remove_stale(bind: &Bind, path: &Path) -> Result<(), FrontError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(FrontError::of(bind, error)),
        Ok(found) if !found.file_type().is_socket() => return Err(FrontError::NotASocket(path.into())),
        Ok(_) => {}
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(|error| FrontError::of(bind, error))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(FrontError::NotAllowed(bind.clone())),
        Ok(_) | Err(_) => Err(FrontError::InUse(bind.clone())),
    }
}

/// How many connections the descriptors of this process allow, after asking for as many as `wanted` need: each may hold one for itself
/// and one for a temporary file.
pub(super) fn raise_descriptors(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let enough = u64::try_from(wanted * 2 + SPARE).unwrap_or(u64::MAX).max(4096);
    let mut current = limit.current.unwrap_or(u64::MAX);
    if current < enough {
        let raised = limit.maximum.map_or(enough, |maximum| maximum.min(enough));
        if setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum: limit.maximum }).is_ok() {
            current = raised;
        }
    }
    let allowed = usize::try_from(current).unwrap_or(usize::MAX).saturating_sub(SPARE) / 2;
    wanted.min(allowed.max(1))
}

/// Takes connections in until the listener is closed; each gets a thread.
pub(super) fn accept(listener: &Listener, shared: &Arc<Shared>) {
    while !shared.registry.is_stopping() {
        match listener.accept() {
            Ok((socket, peer)) => welcome(shared, socket, peer),
            Err(error) if is_exhaustion(&error) => {
                // The system says so before anybody comes. Whoever does waits in the backlog; the place of another is the chance.
                if listener.is_waited_at(Duration::from_secs(1)) {
                    shared.registry.make_room();
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
            // The client went away before it was taken in, or a signal came.
            Err(error) if is_the_clients(&error) => {}
            // Whatever this is, it must not become a busy loop.
            Err(_) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn welcome(shared: &Arc<Shared>, socket: socket::Socket, peer: Peer) {
    let (allowance, total) = {
        let options = shared.options();
        (options.proxies.allowance(peer, &options.limits), options.limits.connections.min(shared.descriptors))
    };
    let Some(slot) = shared.registry.admit(socket, peer, allowance, total) else { return };
    // Where no thread can be made, the place is dropped, and the connection with it.
    if shared.crew.take(Place { shared: Arc::clone(shared), slot }).is_err() {
        shared.counters.refused.fetch_add(1, Ordering::Relaxed);
        shared.registry.make_room();
    }
}

/// A connection's place in the house, given back however its thread ends.
pub(super) struct Place {
    shared: Arc<Shared>,
    slot: Arc<Slot>,
}

impl Place {
    /// Answers the connection to its end.
    pub(super) fn serve(self) {
        connection::serve(&self.shared, &self.slot);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.registry.leave(&self.slot);
    }
}

fn is_exhaustion(error: &io::Error) -> bool {
    let codes = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM];
    codes.iter().any(|code| error.raw_os_error() == Some(code.raw_os_error()))
}

fn is_the_clients(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_tcp_or_unix() {
        for text in ["127.0.0.1:5000", "[::]:0", "unix:/run/fpaste.sock", "unix:relative"] {
            assert_eq!(text.parse::<Bind>().unwrap().to_string(), text);
        }
        assert_eq!("localhost:80".parse::<Bind>().unwrap().to_string(), "127.0.0.1:80");
        for text in ["", "5000", ":5000", "unix:", "host:5000", "127.0.0.1", "127.0.0.1:70000", "::1:5000"] {
            assert_eq!(text.parse::<Bind>(), Err(BindError(text.into())), "{text}");
        }
    }
}
