//! The log of one machine: the journal in front, the store behind it.

use std::collections::HashMap;
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::backing::{Backing, Unopened};
use super::contract::{AppendError, CommandKey, Commit, Cursor, Draft, Hash, Log, ReadError};
use super::disk::{Disk, Held, Machine};
use super::feeder::{self, Group};
use super::head;
use super::journal::{self, Chore, Journal, Spare};
use super::record::{self, Frame, Place};
use super::recovery::{self, CHECK, Recovered, Recovery, damaged, io_error};
use super::segment::{Loaded, sync_parent};
use super::signed::Witness;
use super::store::{Head, Mark};
use super::tail::Tail;
use crate::bugs::{Bug, made};
use crate::ids::{BookId, Thing};

/// Groups that may wait for the store; then appending waits too.
const QUEUE: usize = 1024;
/// Says that the store must be built anew at the next start.
const REBUILD: &str = "REBUILD";

/// How a log is opened.
#[derive(Clone)]
pub struct Options {
    /// The size of a segment of the journal.
    pub segment_bytes: u64,
    /// How much memory the store may keep pages in.
    pub cache_bytes: u64,
    /// Hears how far a start or a check is.
    pub progress: Option<Listener>,
    /// What the log stands on.
    pub machine: Machine,
}

impl Default for Options {
    fn default() -> Self {
        Self { segment_bytes: 8 << 20, cache_bytes: 48 << 20, progress: None, machine: Machine::default() }
    }
}

impl Options {
    pub(super) fn tell(&self, progress: Progress) {
        if let Some(hear) = &self.progress {
            hear(progress);
        }
    }
}

/// Hears how far a start or a check is.
pub type Listener = Arc<dyn Fn(Progress) + Send + Sync>;

/// How far a start or a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much of it there is: segments for [`Stage::Journal`], else commits.
    pub total: u64,
}

/// What takes time at a start or a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The journal is walked.
    Journal,
    /// The store is fed what it lacks.
    Feeding,
    /// The store is built anew from the journal.
    Rebuilding,
    /// Everything is compared with everything.
    Verifying,
}

/// What a start found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// The last commit.
    pub head: Cursor,
    /// Positions whose commits were damaged in the journal and were healed from the store.
    pub healed: Vec<u64>,
    /// Where a torn end, never answered for, was cut.
    pub cut: Option<u64>,
    /// How many commits the store was fed.
    pub fed: u64,
    /// Why the store was built anew, if it was.
    pub rebuilt: Option<String>,
}

/// Why a log does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process works in the folder.
    #[error("{0} is in use by another process")]
    InUse(PathBuf),
    /// There is no log in the folder to check.
    #[error("{0} holds no log")]
    Missing(PathBuf),
    /// Facts were lost, and no second copy proves what they were.
    #[error("position {position} of the log is damaged: {what}")]
    Damaged {
        /// The position whose bytes are wrong.
        position: u64,
        /// What is wrong with them.
        what: String,
    },
    /// The log is not the one, or not all of the one, whose head was signed.
    #[error(
        "{file} says that the log held commit {position} with hash {hash}, and it does not: {what}. An older or another store stands here: restore the newest backup"
    )]
    Checkpoint {
        /// The checkpoint.
        file: PathBuf,
        /// The commit that was signed.
        position: u64,
        /// Its hash.
        hash: Hash,
        /// What is there instead.
        what: String,
    },
    /// The disk refused.
    #[error("could not {what}: {source}")]
    Disk {
        /// What was tried.
        what: &'static str,
        /// What the disk said.
        source: io::Error,
    },
    /// The store could not be opened or fed.
    #[error("the store failed: {0}")]
    Store(String),
}

/// The event log of one machine, in one folder.
///
/// A commit is visible from the moment it is on disk in the journal. The store is fed behind that; until it
/// has a commit, the commit is served from memory.
pub struct EventLog {
    pub(super) shared: Arc<Shared>,
    writer: Mutex<Writer>,
    behind: Mutex<Behind>,
    _lock: Held,
}

/// Who does what runs behind the answering path.
pub(super) enum Behind {
    Threads(Vec<JoinHandle<()>>),
    /// Whoever opened the log, step by step: see `steps.rs`.
    #[cfg_attr(not(any(test, feature = "simulation")), expect(dead_code, reason = "nobody takes steps"))]
    ByHand(Steps),
}

/// What waits to be done behind the answering path.
#[cfg_attr(not(any(test, feature = "simulation")), expect(dead_code, reason = "nobody takes steps"))]
pub(super) struct Steps {
    pub(super) groups: Receiver<Group>,
    pub(super) chores: Receiver<Chore>,
    /// The store has failed, and is fed no more.
    pub(super) ended: bool,
}

/// What the writer, the readers and the threads behind them share.
pub(super) struct Shared {
    pub(super) dir: PathBuf,
    machine: Machine,
    pub(super) store: Box<dyn Backing>,
    pub(super) tail: RwLock<Tail>,
    pub(super) head: Mutex<Mark>,
    pub(super) spare: Mutex<Vec<Vec<u8>>>,
    pub(super) next_segment: Arc<Spare>,
    pub(super) segment_bytes: u64,
    /// Held while a segment's file is exchanged for another, so that no reader finds neither.
    pub(super) files: RwLock<()>,
    /// Why nothing more is appended: the journal or the store failed, or the log was closed.
    failed: OnceLock<Arc<str>>,
    news: watch::Sender<Cursor>,
}

struct Writer {
    journal: Journal,
    heads: HashMap<BookId, Head>,
    groups: Option<SyncSender<Group>>,
    chores: Option<Sender<Chore>>,
}

impl EventLog {
    /// Opens the log in `dir`, or begins one. Everything that is not provably as it was written is healed,
    /// or the start is refused with its position.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(dir: &Path, options: Options) -> Result<(Arc<Self>, OpenReport), OpenError> {
        let folder = journal::folder(dir);
        let disk = options.machine.disk.as_ref();
        disk.create_folder(&folder).map_err(io_error("create the journal's folder"))?;
        sync_parent(disk, &folder).map_err(io_error("sync the folder"))?;
        sync_parent(disk, dir).map_err(io_error("sync the folder's parent"))?;
        let lock = lock_folder(disk, dir)?;
        let mut report = OpenReport::default();
        let recovered = recover(dir, &options, &mut report)?;
        report.head = Cursor(recovered.0.head.position);
        Ok((Self::start(dir, &options, lock, recovered)?, report))
    }

    fn start(
        dir: &Path,
        options: &Options,
        lock: Held,
        (recovered, store): (Recovered, Box<dyn Backing>),
    ) -> Result<Arc<Self>, OpenError> {
        let Recovered { head, active, unsealed } = recovered;
        let mut heads = store.heads().map_err(|error| OpenError::Store(error.to_string()))?;
        heads.retain(|_, _| !made(Bug::RestartSequence));
        let shared = Arc::new(Shared {
            dir: dir.to_owned(),
            machine: options.machine.clone(),
            store,
            tail: RwLock::new(Tail::after(head.position)),
            head: Mutex::new(head),
            spare: Mutex::new(vec![]),
            next_segment: Arc::default(),
            segment_bytes: options.segment_bytes,
            files: RwLock::new(()),
            failed: OnceLock::new(),
            news: watch::Sender::new(Cursor(head.position)),
        });
        let (groups, fed) = sync_channel(QUEUE);
        let (chores, asked) = channel();
        for segment in unsealed {
            let _ = chores.send(Chore::Seal(segment));
        }
        let journal = Journal::new(
            options.machine.disk.clone(),
            journal::folder(dir),
            options.segment_bytes,
            active,
            shared.next_segment.clone(),
        );
        let behind = if options.machine.threads {
            Behind::Threads(vec![
                spawn("log-feeder", 5, &shared, move |shared| feeder::feed(shared, &fed))?,
                spawn("log-chores", 19, &shared, move |shared| feeder::tend(shared, &asked))?,
                spawn("log-scrub", 19, &shared, recovery::scrub)?,
            ])
        } else {
            Behind::ByHand(Steps { groups: fed, chores: asked, ended: false })
        };
        let writer = Writer { journal, heads, groups: Some(groups), chores: Some(chores) };
        Ok(Arc::new(Self { shared, writer: Mutex::new(writer), behind: Mutex::new(behind), _lock: lock }))
    }

    /// The last durable commit and its hash: the log's head.
    pub fn head(&self) -> (Cursor, Hash) {
        let head = *lock(&self.shared.head);
        (Cursor(head.position), head.hash)
    }

    /// Up to here the store was fed; what lies behind is read from memory.
    pub fn applied(&self) -> Cursor {
        Cursor(read_lock(&self.shared.tail).applied())
    }

    /// Why the log takes no more commits, if it does not.
    pub fn failure(&self) -> Option<Arc<str>> {
        self.shared.failed()
    }

    /// Flips a bit in the store's copy of a commit, as a failing disk would: for tests of what is shown then.
    /// False where the store does not have it yet.
    #[doc(hidden)]
    pub fn damage_store(&self, position: u64) -> bool {
        self.shared.store.damage(position)
    }

    /// What runs behind the answering path.
    #[cfg(any(test, feature = "simulation"))]
    pub(super) fn behind(&self) -> MutexGuard<'_, Behind> {
        lock(&self.behind)
    }

    /// Lets a test change the journal under the writer.
    #[cfg(test)]
    pub(super) fn with_journal(&self, change: impl FnOnce(&mut Journal)) {
        change(&mut lock(&self.writer).journal);
    }

    /// Ends the log: feeds the store what waits, writes everything out. Appending fails afterwards; reading
    /// goes on.
    pub fn close(&self) {
        {
            let mut writer = lock(&self.writer);
            writer.groups = None;
            writer.chores = None;
            let _ = self.shared.failed.set("the log is closed".into());
        }
        if let Behind::Threads(threads) = &mut *lock(&self.behind) {
            for thread in threads.drain(..) {
                thread.thread().unpark();
                let _ = thread.join();
            }
        }
    }
}

impl Drop for EventLog {
    fn drop(&mut self) {
        self.close();
    }
}

impl Log for EventLog {
    fn append(&self, group: Vec<Draft>) -> Result<Vec<Arc<Commit>>, AppendError> {
        let mut writer = lock(&self.writer);
        if let Some(why) = self.shared.failed() {
            return Err(AppendError::Poisoned(why));
        }
        writer.append(&self.shared, group)
    }

    fn read(&self, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        let first = after.0.saturating_add(1);
        let (in_memory, start) = {
            let tail = read_lock(&self.shared.tail);
            (tail.from(first, limit), tail.start())
        };
        let count = u64::try_from(limit).unwrap_or(u64::MAX).min(start.saturating_sub(first));
        if count == 0 {
            return Ok(in_memory);
        }
        let mut commits = self.shared.stored_range(first, first + count - 1)?;
        let room = limit.saturating_sub(commits.len());
        commits.extend(in_memory.into_iter().take(room));
        Ok(commits)
    }

    fn history(&self, thing: Thing, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        let first = after.0.saturating_add(1);
        let (in_memory, start) = {
            let tail = read_lock(&self.shared.tail);
            (tail.history(thing, first, limit), tail.start())
        };
        let positions = self.shared.indexed(self.shared.store.history(thing, first, start - 1, limit))?;
        let mut commits = Vec::with_capacity(positions.len() + in_memory.len());
        for position in positions {
            let commit = self.shared.stored(position)?;
            if commit.touched(thing) {
                commits.push(commit);
            }
        }
        let room = limit.saturating_sub(commits.len());
        commits.extend(in_memory.into_iter().take(room));
        Ok(commits)
    }

    fn outcome(&self, key: &CommandKey) -> Result<Option<Arc<Commit>>, ReadError> {
        if let Some(commit) = read_lock(&self.shared.tail).outcome(key)
            && !made(Bug::ForgetTail)
        {
            return Ok(Some(commit));
        }
        match self.shared.indexed(self.shared.store.outcome(key))? {
            Some(position) => self.shared.stored(position).map(Some),
            None => Ok(None),
        }
    }

    fn lengths(&self) -> Result<HashMap<BookId, u64>, ReadError> {
        let writer = lock(&self.writer);
        Ok(writer.heads.iter().map(|(book, head)| (*book, head.sequence)).collect())
    }

    fn watermark(&self) -> Cursor {
        *self.shared.news.borrow()
    }

    fn news(&self) -> watch::Receiver<Cursor> {
        self.shared.news.subscribe()
    }
}

impl Writer {
    fn append(&mut self, shared: &Shared, drafts: Vec<Draft>) -> Result<Vec<Arc<Commit>>, AppendError> {
        if drafts.is_empty() {
            return Ok(vec![]);
        }
        let before = *lock(&shared.head);
        let (mut group, heads) = self.frame(shared, before, drafts)?;
        self.mistake(shared, &mut group);
        match self.journal.append(before.position + 1, &group.bytes) {
            Ok(None) => {}
            Ok(Some(chore)) => {
                let _ = self.chores.as_ref().map(|chores| chores.send(chore));
            }
            Err(AppendError::NoRoom) => return Err(AppendError::NoRoom),
            Err(AppendError::Poisoned(why)) => {
                if !made(Bug::Unpoisoned) {
                    let _ = shared.failed.set(why.clone());
                }
                return Err(AppendError::Poisoned(why));
            }
        }
        self.heads.extend(heads);
        let commits = group.commits.clone();
        if !made(Bug::ShowBeforeSync) {
            shared.publish(&commits);
        }
        if made(Bug::FeedBeforeSync) {
            return Ok(commits);
        }
        if self.groups.as_ref().is_none_or(|feeder| feeder.send(group).is_err()) {
            // These commits are on disk and are answered for; the next start feeds them.
            shared.fail("it is not fed any more");
        }
        Ok(commits)
    }

    /// What is done with a group too early, or wrongly, where a mistake is made on purpose.
    fn mistake(&self, shared: &Shared, group: &mut Group) {
        let last = group.commits.last().map(|last| Mark { position: last.cursor.0, hash: last.hash });
        if made(Bug::ShowBeforeSync) {
            shared.publish(&group.commits);
        }
        if let (true, Some(mark)) = (made(Bug::HeadBeforeSync), last) {
            let _ = head::write(shared.disk(), &shared.dir, mark);
        }
        if let (true, Some(feeder)) = (made(Bug::FeedBeforeSync), &self.groups) {
            let (commits, bytes, ends) = (group.commits.clone(), group.bytes.clone(), group.ends.clone());
            let _ = feeder.send(Group { commits, bytes, ends });
        }
        if made(Bug::DropLastFrame)
            && let [.., before, _] = group.ends.as_slice()
        {
            group.bytes.truncate(*before);
        }
    }

    /// Chains the drafts to the log and to their books, and writes them as frames into one buffer.
    fn frame(
        &self,
        shared: &Shared,
        before: Mark,
        drafts: Vec<Draft>,
    ) -> Result<(Group, HashMap<BookId, Head>), AppendError> {
        let mut heads: HashMap<BookId, Head> = HashMap::with_capacity(drafts.len());
        let mut bytes = lock(&shared.spare).pop().unwrap_or_default();
        let mut ends = Vec::with_capacity(drafts.len());
        let mut commits = Vec::with_capacity(drafts.len());
        let mut mark = before;
        for draft in drafts {
            let book = draft.book;
            let head = heads.get(&book).or_else(|| self.heads.get(&book)).copied().unwrap_or(Head::NONE);
            let place = Place {
                position: mark.position + u64::from(!made(Bug::ReusePosition) || mark == before),
                book,
                sequence: head.sequence + 1,
                previous_in_book: head.hash,
                previous: mark.hash,
                durable: before.position,
            };
            let start = bytes.len();
            let hash = record::encode(&place, &draft, &mut bytes);
            if bytes.len() - start > record::LONGEST {
                let why = "a commit is larger than Draft::LIMIT; nothing of its group was written";
                return Err(AppendError::Poisoned(why.into()));
            }
            ends.push(bytes.len());
            mark = Mark { position: place.position, hash };
            heads.insert(book, Head { sequence: place.sequence, hash });
            commits.push(Arc::new(Commit {
                cursor: Cursor(place.position),
                sequence: place.sequence,
                previous_in_book: place.previous_in_book,
                previous: place.previous,
                hash,
                draft,
            }));
        }
        Ok((Group { commits, bytes, ends }, heads))
    }
}

impl Shared {
    pub(super) fn disk(&self) -> &dyn Disk {
        self.machine.disk.as_ref()
    }

    /// Shows a group that is on disk to everybody.
    fn publish(&self, group: &[Arc<Commit>]) {
        let Some(last) = group.last() else { return };
        // Under the lock of what readers read, so that no one sees a commit beyond the watermark.
        let mut tail = write_lock(&self.tail);
        tail.push(group);
        *lock(&self.head) = Mark { position: last.cursor.0, hash: last.hash };
        self.news.send_replace(last.cursor);
    }

    /// The position of the last durable commit.
    pub(super) fn position(&self) -> u64 {
        lock(&self.head).position
    }

    /// The store failed: it is built anew at the next start, and nothing more is appended.
    pub(super) fn fail(&self, why: &str) {
        tracing::error!(why, "the store behind the journal failed; the log takes no more until a restart");
        self.ask_for_rebuild();
        let _ = self.failed.set(format!("the store failed: {why}").into());
    }

    pub(super) fn failed(&self) -> Option<Arc<str>> {
        self.failed.get().cloned()
    }

    /// What the index told. Where it cannot tell, the store is built anew at the next start.
    fn indexed<T>(&self, told: Result<T, ReadError>) -> Result<T, ReadError> {
        told.inspect_err(|error| {
            tracing::error!(%error, "the index cannot be read; the next start builds the store anew");
            self.ask_for_rebuild();
        })
    }

    fn ask_for_rebuild(&self) {
        self.leave_note(REBUILD);
    }

    /// Leaves a note for the next start.
    pub(super) fn leave_note(&self, name: &str) {
        if let Err(error) = self.disk().create(&self.dir.join(name)) {
            tracing::warn!(%error, name, "a note for the next start could not be left");
        }
    }

    /// A commit that the store should have, checked; healed from the journal where the store's copy is wrong.
    pub(super) fn stored(&self, position: u64) -> Result<Arc<Commit>, ReadError> {
        let copy = self.store.frame(position);
        let what = match &copy {
            Ok(Some(bytes)) => match sound(bytes, position) {
                Ok(commit) => return Ok(Arc::new(commit)),
                Err(what) => what,
            },
            Ok(None) => "the store has lost it".to_owned(),
            Err(error) => error.to_string(),
        };
        if copy.is_err() {
            self.ask_for_rebuild();
        }
        let (loaded, commit) = self.journaled(position).map_err(|other| ReadError::Damaged {
            position,
            what: format!("{what}; and in the journal: {other}").into(),
        })?;
        tracing::warn!(position, what, "the store was damaged; healed from the journal's copy");
        // The store keeps neighbours together, so they are mended together; some may stand in another segment.
        let frame = |position| match loaded.frame(position) {
            Some(bytes) => Some(bytes.to_vec()),
            None => self
                .journaled(position)
                .ok()
                .and_then(|(loaded, _)| loaded.frame(position).map(<[u8]>::to_vec)),
        };
        if let Err(error) = self.store.mend(position, &mut { frame }) {
            tracing::warn!(position, %error, "the store did not take the healed copy");
            self.ask_for_rebuild();
        }
        Ok(Arc::new(commit))
    }

    /// The commits `first..=last`, all of which the store should have, each linked to the one before it.
    fn stored_range(&self, first: u64, last: u64) -> Result<Vec<Arc<Commit>>, ReadError> {
        let mut commits: Vec<Arc<Commit>> = vec![];
        let mut frames = self.store.frames(first, last).peekable();
        for position in first..=last {
            while frames.peek().is_some_and(|(at, _)| *at < position) {
                frames.next();
            }
            let read = frames
                .next_if(|(at, _)| *at == position)
                .and_then(|(_, bytes)| sound(&bytes, position).ok())
                .map(Arc::new);
            let commit = match read {
                Some(commit) => commit,
                None => self.stored(position)?,
            };
            if let Some(before) = commits.last()
                && before.hash != commit.previous
            {
                return Err(ReadError::Damaged {
                    position: before.cursor.0,
                    what: "its hash is not what the commit after it recorded".into(),
                });
            }
            commits.push(commit);
        }
        Ok(commits)
    }

    /// The journal's copy of a commit, if its links to its neighbours hold.
    fn journaled(&self, position: u64) -> Result<(Loaded, Commit), String> {
        let loaded = {
            let _reading = read_lock(&self.files);
            recovery::load_holding(self.disk(), &journal::folder(&self.dir), position)
                .map_err(|error| error.to_string())?
        };
        let loaded = loaded.ok_or("no segment holds it")?;
        let bytes = loaded.frame(position).ok_or("its frame is damaged")?;
        let commit = sound(bytes, position)?;
        let before = loaded.scan.at(position - 1).is_none_or(|before| before.hash == commit.previous);
        let after = loaded.scan.at(position + 1).is_none_or(|after| after.place.previous == commit.hash);
        if before && after { Ok((loaded, commit)) } else { Err("its links do not hold".to_owned()) }
    }
}

/// The commit that bytes at `position` hold, if they are whole and belong there.
pub(super) fn sound(bytes: &[u8], position: u64) -> Result<Commit, String> {
    let commit = Frame::of(bytes).and_then(|frame| frame.commit()).map_err(|flaw| flaw.to_string())?;
    if commit.cursor.0 == position {
        Ok(commit)
    } else {
        Err(format!("the commit of {} stands here", commit.cursor))
    }
}

/// Brings journal and store into order and into agreement.
fn recover(
    dir: &Path,
    options: &Options,
    report: &mut OpenReport,
) -> Result<(Recovered, Box<dyn Backing>), OpenError> {
    let disk = options.machine.disk.as_ref();
    let mut opened = match options.machine.stores.open(dir, options.cache_bytes) {
        Ok(store) => Ok(store),
        Err(Unopened::Refused(source)) => return Err(io_error("open the store")(source)),
        Err(Unopened::Broken(why)) => Err(why),
    };
    let checked = match &opened {
        Ok(store) => store.check(),
        Err(why) => Err(why.clone()),
    };
    let head = head::read(disk, dir).map_err(io_error("read HEAD"))?;
    let head = head.filter(|_| !made(Bug::IgnoreHead));
    let witness = opened.as_ref().ok().and_then(|store| store.witness());
    let signed = Witness::newest(disk, dir)?;
    let mut witnesses: Vec<Mark> = witness.into_iter().chain(head).filter(|mark| mark.position > 0).collect();
    let known = witnesses.iter().map(|mark| mark.position).max().unwrap_or(0);
    witnesses.extend(signed.as_ref().map(|witness| witness.mark));
    let mut recovery = Recovery::new(dir, options, opened.as_deref().ok(), witnesses, report);
    recovery.thorough = disk.exists(&dir.join(CHECK));
    let recovered = recovery.run().map_err(|error| match signed.clone() {
        Some(witness) => witness.named(error, known),
        None => error,
    })?;
    if let Some(head) = head {
        prove(disk, dir, head, "it is not what HEAD recorded")?;
    }
    if let Some(witness) = signed {
        prove(disk, dir, witness.mark, "it has another hash").map_err(|error| witness.named(error, 0))?;
    }

    let mut fed_to = checked;
    if disk.exists(&dir.join(REBUILD)) {
        fed_to = Err("it failed while it was in use".to_owned());
    }
    if let Ok(mark) = fed_to
        && prove(disk, dir, mark, "").is_err()
    {
        fed_to = Err(format!("its commit {} is not the journal's", mark.position));
    }
    let (from, stage) = match fed_to {
        Ok(mark) => (mark, Stage::Feeding),
        Err(why) => {
            tracing::warn!(why, "the store is built anew from the journal");
            report.rebuilt = Some(why);
            drop(opened);
            opened = begin_anew(dir, options);
            (Mark::NONE, Stage::Rebuilding)
        }
    };
    let store = opened.map_err(OpenError::Store)?;
    if stage == Stage::Feeding && from == Mark::NONE && recovered.head.position > 0 {
        report.rebuilt = Some("it was empty".to_owned());
    }
    report.fed = recovered.head.position - from.position;
    if report.fed > 0 {
        recovery::feed(&journal::folder(dir), store.as_ref(), from, recovered.head, stage, options)?;
        store.flush().map_err(|error| OpenError::Store(error.to_string()))?;
    }
    for note in [REBUILD, CHECK].map(|name| dir.join(name)) {
        if disk.exists(&note) {
            disk.remove(&note).map_err(io_error("remove a note that is done with"))?;
        }
    }
    Ok((recovered, store))
}

/// Takes the store away and opens an empty one. The journal has been proved before.
fn begin_anew(dir: &Path, options: &Options) -> Result<Box<dyn Backing>, String> {
    options.machine.stores.remove(dir)?;
    options.machine.stores.open(dir, options.cache_bytes).map_err(|error| error.to_string())
}

/// Checks that the journal's commit at a mark has the mark's hash.
fn prove(disk: &dyn Disk, dir: &Path, mark: Mark, what: &str) -> Result<(), OpenError> {
    if mark.position == 0 {
        return Ok(());
    }
    let loaded = recovery::load_holding(disk, &journal::folder(dir), mark.position)
        .map_err(io_error("read a segment"))?;
    match loaded.as_ref().and_then(|loaded| loaded.scan.at(mark.position)) {
        Some(found) if found.hash == mark.hash => Ok(()),
        _ => Err(damaged(mark.position, what)),
    }
}

/// Takes the folder for this process alone.
pub(super) fn lock_folder(disk: &dyn Disk, dir: &Path) -> Result<Held, OpenError> {
    match disk.lock(&dir.join("LOCK")) {
        Ok(held) => Ok(held),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(io_error("take the lock")(error)),
    }
}

/// Starts a thread behind the answering path. `niceness` is Linux's: who waits for an answer goes first.
fn spawn(
    name: &str,
    niceness: i32,
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) + Send + 'static,
) -> Result<JoinHandle<()>, OpenError> {
    let shared = shared.clone();
    let run = move || {
        let this = Some(rustix::thread::gettid());
        if let Err(error) = rustix::process::setpriority_process(this, niceness) {
            tracing::debug!(%error, "a thread behind the log runs at the usual priority");
        }
        work(&shared);
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(io_error("start a thread"))
}

/// The value behind a lock. No code of ours panics while it holds one half changed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn read_lock<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn write_lock<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
