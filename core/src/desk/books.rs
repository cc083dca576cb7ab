//! The registry and the books that decisions are made on.
//!
//! The registry and the books in use are in memory; the others are a snapshot on the shelf and the positions of what
//! came since.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use bincode::{Decode, Encode};

use super::OpenError;
use super::shelf::{Kept, Shelf};
use crate::book::Book;
use crate::bugs::{Bug, made};
use crate::codec;
use crate::facts::Facts;
use crate::ids::BookId;
use crate::log::{Commit, Cursor, Hash, Log};
use crate::registry::Registry;

/// How many commits are read at once.
const PAGE: usize = 1_000;
/// A book is kept anew when its oldest commit that no snapshot holds lies so far back: a start looks at no more.
const BEHIND: u64 = if cfg!(any(test, feature = "simulation")) { 60 } else { 16 << 10 };
/// So many commits may the books in memory have together, which is some 50 MB, before those leave that are not in use.
const IN_MEMORY: u64 = if cfg!(any(test, feature = "simulation")) { 200 } else { 200_000 };
/// A book is in use if one of so many last wishes was for it. Those stay, however large they are: a book that leaves
/// and is read again for every other wish would stop everybody.
const IN_USE: u64 = if cfg!(any(test, feature = "simulation")) { 1 } else { 10_000 };

/// What commits are folded into.
trait Fold: Default + Encode + Decode<()> {
    /// The version of the fold.
    const VERSION: u32;
    /// Keeps what a commit tells.
    fn fold(&mut self, facts: &Facts, commit: &Commit);
}

impl Fold for Book {
    const VERSION: u32 = Self::FOLD;

    fn fold(&mut self, facts: &Facts, commit: &Commit) {
        if let Facts::Book(events) = facts {
            let when = commit.draft.envelope.when();
            events.iter().for_each(|event| self.evolve(event, when));
            self.restore_versions(&commit.draft.touched);
        }
    }
}

impl Fold for Registry {
    const VERSION: u32 = Self::FOLD;

    fn fold(&mut self, facts: &Facts, commit: &Commit) {
        if let Facts::Registry(events) = facts
            && !made(Bug::ForgetRegistry)
        {
            events.iter().for_each(|event| self.evolve(event));
            self.restore_versions(&commit.draft.touched);
        }
    }
}

/// The registry, or a book.
struct Slot<T> {
    /// Its state, where that is in memory.
    state: Option<T>,
    kept: Option<Kept>,
    /// The positions of its commits that no snapshot holds.
    since: Vec<u64>,
    /// How many commits it has.
    sequence: u64,
    /// When it was asked for, in times anything was.
    used: u64,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { state: None, kept: None, since: vec![], sequence: 0, used: 0 }
    }
}

impl<T: Fold> Slot<T> {
    fn new(sequence: u64, kept: Option<Kept>) -> Self {
        // A snapshot that tells of more than the log holds is of another log, or of one that was put back.
        let kept = kept.filter(|kept| kept.fold == T::VERSION && kept.sequence <= sequence);
        Self { kept, sequence, ..Self::default() }
    }

    /// Up to here its snapshot tells, unless that tells everything. Where it has none, its commits lie behind `whole`, or
    /// its snapshot was lost.
    fn lacks_from(&self, whole: u64) -> Option<u64> {
        let is_whole = self.kept.map_or(0, |kept| kept.sequence) == self.sequence;
        (!is_whole).then_some(self.kept.map_or(whole, |kept| kept.position))
    }

    /// Keeps where a commit stands if the snapshot does not hold it.
    fn note(&mut self, commit: &Commit) {
        if commit.sequence > self.kept.map_or(0, |kept| kept.sequence) {
            self.since.push(commit.cursor.0);
        }
    }

    /// The state, read where it is not in memory.
    fn open(&mut self, log: &dyn Log, shelf: Option<&Shelf>, id: BookId) -> Result<&mut T, OpenError> {
        if self.state.is_none() {
            let state = match self.read(log, shelf, id)? {
                Some(state) => state,
                None => {
                    tracing::warn!(book = %id, "a snapshot is not whole; the book is folded from the log's start");
                    (self.kept, self.since) = (None, positions(log, id)?);
                    self.read(log, shelf, id)?.ok_or(OpenError::Incomplete(id))?
                }
            };
            self.state = Some(state);
        }
        Ok(self.state.get_or_insert_default())
    }

    /// The state as its snapshot and the commits since have left it; `None` where they do not make it whole.
    fn read(&self, log: &dyn Log, shelf: Option<&Shelf>, id: BookId) -> Result<Option<T>, OpenError> {
        let held = self.kept.map_or(0, |kept| kept.sequence);
        if held + self.since.len() as u64 != self.sequence && !made(Bug::TrustWhole) {
            return Ok(None);
        }
        let kept = match self.kept {
            None => Some(T::default()),
            Some(kept) => {
                let at = hash_at(log, kept.position)?;
                at.zip(shelf).and_then(|(at, shelf)| codec::decode_state(&shelf.read(id, kept, at)?).ok())
            }
        };
        let Some(mut state) = kept else { return Ok(None) };
        for at in &self.since {
            let page = log.read(Cursor(at - 1), 1)?;
            let Some(commit) = page.first() else { return Ok(None) };
            let facts = Facts::of(commit).map_err(|error| OpenError::Fact { position: *at, error })?;
            state.fold(&facts, commit);
        }
        Ok(Some(state))
    }

    /// Puts a snapshot on the shelf.
    fn keep(&mut self, log: &dyn Log, shelf: &Shelf, id: BookId, whole: u64) -> Result<(), OpenError> {
        let state = codec::encode(self.open(log, Some(shelf), id)?);
        let Some(position) = self.since.last().copied() else { return Ok(()) };
        let kept = Kept { sequence: self.sequence, position, fold: T::VERSION };
        let Some(at) = hash_at(log, position)? else { return Ok(()) };
        shelf.put(id, kept, at, state, whole);
        (self.kept, self.since) = (Some(kept), vec![]);
        Ok(())
    }
}

/// The registry and all books.
pub(super) struct Books {
    log: Arc<dyn Log>,
    shelf: Option<Shelf>,
    registry: Slot<Registry>,
    registry_at: Cursor,
    slots: HashMap<BookId, Slot<Book>>,
    /// What has commits that no snapshot holds, by the oldest of these.
    unkept: BTreeSet<(u64, BookId)>,
    /// How many commits the books in memory have together.
    in_memory: u64,
    uses: u64,
}

impl Books {
    /// Reads the registry, and finds out what books there are. `progress` is told how many commits were looked at.
    pub(super) fn open(
        log: Arc<dyn Log>,
        shelf: Option<Shelf>,
        progress: impl FnMut(u64),
    ) -> Result<Self, OpenError> {
        let kept = match &shelf {
            Some(shelf) => shelf.list().map_err(OpenError::Shelf)?,
            None => HashMap::new(),
        };
        let mut lengths = log.lengths()?;
        let registry = lengths.remove(&BookId::REGISTRY).unwrap_or(0);
        let registry = Slot::new(registry, kept.get(&BookId::REGISTRY).copied());
        let slot = |(book, sequence)| (book, Slot::new(sequence, kept.get(&book).copied()));
        let slots = lengths.into_iter().map(slot).collect();
        let mut books = Self {
            log,
            shelf,
            registry,
            registry_at: Cursor::START,
            slots,
            unkept: BTreeSet::new(),
            in_memory: 0,
            uses: 0,
        };
        books.find_since(progress)?;
        let slot = &mut books.registry;
        slot.open(books.log.as_ref(), books.shelf.as_ref(), BookId::REGISTRY)?;
        let kept = slot.kept.map_or(0, |kept| kept.position);
        books.registry_at = Cursor(slot.since.last().copied().unwrap_or(kept));
        Ok(books)
    }

    /// Finds the commits that no snapshot holds.
    fn find_since(&mut self, mut progress: impl FnMut(u64)) -> Result<(), OpenError> {
        let whole = self.shelf.as_ref().map_or(0, Shelf::whole).min(self.log.watermark().0);
        let slots = self.slots.values().filter_map(|slot| slot.lacks_from(whole));
        let lacking = slots.chain(self.registry.lacks_from(whole));
        let Some(mut cursor) = lacking.min().map(Cursor) else { return Ok(()) };
        loop {
            let page = self.log.read(cursor, PAGE)?;
            let Some(last) = page.last() else { break };
            cursor = last.cursor;
            for commit in &page {
                if commit.draft.book == BookId::REGISTRY {
                    self.registry.note(commit);
                } else if let Some(slot) = self.slots.get_mut(&commit.draft.book) {
                    slot.note(commit);
                }
            }
            progress(cursor.0);
        }
        let registry = self.registry.since.first().map(|first| (*first, BookId::REGISTRY));
        let first = |(book, slot): (&BookId, &Slot<Book>)| slot.since.first().map(|first| (*first, *book));
        self.unkept = self.slots.iter().filter_map(first).chain(registry).collect();
        Ok(())
    }

    /// All books there are.
    pub(super) fn ids(&self) -> impl Iterator<Item = BookId> {
        self.slots.keys().copied()
    }

    /// Looks into a book, which stays where it is: in memory, or out of it.
    pub(super) fn look<T>(
        &mut self,
        id: BookId,
        at: impl FnOnce(&Book) -> T,
    ) -> Result<Option<T>, OpenError> {
        let Some(slot) = self.slots.get_mut(&id) else { return Ok(None) };
        let was_there = slot.state.is_some();
        let seen = at(slot.open(self.log.as_ref(), self.shelf.as_ref(), id)?);
        if !was_there {
            slot.state = None;
        }
        Ok(Some(seen))
    }

    /// The registry.
    pub(super) fn registry(&self) -> &Registry {
        // It was read when the books were opened, and forgetting it reads it again.
        static NOBODY: std::sync::LazyLock<Registry> = std::sync::LazyLock::new(Registry::default);
        self.registry.state.as_ref().unwrap_or(&NOBODY)
    }

    /// The place of the registry's last commit.
    pub(super) const fn registry_at(&self) -> Cursor {
        self.registry_at
    }

    /// The registry, to be changed.
    pub(super) fn registry_mut(&mut self) -> &mut Registry {
        self.registry.state.get_or_insert_default()
    }

    /// The registry changes with a commit that will stand there.
    pub(super) const fn registry_moves_to(&mut self, cursor: Cursor) {
        self.registry_at = cursor;
    }

    /// The book, read into memory where it is not there, beside the registry.
    pub(super) fn open_book(&mut self, id: BookId) -> Result<(&mut Book, &Registry), OpenError> {
        self.uses += 1;
        let slot = self.slots.entry(id).or_default();
        slot.used = self.uses;
        if slot.state.is_none() {
            slot.open(self.log.as_ref(), self.shelf.as_ref(), id)?;
            if let Some(first) = slot.since.first() {
                self.unkept.insert((*first, id));
            }
            self.in_memory += slot.sequence;
        }
        let registry = self.registry.state.get_or_insert_default();
        Ok((slot.state.get_or_insert_default(), registry))
    }

    /// Keeps where a commit stands that the state in memory was changed by, now that it is on disk.
    pub(super) fn recorded(&mut self, commit: &Commit) {
        let (id, position) = (commit.draft.book, commit.cursor.0);
        let (since, sequence) = if id == BookId::REGISTRY {
            (&mut self.registry.since, &mut self.registry.sequence)
        } else {
            let slot = self.slots.entry(id).or_default();
            self.in_memory += 1;
            (&mut slot.since, &mut slot.sequence)
        };
        *sequence = commit.sequence;
        if since.is_empty() {
            self.unkept.insert((position, id));
        }
        since.push(position);
    }

    /// Throws away what memory says of these books: it was changed by what never came to be on disk.
    pub(super) fn forget(&mut self, changed: impl Iterator<Item = BookId>) -> Result<(), OpenError> {
        for id in changed {
            if id == BookId::REGISTRY {
                self.registry.state = None;
                self.registry.open(self.log.as_ref(), self.shelf.as_ref(), id)?;
                let kept = self.registry.kept.map_or(0, |kept| kept.position);
                self.registry_at = Cursor(self.registry.since.last().copied().unwrap_or(kept));
            } else {
                self.let_go(id);
            }
        }
        Ok(())
    }

    fn let_go(&mut self, id: BookId) {
        if let Some(slot) = self.slots.get_mut(&id)
            && slot.state.take().is_some()
        {
            self.in_memory = self.in_memory.saturating_sub(slot.sequence);
        }
    }

    /// Keeps the book that waits for it the longest, and lets those go that were not used lately. To be called only
    /// when everything in memory is on disk.
    pub(super) fn tidy(&mut self) {
        let head = self.log.watermark().0;
        if let Some((first, id)) = self.unkept.first().copied()
            && head.saturating_sub(first) > BEHIND
        {
            self.keep((first, id));
        }
        while self.in_memory > IN_MEMORY {
            let idle = |slot: &Slot<Book>| slot.used + IN_USE <= self.uses;
            let there = self.slots.iter().filter(|(_, slot)| slot.state.is_some() && idle(slot));
            let Some((id, slot)) = there.min_by_key(|(_, slot)| slot.used) else { return };
            let (id, unkept) = (*id, slot.since.first().copied());
            if let Some(first) = unkept {
                self.keep((first, id));
            }
            self.let_go(id);
        }
    }

    /// Writes the snapshot that has waited longest. Returns whether there was one.
    #[cfg(any(test, feature = "simulation"))]
    pub(super) fn step_shelf(&self) -> bool {
        self.shelf.as_ref().is_some_and(Shelf::step)
    }

    /// Keeps everything that has commits which no snapshot holds.
    pub(super) fn keep_all(&mut self) {
        while let Some(oldest) = self.unkept.first().copied() {
            self.keep(oldest);
        }
    }

    fn keep(&mut self, (first, id): (u64, BookId)) {
        self.unkept.remove(&(first, id));
        let Some(shelf) = &self.shelf else { return };
        let log = self.log.as_ref();
        let whole = self.unkept.first().map_or(log.watermark().0, |(first, _)| first - 1);
        let kept = if id == BookId::REGISTRY {
            self.registry.keep(log, shelf, id, whole)
        } else {
            self.slots.get_mut(&id).map_or(Ok(()), |slot| {
                let was_there = slot.state.is_some();
                let kept = slot.keep(log, shelf, id, whole);
                if !was_there {
                    slot.state = None;
                }
                kept
            })
        };
        if let Err(error) = kept {
            tracing::error!(%error, book = %id, "a book cannot be kept; a start will fold it again");
        }
    }
}

/// The hash of the commit there, if there is one.
fn hash_at(log: &dyn Log, position: u64) -> Result<Option<Hash>, OpenError> {
    Ok(log.read(Cursor(position.saturating_sub(1)), 1)?.first().map(|commit| commit.hash))
}

/// The positions of all commits of a book.
fn positions(log: &dyn Log, id: BookId) -> Result<Vec<u64>, OpenError> {
    let mut found = vec![];
    let mut cursor = Cursor::START;
    loop {
        let page = log.read(cursor, PAGE)?;
        let Some(last) = page.last() else { return Ok(found) };
        cursor = last.cursor;
        found.extend(page.iter().filter(|commit| commit.draft.book == id).map(|commit| commit.cursor.0));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::book::Event;
    use crate::book::profile::BuyerApproved;
    use crate::ids::{CommandId, PartyId, Thing};
    use crate::log::{Draft, Envelope, EventLog, Machine, Options, Touch};
    use crate::party::Channel;
    use crate::time::Moment;

    fn id(number: u64) -> [u8; 16] {
        let mut id = [9; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        id
    }

    /// The commit of that position: book by book a buyer is approved.
    fn draft(position: u64, books: u64) -> Draft {
        let buyer = PartyId(id(position));
        Draft {
            book: BookId(id(position % books)),
            envelope: Envelope {
                person: crate::ids::PersonId(id(1)),
                party: buyer,
                on_behalf_of: None,
                channel: Channel::Web,
                happened: None,
                recorded: Moment::from_micros(i64::try_from(position).unwrap()),
                evidence: vec![],
                played: false,
                registry: Cursor::START,
                command: CommandId(id(position)),
                digest: [0; 32],
            },
            answer: None,
            touched: vec![Touch { thing: Thing::from(buyer), version: 1 }],
            facts: vec![Event::from(BuyerApproved { buyer }).to_raw()],
        }
    }

    /// A log whose books were followed as the desk follows them, and everything was kept at the end.
    fn filled(folder: &Path, commits: u64, books: u64) -> Arc<dyn Log> {
        let (log, _) = EventLog::open(folder, Options::default()).unwrap();
        let mut desk = open(&(Arc::clone(&log) as Arc<dyn Log>), folder);
        for position in 1..=commits {
            let draft = draft(position, books);
            desk.open_book(draft.book).unwrap();
            let commit = log.append(vec![draft]).unwrap().swap_remove(0);
            let facts = Facts::of(&commit).unwrap();
            let slot = desk.slots.get_mut(&commit.draft.book).unwrap();
            slot.state.as_mut().unwrap().fold(&facts, &commit);
            desk.recorded(&commit);
            desk.tidy();
        }
        desk.keep_all();
        log
    }

    fn open(log: &Arc<dyn Log>, folder: &Path) -> Books {
        Books::open(
            Arc::clone(log),
            Some(Shelf::open(&folder.join("books"), &Machine::default()).unwrap()),
            |_| (),
        )
        .unwrap()
    }

    /// Opens the books, and compares each with what the log's facts make of it.
    fn compare(log: &Arc<dyn Log>, folder: &Path, books: u64) -> Books {
        let mut plain = Books::open(Arc::clone(log), None, |_| ()).unwrap();
        let mut kept = open(log, folder);
        for number in 0..books {
            let id = BookId(id(number));
            assert_eq!(kept.open_book(id).unwrap().0, plain.open_book(id).unwrap().0);
        }
        kept
    }

    fn snapshots(folder: &Path) -> Vec<std::path::PathBuf> {
        let mut all: Vec<_> =
            fs::read_dir(folder.join("books")).unwrap().map(|entry| entry.unwrap().path()).collect();
        all.retain(|path| !path.ends_with("WHOLE"));
        all.sort();
        all
    }

    #[test]
    fn books_are_what_the_log_makes_of_them_and_no_more_are_in_memory_than_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let log = filled(folder.path(), 1_000, 10);
        let mut books = compare(&log, folder.path(), 10);
        assert!(books.unkept.is_empty(), "everything was kept");
        assert_eq!(snapshots(folder.path()).len(), 10);
        books.tidy();
        assert!(books.in_memory <= IN_MEMORY, "{} commits in memory", books.in_memory);
    }

    #[test]
    fn after_a_kill_only_the_newest_commits_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let log = filled(folder.path(), 500, 3);
        log.append((501..=520).map(|position| draft(position, 3)).collect()).unwrap();
        let mut seen = 0;
        let shelf = Shelf::open(&folder.path().join("books"), &Machine::default()).unwrap();
        drop(Books::open(Arc::clone(&log), Some(shelf), |position| seen = position).unwrap());
        assert_eq!(seen, 520);
        let books = compare(&log, folder.path(), 3);
        assert_eq!(books.slots.values().map(|slot| slot.since.len()).sum::<usize>(), 20);
    }

    #[test]
    fn a_snapshot_made_on_another_log_is_not_believed() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        drop(filled(other.path(), 300, 3));
        let (log, _) = EventLog::open(folder.path(), Options::default()).unwrap();
        log.append((1..=400).map(|position| draft(position + 5_000, 3)).collect()).unwrap();
        fs::rename(other.path().join("books"), folder.path().join("books")).unwrap();
        compare(&(log as Arc<dyn Log>), folder.path(), 3);
    }

    #[test]
    fn a_book_that_began_after_the_last_snapshot_does_not_ask_for_the_whole_log() {
        let folder = tempfile::tempdir().unwrap();
        let log = filled(folder.path(), 1_200, 3);
        log.append((1_201..=1_220).map(|position| draft(position, 7)).collect()).unwrap();
        let mut seen = vec![];
        let shelf = Shelf::open(&folder.path().join("books"), &Machine::default()).unwrap();
        drop(Books::open(Arc::clone(&log), Some(shelf), |position| seen.push(position)).unwrap());
        assert_eq!(seen, [1_220], "one page, from the last snapshot on");
        let books = compare(&log, folder.path(), 7);
        assert_eq!(books.slots.values().map(|slot| slot.since.len()).sum::<usize>(), 20);
    }

    #[test]
    fn a_snapshot_that_is_damaged_missing_or_too_new_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let log = filled(folder.path(), 300, 3);
        let all = snapshots(folder.path());
        let mut bytes = fs::read(&all[0]).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&all[0], bytes).unwrap();
        fs::remove_file(&all[1]).unwrap();
        let named = all[2].file_name().unwrap().to_str().unwrap();
        let later = named.replacen(".100.", ".900.", 1);
        assert_ne!(later, named);
        fs::rename(&all[2], all[2].with_file_name(later)).unwrap();
        let mut books = compare(&log, folder.path(), 3);
        books.keep_all();
        drop(books);
        assert!(compare(&log, folder.path(), 3).unkept.is_empty(), "what was folded again is kept again");
    }
}
