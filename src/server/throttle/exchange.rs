//! Servers over one database tell each other what they count; see `counts` for what that bounds.

use super::{Misses, Rate};
use crate::server::store::{Count, Counting, Deed, Result};

/// Tells the others, and hears of them. `window` is the rate limit's, seconds; `None` where there is none. Nobody who asks for anything
/// waits for it; where it fails, what was heard before counts until its windows end, and the next exchange tells all.
///
/// # Errors
/// The store's own.
pub fn exchange(rate: &Rate, misses: &Misses, window: Option<u64>, store: &dyn Counting, now: u64) -> Result<()> {
    if !store.is_shared() {
        return Ok(());
    }
    let mut told = misses.told(now);
    told.extend(window.into_iter().flat_map(|window| rate.told(window, now)));
    let (writes, guesses): (Vec<Count>, Vec<Count>) = store.exchange(&told, now)?.into_iter().partition(|heard| heard.deed == Deed::Write);
    if let Some(window) = window {
        rate.hear(writes.into_iter(), window, now);
    }
    misses.hear(guesses.into_iter(), now);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::RateRules;
    use super::*;
    use crate::server::network::Network;
    use crate::server::store::StoreError;

    const RULES: RateRules = RateRules { window: 60, max: 10, auth_multiplier: 2 };
    const HERE: Network = Network::V4([192, 0, 2, 1]);
    const THERE: Network = Network::V6(0x2001_0db8 << 32);

    /// What servers have written down, by who did.
    #[derive(Default)]
    struct Database {
        told: Mutex<BTreeMap<usize, Vec<Count>>>,
        away: AtomicBool,
    }

    /// The database as one server sees it.
    struct Link<'a>(usize, &'a Database);

    impl Counting for Link<'_> {
        fn is_shared(&self) -> bool {
            true
        }

        fn exchange(&self, own: &[Count], now: u64) -> Result<Vec<Count>> {
            if self.1.away.load(Ordering::SeqCst) {
                return Err(StoreError::Unreachable("it is away".to_owned()));
            }
            let mut told = self.1.told.lock().unwrap();
            told.insert(self.0, own.to_vec());
            let mut heard: Vec<Count> = Vec::new();
            for count in
                told.iter().filter(|(server, _)| **server != self.0).flat_map(|(_, counts)| counts).filter(|count| count.ends_at > now)
            {
                match heard.iter_mut().find(|known| (known.deed, known.network) == (count.deed, count.network)) {
                    Some(known) => {
                        known.count += count.count;
                        known.limit = known.limit.max(count.limit);
                        known.ends_at = known.ends_at.max(count.ends_at);
                    }
                    None => heard.push(*count),
                }
            }
            Ok(heard)
        }
    }

    #[derive(Default)]
    struct Server {
        rate: Rate,
        misses: Misses,
    }

    impl Server {
        fn exchange(&self, number: usize, database: &Database, now: u64) -> Result<()> {
            exchange(&self.rate, &self.misses, Some(RULES.window), &Link(number, database), now)
        }

        /// How many of so many requests pass.
        fn ask(&self, network: Network, times: usize, now: u64) -> usize {
            (0..times).filter(|_| self.rate.count(network, false, RULES, now).is_ok()).count()
        }
    }

    fn exchange_all(servers: &[Server], database: &Database, now: u64) {
        // Twice: the first of them cannot know yet what the last will say.
        for _ in 0..2 {
            for (number, server) in servers.iter().enumerate() {
                server.exchange(number, database, now).unwrap();
            }
        }
    }

    #[test]
    fn who_goes_from_server_to_server_gets_the_limit() {
        let (servers, database) = ([(); 3].map(|()| Server::default()), Database::default());
        // Slowly: one at a time, with an exchange after each.
        let mut passed = 0;
        for turn in 0..60 {
            passed += servers[turn % 3].ask(HERE, 1, 100 + turn as u64 / 2);
            exchange_all(&servers, &database, 100 + turn as u64 / 2);
        }
        assert_eq!(passed, 10);
        assert_eq!(servers[1].ask(THERE, 1, 129), 1, "another network is not its neighbour");
    }

    #[test]
    fn who_asks_all_at_once_gets_what_each_allows_and_waits_for_it() {
        let (servers, database) = ([(); 3].map(|()| Server::default()), Database::default());
        let passed: usize = servers.iter().map(|server| server.ask(HERE, 100, 100)).sum();
        assert_eq!(passed, 30);
        for now in 101..280 {
            exchange_all(&servers, &database, now);
            assert!(servers.iter().all(|server| server.ask(HERE, 1, now) == 0), "at {now}");
        }
        assert_eq!(servers[0].rate.facts(HERE, false, RULES, 279).reset, 280, "thirty are three windows");
        assert_eq!(servers[0].ask(HERE, 100, 280), 10);
        exchange_all(&servers, &database, 281);
        assert_eq!(servers[0].rate.facts(HERE, false, RULES, 281).reset, 340, "nothing is owed any more");
        assert_eq!(servers[2].ask(HERE, 100, 281), 0);
    }

    #[test]
    fn nobody_owes_for_what_a_larger_limit_let_through() {
        let (servers, database) = ([(); 2].map(|()| Server::default()), Database::default());
        assert_eq!(servers[0].ask(HERE, 10, 100), 10);
        assert_eq!((0..20).filter(|_| servers[1].rate.count(HERE, true, RULES, 100).is_ok()).count(), 20);
        exchange_all(&servers, &database, 101);
        // Of thirty, ten more than a certificate is allowed: half a window.
        assert_eq!(servers[0].rate.facts(HERE, false, RULES, 101).reset, 190);
        assert_eq!(servers[1].rate.facts(HERE, true, RULES, 101), super::super::RateFacts { limit: 20, remaining: 0, reset: 190 });
    }

    #[test]
    fn what_was_heard_ends_with_its_window_and_its_end_is_told() {
        let (servers, database) = ([(); 2].map(|()| Server::default()), Database::default());
        assert_eq!(servers[0].ask(HERE, 10, 100), 10);
        exchange_all(&servers, &database, 101);
        let refused = servers[1].rate.count(HERE, false, RULES, 110).unwrap_err();
        assert_eq!((refused.facts.remaining, refused.facts.reset, refused.retry_after), (0, 160, 50));
        let known = servers[1].rate.count(HERE, true, RULES, 110).unwrap();
        assert_eq!((known.limit, known.remaining, known.reset), (20, 9, 170), "of the larger limit ten are spent elsewhere");
        // Its own window runs on; that of the other has ended.
        assert_eq!(servers[1].rate.facts(HERE, false, RULES, 160).remaining, 9);
        assert_eq!(servers[0].ask(HERE, 20, 160), 10, "it has not heard of the one yet");
    }

    #[test]
    fn guesses_count_together_too() {
        let (servers, database) = ([(); 2].map(|()| Server::default()), Database::default());
        for turn in 0..60 {
            servers[turn % 2].misses.note(HERE, 60, 100);
        }
        assert!(servers.iter().all(|server| server.misses.check(HERE, 60, 100).is_ok()));
        exchange_all(&servers, &database, 101);
        assert!(servers.iter().all(|server| server.misses.check(HERE, 60, 130) == Err(30)));
        assert!(servers.iter().all(|server| server.misses.check(THERE, 60, 130).is_ok() && server.misses.check(HERE, 60, 160).is_ok()));
        assert_eq!(servers[0].ask(HERE, 10, 130), 10, "guesses are no writes");
    }

    #[test]
    fn while_the_database_is_away_each_counts_on_and_knows_what_it_heard() {
        let (servers, database) = ([(); 2].map(|()| Server::default()), Database::default());
        assert_eq!(servers[0].ask(HERE, 6, 100), 6);
        exchange_all(&servers, &database, 101);
        database.away.store(true, Ordering::SeqCst);
        assert_eq!(servers[1].ask(HERE, 10, 102), 4);
        assert!(servers.iter().enumerate().all(|(number, server)| server.exchange(number, &database, 103).is_err()));
        assert_eq!((servers[0].ask(HERE, 10, 104), servers[1].ask(HERE, 10, 104)), (4, 0));
        database.away.store(false, Ordering::SeqCst);
        exchange_all(&servers, &database, 105);
        assert_eq!((servers[0].ask(HERE, 10, 159), servers[1].ask(HERE, 10, 159)), (0, 0));
    }

    #[test]
    fn a_replay_that_is_taken_back_is_taken_back_everywhere() {
        let (servers, database) = ([(); 2].map(|()| Server::default()), Database::default());
        assert_eq!(servers[0].ask(HERE, 10, 100), 10);
        exchange_all(&servers, &database, 101);
        servers[0].rate.refund(HERE, RULES, 102);
        exchange_all(&servers, &database, 102);
        assert_eq!(servers[1].ask(HERE, 10, 103), 1);
    }

    #[test]
    fn a_server_whose_clock_is_far_ahead_locks_nobody_out() {
        let (servers, database) = ([(); 2].map(|()| Server::default()), Database::default());
        assert_eq!(servers[0].ask(HERE, 10, 1_000_000), 10);
        servers[0].exchange(0, &database, 1_000_000).unwrap();
        servers[1].exchange(1, &database, 100).unwrap();
        assert_eq!(servers[1].ask(HERE, 10, 100), 10);
    }

    #[test]
    fn of_many_networks_the_busiest_are_told_of() {
        let server = Server::default();
        for number in 0..5000_u32 {
            server.ask(Network::V4(number.to_be_bytes()), if number % 100 == 0 { 10 } else { 1 }, 100);
        }
        let told = server.rate.told(RULES.window, 100);
        assert_eq!((told.len(), told.iter().filter(|told| told.count == 10).count()), (crate::server::store::TOLD, 50));
        assert!(server.rate.told(RULES.window, 160).is_empty());
    }
}
