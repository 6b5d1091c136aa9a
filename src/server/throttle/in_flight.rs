//! Uploads that are being read right now: at most one of each proof-of-work token or idempotency key.

use std::collections::HashSet;
use std::sync::Arc;

use super::lock;
use crate::sys::sync::Mutex;

/// The keys in flight; there are never more than connections.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<HashSet<[u8; 32]>>>);

/// One upload; the key is free again when it drops.
#[derive(Debug)]
#[must_use = "the key is free again when this drops"]
pub struct Flight {
    all: InFlight,
    key: [u8; 32],
}

impl InFlight {
    /// Takes a key (as the store's `Once::key`); `None` while another upload has it.
    pub fn begin(&self, key: [u8; 32]) -> Option<Flight> {
        lock(&self.0).insert(key).then(|| Flight { all: self.clone(), key })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        lock(&self.all.0).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_any_number_of_uploads_with_one_key_one_is_read() {
        let all = InFlight::default();
        let first = all.begin([1; 32]);
        assert!(first.is_some() && all.begin([1; 32]).is_none());
        assert!(all.begin([2; 32]).is_some());
        drop(first);
        assert!(all.begin([1; 32]).is_some());
    }

    #[test]
    fn a_handler_that_panics_gives_its_key_back() {
        let all = InFlight::default();
        let inner = all.clone();
        let died = std::thread::spawn(move || {
            let _flight = inner.begin([1; 32]);
            panic!("a handler dies");
        });
        assert!(died.join().is_err());
        assert!(all.begin([1; 32]).is_some());
    }
}
