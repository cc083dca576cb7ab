//! Never more booked than there is, and nothing said in public that the business did not let through: kept a second
//! time, from the facts.

use std::collections::BTreeMap;

use crate::book::booking::{Attendance, BookableSet, BookingMoved, SlotBooked};
use crate::book::guest_book::PostState;
use crate::book::{Book, Event};
use crate::ids::{BookableId, BookingId, GuestPostId, SaleId};
use crate::money::Rupiah;
use crate::time::When;

/// What can be booked and is, and the posts of the guest book.
#[derive(Default)]
pub(crate) struct SlotsLedger {
    offers: BTreeMap<BookableId, BookableSet>,
    booked: BTreeMap<BookingId, Slot>,
    sales: BTreeMap<SaleId, Rupiah>,
    posts: BTreeMap<GuestPostId, PostState>,
}

struct Slot {
    made: SlotBooked,
    cancelled: bool,
    marked: Option<Attendance>,
    paid: Option<SaleId>,
}

impl SlotsLedger {
    /// Keeps what happened.
    ///
    /// # Panics
    /// When more was booked than there is, or something happened to what is over.
    pub(crate) fn keep(&mut self, fact: &Event, when: When) {
        match fact {
            Event::BookableSet(e) => drop(self.offers.insert(e.bookable, e.clone())),
            Event::SlotBooked(e) => self.book(e, when),
            Event::BookingCancelled(e) => {
                let Some(slot) = self.booked.get_mut(&e.booking) else { panic!("{e:?} of nothing") };
                assert!(slot.paid.is_none(), "nobody keeps money for nothing");
                assert!(!slot.cancelled && slot.marked.is_none(), "what is over is not called off");
                slot.cancelled = true;
            }
            Event::BookingMarked(e) => {
                let Some(slot) = self.booked.get_mut(&e.booking) else { panic!("{e:?} of nothing") };
                assert!(!slot.cancelled, "who called it off is not waited for");
                if e.attendance == Attendance::NotSaid {
                    assert!(
                        slot.marked.is_none() && slot.made.until < when.recorded,
                        "{e:?} before its time"
                    );
                }
                slot.marked = Some(e.attendance);
            }
            Event::BookingMoved(e) => self.move_to(e, when),
            Event::SaleMade(e) => drop(self.sales.insert(e.sale, e.total)),
            Event::SaleVoided(e) => {
                let paid = self.booked.values_mut().find(|slot| slot.paid == Some(e.sale));
                if let Some(slot) = paid {
                    slot.paid = None;
                }
            }
            Event::BookingPaid(e) => {
                let Some(slot) = self.booked.get_mut(&e.booking) else { panic!("{e:?} of nothing") };
                assert!(!slot.cancelled && slot.paid.is_none(), "a booking is paid once");
                assert_eq!(self.sales.get(&e.sale), Some(&slot.made.total), "by a sale of its price");
                slot.paid = Some(e.sale);
            }
            Event::GuestPostWritten(e) => {
                assert!(self.posts.insert(e.post, PostState::Waiting).is_none(), "a post is written once");
            }
            Event::GuestPostShown(e) => drop(self.posts.insert(e.post, PostState::Shown)),
            Event::GuestPostHidden(e) => drop(self.posts.insert(e.post, PostState::Hidden)),
            Event::GuestPostAnswered(e) => {
                let state = self.posts.get(&e.post);
                assert!(state.is_some_and(|it| *it != PostState::Hidden), "nobody answers what is hidden");
            }
            _ => {}
        }
    }

    fn book(&mut self, e: &SlotBooked, when: When) {
        let Some(offer) = self.offers.get(&e.bookable) else { panic!("{e:?} of nothing") };
        assert!(offer.offered && e.places > 0, "what is offered is booked: {e:?}");
        assert!(e.until > when.recorded, "a slot is booked before it ends");
        assert_eq!(e.total.0, e.price.0 * i64::from(e.places), "every place has its price");
        assert!(self.taken_beside(e) + e.places <= offer.capacity, "{e:?} of {}", offer.capacity);
        assert_eq!(e.number, format!("J-{:04}", self.booked.len() + 1), "bookings are numbered without gaps");
        let slot = Slot { made: e.clone(), cancelled: false, marked: None, paid: None };
        self.booked.insert(e.booking, slot);
    }

    /// The places that others hold while this booking's slot runs.
    fn taken_beside(&self, e: &SlotBooked) -> u32 {
        let meets = |slot: &&Slot| {
            let made = &slot.made;
            let at_once = made.slot < e.until && e.slot < made.until;
            made.bookable == e.bookable && made.booking != e.booking && !slot.cancelled && at_once
        };
        self.booked.values().filter(meets).map(|slot| slot.made.places).sum()
    }

    fn move_to(&mut self, e: &BookingMoved, when: When) {
        let Some(mut slot) = self.booked.remove(&e.booking) else { panic!("{e:?} of nothing") };
        assert!(!slot.cancelled && slot.marked.is_none(), "what is over is not moved");
        assert_eq!(slot.made.slot, e.was, "it is moved from where it was");
        assert!(e.slot != e.was && e.until > when.recorded, "{e:?} to no time");
        (slot.made.slot, slot.made.until) = (e.slot, e.until);
        let capacity = self.offers.get(&slot.made.bookable).map_or(0, |offer| offer.capacity);
        assert!(self.taken_beside(&slot.made) + slot.made.places <= capacity, "{e:?} of {capacity}");
        self.booked.insert(e.booking, slot);
    }

    /// Compares the book with this.
    ///
    /// # Panics
    /// When it is not the same.
    pub(crate) fn check(&self, book: &Book) {
        for (id, booking) in &book.bookings.booked {
            let Some(kept) = self.booked.get(id) else { panic!("{booking:?} was never made") };
            let is = (&booking.made, booking.cancelled, booking.attendance, booking.sale);
            assert_eq!(is, (&kept.made, kept.cancelled, kept.marked, kept.paid));
        }
        assert!(book.guest_book.posts().eq(self.posts.iter().map(|(id, state)| (*id, *state))));
    }
}
