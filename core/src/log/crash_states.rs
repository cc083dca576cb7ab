//! Whatever a power cut may leave of the files, the log opens with everything that was answered for.
//!
//! Runs of the log are recorded, every write and every sync. A state is built from a moment of a run: what was
//! synced is there, of everything else any part. 300 states a run of the tests; `RANTAI_STATES=10000` for a long
//! one, `RANTAI_SEED=…` to begin where a failure was.

use std::path::Path;
use std::sync::Arc;

use super::Log;
use super::event_log::{EventLog, Options};
use super::sample::draft;
use super::simulated::{Fault, Op, World, audit, verify};
use crate::simulation::Dice;

pub(super) const DIR: &str = "/shop/data";
/// Groups in a recorded run.
const GROUPS: u64 = 200;
/// States built from one run.
const STATES_A_RUN: u64 = 250;

pub(super) fn options(world: &World) -> Options {
    Options { segment_bytes: 8 << 10, machine: world.machine(), ..Options::default() }
}

pub(super) fn open(world: &World) -> Result<Arc<EventLog>, String> {
    match EventLog::open(Path::new(DIR), options(world)) {
        Ok((log, _)) => Ok(log),
        Err(error) => Err(format!("it does not open: {error}")),
    }
}

/// Whatever runs behind the answering path, as threads might.
pub(super) fn behind(log: &EventLog, dice: &mut Dice) {
    if dice.one_in(3) {
        log.step_feeder(1 + dice.index(12));
    }
    if dice.one_in(9) {
        log.step_write_out();
    }
    if dice.one_in(5) {
        log.step_chores();
    }
}

/// Appends a group whose commits are known by their positions.
pub(super) fn append(log: &EventLog, dice: &mut Dice) -> Result<u64, String> {
    let from = log.watermark().0 + 1;
    let to = from + dice.below(6);
    let group = (from..=to).map(|number| draft(number % 3, number)).collect();
    log.append(group).map_err(|error| error.to_string())?;
    Ok(to)
}

/// Everything in a log is what [`append`] appends.
pub(super) fn holds(log: &EventLog, at_least: u64) -> Result<(), String> {
    let commits = audit(log)?;
    if (commits.len() as u64) < at_least {
        return Err(format!("{} commits are left of {at_least} that were answered", commits.len()));
    }
    match commits.iter().find(|commit| commit.draft != draft(commit.cursor.0 % 3, commit.cursor.0)) {
        None => Ok(()),
        Some(commit) => Err(format!("{} is not what was appended", commit.cursor)),
    }
}

/// Runs a log for a while, with restarts, and returns everything that it did to its machine.
pub(super) fn recorded(seed: u64, groups: u64) -> Result<Vec<Op>, String> {
    let world = World::new(seed);
    let mut dice = Dice::of(seed);
    world.record();
    let mut log = open(&world)?;
    for _ in 0..groups {
        world.answered(append(&log, &mut dice)?);
        behind(&log, &mut dice);
        if dice.one_in(60) {
            drop(log);
            log = open(&world)?;
        }
    }
    holds(&log, 0)?;
    Ok(world.recorded())
}

/// Cuts the power at one moment of a run, opens what is left, goes on, and cuts it again.
pub(super) fn state(trace: &[Op], dice: &mut Dice) -> Result<(), String> {
    let until = dice.index(trace.len() + 1);
    let ran = trace.get(..until).unwrap_or_default();
    let answered = ran.iter().rev().find_map(|op| if let Op::Answered(at) = op { Some(*at) } else { None });
    let mut world = World::replay(ran).crash(dice);
    if dice.one_in(10) {
        world.ruin_store();
    }
    let told = |error: String| format!("operation {until}: {error}");
    let mut answered = answered.unwrap_or(0);
    for _ in 0..2 {
        if dice.one_in(4) {
            world = cut_while_starting(&world, dice);
        }
        let log = open(&world).map_err(told)?;
        holds(&log, answered).map_err(told)?;
        for _ in 0..dice.below(12) {
            answered = append(&log, dice).map_err(told)?;
            behind(&log, dice);
        }
        drop(log);
        world = world.crash(dice);
    }
    let log = open(&world).map_err(told)?;
    holds(&log, answered).map_err(told)?;
    drop(log);
    verify(Path::new(DIR), &options(&world)).map_err(told)
}

/// The power goes again while the log is started.
fn cut_while_starting(world: &World, dice: &mut Dice) -> World {
    world.fail_at(world.operations() + dice.below(12), Fault::Eio, true);
    // Whether it came to the end or not, nobody was answered.
    drop(open(world));
    world.repair();
    world.crash(dice)
}

/// So many states, beginning with a seed. Says which one is not as it must be.
pub(super) fn states(seed: u64, count: u64) -> Result<(), String> {
    let mut trace = Vec::new();
    for number in 0..count {
        let run = seed + number / STATES_A_RUN;
        if number % STATES_A_RUN == 0 {
            trace = recorded(run, GROUPS).map_err(|error| format!("run {run}: {error}"))?;
        }
        let mut dice = Dice::of(run ^ (number << 32));
        state(&trace, &mut dice).map_err(|error| format!("run {run}, state {number}: {error}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Cursor;

    #[test]
    fn whatever_a_power_cut_leaves_opens_with_all_that_was_answered() {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let seed = number("RANTAI_SEED").unwrap_or(1);
        let count = number("RANTAI_STATES").unwrap_or(300);
        if let Err(error) = states(seed, count) {
            panic!("{error}\nagain with: RANTAI_SEED={seed} RANTAI_STATES={count}");
        }
        println!("{count} states from seed {seed}: each opened with all that was answered");
    }

    #[test]
    fn a_machine_that_never_syncs_loses_what_was_answered() {
        let trace = recorded(1, 100).unwrap();
        let unsynced: Vec<Op> = trace.into_iter().filter(|op| !matches!(op, Op::Sync(_))).collect();
        let mut dice = Dice::of(1);
        let lost = (0..50).filter(|_| state(&unsynced, &mut dice).is_err()).count();
        assert!(lost > 25, "the states show what a missing sync loses: {lost} of 50");
    }

    #[test]
    fn news_and_reading_go_on_without_threads() {
        let world = World::new(1);
        let log = open(&world).unwrap();
        let mut dice = Dice::of(1);
        let mut last = 0;
        for _ in 0..100 {
            last = append(&log, &mut dice).unwrap();
        }
        assert_eq!(log.watermark(), Cursor(last));
        while log.step_feeder(7) > 0 {}
        log.step_write_out();
        holds(&log, last).unwrap();
    }
}
