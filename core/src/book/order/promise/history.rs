//! What a business's finished orders say about one that is under way.
//!
//! The day that eight of ten keep is a quantile of split conformal prediction: of `n` orders like this one, the
//! `ceil((n + 1) * 0.8)`-th shortest way that was still ahead of them when they were where this one is. Whatever
//! the ways' distribution, an exchangeable next one is within it with at least 80 % (Vovk, Gammerman, Shafer,
//! *Algorithmic Learning in a Random World*, 2005; Lei et al., *Distribution-free predictive inference for
//! regression*, 2018). Only the newest orders are asked, so that a workshop that becomes slower is believed so.

use chrono_tz::Tz;

use super::super::{Holder, Order};
use super::{Pace, Stretch, Way};
use crate::time::{Day, Moment};

/// Fewest orders like one that history is asked about; below that the business's own estimate is used.
pub const LEAST: usize = 10;
/// Most orders like one that are asked: the newest.
pub const ALIKE: usize = 20;
/// Newest orders of a business that are remembered.
pub const REMEMBERED: usize = 200;
/// Of a hundred orders, how many keep the sure day.
pub const SURE: usize = 80;

const HALF: usize = 50;
/// By how many of a hundred a day may fall short of what it is said to be.
const SHORT_OF: usize = 5;
const DAY: i64 = 86_400_000_000;

/// The newest orders of a business that arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The newest first.
    paces: Vec<Pace>,
}

/// When an order will be there, by the business's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The day that half of the orders like it keep.
    pub likely: Day,
    /// The day that eight of ten keep.
    pub sure: Day,
    /// How that is known.
    pub basis: Basis,
}

/// What an estimate rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Orders like it.
    History {
        /// How many.
        orders: usize,
    },
    /// What the business said itself: there are fewer than [`LEAST`] orders like it.
    Own,
    /// What the business said itself: it has been where it is for longer than all but a few of the orders like it.
    Beyond {
        /// How many orders like it there are.
        orders: usize,
    },
}

/// Why an order comes on another day than orders like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// On which stretch.
    pub stretch: Stretch,
    /// Who had the move there longest.
    pub holder: Holder,
    /// By how many days it took longer than half of them; with a minus, shorter.
    pub days: i64,
}

impl History {
    /// Of the newest orders that arrived, the newest first.
    pub fn of(paces: impl IntoIterator<Item = Pace>) -> Self {
        Self { paces: paces.into_iter().take(REMEMBERED).collect() }
    }

    /// One more has arrived.
    pub fn add(&mut self, pace: Pace) {
        self.paces.insert(0, pace);
        self.paces.truncate(REMEMBERED);
    }

    /// When an order that is under way will be there; `None` for one that is not, or is there.
    pub fn estimate(&self, order: &Order, now: Moment, zone: Tz) -> Option<Estimate> {
        let stretch = order.journey.on?;
        let so_far = order.journey.spent(now).get(stretch.place()).copied().unwrap_or(0);
        let way = Way::of(order);
        let known = self.days(&way, Some((stretch, so_far)), now, zone);
        Some(known.unwrap_or_else(|| {
            let basis = match self.alike(&way, |_| Some(())).len() {
                0 => Basis::Own,
                orders => Basis::Beyond { orders },
            };
            Estimate::own(own_day(order, now, zone), basis)
        }))
    }

    /// When an order would be there that were accepted now, if something of it is made or not. `own` is the
    /// business's own estimate.
    pub fn if_accepted(&self, order: &Order, made: bool, own: Day, now: Moment, zone: Tz) -> Estimate {
        let known = self.days(&Way::supposed(order, made), None, now, zone);
        known.unwrap_or_else(|| Estimate::own(own, Basis::Own))
    }

    /// What of the way so far took days more or less than usual, and who had the move there.
    pub fn delays(&self, order: &Order, now: Moment) -> Vec<Delay> {
        let Some(on) = order.journey.on else { return Vec::new() };
        let alike = self.alike(&Way::of(order), |pace| Some(pace.spent));
        let spent = order.journey.spent(now);
        let mut delays = Vec::new();
        for stretch in Stretch::ALL.iter().copied().filter(|stretch| *stretch <= on && !alike.is_empty()) {
            let of = |spent: &[i64; 4]| spent.get(stretch.place()).copied().unwrap_or(0);
            let usual = at_rank(alike.iter().map(of).collect(), HALF).unwrap_or(0);
            // What is not over cannot have been short.
            let over = if stretch == on { (of(&spent) - usual).max(0) } else { of(&spent) - usual };
            let days = (over + over.signum() * DAY / 2) / DAY;
            let had = order.journey.spells(now).filter(|spell| spell.stretch == stretch);
            let longest = had.filter(|spell| spell.holder != Holder::Buyer).max_by_key(|spell| spell.micros);
            if days != 0 {
                let holder = longest.map_or(Holder::Business, |spell| spell.holder);
                delays.push(Delay { stretch, holder, days });
            }
        }
        delays
    }

    fn days(&self, way: &Way, stands: Option<(Stretch, i64)>, now: Moment, zone: Tz) -> Option<Estimate> {
        let ahead = self.alike(way, |pace| pace.ahead(stands));
        let orders = ahead.len();
        let days: Vec<Day> = ahead.iter().map(|ahead| now.plus_micros(*ahead).day_in(zone)).collect();
        let sure = nearest(&days, SURE)?;
        let likely = nearest(&days, HALF)?;
        Some(Estimate { likely, sure, basis: Basis::History { orders } })
    }

    /// What the newest orders say that are like one: those most like it, if they are enough, else those less so.
    fn alike<T>(&self, way: &Way, says: impl Fn(&Pace) -> Option<T>) -> Vec<T> {
        for least in [3, 2, 1] {
            let like = self.paces.iter().filter(|pace| pace.way.likeness(way) >= least);
            let said: Vec<T> = like.filter_map(&says).take(ALIKE).collect();
            if said.len() >= LEAST {
                return said;
            }
        }
        Vec::new()
    }
}

impl Estimate {
    const fn own(day: Day, basis: Basis) -> Self {
        Self { likely: day, sure: day, basis }
    }
}

/// The promised day, later by the whole days that the clock stood; today where it has passed.
fn own_day(order: &Order, now: Moment, zone: Tz) -> Day {
    let today = now.day_in(zone);
    let stood = i32::try_from(order.journey.stood(now) / DAY).unwrap_or(0);
    order.agreement().map_or(today, |agreement| agreement.promised.plus(stood).max(today))
}

/// The day that so many of a hundred are there by. Where many come on one day, more than these may be; if the day
/// before is nearer to them, and not by more than [`SHORT_OF`] below, it is that.
fn nearest(days: &[Day], percent: usize) -> Option<Day> {
    let day = at_rank(days.to_vec(), percent)?;
    let before = days.iter().copied().filter(|other| *other < day);
    let share = |count: usize| 100 * count / (days.len() + 1);
    let (short, over) =
        (share(before.clone().count()), share(days.iter().filter(|other| **other <= day).count()));
    let nearer = short + SHORT_OF >= percent && percent.abs_diff(short) < percent.abs_diff(over);
    if nearer { before.max() } else { Some(day) }
}

/// The smallest of so many values that a next one like them is not above with that many percent:
/// `ceil((n + 1) * percent / 100)`, counted from one.
fn at_rank<T: Ord + Copy>(mut values: Vec<T>, percent: usize) -> Option<T> {
    values.sort_unstable();
    let rank = ((values.len() + 1) * percent).div_ceil(100);
    values.get(rank.checked_sub(1)?).or(values.last()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sure_way_is_the_one_that_eight_of_ten_and_one_more_do_not_exceed() {
        for (n, rank) in [(10, 9), (11, 10), (14, 12), (19, 16), (20, 17), (99, 80)] {
            assert_eq!(at_rank((1..=n).rev().collect::<Vec<_>>(), SURE), Some(rank), "of {n}");
        }
        assert_eq!(at_rank((1..=10).collect::<Vec<_>>(), HALF), Some(6));
        assert_eq!(at_rank(Vec::<i64>::new(), SURE), None);
    }

    #[test]
    fn where_many_come_on_one_day_it_is_the_day_nearest_to_eight_of_ten() {
        let days = |counts: &[usize]| -> Vec<Day> {
            let on = |(day, count): (i32, &usize)| vec![Day::from_number(day); *count];
            (1..).zip(counts).flat_map(on).collect()
        };
        let sure = |counts: &[usize]| nearest(&days(counts), SURE).map(Day::number);
        assert_eq!(sure(&[16, 4]), Some(1), "76 are nearer to 80 than 95 are");
        assert_eq!(sure(&[15, 5]), Some(2), "71 are too few, however many come on the next");
        assert_eq!(sure(&[16, 1, 3]), Some(2), "80 are 80");
        assert_eq!(sure(&[20]), Some(1), "there is no day before");
    }
}
