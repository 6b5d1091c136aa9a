//! A file's way to a server and back: seal, challenge, solve, upload, fetch, open, burn, delete.

use std::path::Path;
use std::time::Instant;

use sha2::{Digest as _, Sha256};

use super::report::Report;
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::paste::{Sealed, Sealing};
use crate::cli::size::Size;
use crate::cli::watch::Watch;
use crate::client::solve::{CHUNK, Way};
use crate::client::{self, Body, Client, Fetch, NewPaste, Proof, Secret};
use crate::container::{self, BurnClaim, ContentKey};
use crate::protocol::limit::UNPACKED_MAX;
use crate::protocol::message::{ChallengeReply, Paste};
use crate::protocol::{Lifetime, PasteId, feature, hex};
use crate::sys::clock::{Clock as _, SystemClock};
use crate::sys::entropy::{SystemEntropy, draw};

/// Bytes of the file that makes the journey.
const SAMPLE: usize = 64 * 1024;
/// What cannot be deleted goes by itself after this many seconds.
const LIFETIME: u64 = 300;
/// A clock further off than this voids challenges and certificates.
const SKEW_MAX: u64 = 60;

/// What is on the server, and what opens and deletes it.
struct Stored {
    id: PasteId,
    paste: Paste,
    token: Option<Secret>,
}

/// Sends a file there and back. `folder` is where the file and what came back of it are kept.
pub(super) fn walk(client: &Client, folder: &Path, report: &mut Report<'_>) -> Option<()> {
    let watch = Watch::new(report.talk());
    let file = folder.join("journey.txt");
    let sealing = Sealing { name: Some("journey.txt"), ..Sealing::default() };
    let sealed = report.step("seal", || {
        std::fs::write(&file, sample()).map_err(|why| Error::file("write", &file, why))?;
        let content = std::fs::read(&file).map_err(|why| Error::file("read", &file, why))?;
        let size = content.len() as u64;
        let sealed = sealing.seal(content, None)?;
        let detail = format!("a file of {} packed and sealed to {}", Size(size), Size(sealed.body.len() as u64));
        Ok((sealed, detail))
    })?;
    let challenge = report.step("challenge", || {
        let challenge = client.challenge(&watch)?;
        let detail = if challenge.enabled { format!("{} bits", challenge.difficulty) } else { "no proof of work is asked for".to_owned() };
        Ok((challenge, detail))
    })?;
    let proof = report.step("solve", || {
        let start = Instant::now();
        let proof = client.prove(&challenge, &watch);
        watch.clear();
        Ok((proof?, if challenge.enabled { solved(&challenge, start) } else { "nothing to solve".to_owned() }))
    })?;
    let stored = report.step("upload", || {
        let stored = upload(client, &sealed, &challenge, proof, false, &watch)?;
        let detail = format!("paste {}, {} stored", stored.id, Size(stored.paste.size));
        Ok((stored, detail))
    })?;
    report.step("clock", || clock(&stored.paste));
    let fetched = report.step("fetch", || {
        let bytes = client.raw(&stored.id, &Fetch::default(), &watch).and_then(client::Download::whole)?;
        same(&bytes, &sealed.body, "what came back is not what was sent")?;
        let detail = format!("{}, byte for byte what was sent", Size(bytes.len() as u64));
        Ok((bytes, detail))
    });
    if let Some(fetched) = fetched {
        report.step("open", || {
            let opened = open(&fetched, &sealed)?;
            let back = folder.join("journey.back");
            std::fs::write(&back, &opened.content).map_err(|why| Error::file("write", &back, why))?;
            same(&opened.content, &sample(), "what was opened is not what was sealed")?;
            Ok(((), format!("{} and its name '{}'", Size(opened.content.len() as u64), opened.note.name.unwrap_or_default())))
        });
    }
    report.step("burn", || {
        let burned = burn(client, &challenge, &watch);
        watch.clear();
        burned
    });
    report.step("delete", || delete(client, &stored, &watch))
}

/// Text as a log has it: it packs, and no two lines are the same.
fn sample() -> Vec<u8> {
    let mut text = Vec::with_capacity(SAMPLE + 100);
    for line in 0.. {
        if text.len() >= SAMPLE {
            break;
        }
        text.extend_from_slice(format!("{line:06} the quick brown fox jumps over the lazy dog, ä, €, 🦊\n").as_bytes());
    }
    text
}

/// How fast this machine searches, measured for a moment: the search itself is a matter of luck.
fn solved(challenge: &ChallengeReply, start: Instant) -> String {
    let took = start.elapsed().as_secs_f64() * 1000.0;
    let nonce = challenge.nonce.as_deref().unwrap_or_default();
    let way = Way::best(nonce);
    let start = Instant::now();
    let chunks = 4;
    for chunk in 1..=chunks {
        let _ = way.scan(nonce, 200, chunk);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate of three digits")]
    let rate = (chunks * CHUNK) as f64 / start.elapsed().as_secs_f64().max(1e-6) / 1e6;
    let way = match way {
        Way::Lanes => "sixteen lanes",
        Way::Streams => "SHA instructions",
        Way::Blocks => "ten blocks",
        Way::Plain => "one by one",
    };
    format!("{} bits in {took:.0} ms; {rate:.1} MH/s a core, {way}", challenge.difficulty)
}

fn upload(client: &Client, sealed: &Sealed, challenge: &ChallengeReply, proof: Proof, burn: bool, watch: &Watch) -> Result<Stored> {
    let has = |name: &str| challenge.features.iter().any(|known| known == name);
    let token = if has(feature::DELETE_TOKEN) { Some(draw::<32>(&SystemEntropy).map_err(client::Error::from)?) } else { None };
    let new = NewPaste {
        body: Body::Bytes(&sealed.body),
        content_type: None,
        expiry: Lifetime::from_seconds(LIFETIME),
        burn,
        password: None,
        label: None,
        claim_hash: sealed.claim_hash,
        delete_token_hash: token.map(|token| Sha256::digest(token).into()),
    };
    let paste = client.create(&new, proof, watch)?.paste;
    let id = paste.id.parse().map_err(|_| wrong("the server named the paste in a way nobody can ask for"))?;
    Ok(Stored { id, token: token.map(|token| Secret::new(hex(&token))), paste })
}

fn open(bytes: &[u8], sealed: &Sealed) -> Result<container::Opened> {
    let key = sealed.key.as_ref().ok_or_else(|| wrong("it was not sealed"))?;
    container::open(bytes, key, None, UNPACKED_MAX).map_err(Error::NotOpened)
}

/// A second paste, for one reader: metadata and HEAD do not burn it, a reader without its key gets nothing, the right one gets it once.
fn burn(client: &Client, challenge: &ChallengeReply, watch: &Watch) -> Result<((), String)> {
    let has = |name: &str| challenge.features.iter().any(|known| known == name);
    let claims = has(feature::BURN_CLAIM);
    let sealed = Sealing { claim: claims, ..Sealing::default() }.seal(b"read once".to_vec(), None)?;
    let proof = client.prove(&client.challenge(watch)?, watch)?;
    let stored = upload(client, &sealed, challenge, proof, true, watch)?;
    client.meta(&stored.id, watch)?;
    let plain = Fetch { burns: true, ..Fetch::default() };
    if claims && !matches!(client.raw(&stored.id, &plain, watch), Err(client::Error::Claim(_))) {
        return Err(wrong("a reader without the key could burn the paste"));
    }
    let claim = sealed.key.as_ref().filter(|_| claims).map(|key: &ContentKey| Secret::new(BurnClaim::of(key).text().as_str()));
    if claims {
        client.head(&stored.id, claim.as_ref(), watch)?;
        client.meta(&stored.id, watch).map_err(|_| wrong("HEAD burned the paste"))?;
    }
    let reader = hex(&draw::<16>(&SystemEntropy).map_err(client::Error::from)?);
    let fetch = Fetch { claim: claim.as_ref(), reader: Some(&reader), burns: true, ..Fetch::default() };
    let download = client.raw(&stored.id, &fetch, watch)?;
    let lease = download.lease;
    let opened = open(&download.whole()?, &sealed)?;
    same(&opened.content, b"read once", "what was opened is not what was sealed")?;
    if lease.is_some() {
        client.confirm_burn(&stored.id, &reader)?;
    }
    gone(client, &stored.id, watch)?;
    let refused = if claims { "refused without the key, unharmed by HEAD, " } else { "" };
    Ok(((), format!("paste {}: {refused}read once, gone", stored.id)))
}

fn delete(client: &Client, stored: &Stored, watch: &Watch) -> Result<((), String)> {
    match client.delete(&stored.id, stored.token.as_ref()) {
        Ok(_) => {
            gone(client, &stored.id, watch)?;
            Ok(((), format!("paste {} is gone", stored.id)))
        }
        Err(client::Error::NotAuthorised(_)) if stored.token.is_none() => {
            Ok(((), format!("not without a certificate here; paste {} goes by itself in 5 minutes", stored.id)))
        }
        Err(why) => Err(Error::about(&stored.id, why)),
    }
}

fn gone(client: &Client, id: &PasteId, watch: &Watch) -> Result<()> {
    match client.meta(id, watch) {
        Err(client::Error::NotFound(_)) => Ok(()),
        Ok(_) => Err(wrong("the paste is still there")),
        Err(why) => Err(Error::about(id, why)),
    }
}

/// The server's clock is on the paste it has just made.
fn clock(paste: &Paste) -> Result<((), String)> {
    let (ours, theirs) = (SystemClock.now(), paste.created_at);
    let skew = ours.abs_diff(theirs);
    if theirs == 0 {
        return Ok(((), "the server does not tell its time".to_owned()));
    }
    if skew > SKEW_MAX {
        let side = if ours > theirs { "ahead of" } else { "behind" };
        let what = format!("this machine's clock is {skew} s {side} the server's");
        return Err(Error::failed(Exit::Failure, "clock", what, "timedatectl set-ntp true".to_owned()));
    }
    Ok(((), format!("{skew} s apart from the server's")))
}

fn same(one: &[u8], other: &[u8], otherwise: &str) -> Result<()> {
    if one == other { Ok(()) } else { Err(wrong(otherwise)) }
}

fn wrong(what: &str) -> Error {
    Error::failed(Exit::Server, "doctor", what, None)
}
