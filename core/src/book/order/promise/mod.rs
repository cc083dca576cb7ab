//! When an order will be there, reckoned from how long the business's orders took: no words, no wish, a promise as
//! a question to the past.
//!
//! - [`Journey`] keeps how long an order was on each [`Stretch`] of its way, and who had the move meanwhile. The
//!   clock of a promise stands while the buyer has it.
//! - [`Pace`] is the journey of an order that arrived, [`History`] the newest of a business.
//! - [`History::estimate`] asks the history how much of the way is still ahead of an order, in days.
//! - [`History::delays`] says what moved it, and who.
//! - [`Backtest`] walks through a log and counts how many promises it would have kept.
//!
//! Nothing of it is stored: what was promised is a fact of the acceptance, the rest is derived.

mod backtest;
mod history;
mod journey;

pub use backtest::{Backtest, Kept};
pub use history::{ALIKE, Basis, Delay, Estimate, History, LEAST, REMEMBERED, SURE};
pub use journey::{Journey, Pace, Spell, Stretch, Way};
