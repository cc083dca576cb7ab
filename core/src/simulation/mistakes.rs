//! A test that cannot find a mistake proves nothing: each of them is made on purpose, and something sees it.
//!
//! `RANTAI_BUG=SkipChain` makes one alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::run;
use crate::book::tests::themes;
use crate::bugs::{Bug, with};
use crate::log::trials;

/// How many rounds of all trials a mistake may outlive.
const ROUNDS: u64 = 60;
const COMMANDS: u64 = 60;

/// A kind of trial: its name, how many attempts a round has, and one attempt.
type Kind = (&'static str, u64, fn(u64) -> Result<(), String>);

const KINDS: [Kind; 6] = [
    ("simulation", 2, |seed| run(seed, COMMANDS).map(|_| ())),
    ("random wishes", 12, themes::trial),
    ("crash states", 1, trials::crash_state),
    ("damages", 5, trials::damage),
    ("compressing", 1, trials::garbled_seal),
    ("failing operations", 3, trials::failing_operation),
];

/// Makes a mistake, and trials of all kinds in turn until one of them fails. Says which, and at which attempt.
fn seen(bug: Bug) -> Option<String> {
    for round in 0..ROUNDS {
        for (name, a_round, trial) in KINDS {
            for attempt in round * a_round + 1..=(round + 1) * a_round {
                let outcome = catch_unwind(AssertUnwindSafe(|| with(Some(bug), || trial(attempt))));
                let told = match outcome {
                    Ok(Ok(())) => continue,
                    Ok(Err(error)) => error,
                    Err(_) => "it panicked".to_owned(),
                };
                return Some(format!("{name}, attempt {attempt}: {told}"));
            }
        }
    }
    None
}

/// A third of the mistakes, so that each third is a test.
fn third(number: usize) {
    let one = std::env::var("RANTAI_BUG").ok();
    let mut unseen = vec![];
    for bug in Bug::ALL.into_iter().skip(number).step_by(3) {
        if one.as_ref().is_some_and(|one| *one != format!("{bug:?}")) {
            continue;
        }
        match seen(bug) {
            Some(how) => println!("{bug:?}: {how}"),
            None => unseen.push(bug),
        }
    }
    assert_eq!(unseen, [], "nothing saw these");
}

#[test]
fn every_mistake_that_is_made_on_purpose_is_seen_1_of_3() {
    third(0);
}

#[test]
fn every_mistake_that_is_made_on_purpose_is_seen_2_of_3() {
    third(1);
}

#[test]
fn every_mistake_that_is_made_on_purpose_is_seen_3_of_3() {
    third(2);
}
