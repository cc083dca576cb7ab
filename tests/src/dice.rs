//! Chance that repeats: the same seed throws the same numbers.

use rantai_core::random;

/// Names the seed to begin with; `.cargo/config.toml` sets it for tests, and without it every run has its own.
const SEED: &str = "RANTAI_SEED";

/// Numbers that look random.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice of that seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, of all 64 bits (splitmix64).
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % limit as u64).expect("below a usize")
    }

    /// One of them.
    pub fn of_these<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        &these[self.below(these.len())]
    }
}

/// The seed of this run: `RANTAI_SEED`, or a new one. Printed, so that a failure can be played again.
pub fn seed() -> u64 {
    let seed = count(SEED, u64::from_le_bytes(random::bytes::<8>()) >> 1);
    println!("{SEED}={seed}");
    seed
}

/// A number from the environment.
///
/// # Panics
/// When it is there and is no number.
pub fn count(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => default,
    }
}
