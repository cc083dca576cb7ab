//! The desk and the log on a machine in memory, with a clock, crashes and failures that a seed decides.

mod dice;
pub(crate) mod ledger;
mod oracle;
mod run;
#[cfg(test)]
mod tests;
mod village;
pub(crate) mod wishes;

pub use dice::Dice;
pub use run::{Outcome, run};
