//! `fpaste audit`: the server's log of what was done, and whether its chain of hashes holds.

use crate::cli::args::Audit;
use crate::cli::connect;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::{Table, Talk};
use crate::cli::when;
use crate::client::Client;
use crate::protocol::audit_chain::{FIRST, link};
use crate::protocol::message::AuditEvent;
use crate::sys::clock::{Clock as _, SystemClock};

/// Rows asked for at once.
const PAGE: u64 = 200;

/// Tells the events, or verifies them.
///
/// # Errors
/// Whatever happens on the way to the server; a chain that does not hold.
pub fn run(args: &Audit, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let client = connect::configured(settings, talk)?;
    if args.verify { verify(&client, talk) } else { tell(&client, args, talk) }
}

fn tell(client: &Client, args: &Audit, talk: &mut Talk) -> Result<()> {
    let now = SystemClock.now();
    let mut events = Vec::new();
    let mut left = args.limit.unwrap_or(u64::MAX);
    pages(client, args.after.unwrap_or(0), |event| {
        events.push(event);
        left = left.saturating_sub(1);
        Ok(left > 0)
    })?;
    if talk.manner().json {
        return events.iter().try_for_each(|event| talk.answer_json(event));
    }
    if events.is_empty() {
        talk.note("no events");
        return Ok(());
    }
    let mut table = Table::new(&["SEQ", "TIME", "EVENT", "ACTOR", "SUBJECT", "OUTCOME", "ADDRESS", "REQUEST"]);
    for event in events {
        let same = |text: String| (text.clone(), text);
        table.row([
            same(event.seq.to_string()),
            (when::relative(now, event.time), when::exact(event.time)),
            same(event.event),
            same(event.actor),
            same(event.subject),
            same(event.outcome),
            same(event.address),
            same(event.request_id),
        ]);
    }
    talk.answer_table(&table)
}

/// Reads the log from its beginning and computes every hash anew. Rows that the server has forgotten by age leave the beginning
/// open: from then on the chain is checked from the first row that is left.
fn verify(client: &Client, talk: &mut Talk) -> Result<()> {
    let mut chain = Chain::default();
    pages(client, 0, |event| {
        chain.add(&event).map_err(|why| {
            let what = format!("the audit log was altered: row {}: {why}", event.seq);
            Error::failed(Exit::Server, "audit_broken", what, "fpaste serve lockdown on      (on the box)".to_owned())
        })?;
        Ok(true)
    })?;
    if talk.manner().json {
        return talk.answer_json(&serde_json::json!({"rows": chain.rows, "first": chain.first, "last": chain.last, "head": chain.head}));
    }
    let head = if chain.rows == 0 { FIRST } else { chain.head.as_str() };
    talk.answer(format!("{} rows verified, {} to {}, head {head}", chain.rows, chain.first, chain.last))?;
    if chain.first > 1 {
        talk.note(format!("rows before {} were forgotten by age; the chain holds from there on", chain.first));
    }
    Ok(())
}

/// Calls `each` with every event after `after`, oldest first, until it says no.
fn pages(client: &Client, after: u64, mut each: impl FnMut(AuditEvent) -> Result<bool>) -> Result<()> {
    let mut after = after;
    loop {
        let page = client.audit(Some(after), Some(PAGE))?;
        for event in page.events {
            if !each(event)? {
                return Ok(());
            }
        }
        match page.next {
            Some(next) if next > after => after = next,
            _ => return Ok(()),
        }
    }
}

/// How far the chain holds.
#[derive(Debug, Default)]
struct Chain {
    rows: u64,
    first: u64,
    last: u64,
    head: String,
}

impl Chain {
    fn add(&mut self, event: &AuditEvent) -> std::result::Result<(), &'static str> {
        if self.rows == 0 {
            if event.seq == 1 && event.previous != FIRST {
                return Err("it does not begin the chain");
            }
            self.first = event.seq;
        } else {
            if self.last.checked_add(1) != Some(event.seq) {
                return Err("rows are missing before it");
            }
            if event.previous != self.head {
                return Err("it does not follow the row before");
            }
        }
        if link(event) != event.hash {
            return Err("its content is not what its hash says");
        }
        self.rows += 1;
        self.last = event.seq;
        self.head.clone_from(&event.hash);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(rows: u64) -> Vec<AuditEvent> {
        let mut previous = FIRST.to_owned();
        (1..=rows)
            .map(|seq| {
                let mut event = AuditEvent {
                    seq,
                    time: seq,
                    event: "paste.delete".into(),
                    actor: "box".into(),
                    subject: "é\n\"".into(),
                    outcome: "ok".into(),
                    address: String::new(),
                    request_id: "r".into(),
                    previous: previous.clone(),
                    hash: String::new(),
                };
                event.hash = link(&event);
                previous.clone_from(&event.hash);
                event
            })
            .collect()
    }

    fn check(events: &[AuditEvent]) -> std::result::Result<(), &'static str> {
        let mut chain = Chain::default();
        events.iter().try_for_each(|event| chain.add(event))
    }

    #[test]
    fn a_whole_chain_holds_and_so_does_one_without_its_oldest_rows() {
        assert_eq!(check(&chain(5)), Ok(()));
        assert_eq!(check(&chain(5)[2..]), Ok(()));
        assert_eq!(check(&[]), Ok(()));
    }

    #[test]
    fn any_change_breaks_it() {
        let mut altered = chain(5);
        altered[2].actor = "nobody".into();
        assert!(check(&altered).is_err());
        let mut rehashed = chain(5);
        rehashed[2].actor = "nobody".into();
        rehashed[2].hash = link(&rehashed[2]);
        assert!(check(&rehashed).is_err(), "the next row names the old hash");
        let mut missing = chain(5);
        missing.remove(2);
        assert!(check(&missing).is_err());
        let mut swapped = chain(5);
        swapped.swap(1, 2);
        assert!(check(&swapped).is_err());
        let mut begun = chain(1);
        begun[0].previous = "1".repeat(64);
        begun[0].hash = link(&begun[0]);
        assert!(check(&begun).is_err());
    }
}
