//! Giving a booking another slot.

use bincode::{Decode, Encode};

use super::BookingMoved;
use super::place::with_room;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BookingId, PartyId};
use crate::time::Moment;

/// The business gives a booking another slot of the same offer, or the buyer does before the slot they had. Places,
/// price and what was paid stay: whoever moved is nobody new.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MoveBooking {
    /// Which.
    pub booking: BookingId,
    /// When the slot begins that it is to have.
    pub slot: Moment,
}

impl MoveBooking {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let booking = book.bookings.booking(self.booking)?;
        let (made, by) = (&booking.made, context.party());
        let business = by == PartyId(context.book.0);
        if by != made.buyer && !business {
            return Err(Rejection::NotYourStep);
        }
        let begun = made.slot <= context.now && !context.by_its_own_people();
        if booking.cancelled || booking.attendance.is_some() || begun {
            return Err(Rejection::BookingOver);
        }
        if made.slot == self.slot {
            return Ok(vec![]);
        }
        let offer = book.bookings.offer(made.bookable)?;
        let to = with_room(book, context, offer, self.slot, made.places, Some(made))?;
        let moved = BookingMoved { booking: self.booking, was: made.slot, slot: to.from, until: to.until };
        Ok(vec![moved.into()])
    }
}
