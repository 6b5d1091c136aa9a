//! `fpaste delete`: named pastes, or every paste on the server.

use std::io::BufRead as _;

use serde_json::json;

use crate::cli::args::Delete;
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::history::History;
use crate::cli::secrets;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::client::{self, Client, ListQuery, Secret};
use crate::container::Link;
use crate::protocol::PasteId;
use crate::protocol::limit::LIST_MAX;

/// Deletes. Every operand is tried, whatever became of the one before.
///
/// # Errors
/// The one failure, the class of all of them, or that some of several failed.
pub fn run(args: &Delete, settings: &Settings, talk: &mut Talk) -> Result<()> {
    if args.all {
        return all(args.confirm, settings, talk);
    }
    let token = match &args.delete_token_file {
        Some(file) => Some(Secret::new(secrets::from_file(file)?.as_str())),
        None => args.delete_token.as_deref().map(Secret::new),
    };
    let ids = operands(args)?;
    let mut failures = Vec::new();
    for text in &ids {
        match one(args, text, token.as_ref(), settings, talk) {
            Ok(()) => {}
            Err(error) if ids.len() == 1 => return Err(error),
            Err(error) => {
                talk.error(&error);
                failures.push(error.exit());
            }
        }
    }
    super::several(&failures, ids.len())
}

/// What was typed; `-` stands for the lines of stdin.
fn operands(args: &Delete) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut stdin_is_read = false;
    for id in &args.ids {
        if id != "-" {
            ids.push(id.clone());
            continue;
        }
        if stdin_is_read || secrets::from_stdin(&[args.delete_token_file.as_deref()]) {
            return Err(Error::usage("stdin ('-') can be read only once", "fpaste delete - < FILE"));
        }
        stdin_is_read = true;
        for line in std::io::stdin().lock().lines() {
            // A line of `list` begins with the id.
            let line = line.map_err(Error::Stdin)?;
            ids.extend(line.split_whitespace().next().map(str::to_owned));
        }
    }
    if ids.is_empty() {
        return Err(Error::usage("no id on stdin", "fpaste list -q | fpaste delete -"));
    }
    Ok(ids)
}

fn one(args: &Delete, text: &str, token: Option<&Secret>, settings: &Settings, talk: &mut Talk) -> Result<()> {
    // A key in the link is not needed, and a broken one does no harm here.
    let link = Link::parse(text.split('#').next().unwrap_or_default())?;
    let history = History::new(settings);
    let server = match &link.server {
        Some(server) => server.clone(),
        None => match settings.server() {
            Ok(server) => server.to_owned(),
            Err(error) => history.find(link.id.as_str(), None)?.map(|record| record.server).ok_or(error)?,
        },
    };
    let client = connect::client(settings, talk, &server, None)?;
    let server = client.server().to_string();
    let remembered =
        if token.is_some() { None } else { history.find(link.id.as_str(), Some(&server))?.and_then(|record| record.delete_token) };
    let remembered = remembered.map(|token| Secret::new(token.as_str()));
    let outcome = client.delete(&link.id, token.or(remembered.as_ref()));
    let gone = matches!(&outcome, Ok(_) | Err(client::Error::NotFound(_)));
    if gone && let Err(error) = history.forget(&server, &[link.id.as_str()]) {
        talk.warn(error.message().unwrap_or_default());
    }
    match outcome {
        Ok(_) => told(&link.id, true, talk),
        Err(client::Error::NotFound(_)) if args.ignore_missing => told(&link.id, false, talk),
        Err(why) => Err(Error::about(&link.id, why)),
    }
}

fn told(id: &PasteId, deleted: bool, talk: &mut Talk) -> Result<()> {
    if talk.manner().json {
        return talk.answer_json(&json!({"id": id.as_str(), "deleted": deleted}));
    }
    talk.note(if deleted { format!("deleted {id}") } else { format!("{id} was gone already") });
    Ok(())
}

/// Every paste on the server, if there are exactly as many as the person believes.
fn all(confirm: Option<u64>, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let client = connect::configured(settings, talk)?;
    let Some(confirm) = confirm else {
        // Whoever may not count them is told the form of the command all the same.
        let counted = client.list(&ListQuery { all: true, limit: Some(1), ..ListQuery::default() });
        let (all, count) =
            counted.map_or_else(|_| ("all".to_owned(), "N".to_owned()), |list| (format!("all {}", list.total), list.total.to_string()));
        return Err(Error::usage(
            format!("this deletes {all} pastes on {}", client.server()),
            format!("fpaste delete --all --confirm {count}"),
        ));
    };
    let deleted = match client.delete_all(confirm) {
        Ok(answer) => answer.deleted,
        // A server of the plain interface has no such route: count, compare, and delete one by one.
        Err(client::Error::NotFound(_) | client::Error::BadRequest(_)) => one_by_one(&client, confirm, talk)?,
        Err(why) => return Err(why.into()),
    };
    if talk.manner().json {
        return talk.answer_json(&json!({"deleted": deleted}));
    }
    talk.note(format!("deleted {deleted}"));
    Ok(())
}

fn one_by_one(client: &Client, confirm: u64, talk: &mut Talk) -> Result<u64> {
    let mut ids = Vec::new();
    loop {
        let query = ListQuery { all: true, limit: Some(LIST_MAX), offset: Some(ids.len() as u64), ..ListQuery::default() };
        let page = client.list(&query)?;
        let before = ids.len();
        ids.extend(page.pastes.into_iter().map(|paste| paste.id));
        if ids.len() == before || ids.len() as u64 >= page.total {
            break;
        }
    }
    let count = ids.len() as u64;
    if count != confirm {
        let there = if count == 1 { "there is 1 paste".to_owned() } else { format!("there are {count} pastes") };
        let what = format!("{there}, not {confirm}; nothing deleted");
        return Err(Error::failed(Exit::Failure, "count_mismatch", what, format!("fpaste delete --all --confirm {count}")));
    }
    let mut deleted = 0;
    for text in ids {
        let Ok(id) = text.parse::<PasteId>() else { continue };
        match client.delete(&id, None) {
            Ok(_) => deleted += 1,
            Err(client::Error::NotFound(_)) => {}
            Err(why) => {
                talk.note(format!("deleted {deleted}"));
                return Err(Error::about(&id, why));
            }
        }
    }
    Ok(deleted)
}
