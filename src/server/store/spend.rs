//! Spends a proof-of-work token for something that is no paste: a registration.

use super::{Once, Result, Store, StoreError};

impl Store {
    /// Spends a token; `false` if it was spent before. Of any number of callers with the same one, one spends it.
    ///
    /// # Errors
    /// [`StoreError`]: it is not spent.
    pub fn spend(&self, once: Once, now: u64) -> Result<bool> {
        Err(StoreError::Closed)
    }
}
