//! Wrong passwords: 10 for each paste and network, 200 for each paste from everywhere, in ten minutes (PROTOCOL §4).
//!
//! A try is counted before the password is hashed, so that parallel tries cannot pass together, and given back if it was right.

use super::lock;
use super::table::Table;
use super::window::Window;
use crate::protocol::PasteId;
use crate::server::network::Network;
use crate::sys::sync::Mutex;

/// Seconds of a window.
const WINDOW: u64 = 600;
/// Tries of one paste from one network.
const FROM_NETWORK: u64 = 10;
/// Tries of one paste from all networks.
const IN_ALL: u64 = 200;

/// Counts tries.
#[derive(Debug, Default)]
pub struct PasswordTries(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    from_network: Table<(PasteId, Network), Window>,
    in_all: Table<PasteId, Window>,
}

/// No more tries for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// Seconds until the next, at least 1.
    pub retry_after: u64,
}

/// A try that has been counted. Dropped, it stays counted.
#[derive(Debug)]
pub struct Try<'a> {
    tries: &'a PasswordTries,
    key: (PasteId, Network),
    from_network: Option<u64>,
    in_all: Option<u64>,
}

impl PasswordTries {
    /// Counts one try.
    ///
    /// # Errors
    /// [`Locked`]: nothing was counted.
    pub fn begin(&self, paste: &PasteId, network: Network, now: u64) -> Result<Try<'_>, Locked> {
        let over = |window: &Window| window.is_over(now, WINDOW);
        let key = (paste.clone(), network);
        let mut state = lock(&self.0);
        let State { from_network, in_all } = &mut *state;
        let own = from_network.peek(&key, over).copied().unwrap_or_default();
        let whole = in_all.peek(paste, over).copied().unwrap_or_default();
        for (window, max) in [(own, FROM_NETWORK), (whole, IN_ALL)] {
            if window.count(now, WINDOW) >= max {
                return Err(Locked { retry_after: window.end(now, WINDOW).saturating_sub(now).max(1) });
            }
        }
        let own = from_network.value(&key, now, over);
        own.add(now, WINDOW);
        let whole = in_all.value(paste, now, over);
        whole.add(now, WINDOW);
        let (from_network, in_all) = (own.start(), whole.start());
        Ok(Try { tries: self, key, from_network, in_all })
    }
}

impl Try<'_> {
    /// Gives the try back: the password was right, or was never looked at.
    pub fn refund(self) {
        let mut state = lock(&self.tries.0);
        if let Some(window) = state.from_network.existing(&self.key) {
            window.take_back(self.from_network);
        }
        if let Some(window) = state.in_all.existing(&self.key.0) {
            window.take_back(self.in_all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paste(text: &str) -> PasteId {
        text.parse().unwrap()
    }

    fn address(number: u32) -> Network {
        Network::V4(number.to_be_bytes())
    }

    #[test]
    fn ten_wrong_ones_lock_one_paste_for_one_network() {
        let tries = PasswordTries::default();
        for _ in 0..10 {
            tries.begin(&paste("abcd"), address(1), 100).unwrap();
        }
        assert_eq!(tries.begin(&paste("abcd"), address(1), 400).unwrap_err(), Locked { retry_after: 300 });
        assert!(tries.begin(&paste("abce"), address(1), 400).is_ok());
        assert!(tries.begin(&paste("abcd"), address(2), 400).is_ok());
        assert!(tries.begin(&paste("abcd"), address(1), 700).is_ok());
    }

    #[test]
    fn two_hundred_lock_a_paste_for_everyone() {
        let tries = PasswordTries::default();
        for number in 0..200 {
            tries.begin(&paste("abcd"), address(number), 100).unwrap();
        }
        assert!(tries.begin(&paste("abcd"), address(9999), 100).is_err());
        assert!(tries.begin(&paste("abce"), address(9999), 100).is_ok());
    }

    #[test]
    fn right_ones_are_given_back_and_parallel_ones_cannot_pass_together() {
        let tries = PasswordTries::default();
        for _ in 0..1000 {
            tries.begin(&paste("abcd"), address(1), 100).unwrap().refund();
        }
        let held: Vec<_> = (0..10).map(|_| tries.begin(&paste("abcd"), address(1), 100).unwrap()).collect();
        assert!(tries.begin(&paste("abcd"), address(1), 100).is_err());
        held.into_iter().for_each(Try::refund);
        assert!(tries.begin(&paste("abcd"), address(1), 100).is_ok());
    }

    #[test]
    fn what_is_given_back_after_its_window_does_not_help_the_next() {
        let tries = PasswordTries::default();
        let late = tries.begin(&paste("abcd"), address(1), 100).unwrap();
        for _ in 0..10 {
            tries.begin(&paste("abcd"), address(1), 700).unwrap();
        }
        late.refund();
        assert!(tries.begin(&paste("abcd"), address(1), 700).is_err());
    }

    #[test]
    fn many_pastes_and_networks_leave_bounded_tables_that_still_lock() {
        let tries = PasswordTries::default();
        for number in 0..50_000_u32 {
            let _ = tries.begin(&paste(&format!("{number:08x}")), address(number), 100);
        }
        let state = lock(&tries.0);
        assert!(state.from_network.len().max(state.in_all.len()) <= 2 * super::super::table::SIZE + 1024);
        drop(state);
        let passed = (0..1000).filter(|_| tries.begin(&paste("ffff0000"), address(7), 100).is_ok()).count();
        assert!(passed <= 10, "{passed}");
    }
}
