//! Snapshots of books: a cache in files of its own, so that a start need not fold the whole log.
//!
//! ```text
//! DATA/books/BOOK.SEQUENCE.POSITION.FOLD    the book after SEQUENCE commits of its own, the last at POSITION
//!
//!  0  magic     8   b"RntBook\x01"
//!  8  checksum 32   BLAKE3 over the file's name, the hash of the commit at POSITION, and all that follows
//! 40  state     n   the encoded book
//!
//! DATA/books/WHOLE    a position up to which every commit is in some snapshot (8, little endian), CRC32C
//! ```
//!
//! What does not fit, or was made on another log, is as good as not there: the book is folded from the log again.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::bugs::{Bug, made};
use crate::ids::BookId;
use crate::log::{Disk, Hash, Machine, write_safely};

const MAGIC: [u8; 8] = *b"RntBook\x01";
const HEADER: usize = 8 + 32;
const WHOLE: &str = "WHOLE";

/// Up to where a snapshot of a book tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// How many commits of the book it holds.
    pub(super) sequence: u64,
    /// The position of the last of them.
    pub(super) position: u64,
    /// The version of the fold that made it.
    pub(super) fold: u32,
}

impl Kept {
    fn name(self, book: BookId) -> String {
        format!("{book}.{}.{}.{}", self.sequence, self.position, self.fold)
    }

    fn parse(name: &str) -> Option<(BookId, Self)> {
        let mut parts = name.split('.');
        let book = parts.next()?.parse().ok()?;
        let kept = Self {
            sequence: parts.next()?.parse().ok()?,
            position: parts.next()?.parse().ok()?,
            fold: parts.next()?.parse().ok()?,
        };
        (kept.name(book) == name).then_some((book, kept))
    }
}

/// The folder of the snapshots. What is put here is written behind the back of whoever puts it.
pub(super) struct Shelf {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    waiting: Arc<Mutex<Waiting>>,
    asked: Option<Sender<Asked>>,
    writer: Writer,
}

/// Who writes.
enum Writer {
    Thread(Option<JoinHandle<()>>),
    /// Whoever opened the shelf, with `Shelf::step`.
    #[cfg_attr(not(any(test, feature = "simulation")), allow(dead_code, reason = "nobody steps"))]
    ByHand(Receiver<Asked>),
}

/// Which book is to be written, and up to where everything is kept then.
type Asked = (BookId, u64);

/// Snapshots that are not written yet.
type Waiting = HashMap<BookId, (Kept, Arc<(Hash, Vec<u8>)>)>;

impl Shelf {
    /// Opens the folder, or makes it.
    pub(super) fn open(folder: &Path, machine: &Machine) -> io::Result<Self> {
        let disk = Arc::clone(&machine.disk);
        disk.create_folder(folder)?;
        let waiting = Arc::<Mutex<Waiting>>::default();
        let (asked, books) = channel();
        let writer = if machine.threads {
            let thread = std::thread::Builder::new().name("desk-shelf".to_owned()).spawn({
                let (disk, folder, waiting) = (Arc::clone(&disk), folder.to_owned(), Arc::clone(&waiting));
                move || {
                    while let Ok(asked) = books.recv() {
                        write_asked(disk.as_ref(), &folder, &waiting, asked);
                    }
                }
            })?;
            Writer::Thread(Some(thread))
        } else {
            Writer::ByHand(books)
        };
        Ok(Self { disk, folder: folder.to_owned(), waiting, asked: Some(asked), writer })
    }

    /// Writes what has waited longest, where no thread does. Returns whether there was something.
    #[cfg(any(test, feature = "simulation"))]
    pub(super) fn step(&self) -> bool {
        let Writer::ByHand(books) = &self.writer else { return false };
        let Ok(asked) = books.try_recv() else { return false };
        write_asked(self.disk.as_ref(), &self.folder, &self.waiting, asked);
        true
    }

    /// The newest snapshot of every book, and nothing older or half written.
    pub(super) fn list(&self) -> io::Result<HashMap<BookId, Kept>> {
        let mut newest: HashMap<BookId, Kept> = HashMap::new();
        for path in self.disk.list(&self.folder)? {
            let named = path.file_name().and_then(|name| name.to_str()).and_then(Kept::parse);
            match named {
                Some((book, kept)) => match newest.get(&book).copied() {
                    Some(other) if other.sequence >= kept.sequence => self.disk.remove(&path)?,
                    Some(other) => {
                        self.disk.remove(&self.folder.join(other.name(book)))?;
                        newest.insert(book, kept);
                    }
                    None => drop(newest.insert(book, kept)),
                },
                None if path.extension().is_some_and(|extension| extension == "tmp") => {
                    self.disk.remove(&path)?;
                }
                None => {}
            }
        }
        Ok(newest)
    }

    /// The state in a snapshot, if it is whole and was made on a log that has a commit of that hash there.
    pub(super) fn read(&self, book: BookId, kept: Kept, at: Hash) -> Option<Vec<u8>> {
        let waiting = lock(&self.waiting).get(&book).filter(|(waits, _)| *waits == kept).cloned();
        if let Some((_, waits)) = waiting {
            return (waits.0 == at).then(|| waits.1.clone());
        }
        let name = kept.name(book);
        let stored = self.disk.read(&self.folder.join(&name)).ok()?;
        let (header, state) = stored.split_at_checked(HEADER)?;
        let (magic, checksum) = header.split_first_chunk()?;
        let fits = made(Bug::BelieveSnapshot) || *checksum == sum(&name, at, state);
        (magic == &MAGIC && fits).then(|| state.to_vec())
    }

    /// Up to here every commit was in some snapshot; what was lost since is for others to find.
    pub(super) fn whole(&self) -> u64 {
        let stored = self.disk.read(&self.folder.join(WHOLE)).unwrap_or_default();
        let parts = stored.split_first_chunk::<8>().and_then(|(at, sum)| Some((at, sum.first_chunk::<4>()?)));
        let fits = parts.filter(|(at, sum)| crc32c::crc32c(*at) == u32::from_le_bytes(**sum));
        fits.map_or(0, |(at, _)| u64::from_le_bytes(*at))
    }

    /// Keeps a snapshot; older ones of the book are taken away once it is on disk. With it, every commit up to `whole`
    /// is in some snapshot.
    pub(super) fn put(&self, book: BookId, kept: Kept, at: Hash, state: Vec<u8>, whole: u64) {
        lock(&self.waiting).insert(book, (kept, Arc::new((at, state))));
        if let Some(asked) = &self.asked {
            let _ = asked.send((book, whole));
        }
    }
}

impl Drop for Shelf {
    /// Returns when everything is written that a thread was asked to write.
    fn drop(&mut self) {
        drop(self.asked.take());
        if let Writer::Thread(thread) = &mut self.writer
            && let Some(thread) = thread.take()
        {
            let _ = thread.join();
        }
    }
}

fn write_asked(disk: &dyn Disk, folder: &Path, waiting: &Mutex<Waiting>, (book, whole): Asked) {
    let Some((kept, state)) = lock(waiting).get(&book).cloned() else { return };
    let written = write(disk, folder, book, kept, state.0, &state.1);
    if let Err(error) = written.and_then(|()| write_whole(disk, folder, whole)) {
        tracing::warn!(%error, %book, "a snapshot could not be written; the book will be folded again");
    }
    let mut waiting = lock(waiting);
    if waiting.get(&book).is_some_and(|(waits, _)| *waits == kept) {
        waiting.remove(&book);
    }
}

fn write(disk: &dyn Disk, folder: &Path, book: BookId, kept: Kept, at: Hash, state: &[u8]) -> io::Result<()> {
    let name = kept.name(book);
    write_safely(disk, &folder.join(&name), &[&MAGIC, &sum(&name, at, state), state])?;
    let prefix = format!("{book}.");
    for path in disk.list(folder)? {
        let other = path.file_name().and_then(|name| name.to_str());
        if other.is_some_and(|other| other.starts_with(&prefix) && other != name) {
            disk.remove(&path)?;
        }
    }
    Ok(())
}

/// Not synced: a crash that leaves an older one, or none, makes the next start look at more.
fn write_whole(disk: &dyn Disk, folder: &Path, whole: u64) -> io::Result<()> {
    let at = whole.to_le_bytes();
    let temporary = folder.join("whole.tmp");
    disk.create(&temporary)?.write_at(&[at.as_slice(), &crc32c::crc32c(&at).to_le_bytes()].concat(), 0)?;
    disk.rename(&temporary, &folder.join(WHOLE))
}

fn sum(name: &str, at: Hash, state: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes());
    hasher.update(&at.0);
    hasher.update(state);
    *hasher.finalize().as_bytes()
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
