//! Which sled tree serves for which projection, what is wanted anew, and whose screens lack something.
//!
//! A tree is named `{projection}/{generation}`, and `/{serial}` behind that once it was built beside another.
//! Which one serves stands in a tree of its own and changes in one step, so that a half-built tree is never
//! served; what is not served is dropped at the next start.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use rantai_core::codec;
use rantai_core::ids::BookId;
use rantai_core::log::Cursor;
use rantai_core::time::Moment;

/// The form and meaning of a projection's rows. Raise it when either changes: the rows are folded anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation {
    now: u32,
    /// Rows of the generations since then have the form of now: they can be served while others are built.
    readable_since: u32,
}

impl Generation {
    /// A change of what rows mean, not of their form: the rows since that generation are still readable.
    pub(crate) const fn readable_since(now: u32, readable_since: u32) -> Self {
        Self { now, readable_since }
    }

    const fn can_read(self, stored: u32) -> bool {
        self.readable_since <= stored && stored <= self.now
    }
}

impl From<u32> for Generation {
    fn from(now: u32) -> Self {
        Self { now, readable_since: now }
    }
}

/// A tree of a projection, by generation and the how-many-th of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct TreeId {
    pub(crate) generation: u32,
    pub(crate) serial: u32,
}

impl TreeId {
    pub(crate) fn name(self, table: &str) -> String {
        match self.serial {
            0 => format!("{table}/{}", self.generation),
            serial => format!("{table}/{}/{serial}", self.generation),
        }
    }

    fn parse(table: &str, tree: &str) -> Option<Self> {
        let mut parts = tree.strip_prefix(table)?.strip_prefix('/')?.split('/');
        let generation = parts.next()?.parse().ok()?;
        let serial = parts.next().map_or(Ok(0), str::parse).ok()?;
        parts.next().is_none().then_some(Self { generation, serial })
    }
}

/// Since when a projection does not show everything of one book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Lack {
    /// The first commit that is not shown.
    pub since: Cursor,
    /// When that was recorded.
    pub at: Moment,
}

/// What each projection could not hear, by book.
pub(crate) type Lacks = BTreeMap<(String, BookId), Lack>;

/// The tree of names, and what stands in it.
const META: &str = "@";
const SERVES: &str = "serves/";
const WANTED: &str = "wanted/";
const LACKS: &str = "lacks/";

/// The trees of one store of rows.
#[derive(Debug, Clone)]
pub(crate) struct Trees {
    db: sled::Db,
    meta: sled::Tree,
}

/// The tree of a table, and what is to be done with it.
pub(crate) struct Found {
    pub(crate) tree: sled::Tree,
    pub(crate) id: TreeId,
    /// Another is to be built: this one is of an older generation, or empty because the one that served could
    /// not be read.
    pub(crate) outdated: bool,
}

impl Trees {
    pub(crate) fn of(db: sled::Db) -> sled::Result<Self> {
        let meta = db.open_tree(META)?;
        Ok(Self { db, meta })
    }

    pub(crate) const fn db(&self) -> &sled::Db {
        &self.db
    }

    /// The trees of a table that are there.
    fn stored(&self, table: &str) -> Vec<TreeId> {
        let names = self.db.tree_names().into_iter();
        let mut ids: Vec<TreeId> =
            names.filter_map(|name| TreeId::parse(table, std::str::from_utf8(&name).ok()?)).collect();
        ids.sort_unstable();
        ids
    }

    /// The tree that serves for a table. All others are dropped: they were never finished, or are over.
    pub(crate) fn serving(&self, table: &str, generation: Generation) -> sled::Result<Found> {
        let stored = self.stored(table);
        let named = match self.meta.get(format!("{SERVES}{table}"))? {
            Some(bytes) => codec::decode::<TreeId>(&bytes).ok(),
            // Written before trees were built beside each other.
            None => stored.iter().rev().find(|id| id.serial == 0).copied(),
        };
        let fresh = TreeId { generation: generation.now, serial: 0 };
        let readable = named.filter(|id| stored.contains(id) && generation.can_read(id.generation));
        let id = readable.unwrap_or(fresh);
        for other in stored.into_iter().filter(|other| *other != id || readable.is_none()) {
            self.db.drop_tree(other.name(table))?;
        }
        let tree = self.db.open_tree(id.name(table))?;
        self.meta.insert(format!("{SERVES}{table}"), codec::encode(&id))?;
        let replaced = named.is_some() && readable.is_none();
        Ok(Found { tree, id, outdated: replaced || id.generation != generation.now })
    }

    /// A new, empty tree for a table, which does not serve yet.
    pub(crate) fn beside(&self, table: &str, generation: Generation) -> sled::Result<Found> {
        let last = self.stored(table).into_iter().filter(|id| id.generation == generation.now);
        let serial = last.map(|id| id.serial).max().map_or(0, |last| last + 1);
        let id = TreeId { generation: generation.now, serial };
        Ok(Found { tree: self.db.open_tree(id.name(table))?, id, outdated: false })
    }

    /// Lets a tree serve from now on, with what it lacks: in one step, after everything in it is on disk.
    pub(crate) fn serve(&self, table: &str, id: TreeId, lacks: &Lacks) -> sled::Result<()> {
        self.db.flush()?;
        let mut batch = sled::Batch::default();
        for key in self.meta.scan_prefix(format!("{LACKS}{table}/")).keys() {
            batch.remove(key?);
        }
        for ((_, book), lack) in lacks {
            batch.insert(lack_key(table, *book), codec::encode(lack));
        }
        batch.remove(format!("{WANTED}{table}").as_bytes());
        batch.insert(format!("{SERVES}{table}").as_bytes(), codec::encode(&id));
        self.meta.apply_batch(batch)?;
        self.db.flush().map(drop)
    }

    /// Drops a tree that serves no more.
    pub(crate) fn drop_tree(&self, name: &str) -> sled::Result<()> {
        self.db.drop_tree(name).map(drop)
    }

    /// Notes that a table is to be built anew, also after a crash.
    pub(crate) fn want(&self, table: &str) -> sled::Result<()> {
        self.meta.insert(format!("{WANTED}{table}"), &[])?;
        self.db.flush().map(drop)
    }

    pub(crate) fn is_wanted(&self, table: &str) -> sled::Result<bool> {
        self.meta.contains_key(format!("{WANTED}{table}"))
    }

    pub(crate) fn note_lack(&self, table: &str, book: BookId, lack: Lack) -> sled::Result<()> {
        self.meta.insert(lack_key(table, book), codec::encode(&lack)).map(drop)
    }

    /// Forgets what a table lacks, because it is folded anew from the start.
    pub(crate) fn forget_lacks(&self, table: &str) -> sled::Result<()> {
        for key in self.meta.scan_prefix(format!("{LACKS}{table}/")).keys() {
            self.meta.remove(key?)?;
        }
        Ok(())
    }

    /// Everything that is lacking, as it was noted.
    pub(crate) fn lacks(&self) -> sled::Result<Lacks> {
        let mut lacks = Lacks::new();
        for entry in self.meta.scan_prefix(LACKS) {
            let (key, value) = entry?;
            let Some((name, book)) = key.split_last_chunk::<16>() else { continue };
            let name = name.strip_prefix(LACKS.as_bytes()).and_then(|name| name.strip_suffix(b"/"));
            let name = name.and_then(|name| std::str::from_utf8(name).ok());
            if let (Some(name), Ok(lack)) = (name, codec::decode(&value)) {
                lacks.insert((name.to_owned(), BookId(*book)), lack);
            }
        }
        Ok(lacks)
    }
}

fn lack_key(table: &str, book: BookId) -> Vec<u8> {
    [LACKS.as_bytes(), table.as_bytes(), b"/", &book.0].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trees() -> Trees {
        Trees::of(sled::Config::new().temporary(true).open().unwrap()).unwrap()
    }

    #[test]
    fn a_tree_that_was_never_finished_is_not_served_and_is_dropped() {
        let trees = trees();
        let one = Generation::from(1);
        let first = trees.serving("list", one).unwrap();
        first.tree.insert(b"row", b"whole").unwrap();
        trees.beside("list", one).unwrap().tree.insert(b"row", b"half").unwrap();
        let found = trees.serving("list", one).unwrap();
        assert_eq!(found.tree.get(b"row").unwrap().unwrap(), b"whole");
        assert_eq!(trees.stored("list"), [first.id]);
    }

    #[test]
    fn an_older_generation_serves_until_the_new_one_is_built_if_its_rows_can_be_read() {
        let trees = trees();
        trees.serving("list", 1.into()).unwrap().tree.insert(b"row", b"old").unwrap();
        let second = Generation::readable_since(2, 1);
        let found = trees.serving("list", second).unwrap();
        assert!(found.outdated && found.tree.contains_key(b"row").unwrap());
        let beside = trees.beside("list", second).unwrap();
        beside.tree.insert(b"row", b"new").unwrap();
        trees.serve("list", beside.id, &Lacks::new()).unwrap();
        let found = trees.serving("list", second).unwrap();
        assert!(!found.outdated);
        assert_eq!(found.tree.get(b"row").unwrap().unwrap(), b"new");
        let third = trees.serving("list", 3.into()).unwrap();
        assert!(third.tree.is_empty() && third.outdated, "rows of another form are never read");
        assert!(!trees.serving("other", 3.into()).unwrap().outdated, "what is new is not outdated");
    }

    #[test]
    fn what_is_lacking_is_found_again_under_its_table_and_book() {
        let trees = trees();
        let lack = Lack { since: Cursor::from_key([7; 8]), at: Moment::from_micros(5) };
        let book = BookId([b'/'; 16]);
        trees.note_lack("my-orders", book, lack).unwrap();
        trees.note_lack("orders", book, lack).unwrap();
        assert_eq!(
            trees.lacks().unwrap().keys().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["my-orders", "orders"]
        );
        trees.forget_lacks("orders").unwrap();
        assert_eq!(
            trees.lacks().unwrap().into_iter().collect::<Vec<_>>(),
            [(("my-orders".to_owned(), book), lack)]
        );
    }
}
