//! A table that ends: past its size, new keys share what is kept for their neighbourhood, and past that a fixed number of places.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use crate::protocol::PasteId;
use crate::server::network::Network;

/// Keys that have a place of their own; as many neighbourhoods.
pub(super) const SIZE: usize = 10_000;
/// Places for whoever finds the table and the neighbourhoods full.
const REST: u64 = 1024;

/// What a table counts by.
pub(super) trait Key: Clone + Eq + Hash {
    /// The neighbourhood it belongs to.
    fn widened(&self) -> Self;
}

impl Key for Network {
    fn widened(&self) -> Self {
        Network::widened(*self)
    }
}

impl Key for PasteId {
    fn widened(&self) -> Self {
        self.clone()
    }
}

impl Key for (PasteId, Network) {
    fn widened(&self) -> Self {
        (self.0.clone(), self.1.widened())
    }
}

/// At most [`SIZE`] keys, [`SIZE`] neighbourhoods and [`REST`] places.
#[derive(Debug)]
pub(super) struct Table<K, V> {
    exact: HashMap<K, V>,
    wide: HashMap<K, V>,
    rest: HashMap<u64, V>,
    /// Keyed, so that nobody can choose whom to share a place with.
    hasher: RandomState,
    /// When what is over was last thrown out: once in a second at most.
    swept: Option<u64>,
}

/// Where a key is kept.
enum Place<K> {
    Exact,
    Wide(K),
    Rest(u64),
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { exact: HashMap::new(), wide: HashMap::new(), rest: HashMap::new(), hasher: RandomState::new(), swept: None }
    }
}

impl<K: Key, V: Default> Table<K, V> {
    /// The value of a key, made where there is none; `is_over` says which values may be forgotten.
    pub(super) fn value(&mut self, key: &K, now: u64, is_over: impl Fn(&V) -> bool) -> &mut V {
        match self.place(key, now, is_over) {
            Place::Exact => self.exact.entry(key.clone()).or_default(),
            Place::Wide(wide) => self.wide.entry(wide).or_default(),
            Place::Rest(place) => self.rest.entry(place).or_default(),
        }
    }

    /// The value of a key, if there is one.
    pub(super) fn peek(&self, key: &K, is_over: impl Fn(&V) -> bool) -> Option<&V> {
        if let Some(value) = self.exact.get(key) {
            return Some(value);
        }
        if let Some(value) = self.wide.get(&key.widened()).filter(|value| !is_over(value)) {
            return Some(value);
        }
        if self.exact.len() < SIZE || self.wide.len() < SIZE {
            return None;
        }
        self.rest.get(&self.rest_place(&key.widened()))
    }

    /// Those that have a place of their own.
    pub(super) fn exact(&self) -> impl Iterator<Item = (&K, &V)> {
        self.exact.iter()
    }

    /// The same, to be changed.
    pub(super) fn exact_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.exact.iter_mut()
    }

    /// The value that [`Table::value`] gave for this key before, wherever that was, if it is still there.
    pub(super) fn existing(&mut self, key: &K) -> Option<&mut V> {
        if self.exact.contains_key(key) {
            return self.exact.get_mut(key);
        }
        let wide = key.widened();
        if self.wide.contains_key(&wide) {
            return self.wide.get_mut(&wide);
        }
        let place = self.rest_place(&wide);
        self.rest.get_mut(&place)
    }

    fn place(&mut self, key: &K, now: u64, is_over: impl Fn(&V) -> bool) -> Place<K> {
        if self.exact.contains_key(key) {
            return Place::Exact;
        }
        let wide = key.widened();
        // Whoever was counted with its neighbours stays with them until that count ends: room elsewhere is no fresh start.
        if self.wide.get(&wide).is_some_and(|value| !is_over(value)) {
            return Place::Wide(wide);
        }
        if self.exact.len() >= SIZE && self.swept != Some(now) {
            self.swept = Some(now);
            self.exact.retain(|_, value| !is_over(value));
            self.wide.retain(|_, value| !is_over(value));
            self.rest.retain(|_, value| !is_over(value));
        }
        if self.exact.len() < SIZE {
            Place::Exact
        } else if self.wide.len() < SIZE || self.wide.contains_key(&wide) {
            Place::Wide(wide)
        } else {
            Place::Rest(self.rest_place(&wide))
        }
    }

    fn rest_place(&self, wide: &K) -> u64 {
        self.hasher.hash_one(wide) % REST
    }

    /// Values kept, of all kinds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.exact.len() + self.wide.len() + self.rest.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> Network {
        Network::V4(number.to_be_bytes())
    }

    #[test]
    fn a_full_table_counts_neighbours_together_and_grows_no_further() {
        let mut table = Table::<Network, u64>::default();
        for number in 0..10_000 {
            *table.value(&address(number << 8), 0, |_| false) += 1;
        }
        assert_eq!(table.len(), SIZE);
        *table.value(&address(0xffff_ff01), 0, |_| false) += 1;
        *table.value(&address(0xffff_ff02), 0, |_| false) += 1;
        assert_eq!(table.peek(&address(0xffff_ff03), |_| false), Some(&2), "the /24 is one");
        assert_eq!(table.peek(&address(0xffff_fe03), |_| false), None);
        assert_eq!(table.peek(&address(5 << 8), |_| false), Some(&1), "who was there keeps its own");
        for number in 0..1_000_000_u32 {
            *table.value(&address(number.wrapping_mul(2_654_435_761)), 0, |_| false) += 1;
        }
        assert!(table.len() <= 2 * SIZE + 1024, "{}", table.len());
    }

    #[test]
    fn what_is_over_makes_room() {
        let mut table = Table::<Network, u64>::default();
        for number in 0..10_000 {
            *table.value(&address(number), 0, |_| false) = u64::from(number % 2);
        }
        *table.value(&address(0xff00_0000), 1, |&value| value == 0) = 7;
        assert_eq!(table.len(), 5001);
        assert_eq!(table.peek(&address(0xff00_0001), |_| false), None, "kept alone, not with its /24");
    }

    #[test]
    fn who_was_counted_with_neighbours_gets_no_fresh_start_from_room() {
        let mut table = Table::<Network, u64>::default();
        for number in 0..10_000 {
            *table.value(&address(number), 0, |_| false) = 1;
        }
        *table.value(&address(0xff00_0000), 0, |_| false) = 9;
        assert_eq!(*table.value(&address(0xff00_0000), 5, |&value| value == 1), 9, "its own count is not over");
        assert_eq!(*table.value(&address(0xfe00_0000), 5, |&value| value == 1), 0);
        assert_eq!(table.existing(&address(0xff00_0000)), Some(&mut 9));
    }
}
