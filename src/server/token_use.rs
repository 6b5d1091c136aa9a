//! Which API tokens were used, until the janitor writes it down: a reading waits for no writer, and needs no room on the disk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::store::{self, ApiToken, Store};

/// Uses that are not written down yet, by the token's id: never more than there are tokens.
#[derive(Debug, Default)]
pub struct TokenUse(Mutex<HashMap<String, (ApiToken, u64)>>);

impl TokenUse {
    /// Notes that a token was used now.
    pub fn note(&self, token: &ApiToken, now: u64) {
        if token.used_lately(now) {
            return;
        }
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(token.id.clone(), (token.clone(), now));
    }

    /// When a token was used last, where that is not written down yet.
    pub fn last(&self, token: &ApiToken) -> Option<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&token.id).map(|(_, at)| *at)
    }

    /// Writes down what was noted.
    ///
    /// # Errors
    /// The store's: what is not written down is forgotten; the next use is noted again.
    pub fn settle(&self, store: &dyn Store) -> store::Result<()> {
        let used = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        used.into_values().try_for_each(|(token, now)| store.touch_token(&token, now))
    }
}

#[cfg(test)]
mod tests {
    use crate::server::rehearsal::Stage;
    use crate::server::store::{AccountId, ApiToken};

    #[test]
    fn a_use_is_noted_once_a_minute_and_written_down_later() {
        let stage = Stage::new(&[]);
        let account: AccountId = stage.app.store.ensure_account(&"a".repeat(40), None, 5).unwrap();
        let token = ApiToken {
            id: "one".into(),
            account,
            name: "ci".into(),
            scopes: Vec::new(),
            created_at: 5,
            expires_at: 10_000,
            last_used_at: None,
        };
        stage.app.store.add_token(token.clone(), [1; 32]).unwrap();
        let last_used = || stage.app.store.tokens(account, 5).unwrap()[0].last_used_at;
        stage.app.token_use.note(&token, 100);
        stage.app.token_use.note(&token, 101);
        assert_eq!(last_used(), None);
        stage.app.token_use.settle(&*stage.app.store).unwrap();
        assert_eq!(last_used(), Some(101));
        stage.app.token_use.note(&ApiToken { last_used_at: Some(101), ..token }, 130);
        assert!(stage.app.token_use.0.lock().unwrap().is_empty());
    }
}
