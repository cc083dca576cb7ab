//! How many promises would have been kept: a walk through facts in their order, each order estimated from nothing
//! but what was known at that moment, and looked at again when it is there.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{Basis, Estimate, History, Pace, Stretch};
use crate::book::order::Order;
use crate::ids::{OrderId, PartyId};
use crate::time::Moment;

/// How many of the promises of one kind were kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// How many were made of orders that have arrived.
    pub made: u32,
    /// The order was there on the sure day or before.
    pub sure: u32,
    /// It was there on the likely day or before.
    pub likely: u32,
}

impl Kept {
    /// Of a hundred promises, how many the sure day was kept of.
    pub fn percent(self) -> u32 {
        (self.sure * 100).checked_div(self.made).unwrap_or(0)
    }
}

/// A promise that waits for its order.
#[derive(Debug)]
struct Open {
    from: Option<Stretch>,
    own: bool,
    /// The clock had gone for so long, and may go for so long until the day is over.
    gone: i64,
    sure: i64,
    likely: i64,
}

/// The walk.
#[derive(Debug, Default)]
pub struct Backtest {
    histories: BTreeMap<PartyId, History>,
    open: BTreeMap<OrderId, Vec<Open>>,
    /// Every estimate that was made: of which order, when, and what.
    pub estimates: Vec<(OrderId, Moment, Estimate)>,
    /// Promises from history by where the order was: at the acceptance (`None`), and when it came to a stretch.
    pub kept: BTreeMap<Option<Stretch>, Kept>,
    /// What the business said itself at the acceptance, where history was too short.
    pub own: Kept,
}

impl Backtest {
    /// An order before and after a commit, in the order of the log. What stood between two facts of one commit was
    /// never so.
    pub fn hear(&mut self, business: PartyId, before: Option<&Order>, order: &Order, at: Moment, zone: Tz) {
        let was = before.and_then(|before| before.journey.on);
        if order.journey.on.is_some() && order.journey.on != was {
            self.estimate(business, order, was.and(order.journey.on), at, zone);
        }
        let arrived = |order: &Order| order.journey.arrived.is_some();
        if arrived(order) && !before.is_some_and(arrived) {
            self.resolve(order, at);
            if let Some(pace) = Pace::of(order) {
                self.histories.entry(business).or_default().add(pace);
            }
        }
    }

    fn estimate(&mut self, business: PartyId, order: &Order, from: Option<Stretch>, at: Moment, zone: Tz) {
        let history = self.histories.entry(business).or_default();
        let Some(estimate) = history.estimate(order, at, zone) else { return };
        let room = |day: crate::time::Day| day.plus(1).start_in(zone).micros() - at.micros();
        let open = Open {
            from,
            own: !matches!(estimate.basis, Basis::History { .. }),
            gone: order.journey.spent(at).iter().sum(),
            sure: room(estimate.sure),
            likely: room(estimate.likely),
        };
        self.estimates.push((order.id, at, estimate));
        self.open.entry(order.id).or_default().push(open);
    }

    fn resolve(&mut self, order: &Order, at: Moment) {
        let whole: i64 = order.journey.spent(at).iter().sum();
        for open in self.open.remove(&order.id).unwrap_or_default() {
            let took = whole - open.gone;
            let kept = match (open.own, open.from) {
                (false, from) => self.kept.entry(from).or_default(),
                (true, None) => &mut self.own,
                (true, Some(_)) => continue,
            };
            kept.made += 1;
            kept.sure += u32::from(took < open.sure);
            kept.likely += u32::from(took < open.likely);
        }
    }

    /// All promises from history.
    pub fn whole(&self) -> Kept {
        self.kept.values().fold(Kept::default(), |sum, kept| Kept {
            made: sum.made + kept.made,
            sure: sum.sure + kept.sure,
            likely: sum.likely + kept.likely,
        })
    }
}

impl std::fmt::Display for Backtest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{:<22} {:>8} {:>8} {:>8}", "estimated at", "orders", "80 % day", "50 % day")?;
        let mut line = |name: &str, kept: Kept| {
            let share = |of: u32| (of * 100).checked_div(kept.made).unwrap_or(0);
            writeln!(f, "{name:<22} {:>8} {:>6} % {:>6} %", kept.made, share(kept.sure), share(kept.likely))
        };
        for (from, kept) in &self.kept {
            line(from.map_or("acceptance", Stretch::name), *kept)?;
        }
        line("all", self.whole())?;
        line("the owner's own day", self.own)
    }
}
