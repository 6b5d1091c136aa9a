//! The server against a model of it in memory: the same random sequences of requests go to both, and every answer must be the same:
//! its status, what it tells, and the headers that mean something. Time moves as the sequence says, the server ends and begins again
//! over its database, and what is there after the janitor and at the end must be what the model has.
//!
//! Who comes shows a certificate, an API token or nothing. Some sequences set the clock back, hold the database to a ceiling (its size
//! is asked of the server, for how many pages SQLite takes is nothing a model should know), or seal the bodies and change the storage
//! key on the way.
//!
//! The store by itself, killed in the midst of its work, is in `tests/store/model`; how a sequence is repeated, in
//! `tests/support/dice.rs`.
//!
//! ```text
//! step      what is asked, drawn from a seed      told      an answer, as far as it is predicted
//! memory    the model; beside it writing and reading of pastes, pass: API tokens, record: the event log, flood: the difficulty,
//!           limits: windows and the numbers that hold
//! real      the same steps, done by the server
//! ```

#[allow(dead_code, unreachable_pub, clippy::print_stderr, reason = "the integration tests use it too, and more of it")]
#[path = "../../../tests/support/dice.rs"]
mod dice;
mod flood;
mod kept;
mod limits;
mod memory;
mod pass;
mod reading;
mod real;
mod record;
mod step;
mod told;
mod writing;

use memory::Model;
use real::Real;
use step::{Step, Verb, Who, sequence};

/// Steps of a sequence.
const STEPS: usize = 50;
/// Rows of a listing: more than a sequence makes.
const PAGE: u64 = 200;

#[test]
fn the_server_answers_as_a_model_of_it_does() {
    dice::run(1000, |seed| agree(seed, false));
}

#[test]
fn the_server_answers_as_a_model_of_it_does_where_the_rate_is_limited() {
    dice::run(1000, |seed| agree(seed, true));
}

fn agree(seed: u64, rate: bool) {
    let (rules, mut steps) = sequence(seed, rate, STEPS);
    let now = steps[STEPS - 1].now;
    steps.push(Step { now, who: Who::Root, network: 0, foreign: false, token: None, verb: Verb::Audit });
    let mut real = Real::new(rules, seed);
    let mut model = Model::new(rules, real.ceiling());
    for (at, step) in steps.iter().enumerate() {
        let times = if let Verb::Raw { times, .. } = step.verb { times } else { 1 };
        for _ in 0..times {
            model.ceiling.1 = if rules.room.is_some() { real.size() } else { 0 };
            let open = model.open(step.now);
            let (expected, found) = (model.step(step), real.step(step, open));
            assert!(expected == found, "{rules:?}\n{at}: {step:?}\n  the model: {expected:?}\n the server: {found:?}");
            if matches!(step.verb, Verb::Sweep) {
                real.is_as(&model, step.now);
            }
        }
    }
    if seed.is_multiple_of(4) {
        real.restart();
    }
    real.is_as(&model, now);
}
