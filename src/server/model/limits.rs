//! What one caller may take from all others, as PROTOCOL §4 has it: windows, and the numbers that a sequence runs under.

use std::collections::BTreeMap;

use super::step::Rules;

pub(super) const MAX_ANON: usize = 400;
pub(super) const MAX_AUTH: usize = 500;
pub(super) const MIN_SIZE: usize = 2;
pub(super) const EXPIRY_ANON: u64 = 90;
pub(super) const EXPIRY_UNTRUSTED: u64 = 150;
pub(super) const EXPIRY_TRUSTED: u64 = 250;
pub(super) const MAX_EXPIRY: u64 = 400;
pub(super) const POW_TTL: u64 = 100;
pub(super) const DIFFICULTY: u64 = 3;
pub(super) const FLOOD_WINDOW: u64 = 60;
pub(super) const FLOOD_THRESHOLD: u64 = 2;
pub(super) const FLOOD_STEP: u64 = 1;
pub(super) const FLOOD_MAX: u64 = 5;
pub(super) const FLOOD_DECAY: u64 = 40;
pub(super) const RATE_WINDOW: u64 = 60;
pub(super) const RATE_MAX: u64 = 6;
pub(super) const RATE_AUTH_MULT: u64 = 2;
pub(super) const MISS_WINDOW: u64 = 60;
pub(super) const MISS_MAX: u64 = 14;
pub(super) const DEDUP_WINDOW: u64 = 60;
pub(super) const DEDUP_MAX: u64 = 1;
pub(super) const QUOTA_NETWORK: u64 = 600;
pub(super) const QUOTA_ACCOUNT: u64 = 800;
pub(super) const TRIES_WINDOW: u64 = 600;
pub(super) const TRIES_MAX: u64 = 10;

/// The same for the server.
pub(super) fn settings(rules: Rules, ceiling: u64) -> Vec<(&'static str, String)> {
    let or_off = |on: bool, value: u64| if on { value } else { 0 }.to_string();
    vec![
        ("max_anon", MAX_ANON.to_string()),
        ("max_auth", MAX_AUTH.to_string()),
        ("min_size", MIN_SIZE.to_string()),
        ("expiry_anon", EXPIRY_ANON.to_string()),
        ("expiry_untrusted", EXPIRY_UNTRUSTED.to_string()),
        ("expiry_trusted", EXPIRY_TRUSTED.to_string()),
        ("max_expiry", MAX_EXPIRY.to_string()),
        ("pow_difficulty", or_off(rules.pow, DIFFICULTY)),
        ("pow_ttl", POW_TTL.to_string()),
        ("antiflood", "true".into()),
        ("antiflood_window", FLOOD_WINDOW.to_string()),
        ("antiflood_threshold", FLOOD_THRESHOLD.to_string()),
        ("antiflood_step", FLOOD_STEP.to_string()),
        ("antiflood_max", FLOOD_MAX.to_string()),
        ("antiflood_decay", FLOOD_DECAY.to_string()),
        ("rate_limit", or_off(rules.rate, 1)),
        ("rate_window", RATE_WINDOW.to_string()),
        ("rate_max", RATE_MAX.to_string()),
        ("rate_auth_mult", RATE_AUTH_MULT.to_string()),
        ("miss_max", MISS_MAX.to_string()),
        ("dedup_window", DEDUP_WINDOW.to_string()),
        ("dedup_max", or_off(rules.dedup, DEDUP_MAX)),
        ("quota_network", or_off(rules.quota, QUOTA_NETWORK)),
        ("quota_account", or_off(rules.quota, QUOTA_ACCOUNT)),
        ("quota_total", ceiling.to_string()),
        ("disk_floor", "0".into()),
    ]
}

/// Counts in windows of one length, each begun by its first count.
#[derive(Debug)]
pub(super) struct Windows<K> {
    length: u64,
    /// Seconds before its beginning at which one still counts, where the clock was set back.
    early: u64,
    running: BTreeMap<K, (u64, u64)>,
}

impl<K: Ord + Clone> Windows<K> {
    pub(super) fn of(length: u64, early: u64) -> Self {
        Self { length, early, running: BTreeMap::new() }
    }

    fn running(&self, key: &K, now: u64) -> Option<(u64, u64)> {
        self.running.get(key).copied().filter(|(start, _)| *start <= now + self.early && now < start + self.length)
    }

    pub(super) fn count(&self, key: &K, now: u64) -> u64 {
        self.running(key, now).map_or(0, |(_, count)| count)
    }

    /// When nothing of it counts any more; for one that counts nothing, a full length from now.
    pub(super) fn end(&self, key: &K, now: u64) -> u64 {
        self.running(key, now).map_or(now, |(start, _)| start) + self.length
    }

    pub(super) fn add(&mut self, key: &K, now: u64) {
        let (start, count) = self.running(key, now).unwrap_or((now, 0));
        self.running.insert(key.clone(), (start, count + 1));
    }

    pub(super) fn take_back(&mut self, key: &K) {
        if let Some((_, count)) = self.running.get_mut(key) {
            *count -= 1;
        }
    }

    /// Drops those that are over.
    pub(super) fn sweep(&mut self, now: u64) {
        self.running.retain(|_, (start, _)| now < *start + self.length);
    }

    pub(super) fn forget(&mut self) {
        self.running.clear();
    }
}
