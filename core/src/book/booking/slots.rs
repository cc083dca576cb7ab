//! Which slots there are: hours of the week, where the business stands.

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;

use super::{BookableSet, OpenHours};
use crate::time::{Day, Moment};

const MINUTE: i64 = 60;

/// A time that can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When it begins.
    pub from: Moment,
    /// When it ends.
    pub until: Moment,
}

impl OpenHours {
    /// The minutes of the day on which its slots begin.
    fn beginnings(self, minutes: u16) -> impl Iterator<Item = u16> {
        let fits = move |from: &u16| from.checked_add(minutes).is_some_and(|until| until <= self.to);
        (self.from..self.to).step_by(usize::from(minutes.max(1))).take_while(fits)
    }
}

impl BookableSet {
    /// The slots of a day in that zone, in their order; also those that are over.
    pub fn slots_of(&self, day: Day, zone: Tz) -> Vec<Slot> {
        if self.closed.contains(&day) {
            return Vec::new();
        }
        let weekday = day.date().weekday().number_from_monday();
        let of_day = self.hours.iter().filter(|hours| u32::from(hours.weekday) == weekday);
        let mut from: Vec<u16> = of_day.flat_map(|hours| hours.beginnings(self.minutes)).collect();
        from.sort_unstable();
        from.dedup();
        let midnight = day.start_in(zone);
        let slot = |minute: u16| {
            let from = midnight.plus_seconds(i64::from(minute) * MINUTE);
            Slot { from, until: from.plus_seconds(i64::from(self.minutes) * MINUTE) }
        };
        from.into_iter().map(slot).collect()
    }

    /// The slot that begins at that moment, if one does.
    pub fn slot_at(&self, from: Moment, zone: Tz) -> Option<Slot> {
        self.slots_of(from.day_in(zone), zone).into_iter().find(|slot| slot.from == from)
    }

    /// The last day that can be booked on a day.
    pub fn last_day(&self, today: Day) -> Day {
        today.plus(i32::from(self.days_ahead))
    }
}

impl Slot {
    /// The minute of the day it begins at, in that zone.
    pub fn minute_in(self, zone: Tz) -> u32 {
        let time = self.from.utc().with_timezone(&zone);
        time.hour() * 60 + time.minute()
    }
}
