//! A small generator, and sequences drawn from it that their seed names.
//!
//! `FPASTE_MODEL_SEQUENCES=N` runs so many, `FPASTE_MODEL_SEED=N` begins with that seed; a sequence that fails names its own, and
//! `FPASTE_MODEL_SEQUENCES=1 FPASTE_MODEL_SEED=N` repeats it. Without them the same ones run each time.

/// A generator (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.word() % bound
    }

    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub fn one_in(&mut self, chance: u64) -> bool {
        self.below(chance) == 0
    }

    pub fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(2).then(|| value(self))
    }

    pub fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }

    pub fn small(&mut self, bound: u64) -> u8 {
        u8::try_from(self.below(bound)).unwrap()
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// Runs sequences of consecutive seeds; one that fails says which it was.
pub fn run(sequences: u64, one: impl Fn(u64)) {
    struct Named(u64);
    impl Drop for Named {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("to repeat it: FPASTE_MODEL_SEQUENCES=1 FPASTE_MODEL_SEED={}", self.0);
            }
        }
    }
    let first = number("FPASTE_MODEL_SEED").unwrap_or(1);
    for seed in first..first + number("FPASTE_MODEL_SEQUENCES").unwrap_or(sequences) {
        let _named = Named(seed);
        one(seed);
    }
}
