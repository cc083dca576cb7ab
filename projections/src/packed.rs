//! Lists that only grow, packed into rows of many.
//!
//! What a busy business does all day adds to the same few lists: a row for each entry would be two thirds of all rows
//! that are written of an order.

use std::sync::Arc;

use bincode::{Decode, Encode};

use crate::table::{Key, Page, Row, Source, Table, key};

/// Numbers of entries that one row has room for. Changing it changes the rows' form. The newest row of a list is
/// written again with each visit to the disk after it grew, so it must stay small.
const BLOCK: u64 = if cfg!(test) { 3 } else { 16 };

/// Entries that follow each other: their numbers, divided by [`BLOCK`], are the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Block<T> {
    /// The number of the last of them.
    last: u64,
    /// In the order of their numbers.
    entries: Vec<T>,
}

impl<T> Block<T> {
    /// Each entry with its number, newest first.
    fn newest_first(&self) -> impl Iterator<Item = (u64, &T)> {
        (1..=self.last).rev().zip(self.entries.iter().rev())
    }
}

/// Lists whose entries are numbered from 1.
#[derive(Debug)]
pub(crate) struct Packed<T> {
    /// Key: list, newest block first.
    pub(crate) rows: Table<Block<T>>,
}

impl<T: Row + Clone> Packed<T> {
    pub(crate) fn open(source: &Source<'_>, name: &'static str, generation: u32) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, name, generation)? })
    }

    /// What `of` makes of a list's last entry.
    pub(crate) fn last<R>(&self, list: &[u8], of: impl FnOnce(&T) -> R) -> Option<R> {
        self.rows.newest(list).and_then(|block| block.entries.last().map(of))
    }

    /// Adds what `entry` makes of a list's last entry.
    pub(crate) fn push(&self, list: &[u8], entry: impl FnOnce(Option<&T>) -> T) {
        let newest = self.rows.newest(list);
        let entry = entry(newest.as_ref().and_then(|block| block.entries.last()));
        let number = newest.map_or(0, |block| block.last) + 1;
        self.rows.update(place(list, number / BLOCK), |block| match block {
            Some(block) => {
                block.last = number;
                block.entries.push(entry);
                None
            }
            None => Some(Block { last: number, entries: vec![entry] }),
        });
    }

    /// A list's entries, newest first, as `of` makes them of their number and what is kept.
    pub(crate) fn page<R>(
        &self,
        list: &[u8],
        from: Option<&[u8]>,
        limit: usize,
        of: impl Fn(u64, &T) -> R,
    ) -> Page<R> {
        let from = from.and_then(|from| number(from.strip_prefix(list)?));
        let first = from.map(|from| place(list, from / BLOCK));
        // The first may have but one entry to show; all that follow are full, but for the oldest.
        let blocks = limit / usize::try_from(BLOCK).unwrap_or(1) + 2;
        let blocks = self.rows.page(list, first.as_deref(), blocks).rows;
        let entries = blocks.iter().flat_map(|(_, block)| block.newest_first());
        let mut entries = entries.skip_while(|(number, _)| from.is_some_and(|from| *number > from));
        let row = |(number, entry)| (place(list, number), Arc::new(of(number, entry)));
        let rows = entries.by_ref().take(limit).map(row).collect();
        Page { rows, next: entries.next().map(|(number, _)| place(list, number)) }
    }
}

/// Where a block or an entry of that number stands: newer first.
fn place(list: &[u8], number: u64) -> Key {
    key(&[list, &(u64::MAX - number).to_be_bytes()])
}

/// The number at the end of such a place.
fn number(end: &[u8]) -> Option<u64> {
    end.try_into().ok().map(|end| u64::MAX - u64::from_be_bytes(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trees::Trees;

    /// Lists of which one holds the numbers up to twelve, partly on disk.
    fn lists(written: usize) -> Packed<u64> {
        let db = sled::Config::new().temporary(true).open().unwrap();
        let lists = Packed::open(&Source::Serving(&Trees::of(db).unwrap()), "lists", 1).unwrap();
        lists.push(b"other", |_| 7);
        for entry in 1..=12 {
            if entry == written {
                lists.rows.persist().unwrap();
            }
            lists.push(b"list", |last| last.map_or(1, |last| last + 1));
        }
        lists
    }

    fn read(lists: &Packed<u64>, from: Option<&[u8]>, limit: usize) -> Page<u64> {
        lists.page(b"list", from, limit, |number, entry| {
            assert_eq!(number, *entry, "each entry has its number");
            number
        })
    }

    fn numbers(page: &Page<u64>) -> Vec<u64> {
        page.rows.iter().map(|(_, number)| **number).collect()
    }

    #[test]
    fn a_list_is_read_in_pages_of_any_length_without_a_gap_and_nothing_twice() {
        for written in 1..=13 {
            let lists = lists(written);
            for limit in 1..=13 {
                let (mut all, mut from) = (Vec::new(), None);
                loop {
                    let page = read(&lists, from.as_deref(), limit);
                    assert!(page.rows.len() == limit || page.next.is_none());
                    all.extend(numbers(&page));
                    from = page.next;
                    if from.is_none() {
                        break;
                    }
                }
                assert_eq!(all, (1..=12).rev().collect::<Vec<u64>>(), "{limit} at once");
            }
        }
    }

    #[test]
    fn twelve_entries_take_five_rows_and_each_is_found_under_its_own_place() {
        let lists = lists(1);
        assert_eq!(lists.rows.dump().len(), 5 + 1, "and the other list has one");
        let all = read(&lists, None, usize::MAX);
        for (place, number) in &all.rows {
            assert_eq!(numbers(&read(&lists, Some(place), 1)), [**number]);
        }
    }

    #[test]
    fn a_place_that_is_of_nothing_begins_with_the_newest() {
        let lists = lists(5);
        for from in [&b""[..], b"list", b"listshort", b"other...8 bytes", &place(b"list", u64::MAX)] {
            assert_eq!(numbers(&read(&lists, Some(from), 2)), [12, 11], "{from:?}");
        }
        assert_eq!(
            numbers(&read(&lists, Some(&place(b"list", 0)), 2)),
            [0; 0],
            "nothing is before the first"
        );
    }
}
