//! `fpaste serve admin`: who is an admin, who is blocked, and which pastes must go; from the box, without a certificate.

use serde_json::json;

use super::serve_store::{OnTheBox, failed, tell_if_new};
use crate::cli::args::{AdminCommand, Serve, ServeAdmin};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::{Table, Talk};
use crate::protocol::PasteId;
use crate::protocol::limit::LIST_MAX;
use crate::server::ledger::Event;
use crate::server::store::{Account, AccountId, ListQuery};

/// Runs it.
///
/// # Errors
/// The database cannot be opened or written, or what is named is not there.
pub fn run(serve: &Serve, args: &ServeAdmin, settings: &Settings, talk: &mut Talk) -> Result<()> {
    tell_if_new(serve, settings, talk)?;
    let here = OnTheBox::open(serve, settings)?;
    let (store, now) = (&here.store, here.now);
    let (event, fingerprint, changed, is, was) = match &args.command {
        AdminCommand::List => return list(&here, talk),
        AdminCommand::Rm(args) => return remove(&here, &args.what, talk),
        AdminCommand::Grant(one) => {
            (Event::AdminGranted, &one.fingerprint, store.grant_admin(&one.fingerprint, now), "is an admin now", "was an admin already")
        }
        AdminCommand::Revoke(one) => {
            (Event::AdminRevoked, &one.fingerprint, store.revoke_admin(&one.fingerprint), "is no admin any more", "was no admin")
        }
        AdminCommand::Block(one) => {
            let done = store.set_blocked(&one.fingerprint, true, now);
            (Event::AccountBlocked, &one.fingerprint, done, "is refused everywhere now", "was blocked already")
        }
        AdminCommand::Unblock(one) => {
            let done = store.set_blocked(&one.fingerprint, false, now);
            (Event::AccountUnblocked, &one.fingerprint, done, "is let in again", "was not blocked")
        }
    };
    let changed = changed.map_err(failed)?;
    if changed {
        here.note(event, fingerprint)?;
    }
    if talk.manner().json {
        return talk.answer_json(&json!({ "fingerprint": fingerprint, "event": event.word(), "changed": changed }));
    }
    talk.note(format!("{fingerprint} {}", if changed { is } else { was }));
    Ok(())
}

fn list(here: &OnTheBox, talk: &mut Talk) -> Result<()> {
    let accounts = here.store.marked_accounts().map_err(failed)?;
    if talk.manner().json {
        return accounts.iter().try_for_each(|account| {
            let Account { owner_fingerprint, created_at, admin, blocked, .. } = account;
            talk.answer_json(&json!({
                "fingerprint": owner_fingerprint, "created_at": created_at, "admin": admin, "blocked": blocked
            }))
        });
    }
    let mut table = Table::new(&["FINGERPRINT", "MARKS"]);
    for account in accounts {
        let marks: Vec<_> = [(account.admin, "admin"), (account.blocked, "blocked")]
            .into_iter()
            .filter_map(|(there, word)| there.then_some(word))
            .collect();
        table.plain_row([account.owner_fingerprint, marks.join(",")]);
    }
    talk.answer_table(&table)
}

/// Deletes what is named, each thing on its own; what is not there is said, and the rest still goes.
fn remove(here: &OnTheBox, what: &[String], talk: &mut Talk) -> Result<()> {
    let mut missing = 0;
    for name in what {
        let deleted = remove_one(here, name)?;
        if deleted == 0 {
            missing += 1;
            talk.error(&gone(name));
        } else if talk.manner().json {
            talk.answer_json(&json!({ "name": name, "deleted": deleted }))?;
        } else {
            let pastes = if deleted == 1 { "paste" } else { "pastes" };
            talk.note(format!("{deleted} {pastes} deleted"));
        }
    }
    if missing < what.len() && !here.erased()? {
        talk.warn("what was deleted cannot be read any more, but a reader keeps it in the database's log for now");
    }
    match missing {
        0 => Ok(()),
        all if all == what.len() => Err(Error::Told(Exit::NotFound)),
        failed => Err(Error::SomeFailed { failed, of: what.len() }),
    }
}

fn gone(name: &str) -> Error {
    Error::failed(Exit::NotFound, "not_found", format!("there is no paste and no account '{name}' with one"), None)
}

/// How many pastes went: one of this id, or all of the account of this fingerprint.
fn remove_one(here: &OnTheBox, name: &str) -> Result<u64> {
    let id: PasteId = id_in(name)
        .parse()
        .map_err(|_| Error::usage(format!("'{name}' is no paste id, link or fingerprint"), "fpaste serve admin rm abc123def456"))?;
    if here.store.delete(&id, here.now).map_err(failed)? {
        here.note(Event::PasteDeleted, id.as_str())?;
        return Ok(1);
    }
    match here.store.identity(id.as_str()).map_err(failed)? {
        Some(identity) => remove_all_of(here, identity.account),
        None => Ok(0),
    }
}

fn remove_all_of(here: &OnTheBox, owner: AccountId) -> Result<u64> {
    let query = ListQuery { owner: Some(owner), limit: LIST_MAX, ..ListQuery::default() };
    let mut deleted = 0;
    loop {
        let page = here.store.list(&query, here.now).map_err(failed)?;
        let before = deleted;
        for paste in page.pastes {
            if here.store.delete(&paste.id, here.now).map_err(failed)? {
                here.note(Event::PasteDeleted, paste.id.as_str())?;
                deleted += 1;
            }
        }
        if deleted == before {
            return Ok(deleted);
        }
    }
}

/// The id in a link, or the text itself. Fingerprints lose their colons.
fn id_in(name: &str) -> String {
    let without_key = name.split(['#', '?']).next().unwrap_or(name);
    let path = without_key.trim_end_matches("/raw").trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or(path);
    last.replace(':', "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_any_shape_names_its_paste() {
        for name in [
            "abc123def456",
            "https://paste.example/abc123def456",
            "https://paste.example/p/abc123def456/raw",
            "https://paste.example/abc123def456#KEY/with/slashes",
            "http://[::1]:5000/abc123def456/",
        ] {
            assert_eq!(id_in(name), "abc123def456", "{name}");
        }
        assert_eq!(id_in("AB:CD"), "abcd");
    }
}
