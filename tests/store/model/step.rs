//! What is done in a sequence: drawn from a seed that says everything, the time included.

use crate::support::dice::Dice;

/// The time at which a sequence begins.
pub const NOW: u64 = 1_800_000_000;
/// Names of pastes, few enough to meet.
pub const NAMES: u64 = 24;
/// Those who lease.
pub const READERS: u64 = 3;
/// Keys that are spent.
pub const KEYS: u8 = 6;

/// Bytes that are all alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Body {
    pub length: usize,
    pub fill: u8,
}

/// A paste to be made.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is drawn by itself")]
pub struct New {
    pub number: u64,
    /// One of two accounts.
    pub owner: Option<usize>,
    pub mime_type: &'static str,
    pub expires_at: u64,
    pub burn: bool,
    /// The byte that its claim is made of.
    pub claim: Option<u8>,
    pub label: bool,
    pub body: Body,
    /// Key and request.
    pub once: Option<(u8, u8)>,
    pub dedup: bool,
    pub quota: bool,
}

#[derive(Clone, Debug)]
pub enum Verb {
    Create(New),
    Get {
        number: u64,
        reader: Option<u8>,
    },
    /// Shows this claim, if the paste asks for one.
    Burn {
        number: u64,
        reader: Option<u8>,
        claim: u8,
    },
    Confirm {
        number: u64,
        reader: u8,
    },
    Delete {
        number: u64,
    },
    Update {
        number: u64,
        body: Option<Body>,
        label: Option<bool>,
        expires_at: Option<u64>,
    },
    List {
        owner: Option<usize>,
        kind: Option<&'static str>,
        after: Option<u64>,
        before: Option<u64>,
        limit: u64,
    },
    /// All pastes, if this many fewer than there are is what the caller believes.
    DeleteAll {
        fewer: u64,
    },
    Replay {
        key: u8,
        request: u8,
    },
    Sweep,
    Erase,
    Restart,
}

/// One verb at its time.
#[derive(Clone, Debug)]
pub struct Step {
    pub now: u64,
    pub verb: Verb,
}

/// A sequence.
pub fn sequence(seed: u64, steps: usize) -> Vec<Step> {
    let (mut dice, mut now) = (Dice(seed), NOW);
    (0..steps)
        .map(|_| {
            if dice.one_in(12) {
                // Mostly a little forward, now and then to the second in which a window, a lease or a key ends, and sometimes back.
                now = match dice.below(8) {
                    0 => now - dice.below(30).min(now),
                    1 | 2 => now + dice.of(&[49, 50, 59, 60, 60, 61, 99, 100, 101]),
                    _ => now + dice.below(12),
                };
            }
            Step { now, verb: verb(&mut dice, now) }
        })
        .collect()
}

fn verb(dice: &mut Dice, now: u64) -> Verb {
    let (number, reader) = (dice.below(NAMES), dice.maybe(|dice| dice.small(READERS)));
    match dice.below(100) {
        0..38 => Verb::Create(new(dice, number, now)),
        38..52 => Verb::Get { number, reader },
        52..68 => Verb::Burn { number, reader, claim: dice.small(3) },
        68..74 => Verb::Confirm { number, reader: reader.unwrap_or(9) },
        74..79 => Verb::Delete { number },
        79..84 => Verb::Update {
            number,
            body: dice.maybe(body),
            label: dice.maybe(|dice| dice.one_in(2)),
            expires_at: dice.maybe(|dice| now + dice.below(200)),
        },
        84..90 => Verb::List {
            owner: dice.maybe(|dice| usize::from(dice.small(2))),
            kind: dice.maybe(|dice| dice.of(&["text/", "image/png", "x"])),
            after: dice.one_in(3).then(|| now.saturating_sub(dice.below(60))),
            before: dice.one_in(3).then(|| now.saturating_sub(dice.below(60))),
            limit: 1 + dice.below(5),
        },
        90..94 => Verb::Sweep,
        94 => Verb::DeleteAll { fewer: dice.below(2) },
        95 => Verb::Erase,
        96 if dice.one_in(2) => Verb::Restart,
        _ => Verb::Replay { key: dice.small(KEYS.into()), request: dice.small(2) },
    }
}

fn body(dice: &mut Dice) -> Body {
    // Past 256 KiB a body goes through a temporary file, and in pieces through the database.
    let length = if dice.one_in(60) { 270_000 + dice.below(100) } else { dice.below(900) };
    let fill = dice.small(4);
    // Of what bytes nothing is made, nobody can say.
    Body { length: usize::try_from(length).unwrap(), fill: if length == 0 { 0 } else { fill } }
}

fn new(dice: &mut Dice, number: u64, now: u64) -> New {
    let burn = dice.one_in(2);
    New {
        number,
        owner: dice.maybe(|dice| usize::from(dice.small(2))),
        mime_type: dice.of(&["text/plain", "text/html", "image/png"]),
        expires_at: now + dice.below(120),
        burn,
        claim: if burn { dice.maybe(|dice| dice.small(2)) } else { None },
        label: dice.one_in(2),
        body: body(dice),
        once: dice.one_in(3).then(|| (dice.small(KEYS.into()), dice.small(2))),
        dedup: dice.one_in(3),
        quota: dice.one_in(3),
    }
}
