//! Every limit of the front door, once, with its default.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::protocol::limit::{KIB, MIB};
use crate::server::request::Peer;

/// Bytes of a request head, at most: 431.
pub const HEAD_MAX: usize = 16 * 1024;
/// Fields of a request head, at most: 431.
pub const FIELDS_MAX: usize = 64;
/// Bytes of a request target, at most: 414.
pub const TARGET_MAX: usize = 2 * 1024;
/// Bytes of a method, at most: no method we know is longer, 501.
pub const METHOD_MAX: usize = 32;
/// Stack of a connection's thread. Unoptimized code needs more of it than the code that is shipped.
pub const STACK: usize = if cfg!(debug_assertions) { 1024 * 1024 } else { 256 * 1024 };

/// What one connection, one network and all of them together may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections in all. The descriptors the process may open lower it: (NOFILE − 64) / 2.
    pub connections: usize,
    /// Connections of one network.
    pub per_network: usize,
    /// The whole TLS handshake.
    pub handshake: Duration,
    /// A head, from its first byte.
    pub head: Duration,
    /// A connection on which nothing is asked.
    pub idle: Duration,
    /// Requests of one connection.
    pub requests: u32,
    /// What a body or an answer may take beside the time its bytes need at `rate`.
    pub grace: Duration,
    /// Bytes a second that a body or an answer must make on the whole.
    pub rate: u64,
    /// A body or an answer that does not move at all.
    pub stall: Duration,
    /// Bytes read and thrown away after an answer that ends the connection.
    pub drain_bytes: u64,
    /// Time for that.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            per_network: 32,
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            requests: 1000,
            grace: Duration::from_secs(5),
            rate: 4 * KIB,
            stall: Duration::from_secs(10),
            drain_bytes: MIB,
            drain: Duration::from_millis(1500),
        }
    }
}

impl Limits {
    /// How long a transfer may have taken once so many bytes of it have moved.
    pub fn transfer(&self, moved: u64) -> Duration {
        self.grace + Duration::from_millis(moved.saturating_mul(1000) / self.rate.max(1))
    }
}

/// Whose connections carry many clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxies {
    /// Nothing is configured: loopback is trusted, and may hold as many connections as all together.
    Loopback,
    /// These, and they may hold any number.
    Networks(Vec<IpNet>),
}

impl Proxies {
    /// How many connections this peer's network may hold.
    pub fn allowance(&self, peer: Peer, limits: &Limits) -> usize {
        let Peer::Tcp(address) = peer else { return usize::MAX };
        let address: IpAddr = address.ip().to_canonical();
        match self {
            Self::Loopback if address.is_loopback() => limits.connections,
            Self::Networks(networks) if networks.iter().any(|network| network.contains(&address)) => usize::MAX,
            _ => limits.per_network,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(address: &str) -> Peer {
        Peer::Tcp(address.parse().unwrap())
    }

    #[test]
    fn a_transfer_earns_time_by_its_bytes() {
        let limits = Limits::default();
        assert_eq!(limits.transfer(0), Duration::from_secs(5));
        assert_eq!(limits.transfer(40 * KIB), Duration::from_secs(15));
        assert!(limits.transfer(u64::MAX) > Duration::from_secs(1_000_000));
    }

    #[test]
    fn loopback_may_fill_the_house_only_where_no_proxy_is_configured() {
        let limits = Limits::default();
        let default = Proxies::Loopback;
        assert_eq!(default.allowance(peer("127.0.0.1:1"), &limits), 512);
        assert_eq!(default.allowance(peer("[::ffff:127.9.9.9]:1"), &limits), 512);
        assert_eq!(default.allowance(peer("[::1]:1"), &limits), 512);
        assert_eq!(default.allowance(peer("192.0.2.1:1"), &limits), 32);
        let configured = Proxies::Networks(vec!["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(configured.allowance(peer("127.0.0.1:1"), &limits), 32);
        assert_eq!(configured.allowance(peer("[::ffff:10.1.2.3]:1"), &limits), usize::MAX);
        assert_eq!(configured.allowance(Peer::Unix, &limits), usize::MAX);
    }
}
