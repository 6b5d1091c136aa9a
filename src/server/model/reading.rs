//! What reads pastes: claim, password, burn, lease and range (PROTOCOL §4).

use super::limits::TRIES_MAX;
use super::memory::{Answer, Model};
use super::step::{Look, Pick, Step};
use super::told::Told;
use crate::protocol::header;
use crate::protocol::limit::BURN_LEASE;

impl Model {
    pub(super) fn raw(&mut self, step: &Step, pick: Pick, look: Look) -> Answer {
        let (at, kept) = self.visible(pick, look.reader, step.now)?;
        let kept = kept.clone();
        if kept.burn {
            require_claim(step, kept.claim, look.claim)?;
        }
        if let Some(password) = kept.password {
            self.require_password((at, step.network), password, look.password, step.now)?;
        }
        let (kind, size) = (outgoing(kept.kind), kept.body.length);
        let whole = Told::bytes(200, kind, kept.body, !look.head);
        if kept.burn {
            let left = kept.lease_left(look.reader, step.now);
            if !look.head && left.is_none() {
                let leased = |kept| super::kept::Kept { lease: look.reader.map(|reader| (reader, step.now + BURN_LEASE)), ..kept };
                self.made[at] = look.reader.map(|_| leased(kept));
            }
            return Ok(match look.reader {
                Some(_) => whole.with(header::BURN_LEASE, left.unwrap_or(BURN_LEASE)),
                None => whole,
            });
        }
        if kept.password.is_some() {
            return Ok(whole);
        }
        let wanted = match look.range {
            Some("bytes=0-9") => 0..size.min(10),
            Some("bytes=5-") => 5..size,
            Some("bytes=-7") => size.saturating_sub(7)..size,
            Some("bytes=30-") => 30..size,
            Some("bytes=-0") => size..size,
            // What cannot be understood is ignored.
            _ => return Ok(whole.with(header::ACCEPT_RANGES, "bytes")),
        };
        if wanted.is_empty() {
            let outside = Told::error(416, "range_not_satisfiable").fact("size", size);
            return Err(outside.with(header::CONTENT_RANGE, format!("bytes */{size}")));
        }
        let place = format!("bytes {}-{}/{size}", wanted.start, wanted.end - 1);
        let part = super::step::Body { length: wanted.len(), ..kept.body };
        Ok(Told::bytes(206, kind, part, !look.head).with(header::CONTENT_RANGE, place).with(header::ACCEPT_RANGES, "bytes"))
    }

    fn require_password(&mut self, key: (usize, usize), wanted: u8, shown: Option<u8>, now: u64) -> Result<(), Told> {
        let Some(shown) = shown else { return Err(Told::error(401, "password_required")) };
        if self.tries.count(&key, now) >= TRIES_MAX {
            return Err(Told::error(429, "password_locked").retry(self.tries.end(&key, now) - now));
        }
        // Counted before it is looked at, given back if it was right.
        self.tries.add(&key, now);
        if shown != wanted {
            return Err(Told::error(403, "password_wrong"));
        }
        self.tries.take_back(&key);
        Ok(())
    }
}

fn require_claim(step: &Step, wanted: Option<u8>, shown: Option<u8>) -> Result<(), Told> {
    match (wanted, shown) {
        _ if step.foreign => Err(Told::error(403, "forbidden")),
        (Some(_), None) => Err(Told::error(403, "claim_required")),
        (Some(wanted), Some(shown)) if wanted != shown => Err(Told::error(403, "claim_wrong")),
        _ => Ok(()),
    }
}

/// The type that bytes go out with: nothing that a browser would run.
fn outgoing(kind: &'static str) -> &'static str {
    match kind {
        "text/html" => header::TEXT_UTF8,
        "application/pdf" => header::OCTET_STREAM,
        other => other,
    }
}
