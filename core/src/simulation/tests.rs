//! A few hundred new runs each time, and what the simulation itself must be.

use super::run;
use crate::time::{Clock, SystemClock};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn whatever_fails_nothing_that_was_answered_is_lost_or_done_twice() {
    let first = number("RANTAI_SEED").unwrap_or_else(|| SystemClock.now().millis());
    let count = number("RANTAI_SEEDS").unwrap_or(200);
    let commands = number("RANTAI_COMMANDS").unwrap_or(60);
    println!("{count} seeds from {first}, {commands} commands each");
    for seed in first..first + count {
        if let Err(error) = run(seed, commands) {
            panic!(
                "seed {seed}: {error}\nagain with: RANTAI_SEED={seed} RANTAI_SEEDS=1 RANTAI_COMMANDS={commands}"
            );
        }
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in 1..=5 {
        assert_eq!(run(seed, 80), run(seed, 80), "seed {seed}");
    }
}
