//! Promises from history, held against what came: the demo's played year, walked through as it went on.

use std::collections::BTreeMap;
use std::path::Path;

use rantai_core::book::Event;
use rantai_core::book::order::Order;
use rantai_core::book::order::promise::Backtest;
use rantai_core::facts::Facts;
use rantai_core::ids::OrderId;
use rantai_core::log::{Cursor, EventLog, Log, Options};
use rantai_core::time::zone_of_village;

/// Walks through the log of a folder: every order is estimated from what was known then, at its acceptance and
/// whenever it comes to the next stretch of its way.
pub(crate) fn walk(folder: &Path) -> Backtest {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let (mut walk, mut orders) = (Backtest::default(), BTreeMap::<OrderId, Order>::new());
    let (mut cursor, zone) = (Cursor::START, zone_of_village(""));
    loop {
        let commits = log.read(cursor, 500).unwrap();
        let Some(last) = commits.last() else { break };
        cursor = last.cursor;
        for commit in &commits {
            let Some(business) = commit.draft.book.business() else { continue };
            let Ok(Facts::Book(events)) = Facts::of(commit) else { continue };
            let at = commit.draft.envelope.recorded;
            let mut before: BTreeMap<OrderId, Option<Order>> = BTreeMap::new();
            for event in &events {
                let Some(id) = event.order() else { continue };
                before.entry(id).or_insert_with(|| orders.get(&id).cloned());
                match (event, orders.get_mut(&id)) {
                    (Event::OrderPlaced(placed), _) => drop(orders.insert(id, Order::placed(placed, at))),
                    (event, Some(order)) => order.evolve(event, at),
                    (_, None) => {}
                }
            }
            for (id, before) in before {
                walk.hear(business, before.as_ref(), &orders[&id], at, zone);
            }
        }
    }
    log.close();
    walk
}

/// Of the promises made from history in a played year, seven to nine of ten were kept.
pub(crate) fn check(folder: &Path) {
    let walk = walk(folder);
    println!("{walk}");
    let (whole, first) = (walk.whole(), walk.kept[&None]);
    assert!(whole.made > 1_000, "{whole:?}");
    for (what, kept) in [("all", whole), ("at the acceptance", first)] {
        assert!((kept.made * 70..=kept.made * 90).contains(&(kept.sure * 100)), "{what}: {kept:?}");
    }
}
