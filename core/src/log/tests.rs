//! The log as a whole, on real files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, DiskFile, Machine};
use super::event_log::{EventLog, OpenError, OpenReport, Options};
use super::sample::{book, draft, thing};
use super::segment::Segment;
use super::{AppendError, Copy, Cursor, Hash, Log, ReadError, verify};

/// A log with segments so small that a few groups fill one.
fn open(dir: &Path) -> (Arc<EventLog>, OpenReport) {
    EventLog::open(dir, small()).unwrap()
}

fn small() -> Options {
    Options { segment_bytes: 16 << 10, cache_bytes: 4 << 20, ..Options::default() }
}

/// The files that these tests are about.
fn disk() -> Arc<dyn Disk> {
    Machine::default().disk
}

/// Appends the commits of commands `from..=to` over three books, in groups of five.
pub(super) fn append(log: &EventLog, from: u64, to: u64) {
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
    Segment::list(disk().as_ref(), &dir.join("journal"))
        .unwrap()
        .into_iter()
        .rfind(|segment| !segment.sealed)
        .unwrap()
        .path
}

/// Flips one bit inside the frame of `position` in the plain segment that holds it.
fn flip_in_journal(dir: &Path, position: u64) {
    let segment = Segment::list(disk().as_ref(), &dir.join("journal"))
        .unwrap()
        .into_iter()
        .rfind(|s| s.first <= position)
        .unwrap();
    assert!(!segment.sealed);
    let loaded = segment.load(disk().as_ref()).unwrap();
    let at = loaded.scan.at(position).unwrap().range.start + 200;
    let mut bytes = loaded.bytes;
    bytes[at] ^= 4;
    fs::write(&segment.path, bytes).unwrap();
}

/// Flips one bit inside the store's copy of `position`, as sled would then hand it out.
fn flip_in_store(dir: &Path, position: u64) {
    let store = super::store::Store::open(dir, 1 << 20).unwrap();
    let mut bytes = store.frame(position).unwrap().unwrap();
    bytes[200] ^= 4;
    store.spoil(position, &bytes);
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
    assert!(matches!(EventLog::open(dir.path(), small()), Err(OpenError::InUse(_))));
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

#[test]
fn full_segments_are_compressed_once_the_log_is_no_longer_busy() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    append(&log, 1, 300);
    let plain = || {
        let segments = Segment::list(disk().as_ref(), &dir.path().join("journal")).unwrap();
        segments.iter().filter(|segment| !segment.sealed).count()
    };
    let begun = std::time::Instant::now();
    while plain() > 1 {
        assert!(begun.elapsed().as_secs() < 30, "{} segments are still as they were written", plain());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    check_all(&log, 300);
}

#[test]
fn full_segments_are_compressed_and_still_read() {
    let (dir, _) = filled(300);
    let segments = Segment::list(disk().as_ref(), &dir.path().join("journal")).unwrap();
    assert!(segments.iter().filter(|segment| segment.sealed).count() >= 5, "{segments:?}");
    assert_eq!(segments.iter().filter(|segment| !segment.sealed).count(), 1);
    fs::remove_dir_all(dir.path().join("log.sled")).unwrap();
    let (log, report) = open(dir.path());
    assert!(report.rebuilt.is_some());
    assert_eq!(report.fed, 300);
    check_all(&log, 300);
}

#[test]
fn a_walk_ends_where_it_was_to_end_also_within_a_compressed_segment() {
    let (dir, _) = filled(200);
    assert!(Segment::list(Machine::default().disk.as_ref(), &dir.path().join("journal")).unwrap()[0].sealed);
    let mut walk = super::Walk::to(dir.path(), Cursor(3));
    let segment = walk.next_segment().unwrap().unwrap();
    assert_eq!((segment.last(), segment.is_sealed(), segment.name()), (3, false, "00000000000000000001.seg"));
    assert_eq!(super::record::Scan::of(segment.copy()).found.len(), 3);
    assert!(walk.next_segment().unwrap().is_none());
}

#[test]
fn a_torn_group_that_nobody_witnessed_is_cut() {
    let (dir, _) = filled(12);
    // The store and HEAD know up to 12; what comes now only reaches the journal, and only in part.
    let path = last_plain(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let loaded = Segment::plain(&dir.path().join("journal"), 1).load(disk().as_ref()).unwrap();
    let end = loaded.scan.at(12).unwrap().range.end;
    let place = super::record::Place {
        position: 13,
        book: book(1),
        sequence: 5,
        previous_in_book: Hash::ZERO,
        previous: loaded.scan.at(12).unwrap().hash,
        durable: 12,
    };
    let mut torn = vec![];
    super::record::encode(&place, &draft(1, 13), &mut torn);
    bytes[end..end + 300].copy_from_slice(&torn[..300]);
    fs::write(&path, &bytes).unwrap();

    assert_eq!(verify(dir.path(), None).unwrap().torn, Some(13));
    let (log, report) = open(dir.path());
    assert_eq!((report.cut, report.head), (Some(13), Cursor(12)));
    append(&log, 13, 20);
    check_all(&log, 20);
    drop(log);
    assert_eq!(verify(dir.path(), None).unwrap().damages, []);
}

#[test]
fn a_byte_flipped_in_the_journal_is_healed_from_the_store() {
    for position in [1, 7, 20] {
        let (dir, head) = filled(20);
        flip_in_journal(dir.path(), position);
        let report = verify(dir.path(), None).unwrap();
        assert_eq!(
            report.damages.iter().map(|d| (d.position, d.copy)).collect::<Vec<_>>(),
            [(position, Copy::Journal)]
        );
        let (log, report) = open(dir.path());
        assert_eq!(report.healed, [position]);
        assert_eq!(log.head(), (Cursor(20), head));
        check_all(&log, 20);
        append(&log, 21, 40);
        drop(log);
        let report = verify(dir.path(), None).unwrap();
        assert_eq!((report.damages, report.head), (vec![], Cursor(40)));
    }
}

/// Flips a bit in the store's copy, and sees that `verify` names it.
fn filled_and_flipped(position: u64) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    // In one group, so that a run of the index ends here however slow the disk is.
    open(dir.path()).0.append((1..=100).map(|number| draft(number % 3, number)).collect()).unwrap();
    // Of these no run of the index tells yet.
    append(&open(dir.path()).0, 101, 110);
    flip_in_store(dir.path(), position);
    let report = verify(dir.path(), None).unwrap();
    assert_eq!(
        report.damages.iter().map(|d| (d.position, d.copy)).collect::<Vec<_>>(),
        [(position, Copy::Store)]
    );
    dir
}

#[test]
fn a_byte_flipped_in_the_store_is_healed_from_the_journal_when_it_is_read() {
    for position in [1, 7, 41] {
        let dir = filled_and_flipped(position);
        let (log, report) = open(dir.path());
        assert_eq!((report.fed, report.rebuilt), (0, None));
        assert_eq!(log.verify_commit(Cursor(position)).unwrap().unwrap().copy, Copy::Store);
        check_all(&log, 110);
        assert_eq!(log.verify_commit(Cursor(position)).unwrap(), None, "reading has healed it");
        drop(log);
        assert_eq!(verify(dir.path(), None).unwrap().damages, []);
    }
}

#[test]
fn a_byte_flipped_in_the_stores_newest_commits_is_healed_at_the_start() {
    for position in [101, 109] {
        let dir = filled_and_flipped(position);
        let (log, report) = open(dir.path());
        assert_eq!((report.fed, report.rebuilt), (111 - position, None));
        check_all(&log, 110);
        drop(log);
        assert_eq!(verify(dir.path(), None).unwrap().damages, []);
    }
}

/// A command whose place in the index is lost must not pass for one that was never sent: it would be done twice.
#[test]
fn a_lost_part_of_the_index_is_an_error_and_is_built_anew_at_the_next_start() {
    let (dir, _) = filled(1_500);
    // What was applied just now is found in memory.
    let (log, _) = open(dir.path());
    append(&log, 1_501, 2_600);
    drop(log);
    super::store::Store::open(dir.path(), 1 << 20).unwrap().lose_index();
    let (log, report) = open(dir.path());
    assert_eq!(report.rebuilt, None, "a start does not read the whole index");
    let key = draft(1, 1).key();
    assert!(matches!(log.outcome(&key), Err(ReadError::Unreadable(_))));
    assert!(matches!(log.history(thing(1), Cursor::START, 10), Err(ReadError::Unreadable(_))));
    drop(log);
    let (log, report) = open(dir.path());
    assert!(report.rebuilt.is_some());
    assert_eq!(log.outcome(&key).unwrap().unwrap().cursor, Cursor(1));
    check_all(&log, 2_600);
}

#[test]
fn what_is_damaged_in_both_copies_is_refused_with_its_position() {
    let (dir, _) = filled(20);
    flip_in_store(dir.path(), 9);
    flip_in_journal(dir.path(), 9);
    match EventLog::open(dir.path(), small()) {
        Err(OpenError::Damaged { position: 9, .. }) => {}
        other => panic!("{:?}", other.map(|(_, report)| report)),
    }
    let found = verify(dir.path(), None).unwrap().damages;
    assert!(found.iter().all(|damage| damage.position == 9) && !found.is_empty(), "{found:?}");
}

#[test]
fn damage_while_serving_is_named_and_never_served() {
    let dir = tempfile::tempdir().unwrap();
    append(&open(dir.path()).0, 1, 20);
    let (log, _) = open(dir.path());
    flip_in_journal(dir.path(), 13);
    let (checked, damage) = log.verify_thing(thing(3)).unwrap();
    assert_eq!((checked, damage.map(|damage| damage.position)), (2, Some(13)));
    assert_eq!(log.verify_thing(thing(4)).unwrap(), (2, None));
    let mut bytes = log.shared.store.frame(13).unwrap().unwrap();
    bytes[200] ^= 1;
    log.shared.store.spoil(13, &bytes);
    assert!(matches!(log.read(Cursor(0), 100), Err(ReadError::Damaged { position: 13, .. })));
    assert!(matches!(log.history(thing(3), Cursor(3), 1), Err(ReadError::Damaged { position: 13, .. })));
    assert_eq!(log.read(Cursor(0), 12).unwrap().len(), 12);
}

#[test]
fn a_byte_flipped_in_a_compressed_segment_is_healed_from_the_store() {
    let (dir, head) = filled(200);
    let segment = Segment::list(disk().as_ref(), &dir.path().join("journal")).unwrap().swap_remove(1);
    assert!(segment.sealed);
    let length = fs::metadata(&segment.path).unwrap().len();
    for at in [20, length / 2, length - 50] {
        let mut bytes = fs::read(&segment.path).unwrap();
        bytes[usize::try_from(at).unwrap()] ^= 0x10;
        fs::write(&segment.path, bytes).unwrap();
        let first = verify(dir.path(), None).unwrap().damages.swap_remove(0);
        assert_eq!((first.position >= segment.first, first.copy), (true, Copy::Journal));
        let (log, _) = open(dir.path());
        assert_eq!(log.head(), (Cursor(200), head));
        check_all(&log, 200);
        drop(log);
        assert_eq!(verify(dir.path(), None).unwrap().damages, []);
    }
}

#[test]
fn a_lost_store_is_built_anew_and_a_lost_journal_restored() {
    for lost in ["log.sled", "journal"] {
        let (dir, head) = filled(200);
        fs::remove_dir_all(dir.path().join(lost)).unwrap();
        let (log, report) = open(dir.path());
        assert_eq!(log.head(), (Cursor(200), head));
        assert_eq!(
            (report.rebuilt.is_some(), report.healed.len()),
            if lost == "journal" { (false, 200) } else { (true, 0) }
        );
        check_all(&log, 200);
        append(&log, 201, 210);
        drop(log);
        let report = verify(dir.path(), None).unwrap();
        assert_eq!((report.damages, report.head), (vec![], Cursor(210)));
    }
}

#[test]
fn a_lost_segment_is_restored_from_the_store() {
    let (dir, head) = filled(200);
    let segments = Segment::list(disk().as_ref(), &dir.path().join("journal")).unwrap();
    for lost in [0, 2, segments.len() - 1] {
        fs::remove_file(&segments[lost].path).unwrap();
        let (log, report) = open(dir.path());
        assert!(!report.healed.is_empty());
        assert_eq!(log.head(), (Cursor(200), head));
        check_all(&log, 200);
        drop(log);
        assert_eq!(verify(dir.path(), None).unwrap().damages, []);
    }
}

#[test]
fn a_log_that_lost_facts_in_both_places_does_not_start() {
    let (dir, _) = filled(200);
    let segments = Segment::list(disk().as_ref(), &dir.path().join("journal")).unwrap();
    fs::remove_file(&segments[1].path).unwrap();
    fs::remove_dir_all(dir.path().join("log.sled")).unwrap();
    let lost = segments[1].first;
    match EventLog::open(dir.path(), small()) {
        Err(OpenError::Damaged { position, .. }) => assert_eq!(position, lost),
        other => panic!("{:?}", other.map(|(_, report)| report)),
    }
}

#[test]
fn a_journal_that_ends_before_head_does_not_start() {
    let (dir, _) = filled(20);
    fs::remove_dir_all(dir.path().join("log.sled")).unwrap();
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    assert!(matches!(EventLog::open(dir.path(), small()), Err(OpenError::Damaged { position: 1, .. })));
}

#[test]
fn whatever_becomes_of_the_stores_files_nothing_is_lost() {
    type Harm = fn(&mut Vec<u8>);
    let harms: [(&str, Harm); 6] = [
        ("db", |bytes| bytes.fill(0xA5)),
        ("db", |bytes| bytes.truncate(bytes.len() / 2)),
        ("db", |bytes| bytes.clear()),
        ("db", |bytes| bytes.iter_mut().skip(1000).step_by(5000).for_each(|byte| *byte ^= 1)),
        ("db", |bytes| bytes.iter_mut().skip(40).take(200).for_each(|byte| *byte = 0)),
        ("conf", |bytes| bytes.truncate(3)),
    ];
    for (number, (file, harm)) in harms.iter().enumerate() {
        let (dir, head) = filled(50);
        let path = dir.path().join("log.sled").join(file);
        let mut bytes = fs::read(&path).unwrap();
        harm(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let (log, report) = open(dir.path());
        println!("harm {number}: {report:?}");
        assert_eq!(log.head(), (Cursor(50), head), "harm {number}");
        check_all(&log, 50);
        drop(log);
        assert_eq!(verify(dir.path(), None).unwrap().damages, [], "harm {number}");
    }
}

/// A disk that takes some groups and then fails.
struct Failing {
    syncs_left: u32,
    file: fs::File,
}

impl DiskFile for Failing {
    fn write_at(&mut self, bytes: &[u8], offset: u64) -> std::io::Result<()> {
        self.file.write_at(bytes, offset)
    }

    fn sync(&mut self) -> std::io::Result<()> {
        self.syncs_left =
            self.syncs_left.checked_sub(1).ok_or_else(|| std::io::Error::other("the disk is gone"))?;
        self.file.sync()
    }

    fn length(&self) -> std::io::Result<u64> {
        self.file.length()
    }
}

#[test]
fn after_a_failed_sync_nothing_is_appended_and_nothing_unproved_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    append(&log, 1, 5);
    log.with_journal(|journal| {
        let active = journal.active.as_mut().unwrap();
        let file = fs::File::options().write(true).open(&active.segment.path).unwrap();
        active.file = Box::new(Failing { syncs_left: 1, file });
    });
    append(&log, 6, 8);
    assert!(matches!(log.append(vec![draft(0, 9)]), Err(AppendError::Poisoned(_))));
    assert!(
        matches!(log.append(vec![draft(0, 9)]), Err(AppendError::Poisoned(_))),
        "a sync is never tried again"
    );
    assert_eq!(log.watermark(), Cursor(8));
    assert!(log.outcome(&draft(0, 9).key()).unwrap().is_none());
    check_all(&log, 8);
    drop(log);
    // What the failed sync left behind is whole here, so the restart finds that it was written.
    let (log, report) = open(dir.path());
    assert_eq!((report.head, report.healed.len()), (Cursor(9), 0));
    check_all(&log, 9);
}

#[test]
fn without_room_for_a_segment_nothing_is_written_until_there_is_room_again() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    log.with_journal(|journal| journal.make_by(|_, _, _| Err(std::io::ErrorKind::StorageFull.into())));
    assert!(matches!(log.append(vec![draft(1, 1)]), Err(AppendError::NoRoom)));
    assert_eq!((log.watermark(), log.failure()), (Cursor::START, None));
    log.with_journal(|journal| journal.make_by(super::segment::preallocate));
    append(&log, 1, 20);
    log.with_journal(|journal| journal.make_by(|_, _, _| Err(std::io::ErrorKind::StorageFull.into())));
    let refused = (21..200).find(|n| log.append(vec![draft(n % 3, *n)]).is_err()).unwrap();
    check_all(&log, refused - 1);
}

#[test]
fn a_commit_too_large_to_be_read_back_is_refused_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    let mut large = draft(1, 1);
    large.facts[0].bytes = vec![0; super::Draft::LIMIT];
    assert!(log.append(vec![draft(2, 2), large]).is_err());
    append(&log, 1, 20);
    check_all(&log, 20);
}

#[test]
fn followers_see_every_commit_once_and_in_order_while_it_is_appended() {
    const COUNT: u64 = 6000;
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = open(dir.path());
    std::thread::scope(|scope| {
        for limit in [1, 13, 500] {
            let log = &log;
            scope.spawn(move || {
                let mut after = Cursor::START;
                while after.position() < COUNT {
                    for commit in log.read(after, limit).unwrap() {
                        assert_eq!(commit.cursor.position(), after.position() + 1);
                        after = commit.cursor;
                        assert!(log.outcome(&commit.draft.key()).unwrap().is_some());
                    }
                    assert!(after <= log.watermark());
                    assert!(log.failure().is_none(), "nothing more will come");
                }
            });
        }
        scope.spawn(|| {
            let mut seen = 0;
            while seen < usize::try_from(COUNT / 10).unwrap() {
                assert!(log.failure().is_none(), "nothing more will come");
                let history = log.history(thing(7), Cursor::START, usize::MAX).unwrap();
                assert!(history.len() >= seen);
                assert!(
                    history
                        .iter()
                        .enumerate()
                        .all(|(n, commit)| commit.cursor.position() == n as u64 * 10 + 7)
                );
                seen = history.len();
                assert_eq!(
                    log.verify_commit(log.watermark().max(Cursor(1))).unwrap().filter(|_| seen > 0),
                    None
                );
            }
        });
        append(&log, 1, COUNT);
    });
    check_all(&log, COUNT);
}

/// Numbers that look random and are the same in every run.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    }
}

pub(super) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn one_flipped_bit_anywhere_in_the_journal_is_healed_or_with_the_store_gone_refused() {
    let (whole, head) = filled(120);
    for seed in 1..=60 {
        let mut roll = dice(seed);
        let dir = tempfile::tempdir().unwrap();
        copy_folder(whole.path(), dir.path());
        let segments = Segment::list(disk().as_ref(), &dir.path().join("journal")).unwrap();
        let path = &segments[roll(segments.len())].path;
        let mut bytes = fs::read(path).unwrap();
        let at = roll(bytes.len());
        bytes[at] ^= 1 << roll(8);
        fs::write(path, &bytes).unwrap();
        let alone = seed % 2 == 0;
        if alone {
            fs::remove_dir_all(dir.path().join("log.sled")).unwrap();
        }
        match EventLog::open(dir.path(), small()) {
            Ok((log, _)) => {
                assert_eq!(log.head(), (Cursor(120), head), "seed {seed}");
                check_all(&log, 120);
            }
            Err(OpenError::Damaged { position, .. }) => assert!(alone && position <= 120, "seed {seed}"),
            Err(other) => panic!("seed {seed}: {other}"),
        }
    }
}

/// Not a test: what the next one runs in a process of its own and kills.
#[test]
#[ignore = "run by the test that kills it"]
fn append_until_killed() {
    let Ok(dir) = std::env::var("RANTAI_TEST_LOG") else { return };
    let (log, _) = open(Path::new(&dir));
    for number in log.watermark().position() / 4 + 1.. {
        let group = (number * 4 - 3..=number * 4).map(|number| draft(number % 3, number)).collect();
        let answered = log.append(group).unwrap().last().unwrap().cursor;
        println!("answered {answered}");
    }
}

#[test]
fn what_was_answered_survives_kill_9() {
    use std::io::{BufRead, BufReader};
    let dir = tempfile::tempdir().unwrap();
    for round in 1..=8 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "log::tests::append_until_killed"])
            .env("RANTAI_TEST_LOG", dir.path())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut answered =
            lines.by_ref().filter_map(|line| line.strip_prefix("answered ")?.parse::<u64>().ok());
        for _ in 0..round * 37 {
            answered.next().unwrap();
        }
        child.kill().unwrap();
        let last = answered.last();
        child.wait().unwrap();
        let report = verify(dir.path(), None).unwrap();
        assert_eq!(report.damages, []);
        assert!(report.head.position() >= last.unwrap_or(0));
        let (log, opened) = open(dir.path());
        // A group of four may have reached the disk in part; the next process counts on in whole groups.
        let rest = log.watermark().position().next_multiple_of(4);
        append(&log, log.watermark().position() + 1, rest);
        check_all(&log, rest);
        assert_eq!((opened.healed, opened.rebuilt.filter(|why| why != "it was empty")), (vec![], None));
    }
}

/// `cargo test --release -p rantai-core --lib log::tests::how_fast -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn how_fast_groups_are_appended_and_read() {
    for group in [1, 8, 64] {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { segment_bytes: 8 << 20, ..Options::default() };
        let (log, _) = EventLog::open(dir.path(), options.clone()).unwrap();
        let count = if group == 1 { 20_000 } else { 200_000 };
        let drafts: Vec<_> = (1..=count).map(|number| draft(number % 50, number)).collect();
        let groups: Vec<_> = drafts.chunks(group).map(<[_]>::to_vec).collect();
        let began = std::time::Instant::now();
        for group in groups {
            log.append(group).unwrap();
        }
        let appended = began.elapsed().as_secs_f64();
        log.close();
        let fed = began.elapsed().as_secs_f64();
        drop(log);
        let began = std::time::Instant::now();
        let (log, _) = EventLog::open(dir.path(), options.clone()).unwrap();
        let opened = began.elapsed().as_secs_f64();
        let began = std::time::Instant::now();
        let mut after = Cursor::START;
        while let Some(last) = log.read(after, 256).unwrap().last() {
            after = last.cursor;
        }
        let read = began.elapsed().as_secs_f64();
        let began = std::time::Instant::now();
        log.verify_commit(Cursor(17)).unwrap();
        let sealed = began.elapsed().as_secs_f64() * 1e3;
        log.verify_commit(log.watermark()).unwrap();
        println!("  verified one in {sealed:.1} ms, two in {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
        let count = count as f64;
        println!(
            "groups of {group}: appended {:.0}/s, in the store {:.0}/s, read {:.0}/s, opened in {opened:.3} s",
            count / appended,
            count / fed,
            count / read
        );
        drop(log);
        fs::remove_dir_all(dir.path().join("log.sled")).unwrap();
        let began = std::time::Instant::now();
        EventLog::open(dir.path(), options.clone()).unwrap();
        println!("  rebuilt {:.0}/s", count / began.elapsed().as_secs_f64());
    }
}
