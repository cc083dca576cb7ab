//! Checking everything against everything, changing nothing.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::backing::Backing;
use super::contract::{Commit, Cursor, Hash};
use super::disk::Disk;
use super::event_log::{
    EventLog, Listener, OpenError, Options, Progress, Stage, lock_folder, read_lock, sound,
};
use super::head;
use super::journal;
use super::record::Frame;
use super::recovery::io_error;
use super::segment::{Loaded, Segment};
use super::signed;
use super::store::{Head, Mark};
use crate::archive::Checkpoint;
use crate::ids::{BookId, Thing};

/// How many damages are listed one by one.
const LISTED: usize = 1000;
/// How many commits of a history are read at once.
const PAGE: usize = 256;

/// Which of the two copies, or what about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// The journal's.
    Journal,
    /// The store's.
    Store,
    /// The store's indexes: by thing, by command, by book.
    Index,
    /// A kept checkpoint: a witness, not a copy.
    Checkpoint,
}

impl fmt::Display for Copy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Journal => "journal",
            Self::Store => "store",
            Self::Index => "index",
            Self::Checkpoint => "checkpoint",
        })
    }
}

/// Stored bytes that are not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The position of the commit.
    pub position: u64,
    /// Where it is damaged.
    pub copy: Copy,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "position {} is damaged in the {}: {}", self.position, self.copy, self.what)
    }
}

/// What a walk through everything found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// The last commit of the journal.
    pub head: Cursor,
    /// The log's head hash.
    pub hash: Option<Hash>,
    /// Each book's end: how many commits it has, and the hash of the last.
    pub books: BTreeMap<BookId, (u64, Hash)>,
    /// Up to where the store was fed; after a crash it may lag, which a start mends.
    pub store: Cursor,
    /// Where a torn end begins that was never answered for; the next start cuts it.
    pub torn: Option<u64>,
    /// Everything that is not as it was written, by position. At most a thousand are listed.
    pub damages: Vec<Damage>,
}

/// Walks journal, store and indexes of the log in `dir`. Heals nothing and cuts nothing; no process may be
/// serving from the folder.
///
/// # Errors
/// [`OpenError`] when there is no log to walk, it is in use, or the disk refuses.
pub fn verify(dir: &Path, progress: Option<Listener>) -> Result<VerifyReport, OpenError> {
    verify_on(dir, &Options { progress, ..Options::default() })
}

/// Does that on the machine that the options name.
pub(crate) fn verify_on(dir: &Path, options: &Options) -> Result<VerifyReport, OpenError> {
    let disk = options.machine.disk.as_ref();
    let folder = journal::folder(dir);
    if !disk.exists(&folder) {
        return Err(OpenError::Missing(dir.to_owned()));
    }
    let _lock = lock_folder(disk, dir)?;
    let store = options.machine.stores.open(dir, options.cache_bytes);
    let mut walk = Walk::default();
    let mut applied = Mark::NONE;
    match &store {
        Ok(store) => match store.check() {
            Ok(mark) => {
                applied = store.witness().unwrap_or(Mark::NONE);
                walk.indexed = mark.position;
            }
            Err(what) => {
                applied = store.witness().unwrap_or(Mark::NONE);
                walk.note(applied.position, Copy::Store, format!("the store contradicts itself: {what}"));
            }
        },
        Err(what) => walk.note(1, Copy::Store, format!("the store cannot be opened: {what}")),
    }
    let head = head::read(disk, dir).map_err(io_error("read HEAD"))?;
    let signed = signed_heads(disk, dir, &mut walk).map_err(io_error("read the checkpoints"))?;
    let witnesses = [applied].into_iter().chain(head).chain(signed);
    let witnesses: Vec<Mark> = witnesses.filter(|mark| mark.position > 0).collect();
    let segments = Segment::list(disk, &folder).map_err(io_error("list the journal"))?;
    let total = witnesses.iter().map(|mark| mark.position).max().unwrap_or(0);
    for (index, segment) in segments.iter().enumerate() {
        if segments.get(index + 1).is_some_and(|next| next.first == segment.first) {
            continue;
        }
        let loaded = segment.load(disk).map_err(io_error("read a segment"))?;
        let next = segments.get(index + 1).map(|next| next.first);
        walk.segment(&loaded, next, &witnesses, store.as_deref().ok(), applied);
        options.tell(Progress { stage: Stage::Verifying, done: walk.mark.position.min(total), total });
    }
    walk.missing(total, "the journal has lost it");
    for mark in witnesses {
        walk.witness(mark);
    }
    if let Ok(store) = &store {
        walk.indexes(store.as_ref(), applied);
    }
    Ok(walk.report(applied))
}

/// What the kept checkpoints say.
fn signed_heads(disk: &dyn Disk, dir: &Path, walk: &mut Walk) -> io::Result<Vec<Mark>> {
    let mut marks = vec![];
    for path in signed::list(disk, dir)? {
        match Checkpoint::from_json(&disk.read(&path)?) {
            Ok(signed) => marks.push(Mark { position: signed.position, hash: signed.hash }),
            Err(what) => walk.note(0, Copy::Checkpoint, format!("{}: {what}", path.display())),
        }
    }
    Ok(marks)
}

/// The state of a walk in the order of positions.
#[derive(Default)]
struct Walk {
    /// The last commit passed, and its hash if that is known.
    mark: Passed,
    books: HashMap<BookId, Head>,
    /// Books some of whose commits could not be read: the next link is not checked.
    unsure: bool,
    hashes: HashMap<u64, Hash>,
    touches: u64,
    commands: u64,
    heads_at_applied: HashMap<BookId, Head>,
    /// Up to here the store could read its own commits; its indexes tell of no more.
    indexed: u64,
    torn: Option<u64>,
    damages: Vec<Damage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Passed {
    position: u64,
    hash: Option<Hash>,
}

impl Default for Passed {
    fn default() -> Self {
        Self { position: 0, hash: Some(Hash::ZERO) }
    }
}

impl Walk {
    fn note(&mut self, position: u64, copy: Copy, what: String) {
        if self.damages.len() < LISTED {
            self.damages.push(Damage { position, copy, what });
        }
    }

    fn segment(
        &mut self,
        loaded: &Loaded,
        next: Option<u64>,
        witnesses: &[Mark],
        store: Option<&dyn Backing>,
        applied: Mark,
    ) {
        if let Some(what) = &loaded.broken {
            self.note(self.mark.position + 1, Copy::Journal, what.clone());
        }
        let marks = loaded.scan.found.iter().map(|found| found.place.durable).max().unwrap_or(0);
        let known = witnesses.iter().map(|mark| mark.position).max().unwrap_or(0);
        let witness = marks.max(known).max(next.map_or(0, |next| next - 1));
        for found in &loaded.scan.found {
            let position = self.mark.position + 1;
            let flaw = loaded.scan.flaws.iter().find(|(at, _)| *at < found.range.start);
            if found.place.position != position && flaw.is_some() && position > witness {
                self.torn = Some(position);
                return;
            }
            self.missing(found.place.position.saturating_sub(1), "its frame is damaged");
            let bytes = loaded.bytes.get(found.range.clone()).unwrap_or_default();
            match sound(bytes, self.mark.position + 1) {
                Ok(commit) => self.pass(&commit, bytes, store, applied),
                Err(what) => self.note(found.place.position, Copy::Journal, what),
            }
        }
        let position = self.mark.position + 1;
        if !loaded.scan.flaws.is_empty() && position > witness {
            self.torn = Some(position);
        }
        if let Some(next) = next {
            self.missing(next - 1, "its frame is damaged");
        } else if loaded
            .scan
            .flaws
            .iter()
            .any(|(at, _)| loaded.scan.found.last().is_none_or(|f| *at >= f.range.end))
        {
            self.missing(witness, "its frame is damaged");
        }
    }

    /// Notes every position up to `last` that was not passed.
    fn missing(&mut self, last: u64, what: &str) {
        while self.mark.position < last {
            let position = self.mark.position + 1;
            self.note(position, Copy::Journal, what.to_owned());
            self.mark = Passed { position, hash: None };
            self.unsure = true;
        }
    }

    fn pass(&mut self, commit: &Commit, bytes: &[u8], store: Option<&dyn Backing>, applied: Mark) {
        let position = commit.cursor.0;
        if self.mark.hash.is_some_and(|hash| hash != commit.previous) {
            let what = format!("its hash is not what position {position} recorded");
            self.note(position - 1, Copy::Journal, what);
        }
        let head = self.books.get(&commit.draft.book).copied();
        let follows = Head { sequence: commit.sequence.saturating_sub(1), hash: commit.previous_in_book };
        if head.unwrap_or(Head::NONE) != follows && !self.unsure {
            self.note(
                position,
                Copy::Journal,
                "it does not follow the commit before it in its book".to_owned(),
            );
        }
        self.books.insert(commit.draft.book, Head { sequence: commit.sequence, hash: commit.hash });
        self.hashes.insert(position, commit.hash);
        self.mark = Passed { position, hash: Some(commit.hash) };
        if let Some(store) = store.filter(|_| position <= applied.position) {
            self.compare(commit, bytes, store);
        }
    }

    /// Compares the store's copy and its index entries with the journal's commit.
    fn compare(&mut self, commit: &Commit, bytes: &[u8], store: &dyn Backing) {
        let position = commit.cursor.0;
        match store.frame(position) {
            Ok(Some(stored)) if stored == bytes => {}
            Ok(Some(stored)) => {
                let what = match Frame::of(&stored) {
                    Ok(_) => "it is not the journal's commit".to_owned(),
                    Err(flaw) => flaw.to_string(),
                };
                self.note(position, Copy::Store, what);
            }
            Ok(None) => self.note(position, Copy::Store, "the store has lost it".to_owned()),
            Err(error) => self.note(position, Copy::Store, error.to_string()),
        }
        if position > self.indexed {
            return;
        }
        let mut things: Vec<Thing> = commit.draft.touched.iter().map(|touch| touch.thing).collect();
        things.sort_unstable();
        things.dedup();
        for thing in &things {
            if !matches!(store.knows_touch(*thing, position), Ok(true)) {
                self.note(position, Copy::Index, "the history of a thing it touched lacks it".to_owned());
            }
        }
        if !matches!(store.outcome(&commit.draft.key()), Ok(Some(found)) if found == position) {
            self.note(position, Copy::Index, "its command does not lead to it".to_owned());
        }
        self.touches += things.len() as u64;
        self.commands += 1;
        self.heads_at_applied
            .insert(commit.draft.book, Head { sequence: commit.sequence, hash: commit.hash });
    }

    fn witness(&mut self, mark: Mark) {
        if self.hashes.get(&mark.position).is_some_and(|hash| *hash != mark.hash) {
            self.note(mark.position, Copy::Journal, "its hash is not what was witnessed".to_owned());
        }
    }

    fn indexes(&mut self, store: &dyn Backing, applied: Mark) {
        if self.unsure || self.indexed < applied.position {
            return;
        }
        let told = self.touches + self.commands;
        match store.index_size() {
            Ok(size) if size == told => {}
            Ok(size) => {
                let what = format!("the index tells of {size} commands and things, the journal of {told}");
                self.note(applied.position, Copy::Index, what);
            }
            Err(error) => self.note(applied.position, Copy::Index, error.to_string()),
        }
        if store.heads().ok().as_ref() != Some(&self.heads_at_applied) {
            let what = "the heads of the books are not the journal's".to_owned();
            self.note(applied.position, Copy::Index, what);
        }
    }

    fn report(mut self, applied: Mark) -> VerifyReport {
        self.damages.sort_by_key(|damage| damage.position);
        VerifyReport {
            head: Cursor(self.mark.position),
            hash: self.mark.hash,
            books: self.books.into_iter().map(|(book, head)| (book, (head.sequence, head.hash))).collect(),
            store: Cursor(applied.position),
            torn: self.torn,
            damages: self.damages,
        }
    }
}

impl EventLog {
    /// Reads what is stored of a commit again, in both copies and past every cache: checksum, hash, the links
    /// to its neighbours. Returns the damage, if there is any.
    ///
    /// # Errors
    /// [`OpenError::Disk`] when the journal's files cannot be read at all.
    pub fn verify_commit(&self, cursor: Cursor) -> Result<Option<Damage>, OpenError> {
        Auditor::of(self).check(cursor.0)
    }

    /// Does that for everything that ever touched `thing`: returns how many commits were checked and the
    /// first damage.
    ///
    /// # Errors
    /// [`OpenError::Disk`] when the journal's files cannot be read at all; [`OpenError::Store`] when the
    /// index by thing cannot be.
    pub fn verify_thing(&self, thing: Thing) -> Result<(u64, Option<Damage>), OpenError> {
        let mut auditor = Auditor::of(self);
        let mut after = 0;
        let mut checked = 0;
        loop {
            let positions = self.positions(thing, after, PAGE)?;
            let Some(last) = positions.last() else { return Ok((checked, None)) };
            after = *last;
            for position in positions {
                checked += 1;
                if let Some(damage) = auditor.check(position)? {
                    return Ok((checked, Some(damage)));
                }
            }
        }
    }

    /// The positions after `after` that touched `thing`.
    fn positions(&self, thing: Thing, after: u64, limit: usize) -> Result<Vec<u64>, OpenError> {
        let (in_memory, start) = {
            let tail = read_lock(&self.shared.tail);
            (tail.history(thing, after + 1, limit), tail.start())
        };
        let stored = self.shared.store.history(thing, after + 1, start - 1, limit);
        let mut positions = stored.map_err(|error| OpenError::Store(error.to_string()))?;
        positions.extend(in_memory.iter().map(|commit| commit.cursor.0));
        positions.truncate(limit);
        Ok(positions)
    }
}

/// Re-reads stored bytes; keeps the last segment it read, since neighbours mostly share one.
struct Auditor<'a> {
    log: &'a EventLog,
    folder: PathBuf,
    loaded: Option<(u64, Loaded)>,
}

impl<'a> Auditor<'a> {
    fn of(log: &'a EventLog) -> Self {
        Self { log, folder: journal::folder(&log.shared.dir), loaded: None }
    }

    fn check(&mut self, position: u64) -> Result<Option<Damage>, OpenError> {
        let (head, head_hash) = self.log.head();
        let applied = read_lock(&self.log.shared.tail).applied();
        let told = |copy, what| Some(Damage { position, copy, what });
        if position == 0 || position > head.0 {
            return Ok(told(Copy::Journal, "there is no such position".to_owned()));
        }
        let journal = match self.journal(position)? {
            Ok(commit) => commit,
            Err(what) => return Ok(told(Copy::Journal, what)),
        };
        if position <= applied {
            match self.stored(position) {
                Ok(commit) if commit == journal => {}
                Ok(_) => return Ok(told(Copy::Store, "it is not the journal's commit".to_owned())),
                Err(what) => return Ok(told(Copy::Store, what)),
            }
        }
        let after = if position == head.0 {
            Some(head_hash)
        } else {
            self.neighbour(position + 1)?.map(|c| c.previous)
        };
        if after.is_some_and(|hash| hash != journal.hash) {
            return Ok(told(Copy::Journal, "its hash is not what the commit after it recorded".to_owned()));
        }
        let before =
            if position == 1 { Some(Hash::ZERO) } else { self.neighbour(position - 1)?.map(|c| c.hash) };
        if before.is_some_and(|hash| hash != journal.previous) {
            return Ok(told(Copy::Journal, "it does not follow the commit before it".to_owned()));
        }
        Ok(None)
    }

    /// The neighbouring commit from the copy that can be read; a damaged neighbour is another position's damage.
    fn neighbour(&mut self, position: u64) -> Result<Option<Commit>, OpenError> {
        match self.journal(position)? {
            Ok(commit) => Ok(Some(commit)),
            Err(_) => Ok(self.stored(position).ok()),
        }
    }

    fn stored(&self, position: u64) -> Result<Commit, String> {
        match self.log.shared.store.frame_on_disk(position) {
            Ok(Some(bytes)) => sound(&bytes, position),
            Ok(None) => Err("the store has lost it".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn load(&self, segment: &Segment) -> Result<Loaded, OpenError> {
        segment.load(self.log.shared.disk()).map_err(io_error("read a segment"))
    }

    fn journal(&mut self, position: u64) -> Result<Result<Commit, String>, OpenError> {
        let _reading = read_lock(&self.log.shared.files);
        let segments =
            Segment::list(self.log.shared.disk(), &self.folder).map_err(io_error("list the journal"))?;
        let Some(holding) = segments.into_iter().rfind(|segment| segment.first <= position) else {
            return Ok(Err("no segment holds it".to_owned()));
        };
        // A segment that still grows is read again when it lacks what it should have by now.
        let kept = self
            .loaded
            .as_ref()
            .filter(|(first, loaded)| *first == holding.first && loaded.frame(position).is_some());
        if kept.is_none() {
            self.loaded = Some((holding.first, self.load(&holding)?));
        }
        let bytes = self.loaded.as_ref().and_then(|(_, loaded)| loaded.frame(position));
        Ok(bytes.ok_or_else(|| "its frame is damaged".to_owned()).and_then(|bytes| sound(bytes, position)))
    }
}
