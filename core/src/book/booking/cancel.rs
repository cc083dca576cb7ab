//! Calling a booking off.

use bincode::{Decode, Encode};

use super::{BookingCancelled, BookingOff};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BookingId, PartyId};
use crate::sealed::{Note, Sealed};

/// The buyer calls a booking off before its slot, or the business does. One that is paid is called off once the sale
/// was taken back: nobody keeps money for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BookingCancelled`")]
pub struct CancelBooking {
    pub booking: BookingId,
    pub reason: BookingOff,
    pub note: Option<Sealed<Note>>,
}

impl CancelBooking {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.sealed_here(self.note.as_ref())?;
        let booking = book.bookings.booking(self.booking)?;
        let by = context.party();
        let business = by == PartyId(context.book.0);
        if by != booking.made.buyer && !business {
            return Err(Rejection::NotYourStep);
        }
        if booking.cancelled {
            return Ok(vec![]);
        }
        if booking.attendance.is_some() || (!business && booking.made.slot <= context.now) {
            return Err(Rejection::BookingOver);
        }
        if booking.sale.is_some() {
            return Err(Rejection::BookingIsPaid { total: booking.made.total });
        }
        let (reason, note) = (self.reason, self.note.clone());
        Ok(vec![BookingCancelled { booking: self.booking, by, reason, note }.into()])
    }
}
