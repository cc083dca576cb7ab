//! Random wishes again, half of them of one theme at a time, so that what is rare in a village happens: slots fill up,
//! months are closed and opened again while of them is told, half of what a supplier sends is broken.

use super::sums::{Run, TIME_PASSES};
use crate::simulation::Dice;
use crate::simulation::wishes::{Roll, correct, counter, life};
use crate::time::{Clock as _, SystemClock};

/// Wishes of one trial.
const WISHES: u64 = 120;

/// The kinds of rolls of a theme.
const THEMES: [&[u8]; 4] = [
    // What is booked.
    &[life::FIRST + 2, life::FIRST + 3, life::FIRST + 4, life::FIRST + 5, life::FIRST + 6, life::FIRST + 8],
    // Months, and the money that moves them.
    &[
        life::FIRST,
        life::FIRST,
        life::FIRST + 1,
        counter::FIRST,
        counter::FIRST,
        counter::FIRST + 1,
        20,
        43,
        41,
        correct::FIRST,
    ],
    // Supply.
    &[8, 9, 12, 12, 13, 13, 13, 40, correct::FIRST + 2, correct::FIRST + 5],
    // The guest book, and couriers.
    &[
        life::FIRST + 9,
        life::FIRST + 10,
        life::FIRST + 11,
        life::FIRST + 12,
        life::FIRST + 13,
        life::FIRST + 14,
    ],
];

/// One village with a theme.
///
/// # Panics
/// When something does not hold.
pub(crate) fn trial(seed: u64) -> Result<(), String> {
    let mut dice = Dice::of(seed);
    let theme = THEMES[dice.index(THEMES.len())];
    let mut run = Run::begin();
    for _ in 0..WISHES {
        let mut roll = Roll::of(&mut dice);
        match dice.below(16) {
            0..8 => roll.kind = theme[dice.index(theme.len())],
            8 => roll.kind = TIME_PASSES,
            _ => {}
        }
        let told = dice.one_in(5).then(|| i64::try_from(dice.below(50 * 86_400)).unwrap());
        run.wish(&roll, told);
    }
    run.bring_all_home();
    Ok(())
}

#[test]
fn whatever_is_wished_of_one_thing_it_adds_up() {
    let first = std::env::var("RANTAI_SEED").ok().and_then(|seed| seed.parse().ok());
    let first = first.unwrap_or_else(|| SystemClock.now().millis());
    let count = std::env::var("RANTAI_SEEDS").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    for seed in first..first + count {
        println!("RANTAI_SEED={seed} RANTAI_SEEDS=1 plays it again");
        trial(seed).unwrap();
    }
}
