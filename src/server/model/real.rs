//! The same steps, done by the server.

use std::sync::{Arc, LazyLock, Mutex};

use sha2::{Digest as _, Sha256};

use super::dice::Dice;
use super::limits;
use super::memory::{Holder, Model};
use super::pass::words;
use super::step::{Frame, Look, New, Pick, Proof, Rules, Sent, Step, Token, Verb, Who};
use super::told::{Told, name, pass_name};
use crate::protocol::pow::{digest, leading_zero_bits};
use crate::protocol::{PasteId, header, hex};
use crate::server::at_rest::{AtRest, StorageKey};
use crate::server::janitor;
use crate::server::rehearsal::{Ask, Reply, Stage};
use crate::server::store::{Keys, Quota, rekey};
use crate::server::throttle::Kdf;
use crate::sys::entropy::{Entropy, EntropyError};

pub(super) const NETWORKS: [&str; 2] = ["192.0.2.1", "198.51.100.7"];
/// A paste that never was.
pub(super) const STRAY: &str = "000000000000";

/// Randomness that a seed says.
struct Drawn(Mutex<Dice>);

impl Entropy for Drawn {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        let mut dice = self.0.lock().unwrap();
        for byte in buffer {
            *byte = dice.small(256);
        }
        Ok(())
    }
}

/// A server.
pub(super) struct Real {
    stage: Option<Stage>,
    /// By number.
    ids: Vec<String>,
    /// By number.
    tokens: Vec<String>,
    /// API tokens: id and secret, by number.
    passes: Vec<(String, String)>,
    /// What the model calls the ids.
    names: Vec<(String, String)>,
    /// Token and solution.
    proofs: Vec<(String, String)>,
    /// The storage key.
    key: Option<u8>,
}

/// The certificate of somebody.
pub(super) fn fingerprint(who: Who) -> String {
    let digit = match who {
        Who::Stranger => "0",
        Who::Maker => "1",
        Who::Alice => "a",
        Who::Bob => "b",
        Who::Root | Who::Deputy => "c",
    };
    digit.repeat(40)
}

/// A password or a label; 0 is none.
pub(super) fn text(number: u8) -> &'static str {
    ["", "one", "two ☃"][usize::from(number)]
}

/// The body as it travels.
pub(super) fn wire(sent: Sent) -> Vec<u8> {
    let bytes = vec![sent.body.letter; sent.body.length];
    match sent.frame {
        Frame::Plain | Frame::Chunked => bytes,
        Frame::Json => [br#"{"content":""#, &bytes[..], br#""}"#].concat(),
        Frame::Form => {
            let kind = if sent.kind.is_empty() { String::new() } else { format!("Content-Type: {}\r\n", sent.kind) };
            let head = format!("--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n{kind}\r\n");
            [head.as_bytes(), &bytes, b"\r\n--X--\r\n"].concat()
        }
    }
}

/// The name of a reader, 16 bytes, or a claim or token, 32 bytes.
fn secret(byte: u8, length: usize) -> String {
    hex(&vec![byte; length])
}

fn storage_key(number: u8) -> Arc<StorageKey> {
    Arc::new(StorageKey::from_bytes(&[number; 32]))
}

/// Certificates for those who have one of this server.
fn populate(stage: &Stage) {
    for (digit, admin) in [('a', false), ('b', false), ('c', true)] {
        stage.issue(digit, admin);
    }
}

/// Bytes of a database without pastes.
static EMPTY: LazyLock<u64> = LazyLock::new(|| {
    let stage = Stage::new(&[]);
    populate(&stage);
    stage.app.store.size().unwrap()
});

fn hash(byte: u8) -> String {
    hex(&Sha256::digest([byte; 32]))
}

impl Real {
    pub(super) fn new(rules: Rules, seed: u64) -> Self {
        let ceiling = rules.room.map_or(0, |room| *EMPTY + room);
        let settings = limits::settings(rules, ceiling);
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut stage = Stage::drawing(&settings, Arc::new(Drawn(Mutex::new(Dice(!seed)))));
        stage.app.throttles.kdf = Kdf::quick();
        populate(&stage);
        let (ids, tokens, passes, names, proofs) = Default::default();
        let mut real = Self { stage: Some(stage), ids, tokens, passes, names, proofs, key: None };
        if rules.sealed {
            real.rekey();
        }
        real
    }

    pub(super) fn ceiling(&self) -> u64 {
        self.stage().app.settings().quota.total
    }

    pub(super) fn size(&self) -> u64 {
        self.stage().app.store.size().unwrap()
    }

    /// Takes the next storage key; whoever comes with the one before, or with none, is refused from then on.
    fn rekey(&mut self) {
        let (old, new) = (self.key, self.key.map_or(1, |key| key + 1));
        let stage = self.stage.as_mut().unwrap();
        rekey(&*stage.app.store, &Keys { old: old.map(storage_key), new: storage_key(new) }, &mut |_| {}).unwrap();
        assert!(stage.beside(old.map_or(AtRest::Clear, |old| AtRest::Sealed(storage_key(old)))).is_err(), "the key before still opens");
        stage.app.store.erase().unwrap();
        stage.at_rest = AtRest::Sealed(storage_key(new));
        self.key = Some(new);
        self.restart();
    }

    fn stage(&self) -> &Stage {
        self.stage.as_ref().unwrap()
    }

    pub(super) fn restart(&mut self) {
        let mut stage = self.stage.take().unwrap().restart();
        stage.app.throttles.kdf = Kdf::quick();
        self.stage = Some(stage);
    }

    fn ask(&self, step: &Step, method: &str, path: &str) -> Ask<'_> {
        let ask = self.stage().ask(method, path).from(NETWORKS[step.network]);
        let ask = if step.who.is_known() { ask.by(&fingerprint(step.who)) } else { ask };
        let shown = |pick: Pick| pick.of(self.passes.len()).map_or("fpt_never", |at| &self.passes[at].1);
        let ask = ask.maybe(header::AUTHORIZATION, step.token.map(|pick| format!("Bearer {}", shown(pick))));
        if step.foreign { ask.header(header::SEC_FETCH_SITE, "cross-site") } else { ask }
    }

    fn path(&self, pick: Pick) -> String {
        format!("/{}", pick.of(self.ids.len()).map_or(STRAY, |at| &self.ids[at]))
    }

    /// What this step is answered, where so many pastes should be there for everyone.
    pub(super) fn step(&mut self, step: &Step, open: u64) -> Told {
        self.stage().clock.set(step.now);
        let method = |head| if head { "HEAD" } else { "GET" };
        let ask = match &step.verb {
            Verb::Create(new) => return self.create(step, new),
            Verb::Meta { pick, reader, head } => self.ask(step, method(*head), &self.path(*pick)).reader(*reader),
            Verb::Raw { pick, look, .. } => {
                let ask = self.ask(step, method(look.head), &format!("{}/raw", self.path(*pick))).reader(look.reader);
                // Of the wrong ones one is no claim at all.
                let claim = look.claim.map(|claim| if claim == 2 { "no claim".into() } else { secret(claim, 32) });
                let ask = ask.maybe(header::BURN_CLAIM, claim).maybe(header::PASSWORD, look.password.map(text));
                ask.maybe(header::RANGE, look.range)
            }
            Verb::Update { pick, body, expiry, password, label } => {
                let ask = self.ask(step, "PUT", &self.path(*pick)).maybe(header::EXPIRY, *expiry);
                let ask = ask.maybe(header::PASSWORD, password.map(text)).maybe(header::DISPLAY_NAME, label.map(text));
                if let Some(sent) = body { ask.sent(*sent) } else { ask }
            }
            Verb::Delete { pick, reader, token } => {
                let right = pick.of(self.ids.len()).map_or_else(|| secret(9, 32), |at| self.tokens[at].clone());
                let token = match token {
                    Token::None => None,
                    Token::Right => Some(right),
                    Token::Wrong => Some(secret(9, 32)),
                    Token::Malformed => Some(right[1..].to_owned()),
                };
                self.ask(step, "DELETE", &self.path(*pick)).reader(*reader).maybe(header::DELETE_TOKEN, token)
            }
            Verb::List { all } => self.ask(step, "GET", &format!("/pastes?limit={}{}", super::PAGE, if *all { "&all=1" } else { "" })),
            Verb::DeleteAll { fewer } => self.ask(step, "DELETE", &format!("/pastes?confirm={}", open.saturating_sub(*fewer))),
            Verb::Lockdown(on) => self.ask(step, "POST", "/lockdown").json(&serde_json::json!({ "on": on })),
            Verb::MakePass { scopes, lifetime } => {
                let body = serde_json::json!({ "name": "ci", "scopes": words(*scopes), "expires_in": lifetime });
                let reply = self.ask(step, "POST", "/tokens").json(&body).send();
                self.keep_pass(&reply);
                return Told::by(&reply, &self.names, false);
            }
            Verb::ListPasses => self.ask(step, "GET", "/tokens"),
            Verb::DeletePass(pick) => {
                let id = pick.of(self.passes.len()).map_or_else(|| "0".repeat(32), |at| self.passes[at].0.clone());
                self.ask(step, "DELETE", &format!("/tokens/{id}"))
            }
            Verb::Challenge => self.ask(step, "GET", "/challenge"),
            Verb::Audit => self.ask(step, "GET", &format!("/audit?limit={}", super::PAGE)),
            Verb::Sweep => {
                janitor::look(&self.stage().app, &mut janitor::Done::default()).unwrap();
                return Told::default();
            }
            Verb::Restart => {
                self.restart();
                return Told::default();
            }
            Verb::Rekey => {
                self.rekey();
                return Told::default();
            }
        };
        let head = matches!(step.verb, Verb::Meta { head: true, .. } | Verb::Raw { look: Look { head: true, .. }, .. });
        Told::by(&ask.send(), &self.names, head)
    }

    fn create(&mut self, step: &Step, new: &New) -> Told {
        let back = match new.proof {
            Proof::None => None,
            Proof::Again(back) => Some(usize::try_from(back).unwrap()),
            Proof::Fresh | Proof::Unsolved => self.fetch_challenge(step).then_some(0),
        };
        let proof = back.and_then(|back| self.proofs.get(self.proofs.len().checked_sub(back + 1)?)).cloned();
        let (token, solution) = proof.unzip();
        let solution = if matches!(new.proof, Proof::Unsolved) { token.as_ref().map(|_| "01".to_owned()) } else { solution };
        let ask = self.ask(step, "POST", "/").sent(new.sent).maybe(header::EXPIRY, new.expiry);
        let ask = ask.maybe(header::POW_TOKEN, token).maybe(header::POW_SOLUTION, solution);
        let ask = ask.maybe(header::BURN, new.burn.then_some("true")).maybe(header::BURN_CLAIM_HASH, new.claim.map(hash));
        let ask = ask.maybe(header::PASSWORD, new.password.map(text)).maybe(header::DISPLAY_NAME, new.label.map(text));
        let ask = ask.maybe(header::IDEMPOTENCY_KEY, new.key.map(|key| secret(key, 16)));
        // The address alone shows no token.
        let ask = ask.maybe(header::DELETE_TOKEN_HASH, (new.own_token || new.plain).then(|| hash(7)));
        let reply = ask.maybe(header::ACCEPT, new.plain.then_some(header::TEXT)).send();
        self.keep(&reply, new.plain);
        Told::by(&reply, &self.names, false)
    }

    /// Fetches a challenge and solves it, unless none is asked.
    fn fetch_challenge(&mut self, step: &Step) -> bool {
        // Who comes with a token is exempt, or will be refused.
        if step.foreign || step.token.is_some() {
            return false;
        }
        let asked = self.ask(step, "GET", "/challenge").send().expect(200).json();
        if asked["enabled"] != true {
            return false;
        }
        let (nonce, difficulty) = (asked["nonce"].as_str().unwrap(), asked["difficulty"].as_u64().unwrap());
        let solves = |solution: &String| u64::from(leading_zero_bits(&digest(nonce, solution))) >= difficulty;
        let solution = (0..1000).map(|number: u64| number.to_string()).find(solves).unwrap();
        self.proofs.push((asked["token"].as_str().unwrap().to_owned(), solution));
        true
    }

    /// Gives a paste that was made its number.
    fn keep(&mut self, reply: &Reply, plain: bool) {
        if reply.status != 201 {
            return;
        }
        let id = reply.header(header::LOCATION).unwrap()[1..].to_owned();
        if !self.ids.contains(&id) {
            let shown = if plain { None } else { reply.json()["delete_token"].as_str().map(str::to_owned) };
            self.tokens.push(shown.unwrap_or_else(|| secret(7, 32)));
            self.names.push((id.clone(), name(self.ids.len())));
            self.ids.push(id);
        }
    }

    /// Gives an API token that was made its number.
    fn keep_pass(&mut self, reply: &Reply) {
        if reply.status == 201 {
            let told = reply.json();
            let text = |name: &str| told[name].as_str().unwrap().to_owned();
            self.names.push((text("id"), pass_name(self.passes.len())));
            self.passes.push((text("id"), text("token")));
        }
    }

    /// Compares what is there with what should be.
    pub(super) fn is_as(&self, model: &Model, now: u64) {
        let store = &self.stage().app.store;
        let (mut pastes, mut bytes) = (0, 0);
        for (number, kept) in model.made.iter().enumerate() {
            let id: PasteId = self.ids[number].parse().unwrap();
            let open = kept.as_ref().filter(|kept| kept.is_open(now));
            for reader in [None, Some(0), Some(1)] {
                let found = store.paste(&id, reader.map(|reader| [reader; 16]), now).unwrap();
                let leased = kept.as_ref().is_some_and(|kept| kept.lease_left(reader, now).is_some());
                assert_eq!(found.is_some(), open.is_some() || leased, "#{number} to {reader:?}: {kept:?}");
            }
            let found = store.body(&id, now).unwrap().map(|(_, body)| body.head(usize::MAX).unwrap());
            let stays = open.filter(|kept| !kept.burn).map(|kept| vec![kept.body.letter; kept.body.length]);
            assert_eq!(found, stays, "#{number}: {kept:?}");
            if let Some(kept) = kept.as_ref().filter(|kept| kept.lease.is_none()) {
                (pastes, bytes) = (pastes + 1, bytes + kept.body.length as u64);
            }
        }
        let stored = store.stored().unwrap();
        assert_eq!((stored.pastes, stored.bytes), (pastes, bytes));
        for ((holder, day), used) in model.quota.iter().filter(|_| model.rules.quota) {
            let scope = match holder {
                Holder::Network(network) => format!("network:{}", NETWORKS[*network]),
                Holder::Account(who) => format!("account:{}", store.identity(&fingerprint(*who)).unwrap().unwrap().account),
            };
            let counted = store.counted(&Quota { scope, day: *day, limit: u64::MAX }).unwrap();
            assert!(counted == *used, "{holder:?}: {counted}, not {used}");
        }
        self.is_sealed();
    }

    /// Whether every body lies as it should.
    fn is_sealed(&self) {
        let holding = self.stage().app.store.holding().unwrap();
        assert_eq!((holding.key, holding.retiring), (self.key.map(|key| storage_key(key).id()), None));
        let wrong = if self.key.is_some() { holding.clear } else { holding.sealed };
        assert_eq!(wrong, 0, "{holding:?}");
        if self.key.is_some() {
            let files = self.stage().files();
            // Longer than anything but a body: certificates here are of one letter too.
            let found = files.chunks_exact(120).find(|chunk| b"abc".iter().any(|letter| **chunk == [*letter; 120]));
            assert_eq!(found, None, "a body lies in the clear");
        }
    }
}

impl Ask<'_> {
    /// With a header, if there is one.
    fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.header(name, &value.to_string()),
            None => self,
        }
    }

    fn reader(self, reader: Option<u8>) -> Self {
        self.maybe(header::BURN_READER, reader.map(|reader| secret(reader, 16)))
    }

    fn sent(self, sent: Sent) -> Self {
        let ask = match (sent.frame, sent.kind) {
            (Frame::Form, _) => self.header(header::CONTENT_TYPE, "multipart/form-data; boundary=X"),
            (Frame::Json, _) => self.header(header::CONTENT_TYPE, header::JSON),
            (_, "") => self,
            (_, kind) => self.header(header::CONTENT_TYPE, kind),
        };
        let ask = ask.body(wire(sent));
        if sent.frame == Frame::Chunked { ask.chunked() } else { ask }
    }
}
