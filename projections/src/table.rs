//! One sled tree of rows, with what changed since the last visit to the disk in front of it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, mpsc};

use bincode::{Decode, Encode};
use rantai_core::codec;
use rantai_core::log::Cursor;

use crate::bugs::{Bug, made};
use crate::trees::{Found, Generation, TreeId, Trees};

/// A row's name. Keys sort as lists are shown; the first part is always the party that may see the row.
pub type Key = Vec<u8>;

/// What a row must be able to do.
pub trait Row: Encode + Decode<()> + Send + Sync + 'static {}
impl<T: Encode + Decode<()> + Send + Sync + 'static> Row for T {}

/// A page of rows and the key to go on from.
#[derive(Debug, Clone)]
pub struct Page<R> {
    /// The rows, with their keys.
    pub rows: Vec<(Key, Arc<R>)>,
    /// Where the next page begins, if there is one.
    pub next: Option<Key>,
}

impl<R> Page<R> {
    /// The same page of what each row names; what is not there is passed over.
    pub(crate) fn of<T>(self, named: impl Fn(&R) -> Option<Arc<T>>) -> Page<T> {
        let rows = self.rows.into_iter().filter_map(|(key, row)| Some((key, named(&row)?)));
        Page { rows: rows.collect(), next: self.next }
    }
}

/// Most rows kept decoded in memory for readers, beside those that changed.
const CACHE: usize = 20_000;
/// Most rows written in one batch: sled's batches hold a lock that everybody needs.
const BATCH: usize = if cfg!(test) { 3 } else { 300 };
/// The key of the cursor the tree holds for. Every row's key is longer.
const CHECKPOINT: &[u8] = b"@";
/// Stands at [`CHECKPOINT`] while more is written than one batch takes: such rows hold for no cursor.
const UNFINISHED: &[u8] = b"";

/// Most rows written at once into a tree that nobody reads yet.
const LOAD: usize = if cfg!(test) { 3 } else { 1_000 };

/// Portions of rows that are encoded ahead of the writing.
const AHEAD: usize = 4;

/// Where the rows of a table are.
pub(crate) enum Source<'a> {
    /// In the tree that serves.
    Serving(&'a Trees),
    /// In a new tree for the one table that is folded anew, and in memory alone for all others.
    Beside {
        /// Where the new tree is made.
        trees: &'a Trees,
        /// The table's name.
        table: &'a str,
    },
}

/// The rows of one projection.
#[derive(Debug)]
pub struct Table<R> {
    name: &'static str,
    rows: RwLock<Rows<R>>,
}

/// What became of a row since the last persist.
#[derive(Debug)]
struct Changed<R> {
    /// What it is now; `None` is removed.
    row: Option<Arc<R>>,
    /// The disk has never had a row of that key: when it goes, there is nothing to remove.
    unwritten: bool,
}

impl<R> From<Option<Arc<R>>> for Changed<R> {
    fn from(row: Option<Arc<R>>) -> Self {
        Self { row, unwritten: false }
    }
}

#[derive(Debug)]
struct Rows<R> {
    /// On disk; `None` where there is nothing but memory.
    tree: Option<(sled::Tree, TreeId)>,
    /// The tree is of an older generation, or of none that could be read.
    outdated: bool,
    /// There is nothing to show until the new tree is built: the runner passes the table over.
    hollow: bool,
    /// Changed since the last persist.
    changed: BTreeMap<Key, Changed<R>>,
    /// Read or written lately, and as on disk.
    cached: HashMap<Key, Arc<R>>,
    /// The last commit folded into the rows.
    folded: Cursor,
    /// How often rows were written: a row read from the tree before that may be old.
    visits: u64,
}

impl<R: Row> Table<R> {
    /// Opens the rows of that name and generation.
    ///
    /// # Errors
    /// What sled says.
    pub(crate) fn open(
        source: &Source<'_>,
        name: &'static str,
        generation: impl Into<Generation>,
    ) -> sled::Result<Self> {
        let generation = generation.into();
        let found = match source {
            Source::Serving(trees) => Some(trees.serving(name, generation)?),
            Source::Beside { trees, table } if *table == name => Some(trees.beside(name, generation)?),
            Source::Beside { .. } => None,
        };
        let mut rows = Rows {
            tree: None,
            outdated: false,
            hollow: false,
            changed: BTreeMap::new(),
            cached: HashMap::new(),
            folded: Cursor::START,
            visits: 0,
        };
        if let Some(Found { tree, id, outdated }) = found {
            let folded = match tree.get(CHECKPOINT)? {
                Some(bytes) => bytes.as_ref().try_into().map(Cursor::from_key).ok(),
                None => None,
            };
            if folded.is_none() && !tree.is_empty() {
                tracing::warn!(table = name, "rows were only partly written: they are folded again");
                tree.clear()?;
            }
            rows.folded = folded.unwrap_or_default();
            rows.outdated = outdated;
            rows.tree = Some((tree, id));
        }
        Ok(Self { name, rows: RwLock::new(rows) })
    }

    /// The tree is of an older generation, or of none that could be read: another is to be built.
    pub(crate) fn is_outdated(&self) -> bool {
        self.read().outdated
    }

    /// Nothing can be shown until a new tree is built.
    pub(crate) fn is_hollow(&self) -> bool {
        self.read().hollow
    }

    pub(crate) fn set_hollow(&self, hollow: bool) {
        self.write().hollow = hollow;
    }

    /// The tree, and which it is.
    pub(crate) fn tree(&self) -> Option<(sled::Tree, TreeId)> {
        self.read().tree.clone()
    }

    /// Goes over to a tree that was built beside, with everything up to `folded` in it. Gives the name of the
    /// one that served.
    pub(crate) fn adopt(&self, tree: sled::Tree, id: TreeId, folded: Cursor) -> Option<String> {
        let mut rows = self.write();
        rows.changed.clear();
        rows.cached.clear();
        rows.visits += 1;
        rows.folded = folded;
        (rows.outdated, rows.hollow) = (false, false);
        let served = rows.tree.replace((tree, id));
        served.map(|(_, id)| id.name(self.name))
    }

    /// Rows that are in memory and not on disk.
    pub(crate) fn waiting(&self) -> usize {
        self.read().changed.len()
    }

    /// Writes what is in memory in the order of the keys, and forgets it. Only for a tree that nobody reads:
    /// it has no cursor until `done`.
    ///
    /// # Errors
    /// What sled says; then the tree is worth nothing.
    pub(crate) fn load(&self, done: bool) -> sled::Result<()> {
        let (changed, tree, folded) = {
            let mut rows = self.write();
            rows.visits += 1;
            (std::mem::take(&mut rows.changed), rows.tree.clone(), rows.folded)
        };
        let Some((tree, _)) = tree else { return Ok(()) };
        std::thread::scope(|scope| {
            let (send, encoded) = mpsc::sync_channel(AHEAD);
            scope.spawn(move || encode(changed, &send));
            bulk(&tree, encoded.into_iter().flatten())
        })?;
        if done {
            tree.insert(CHECKPOINT, &folded.key())?;
        }
        Ok(())
    }

    /// The projection's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The last commit folded into the rows.
    pub fn folded(&self) -> Cursor {
        self.read().folded
    }

    pub(crate) fn fold_to(&self, cursor: Cursor) {
        self.write().folded = cursor;
    }

    /// The row of that key.
    pub fn get(&self, key: &[u8]) -> Option<Arc<R>> {
        let (visits, tree) = {
            let rows = self.read();
            if let Some(row) = rows.known(key) {
                return row;
            }
            (rows.visits, rows.tree.clone())
        };
        let stored = Arc::new(self.decode(&self.stored(&tree?.0, key)?)?);
        self.remember(key, stored, visits)
    }

    /// Keeps a row that was read from the tree after that many visits, unless it may be old by now.
    fn remember(&self, key: &[u8], stored: Arc<R>, visits: u64) -> Option<Arc<R>> {
        let mut rows = self.write();
        if let Some(row) = rows.known(key) {
            return row;
        }
        if rows.visits != visits {
            drop(rows);
            return self.get(key);
        }
        rows.cache(key.to_vec(), Arc::clone(&stored));
        Some(stored)
    }

    /// Rows whose keys begin with `prefix`, from `from` on, at most `limit`.
    pub fn page(&self, prefix: &[u8], from: Option<&[u8]>, limit: usize) -> Page<R> {
        let start = from.filter(|from| from.starts_with(prefix)).unwrap_or(prefix).to_vec();
        let rows = self.read();
        let mut changed = rows
            .changed
            .range(start.clone()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, changed)| (key.clone(), changed.row.clone()))
            .peekable();
        let mut stored = rows
            .tree
            .iter()
            .flat_map(|(tree, _)| tree.range(start.clone()..))
            .filter_map(|entry| entry.ok())
            .take_while(|(key, _)| key.starts_with(prefix))
            .filter(|(key, _)| key.as_ref() != CHECKPOINT && !rows.changed.contains_key(key.as_ref()))
            .peekable();
        let mut page = Page { rows: Vec::new(), next: None };
        loop {
            let take_changed = match (changed.peek(), stored.peek()) {
                (None, None) => return page,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some((changed, _)), Some((stored, _))) => changed.as_slice() < stored.as_ref(),
            };
            let next = if take_changed {
                changed.next().and_then(|(key, row)| row.map(|row| (key, row)))
            } else {
                stored.next().and_then(|(key, bytes)| {
                    let cached = rows.cached.get(key.as_ref()).cloned();
                    Some((key.to_vec(), cached.or_else(|| self.decode(&bytes).map(Arc::new))?))
                })
            };
            let Some((key, row)) = next else { continue };
            if page.rows.len() == limit {
                page.next = Some(key);
                return page;
            }
            page.rows.push((key, row));
        }
    }

    /// All rows whose keys begin with `prefix`.
    pub fn all(&self, prefix: &[u8]) -> Vec<Arc<R>> {
        self.page(prefix, None, usize::MAX).rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The newest row whose key begins with `prefix`, in a table whose newer rows stand before the older ones.
    pub(crate) fn newest(&self, prefix: &[u8]) -> Option<Arc<R>> {
        let waiting = {
            let rows = self.read();
            let mut waiting =
                rows.changed.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
            waiting.find_map(|(_, changed)| changed.row.clone())
        };
        waiting.or_else(|| self.page(prefix, None, 1).rows.into_iter().next().map(|(_, row)| row))
    }

    /// How many rows begin with `prefix`, counted up to `limit`.
    pub fn count(&self, prefix: &[u8], limit: usize) -> usize {
        self.page(prefix, None, limit).rows.len()
    }

    pub(crate) fn put(&self, key: Key, row: R) {
        self.put_shared(key, Arc::new(row));
    }

    pub(crate) fn put_shared(&self, key: Key, row: Arc<R>) {
        self.write().set(key, Some(row));
    }

    pub(crate) fn remove(&self, key: Key) {
        self.write().set(key, None);
    }

    /// Changes the row of that key where it stands, without a copy unless somebody is reading it; makes it
    /// where there is none.
    pub(crate) fn update(&self, key: Key, change: impl FnOnce(Option<&mut R>) -> Option<R>)
    where
        R: Clone,
    {
        {
            let mut rows = self.write();
            if let Some(Changed { row: Some(row), .. }) = rows.changed.get_mut(&key) {
                if let Some(fresh) = change(Some(Arc::make_mut(row))) {
                    *row = Arc::new(fresh);
                }
                return;
            }
        }
        let known = self.get(&key);
        let mut rows = self.write();
        let kept = rows.changed.remove(&key).and_then(|it| it.row).or_else(|| rows.cached.remove(&key));
        let mut row = kept.or(known);
        if let Some(fresh) = change(row.as_mut().map(Arc::make_mut)) {
            row = Some(Arc::new(fresh));
        }
        if let Some(row) = row {
            rows.changed.insert(key, Some(row).into());
        }
    }

    /// Replaces the rows a thing had before by those it has now. `before` names all of them, and nothing else ever has
    /// such keys: a row that comes and goes between two visits to the disk leaves nothing to be removed there.
    pub(crate) fn replace(&self, before: Vec<Key>, now: Vec<(Key, impl Into<Arc<R>>)>) {
        let mut rows = self.write();
        // What stays under its key is not taken out first.
        for key in before.iter().filter(|key| now.iter().all(|(other, _)| other != *key)) {
            rows.set(key.clone(), None);
        }
        for (key, row) in now {
            let stays = before.contains(&key) && !made(Bug::ForgetWritten);
            let unwritten = !stays && !rows.changed.contains_key(&key);
            if unwritten {
                rows.changed.insert(key, Changed { row: Some(row.into()), unwritten });
            } else {
                rows.set(key, Some(row.into()));
            }
        }
    }

    /// Writes what changed, and the cursor it holds for: both or neither, whenever the program ends.
    ///
    /// # Errors
    /// What sled says. The rows stay in memory and go with the next visit.
    pub(crate) fn persist(&self) -> sled::Result<()> {
        let (changed, folded, tree) = {
            let mut rows = self.write();
            if rows.hollow {
                return Ok(());
            }
            (rows.going(), rows.folded, rows.tree.clone())
        };
        let Some((tree, _)) = tree else { return Ok(()) };
        for batch in batches(&changed, folded) {
            tree.apply_batch(batch)?;
        }
        let mut rows = self.write();
        rows.visits += 1;
        rows.settle(changed);
        Ok(())
    }

    /// Forgets everything, to be folded again.
    ///
    /// # Errors
    /// What sled says.
    pub(crate) fn clear(&self) -> sled::Result<()> {
        let mut rows = self.write();
        rows.changed.clear();
        rows.cached.clear();
        rows.folded = Cursor::START;
        rows.visits += 1;
        rows.tree.as_ref().map_or(Ok(()), |(tree, _)| tree.clear())
    }

    /// Every key and encoded row, to compare one fold with another.
    pub fn dump(&self) -> BTreeMap<Key, Vec<u8>> {
        self.page(&[], None, usize::MAX)
            .rows
            .into_iter()
            .map(|(key, row)| (key, codec::encode(row.as_ref())))
            .collect()
    }

    fn stored(&self, tree: &sled::Tree, key: &[u8]) -> Option<sled::IVec> {
        tree.get(key).unwrap_or_else(|error| {
            tracing::error!(%error, table = self.name, "a row could not be read");
            None
        })
    }

    fn decode(&self, bytes: &[u8]) -> Option<R> {
        codec::decode(bytes)
            .inspect_err(|error| tracing::error!(%error, table = self.name, "a row is unreadable"))
            .ok()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Rows<R>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Rows<R>> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A row on its way into a tree; `None` is removed.
type Stored = (sled::IVec, Option<sled::IVec>);

/// Encodes rows in their order, ahead of whoever writes them.
fn encode<R: Row>(changed: BTreeMap<Key, Changed<R>>, to: &mpsc::SyncSender<Vec<Stored>>) {
    let mut buffer = Vec::new();
    let mut rows = changed.into_iter().map(|(key, changed)| {
        let bytes = changed.row.map(|row| {
            buffer.clear();
            codec::encode_into(row.as_ref(), &mut buffer);
            sled::IVec::from(buffer.as_slice())
        });
        (sled::IVec::from(key), bytes)
    });
    loop {
        let some: Vec<Stored> = rows.by_ref().take(LOAD).collect();
        // Whoever writes has failed, and says so.
        if some.is_empty() || to.send(some).is_err() {
            return;
        }
    }
}

/// Writes rows that come in the order of their keys into a tree, in large portions; `None` is removed.
pub(crate) fn bulk(tree: &sled::Tree, rows: impl Iterator<Item = Stored>) -> sled::Result<()> {
    let mut batch = sled::Batch::default();
    let mut count = 0;
    for (key, row) in rows {
        match row {
            Some(row) => batch.insert(key, row),
            None => batch.remove(key),
        }
        count += 1;
        if count == LOAD {
            tree.apply_batch(std::mem::take(&mut batch))?;
            count = 0;
        }
    }
    tree.apply_batch(batch)
}

/// What is written, in portions; the last one brings the cursor.
fn batches<R: Row>(changed: &[(Key, Option<Arc<R>>)], folded: Cursor) -> impl Iterator<Item = sled::Batch> {
    let last = changed.len().div_ceil(BATCH).max(1);
    let mut buffer = Vec::new();
    (1..=last).map(move |number| {
        let mut batch = sled::Batch::default();
        for (key, row) in changed.iter().skip((number - 1) * BATCH).take(BATCH) {
            match row {
                Some(row) => {
                    buffer.clear();
                    codec::encode_into(row.as_ref(), &mut buffer);
                    batch.insert(key.as_slice(), buffer.as_slice());
                }
                None if made(Bug::LoseRemoval) => {}
                None => batch.remove(key.as_slice()),
            }
        }
        if number == last || made(Bug::CursorFirst) {
            batch.insert(CHECKPOINT, &folded.key());
        } else {
            batch.insert(CHECKPOINT, UNFINISHED);
        }
        batch
    })
}

impl<R> Rows<R> {
    /// The row as memory has it: `None` where memory does not tell, `Some(None)` where it was removed.
    fn known(&self, key: &[u8]) -> Option<Option<Arc<R>>> {
        let changed = self.changed.get(key).map(|changed| changed.row.clone());
        changed.or_else(|| self.cached.get(key).cloned().map(Some))
    }

    /// What is on its way to the disk from now on.
    fn going(&mut self) -> Vec<(Key, Option<Arc<R>>)> {
        let going = |(key, changed): (&Key, &mut Changed<R>)| {
            changed.unwritten = false;
            (key.clone(), changed.row.clone())
        };
        self.changed.iter_mut().map(going).collect()
    }

    /// What is on disk now, and has not changed on its way there, waits no longer.
    fn settle(&mut self, written: Vec<(Key, Option<Arc<R>>)>) {
        let mut written = written.into_iter().peekable();
        for (key, changed) in std::mem::take(&mut self.changed) {
            while written.next_if(|(other, _)| *other < key).is_some() {}
            let written = written.next_if(|(other, _)| *other == key);
            match (changed.row, written) {
                (None, Some((_, None))) => {}
                (Some(now), Some((_, Some(then)))) if Arc::ptr_eq(&now, &then) => self.cache(key, now),
                (row, _) => drop(self.changed.insert(key, Changed { row, ..changed })),
            }
        }
    }

    /// The row from now on; `None` is removed.
    fn set(&mut self, key: Key, row: Option<Arc<R>>) {
        match self.changed.entry(key) {
            Entry::Occupied(there) if row.is_none() && there.get().unwritten => drop(there.remove()),
            Entry::Occupied(mut there) => there.get_mut().row = row,
            Entry::Vacant(place) => {
                self.cached.remove(place.key());
                place.insert(row.into());
            }
        }
    }

    fn cache(&mut self, key: Key, row: Arc<R>) {
        if self.cached.len() >= CACHE {
            self.cached.clear();
        }
        self.cached.insert(key, row);
    }
}

/// The keys of rows.
pub(crate) fn keys<R>(rows: Vec<(Key, R)>) -> Vec<Key> {
    rows.into_iter().map(|(key, _)| key).collect()
}

/// Joins the parts of a key.
pub(crate) fn key(parts: &[&[u8]]) -> Key {
    parts.concat()
}

/// A moment as part of a key: earlier first.
pub(crate) fn ascending(moment: rantai_core::time::Moment) -> [u8; 8] {
    moment.micros().to_be_bytes()
}

/// A moment as part of a key: later first.
pub(crate) fn descending(moment: rantai_core::time::Moment) -> [u8; 8] {
    (i64::MAX - moment.micros().max(0)).to_be_bytes()
}

#[cfg(test)]
impl<R: Row> Table<R> {
    /// Writes as many batches as there is time for before the program is killed.
    pub(crate) fn persist_some(&self, most: usize) {
        let (changed, folded) = {
            let mut rows = self.write();
            (rows.going(), rows.folded)
        };
        for batch in batches(&changed, folded).take(most) {
            self.tree().unwrap().0.apply_batch(batch).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(folder: &tempfile::TempDir) -> Table<u32> {
        let db = sled::Config::new().path(folder.path()).open().unwrap();
        Table::open(&Source::Serving(&Trees::of(db).unwrap()), "numbers", 1).unwrap()
    }

    #[test]
    fn a_row_read_before_a_visit_to_the_disk_does_not_stand_for_the_one_written_then() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(&folder);
        table.put(b"key".to_vec(), 1);
        table.persist().unwrap();
        let (slow, visits) = (Arc::new(1), table.read().visits);
        table.put(b"key".to_vec(), 2);
        table.persist().unwrap();
        table.write().cached.clear();
        assert_eq!(table.remember(b"key", Arc::clone(&slow), visits).as_deref(), Some(&2));
        assert_eq!(table.get(b"key").as_deref(), Some(&2));
        let visits = table.read().visits;
        table.remove(b"key".to_vec());
        table.persist().unwrap();
        assert_eq!(table.remember(b"key", slow, visits), None);
        assert_eq!(table.get(b"key"), None);
    }

    #[test]
    fn a_row_that_comes_and_goes_between_two_visits_leaves_nothing_to_be_removed() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(&folder);
        let place = |name: &str| name.as_bytes().to_vec();
        table.replace(vec![], vec![(place("placed"), 1)]);
        table.replace(vec![place("placed")], vec![(place("accepted"), 2)]);
        assert_eq!(table.waiting(), 1);
        table.persist().unwrap();
        // What the disk has is taken from it, whichever way the row went meanwhile.
        table.replace(vec![place("accepted")], vec![(place("made"), 3)]);
        table.replace(vec![place("made")], vec![(place("accepted"), 4)]);
        table.replace(vec![place("accepted")], vec![(place("closed"), 5)]);
        assert_eq!(table.waiting(), 2);
        table.persist().unwrap();
        assert_eq!(table.dump().into_keys().collect::<Vec<_>>(), [place("closed")]);
        assert_eq!((table.get(b"accepted"), table.get(b"closed").as_deref()), (None, Some(&5)));
        // Also what went while it was on its way to the disk.
        table.replace(vec![place("closed")], vec![(place("corrected"), 6)]);
        table.persist_some(1);
        table.replace(vec![place("corrected")], Vec::<(Key, u32)>::new());
        table.persist().unwrap();
        assert_eq!(table.dump().len(), 0);
    }

    #[test]
    fn a_row_that_changes_on_its_way_to_the_disk_goes_again_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(&folder);
        let place = |name: &str| name.as_bytes().to_vec();
        ["a", "b", "c", "d"].iter().for_each(|name| table.put(place(name), 1));
        table.persist().unwrap();
        table.put(place("a"), 2);
        table.put(place("b"), 2);
        table.remove(place("c"));
        table.remove(place("d"));
        let going = table.write().going();
        table.put(place("0"), 3);
        table.put(place("b"), 3);
        table.put(place("d"), 3);
        table.put(place("e"), 3);
        table.write().settle(going);
        let waits = table.read().changed.keys().map(|key| key[0]).collect::<Vec<_>>();
        assert_eq!(waits, *b"0bde");
        assert_eq!(table.get(b"a").as_deref(), Some(&2));
    }

    #[test]
    fn rows_that_were_partly_written_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        {
            let table = table(&folder);
            (0..10_u32).for_each(|number| table.put(vec![b'n', u8::try_from(number).unwrap()], number));
            table.fold_to(Cursor::from_key(7_u64.to_be_bytes()));
            table.persist_some(2);
        }
        let table = table(&folder);
        assert_eq!((table.folded(), table.dump().len()), (Cursor::START, 0));
    }
}
