//! The rate limit: requests that write, per network, in fixed windows (PROTOCOL §4).

use super::counts::{Counts, Standing};
use super::lock;
use crate::server::network::Network;
use crate::server::store::{Count, Deed};
use crate::sys::sync::Mutex;

/// The numbers of the rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateRules {
    /// Seconds.
    pub window: u64,
    /// Requests in a window.
    pub max: u64,
    /// How many times as many for an authenticated caller.
    pub auth_multiplier: u64,
}

/// Where a network stands: `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateFacts {
    /// Requests in a window.
    pub limit: u64,
    /// Requests left.
    pub remaining: u64,
    /// When the window ends, Unix seconds.
    pub reset: u64,
}

/// The window has no request left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateExceeded {
    /// Where the network stands.
    pub facts: RateFacts,
    /// Seconds until it may ask again, at least 1.
    pub retry_after: u64,
}

/// Counts requests. Anonymous and authenticated callers of one network share the count, not the limit.
#[derive(Debug, Default)]
pub struct Rate(Mutex<Counts>);

impl Rate {
    /// Counts one request; one that is refused does not count.
    ///
    /// # Errors
    /// [`RateExceeded`].
    pub fn count(&self, network: Network, authenticated: bool, rules: RateRules, now: u64) -> Result<RateFacts, RateExceeded> {
        let limit = limit(authenticated, rules);
        match lock(&self.0).add_below(limit, network, now, rules.window) {
            Ok(standing) => Ok(facts(standing, limit)),
            Err(standing) => {
                let facts = facts(standing, limit);
                Err(RateExceeded { facts, retry_after: facts.reset.saturating_sub(now).max(1) })
            }
        }
    }

    /// Takes one request back that turned out not to count: an idempotent replay.
    pub fn refund(&self, network: Network, rules: RateRules, now: u64) {
        lock(&self.0).take_back(network, now, rules.window);
    }

    /// Where a network stands, without counting.
    pub fn facts(&self, network: Network, authenticated: bool, rules: RateRules, now: u64) -> RateFacts {
        facts(lock(&self.0).standing(network, now, rules.window), limit(authenticated, rules))
    }

    /// What the servers beside this one are told, where a window is so long.
    pub(super) fn told(&self, window: u64, now: u64) -> Vec<Count> {
        lock(&self.0).told(Deed::Write, now, window)
    }

    /// Takes what they told.
    pub(super) fn hear(&self, told: impl Iterator<Item = Count>, window: u64, now: u64) {
        lock(&self.0).hear(told, now, window);
    }
}

fn limit(authenticated: bool, rules: RateRules) -> u64 {
    if authenticated { rules.max.saturating_mul(rules.auth_multiplier.max(1)) } else { rules.max }
}

fn facts(standing: Standing, limit: u64) -> RateFacts {
    RateFacts { limit, remaining: limit.saturating_sub(standing.count), reset: standing.end }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: RateRules = RateRules { window: 60, max: 3, auth_multiplier: 2 };

    fn address(number: u32) -> Network {
        Network::V4(number.to_be_bytes())
    }

    #[test]
    fn a_window_allows_so_many_and_says_how_many_are_left() {
        let rate = Rate::default();
        for remaining in [2, 1, 0] {
            assert_eq!(rate.count(address(1), false, RULES, 100), Ok(RateFacts { limit: 3, remaining, reset: 160 }));
        }
        let facts = RateFacts { limit: 3, remaining: 0, reset: 160 };
        assert_eq!(rate.count(address(1), false, RULES, 130), Err(RateExceeded { facts, retry_after: 30 }));
        assert!(rate.count(address(2), false, RULES, 130).is_ok(), "another network is not its neighbour");
        assert_eq!(rate.count(address(1), false, RULES, 160).map(|facts| facts.remaining), Ok(2));
    }

    #[test]
    fn an_authenticated_caller_has_a_multiple_of_the_same_count() {
        let rate = Rate::default();
        for _ in 0..3 {
            rate.count(address(1), false, RULES, 100).unwrap();
        }
        assert_eq!(rate.count(address(1), true, RULES, 100).map(|facts| (facts.limit, facts.remaining)), Ok((6, 2)));
        assert!(rate.count(address(1), false, RULES, 100).is_err());
    }

    #[test]
    fn a_refused_request_and_a_replay_do_not_count() {
        let rate = Rate::default();
        for _ in 0..10 {
            let _ = rate.count(address(1), false, RULES, 100);
        }
        assert_eq!(rate.facts(address(1), true, RULES, 100).remaining, 3);
        rate.refund(address(1), RULES, 100);
        assert_eq!(rate.facts(address(1), false, RULES, 100).remaining, 1);
        rate.refund(address(1), RULES, 500);
        assert_eq!(rate.facts(address(1), false, RULES, 100).remaining, 1, "a window that is over gives nothing back");
    }

    #[test]
    fn a_hundred_thousand_addresses_leave_a_bounded_table_that_still_limits() {
        let rate = Rate::default();
        for number in 0..100_000 {
            let _ = rate.count(address(number << 8 | 1), false, RULES, 100);
        }
        assert!(lock(&rate.0).len() <= 2 * super::super::table::SIZE + 1024);
        let fresh = |last: u32| rate.count(address(0xf0f0_f000 | last), false, RULES, 100).is_ok();
        assert!((0..200).filter(|&last| fresh(last)).count() <= 3, "a /24 counts as one once the table is full");
        assert!(rate.count(address(0xf0f0_f001), false, RULES, 160).is_ok(), "and is free again in the next window");
    }

    #[test]
    fn a_changed_rule_counts_at_once() {
        let rate = Rate::default();
        for _ in 0..3 {
            rate.count(address(1), false, RULES, 100).unwrap();
        }
        assert_eq!(rate.count(address(1), false, RateRules { max: 5, ..RULES }, 100).map(|facts| facts.remaining), Ok(1));
        assert!(rate.count(address(1), false, RateRules { max: 0, ..RULES }, 500).is_err());
    }
}
