//! Rows folded anew take the place of those that serve; a book that cannot be heard stops nobody else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::time::Instant;

use rantai_core::ids::{BookId, CommandId, PartyId, Thing};
use rantai_core::log::{AppendError, CommandKey, Draft, EventLog, RawFact};
use tokio::sync::watch;

use super::*;
use crate::runner::tests::{BUSINESS, draft, log};
use crate::trees::TreeId;
use crate::{Incomplete, Rebuilding};

const OTHER: PartyId = PartyId([3; 16]);
const COMMITS: u64 = 60;

type Dump = BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>;

fn open(rows: &Path, log: &Arc<EventLog>) -> Arc<Views> {
    let views = Views::open(rows, Arc::<EventLog>::clone(log)).unwrap();
    wait(&views, "it reaches the log's end", |views| views.reached() == log.watermark());
    views
}

fn wait(views: &Views, what: &str, until: impl Fn(&Views) -> bool) {
    let begun = Instant::now();
    while !until(views) {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn settled(views: &Views) {
    wait(views, "the rebuilds end", |views| views.rebuilding().is_empty());
}

fn names(views: &Views) -> BTreeSet<String> {
    let names = views.trees().db().tree_names().into_iter();
    names.map(|name| String::from_utf8(name.to_vec()).unwrap()).collect()
}

/// What a fold from nothing makes of the log.
fn expected(log: &Arc<EventLog>) -> Dump {
    let empty = tempfile::tempdir().unwrap();
    let views = open(empty.path(), log);
    views.close();
    views.dump()
}

/// The same commit in another business's book.
fn elsewhere(number: u64) -> Draft {
    let mut draft = draft(number);
    draft.book = BookId::of(OTHER);
    draft.envelope.command = CommandId([9; 16]);
    draft
}

#[test]
fn rows_folded_anew_beside_those_that_serve_take_their_place_and_nobody_sees_a_half() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), COMMITS);
    let expected = expected(&log);
    let views = open(&folder.path().join("rows"), &log);
    let served = names(&views).into_iter().find(|name| name.starts_with("order-sheets/")).unwrap();
    for name in views.names() {
        views.request_rebuild(name).unwrap();
    }
    wait(&views, "the rebuilds end", |views| {
        assert_eq!(views.dump(), expected, "whole at every moment");
        views.rebuilding().is_empty()
    });
    assert!(names(&views).contains(&format!("{served}/1")), "{:?}", names(&views));
    wait(&views, "what served is dropped", |views| !names(views).contains(&served));
    // It follows the log from there on, and so it does after a restart.
    log.append(vec![draft(COMMITS)]).unwrap();
    wait(&views, "it follows", |views| views.reached() == log.watermark());
    let followed = views.dump();
    views.close();
    drop(views);
    assert_eq!(followed, self::expected(&log));
    let again = open(&folder.path().join("rows"), &log);
    assert_eq!((again.dump(), again.rebuilding()), (followed, Vec::<Rebuilding>::new()));
    again.close();
}

#[test]
fn a_rebuild_that_was_cut_off_is_never_served_and_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), COMMITS);
    let expected = expected(&log);
    let rows = folder.path().join("rows");
    let views = open(&rows, &log);
    views.trees().want("order-sheets").unwrap();
    let mut shadow = Shadow::begin(views.trees(), "order-sheets").unwrap();
    shadow
        .catch_up(log.as_ref(), Cursor::from_key(33_u64.to_be_bytes()), &AtomicBool::new(false), |_| ())
        .unwrap();
    let half = shadow.finish().unwrap().unwrap();
    assert!((1..expected["order-sheets"].len() + 1).contains(&half.tree.len()), "{}", half.tree.len());
    views.close();
    drop((views, half));
    let views = open(&rows, &log);
    assert_eq!(views.dump(), expected);
    settled(&views);
    assert_eq!(views.dump(), expected);
    let anew = |name: &String| name.starts_with("order-sheets/") && name.matches('/').count() == 2;
    assert!(names(&views).iter().any(anew), "it was done in the end");
    views.close();
}

#[test]
fn rows_of_a_form_that_cannot_be_read_are_built_anew_while_the_others_serve() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), COMMITS);
    let expected = expected(&log);
    let rows = folder.path().join("rows");
    {
        let views = open(&rows, &log);
        views.close();
        // As a program of before left it: another generation, in bytes of another form.
        let db = views.trees().db();
        db.drop_tree("materials/1").unwrap();
        db.open_tree("materials/0").unwrap().insert(b"row", b"of another form").unwrap();
        views.trees().serve("materials", TreeId { generation: 0, serial: 0 }, &Lacks::new()).unwrap();
    }
    let views = Views::open_rows(&rows).unwrap();
    let views = Arc::new(views);
    Views::start(&views, Arc::<EventLog>::clone(&log)).unwrap();
    let seen = views.incomplete(BUSINESS);
    assert!(seen.is_none() || seen == Some(Incomplete::Building), "{seen:?}");
    assert_eq!(views.dump()["order-sheets"], expected["order-sheets"], "the others serve at once");
    settled(&views);
    wait(&views, "it is whole", |views| views.incomplete(BUSINESS).is_none());
    assert_eq!(views.dump(), expected);
    assert!(!names(&views).contains("materials/0"));
    views.close();
}

#[test]
fn a_projection_that_panics_over_a_fact_lacks_that_book_alone_until_it_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), 0);
    let rows = folder.path().join("rows");
    let views = open(&rows, &log);
    let poisoned = Cursor::from_key(10_u64.to_be_bytes());
    *views.poison.lock().unwrap() = Some(("my-orders", poisoned));
    let drafts = (0..COMMITS)
        .flat_map(|number| [draft(number)].into_iter().chain((number == 40).then(|| elsewhere(0))));
    log.append(drafts.collect()).unwrap();
    wait(&views, "the others go on", |views| views.reached() == log.watermark());
    let expected = expected(&log);
    let check = |views: &Views| {
        let Some(Incomplete::Since(lack)) = views.incomplete(BUSINESS) else { panic!("it lacks something") };
        assert_eq!((lack.since, views.incomplete(OTHER)), (poisoned, None));
        assert_eq!(views.poisoned().iter().map(|p| p.table.as_str()).collect::<Vec<_>>(), ["my-orders"]);
        for (name, rows) in views.dump() {
            assert_eq!(rows == expected[name], name != "my-orders", "{name}");
        }
        assert!(views.dump()["my-orders"].len() < expected["my-orders"].len());
    };
    check(&views);
    views.close();
    drop(views);
    // It is known after a restart; the mended program folds it anew.
    let views = open(&rows, &log);
    check(&views);
    views.rebuild_lacking().unwrap();
    settled(&views);
    assert_eq!((views.dump(), views.incomplete(BUSINESS)), (expected, None));
    views.close();
}

#[test]
fn a_fact_that_cannot_be_read_stops_its_book_in_every_projection_and_no_other_book() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), 8);
    let before = expected(&log);
    let mut poison = draft(8);
    poison.facts = vec![RawFact { kind: 0x0401, version: 99, bytes: vec![1, 2, 3] }];
    let later: Vec<Draft> = [poison, elsewhere(0)].into_iter().chain((9..20).map(draft)).collect();
    log.append(later).unwrap();
    let rows = folder.path().join("rows");
    let views = open(&rows, &log);
    assert_eq!(views.poisoned().len(), views.names().len());
    assert!(
        matches!(views.incomplete(BUSINESS), Some(Incomplete::Since(lack)) if lack.since.position() == 9)
    );
    assert_eq!(views.incomplete(OTHER), None);
    let dump = views.dump();
    assert_eq!(
        dump["order-sheets"].len(),
        before["order-sheets"].len(),
        "the other's order took the same id"
    );
    assert!(dump["my-orders"].len() >= before["my-orders"].len());
    // Asked to fold it anew, the program finds out that it still cannot.
    views.request_rebuild("my-orders").unwrap();
    settled(&views);
    assert_eq!((views.dump(), views.poisoned().len()), (dump, views.names().len()));
    views.close();
}

/// A log that gives out a few commits at a time.
struct Sparing(Arc<EventLog>);

impl Log for Sparing {
    fn append(&self, group: Vec<Draft>) -> Result<Vec<Arc<Commit>>, AppendError> {
        self.0.append(group)
    }
    fn read(&self, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        self.0.read(after, limit.min(3))
    }
    fn history(&self, thing: Thing, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        self.0.history(thing, after, limit)
    }
    fn outcome(&self, key: &CommandKey) -> Result<Option<Arc<Commit>>, ReadError> {
        self.0.outcome(key)
    }
    fn lengths(&self) -> Result<HashMap<BookId, u64>, ReadError> {
        self.0.lengths()
    }
    fn watermark(&self) -> Cursor {
        self.0.watermark()
    }
    fn news(&self) -> watch::Receiver<Cursor> {
        self.0.news()
    }
}

#[test]
fn pages_that_are_shorter_than_they_should_be_are_folded_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), COMMITS);
    let expected = expected(&log);
    let rows = folder.path().join("rows");
    for name in ["order-sheets", "buyer-sheets", "my-orders"] {
        let rebuilt = Views::rebuild(&rows, &Sparing(Arc::clone(&log)), name, |_, _| ()).unwrap();
        let count = u64::try_from(expected[name].len()).unwrap();
        assert_eq!(rebuilt, Rebuilt { commits: COMMITS, rows: count, lacking: 0 });
    }
    let again = open(&rows, &log);
    assert_eq!(again.dump(), expected);
    again.close();
}

#[test]
fn a_rebuild_while_nothing_serves_counts_what_it_did_and_leaves_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), COMMITS);
    let expected = expected(&log);
    let rows = folder.path().join("rows");
    open(&rows, &log).close();
    let mut told = Vec::new();
    let rebuilt = Views::rebuild(&rows, log.as_ref(), "materials", |done, of| told.push((done, of))).unwrap();
    let count = u64::try_from(expected["materials"].len()).unwrap();
    assert_eq!(rebuilt, Rebuilt { commits: COMMITS, rows: count, lacking: 0 });
    assert_eq!(told.last(), Some(&(COMMITS, COMMITS)));
    let again = open(&rows, &log);
    assert_eq!(again.dump(), expected);
    again.close();
    drop(again);
    let unknown = Views::rebuild(&rows, log.as_ref(), "nothing", |_, _| ());
    assert!(matches!(unknown, Err(RebuildError::Unknown { .. })));
    let beside = tempfile::tempdir().unwrap();
    Views::bulk_load(beside.path(), &expected["materials"]).unwrap();
}
