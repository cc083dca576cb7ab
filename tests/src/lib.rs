//! What the tests and benchmarks of Rantai share: a village in a folder, one whole order, a desk under load,
//! chance that repeats.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

pub mod api;
pub mod dice;
mod hard_order;
pub mod load;
pub mod order;
pub mod world;
