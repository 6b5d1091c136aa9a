//! Bodies lie here as they came: a storage key is refused where the store is opened.

use super::{Holding, Keys, Postgres, Progress, Rekeying, Result, StoreError, tally};

impl Rekeying for Postgres {
    /// All in the clear.
    fn holding(&self) -> Result<Holding> {
        let stored = self.read(async |link| tally::stored(link, None).await)?;
        Ok(Holding { clear: stored.pastes, ..Holding::default() })
    }

    fn begin_rekey(&self, _: &Keys) -> Result<()> {
        Err(StoreError::NotSealed)
    }

    fn rekey_slice(&self, _: &Keys, _: Progress) -> Result<Progress> {
        Err(StoreError::NotSealed)
    }
}
