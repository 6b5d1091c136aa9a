//! `/tokens`: API tokens, for trusted callers who show their certificate (PROTOCOL §7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::protocol::message::{Deleted, Token, TokenList, TokenRequest};
use crate::protocol::{ErrorCode, Lifetime, Name, Scope, hex, name::InvalidName};
use crate::server::answer::{self, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::ledger::Event;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::server::store::ApiToken;
use crate::sys::entropy::draw;

/// Begins every token, so that it is known for one wherever it turns up.
const PREFIX: &str = "fpt_";

/// `POST /tokens`.
///
/// # Errors
/// `auth_required`, `forbidden`, `invalid_json`, `invalid_name`, or the store's own: nothing was made.
pub fn create(call: &Call<'_>, request: &mut Request<'_>) -> Result<Response, Failure> {
    let account = call.caller.require_trusted()?;
    call.require_open()?;
    let asked: TokenRequest = input::json(request)?;
    let name: Name = asked.name.parse().map_err(|error: InvalidName| Failure::new(ErrorCode::InvalidName, error.to_string()))?;
    let scopes = scopes(&asked.scopes)?;
    let lifetime = Lifetime::from_seconds(asked.expires_in)
        .ok_or_else(|| Failure::new(ErrorCode::InvalidJson, "expires_in must be a positive number of seconds"))?;
    let secret = Zeroizing::new(draw::<32>(&*call.app.entropy)?);
    let text = Zeroizing::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(*secret)));
    let token = ApiToken {
        id: hex(&draw::<16>(&*call.app.entropy)?),
        account,
        name: name.to_string(),
        scopes,
        created_at: call.now,
        expires_at: call.now.saturating_add(lifetime.seconds()),
        last_used_at: None,
    };
    call.app.store.add_token(token.clone(), Sha256::digest(text.as_bytes()).into())?;
    call.note(Event::TokenCreated, &token.id)?;
    Ok(answer::json(201, &Token { token: Some(text.to_string()), ..shown(token) }))
}

/// `GET /tokens`.
///
/// # Errors
/// `auth_required`, `forbidden`, or the store's own.
pub fn list(call: &Call<'_>) -> Result<Response, Failure> {
    let account = call.caller.require_trusted()?;
    // What the janitor has not written down yet counts too.
    let now = |token: ApiToken| ApiToken { last_used_at: call.app.token_use.last(&token).or(token.last_used_at), ..token };
    let tokens = call.app.store.tokens(account, call.now)?.into_iter().map(now).map(shown).collect();
    Ok(answer::json(200, &TokenList { tokens }))
}

/// `DELETE /tokens/<id>`.
///
/// # Errors
/// `auth_required`, `forbidden`, `not_found` (or another account's), or the store's own: nothing was deleted.
pub fn delete(call: &Call<'_>, id: &str) -> Result<Response, Failure> {
    let account = call.caller.require_trusted()?;
    if !call.app.store.delete_token(account, id)? {
        return Err(Failure::not_found());
    }
    call.note(Event::TokenDeleted, id)?;
    Ok(answer::json(200, &Deleted { message: "Token deleted".into(), id: id.into() }))
}

/// The scopes asked for, each once, in the order of the protocol page.
fn scopes(asked: &[String]) -> Result<Vec<String>, Failure> {
    let wrong = || Failure::new(ErrorCode::InvalidJson, "scopes must be some of create, read, list, update, delete");
    let asked = asked.iter().map(|word| Scope::from_word(word).ok_or_else(wrong)).collect::<Result<Vec<_>, _>>()?;
    if asked.is_empty() {
        return Err(wrong());
    }
    Ok(Scope::ALL.into_iter().filter(|scope| asked.contains(scope)).map(|scope| scope.word().to_owned()).collect())
}

fn shown(token: ApiToken) -> Token {
    let ApiToken { id, account: _, name, scopes, created_at, expires_at, last_used_at } = token;
    Token { id, name, scopes, created_at, expires_at, last_used_at, token: None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::server::rehearsal::Stage;
    use crate::sys::clock::Clock as _;

    #[test]
    fn scopes_are_known_words_each_once_in_one_order() {
        let read = |words: &[&str]| scopes(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>()).ok();
        assert_eq!(read(&["delete", "create", "delete"]), Some(vec!["create".into(), "delete".into()]));
        for wrong in [&[][..], &["admin"], &["Create"], &["create", ""]] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_token_ends_with_its_time_and_with_the_last_valid_certificate_of_its_account() {
        let stage = Stage::new(&[]);
        let alice = stage.issue('a', false);
        let make = |seconds: u64| {
            let body = json!({ "name": "n", "scopes": ["create"], "expires_in": seconds });
            let made = stage.ask("POST", "/tokens").by(&alice).json(&body).send().expect(201).json();
            assert_eq!(made["expires_at"], stage.clock.now() + seconds);
            format!("Bearer {}", made["token"].as_str().unwrap())
        };
        let (short, long) = (make(60), make(1_000_000));
        let post = |bearer: &str| stage.ask("POST", "/").header("Authorization", bearer).body("x").send();
        post(&short).expect(201);
        stage.clock.advance(60);
        post(&short).expect_error(401, "invalid_token");
        post(&long).expect(201);
        stage.clock.advance(86_400);
        stage.ask("GET", "/pastes").by(&alice).send().expect_error(401, "auth_required");
        post(&long).expect_error(401, "invalid_token");
    }
}
