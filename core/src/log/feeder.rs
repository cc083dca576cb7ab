//! What runs behind the answering path: feeding the store, compressing full segments, making new ones.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::contract::Commit;
use super::event_log::{Shared, lock, read_lock, write_lock};
use super::head;
use super::journal::{self, Chore};
use super::segment::{Segment, sync_parent};
use super::store::{Fed, Mark};

/// How often the store is asked to write out what it holds, and HEAD is renewed.
const PACE: Duration = Duration::from_secs(2);
/// Groups are gathered into one batch until they hold this many commits.
const BATCH: usize = 1024;
/// How long groups are left to gather before they are taken. Nobody waits for it: what is not fed yet is read from
/// memory, every batch writes its last block again, and every group taken alone would cost the writer a wake-up.
const GATHER: Duration = Duration::from_millis(25);
/// Over how long is looked whether the log is busy.
const PAUSE: Duration = Duration::from_millis(100);
/// A log that takes so many commits in that time is busy: compressing waits.
const BUSY: u64 = 500;
/// Most full segments that wait for that; then compressing goes on beside whoever writes.
const MOST_PLAIN: usize = 64;
/// Buffers kept for the writer to use again.
const SPARE_BUFFERS: usize = 16;

/// A group that is on disk, on its way into the store.
pub(super) struct Group {
    pub(super) commits: Vec<Arc<Commit>>,
    /// The frames as the journal holds them, one behind the other.
    pub(super) bytes: Vec<u8>,
    /// Where each frame ends.
    pub(super) ends: Vec<usize>,
}

impl Group {
    fn fed(&self) -> impl Iterator<Item = Fed<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.commits.iter().zip(starts.zip(&self.ends)).map(|(commit, (start, end))| Fed {
            frame: self.bytes.get(start..*end).unwrap_or_default(),
            commit,
        })
    }
}

/// Feeds the store until the writer goes away or the store fails.
pub(super) fn feed(shared: &Shared, groups: &Receiver<Group>) {
    let mut written_out = Instant::now();
    let mut fed = None;
    let mut behind = false;
    loop {
        match groups.recv_timeout(PACE) {
            Ok(first) => {
                if !behind {
                    // The log wakes it when it is closed.
                    std::thread::park_timeout(GATHER);
                }
                let gathered = gather(first, groups);
                behind = gathered.iter().map(|group| group.commits.len()).sum::<usize>() >= BATCH;
                match apply(shared, gathered) {
                    Ok(mark) => fed = Some(mark),
                    Err(why) => return shared.fail(&why),
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if written_out.elapsed() >= PACE
            && let Some(mark) = fed.take()
        {
            if let Err(why) = write_out(shared, mark) {
                return shared.fail(&why);
            }
            written_out = Instant::now();
        }
    }
    if let Some(mark) = fed
        && let Err(why) = write_out(shared, mark)
    {
        shared.fail(&why);
    }
}

/// This group and those that wait behind it.
fn gather(first: Group, groups: &Receiver<Group>) -> Vec<Group> {
    let mut count = first.commits.len();
    let mut gathered = vec![first];
    while count < BATCH
        && let Ok(group) = groups.try_recv()
    {
        count += group.commits.len();
        gathered.push(group);
    }
    gathered
}

/// Puts groups into the store, in one batch.
pub(super) fn apply(shared: &Shared, gathered: Vec<Group>) -> Result<Mark, String> {
    let fed: Vec<Fed<'_>> = gathered.iter().flat_map(Group::fed).collect();
    shared.store.apply(&fed).map_err(|error| error.to_string())?;
    let mark =
        fed.last().map_or(Mark::NONE, |last| Mark { position: last.commit.cursor.0, hash: last.commit.hash });
    // What is forgotten is given back only after the lock, on which the writer waits.
    let forgotten = write_lock(&shared.tail).applied_to(mark.position);
    drop(forgotten);
    let mut spare = lock(&shared.spare);
    for mut group in gathered {
        if spare.len() < SPARE_BUFFERS {
            group.bytes.clear();
            spare.push(group.bytes);
        }
    }
    Ok(mark)
}

pub(super) fn write_out(shared: &Shared, mark: Mark) -> Result<(), String> {
    if let Err(error) = head::write(shared.disk(), &shared.dir, mark) {
        tracing::warn!(%error, "HEAD could not be written; the journal and the store remain as witnesses");
    }
    shared.store.flush().map_err(|error| error.to_string())
}

/// Does the journal's chores until the writer goes away. Compressing is left for when the log is not busy, or too much
/// of it waits.
pub(super) fn tend(shared: &Shared, chores: &Receiver<Chore>) {
    let mut full = VecDeque::new();
    let mut pace = Pace { at: Instant::now(), position: shared.position(), busy: false };
    loop {
        let asked = if full.is_empty() {
            chores.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            chores.recv_timeout(PAUSE)
        };
        match asked {
            Ok(Chore::Seal(segment)) => full.push_back(segment),
            Ok(chore) => do_chore(shared, &chore),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        while (full.len() > MOST_PLAIN || !pace.is_busy(shared.position()))
            && let Some(segment) = full.pop_front()
        {
            do_chore(shared, &Chore::Seal(segment));
        }
    }
    full.into_iter().for_each(|segment| do_chore(shared, &Chore::Seal(segment)));
}

/// How fast commits come.
struct Pace {
    at: Instant,
    position: u64,
    busy: bool,
}

impl Pace {
    fn is_busy(&mut self, position: u64) -> bool {
        let (came, elapsed) = (position.saturating_sub(self.position), self.at.elapsed());
        if elapsed >= PAUSE {
            let in_a_pause = u128::from(came) * PAUSE.as_micros() / elapsed.as_micros();
            *self = Self { at: Instant::now(), position, busy: in_a_pause >= u128::from(BUSY) };
        } else if came >= BUSY {
            self.busy = true;
        }
        self.busy
    }
}

/// Compresses a full segment, or makes the file of the next one. What cannot be done now is no fault of the log: a
/// segment stays as it is, and the writer makes the file when it needs one.
pub(super) fn do_chore(shared: &Shared, chore: &Chore) {
    match chore {
        Chore::Seal(segment) => {
            if let Err(error) = seal_one(shared, segment) {
                tracing::warn!(segment = segment.first, %error, "a full segment stays uncompressed");
            }
        }
        Chore::Prepare => {
            let folder = journal::folder(&shared.dir);
            if let Err(error) = shared.next_segment.prepare(shared.disk(), &folder, shared.segment_bytes) {
                tracing::warn!(%error, "the next segment's file could not be made yet");
            }
        }
    }
}

fn seal_one(shared: &Shared, segment: &Segment) -> std::io::Result<()> {
    {
        let _reading = read_lock(&shared.files);
        segment.seal(shared.disk())?;
    }
    let _moving = write_lock(&shared.files);
    shared.disk().remove(&segment.path)?;
    sync_parent(shared.disk(), &segment.path)
}
