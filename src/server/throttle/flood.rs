//! Anti-flood: many creations in a short time raise the difficulty, quiet lowers it again (PROTOCOL §3).

use super::lock;
use super::table::Table;
use super::window::Window;
use crate::protocol::pow::Bits;
use crate::server::network::Network;
use crate::sys::sync::Mutex;

/// How many times the threshold all networks together have.
const ALL_NETWORKS: u64 = 20;

/// The numbers of the anti-flood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloodRules {
    /// Seconds in which creations are counted together.
    pub window: u64,
    /// Creations for each level.
    pub threshold: u64,
    /// Bits for each level.
    pub step: u64,
    /// The most bits.
    pub max: Bits,
    /// Seconds without a rise after which a level falls away.
    pub decay: u64,
}

/// What a network is asked for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Leading zero bits.
    pub difficulty: Bits,
    /// It is more than in calm times.
    pub elevated: bool,
}

/// Counts creations, per network and over all.
#[derive(Debug, Default)]
pub struct Flood(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    networks: Table<Network, Pressure>,
    all: Pressure,
}

/// How hard one network, or all of them, press.
#[derive(Clone, Copy, Debug, Default)]
struct Pressure {
    window: Window,
    /// As of its last rise.
    level: u64,
    risen_at: u64,
}

impl Pressure {
    fn level(&self, rules: FloodRules, now: u64) -> u64 {
        // A clock set back for good must not keep a level up until it comes round again.
        if self.risen_at > now.saturating_add(rules.decay) {
            return 0;
        }
        self.level.saturating_sub(now.saturating_sub(self.risen_at) / rules.decay.max(1))
    }

    fn add(&mut self, threshold: u64, rules: FloodRules, now: u64) {
        let reached = self.window.add(now, rules.window) / threshold.max(1);
        if reached > self.level(rules, now) {
            (self.level, self.risen_at) = (reached, now);
        }
    }

    fn is_over(&self, rules: FloodRules, now: u64) -> bool {
        self.window.is_over(now, rules.window) && self.level(rules, now) == 0
    }
}

impl Flood {
    /// Counts one creation by a caller that is not exempt.
    pub fn created(&self, network: Network, rules: FloodRules, now: u64) {
        let mut state = lock(&self.0);
        state.networks.value(&network, now, |pressure| pressure.is_over(rules, now)).add(rules.threshold, rules, now);
        state.all.add(rules.threshold.saturating_mul(ALL_NETWORKS), rules, now);
    }

    /// What a network is asked for, where `base` bits are asked in calm times. Never less than that.
    pub fn asked(&self, network: Network, base: Bits, rules: FloodRules, now: u64) -> Asked {
        let state = lock(&self.0);
        let own = state.networks.peek(&network, |pressure| pressure.is_over(rules, now)).map_or(0, |pressure| pressure.level(rules, now));
        let level = own.max(state.all.level(rules, now));
        let raised = rules.step.saturating_mul(level).saturating_add(u64::from(base)).min(u64::from(rules.max));
        Asked { difficulty: Bits::try_from(raised).unwrap_or(rules.max).max(base), elevated: level > 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: FloodRules = FloodRules { window: 60, threshold: 30, step: 2, max: 28, decay: 60 };
    const ONE: Network = Network::V4([192, 0, 2, 1]);
    const OTHER: Network = Network::V4([192, 0, 2, 2]);

    fn press(flood: &Flood, network: Network, times: u64, now: u64) {
        for _ in 0..times {
            flood.created(network, RULES, now);
        }
    }

    fn difficulty(flood: &Flood, network: Network, now: u64) -> u8 {
        let asked = flood.asked(network, 20, RULES, now);
        assert_eq!(asked.elevated, asked.difficulty > 20);
        asked.difficulty
    }

    #[test]
    fn each_threshold_within_a_window_is_a_step_for_that_network_alone() {
        let flood = Flood::default();
        press(&flood, ONE, 29, 100);
        assert_eq!(difficulty(&flood, ONE, 100), 20);
        press(&flood, ONE, 1, 130);
        assert_eq!(difficulty(&flood, ONE, 130), 22);
        press(&flood, ONE, 30, 159);
        assert_eq!(difficulty(&flood, ONE, 159), 24);
        assert_eq!(difficulty(&flood, OTHER, 159), 20);
        press(&flood, ONE, 29, 160);
        assert_eq!(difficulty(&flood, ONE, 160), 24, "a new window counts from one, the level stays");
    }

    #[test]
    fn a_level_falls_for_every_decay_since_it_last_rose_and_never_below_calm() {
        let flood = Flood::default();
        press(&flood, ONE, 90, 100);
        for (now, expected) in [(100, 26), (159, 26), (160, 24), (219, 24), (220, 22), (280, 20), (100_000, 20)] {
            assert_eq!(difficulty(&flood, ONE, now), expected, "at {now}");
        }
        press(&flood, ONE, 30, 225);
        assert_eq!(difficulty(&flood, ONE, 225), 22, "reaching the level that stands is no rise");
        assert_eq!(difficulty(&flood, ONE, 280), 20);
        press(&flood, ONE, 1, 281);
        assert_eq!(difficulty(&flood, ONE, 281), 22, "the window still counts past its threshold: it rises again");
        assert_eq!((difficulty(&flood, ONE, 340), difficulty(&flood, ONE, 341)), (22, 20));
    }

    #[test]
    fn the_most_is_the_most_and_a_base_above_it_stays() {
        let flood = Flood::default();
        press(&flood, ONE, 3000, 100);
        assert_eq!(difficulty(&flood, ONE, 100), 28);
        assert_eq!(flood.asked(ONE, 32, RULES, 100), Asked { difficulty: 32, elevated: true });
        let wild = FloodRules { step: u64::MAX, max: 255, ..RULES };
        assert_eq!(flood.asked(ONE, 20, wild, 100).difficulty, 255);
    }

    #[test]
    fn all_networks_together_have_twenty_times_the_threshold() {
        let flood = Flood::default();
        for number in 0..599_u32 {
            flood.created(Network::V4(number.to_be_bytes()), RULES, 100);
        }
        assert_eq!(difficulty(&flood, ONE, 100), 20);
        flood.created(OTHER, RULES, 100);
        assert_eq!(difficulty(&flood, ONE, 100), 22, "who created nothing pays too");
        assert_eq!(difficulty(&flood, ONE, 160), 20);
    }

    #[test]
    fn a_clock_that_jumps_either_way_leaves_no_level_behind() {
        let flood = Flood::default();
        press(&flood, ONE, 60, 1_000_000);
        assert_eq!(difficulty(&flood, ONE, 999_990), 24);
        assert_eq!(difficulty(&flood, ONE, 1000), 20);
        press(&flood, ONE, 30, 1000);
        assert_eq!(difficulty(&flood, ONE, 1000), 22);
        press(&flood, ONE, 30, u64::MAX - 1000);
        assert_eq!(difficulty(&flood, ONE, u64::MAX - 1000), 22);
        let zeros = FloodRules { window: 0, threshold: 0, step: 0, max: 0, decay: 0 };
        flood.created(ONE, zeros, 5);
        assert_eq!(flood.asked(ONE, 20, zeros, 5).difficulty, 20);
    }

    #[test]
    fn a_hundred_thousand_networks_leave_a_bounded_table() {
        let flood = Flood::default();
        for number in 0..100_000_u64 {
            flood.created(Network::V6(number << 16), RULES, 100);
        }
        assert!(lock(&flood.0).networks.len() <= 2 * super::super::table::SIZE + 1024);
    }
}
