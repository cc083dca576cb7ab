//! Places, visits and services with a capacity per slot: who offers them, who booked them, who came. What is paid for
//! them is a sale over the counter.

mod cancel;
mod event;
mod mark;
mod moved;
mod offer;
mod pay;
mod place;
mod slots;

pub use cancel::CancelBooking;
pub use event::*;
pub use mark::MarkBooking;
pub use moved::MoveBooking;
pub use offer::{LONGEST_AHEAD, MOST_PLACES, SetBookable};
pub use pay::PayBooking;
pub use place::BookSlot;
pub use slots::Slot;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::{Event, Rejection};
use crate::bugs::{Bug, made};
use crate::ids::{BookableId, BookingId, SaleId, ThingKind};
use crate::time::Moment;

/// How long after its slot a booking that nobody has marked waits for that.
const MARK_SECONDS: i64 = 24 * 3_600;
/// How long after its slot a booking can still be marked otherwise or paid.
const KEPT_SECONDS: i64 = 31 * 86_400;

/// What can be booked, and what is, as far as decisions need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Bookings {
    /// What is offered, and what was.
    pub offers: BTreeMap<BookableId, BookableSet>,
    /// Bookings whose slot is not long over.
    pub booked: BTreeMap<BookingId, Booking>,
    count: u32,
}

/// A booking as the facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Booking {
    /// What was booked.
    pub made: SlotBooked,
    /// It was called off.
    pub cancelled: bool,
    /// Whether they came, once that was said.
    pub attendance: Option<Attendance>,
    /// The sale it was paid with.
    pub sale: Option<SaleId>,
}

impl Bookings {
    /// Keeps a fact about bookings. All others leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        match event {
            Event::BookableSet(e) => {
                self.offers.insert(e.bookable, e.clone());
            }
            Event::SlotBooked(e) => {
                self.count += 1;
                self.booked.retain(|_, booking| booking.made.until.plus_seconds(KEPT_SECONDS) >= at);
                let (cancelled, attendance, sale) = (false, None, None);
                self.booked.insert(e.booking, Booking { made: e.clone(), cancelled, attendance, sale });
            }
            Event::BookingCancelled(e) => self.change(e.booking, |booking| booking.cancelled = true),
            Event::BookingMarked(e) => {
                self.change(e.booking, |booking| booking.attendance = Some(e.attendance));
            }
            Event::BookingMoved(e) => self.change(e.booking, |booking| {
                (booking.made.slot, booking.made.until) = (e.slot, e.until);
            }),
            Event::BookingPaid(e) => self.change(e.booking, |booking| booking.sale = Some(e.sale)),
            Event::SaleVoided(e) => {
                let paid = self.booked.values_mut().find(|booking| booking.sale == Some(e.sale));
                if let Some(booking) = paid {
                    booking.sale = None;
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, booking: BookingId, change: impl FnOnce(&mut Booking)) {
        if let Some(booking) = self.booked.get_mut(&booking) {
            change(booking);
        }
    }

    /// What can be booked under that id, or could.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn offer(&self, id: BookableId) -> Result<&BookableSet, Rejection> {
        self.offers.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Bookable })
    }

    /// The booking of that id, while its slot is not long over.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn booking(&self, id: BookingId) -> Result<&Booking, Rejection> {
        self.booked.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Booking })
    }

    /// How many places are taken at some time between two moments. Bookings that meet it only in part count whole:
    /// where the hours were changed under what was booked before, rather one place too few is given away than one
    /// too many.
    pub fn taken(&self, bookable: BookableId, slot: Moment, until: Moment) -> u32 {
        if made(Bug::Overbook) {
            return 0;
        }
        let meets = |booking: &&Booking| {
            let made = &booking.made;
            made.bookable == bookable && !booking.cancelled && made.slot < until && slot < made.until
        };
        let places = self.booked.values().filter(meets).map(|booking| booking.made.places);
        places.fold(0, u32::saturating_add)
    }

    /// When each booking that nobody marks is closed by itself.
    pub(super) fn coming_due(&self) -> impl Iterator<Item = (Moment, Event)> {
        let open = self.booked.values().filter(|booking| !booking.cancelled && booking.attendance.is_none());
        open.map(|booking| {
            let marked = BookingMarked { booking: booking.made.booking, attendance: Attendance::NotSaid };
            (booking.made.until.plus_seconds(MARK_SECONDS), marked.into())
        })
    }

    /// The number the next booking gets.
    fn next_number(&self) -> String {
        format!("J-{:04}", self.count + 1)
    }
}
