//! Reading a journal from its beginning, checked, beside whoever writes it: no lock, no store, nothing changed.
//!
//! How far may be read is fixed before the walk begins: up to where HEAD, a kept checkpoint or a durable mark says
//! that the log was on disk. What lies beyond may be half-written, and is left alone.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::contract::{Commit, Cursor, Hash, ReadError};
use super::disk::{Disk, Machine};
use super::head;
use super::journal;
use super::record::{Found, Frame};
use super::segment::{Loaded, Segment, write_safely};
use super::signed;
use super::store::{Head, Mark};
use crate::archive::Checkpoint;
use crate::ids::BookId;

/// How often a segment that was just exchanged for its sealed form is looked for again.
const TRIES: u32 = 5;

/// A segment of a journal, wherever its bytes are kept.
pub(crate) struct Held {
    /// Its name in the folder of the journal.
    pub(crate) name: String,
    /// Whether it is compressed and has a footer.
    pub(crate) sealed: bool,
    /// The file's bytes.
    pub(crate) stored: Vec<u8>,
}

/// Finds the segment whose first commit has that position.
pub(crate) type Finder<'a> = Box<dyn FnMut(u64) -> io::Result<Option<Held>> + 'a>;

/// A walk through a journal, from its first commit to a fixed end.
pub struct Walk<'a> {
    find: Finder<'a>,
    end: u64,
    mark: Mark,
    books: HashMap<BookId, Head>,
}

/// A segment whose frames are whole and follow each other.
pub struct Segments {
    name: String,
    /// The compressed file of a sealed one.
    packed: Option<Vec<u8>>,
    loaded: Loaded,
    /// How many of the frames lie before the end of the walk.
    count: usize,
}

/// One frame of a journal.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// Its place.
    pub position: u64,
    /// The book it belongs to.
    pub book: BookId,
    /// Its place in that book.
    pub sequence: u64,
    /// The hash of the commit before it in its book.
    pub previous_in_book: Hash,
    /// The hash of the commit before it.
    pub previous: Hash,
    /// Its hash.
    pub hash: Hash,
    /// Up to here the log was durable when it was written.
    pub durable: u64,
    /// The whole frame as it is stored.
    pub bytes: &'a [u8],
}

impl Stored<'_> {
    /// The commit that the frame holds.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] when the payload is not readable.
    pub fn commit(&self) -> Result<Commit, ReadError> {
        let commit = Frame::of(self.bytes).and_then(|frame| frame.commit_of(self.hash));
        commit.map_err(|flaw| damaged(self.position, &flaw))
    }

    fn of<'a>(found: &Found, bytes: &'a [u8]) -> Stored<'a> {
        Stored {
            position: found.place.position,
            book: found.place.book,
            sequence: found.place.sequence,
            previous_in_book: found.place.previous_in_book,
            previous: found.place.previous,
            hash: found.hash,
            durable: found.place.durable,
            bytes,
        }
    }

    /// Reads a frame, and only a frame, from bytes.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(bytes: &[u8]) -> Result<Stored<'_>, String> {
        let frame = Frame::of(bytes).map_err(|flaw| flaw.to_string())?;
        Ok(Self::of(&Found { place: frame.place, hash: frame.hash(), range: 0..bytes.len() }, bytes))
    }
}

impl<'a> Walk<'a> {
    /// A walk through the log in `dir`, up to where it is known to be durable; another process may be writing it.
    ///
    /// # Errors
    /// When HEAD, the checkpoints or the journal's folder cannot be read.
    pub fn of(dir: &Path) -> io::Result<Walk<'static>> {
        let end = durable(dir)?;
        Ok(Self::to(dir, end))
    }

    /// A walk through the log in `dir` up to a position that is known to be durable.
    pub fn to(dir: &Path, end: Cursor) -> Walk<'static> {
        let folder = journal::folder(dir);
        Walk::through(Box::new(move |first| held(&folder, first)), end.0)
    }

    pub(crate) fn through(find: Finder<'a>, end: u64) -> Self {
        Self { find, end, mark: Mark::NONE, books: HashMap::new() }
    }

    /// Where the walk ends.
    pub const fn end(&self) -> u64 {
        self.end
    }

    /// The last commit passed and its hash.
    pub const fn passed(&self) -> (u64, Hash) {
        (self.mark.position, self.mark.hash)
    }

    /// How many commits each book has so far, and the hash of its last.
    pub fn books(&self) -> impl Iterator<Item = (BookId, u64, Hash)> {
        self.books.iter().map(|(book, head)| (*book, head.sequence, head.hash))
    }

    /// The next segment, every frame of which was checked: its bytes, and that it follows the one before it in
    /// the log and in its book. `None` at the end.
    ///
    /// # Errors
    /// [`ReadError`], with the position that is damaged or missing.
    pub fn next_segment(&mut self) -> Result<Option<Segments>, ReadError> {
        let first = self.mark.position + 1;
        if first > self.end {
            return Ok(None);
        }
        let held = (self.find)(first).map_err(|error| ReadError::Unreadable(error.to_string().into()))?;
        let Some(held) = held else { return Err(damaged(first, "no segment of the journal begins with it")) };
        let Held { mut name, sealed, stored } = held;
        let mut packed = sealed.then(|| stored.clone());
        let loaded = Loaded::of(stored, sealed);
        if let Some(what) = &loaded.broken {
            return Err(damaged(first, what));
        }
        let (mut count, end) = (0, self.end);
        for found in loaded.scan.found.iter().take_while(|found| found.place.position <= end) {
            if loaded.scan.flaws.iter().any(|(at, _)| *at < found.range.start) {
                break;
            }
            self.pass(&Stored::of(found, &[]))?;
            count += 1;
        }
        let told = loaded.footer.map(|footer| (footer.last, footer.head));
        if count == 0 {
            return Err(damaged(first, "its frame is damaged"));
        }
        if told.is_some_and(|told| count == loaded.scan.found.len() && told != self.passed()) {
            return Err(damaged(self.mark.position, "the segment's footer says another end"));
        }
        if count < loaded.scan.found.len() {
            // It was sealed after the end was fixed: a copy of it ends where the walk does.
            (name, packed) = (Segment::plain_name(first), None);
        }
        Ok(Some(Segments { name, packed, loaded, count }))
    }

    /// Goes past one more commit, if it follows the last.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] when it does not.
    pub fn pass(&mut self, stored: &Stored<'_>) -> Result<(), ReadError> {
        let position = self.mark.position + 1;
        if (stored.position, stored.previous) != (position, self.mark.hash) {
            return Err(damaged(position, "what stands there does not follow the commit before it"));
        }
        let before = self.books.get(&stored.book).copied().unwrap_or(Head::NONE);
        if (stored.sequence, stored.previous_in_book) != (before.sequence + 1, before.hash) {
            return Err(damaged(position, "it does not follow the commit before it in its book"));
        }
        self.books.insert(stored.book, Head { sequence: stored.sequence, hash: stored.hash });
        self.mark = Mark { position, hash: stored.hash };
        Ok(())
    }
}

impl Segments {
    /// The position of its first commit.
    pub fn first(&self) -> u64 {
        self.found().first().map_or(0, |found| found.place.position)
    }

    /// The position of its last commit before the walk's end.
    pub fn last(&self) -> u64 {
        self.found().last().map_or(0, |found| found.place.position)
    }

    /// Its frames, in order.
    pub fn frames(&self) -> impl Iterator<Item = Stored<'_>> {
        self.found()
            .iter()
            .map(|found| Stored::of(found, self.loaded.bytes.get(found.range.clone()).unwrap_or_default()))
    }

    /// The hash of the commit at that position, if it is here.
    pub fn hash_at(&self, position: u64) -> Option<Hash> {
        self.found().iter().find(|found| found.place.position == position).map(|found| found.hash)
    }

    /// Its name in the folder of the journal.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is compressed; it is never changed any more then.
    pub(crate) const fn is_sealed(&self) -> bool {
        self.packed.is_some()
    }

    /// What a copy of it holds: the file of a sealed one, else its frames up to the walk's end.
    pub(crate) fn copy(&self) -> &[u8] {
        if let Some(packed) = &self.packed {
            return packed;
        }
        let end = self.found().last().map_or(0, |found| found.range.end);
        self.loaded.bytes.get(..end).unwrap_or_default()
    }

    fn found(&self) -> &[Found] {
        self.loaded.scan.found.get(..self.count).unwrap_or_default()
    }
}

/// Reads the whole log in `dir` from its segments, checked, and gives out commit by commit. Segments are read and
/// checked on a thread of their own, while those before them are decoded.
///
/// # Errors
/// [`ReadError`] at the first commit that is damaged or missing.
pub fn replay(dir: &Path, mut each: impl FnMut(&Commit)) -> Result<(), ReadError> {
    let unreadable = |error: io::Error| ReadError::Unreadable(error.to_string().into());
    let end = durable(dir).map_err(unreadable)?;
    std::thread::scope(|scope| {
        let (checked, segments) = std::sync::mpsc::sync_channel(2);
        scope.spawn(move || {
            let mut walk = Walk::to(dir, end);
            while let Some(segment) = walk.next_segment().transpose() {
                if checked.send(segment).is_err() {
                    return;
                }
            }
        });
        for segment in segments {
            segment?.frames().try_for_each(|stored| stored.commit().map(|commit| each(&commit)))?;
        }
        Ok(())
    })
}

/// Up to where the log in `dir` is known to be durable, by HEAD, a kept checkpoint, or a mark in its last segment.
///
/// # Errors
/// When one of these cannot be read.
pub fn durable(dir: &Path) -> io::Result<Cursor> {
    let disk = disk();
    let head = head::read(disk.as_ref(), dir)?.map_or(0, |mark| mark.position);
    let checkpoint = signed::newest(disk.as_ref(), dir)?.map_or(0, |(_, checkpoint)| checkpoint.position);
    let folder = journal::folder(dir);
    let last = Segment::list(disk.as_ref(), &folder)?.pop();
    let held = last.map(|last| held(&folder, last.first)).transpose()?.flatten();
    let marks = held.map_or(0, |held| {
        let loaded = Loaded::of(held.stored, held.sealed);
        let first = loaded.scan.found.first().map_or(0, |found| found.place.position.saturating_sub(1));
        // A new segment is made when the one before it is on disk; a sealed one is on disk itself.
        let sealed = loaded.footer.map_or(0, |footer| footer.last);
        loaded.scan.found.iter().map(|found| found.place.durable).fold(first.max(sealed), u64::max)
    });
    Ok(Cursor(head.max(checkpoint).max(marks)))
}

/// The hash of the commit of that position, if the journal in `dir` has it.
pub(crate) fn hash_at(dir: &Path, position: u64) -> io::Result<Option<Hash>> {
    let folder = journal::folder(dir);
    let segments = Segment::list(disk().as_ref(), &folder)?;
    let Some(holding) = segments.into_iter().rfind(|segment| segment.first <= position) else {
        return Ok(None);
    };
    let Some(held) = held(&folder, holding.first)? else { return Ok(None) };
    Ok(Loaded::of(held.stored, held.sealed).scan.at(position).map(|found| found.hash))
}

/// The segment of the folder that begins with that position: the sealed one where there are both. It may be
/// exchanged for its sealed form between being listed and being read.
fn held(folder: &Path, first: u64) -> io::Result<Option<Held>> {
    let disk = disk();
    for tried in 1.. {
        let Some(segment) =
            Segment::list(disk.as_ref(), folder)?.into_iter().find(|segment| segment.first == first)
        else {
            return Ok(None);
        };
        match disk.read(&segment.path) {
            Ok(stored) => {
                let name = segment.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                return Ok(Some(Held { name: name.to_owned(), sealed: segment.sealed, stored }));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && tried < TRIES => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn damaged(position: u64, what: &(impl ToString + ?Sized)) -> ReadError {
    ReadError::Damaged { position, what: what.to_string().into() }
}

/// The files of the machine that the program runs on: what leaves a log is real.
fn disk() -> Arc<dyn Disk> {
    Machine::default().disk
}

/// Writes frames that were checked before as the segments of a new journal, full ones sealed.
pub(crate) struct NewJournal {
    dir: PathBuf,
    segment_bytes: usize,
    first: u64,
    buffer: Vec<u8>,
    passed: Mark,
}

impl NewJournal {
    /// Begins a journal in an empty folder.
    pub(crate) fn begin(dir: &Path, segment_bytes: usize) -> io::Result<Self> {
        fs::create_dir_all(journal::folder(dir))?;
        Ok(Self { dir: dir.to_owned(), segment_bytes, first: 1, buffer: vec![], passed: Mark::NONE })
    }

    /// Appends a frame.
    pub(crate) fn push(&mut self, stored: &Stored<'_>) -> io::Result<()> {
        if !self.buffer.is_empty() && self.buffer.len() + stored.bytes.len() > self.segment_bytes {
            self.write()?.seal_and_remove()?;
            self.first = stored.position;
        }
        self.buffer.extend_from_slice(stored.bytes);
        self.passed = Mark { position: stored.position, hash: stored.hash };
        Ok(())
    }

    /// Writes the last segment, which stays unsealed, and HEAD.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.write()?;
            head::write(disk().as_ref(), &self.dir, self.passed)?;
        }
        Ok(())
    }

    fn write(&mut self) -> io::Result<Full> {
        let segment = Segment::plain(&journal::folder(&self.dir), self.first);
        write_safely(disk().as_ref(), &segment.path, &[&self.buffer])?;
        self.buffer.clear();
        Ok(Full(segment))
    }
}

struct Full(Segment);

impl Full {
    fn seal_and_remove(self) -> io::Result<()> {
        self.0.seal(disk().as_ref())?;
        fs::remove_file(&self.0.path)
    }
}

/// The files of the kept checkpoints, oldest first.
pub(crate) fn signed_files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    signed::list(disk().as_ref(), dir)
}

/// The newest kept checkpoint with its file.
pub(crate) fn newest_signed(dir: &Path) -> io::Result<Option<(PathBuf, Checkpoint)>> {
    signed::newest(disk().as_ref(), dir)
}

/// The bytes of a HEAD file.
pub(crate) fn head_file(position: u64, hash: Hash) -> Vec<u8> {
    head::encode(Mark { position, hash })
}
