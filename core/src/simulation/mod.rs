//! The desk and the log on a machine in memory, with a clock, crashes and failures that a seed decides.

mod dice;

pub use dice::Dice;
