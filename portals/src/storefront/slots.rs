//! Which days and slots of an offer can be chosen now: on the shop's page, and on the business's agenda.

use rantai_core::book::booking::{BookableSet, Slot};
use rantai_core::ids::PartyId;
use rantai_core::time::{Day, Moment};

use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::web::Choice;

/// Days offered at once.
pub const DAYS: usize = 7;

/// An offer, and who chooses from it.
pub struct Slots<'a> {
    /// Everything.
    pub app: &'a App,
    /// Whose offer it is.
    pub business: PartyId,
    /// What is offered.
    pub offer: &'a BookableSet,
    /// The clock where the business stands.
    pub calendar: &'a Calendar,
    /// Somebody of the business chooses: what runs can still be taken by who stands at the door.
    pub at_the_door: bool,
}

/// A day of the week to go to.
pub struct DayLink {
    /// Where it is.
    pub href: String,
    /// How people call it.
    pub label: String,
    /// It is the one that is shown.
    pub current: bool,
}

/// A slot of the day that is shown.
pub struct SlotLine {
    /// When it is.
    pub time: String,
    /// What is left of it.
    pub left: String,
    /// Nothing is.
    pub full: bool,
}

/// `09.00–10.00`.
pub fn span(calendar: &Calendar, from: Moment, until: Moment) -> String {
    format!("{}–{}", calendar.clock(from), calendar.clock(until))
}

impl Slots<'_> {
    fn to_come(&self, slot: Slot) -> bool {
        let over = if self.at_the_door { slot.until } else { slot.from };
        over > self.calendar.now
    }

    /// The next days with slots to come, from a day on; one more than is shown at once where they go on.
    pub fn days(&self, from: Day) -> Vec<Day> {
        let today = self.calendar.today();
        let (first, last) = (from.max(today), self.offer.last_day(today));
        let span = first.number()..=last.number();
        let slots = |day: &Day| self.offer.slots_of(*day, self.calendar.zone);
        let open = |day: &Day| slots(day).into_iter().any(|slot| self.to_come(slot));
        span.map(Day::from_number).filter(open).take(DAYS + 1).collect()
    }

    /// The slots of a day that are to come with what is left of each, and those that have room as answers.
    pub fn of(&self, lang: Lang, day: Option<Day>, places: u32) -> (Vec<SlotLine>, Vec<Choice>) {
        let b = &lang.phrases().bookings;
        let last = self.offer.last_day(self.calendar.today());
        let day = day.filter(|day| *day <= last);
        let slots = day.map(|day| self.offer.slots_of(day, self.calendar.zone)).unwrap_or_default();
        let (mut lines, mut choices) = (Vec::new(), Vec::new());
        for slot in slots.into_iter().filter(|slot| self.to_come(*slot)) {
            let left = self.left(slot);
            let (time, full) = (span(self.calendar, slot.from, slot.until), left < places);
            let said = if left == 0 { b.full.to_owned() } else { (b.left)(left) };
            if !full {
                choices.push(Choice::new(slot.from.micros().to_string(), format!("{time} ({said})")));
            }
            lines.push(SlotLine { time, left: said, full });
        }
        (lines, choices)
    }

    /// How many places of a slot are left, as far as is shown.
    pub fn left(&self, slot: Slot) -> u32 {
        let taken = self.app.views.bookings.taken(self.business, self.offer.bookable, slot.from, slot.until);
        self.offer.capacity.saturating_sub(taken)
    }
}
