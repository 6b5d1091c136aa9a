//! Whom a limit counts as one: an IPv4 address, or an IPv6 /64.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One network. An IPv4-mapped IPv6 address is its IPv4 address: nobody is two networks by writing theirs another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Network {
    /// One IPv4 address.
    V4([u8; 4]),
    /// The first 64 bits of an IPv6 address.
    V6(u64),
}

impl Network {
    /// This machine itself, and whoever comes through a Unix socket.
    pub const LOCAL: Self = Self::V4([127, 0, 0, 1]);

    /// The neighbourhood a network shares a counter with where a table is full: the IPv4 /24, the IPv6 /48.
    #[must_use]
    pub fn widened(self) -> Self {
        match self {
            Self::V4([a, b, c, _]) => Self::V4([a, b, c, 0]),
            Self::V6(prefix) => Self::V6(prefix & !0xffff),
        }
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.octets()),
            IpAddr::V6(address) => Self::V6(u64::try_from(address.to_bits() >> 64).unwrap_or(0)),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::V4(octets) => Ipv4Addr::from(octets).fmt(f),
            Self::V6(prefix) => write!(f, "{}/64", Ipv6Addr::from_bits(u128::from(prefix) << 64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn an_ipv6_network_is_its_first_64_bits() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("2001:db8:1:2::9").to_string(), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::").widened(), network("2001:db8:1:ffff::").widened());
        assert_ne!(network("2001:db8:1::").widened(), network("2001:db8:2::").widened());
    }

    #[test]
    fn an_ipv4_network_is_one_address_however_it_is_written() {
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_eq!(network("192.0.2.7").to_string(), "192.0.2.7");
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
        assert_eq!(network("192.0.2.7").widened(), network("192.0.2.8").widened());
        assert_eq!(Network::LOCAL, network("127.0.0.1"));
    }
}
