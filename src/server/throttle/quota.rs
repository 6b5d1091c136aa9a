//! Byte quotas: what is about to be read is reserved before its first byte, so that parallel uploads cannot pass together.
//!
//! The store counts what has been written and decides again in the transaction that writes; a reservation stands on top of
//! that count while the body is on its way, and goes when it drops.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::lock;
use crate::protocol::limit::DAY;
use crate::server::network::Network;
use crate::server::store::{self, AccountId, Quota, StoreError, Usage};
use crate::sys::sync::Mutex;

/// The sizes of the quotas, bytes; 0 is off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuotaRules {
    /// Per network and day.
    pub network: u64,
    /// Per account and day.
    pub account: u64,
    /// Of the whole database.
    pub total: u64,
    /// Left free on the disk.
    pub disk_floor: u64,
}

/// Whose quota an upload counts in. A self-made certificate costs nothing, so who has one counts by network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An anonymous or untrusted caller.
    Network(Network),
    /// A trusted one.
    Account(AccountId),
}

/// What is full: the facts of a 507.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full {
    /// `network`, `account`, `total` or `disk`.
    pub quota: &'static str,
    /// Its bytes.
    pub limit: u64,
    /// How many of them are taken; 0 for the disk, whose size is nobody's business.
    pub used: u64,
    /// When a day's quota begins anew, Unix seconds.
    pub reset: Option<u64>,
}

/// Why nothing was reserved.
#[derive(Debug, PartialEq, Eq)]
pub enum QuotaError {
    /// There is no room.
    Full(Full),
    /// The store could not say.
    Store(StoreError),
}

impl From<StoreError> for QuotaError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// All reservations.
#[derive(Clone, Debug, Default)]
pub struct Quotas(Arc<Mutex<Reserved>>);

#[derive(Debug, Default)]
struct Reserved {
    by_scope: HashMap<String, u64>,
    total: u64,
}

/// Bytes reserved for one upload; given back on drop.
#[derive(Debug)]
#[must_use = "the bytes are given back when this drops"]
pub struct Reservation {
    quotas: Quotas,
    scope: String,
    bytes: u64,
}

impl Holder {
    /// What the store counts by.
    pub fn scope(&self) -> String {
        match self {
            Self::Network(network) => format!("network:{network}"),
            Self::Account(account) => format!("account:{account}"),
        }
    }

    /// The quota of this holder today, for the store to count in; `None` where it is off.
    pub fn quota(&self, rules: QuotaRules, now: u64) -> Option<Quota> {
        let limit = match self {
            Self::Network(_) => rules.network,
            Self::Account(_) => rules.account,
        };
        (limit > 0).then(|| Quota { scope: self.scope(), day: now / DAY, limit })
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Network(_) => "network",
            Self::Account(_) => "account",
        }
    }
}

impl QuotaRules {
    /// The facts of a refusal by the store, which knows a quota by its scope alone.
    pub fn full(scope: &str, limit: u64, used: u64, now: u64) -> Full {
        let quota = ["network", "account"].into_iter().find(|word| scope.starts_with(word)).unwrap_or("total");
        Full { quota, limit, used, reset: (quota != "total").then(|| next_day(now)) }
    }
}

impl Quotas {
    /// Reserves bytes for one upload.
    ///
    /// # Errors
    /// [`QuotaError`]: nothing was reserved.
    pub fn reserve(&self, holder: Holder, bytes: u64, rules: QuotaRules, usage: &dyn Usage, now: u64) -> Result<Reservation, QuotaError> {
        let scope = holder.scope();
        // What others have reserved is read before what is written: an upload that finishes in between counts twice for a moment,
        // never not at all. Who comes first is not refused for who comes after.
        let (ahead, ahead_in_all) = {
            let mut reserved = lock(&self.0);
            let in_all = reserved.total;
            reserved.total = reserved.total.saturating_add(bytes);
            let own = reserved.by_scope.entry(scope.clone()).or_default();
            let ahead = *own;
            *own = own.saturating_add(bytes);
            (ahead, in_all)
        };
        let reservation = Reservation { quotas: self.clone(), scope, bytes };
        let fits = |used: u64, limit: u64| used.checked_add(bytes).is_some_and(|sum| sum <= limit);
        if let Some(quota) = holder.quota(rules, now) {
            let used = usage.counted(&quota)?.saturating_add(ahead);
            if !fits(used, quota.limit) {
                return Err(QuotaError::Full(Full { quota: holder.word(), limit: quota.limit, used, reset: Some(next_day(now)) }));
            }
        }
        if rules.total > 0 {
            let used = usage.size()?.saturating_add(ahead_in_all);
            if !fits(used, rules.total) {
                return Err(QuotaError::Full(Full { quota: "total", limit: rules.total, used, reset: None }));
            }
        }
        if rules.disk_floor > 0 {
            let free = usage.disk_free()?.saturating_sub(ahead_in_all).saturating_sub(bytes);
            if free < rules.disk_floor {
                return Err(QuotaError::Full(Full { quota: "disk", limit: rules.disk_floor, used: 0, reset: None }));
            }
        }
        Ok(reservation)
    }
}

impl Reservation {
    /// Gives back what an upload of unknown length reserved too much, now that its length is known.
    pub fn shrink(&mut self, bytes: u64) {
        let excess = self.bytes.saturating_sub(bytes);
        self.give_back(excess);
        self.bytes -= excess;
    }

    fn give_back(&self, bytes: u64) {
        let mut reserved = lock(&self.quotas.0);
        reserved.total = reserved.total.saturating_sub(bytes);
        if let Some(own) = reserved.by_scope.get_mut(&self.scope) {
            *own = own.saturating_sub(bytes);
            if *own == 0 {
                reserved.by_scope.remove(&self.scope);
            }
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.give_back(self.bytes);
    }
}

/// Bytes free, for those without privileges, on the disk that holds a path.
///
/// # Errors
/// [`StoreError::Disk`].
pub fn disk_free(path: &Path) -> store::Result<u64> {
    let disk = rustix::fs::statvfs(path).map_err(|error| StoreError::Disk(error.to_string()))?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

fn next_day(now: u64) -> u64 {
    (now / DAY + 1).saturating_mul(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Written {
        counted: u64,
        stored: u64,
        free: u64,
    }

    impl Usage for Written {
        fn counted(&self, _: &Quota) -> store::Result<u64> {
            Ok(self.counted)
        }
        fn size(&self) -> store::Result<u64> {
            Ok(self.stored)
        }
        fn disk_free(&self) -> store::Result<u64> {
            Ok(self.free)
        }
    }

    const RULES: QuotaRules = QuotaRules { network: 100, account: 1000, total: 0, disk_floor: 0 };
    const ONE: Holder = Holder::Network(Network::V4([192, 0, 2, 1]));
    const OTHER: Holder = Holder::Network(Network::V4([192, 0, 2, 2]));
    const EMPTY: Written = Written { counted: 0, stored: 0, free: u64::MAX };

    fn full(quota: &'static str, limit: u64, used: u64, reset: Option<u64>) -> QuotaError {
        QuotaError::Full(Full { quota, limit, used, reset })
    }

    #[test]
    fn parallel_uploads_cannot_pass_together() {
        let quotas = Quotas::default();
        let first = quotas.reserve(ONE, 60, RULES, &EMPTY, 5).unwrap();
        assert_eq!(quotas.reserve(ONE, 60, RULES, &EMPTY, 5).unwrap_err(), full("network", 100, 60, Some(86_400)));
        let small = quotas.reserve(ONE, 40, RULES, &EMPTY, 5).unwrap();
        assert!(quotas.reserve(OTHER, 100, RULES, &EMPTY, 5).is_ok());
        drop(first);
        assert!(quotas.reserve(ONE, 60, RULES, &EMPTY, 5).is_ok());
        drop(small);
        assert!(lock(&quotas.0).by_scope.is_empty() && lock(&quotas.0).total == 0);
    }

    #[test]
    fn what_is_written_counts_and_a_known_length_gives_back_the_rest() {
        let (quotas, written) = (Quotas::default(), Written { counted: 30, ..EMPTY });
        assert!(quotas.reserve(ONE, 71, RULES, &written, 5).is_err());
        let mut chunked = quotas.reserve(ONE, 70, RULES, &written, 5).unwrap();
        assert!(quotas.reserve(ONE, 1, RULES, &written, 5).is_err());
        chunked.shrink(10);
        chunked.shrink(50);
        assert!(quotas.reserve(ONE, 61, RULES, &written, 5).is_err());
        assert!(quotas.reserve(ONE, 60, RULES, &written, 5).is_ok());
    }

    #[test]
    fn the_ceiling_and_the_floor_are_for_all_together() {
        let quotas = Quotas::default();
        let rules = QuotaRules { total: 500, disk_floor: 50, ..QuotaRules::default() };
        let _held = quotas.reserve(ONE, 100, rules, &Written { counted: 0, stored: 300, free: 400 }, 5).unwrap();
        let now = Written { counted: 0, stored: 300, free: 400 };
        assert_eq!(quotas.reserve(OTHER, 101, rules, &now, 5).unwrap_err(), full("total", 500, 400, None));
        let tight = Written { free: 249, ..now };
        assert_eq!(quotas.reserve(OTHER, 100, rules, &tight, 5).unwrap_err(), full("disk", 50, 0, None));
        assert!(quotas.reserve(OTHER, 99, rules, &tight, 5).is_ok());
    }

    #[test]
    fn off_is_off_and_no_sum_overflows() {
        let quotas = Quotas::default();
        let _huge = quotas.reserve(ONE, u64::MAX, QuotaRules::default(), &EMPTY, 5).unwrap();
        assert!(quotas.reserve(ONE, u64::MAX, QuotaRules::default(), &EMPTY, 5).is_ok());
        assert!(quotas.reserve(ONE, u64::MAX, RULES, &Written { counted: u64::MAX, ..EMPTY }, u64::MAX).is_err());
    }

    #[test]
    fn of_many_racing_uploads_no_more_pass_than_fit() {
        let quotas = Quotas::default();
        let held: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| quotas.reserve(ONE, 30, RULES, &EMPTY, 5).ok())).collect();
            racers.into_iter().filter_map(|racer| racer.join().unwrap()).collect()
        });
        assert!(held.len() <= 3 && !held.is_empty(), "{}", held.len());
    }

    #[test]
    fn the_disk_here_has_a_size() {
        assert!(disk_free(Path::new("/")).is_ok());
        assert!(disk_free(Path::new("/no/such/place")).is_err());
    }
}
