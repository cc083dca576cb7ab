//! The log as a whole, on real files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::event_log::{EventLog, OpenError, OpenReport, Options};
use super::sample::{book, draft, thing};
use super::segment::Segment;
use super::{AppendError, Cursor, Hash, Log};

/// A log with segments so small that a few groups fill one.
fn open(dir: &Path) -> (Arc<EventLog>, OpenReport) {
    EventLog::open(dir, &small()).unwrap()
}

fn small() -> Options {
    Options { segment_bytes: 16 << 10, cache_bytes: 4 << 20, progress: None }
}

/// Appends the commits of commands `from..=to` over three books, in groups of five.
fn append(log: &EventLog, from: u64, to: u64) {
    let drafts: Vec<_> = (from..=to).map(|number| draft(number % 3, number)).collect();
    for group in drafts.chunks(5) {
        log.append(group.to_vec()).unwrap();
    }
}

/// A folder whose log holds `count` commits and is closed.
fn filled(count: u64) -> (tempfile::TempDir, Hash) {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    append(&log, 1, count);
    let head = log.head().1;
    drop(log);
    (dir, head)
}

/// Reads everything page by page and checks the chains and the numbers.
fn check_all(log: &EventLog, count: u64) {
    let mut after = Cursor::START;
    let mut previous = Hash::ZERO;
    let mut books = std::collections::HashMap::new();
    loop {
        let page = log.read(after, 7).unwrap();
        for commit in &page {
            assert_eq!(commit.cursor.position(), after.position() + 1);
            assert_eq!(commit.previous, previous);
            let (sequence, hash) =
                books.insert(commit.draft.book, (commit.sequence, commit.hash)).unwrap_or((0, Hash::ZERO));
            assert_eq!((commit.sequence, commit.previous_in_book), (sequence + 1, hash));
            assert_eq!(commit.draft, draft(commit.cursor.position() % 3, commit.cursor.position()));
            (after, previous) = (commit.cursor, commit.hash);
        }
        if page.is_empty() {
            break;
        }
    }
    assert_eq!(after.position(), count);
    assert_eq!((after, previous), log.head());
}

fn last_plain(dir: &Path) -> PathBuf {
    Segment::list(&dir.join("journal")).unwrap().into_iter().rfind(|segment| !segment.sealed).unwrap().path
}

/// Flips one bit inside the frame of `position` in the plain segment that holds it.
fn flip_in_journal(dir: &Path, position: u64) {
    let segment =
        Segment::list(&dir.join("journal")).unwrap().into_iter().rfind(|s| s.first <= position).unwrap();
    assert!(!segment.sealed);
    let loaded = segment.load().unwrap();
    let at = loaded.scan.at(position).unwrap().range.start + 200;
    let mut bytes = loaded.bytes;
    bytes[at] ^= 4;
    fs::write(&segment.path, bytes).unwrap();
}

/// Flips one bit inside the store's copy of `position`, as sled would then hand it out.
fn flip_in_store(dir: &Path, position: u64) {
    let store = super::store::Store::open(dir, 1 << 20).unwrap();
    let mut bytes = store.frame(position).unwrap().unwrap().to_vec();
    bytes[200] ^= 4;
    store.mend(position, &bytes).unwrap();
    store.flush().unwrap();
}

#[test]
fn what_was_appended_is_read_back_after_a_restart() {
    let (dir, head) = filled(200);
    let (log, report) = open(dir.path());
    assert_eq!(report, OpenReport { head: Cursor(200), ..OpenReport::default() });
    assert_eq!(log.head(), (Cursor(200), head));
    check_all(&log, 200);
    append(&log, 201, 230);
    check_all(&log, 230);
}

#[test]
fn a_history_is_paged_in_its_order() {
    let (dir, _) = filled(95);
    let (log, _) = open(dir.path());
    append(&log, 96, 110);
    let mut after = Cursor::START;
    let mut positions = vec![];
    loop {
        let page = log.history(thing(3), after, 4).unwrap();
        let Some(last) = page.last() else { break };
        after = last.cursor;
        positions.extend(page.iter().map(|commit| commit.cursor.position()));
    }
    assert_eq!(positions, [3, 13, 23, 33, 43, 53, 63, 73, 83, 93, 103]);
}

#[test]
fn a_command_finds_what_became_of_it() {
    let (dir, _) = filled(50);
    let (log, _) = open(dir.path());
    append(&log, 51, 60);
    for number in [1, 50, 51, 60] {
        let found = log.outcome(&draft(number % 3, number).key()).unwrap().unwrap();
        assert_eq!(found.cursor, Cursor(number));
    }
    assert!(log.outcome(&draft(1, 61).key()).unwrap().is_none());
    assert!(log.outcome(&draft(2, 60).key()).unwrap().is_none(), "the same command in another book");
}

#[test]
fn news_tells_of_every_group() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    let mut news = log.news();
    assert_eq!(*news.borrow_and_update(), Cursor::START);
    append(&log, 1, 5);
    assert!(news.has_changed().unwrap());
    assert_eq!((*news.borrow_and_update(), log.watermark()), (Cursor(5), Cursor(5)));
}

#[test]
fn a_folder_is_opened_once() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    assert!(matches!(EventLog::open(dir.path(), &small()), Err(OpenError::InUse(_))));
    drop(log);
    open(dir.path());
}

#[test]
fn a_closed_log_refuses_and_still_reads() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    append(&log, 1, 20);
    log.close();
    assert!(matches!(log.append(vec![draft(1, 21)]), Err(AppendError::Poisoned(_))));
    check_all(&log, 20);
    assert_eq!(log.read(Cursor(3), 2).unwrap()[0].draft.book, book(1));
}
