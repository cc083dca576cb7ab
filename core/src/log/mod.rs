//! The event log: what is appended is never changed, and nothing is answered before it is on disk.
//!
//! Every fact is kept twice. The **journal** is written first and synced; **sled** is fed from it and is
//! what everything reads. One hash chain proves both, and either heals the other.
//!
//! ```text
//! DIR/journal/   segments: frames of commits, the last one growing, the others compressed
//! DIR/log.sled/  the store: the same frames, and the indexes by thing and by command
//! DIR/HEAD       where the log was durable a moment ago: a third witness
//! DIR/checkpoints/  signed heads: witnesses too
//! DIR/LOCK       one process a folder
//! ```

mod backing;
mod contract;
#[cfg(any(test, feature = "simulation"))]
mod crash_states;
#[cfg(test)]
mod damaged_files;
#[cfg(any(test, feature = "simulation"))]
mod damages;
mod disk;
mod event_log;
mod feeder;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzed;
mod head;
#[cfg(any(test, feature = "simulation"))]
mod io_errors;
mod journal;
mod positions;
mod record;
mod recovery;
#[cfg(any(test, feature = "simulation"))]
mod sample;
mod segment;
mod signed;
#[cfg(any(test, feature = "simulation"))]
pub(crate) mod simulated;
#[cfg(any(test, feature = "simulation"))]
mod steps;
mod store;
mod tail;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "simulation"))]
pub(crate) mod trials;
mod verify;
mod walk;

pub use contract::{
    AppendError, CommandKey, Commit, Cursor, Draft, Envelope, Hash, Log, RawFact, ReadError, Touch,
};
pub(crate) use disk::Disk;
pub use disk::Machine;
pub use event_log::{EventLog, Listener, OpenError, OpenReport, Options, Progress, Stage};
pub(crate) use segment::write_safely;
pub use verify::{Copy, Damage, VerifyReport, verify};
pub(crate) use walk::{Held, NewJournal, hash_at, head_file, newest_signed, signed_files};
pub use walk::{Segments, Stored, Walk, durable, replay};
