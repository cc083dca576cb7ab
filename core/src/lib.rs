//! Facts and rules of Rantai. No HTTP and no HTML live here.
//!
//! Read `book` for the rules of one business, `desk` for the one writer that applies them, and `log` for
//! how a fact becomes durable.

pub mod archive;
pub mod blobs;
pub mod book;
mod bugs;
pub mod codec;
pub mod desk;
pub mod facts;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod ids;
pub mod log;
pub mod money;
pub mod party;
pub mod qris;
pub mod quantity;
pub mod random;
pub mod registry;
pub mod sealed;
#[cfg(any(test, feature = "simulation", feature = "village"))]
pub mod simulation;
pub mod statement;
pub mod time;
pub mod vault;
