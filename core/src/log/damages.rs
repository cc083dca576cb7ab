//! Whatever is damaged in one copy is healed from the other; where there is no other, the start is refused or
//! everything is there all the same. Nothing damaged is ever served.
//!
//! 120 damages a run of the tests; `RANTAI_DAMAGES=…` for more, `RANTAI_SEED=…` to begin where a failure was.

use std::path::{Path, PathBuf};

use super::Log;
use super::crash_states::{DIR, append, behind, holds};
use super::event_log::{EventLog, OpenError, Options};
use super::record;
use super::sample::draft;
use super::simulated::{World, verify};
use crate::simulation::Dice;

/// What happens to a file.
#[derive(Debug, Clone, Copy)]
enum Harm {
    /// One bit is another.
    Flip,
    /// One bit at the end is another, where a compressed segment has its footer.
    FlipEnd,
    /// The end is gone.
    Truncate,
    /// A piece is zeros.
    Zero,
    /// The file is gone.
    Missing,
    /// A commit was exchanged for another that is whole in itself.
    Forge,
}

const HARMS: [Harm; 6] = [Harm::Flip, Harm::FlipEnd, Harm::Truncate, Harm::Zero, Harm::Missing, Harm::Forge];

fn options(world: &World, segment_bytes: u64) -> Options {
    Options { segment_bytes, machine: world.machine(), ..Options::default() }
}

fn open(world: &World, segment_bytes: u64) -> Result<std::sync::Arc<EventLog>, OpenError> {
    EventLog::open(Path::new(DIR), options(world, segment_bytes)).map(|(log, _)| log)
}

/// Where a log ends, and where its last group begins.
struct Ends {
    last: u64,
    last_group: u64,
}

/// A log that was closed, with everything in both copies and in HEAD; or killed, with less of it.
fn ended(world: &World, dice: &mut Dice, segment_bytes: u64, killed: bool) -> Result<Ends, String> {
    let log = open(world, segment_bytes).map_err(|error| error.to_string())?;
    let mut ends = Ends { last: 0, last_group: 0 };
    for _ in 0..60 {
        ends = Ends { last: append(&log, dice)?, last_group: ends.last + 1 };
        behind(&log, dice);
    }
    if !killed {
        // Some full segments stay as they are.
        while dice.below(60) > 0 && log.step_chores() {}
        while log.step_feeder(usize::MAX) > 0 {}
        log.step_write_out();
    }
    Ok(ends)
}

fn harm(world: &World, dice: &mut Dice, harm: Harm) -> Result<PathBuf, String> {
    let files = world.files();
    // The last one is the segment that was written on.
    let any = if dice.one_in(4) { files.last() } else { dice.pick(&files) };
    let sealed: Vec<_> = files.iter().filter(|path| path.to_string_lossy().ends_with("zst")).collect();
    let plain: Vec<_> = files.iter().filter(|path| path.to_string_lossy().ends_with("seg")).collect();
    let any = match harm {
        Harm::FlipEnd => dice.pick(&sealed).copied().or(any),
        Harm::Forge => dice.pick(&plain).copied().or(any),
        Harm::Flip | Harm::Truncate | Harm::Zero | Harm::Missing => any,
    };
    let path = any.cloned().ok_or("there are no files")?;
    let mut bytes = world.bytes(&path);
    let at = dice.index(bytes.len());
    let end = bytes.len().saturating_sub(1 + dice.index(120));
    match harm {
        Harm::Flip => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
        Harm::FlipEnd => bytes.iter_mut().skip(end).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
        Harm::Truncate => bytes.truncate(at),
        Harm::Zero => bytes.iter_mut().skip(at).take(700).for_each(|byte| *byte = 0),
        Harm::Missing => return world.lose(&path).map(|()| path),
        Harm::Forge => forge(&path, &mut bytes, dice),
    }
    world.replace(&path, bytes);
    Ok(path)
}

/// Exchanges the content of one commit of a plain segment, with a checksum that fits it.
fn forge(path: &Path, bytes: &mut [u8], dice: &mut Dice) {
    if path.extension().is_none_or(|extension| extension != "seg") {
        return;
    }
    let scan = record::Scan::of(bytes);
    let Some(found) = dice.pick(&scan.found) else { return };
    let mut other = draft(found.place.position % 3, found.place.position);
    other.facts.iter_mut().flat_map(|fact| fact.bytes.iter_mut()).for_each(|byte| *byte = 0x41);
    let mut frame = vec![];
    record::encode(&found.place, &other, &mut frame);
    if let Some(place) = bytes.get_mut(found.range.clone()) {
        place.copy_from_slice(&frame);
    }
}

/// One damage to one file of a log whose other copy is whole, or gone.
pub(super) fn damage(seed: u64) -> Result<(), String> {
    let mut dice = Dice::of(seed);
    let world = World::new(seed);
    // With the smaller segments there are more than a start checks as a whole.
    let segment_bytes = *dice.pick(&[1 << 10, 12 << 10]).unwrap_or(&1024);
    let killed = dice.one_in(3);
    let Ends { last, last_group } = ended(&world, &mut dice, segment_bytes, killed)?;
    let alone = dice.one_in(3);
    if alone {
        world.ruin_store();
    }
    // What a kill leaves has no witness of its end: whatever cuts the end goes unseen, and so may its last group.
    let kind = if killed { Harm::Flip } else { *dice.pick(&HARMS).unwrap_or(&Harm::Flip) };
    let last = if killed { last_group - 1 } else { last };
    let path = harm(&world, &mut dice, kind)?;
    let told = |error: String| {
        format!(
            "{kind:?} of {}, {}: {error}",
            path.display(),
            if alone { "the store is gone" } else { "the store is whole" }
        )
    };
    let log = match open(&world, segment_bytes) {
        Err(OpenError::Damaged { .. } | OpenError::Store(_)) if alone || killed => return Ok(()),
        opened => opened.map_err(|error| told(error.to_string()))?,
    };
    holds(&log, last).map_err(told)?;
    // What a start does not look into, the scrub does; the next start heals it.
    log.step_scrub();
    drop(log);
    let log = match open(&world, segment_bytes) {
        Err(OpenError::Damaged { .. }) if alone || killed => return Ok(()),
        opened => opened.map_err(|error| told(format!("the second start: {error}")))?,
    };
    holds(&log, last).map_err(told)?;
    let mut last = log.watermark().0;
    for _ in 0..8 {
        last = append(&log, &mut dice).map_err(told)?;
        behind(&log, &mut dice);
    }
    holds(&log, last).map_err(told)?;
    drop(log);
    verify(Path::new(DIR), &options(&world, segment_bytes)).map_err(told)
}

/// While a full segment is compressed, the disk writes something else than it was told.
pub(super) fn garbled_seal(seed: u64) -> Result<(), String> {
    let mut dice = Dice::of(seed);
    let world = World::new(seed);
    let log = open(&world, 4 << 10).map_err(|error| error.to_string())?;
    let mut last = 0;
    for _ in 0..12 {
        last = append(&log, &mut dice)?;
    }
    for _ in 0..3 {
        world.garble_next_write();
        log.step_chores();
    }
    drop(log);
    world.ruin_store();
    let world = world.crash(&mut dice);
    let log = open(&world, 4 << 10).map_err(|error| error.to_string())?;
    holds(&log, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::journal;
    use crate::log::segment::Segment;

    #[test]
    fn whatever_is_damaged_is_healed_or_refused_and_never_served() {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let first = number("RANTAI_SEED").unwrap_or(1);
        let count = number("RANTAI_DAMAGES").unwrap_or(120);
        for seed in first..first + count {
            damage(seed).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }

    #[test]
    fn a_segment_that_was_compressed_wrongly_stays_as_it_was() {
        for seed in 1..=40 {
            garbled_seal(seed).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }

    #[test]
    fn a_full_segment_in_the_middle_is_healed_up_to_where_the_next_begins() {
        let world = World::new(1);
        let mut dice = Dice::of(1);
        let log = open(&world, 4 << 10).unwrap();
        let mut last = 0;
        for _ in 0..30 {
            last = append(&log, &mut dice).unwrap();
        }
        while log.step_feeder(usize::MAX) > 0 {}
        log.step_write_out();
        drop(log);
        let segments =
            Segment::list(world.machine().disk.as_ref(), &journal::folder(Path::new(DIR))).unwrap();
        let middle = &segments[1];
        assert!(!middle.sealed && segments.len() > 3);
        let mut bytes = world.bytes(&middle.path);
        bytes[700] ^= 1;
        world.replace(&middle.path, bytes);
        for _ in 0..2 {
            let log = open(&world, 4 << 10).unwrap();
            holds(&log, last).unwrap();
        }
        verify(Path::new(DIR), &options(&world, 4 << 10)).unwrap();
    }
}
