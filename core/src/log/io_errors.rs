//! Whatever operation on the disk fails: nothing false is answered, nothing more is appended, reading goes on,
//! and a restart finds everything that was answered for.
//!
//! A run is repeated with its first operation failing, then its second, and so on, each in three ways: an
//! input/output error, no room, part of it done. Half of the failures last, and half of the restarts come after
//! a power cut; `RANTAI_POINTS=all` takes every combination.

use std::path::Path;
use std::sync::Arc;

use super::crash_states::{DIR, append, behind, holds, open, options};
use super::event_log::EventLog;
use super::sample::draft;
use super::simulated::{Fault, World, verify};
use super::{AppendError, Log};
use crate::simulation::Dice;

const FAULTS: [Fault; 3] = [Fault::Eio, Fault::NoSpace, Fault::Short];
/// Groups of a run.
const GROUPS: u64 = 24;
/// After so many groups of it the log is restarted, so that starting fails too.
const RESTART: u64 = 14;

/// One operation that fails.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) at: u64,
    pub(super) fault: Fault,
    pub(super) lasting: bool,
    pub(super) power_cut: bool,
}

/// Where a run with a failure ended.
struct Ended {
    world: World,
    /// The last position answered for.
    answered: u64,
    failed: bool,
}

/// Opens a log; where the failure hits that, opens it again after a repair.
fn open_at_last(world: &World) -> Result<Arc<EventLog>, String> {
    open(world).or_else(|error| {
        if world.failures() == 0 {
            return Err(error);
        }
        world.repair();
        open(world)
    })
}

/// Appends until something fails, and looks at how the log takes it.
fn run(world: World, dice: &mut Dice) -> Result<Ended, String> {
    let mut log = open_at_last(&world)?;
    let mut answered = log.watermark().0;
    for number in 0..GROUPS {
        if number == RESTART {
            drop(log);
            log = open_at_last(&world)?;
            holds(&log, answered)?;
            answered = log.watermark().0;
        }
        let group = (answered + 1..=answered + 1 + dice.below(4)).map(|n| draft(n % 3, n)).collect();
        match log.append(group) {
            Ok(commits) => answered = commits.last().map_or(answered, |last| last.cursor.0),
            Err(AppendError::NoRoom) => no_room(&world, &log, answered)?,
            Err(AppendError::Poisoned(_)) => {
                poisoned(&world, &log, answered)?;
                return Ok(Ended { world, answered, failed: true });
            }
        }
        behind(&log, dice);
    }
    holds(&log, answered)?;
    let failed = world.failures() > 0;
    Ok(Ended { world, answered, failed })
}

/// Nothing was written, and as soon as there is room again it goes on.
fn no_room(world: &World, log: &EventLog, answered: u64) -> Result<(), String> {
    if log.watermark().0 != answered || log.failure().is_some() {
        return Err("a log without room is not as it was before".to_owned());
    }
    holds(log, answered)?;
    world.repair();
    Ok(())
}

/// Nothing of the group is shown, everything before it is, and no repair makes the log take more.
fn poisoned(world: &World, log: &EventLog, answered: u64) -> Result<(), String> {
    if log.failure().is_none() {
        return Err("the log failed and says that it did not".to_owned());
    }
    if log.watermark().0 != answered {
        return Err("the log shows what it did not answer for".to_owned());
    }
    holds(log, answered)?;
    world.repair();
    match log.append(vec![draft(0, answered + 1)]) {
        Err(AppendError::Poisoned(_)) => holds(log, answered),
        other => Err(format!("a log that failed appended again: {:?}", other.map(|it| it.len()))),
    }
}

/// Runs with that failure, restarts, and goes on. Returns whether the run came that far.
pub(super) fn point(seed: u64, point: Point) -> Result<bool, String> {
    let world = World::new(seed);
    world.fail_at(point.at, point.fault, point.lasting);
    let mut dice = Dice::of(seed ^ point.at);
    let Ended { world, mut answered, failed } = run(world, &mut dice)?;
    world.repair();
    let world = if point.power_cut { world.crash(&mut dice) } else { world };
    let log = open(&world)?;
    holds(&log, answered)?;
    // What a start shows is durable: another power cut does not take it away.
    answered = log.watermark().0;
    drop(log);
    let world = world.crash(&mut dice);
    if dice.one_in(2) {
        world.ruin_store();
    }
    let log = open(&world)?;
    holds(&log, answered)?;
    for _ in 0..10 {
        answered = append(&log, &mut dice)?;
        behind(&log, &mut dice);
    }
    holds(&log, answered)?;
    drop(log);
    verify(Path::new(DIR), &options(&world))?;
    Ok(failed)
}

/// Whether a failure lasts, and whether a power cut follows.
const WAYS: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

/// One operation of a run fails in every way. Returns whether the run had so many.
pub(super) fn every_way(seed: u64, at: u64) -> Result<bool, String> {
    let mut reached = false;
    for fault in FAULTS {
        for (lasting, power_cut) in WAYS {
            reached |= told(seed, Point { at, fault, lasting, power_cut })?;
        }
    }
    Ok(reached)
}

/// One operation of a run fails with each fault, each in one of the ways.
#[cfg(test)]
pub(super) fn one_way(seed: u64, at: u64) -> Result<bool, String> {
    let mut reached = false;
    for (fault, turn) in FAULTS.into_iter().zip(at..) {
        let (lasting, power_cut) = (turn % 2 == 0, turn / 2 % 2 == 0);
        reached |= told(seed, Point { at, fault, lasting, power_cut })?;
    }
    Ok(reached)
}

fn told(seed: u64, this: Point) -> Result<bool, String> {
    point(seed, this).map_err(|error| format!("seed {seed}, {this:?}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_operation_fails_nothing_false_is_answered_and_a_restart_recovers() {
        let all = std::env::var("RANTAI_POINTS").is_ok_and(|points| points == "all");
        let fails = |at: &u64| if all { every_way(1, *at) } else { one_way(1, *at) };
        let count = (0..).take_while(|at| fails(at).unwrap_or_else(|error| panic!("{error}"))).count();
        println!("each of {count} operations of a run failed");
        assert!(count > 60);
    }
}
