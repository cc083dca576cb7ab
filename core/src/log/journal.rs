//! The journal: written first, synced before anybody is answered.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::contract::AppendError;
use super::disk::{Disk, DiskFile};
use super::event_log::lock;
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
pub(super) type Preallocate = fn(&dyn Disk, &Path, u64) -> io::Result<Box<dyn DiskFile>>;

/// A segment's file made before it is needed, so that nobody who waits for an answer waits for its zeros.
pub(super) struct Spare {
    ready: Mutex<Option<(Box<dyn DiskFile>, u64)>>,
    /// Makes the file of a new segment, durable with its name.
    make: Mutex<Preallocate>,
}

impl Default for Spare {
    fn default() -> Self {
        Self { ready: Mutex::new(None), make: Mutex::new(preallocate) }
    }
}

impl Spare {
    /// Makes the file, unless there is one.
    pub(super) fn prepare(&self, disk: &dyn Disk, folder: &Path, room: u64) -> io::Result<()> {
        if lock(&self.ready).is_none() {
            let file = self.make(disk, &spare(folder), room)?;
            *lock(&self.ready) = Some((file, room));
        }
        Ok(())
    }

    fn make(&self, disk: &dyn Disk, path: &Path, room: u64) -> io::Result<Box<dyn DiskFile>> {
        let make = *lock(&self.make);
        make(disk, path, room)
    }

    /// Gives the file its name as a segment. The lock is held until it has it: a file being made meanwhile would
    /// begin under the old name, and be this one.
    fn take(
        &self,
        disk: &dyn Disk,
        folder: &Path,
        segment: &Path,
        at_least: u64,
    ) -> io::Result<Option<(Box<dyn DiskFile>, u64)>> {
        let mut ready = lock(&self.ready);
        if ready.as_ref().is_none_or(|(_, room)| *room < at_least) {
            return Ok(None);
        }
        disk.rename(&spare(folder), segment)?;
        disk.sync_folder(folder)?;
        Ok(ready.take())
    }
}

/// A start takes a spare file away that was left.
fn spare(folder: &Path) -> PathBuf {
    folder.join("spare.tmp")
}

/// What a group that was written asks to be done behind the answering path.
#[derive(Debug)]
pub(super) enum Chore {
    /// The segment is full.
    Seal(Segment),
    /// The next segment will be needed soon.
    Prepare,
}

/// The end of the journal, where groups are appended.
pub(super) struct Journal {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    segment_bytes: u64,
    pub(super) active: Option<Active>,
    spare: Arc<Spare>,
    asked: bool,
}

impl Journal {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        folder: PathBuf,
        segment_bytes: u64,
        active: Option<Active>,
        spare: Arc<Spare>,
    ) -> Self {
        Self { disk, folder, segment_bytes, active, spare, asked: false }
    }

    /// Lets a test make segments, or refuse to.
    #[cfg(test)]
    pub(super) fn make_by(&self, make: Preallocate) {
        *lock(&self.spare.make) = make;
    }

    /// Writes a group whose first commit has position `first`, and returns only after it is on disk.
    /// Returns what is to be done behind it.
    ///
    /// After any error but [`AppendError::NoRoom`] nobody may append again.
    pub(super) fn append(&mut self, first: u64, group: &[u8]) -> Result<Option<Chore>, AppendError> {
        let length = group.len() as u64;
        let mut chore = None;
        if self.active.as_ref().is_none_or(|active| active.room - active.end < length) {
            let next = self.create(first, length)?;
            chore = self.active.replace(next).map(|active| Chore::Seal(active.segment));
            self.asked = false;
        }
        let Some(active) = self.active.as_mut() else {
            return Err(AppendError::Poisoned("the journal has no segment".into()));
        };
        active.file.write_at(group, active.end).map_err(|error| poisoned("write", &error))?;
        if !made(Bug::AnswerBeforeSync) {
            let synced = match active.file.sync() {
                Err(_) if made(Bug::RetrySync) => active.file.sync(),
                synced => synced,
            };
            synced.map_err(|error| poisoned("sync", &error))?;
        }
        active.end += length;
        if !self.asked && active.end > active.room / 2 {
            self.asked = true;
            chore = chore.or(Some(Chore::Prepare));
        }
        Ok(chore)
    }

    fn create(&self, first: u64, at_least: u64) -> Result<Active, AppendError> {
        let segment = Segment::plain(&self.folder, first);
        let spare = self.spare.take(self.disk.as_ref(), &self.folder, &segment.path, at_least);
        if let Some((file, room)) = spare.map_err(|error| poisoned("name a segment", &error))? {
            return Ok(Active { segment, file, end: 0, room });
        }
        let room = self.segment_bytes.max(at_least);
        match self.spare.make(self.disk.as_ref(), &segment.path, room) {
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::log::disk::Machine;

    /// Tells the others to stop when it is dropped.
    struct Stops<'a>(&'a AtomicBool);

    impl Drop for Stops<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    #[test]
    fn a_spare_that_became_a_segment_is_not_made_again_under_the_writer() {
        const ROOM: u64 = 64 << 10;
        let folder = tempfile::tempdir().unwrap();
        let (disk, spare, stop) = (Machine::default().disk, Spare::default(), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let preparing = scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    spare.prepare(disk.as_ref(), folder.path(), ROOM).unwrap();
                }
            });
            // Also where this thread panics: the scope waits for the other one.
            let _stops = Stops(&stop);
            let mut taken = 0;
            while taken < 200 {
                assert!(!preparing.is_finished(), "nobody prepares any more");
                let path = Segment::plain(folder.path(), taken + 1).path;
                let Some((mut file, _)) = spare.take(disk.as_ref(), folder.path(), &path, ROOM).unwrap()
                else {
                    std::thread::yield_now();
                    continue;
                };
                taken += 1;
                file.write_at(&[7; 1 << 10], 0).unwrap();
            }
        });
        for first in 1..=200 {
            let bytes = disk.read(&Segment::plain(folder.path(), first).path).unwrap();
            assert!(bytes.starts_with(&[7; 1 << 10]) && bytes.len() == 64 << 10, "segment {first}");
        }
    }
}
