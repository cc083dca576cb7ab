//! The desk and the log on a machine in memory, with a clock, crashes and failures that a seed decides.

mod dice;
pub(crate) mod ledger;
#[cfg(test)]
mod mistakes;
mod money_wishes;
mod oracle;
mod road;
mod road_ledger;
mod run;
#[cfg(test)]
mod tests;
mod village;
pub(crate) mod wishes;

pub use dice::Dice;
pub use run::{Outcome, run};

use crate::log::trials;

/// States that power cuts may leave of one long recorded run of the log. Returns how many there were.
///
/// # Errors
/// What did not hold.
pub fn crash_states(seed: u64) -> Result<u64, String> {
    trials::crash_states(seed)
}

/// One damage to one file of a log, and one while a segment of another is compressed.
///
/// # Errors
/// What did not hold.
pub fn damage(seed: u64) -> Result<(), String> {
    trials::damage(seed)?;
    trials::garbled_seal(seed)
}

/// The operation of that number of a run fails in every way. Returns whether the run had so many.
///
/// # Errors
/// What did not hold.
pub fn failing_operation(number: u64) -> Result<bool, String> {
    trials::failing_in_every_way(number)
}
