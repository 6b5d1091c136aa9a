//! Who is connected, and who must go when the house is full.

use std::collections::HashMap;
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Counters;
use super::socket::Socket;
use crate::protocol::limit::KIB;
use crate::server::network::Network;
use crate::server::request::Peer;

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing is asked.
    Idle = 0,
    /// A handshake or a head has begun and is not whole.
    Head = 1,
    /// Bytes of a body are on their way here.
    Receive = 2,
    /// Bytes of an answer are on their way out.
    Send = 3,
    /// A handler is at work.
    Busy = 4,
}

/// Milliseconds over which a transfer's pace is taken.
const WINDOW: u64 = 5_000;
/// Bytes a second below which a transfer that holds a temporary file goes where others need the room.
const SLOW: u64 = 64 * KIB;

/// One connection, as the others see it.
#[derive(Debug)]
pub(super) struct Slot {
    id: u64,
    pub(super) socket: Socket,
    pub(super) peer: Peer,
    network: Network,
    epoch: Instant,
    stage: AtomicU8,
    course: Mutex<Course>,
    /// The body or answer on its way is in a temporary file.
    holds_disk: AtomicBool,
    /// It was told to go: no longer counted.
    evicted: AtomicBool,
}

/// How a stage goes, in milliseconds of the registry's clock and bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    since: u64,
    moved: u64,
    /// When the window began, and what had moved then.
    window: (u64, u64),
    /// Bytes a second in the last whole window.
    pace: Option<u64>,
}

impl Course {
    /// Bytes a second over all of the stage, with a start of five seconds' worth, so that the newest is not the slowest.
    fn speed(&self, now: u64) -> u64 {
        (self.moved + 20 * KIB).saturating_mul(1000) / (now.saturating_sub(self.since) + 1)
    }

    /// Bytes a second lately; `None` while that is too early to say.
    fn pace(&self, now: u64) -> Option<u64> {
        let (begun, before) = self.window;
        let took = now.saturating_sub(begun);
        if took < WINDOW { self.pace } else { Some((self.moved - before).saturating_mul(1000) / took) }
    }
}

impl Slot {
    /// Says what the connection is at from now on.
    pub(super) fn enter(&self, stage: Stage) {
        let now = self.clock();
        *self.course() = Course { since: now, window: (now, 0), ..Course::default() };
        self.holds_disk.store(false, Ordering::Relaxed);
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Says how many bytes have moved in this stage.
    pub(super) fn moved(&self, bytes: u64) {
        let now = self.clock();
        let mut course = self.course();
        course.moved = bytes;
        if now.saturating_sub(course.window.0) >= WINDOW {
            course.pace = course.pace(now);
            course.window = (now, bytes);
        }
    }

    /// Says that what is on its way in this stage is in a temporary file.
    pub(super) fn holds_disk(&self) {
        self.holds_disk.store(true, Ordering::Relaxed);
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clock(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_at(&self, stage: Stage) -> bool {
        self.stage.load(Ordering::Relaxed) == stage as u8
    }

    fn counts(&self) -> bool {
        !self.evicted.load(Ordering::Relaxed)
    }

    fn evict(&self) {
        self.evicted.store(true, Ordering::Relaxed);
        self.socket.shutdown(Shutdown::Both);
    }

    /// Who goes first where the house is full: the longest idle, else the oldest unfinished head, else the slowest transfer. `None` is
    /// at work, and stays.
    fn turn(&self, now: u64) -> Option<(u8, u64)> {
        let course = *self.course();
        match self.stage.load(Ordering::Relaxed) {
            stage if stage <= Stage::Head as u8 => Some((stage, course.since)),
            stage if stage <= Stage::Send as u8 => Some((Stage::Receive as u8, course.speed(now))),
            _ => None,
        }
    }
}

/// Every connection of one front.
#[derive(Debug)]
pub(super) struct Registry {
    epoch: Instant,
    counters: Arc<Counters>,
    slots: Mutex<HashMap<u64, Arc<Slot>>>,
    left: Condvar,
    next: AtomicU64,
    stopping: AtomicBool,
}

impl Registry {
    pub(super) fn new(counters: Arc<Counters>) -> Self {
        Self {
            epoch: Instant::now(),
            counters,
            slots: Mutex::default(),
            left: Condvar::new(),
            next: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<u64, Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in, after closing what must go for it. `None` where nothing could: every place is at work.
    pub(super) fn admit(&self, socket: Socket, peer: Peer, allowance: usize, total: usize) -> Option<Arc<Slot>> {
        let network = match peer {
            Peer::Tcp(address) => address.ip().into(),
            Peer::Unix => Network::LOCAL,
        };
        let mut slots = self.slots();
        // Those told to go still have a thread for a moment; they may not become a second house.
        let room = slots.len() < total * 2
            && self.has_room(&slots, allowance, |slot| slot.network == network)
            && self.has_room(&slots, total, |_| true);
        if !room {
            self.counters.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let slot = Arc::new(Slot {
            id,
            socket,
            peer,
            network,
            epoch: self.epoch,
            stage: AtomicU8::new(Stage::Idle as u8),
            course: Mutex::default(),
            holds_disk: AtomicBool::new(false),
            evicted: AtomicBool::new(false),
        });
        slot.enter(Stage::Idle);
        slots.insert(id, Arc::clone(&slot));
        self.counters.accepted.fetch_add(1, Ordering::Relaxed);
        self.counters.open.fetch_add(1, Ordering::Relaxed);
        Some(slot)
    }

    fn has_room(&self, slots: &HashMap<u64, Arc<Slot>>, limit: usize, of: impl Fn(&Slot) -> bool) -> bool {
        if slots.len() < limit {
            return true;
        }
        let counted = || slots.values().filter(|slot| slot.counts() && of(slot));
        counted().take(limit).count() < limit || self.evict_among(counted())
    }

    fn evict_among<'a>(&self, candidates: impl Iterator<Item = &'a Arc<Slot>>) -> bool {
        let now = u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX);
        let victim = candidates.filter_map(|slot| slot.turn(now).map(|turn| ((turn, slot.id), slot))).min_by_key(|(turn, _)| *turn);
        self.evict(victim.map(|(_, slot)| slot))
    }

    fn evict(&self, victim: Option<&Arc<Slot>>) -> bool {
        if let Some(victim) = victim {
            victim.evict();
            self.counters.evicted.fetch_add(1, Ordering::Relaxed);
        }
        victim.is_some()
    }

    /// Closes one connection, because the operating system has no more to give.
    pub(super) fn make_room(&self) {
        let slots = self.slots();
        self.evict_among(slots.values().filter(|slot| slot.counts()));
    }

    /// Closes the slowest at this stage that holds a temporary file and is slow, because there is no more room for those. Whether there
    /// was one.
    pub(super) fn relieve(&self, stage: Stage) -> bool {
        let slots = self.slots();
        let now = u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX);
        let holders = slots.values().filter(|slot| slot.counts() && slot.is_at(stage) && slot.holds_disk.load(Ordering::Relaxed));
        let slow = holders.filter_map(|slot| slot.course().pace(now).filter(|pace| *pace < SLOW).map(|pace| (pace, slot)));
        self.evict(slow.min_by_key(|(pace, _)| *pace).map(|(_, slot)| slot))
    }

    /// Forgets a connection.
    pub(super) fn leave(&self, slot: &Slot) {
        let mut slots = self.slots();
        if slots.remove(&slot.id).is_some() {
            self.counters.open.fetch_sub(1, Ordering::Relaxed);
        }
        drop(slots);
        self.left.notify_all();
    }

    /// Whether every answer must be its connection's last.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// From now on every answer is its connection's last.
    pub(super) fn begin_to_stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Lets idle connections end, waits for the others at most so long, then cuts them. Returns how many it cut.
    pub(super) fn stop(&self, grace: Duration) -> usize {
        self.begin_to_stop();
        let end = Instant::now() + grace;
        let mut slots = self.slots();
        while !slots.is_empty() {
            // Only the reading half: a request that has just come is still answered. Looked at again and again, for a connection may
            // become idle between the flag and this.
            slots.values().filter(|slot| slot.is_at(Stage::Idle)).for_each(|slot| slot.socket.shutdown(Shutdown::Read));
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            slots = self.left.wait_timeout(slots, left.min(Duration::from_millis(100))).unwrap_or_else(PoisonError::into_inner).0;
        }
        slots.values().for_each(|slot| slot.socket.shutdown(Shutdown::Both));
        slots.len()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use super::*;

    struct House {
        registry: Registry,
        counters: Arc<Counters>,
    }

    impl House {
        fn new() -> Self {
            let counters = Arc::<Counters>::default();
            Self { registry: Registry::new(Arc::clone(&counters)), counters }
        }

        /// The other end, and the place.
        fn guest(&self, address: &str, allowance: usize, total: usize) -> Option<(UnixStream, Arc<Slot>)> {
            let (near, far) = UnixStream::pair().unwrap();
            far.set_nonblocking(true).unwrap();
            let peer = Peer::Tcp(address.parse().unwrap());
            self.registry.admit(Socket::Unix(near), peer, allowance, total).map(|slot| (far, slot))
        }
    }

    fn is_closed(far: &UnixStream) -> bool {
        matches!((&mut &*far).read(&mut [0]), Ok(0))
    }

    #[test]
    fn the_longest_idle_goes_first_then_the_oldest_head_then_the_slowest_transfer() {
        let house = House::new();
        let guests: Vec<_> = (0..4).map(|_| house.guest("192.0.2.1:1", 9, 4).unwrap()).collect();
        for ((_, slot), (stage, since, moved)) in
            guests.iter().zip([(Stage::Receive, 0, 10), (Stage::Send, 0, 1 << 30), (Stage::Head, 5, 0), (Stage::Idle, 9, 0)])
        {
            slot.enter(stage);
            slot.moved(moved);
            slot.course().since = since;
        }
        for gone in [3, 2, 0, 1] {
            assert!(!is_closed(&guests[gone].0));
            let (_far, slot) = house.guest("192.0.2.2:1", 9, 4).unwrap();
            slot.enter(Stage::Busy);
            assert!(is_closed(&guests[gone].0), "{gone} went");
        }
        assert!(house.guest("192.0.2.3:1", 9, 4).is_none(), "all are at work");
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        assert_eq!((count(&house.counters.evicted), count(&house.counters.refused), count(&house.counters.open)), (4, 1, 8));
    }

    #[test]
    fn room_on_the_disk_is_made_by_the_slowest_that_holds_some_and_by_nobody_who_is_fast() {
        let house = House::new();
        let mut registry = Registry::new(Arc::clone(&house.counters));
        // So much time has gone by since the first of them began.
        registry.epoch = Instant::now().checked_sub(Duration::from_secs(60)).unwrap();
        let house = House { registry, ..house };
        let holders =
            [(Stage::Send, 9, true), (Stage::Send, 0, false), (Stage::Send, 5, true), (Stage::Send, 64, true), (Stage::Receive, 0, true)];
        let guests: Vec<_> = holders.iter().map(|_| house.guest("192.0.2.1:1", 9, 9).unwrap()).collect();
        for ((_, slot), (stage, _, holds)) in guests.iter().zip(holders) {
            slot.enter(stage);
            if holds {
                slot.holds_disk();
            }
        }
        assert!(!house.registry.relieve(Stage::Send), "too early to say");
        for ((_, slot), (_, pace, _)) in guests.iter().zip(holders) {
            // What left at once does not count for ever: only the last window does.
            slot.course().moved = 1 << 30;
            slot.course().window = (slot.clock() - 10_000, (1 << 30) - pace * 10 * KIB);
        }
        for gone in [2, 0] {
            assert!(!is_closed(&guests[gone].0));
            assert!(house.registry.relieve(Stage::Send));
            assert!(is_closed(&guests[gone].0), "{gone} went");
        }
        assert!(!house.registry.relieve(Stage::Send));
        assert!(house.registry.relieve(Stage::Receive) && !house.registry.relieve(Stage::Receive));
    }

    #[test]
    fn a_pace_is_that_of_the_last_window() {
        let course = Course { since: 0, moved: 1 << 30, window: (0, 0), pace: None };
        assert_eq!((course.pace(4_999), course.pace(5_000)), (None, Some((1 << 30) / 5)));
        let later = Course { window: (5_000, 1 << 30), pace: course.pace(5_000), ..course };
        assert_eq!((later.pace(9_999), later.pace(10_000)), (Some((1 << 30) / 5), Some(0)));
    }

    #[test]
    fn a_network_beyond_its_share_closes_its_own() {
        let house = House::new();
        let (other, _slot) = house.guest("198.51.100.1:1", 2, 100).unwrap();
        let (first, _slot) = house.guest("[2001:db8::1]:1", 2, 100).unwrap();
        let (second, _slot) = house.guest("[2001:db8::2]:1", 2, 100).unwrap();
        let (third, _slot) = house.guest("[2001:db8::3]:1", 2, 100).unwrap();
        assert_eq!([&other, &first, &second, &third].map(is_closed), [false, true, false, false]);
    }

    #[test]
    fn those_told_to_go_do_not_become_a_second_house() {
        let house = House::new();
        let guests: Vec<_> = (0..20).map(|_| house.guest("192.0.2.1:1", 99, 5)).collect();
        assert_eq!(guests.iter().filter(|guest| guest.is_some()).count(), 10);
        guests.iter().flatten().for_each(|(_, slot)| house.registry.leave(slot));
        assert_eq!(house.counters.open.load(Ordering::Relaxed), 0);
        assert!(house.guest("192.0.2.1:1", 99, 5).is_some());
    }

    #[test]
    fn stopping_lets_idle_ones_end_and_cuts_the_rest_after_the_grace() {
        let house = House::new();
        let (_far, slot) = house.guest("192.0.2.1:1", 9, 9).unwrap();
        slot.enter(Stage::Busy);
        assert_eq!(house.registry.stop(Duration::from_millis(1)), 1);
        house.registry.leave(&slot);
        assert_eq!(house.registry.stop(Duration::from_secs(60)), 0);
        assert!(house.registry.is_stopping());
    }
}
