//! Proofs of the whole: journeys, golden bytes, rebuilt views, a killed process, real browsers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod browser;
mod damaged;
mod drill;
mod erased;
mod folders;
mod golden;
mod golden_money;
mod hard_orders;
mod incomplete;
mod journeys;
mod journeys_money;
mod killed;
mod leaks;
mod lost;
mod promises;
mod rebuilt;
mod refused;
mod sums;
mod upgraded;
