//! Views are the fold of the log, whatever happened to their rows meanwhile.
//!
//! A village wishes random things; the views follow in steps of any length, are written, cut off between any two
//! batches, put back to what a power cut left, folded anew beside what serves and exchanged. In between and in the end
//! every row of every view is that of views folded from nothing, and the orders, requests and stocks in them are those
//! of the books. `RANTAI_SEED=… RANTAI_SEEDS=…` begins elsewhere and takes more.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rantai_core::book::order::{Order, Stage, Work};
use rantai_core::desk::{Desk, Wish};
use rantai_core::log::{EventLog, Options};
use rantai_core::quantity::Quantity;
use rantai_core::simulation::{Dice, Players};
use rantai_core::time::{Clock, ManualClock, SystemClock};

use super::tests::memory;
use super::*;
use crate::bugs::{Bug, with};
use crate::store::StoreRow;

/// Wishes of one history; about half of them are granted.
const WISHES: u64 = 250;
/// Things that happen to the rows of one history.
const STEPS: u64 = 50;

type Dump = BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>;

/// What happened in a village, and the books it led to.
struct History {
    log: Arc<EventLog>,
    players: Players,
    _folder: tempfile::TempDir,
}

impl History {
    fn play(seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = EventLog::open(folder.path(), Options::default()).unwrap();
        let clock = Arc::new(ManualClock::at(Moment::from_micros(1_795_000_000_000_000)));
        let as_clock = Arc::clone(&clock) as Arc<dyn Clock>;
        let desk = Desk::open(Arc::clone(&log) as Arc<dyn Log>, as_clock, [7; 32], None, |_| ()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut submit = |wish: Wish| runtime.block_on(desk.submit(wish)).map_err(|error| error.to_string());
        let mut players = Players::settle(&mut submit).unwrap();
        let mut kept = Cursor::START;
        for _ in 0..WISHES {
            for commit in log.read(kept, usize::MAX).unwrap() {
                players.keep(&commit).unwrap();
                kept = commit.cursor;
            }
            clock.set(clock.now().plus_seconds(i64::try_from(dice.below(9_000)).unwrap()));
            if let Some(wish) = players.wish(&mut dice, clock.now()) {
                // Whether it is granted is the desk's business.
                drop(submit(wish));
            }
        }
        log.read(kept, usize::MAX).unwrap().iter().for_each(|commit| players.keep(commit).unwrap());
        desk.close();
        Self { log, players, _folder: folder }
    }

    /// What views folded from nothing show at that place.
    fn expected(&self, at: Cursor) -> Dump {
        let mut fresh = Followed::open(memory(), self);
        fresh.fold(usize::try_from(at.position()).unwrap());
        assert_eq!(fresh.runner.cursor, at);
        fresh.runner.views.dump()
    }

    /// The views tell what the books hold.
    fn check_books(&self, views: &Views) {
        let mut orders = 0;
        for (id, book) in self.players.books() {
            let business = id.business().unwrap();
            for order in book.orders.values() {
                let sheet = views.orders.sheet(order.id).unwrap();
                assert_eq!((sheet.business, sheet.order.as_ref()), (business, order));
                assert_eq!(sheet.version, book.version(order.id.into()));
                let buyers = views.orders.of_buyer(order.buyer, order.id).unwrap();
                assert_eq!((buyers.version, &buyers.order.lines), (sheet.version, &order.lines));
                assert!(buyers.order.requests.is_empty() && buyers.order.needs.is_empty());
                assert!(buyers.links.iter().all(|link| !link.name().starts_with("Materials")));
                assert_eq!(views.orders.of_buyer(business, order.id), None, "it is the buyer's alone");
                orders += 1;
            }
            let short = |order: &Order, of| {
                let shorts = order.materials_short();
                shorts
                    .iter()
                    .find(|(need, _)| need.material == of)
                    .map_or(Quantity::ZERO, |(_, short)| *short)
            };
            let waits = |order: &&Order| matches!(order.stage, Stage::Accepted { work: Work::Waiting, .. });
            let needs = book.orders.values().filter(waits).flat_map(|order| {
                let needs = order.needs.iter();
                needs.map(|need| (order.id, need.material, need.needed, short(order, need.material)))
            });
            let shown = views.store.materials(business).into_iter().flat_map(|material| material.needs);
            let shown = shown.map(|row| match row.as_ref() {
                StoreRow::Need { order, material, needed, short, .. } => (*order, *material, *needed, *short),
                other => panic!("{other:?} is no need"),
            });
            assert_eq!(shown.collect::<BTreeSet<_>>(), needs.collect::<BTreeSet<_>>());
            for request in book.requests.values() {
                assert_eq!(*views.requests.sheet(request.id).unwrap().request, *request);
            }
            for (item, quantity) in book.stock.items() {
                let kept = book.stock.reserved(item);
                assert_eq!(views.store.on_hand(business, item), (quantity, kept), "{item:?}");
                let moved = views.ledger.of(business, item, None, usize::MAX).rows;
                let sum = moved.iter().fold(Quantity::ZERO, |sum, (_, row)| sum.and(row.change));
                assert_eq!((sum, moved[0].1.balance), (quantity, quantity), "{item:?}");
            }
        }
        assert!(orders > 0, "nobody ordered anything");
    }
}

/// Views whose rows are in a store of their own.
struct Followed<'a> {
    history: &'a History,
    db: sled::Db,
    runner: Runner,
    ready: mpsc::Sender<Shadow>,
}

impl<'a> Followed<'a> {
    fn open(db: sled::Db, history: &'a History) -> Self {
        let views = Arc::new(Views::with(db.clone()).unwrap());
        let (ready, shadows) = mpsc::channel();
        let runner = Runner::new(views, Arc::clone(&history.log) as Arc<dyn Log>, shadows);
        Self { history, db, runner, ready }
    }

    /// Ends without a word, and begins again on those rows.
    fn restart(&mut self, db: sled::Db) {
        *self = Self::open(db, self.history);
    }

    fn fold(&mut self, most: usize) {
        let (changes, _) = broadcast::channel(16);
        let views = Arc::clone(&self.runner.views);
        let projections = views.projections();
        for commit in self.runner.log.read(self.runner.cursor, most).unwrap() {
            self.runner.fold_page(&projections, std::slice::from_ref(&commit), &changes);
        }
    }

    /// The rows of some tables, and some batches of another's, get to disk.
    fn persist_some(&self, dice: &mut Dice) {
        let mut projections = self.runner.views.projections();
        // Mostly the sheets come last, as they are written; a rebuild leaves them ahead of others.
        if dice.one_in(3) {
            projections.reverse();
        }
        let whole = dice.index(projections.len());
        projections.iter().take(whole).for_each(|projection| projection.table.persist().unwrap());
        projections[whole].table.persist_some(dice.index(5));
    }

    /// One projection is folded anew up to some place; and serves from then on, or the program ends before.
    fn rebuild(&mut self, dice: &mut Dice) {
        let views = Arc::clone(&self.runner.views);
        let name = *dice.pick(&views.names()).unwrap();
        // As the thread that does this: never before the views show what the old rows did.
        if self.runner.cursor < views.folded(name) {
            return;
        }
        let mut shadow = Shadow::begin(views.trees(), name).unwrap();
        let to = Cursor::from_key(dice.below(self.runner.cursor.position() + 1).to_be_bytes());
        shadow.follow(self.runner.log.as_ref(), to).unwrap();
        match dice.below(4) {
            0 => self.restart(self.db.clone()),
            1 => {
                drop(shadow.finish().unwrap());
                self.restart(self.db.clone());
            }
            _ => {
                self.fold(dice.index(9));
                assert!(self.ready.send(shadow).is_ok());
                self.runner.take_over();
                self.runner.views.drop_retired();
            }
        }
    }

    /// Where all projections stand together, they show what a fold from nothing shows.
    fn compare(&self) {
        let at = self.runner.cursor;
        if self.runner.views.projections().iter().all(|it| it.table.folded() == at) {
            same(&self.runner.views.dump(), &self.history.expected(at), at);
        }
    }
}

fn same(one: &Dump, other: &Dump, at: Cursor) {
    for (name, rows) in other {
        assert!(one[name] == *rows, "{name} is not the fold of the log up to {at}");
    }
}

/// All that a store holds, in another one.
fn copy(db: &sled::Db) -> sled::Db {
    let other = memory();
    other.import(db.export());
    other
}

/// Follows a history through whatever may happen to the rows.
fn follow(history: &History, seed: u64) {
    let mut dice = Dice::of(seed);
    let mut followed = Followed::open(memory(), history);
    // What is on disk, as far as anybody knows; a power cut leaves this or something later.
    let mut flushed = copy(&followed.db);
    for _ in 0..STEPS {
        followed.fold(dice.index(20));
        match dice.below(20) {
            0..6 => assert!(followed.runner.views.persist()),
            6..9 => {
                followed.persist_some(&mut dice);
                followed.restart(followed.db.clone());
            }
            9 => followed.restart(followed.db.clone()),
            10 | 11 => flushed = copy(&followed.db),
            12 => followed.restart(copy(&flushed)),
            13 => {
                // The power goes between two batches, and they are all that is left.
                followed.persist_some(&mut dice);
                flushed = copy(&followed.db);
                followed.restart(copy(&flushed));
            }
            14..18 => followed.rebuild(&mut dice),
            _ => followed.compare(),
        }
    }
    followed.fold(usize::MAX);
    let end = history.log.watermark();
    let expected = history.expected(end);
    same(&followed.runner.views.dump(), &expected, end);
    history.check_books(&followed.runner.views);
    assert!(followed.runner.views.persist());
    followed.restart(copy(&followed.db));
    same(&followed.runner.views.dump(), &expected, end);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn views_are_the_fold_of_the_log_whatever_happened_to_their_rows() {
    let first = number("RANTAI_SEED").unwrap_or_else(|| SystemClock.now().millis());
    let count = number("RANTAI_SEEDS").unwrap_or(6);
    println!("{count} seeds from {first}");
    for seed in first..first + count {
        let followed = catch_unwind(|| follow(&History::play(seed), seed));
        assert!(followed.is_ok(), "again with: RANTAI_SEED={seed} RANTAI_SEEDS=1");
    }
}

#[test]
fn every_mistake_with_rows_that_is_made_on_purpose_is_seen() {
    let history = History::play(1);
    follow(&history, 1);
    for bug in Bug::ALL {
        let seen = (1..=40)
            .find(|seed| with(bug, || catch_unwind(AssertUnwindSafe(|| follow(&history, *seed)))).is_err());
        println!("{bug:?}: seen by seed {seen:?}");
        assert!(seen.is_some(), "nothing saw {bug:?}");
    }
}
