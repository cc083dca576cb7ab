//! The trials that the log is put to, one attempt at a time.

use super::{crash_states, damages, io_errors};
#[cfg(test)]
use crate::simulation::Dice;

/// States that are built from one recorded run.
#[cfg(test)]
const STATES_A_RUN: u64 = 20;
/// And from a long one.
const LONG: u64 = 50;

/// States that a power cut may leave of a run.
#[cfg(test)]
pub(crate) fn crash_state(number: u64) -> Result<(), String> {
    let trace = crash_states::recorded(number, 25)?;
    for state in 0..STATES_A_RUN {
        crash_states::state(&trace, &mut Dice::of(number << 16 | state))?;
    }
    Ok(())
}

/// Many states of a long run. Returns how many.
pub(crate) fn crash_states(run: u64) -> Result<u64, String> {
    crash_states::states(run, LONG).map(|()| LONG)
}

/// A damage to one file.
pub(crate) fn damage(number: u64) -> Result<(), String> {
    damages::damage(number)
}

/// A disk that writes something else while a segment is compressed.
pub(crate) fn garbled_seal(number: u64) -> Result<(), String> {
    damages::garbled_seal(number)
}

/// The operation of that number fails.
#[cfg(test)]
pub(crate) fn failing_operation(number: u64) -> Result<(), String> {
    io_errors::one_way(1, number - 1).map(|_| ())
}

/// The operation of that number fails, in every way. Returns whether the run had so many.
pub(crate) fn failing_in_every_way(number: u64) -> Result<bool, String> {
    io_errors::every_way(1, number)
}
