//! A few hundred new runs each time, and what the simulation itself must be.

use std::path::Path;
use std::sync::Arc;

use super::{Dice, Players, run};
use crate::desk::{DeskByHand, DeskError, Wish};
use crate::log::simulated::{Fault, World};
use crate::log::{Cursor, EventLog, Log, Options};
use crate::time::{Clock, ManualClock, Moment, SystemClock};

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

fn open(world: &World) -> (Arc<EventLog>, DeskByHand) {
    let options = Options { machine: world.machine(), ..Options::default() };
    let (log, _) = EventLog::open(Path::new("/shop/data"), options).unwrap();
    let clock = Arc::new(ManualClock::at(Moment::from_micros(1_795_000_000_000_000)));
    let shelf = Path::new("/shop/data/books");
    let desk = DeskByHand::open(Arc::clone(&log) as Arc<dyn Log>, clock, [7; 32], shelf, &world.machine());
    (log, desk.unwrap())
}

#[test]
fn a_book_changed_by_a_group_that_failed_is_never_kept_and_the_desk_is_not_ready_again() {
    let world = World::new(1);
    let (log, mut desk) = open(&world);
    let mut one = |wish: Wish| desk.hand_in(vec![wish]).swap_remove(0);
    let mut players = Players::settle(&mut |wish| one(wish).map_err(|error| error.to_string())).unwrap();
    let (mut dice, mut kept) = (Dice::of(1), Cursor::START);
    let mut wish = |players: &mut Players, log: &EventLog| {
        for commit in log.read(kept, usize::MAX).unwrap() {
            players.keep(&commit).unwrap();
            kept = commit.cursor;
        }
        let now = Moment::from_micros(1_795_000_000_000_000);
        std::iter::repeat_with(|| players.wish(&mut dice, now)).flatten().next().unwrap()
    };
    // So many that books are due to be kept.
    while log.watermark() < Cursor(200) {
        drop(one(wish(&mut players, &log)));
    }
    world.fail_at(world.operations(), Fault::Eio, true);
    while !matches!(one(wish(&mut players, &log)), Err(DeskError::OutcomeUnknown)) {}
    world.repair();
    for _ in 0..20 {
        assert!(matches!(one(wish(&mut players, &log)), Err(DeskError::OutcomeUnknown)));
    }
    while desk.step_shelf() {}
    assert!(desk.is_poisoned() && !desk.is_ready());
    drop((desk, log));
    let (log, mut desk) = open(&world);
    wish(&mut players, &log);
    for (id, book) in players.books() {
        assert_eq!(desk.book(*id).unwrap(), book);
    }
}
