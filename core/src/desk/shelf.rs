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
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::ids::BookId;
use crate::log::Hash;

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
    folder: PathBuf,
    waiting: Arc<Mutex<Waiting>>,
    writer: Option<(Sender<Asked>, JoinHandle<()>)>,
}

/// Which book is to be written, and up to where everything is kept then.
type Asked = (BookId, u64);

/// Snapshots that are not written yet.
type Waiting = HashMap<BookId, (Kept, Arc<(Hash, Vec<u8>)>)>;

impl Shelf {
    /// Opens the folder, or makes it.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let waiting = Arc::<Mutex<Waiting>>::default();
        let (asked, books) = channel();
        let thread = std::thread::Builder::new().name("desk-shelf".to_owned()).spawn({
            let (folder, waiting) = (folder.to_owned(), Arc::clone(&waiting));
            move || write_all(&folder, &waiting, &books)
        })?;
        Ok(Self { folder: folder.to_owned(), waiting, writer: Some((asked, thread)) })
    }

    /// The newest snapshot of every book, and nothing older or half written.
    pub(super) fn list(&self) -> io::Result<HashMap<BookId, Kept>> {
        let mut newest: HashMap<BookId, Kept> = HashMap::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let named = path.file_name().and_then(|name| name.to_str()).and_then(Kept::parse);
            match named {
                Some((book, kept)) => match newest.get(&book).copied() {
                    Some(other) if other.sequence >= kept.sequence => fs::remove_file(path)?,
                    Some(other) => {
                        fs::remove_file(self.folder.join(other.name(book)))?;
                        newest.insert(book, kept);
                    }
                    None => drop(newest.insert(book, kept)),
                },
                None if path.extension().is_some_and(|extension| extension == "tmp") => {
                    fs::remove_file(path)?
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
        let stored = fs::read(self.folder.join(&name)).ok()?;
        let (header, state) = stored.split_at_checked(HEADER)?;
        let (magic, checksum) = header.split_first_chunk()?;
        (magic == &MAGIC && *checksum == sum(&name, at, state)).then(|| state.to_vec())
    }

    /// Up to here every commit was in some snapshot; what was lost since is for others to find.
    pub(super) fn whole(&self) -> u64 {
        let stored = fs::read(self.folder.join(WHOLE)).unwrap_or_default();
        let parts = stored.split_first_chunk::<8>().and_then(|(at, sum)| Some((at, sum.first_chunk::<4>()?)));
        let fits = parts.filter(|(at, sum)| crc32c::crc32c(*at) == u32::from_le_bytes(**sum));
        fits.map_or(0, |(at, _)| u64::from_le_bytes(*at))
    }

    /// Keeps a snapshot; older ones of the book are taken away once it is on disk. With it, every commit up to `whole`
    /// is in some snapshot.
    pub(super) fn put(&self, book: BookId, kept: Kept, at: Hash, state: Vec<u8>, whole: u64) {
        lock(&self.waiting).insert(book, (kept, Arc::new((at, state))));
        if let Some((asked, _)) = &self.writer {
            let _ = asked.send((book, whole));
        }
    }
}

impl Drop for Shelf {
    /// Returns when everything is written.
    fn drop(&mut self) {
        if let Some((asked, thread)) = self.writer.take() {
            drop(asked);
            let _ = thread.join();
        }
    }
}

fn write_all(folder: &Path, waiting: &Mutex<Waiting>, books: &Receiver<Asked>) {
    while let Ok((book, whole)) = books.recv() {
        let Some((kept, state)) = lock(waiting).get(&book).cloned() else { continue };
        let written = write(folder, book, kept, state.0, &state.1);
        if let Err(error) = written.and_then(|()| write_whole(folder, whole)) {
            tracing::warn!(%error, %book, "a snapshot could not be written; the book will be folded again");
        }
        let mut waiting = lock(waiting);
        if waiting.get(&book).is_some_and(|(waits, _)| *waits == kept) {
            waiting.remove(&book);
        }
    }
}

fn write(folder: &Path, book: BookId, kept: Kept, at: Hash, state: &[u8]) -> io::Result<()> {
    let name = kept.name(book);
    let temporary = folder.join(format!("{book}.tmp"));
    let mut file = File::create(&temporary)?;
    file.write_all(&MAGIC)?;
    file.write_all(&sum(&name, at, state))?;
    file.write_all(state)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(&name))?;
    File::open(folder)?.sync_all()?;
    let prefix = format!("{book}.");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let other = entry.file_name();
        let older = other.to_str().filter(|other| other.starts_with(&prefix) && *other != name);
        if older.is_some() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn write_whole(folder: &Path, whole: u64) -> io::Result<()> {
    let at = whole.to_le_bytes();
    let temporary = folder.join("whole.tmp");
    fs::write(&temporary, [at.as_slice(), &crc32c::crc32c(&at).to_le_bytes()].concat())?;
    fs::rename(&temporary, folder.join(WHOLE))
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
