//! What is asked in a sequence: drawn from a seed that says everything, the time included.

use super::dice::Dice;
use crate::protocol::header;
use crate::server::rehearsal::NOON;

/// Those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Without a certificate.
    Stranger,
    /// With one that this server did not issue.
    Maker,
    /// With one that it did.
    Alice,
    /// With another.
    Bob,
    /// An admin.
    Root,
    /// A token of the admin's, which is none.
    Deputy,
}

/// What holds in a sequence.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is drawn by itself")]
pub(super) struct Rules {
    pub(super) rate: bool,
    pub(super) pow: bool,
    pub(super) dedup: bool,
    pub(super) quota: bool,
    /// Bytes the database may grow by.
    pub(super) room: Option<u64>,
    /// Bodies are sealed from the start.
    pub(super) sealed: bool,
}

/// One request, or what else happens, at its time.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) now: u64,
    pub(super) who: Who,
    /// Which of two networks it comes from.
    pub(super) network: usize,
    /// For a page of another site.
    pub(super) foreign: bool,
    /// An API token, beside whatever certificate: it is what counts.
    pub(super) token: Option<Pick>,
    pub(super) verb: Verb,
}

#[derive(Clone, Debug)]
pub(super) enum Verb {
    Create(New),
    Meta {
        pick: Pick,
        reader: Option<u8>,
        head: bool,
    },
    Raw {
        pick: Pick,
        look: Look,
        /// As often in a row.
        times: u64,
    },
    Update {
        pick: Pick,
        body: Option<Sent>,
        expiry: Option<u64>,
        /// `Some(0)` takes it away.
        password: Option<u8>,
        /// `Some(0)` takes it away.
        label: Option<u8>,
    },
    Delete {
        pick: Pick,
        reader: Option<u8>,
        token: Token,
    },
    List {
        all: bool,
    },
    /// All pastes, if this many fewer than there are is what the caller believes.
    DeleteAll {
        fewer: u64,
    },
    Lockdown(bool),
    MakePass {
        scopes: u8,
        lifetime: u64,
    },
    ListPasses,
    DeletePass(Pick),
    /// A challenge that nobody answers.
    Challenge,
    /// The event log.
    Audit,
    /// The janitor looks around.
    Sweep,
    /// The server ends, and another begins over the same database.
    Restart,
    /// Bodies come under a storage key, or under another one, and the server begins again with that.
    Rekey,
}

/// One of the pastes made so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pick(u64);

/// How the bytes are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) reader: Option<u8>,
    pub(super) claim: Option<u8>,
    pub(super) password: Option<u8>,
    pub(super) range: Option<&'static str>,
    pub(super) head: bool,
}

/// The delete token that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Right,
    Wrong,
    Malformed,
}

/// How a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Plain,
    /// Its length is not known before it has come.
    Chunked,
    Json,
    /// One field of a form.
    Form,
}

/// A body: so many of one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Body {
    pub(super) length: usize,
    pub(super) letter: u8,
}

/// A body and what is said of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) body: Body,
    pub(super) frame: Frame,
    /// The type the request says it has; JSON says its own.
    pub(super) kind: &'static str,
}

/// The proof of work that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Proof {
    None,
    /// Of a challenge fetched for it.
    Fresh,
    /// That many fetched before.
    Again(u64),
    /// Of a challenge fetched for it, and no solution.
    Unsolved,
}

/// A paste to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct New {
    pub(super) sent: Sent,
    pub(super) expiry: Option<u64>,
    pub(super) burn: bool,
    pub(super) claim: Option<u8>,
    pub(super) password: Option<u8>,
    pub(super) label: Option<u8>,
    /// The client keeps a delete token of its own.
    pub(super) own_token: bool,
    pub(super) key: Option<u8>,
    pub(super) proof: Proof,
    /// The address is wanted, and nothing else.
    pub(super) plain: bool,
}

impl Who {
    pub(super) fn is_known(self) -> bool {
        self != Self::Stranger
    }

    /// Whose pastes and tokens are its own.
    pub(super) fn account(self) -> Self {
        if self == Self::Deputy { Self::Root } else { self }
    }

    pub(super) fn is_trusted(self) -> bool {
        self > Self::Maker
    }
}

impl Sent {
    /// Its type, if it names one.
    pub(super) fn said(self) -> &'static str {
        if self.frame == Frame::Json { header::TEXT } else { self.kind }
    }

    /// The type that is kept.
    pub(super) fn mime_type(self) -> &'static str {
        if self.said().is_empty() { header::TEXT } else { self.said() }
    }
}

impl Verb {
    pub(super) fn is_unsafe(&self) -> bool {
        let safe =
            matches!(self, Self::Meta { .. } | Self::Raw { .. } | Self::List { .. } | Self::ListPasses | Self::Audit | Self::Challenge);
        !(safe || self.is_inside())
    }

    /// What happens in the server, and is asked by nobody.
    pub(super) fn is_inside(&self) -> bool {
        matches!(self, Self::Sweep | Self::Restart | Self::Rekey)
    }
}

impl Pick {
    /// Its number, of so many that were made; `None` is one that never was.
    pub(super) fn of(self, made: usize) -> Option<usize> {
        let (far, stray) = (self.0 / 16, self.0.is_multiple_of(16));
        let back = usize::try_from(far % 8).unwrap();
        if stray { None } else { made.checked_sub(back + 1).or_else(|| made.checked_sub(1)) }
    }
}

/// What is drawn from a seed.
pub(super) fn sequence(seed: u64, rate: bool, steps: usize) -> (Rules, Vec<Step>) {
    let mut dice = Dice(seed);
    let room = if dice.one_in(4) { Some(dice.of(&[200, 400, 4096, 4296, 8592])) } else { None };
    let (pow, dedup, quota, sealed) = (dice.one_in(4), dice.one_in(2), dice.one_in(2), dice.one_in(4));
    let rules = Rules { rate, pow, dedup, quota, room, sealed };
    let (mut now, mut last) = (NOON, None);
    let steps = (0..steps).map(|_| {
        if dice.one_in(6) {
            // Often to the very second at which something ends, now and then to another day; certificates last one from noon on.
            let far = if now < NOON + 60_000 { &[599, 600, 601, 6399, 6400][..] } else { &[1] };
            let by = if dice.one_in(6) { dice.of(far) } else { dice.of(&[1, 1, 10, 30, 40, 59, 60, 60, 61, 90, 100]) };
            // Somebody sets the clock back.
            now = if dice.one_in(6) { now - by } else { now + by };
        }
        let verb = verb(&mut dice, &mut last);
        let token = if dice.one_in(5) && !verb.is_inside() { Some(Pick(dice.word())) } else { None };
        Step { now, who: who(&mut dice), network: usize::from(dice.one_in(3)), foreign: dice.one_in(40), token, verb }
    });
    (rules, steps.collect())
}

fn who(dice: &mut Dice) -> Who {
    dice.of(&[Who::Stranger, Who::Stranger, Who::Stranger, Who::Maker, Who::Alice, Who::Alice, Who::Bob, Who::Root])
}

fn verb(dice: &mut Dice, last: &mut Option<New>) -> Verb {
    let pick = Pick(dice.word());
    match dice.below(100) {
        0..35 => {
            let new = again(dice, *last).unwrap_or_else(|| new(dice));
            *last = Some(new);
            Verb::Create(new)
        }
        35..40 => Verb::Meta { pick, reader: reader(dice), head: dice.one_in(4) },
        40..64 => {
            let times = if dice.one_in(12) { 4 + dice.below(9) } else { 1 };
            Verb::Raw { pick, look: look(dice), times }
        }
        64..73 => Verb::Update {
            pick,
            body: dice.maybe(sent),
            expiry: if dice.one_in(3) { Some(expiry(dice)) } else { None },
            password: if dice.one_in(4) { Some(dice.small(3)) } else { None },
            label: if dice.one_in(3) { Some(dice.small(3)) } else { None },
        },
        73..82 => {
            let token = dice.of(&[Token::None, Token::Right, Token::Right, Token::Wrong, Token::Malformed]);
            Verb::Delete { pick, reader: reader(dice), token }
        }
        82..85 => Verb::List { all: dice.one_in(3) },
        85 => Verb::Challenge,
        86 => Verb::DeleteAll { fewer: dice.below(2) },
        87 | 88 => Verb::Lockdown(dice.one_in(3)),
        89..92 => Verb::MakePass { scopes: dice.small(32), lifetime: dice.of(&[0, 60, 100, 9999, 9999, 9999]) },
        92 => Verb::ListPasses,
        93 => Verb::DeletePass(pick),
        94 => Verb::Audit,
        95..98 => Verb::Sweep,
        98 => Verb::Restart,
        _ => Verb::Rekey,
    }
}

/// The request before once more, as a client does whose answer was lost, or with one thing changed.
fn again(dice: &mut Dice, last: Option<New>) -> Option<New> {
    let mut new = last.filter(|_| dice.one_in(3))?;
    if dice.one_in(2) {
        match dice.below(8) {
            0 => new.sent = sent(dice),
            1 => new.expiry = Some(expiry(dice)),
            2 => new.password = Some(dice.small(3)),
            3 => new.label = Some(dice.small(3)),
            4 => new.own_token = !new.own_token,
            5 => new.plain = !new.plain,
            6 => new.key = Some(dice.small(3)),
            _ => new.burn = !new.burn,
        }
    }
    new.proof = if dice.one_in(8) { Proof::Fresh } else { Proof::Again(dice.below(2)) };
    Some(new)
}

fn new(dice: &mut Dice) -> New {
    let burn = dice.one_in(2);
    // A claim where nothing burns is refused.
    let claims = if burn { 2 } else { 30 };
    New {
        sent: sent(dice),
        expiry: dice.maybe(expiry),
        burn,
        claim: if dice.one_in(claims) { Some(dice.small(2)) } else { None },
        password: if dice.one_in(4) { Some(dice.small(3)) } else { None },
        label: if dice.one_in(4) { Some(dice.small(3)) } else { None },
        own_token: dice.one_in(2),
        key: if dice.one_in(3) { Some(dice.small(3)) } else { None },
        proof: match dice.below(20) {
            0 => Proof::None,
            1 => Proof::Unsolved,
            2 => Proof::Again(dice.below(4)),
            _ => Proof::Fresh,
        },
        plain: dice.one_in(8),
    }
}

fn sent(dice: &mut Dice) -> Sent {
    let length = match dice.below(16) {
        0 => dice.of(&[0, 1]),
        1 => dice.of(&[400, 401, 500, 501]),
        _ => dice.of(&[2, 30, 30, 200, 200]),
    };
    Sent {
        body: Body { length, letter: b'a' + dice.small(3) },
        frame: dice.of(&[Frame::Plain, Frame::Plain, Frame::Plain, Frame::Chunked, Frame::Json, Frame::Form]),
        kind: dice.of(&["", "", "text/plain", "text/html", "image/png", "application/pdf"]),
    }
}

/// Seconds; 0 is none, and refused.
fn expiry(dice: &mut Dice) -> u64 {
    if dice.one_in(20) { 0 } else { dice.of(&[30, 60, 100, 9999]) }
}

fn reader(dice: &mut Dice) -> Option<u8> {
    dice.maybe(|dice| dice.small(2))
}

fn look(dice: &mut Dice) -> Look {
    let ranges = ["bytes=0-9", "bytes=5-", "bytes=-7", "bytes=30-", "bytes=9-3", "bytes=-0", "lines=1-2"];
    Look {
        reader: reader(dice),
        claim: if dice.one_in(4) { None } else { Some(dice.small(3)) },
        password: if dice.one_in(3) { None } else { Some(1 + dice.small(2)) },
        range: if dice.one_in(4) { Some(dice.of(&ranges)) } else { None },
        head: dice.one_in(5),
    }
}
