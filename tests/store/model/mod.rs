//! The store against a model of it in memory: the same random sequences go to both, and every answer must be the same, also of what is
//! found after a `kill -9` in their midst.
//!
//! PostgreSQL is held to it in `tests/store/postgres`. What belongs to the server rather than its store is in `src/server/model`; how a
//! sequence is repeated, in `tests/support/dice.rs`.

mod memory;
mod real;
mod step;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use memory::Model;
pub use real::Real;
use step::{Step, sequence};

use crate::support::dice::{Dice, run};

/// Steps of a sequence.
const STEPS: usize = 80;
/// The test that is killed.
const KILLED: &str = "what_the_store_has_answered_outlives_a_kill_and_what_it_has_not_is_done_whole_or_not_at_all";
/// Names the work of the process that is killed: `SEED FROM PATH`.
const CHILD: &str = "FPASTE_MODEL_CHILD";

/// Where a disk costs nothing, if there is such a place: these tests are not about its flushes.
fn directory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("fpaste-model-").tempdir_in(place).unwrap()
}

#[track_caller]
fn agree(model: &str, real: &str, step: Option<&Step>) {
    assert!(model == real, "{step:?}\n the model: {model}\n the store: {real}");
}

/// Does a sequence in a store that is empty, and closes it.
pub fn answers_alike(seed: u64, mut real: Real) {
    let (mut model, steps) = (Model::default(), sequence(seed, STEPS));
    for step in &steps {
        agree(&model.step(step), &real.step(step), Some(step));
    }
    let now = steps[STEPS - 1].now;
    agree(&model.state(now), &real.state(now), None);
}

#[test]
fn the_store_answers_as_a_model_of_it_does() {
    run(500, |seed| {
        let directory = directory();
        let path = directory.path().join("pastes.db");
        answers_alike(seed, Real::open(&path));
        is_whole(&path);
    });
}

#[test]
fn what_the_store_has_answered_outlives_a_kill_and_what_it_has_not_is_done_whole_or_not_at_all() {
    if let Ok(work) = std::env::var(CHILD) {
        return work_until_killed(&work);
    }
    run(40, |seed| {
        let directory = directory();
        let path = directory.path().join("pastes.db");
        let (steps, mut dice) = (sequence(seed, STEPS), Dice(!seed));
        // What may be there: what was answered, with or without the step that was on its way.
        let (mut from, mut possible, mut undone) = (0, vec![Model::default()], 1);
        while from < STEPS {
            let mut worker = Worker::start(seed, from, &path);
            if dice.below(8) == 0 {
                // While it opens the database.
                worker.kill();
                continue;
            }
            let found = worker.line().unwrap();
            let now = steps[from].now;
            let fits: Vec<bool> = possible.iter_mut().map(|model| model.state(now) == found).collect();
            let told: Vec<_> = possible.iter_mut().map(|model| model.state(now)).collect();
            assert!(fits.contains(&true), "after {from} steps\n the models: {told:#?}\n the store: {found}");
            // Where nothing shows that the step was done, it is done now, again perhaps: what else was done stays possible.
            from += usize::from(!fits.iter().take(undone).any(|fits| *fits));
            let mut fits = fits.into_iter();
            possible.retain(|_| fits.next() == Some(true));
            worker.begin_at(from);
            let enough = from + 1 + usize::try_from(dice.below(30)).unwrap();
            while from < STEPS
                && let Some(answer) = worker.line()
            {
                let told: Vec<_> = possible.iter_mut().map(|model| model.step(&steps[from])).collect();
                let mut agree = told.iter().map(|told| *told == answer);
                possible.retain(|_| agree.next() == Some(true));
                assert!(!possible.is_empty(), "{:?}\n the models: {told:#?}\n the store: {answer}", steps[from]);
                from += 1;
                if from == enough {
                    worker.kill();
                }
            }
            worker.kill();
            if let Some(step) = steps.get(from) {
                let mut done = possible.clone();
                for model in &mut done {
                    model.step(step);
                }
                undone = possible.len();
                possible.extend(done);
            }
        }
        let (mut real, now) = (Real::open(&path), steps[STEPS - 1].now);
        let last = Step { now: now + 1000, verb: step::Verb::Sweep };
        let found = real.state(now);
        possible.retain_mut(|model| model.state(now) == found);
        agree(&possible.first_mut().map(|model| model.step(&last)).unwrap_or_default(), &real.step(&last), Some(&last));
        drop(real);
        is_whole(&path);
    });
}

/// This very program, doing the steps of a sequence until it is killed.
struct Worker {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(seed: u64, from: usize, path: &Path) -> Self {
        let me = std::env::current_exe().unwrap();
        let (_, module) = module_path!().split_once("::").unwrap();
        let test = format!("{module}::{KILLED}");
        let mut command = Command::new(me);
        command.args([test.as_str(), "--exact", "--nocapture", "--test-threads", "1"]);
        command.env(CHILD, format!("{seed} {from} {}", path.display()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let orders = child.stdin.take().unwrap();
        Self { child, orders, answers }
    }

    /// Lets it begin with this step.
    fn begin_at(&mut self, from: usize) {
        self.orders.write_all(format!("{from}\n").as_bytes()).unwrap();
    }

    /// The next answer, if it came whole.
    fn line(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            self.answers.read_line(&mut line).unwrap();
            if line.is_empty() {
                return None;
            }
            // The test runner talks as well.
            if let Some((_, answer)) = line.split_once("@@ ") {
                return answer.strip_suffix('\n').map(str::to_owned);
            }
        }
    }

    /// Its answers can still be read.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn work_until_killed(work: &str) {
    let mut words = work.splitn(3, ' ');
    let seed = words.next().unwrap().parse().unwrap();
    let from: usize = words.next().unwrap().parse().unwrap();
    let path = PathBuf::from(words.next().unwrap());
    let (steps, mut real) = (sequence(seed, STEPS), Real::open(&path));
    // One write for each answer, so that it comes whole or not at all.
    let say = |answer: &str| std::io::stdout().write_all(format!("\n@@ {answer}\n").as_bytes()).unwrap();
    say(&real.state(steps[from].now));
    let mut order = String::new();
    std::io::stdin().read_line(&mut order).unwrap();
    for step in &steps[order.trim().parse().unwrap()..] {
        say(&real.step(step));
    }
}

/// SQLite finds nothing wrong with it.
fn is_whole(path: &Path) {
    let database = rusqlite::Connection::open(path).unwrap();
    assert_eq!(database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    let broken: i64 = database.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
}
