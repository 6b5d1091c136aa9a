//! Where to wait for connections.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

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
