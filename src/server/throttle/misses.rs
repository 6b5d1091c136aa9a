//! Misses: answers of 404 and 403 on paste paths. Whoever collects too many in a minute is guessing (PROTOCOL §4).

use super::counts::Counts;
use super::lock;
use crate::server::network::Network;
use crate::server::store::{Count, Deed};
use crate::sys::sync::Mutex;

/// Seconds of a window.
const WINDOW: u64 = 60;

/// Counts misses, per network.
#[derive(Debug, Default)]
pub struct Misses(Mutex<Counts>);

impl Misses {
    /// Counts one miss, of so many that are allowed.
    pub fn note(&self, network: Network, max: u64, now: u64) {
        lock(&self.0).add(max, network, now, WINDOW);
    }

    /// Whether a network may read pastes.
    ///
    /// # Errors
    /// Seconds until it may again, at least 1: it had `max` misses in this minute. A `max` of 0 allows all.
    pub fn check(&self, network: Network, max: u64, now: u64) -> Result<(), u64> {
        let standing = lock(&self.0).standing(network, now, WINDOW);
        if max == 0 || standing.count < max { Ok(()) } else { Err(standing.end.saturating_sub(now).max(1)) }
    }

    /// What the servers beside this one are told.
    pub(super) fn told(&self, now: u64) -> Vec<Count> {
        lock(&self.0).told(Deed::Miss, now, WINDOW)
    }

    /// Takes what they told.
    pub(super) fn hear(&self, told: impl Iterator<Item = Count>, now: u64) {
        lock(&self.0).hear(told, now, WINDOW);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_misses_in_a_minute_lock_one_network_out_for_the_rest_of_it() {
        let (misses, guesser) = (Misses::default(), Network::V4([192, 0, 2, 1]));
        for _ in 0..60 {
            assert_eq!(misses.check(guesser, 60, 100), Ok(()));
            misses.note(guesser, 60, 100);
        }
        assert_eq!(misses.check(guesser, 60, 130), Err(30));
        assert_eq!(misses.check(guesser, 0, 130), Ok(()), "0 turns it off");
        assert_eq!(misses.check(Network::V4([192, 0, 2, 2]), 60, 130), Ok(()));
        assert_eq!(misses.check(guesser, 60, 160), Ok(()));
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_do_not_help() {
        let misses = Misses::default();
        for host in 0..60_u128 {
            misses.note(std::net::IpAddr::from((0x2001_0db8_u128 << 96 | host).to_be_bytes()).into(), 60, 100);
        }
        assert!(misses.check(Network::V6(0x2001_0db8 << 32), 60, 100).is_err());
    }

    #[test]
    fn a_hundred_thousand_networks_leave_a_bounded_table() {
        let misses = Misses::default();
        for number in 0..100_000_u64 {
            misses.note(Network::V6(number << 16), 60, 100);
        }
        assert!(lock(&misses.0).len() <= 2 * super::super::table::SIZE + 1024);
    }
}
