//! A count for each network: this server's own, and what the servers beside it counted, as of the last exchange.
//!
//! Servers that share a database tell each other once a second ([`exchange`](super::exchange())). So over N servers a network gets its
//! limit, and besides only what the other N - 1 let through before they heard: what it asked of them within about a second, of each no
//! more than the limit. What is over the limit then is a debt, and the window lasts as much longer: who goes on is held to the limit,
//! who sends everything at once to all gets at most N times the limit and waits N windows for more. On average it is the limit.
//!
//! Only networks with a place of their own in the table are told of. Windows begin with a server's first count and so at different
//! times: what counts is the sum over those that run.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::table::Table;
use super::window::Window;
use crate::server::network::Network;
use crate::server::store::{Count, Deed, TOLD};

/// Windows by network.
#[derive(Debug, Default)]
pub(super) struct Counts {
    own: Table<Network, Own>,
    others: HashMap<Network, Elsewhere>,
}

/// What this server counts of a network.
#[derive(Clone, Copy, Debug, Default)]
struct Own {
    window: Window,
    /// The largest limit under which something was let through.
    limit: u64,
    /// Seconds that the window lasts longer, for what all servers let through beyond the limit.
    debt: u64,
}

/// What other servers count of a network.
#[derive(Clone, Copy, Debug, Default)]
struct Elsewhere {
    count: u64,
    limit: u64,
    ends_at: u64,
}

/// Where a network stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// What was counted, here and elsewhere.
    pub(super) count: u64,
    /// When nothing of it counts any more; for one that counts nothing, a full length from now.
    pub(super) end: u64,
}

impl Own {
    fn is_over(&self, now: u64, length: u64) -> bool {
        self.window.is_over(now, length.saturating_add(self.debt))
    }

    fn count(&self, now: u64, length: u64) -> u64 {
        if self.is_over(now, length) { 0 } else { self.window.count(now, length.saturating_add(self.debt)) }
    }

    fn end(&self, now: u64, length: u64) -> u64 {
        if self.is_over(now, length) { now.saturating_add(length) } else { self.window.end(now, length.saturating_add(self.debt)) }
    }

    fn add(&mut self, limit: u64, now: u64, length: u64) {
        if self.is_over(now, length) {
            *self = Self::default();
        }
        self.window.add(now, length.saturating_add(self.debt));
        self.limit = self.limit.max(limit);
    }

    /// Owes as much time as all servers have let through too much.
    fn settle(&mut self, others: Elsewhere, now: u64, length: u64) {
        let (total, limit) = (self.count(now, length).saturating_add(others.count), self.limit.max(others.limit).max(1));
        self.debt = length.saturating_mul(total.saturating_sub(limit)) / limit;
    }
}

impl Elsewhere {
    /// What counts of it now, beside `own`. A window that ends later than any debt explains is of a server whose clock is wrong.
    fn running(self, own: u64, now: u64, length: u64) -> Self {
        let windows = own.saturating_add(self.count) / self.limit.max(1);
        let latest = now.saturating_add(length.saturating_mul(windows.saturating_add(2)));
        if now < self.ends_at && self.ends_at <= latest { self } else { Self::default() }
    }
}

impl Counts {
    /// Where a network stands.
    pub(super) fn standing(&self, network: Network, now: u64, length: u64) -> Standing {
        let own = self.own.peek(&network, |own| own.is_over(now, length)).copied().unwrap_or_default();
        self.with_others(own, network, now, length)
    }

    /// Counts one more unless as many as `limit` are counted. Where the network stands then, or stood.
    pub(super) fn add_below(&mut self, limit: u64, network: Network, now: u64, length: u64) -> Result<Standing, Standing> {
        let own = *self.own.value(&network, now, |own| own.is_over(now, length));
        let standing = self.with_others(own, network, now, length);
        if standing.count >= limit {
            return Err(standing);
        }
        self.add(limit, network, now, length);
        Ok(self.standing(network, now, length))
    }

    /// Counts one more, where so many are allowed.
    pub(super) fn add(&mut self, limit: u64, network: Network, now: u64, length: u64) {
        self.own.value(&network, now, |own| own.is_over(now, length)).add(limit, now, length);
    }

    /// Takes one back, if its window still runs.
    pub(super) fn take_back(&mut self, network: Network, now: u64, length: u64) {
        if let Some(own) = self.own.existing(&network).filter(|own| !own.is_over(now, length)) {
            own.window.take_back(own.window.start());
        }
    }

    /// What the other servers are told: the largest counts of windows that run.
    pub(super) fn told(&self, deed: Deed, now: u64, length: u64) -> Vec<Count> {
        let running = self.own.exact().filter(|(_, own)| !own.is_over(now, length));
        let count = |(&network, own): (&Network, &Own)| Count {
            deed,
            network,
            count: own.count(now, length),
            limit: own.limit,
            ends_at: own.end(now, length),
        };
        let mut told: Vec<Count> = running.map(count).collect();
        if told.len() > TOLD {
            told.select_nth_unstable_by_key(TOLD, |told| Reverse(told.count));
            told.truncate(TOLD);
        }
        told
    }

    /// Takes what the other servers told, in place of what they told before.
    pub(super) fn hear(&mut self, told: impl Iterator<Item = Count>, now: u64, length: u64) {
        let elsewhere = |told: Count| Elsewhere { count: told.count, limit: told.limit, ends_at: told.ends_at };
        self.others = told.map(|told| (told.network, elsewhere(told))).collect();
        for (network, own) in self.own.exact_mut().filter(|(_, own)| !own.is_over(now, length)) {
            let others = self.others.get(network).copied().unwrap_or_default();
            own.settle(others.running(own.count(now, length), now, length), now, length);
        }
    }

    fn with_others(&self, own: Own, network: Network, now: u64, length: u64) -> Standing {
        let (count, end) = (own.count(now, length), own.end(now, length));
        let others = self.others.get(&network).copied().unwrap_or_default().running(count, now, length);
        let end = if count == 0 && others.count > 0 { others.ends_at } else { end.max(others.ends_at) };
        Standing { count: count.saturating_add(others.count), end }
    }

    /// Values kept, of all kinds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.own.len()
    }
}
