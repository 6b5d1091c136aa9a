//! Anti-flood: the difficulty rises with the creations of a window, and falls when it is quiet (PROTOCOL §3).

use std::collections::BTreeMap;

use serde_json::json;

use super::limits::{DIFFICULTY, FLOOD_DECAY, FLOOD_MAX, FLOOD_STEP, FLOOD_THRESHOLD, FLOOD_WINDOW, POW_TTL, Windows};
use super::memory::Model;
use super::step::Step;
use super::told::Told;

/// How many times the threshold all networks together have.
const ALL_NETWORKS: u64 = 20;

/// Creations, and the level that they led to when it last rose: of each network, and of all of them.
#[derive(Debug)]
pub(super) struct Flood {
    counts: Windows<Option<usize>>,
    risen: BTreeMap<Option<usize>, (u64, u64)>,
}

impl Flood {
    pub(super) fn new() -> Self {
        Self { counts: Windows::of(FLOOD_WINDOW, FLOOD_WINDOW), risen: BTreeMap::new() }
    }

    pub(super) fn count(&mut self, network: usize, now: u64) {
        for (key, threshold) in [(Some(network), FLOOD_THRESHOLD), (None, ALL_NETWORKS * FLOOD_THRESHOLD)] {
            self.counts.add(&key, now);
            let reached = self.counts.count(&key, now) / threshold;
            if reached > self.level(key, now) {
                self.risen.insert(key, (reached, now));
            }
        }
    }

    fn level(&self, key: Option<usize>, now: u64) -> u64 {
        let Some(&(level, at)) = self.risen.get(&key) else { return 0 };
        // A clock that was set back holds no level up for longer than quiet would.
        if at > now + FLOOD_DECAY { 0 } else { level.saturating_sub(now.saturating_sub(at) / FLOOD_DECAY) }
    }
}

impl Model {
    pub(super) fn challenge(&self, step: &Step) -> Told {
        if !self.is_asked(step.who) {
            return Told::json(200, json!({ "enabled": false, "difficulty": 0 }));
        }
        let level = self.flood.level(Some(step.network), step.now).max(self.flood.level(None, step.now));
        Told::json(
            200,
            json!({
                "enabled": true, "nonce": "shown", "token": "shown", "base_difficulty": DIFFICULTY, "elevated": level > 0,
                "difficulty": (DIFFICULTY + FLOOD_STEP * level).min(FLOOD_MAX), "expires": step.now + POW_TTL,
            }),
        )
    }
}
