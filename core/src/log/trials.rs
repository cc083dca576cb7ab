//! The trials that the log is put to, one attempt at a time.

use super::{crash_states, damages, io_errors};
use crate::simulation::Dice;

/// What a trial says that has no further attempts.
pub(crate) const THAT_WAS_ALL: &str = "that was all";
/// States that are built from one recorded run.
const STATES_A_RUN: u64 = 20;

/// States that a power cut may leave of a run.
pub(crate) fn crash_state(number: u64) -> Result<(), String> {
    let trace = crash_states::recorded(number, 25)?;
    for state in 0..STATES_A_RUN {
        crash_states::state(&trace, &mut Dice::of(number << 16 | state))?;
    }
    Ok(())
}

/// A damage to one file.
pub(crate) fn damage(number: u64) -> Result<(), String> {
    damages::damage(number)
}

/// A disk that writes something else while a segment is compressed.
pub(crate) fn garbled_seal(number: u64) -> Result<(), String> {
    damages::garbled_seal(number)
}

/// The operation of that number fails, in every way.
pub(crate) fn failing_operation(number: u64) -> Result<(), String> {
    if io_errors::every_way(1, number - 1)? { Ok(()) } else { Err(THAT_WAS_ALL.to_owned()) }
}
