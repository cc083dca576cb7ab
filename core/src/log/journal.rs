//! The journal: written first, synced before anybody is answered.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::contract::AppendError;
use super::disk::{Disk, DiskFile};
use super::segment::{Segment, preallocate};
use crate::bugs::{Bug, made};

/// The segment that the next group goes to.
pub(super) struct Active {
    pub(super) segment: Segment,
    pub(super) file: Box<dyn DiskFile>,
    /// Where the next frame begins.
    pub(super) end: u64,
    /// How much the file holds.
    pub(super) room: u64,
}

impl Active {
    /// Goes on behind the last frame of a segment whose bytes are known to be on disk.
    pub(super) fn reopen(disk: &dyn Disk, segment: Segment, end: u64) -> io::Result<Self> {
        let file = disk.open(&segment.path)?;
        let room = file.length()?;
        Ok(Self { segment, file, end, room })
    }
}

/// Makes a file of zeros, durable with its name.
type Preallocate = fn(&dyn Disk, &Path, u64) -> io::Result<Box<dyn DiskFile>>;

/// The end of the journal, where groups are appended.
pub(super) struct Journal {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    segment_bytes: u64,
    pub(super) active: Option<Active>,
    /// Makes the file of a new segment, durable with its name.
    pub(super) preallocate: Preallocate,
}

impl Journal {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        folder: PathBuf,
        segment_bytes: u64,
        active: Option<Active>,
    ) -> Self {
        Self { disk, folder, segment_bytes, active, preallocate }
    }

    /// Writes a group whose first commit has position `first`, and returns only after it is on disk.
    /// Returns the segment that became full, if one did.
    ///
    /// After any error but [`AppendError::NoRoom`] nobody may append again.
    pub(super) fn append(&mut self, first: u64, group: &[u8]) -> Result<Option<Segment>, AppendError> {
        let length = group.len() as u64;
        let mut full = None;
        if self.active.as_ref().is_none_or(|active| active.room - active.end < length) {
            let next = self.create(first, length)?;
            full = self.active.replace(next).map(|active| active.segment);
        }
        let Some(active) = self.active.as_mut() else {
            return Err(AppendError::Poisoned("the journal has no segment".into()));
        };
        active.file.write_at(group, active.end).map_err(|error| poisoned("write", &error))?;
        if !made(Bug::AnswerBeforeSync) {
            let again = |error| if made(Bug::RetrySync) { active.file.sync() } else { Err(error) };
            active.file.sync().or_else(again).map_err(|error| poisoned("sync", &error))?;
        }
        active.end += length;
        Ok(full)
    }

    fn create(&self, first: u64, at_least: u64) -> Result<Active, AppendError> {
        let segment = Segment::plain(&self.folder, first);
        let room = self.segment_bytes.max(at_least);
        match (self.preallocate)(self.disk.as_ref(), &segment.path, room) {
            Ok(file) => Ok(Active { segment, file, end: 0, room }),
            Err(error) if is_full(&error) => {
                // A file left behind would pass for the segment of what is appended elsewhere; at the end of
                // the journal, where a start takes it away, nothing may follow it.
                match self.disk.remove(&segment.path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        Err(poisoned("remove an unfinished segment", &error))
                    }
                    _ => Err(AppendError::NoRoom),
                }
            }
            Err(error) => Err(poisoned("create a segment", &error)),
        }
    }
}

/// Whether the disk, or the share of it that we may use, is full.
fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn poisoned(what: &str, error: &io::Error) -> AppendError {
    AppendError::Poisoned(format!("failed to {what}: {error}").into())
}

/// The folder of the segments.
pub(super) fn folder(dir: &Path) -> PathBuf {
    dir.join("journal")
}
