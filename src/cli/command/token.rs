//! `fpaste token`: API tokens, which act for the account that made them.

use serde_json::json;

use crate::cli::args::{Token, TokenCommand, TokenCreate, TokenRevoke};
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::settings::Settings;
use crate::cli::talk::{Table, Talk};
use crate::cli::when;
use crate::client::Client;
use crate::protocol::message::TokenRequest;
use crate::sys::clock::{Clock as _, SystemClock};

/// Makes, lists or revokes.
///
/// # Errors
/// Whatever happens on the way to the server.
pub fn run(args: &Token, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let client = connect::configured(settings, talk)?;
    match &args.command {
        TokenCommand::Create(args) => create(&client, args, talk),
        TokenCommand::List => list(&client, talk),
        TokenCommand::Revoke(args) => revoke(&client, args, talk),
    }
}

/// The token goes to stdout alone, so that it can be put into a file.
fn create(client: &Client, args: &TokenCreate, talk: &mut Talk) -> Result<()> {
    let request = TokenRequest { name: args.name.clone(), scopes: args.scopes.clone(), expires_in: args.expiry.seconds() };
    let mut made = client.token_create(&request)?;
    let token = zeroize::Zeroizing::new(made.token.take().unwrap_or_default());
    if talk.manner().json {
        return talk.answer_json(&json!({
            "id": made.id, "name": made.name, "scopes": made.scopes, "created": made.created_at, "expires": made.expires_at,
            "token": token.as_str(),
        }));
    }
    talk.answer(token.as_str())?;
    let until = when::exact(made.expires_at);
    talk.note(format!("token {} ({}), until {until}; it is not shown again: FPASTE_TOKEN", made.id, made.scopes.join(", ")));
    Ok(())
}

fn list(client: &Client, talk: &mut Talk) -> Result<()> {
    let tokens = client.token_list()?.tokens;
    if talk.manner().json {
        return tokens.iter().try_for_each(|token| {
            talk.answer_json(&json!({
                "id": token.id, "name": token.name, "scopes": token.scopes, "created": token.created_at, "expires": token.expires_at,
                "last_used": token.last_used_at,
            }))
        });
    }
    if talk.manner().quiet {
        return tokens.iter().try_for_each(|token| talk.answer(&token.id));
    }
    if tokens.is_empty() {
        talk.note("no tokens");
        return Ok(());
    }
    let now = SystemClock.now();
    let mut table = Table::new(&["ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED"]);
    for token in tokens {
        let moment = |time: u64| (when::relative(now, time), when::exact(time));
        let same = |text: String| (text.clone(), text);
        table.row([
            same(token.id),
            same(token.name),
            same(token.scopes.join(",")),
            moment(token.created_at),
            moment(token.expires_at),
            token.last_used_at.map_or_else(|| ("never".to_owned(), String::new()), moment),
        ]);
    }
    talk.answer_table(&table)
}

fn revoke(client: &Client, args: &TokenRevoke, talk: &mut Talk) -> Result<()> {
    let mut failures = Vec::new();
    for id in &args.ids {
        let hex = id.len() == 32 && crate::protocol::is_lower_hex(id);
        let outcome = if hex {
            client.token_revoke(id).map_err(Error::from)
        } else {
            Err(Error::usage(format!("'{id}' is not the id of a token"), "fpaste token list"))
        };
        match outcome {
            Ok(()) if talk.manner().json => talk.answer_json(&json!({"id": id, "revoked": true}))?,
            Ok(()) => talk.note(format!("revoked {id}")),
            Err(error) if args.ids.len() == 1 => return Err(error),
            Err(error) => {
                talk.error(&error);
                failures.push(error.exit());
            }
        }
    }
    super::several(&failures, args.ids.len())
}
