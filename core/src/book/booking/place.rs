//! Booking places of a slot.

use bincode::{Decode, Encode};

use super::{BookableSet, Slot, SlotBooked};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BookableId, BookingId, PartyId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::{Moment, zone_of_village};

/// A buyer books places of a slot, or the business books them for a buyer who called.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SlotBooked`")]
pub struct BookSlot {
    pub bookable: BookableId,
    pub buyer: PartyId,
    pub slot: Moment,
    pub places: u32,
    /// What the screen said it costs: a price that changed meanwhile is not agreed to silently.
    pub total: Rupiah,
    pub note: Option<Sealed<Note>>,
}

impl BookSlot {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by(self.buyer)?;
        context.party_is(self.buyer, Capacity::Distributor)?;
        context.sealed_here(self.note.as_ref())?;
        book.profile()?;
        let offer = book.bookings.offer(self.bookable)?;
        if self.places == 0 {
            return Err(Rejection::Invalid { field: "places" });
        }
        let slot = with_room(book, context, offer, self.slot, self.places, None)?;
        let total = offer.price.times(Quantity::whole(i64::from(self.places)))?;
        if total != self.total {
            return Err(Rejection::TotalChanged { shown: self.total, now: total });
        }
        Ok(vec![
            SlotBooked {
                booking: BookingId(context.id(0)),
                number: book.bookings.next_number(),
                bookable: self.bookable,
                name: offer.name.clone(),
                buyer: self.buyer,
                slot: slot.from,
                until: slot.until,
                places: self.places,
                price: offer.price,
                total,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

/// The slot that begins then, if it can still be booked and so many places of it are free, those aside that
/// one's own booking holds. Who stands at the door or on the phone may come while it runs: the business sees the clock.
///
/// # Errors
/// What stands against it.
pub(super) fn with_room(
    book: &Book,
    context: &Context<'_>,
    offer: &BookableSet,
    from: Moment,
    places: u32,
    own: Option<&SlotBooked>,
) -> Result<Slot, Rejection> {
    if !offer.offered {
        return Err(Rejection::ProductWithdrawn { name: offer.name.clone() });
    }
    let zone = zone_of_village(&book.profile()?.village);
    let slot = offer.slot_at(from, zone).ok_or(Rejection::NoSuchSlot)?;
    let over = if context.by_its_own_people() { slot.until } else { slot.from };
    if over <= context.now {
        return Err(Rejection::SlotOver);
    }
    if slot.from.day_in(zone) > offer.last_day(context.today) {
        return Err(Rejection::NoSuchSlot);
    }
    let taken = book.bookings.taken(offer.bookable, slot.from, slot.until);
    let own = own.filter(|own| own.slot < slot.until && slot.from < own.until).map_or(0, |own| own.places);
    let left = offer.capacity.saturating_sub(taken.saturating_sub(own));
    if places > left { Err(Rejection::SlotFull { left }) } else { Ok(slot) }
}
