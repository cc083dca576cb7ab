//! The event log: what is appended is never changed, and nothing is answered before it is on disk.
//!
//! Every fact is kept twice. The **journal** is written first and synced; **sled** is fed from it and is
//! what everything reads. One hash chain proves both, and either heals the other.

mod contract;

pub use contract::{
    AppendError, CommandKey, Commit, Cursor, Draft, Envelope, Hash, Log, RawFact, ReadError, Touch,
};
