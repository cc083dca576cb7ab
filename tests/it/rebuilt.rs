//! A view folded again is the view that was followed live.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rantai::app::App;
use rantai::demo::clock::DemoClock;
use rantai::demo::history::History;
use rantai::demo::play::play;
use rantai::demo::village::Village;
use rantai::i18n::Lang;
use rantai_core::log::{Cursor, EventLog, Log, Options};
use rantai_core::time::{Clock, Moment, Month, SystemClock};
use rantai_projections::Views;

use crate::{journeys, promises};

type Dump = BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>;

const ROWS: &str = "views.sled";

#[test]
fn a_view_folded_again_is_the_view_that_was_followed_live() {
    let temp = tempfile::tempdir().unwrap();
    journeys::play_all(temp.path());
    check(temp.path());
}

#[test]
fn the_whole_played_year_folded_again_is_what_was_followed_live() {
    let temp = tempfile::tempdir().unwrap();
    let clock = Arc::new(DemoClock::default());
    let as_clock: Arc<dyn Clock> = Arc::<DemoClock>::clone(&clock);
    let app = App::open(temp.path(), as_clock, None, Options::default()).unwrap();
    let (village, history) = (Village::embedded().unwrap(), History::embedded().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    // The first thing told of the playing comes after it looked at the clock.
    let began = OnceLock::new();
    let told = |_| _ = began.set(SystemClock.now());
    let played = runtime.block_on(play(&app, &clock, &village, &history, temp.path(), &told)).unwrap();
    runtime.block_on(lives(&app));
    app.close();
    let last = last_recorded(temp.path());
    assert!(last <= *began.get().unwrap(), "the village lives ahead of its time: {last:?}");
    assert!(played.report.closed > 900, "most invoices came to a closed order");
    promises::check(temp.path());
    check(temp.path());
}

/// Months end, couriers are paid, and people talk.
async fn lives(app: &App) {
    for shop in app.views.shops.all() {
        let now = app.calendar(Lang::Id, shop.business);
        let this = Month::of(now.today());
        let closed = app.look(shop.business, |book| book.months.last_closed()).await.unwrap();
        assert!(
            closed >= Some(this.before().before()),
            "{} keeps its books: {closed:?}",
            app.party(shop.business)
        );
        assert!(
            app.views.conversations.unread(shop.business, 9) > 0,
            "nobody talks to {}",
            app.party(shop.business)
        );
        let unpaid = app.views.courier_cash.open_of_business(shop.business);
        let long_ago = now.now.plus_seconds(-40 * 24 * 60 * 60);
        assert!(
            unpaid.iter().all(|row| row.paid || row.at > long_ago),
            "{} pays couriers",
            app.party(shop.business)
        );
    }
}

/// When the newest commit of a folder was recorded.
fn last_recorded(folder: &Path) -> Moment {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let (mut cursor, mut last) = (Cursor::START, None);
    while let Some(commit) = log.read(cursor, 1_000).unwrap().pop() {
        (cursor, last) = (commit.cursor, Some(commit.draft.envelope.recorded));
    }
    log.close();
    last.unwrap()
}

/// Folds everything in a folder again, view by view and all at once in an empty folder, and compares with
/// what was followed live.
pub(crate) fn check(folder: &Path) {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let live = dump(&folder.join(ROWS), &log);
    assert!(live.values().map(BTreeMap::len).sum::<usize>() > 20, "the views have rows");

    let empty = tempfile::tempdir().unwrap();
    same(&live, &dump(&empty.path().join(ROWS), &log), "folded into an empty folder");

    for name in live.keys() {
        Views::rebuild(&folder.join(ROWS), log.as_ref(), name, |_, _| ()).unwrap();
    }
    same(&live, &dump(&folder.join(ROWS), &log), "rebuilt one by one");
    log.close();
}

/// Every row, once the views have caught up with the log.
fn dump(rows: &Path, log: &Arc<EventLog>) -> Dump {
    let as_log: Arc<dyn Log> = Arc::<EventLog>::clone(log);
    let views = Views::open(rows, as_log).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let reached = runtime.block_on(views.wait_for(log.watermark(), Duration::from_secs(120)));
    assert!(reached, "the views reach the end of the log");
    views.close();
    views.dump()
}

fn same(live: &Dump, again: &Dump, how: &str) {
    for (name, rows) in live {
        let other = &again[name];
        let differing: Vec<_> =
            rows.keys().chain(other.keys()).filter(|key| rows.get(*key) != other.get(*key)).collect();
        assert!(differing.is_empty(), "{name} {how} differs in {} rows of {}", differing.len(), rows.len());
    }
}
