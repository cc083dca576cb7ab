//! A disk and a store in memory, that crash and fail as real ones may.
//!
//! Nothing is durable before it was synced. A crash keeps of every file its synced bytes and any of the sectors
//! written since; of every folder its synced names and any of the changes since; of the store a prefix of its
//! batches that holds everything flushed. Everything that happens can be recorded, so that the states a crash
//! may leave at any moment of a run are built afterwards.

mod audit;
mod file;
mod store;
mod world;

pub(crate) use audit::{audit, verify};
pub(crate) use world::Op;
pub(crate) use world::{Fault, World};
