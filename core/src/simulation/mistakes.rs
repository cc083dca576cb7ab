//! A test that cannot find a mistake proves nothing: each of them is made on purpose, and something sees it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::run;
use crate::bugs::{Bug, with};
use crate::log::trials;

/// How often each trial is made at most before the next one has its turn.
const CRASH_STATES: u64 = 6;
const DAMAGES: u64 = 120;
const SEALS: u64 = 10;
const SEEDS: u64 = 40;
const COMMANDS: u64 = 60;

/// What saw the mistake, at which attempt, and what it said.
type Seen = (&'static str, u64, String);

/// Makes a mistake, and all trials one after the other until one of them fails.
fn seen(bug: Option<Bug>) -> Option<Seen> {
    let simulation = |seed| run(seed, COMMANDS).map(|_| ());
    let all: [(&str, u64, &dyn Fn(u64) -> Result<(), String>); 5] = [
        ("simulation", SEEDS, &simulation),
        ("crash states", CRASH_STATES, &trials::crash_state),
        ("damages", DAMAGES, &trials::damage),
        ("compressing", SEALS, &trials::garbled_seal),
        ("failing operations", u64::MAX, &trials::failing_operation),
    ];
    for (name, most, trial) in all {
        for attempt in 1..=most {
            let outcome = catch_unwind(AssertUnwindSafe(|| with(bug, || trial(attempt))));
            match outcome {
                Ok(Ok(())) => {}
                Ok(Err(error)) if error == trials::THAT_WAS_ALL => break,
                Ok(Err(error)) => return Some((name, attempt, error)),
                Err(_) => return Some((name, attempt, "it panicked".to_owned())),
            }
        }
    }
    None
}

#[test]
fn every_mistake_that_is_made_on_purpose_is_seen() {
    let one = std::env::var("RANTAI_BUG").ok();
    let mut unseen = vec![];
    for bug in Bug::ALL {
        if one.as_ref().is_some_and(|one| *one != format!("{bug:?}")) {
            continue;
        }
        match seen(Some(bug)) {
            Some((name, attempt, error)) => println!("{bug:?}: {name}, attempt {attempt}: {error}"),
            None => unseen.push(bug),
        }
    }
    assert_eq!(unseen, [], "no test saw these");
}
