//! Offering something to be booked.

use bincode::{Decode, Encode};

use super::{BookableKind, BookableSet, OpenHours};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::BookableId;
use crate::money::Rupiah;
use crate::time::Day;

/// Most places of one slot.
pub const MOST_PLACES: u32 = 10_000;
/// Most days ahead.
pub const LONGEST_AHEAD: u16 = 365;
/// Minutes of a day.
const DAY: u16 = 1_440;
/// Most things a business offers to be booked.
const MOST_OFFERS: usize = 100;

/// The business offers something to be booked, or otherwise than before. What is booked stays as it was booked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BookableSet`")]
pub struct SetBookable {
    /// None for a new one.
    pub bookable: Option<BookableId>,
    pub kind: BookableKind,
    pub name: String,
    pub about: String,
    pub capacity: u32,
    pub minutes: u16,
    pub hours: Vec<OpenHours>,
    pub closed: Vec<Day>,
    pub days_ahead: u16,
    pub price: Rupiah,
    pub offered: bool,
}

impl SetBookable {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        self.usable()?;
        let known = self.bookable.map(|id| book.bookings.offer(id)).transpose()?;
        if known.is_none() && book.bookings.offers.len() >= MOST_OFFERS {
            return Err(Rejection::TooMuchAtOnce);
        }
        let set = BookableSet {
            bookable: known.map_or_else(|| BookableId(context.id(0)), |known| known.bookable),
            kind: self.kind,
            name: self.name.trim().to_owned(),
            about: self.about.trim().to_owned(),
            capacity: self.capacity,
            minutes: self.minutes,
            hours: self.hours.clone(),
            closed: self.closed.clone(),
            days_ahead: self.days_ahead,
            price: self.price,
            offered: self.offered,
        };
        Ok(if known == Some(&set) { vec![] } else { vec![set.into()] })
    }

    fn usable(&self) -> Result<(), Rejection> {
        let invalid = |field| Err(Rejection::Invalid { field });
        let hours =
            |hours: &OpenHours| (1..=7).contains(&hours.weekday) && hours.from < hours.to && hours.to <= DAY;
        // A line of hours in which no slot fits is a slip of the pen.
        let fits = |hours: &OpenHours| hours.to.saturating_sub(hours.from) >= self.minutes;
        match self {
            _ if !(1..=80).contains(&self.name.trim().chars().count()) => invalid("name"),
            _ if self.about.chars().count() > 1_000 => invalid("about"),
            _ if !(1..=MOST_PLACES).contains(&self.capacity) => invalid("capacity"),
            _ if !(5..=DAY).contains(&self.minutes) => invalid("minutes"),
            _ if self.hours.is_empty() || self.hours.len() > 42 => invalid("hours"),
            _ if !self.hours.iter().all(|line| hours(line) && fits(line)) => invalid("hours"),
            _ if self.closed.len() > 100 => invalid("closed"),
            _ if !(1..=LONGEST_AHEAD).contains(&self.days_ahead) => invalid("days_ahead"),
            _ if self.price < Rupiah::ZERO => invalid("price"),
            _ => Ok(()),
        }
    }
}
