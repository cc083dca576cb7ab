//! Saying whether they came.

use bincode::{Decode, Encode};

use super::{Attendance, BookingMarked};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::BookingId;
use crate::time::zone_of_village;

/// The business says whether those who had booked came: that they did from the day itself on, that they did not once
/// the slot has begun. A mistake is said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BookingMarked`")]
pub struct MarkBooking {
    pub booking: BookingId,
    pub attendance: Attendance,
}

impl MarkBooking {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let booking = book.bookings.booking(self.booking)?;
        let (slot, attendance) = (booking.made.slot, self.attendance);
        if booking.cancelled {
            return Err(Rejection::BookingOver);
        }
        if booking.attendance == Some(attendance) {
            return Ok(vec![]);
        }
        let zone = zone_of_village(&book.profile()?.village);
        let early = match attendance {
            Attendance::Came => context.today < slot.day_in(zone),
            Attendance::Missed => context.now < slot,
            // Time alone says so.
            Attendance::NotSaid => return Err(Rejection::NotYourStep),
        };
        if early {
            return Err(Rejection::SlotNotBegun);
        }
        Ok(vec![BookingMarked { booking: self.booking, attendance }.into()])
    }
}
