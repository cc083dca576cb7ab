//! The desk and the log on a machine in memory, with a clock, crashes and failures that a seed decides; and the village
//! whose wishes make the facts, for tests elsewhere.

mod dice;
#[cfg(any(test, feature = "simulation"))]
mod hands;
#[cfg(any(test, feature = "simulation"))]
pub(crate) mod ledger;
#[cfg(test)]
mod mistakes;
mod money_wishes;
#[cfg(any(test, feature = "simulation"))]
mod months_ledger;
#[cfg(any(test, feature = "simulation"))]
mod oracle;
mod players;
#[cfg(any(test, feature = "simulation"))]
mod promise_ledger;
#[cfg(any(test, feature = "simulation"))]
mod rights;
mod road;
#[cfg(any(test, feature = "simulation"))]
mod road_ledger;
#[cfg(any(test, feature = "simulation"))]
mod run;
#[cfg(any(test, feature = "simulation"))]
mod slots_ledger;
mod supply;
#[cfg(test)]
mod tests;
mod village;
#[cfg(any(test, feature = "simulation"))]
pub(crate) mod ways;
pub(crate) mod wishes;

pub use dice::Dice;
pub use players::Players;
#[cfg(any(test, feature = "simulation"))]
pub use run::{Outcome, run};

#[cfg(any(test, feature = "simulation"))]
use crate::log::trials;

/// States that power cuts may leave of one long recorded run of the log. Returns how many there were.
///
/// # Errors
/// What did not hold.
#[cfg(any(test, feature = "simulation"))]
pub fn crash_states(seed: u64) -> Result<u64, String> {
    trials::crash_states(seed)
}

/// One damage to one file of a log, and one while a segment of another is compressed.
///
/// # Errors
/// What did not hold.
#[cfg(any(test, feature = "simulation"))]
pub fn damage(seed: u64) -> Result<(), String> {
    trials::damage(seed)?;
    trials::garbled_seal(seed)
}

/// The operation of that number of a run fails in every way. Returns whether the run had so many.
///
/// # Errors
/// What did not hold.
#[cfg(any(test, feature = "simulation"))]
pub fn failing_operation(number: u64) -> Result<bool, String> {
    trials::failing_in_every_way(number)
}
