//! "What can be booked here, who comes when, and what have I booked?" for the business, its guests and each buyer.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::booking::{Attendance, BookableSet, BookingOff, SlotBooked};
use rantai_core::ids::{BookableId, BookingId, PartyId, SaleId};
use rantai_core::log::Cursor;
use rantai_core::sealed::{Note, Sealed};
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Key, Page, Source, Table, ascending, descending, key};

/// A booking, with everything that became of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BookingRow {
    /// Whose book it is in.
    pub business: PartyId,
    /// What was booked.
    pub made: SlotBooked,
    /// When.
    pub at: Moment,
    /// Where that stands in the log.
    pub cursor: Cursor,
    /// Who called it off and why, if somebody did.
    pub cancelled: Option<(PartyId, BookingOff, Option<Sealed<Note>>)>,
    /// Whether they came, once that was said.
    pub attendance: Option<Attendance>,
    /// The sale it was paid with.
    pub sale: Option<SaleId>,
    /// When the slot began that was booked first, where it was moved since.
    pub first: Option<Moment>,
}

/// What can be booked, and what is.
#[derive(Debug)]
pub struct Bookings {
    /// Key: business, what can be booked.
    pub(crate) offers: Table<BookableSet>,
    /// Key: business, `D`, slot, booking; business, `I`, booking; buyer, `M`, latest slot first, booking; business,
    /// `S`, sale; booking, `B`.
    pub(crate) booked: Table<BookingRow>,
}

impl Bookings {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { offers: Table::open(source, "bookables", 1)?, booked: Table::open(source, "bookings", 2)? })
    }

    /// Everything a business ever offered to be booked.
    pub fn offers(&self, business: PartyId) -> Vec<Arc<BookableSet>> {
        self.offers.all(&key(&[&business.0]))
    }

    /// One thing that can be booked, or could.
    pub fn offer(&self, business: PartyId, bookable: BookableId) -> Option<Arc<BookableSet>> {
        self.offers.get(&key(&[&business.0, &bookable.0]))
    }

    /// Bookings whose slots begin between two moments, the earliest first; also those that were called off.
    pub fn between(&self, business: PartyId, from: Moment, until: Moment) -> Vec<Arc<BookingRow>> {
        let prefix = key(&[&business.0, b"D"]);
        let start = key(&[&business.0, b"D", &ascending(from)]);
        let mut found = Vec::new();
        let mut next: Option<Key> = Some(start);
        while let Some(from) = next {
            let page = self.booked.page(&prefix, Some(&from), 200);
            for (_, row) in page.rows {
                if row.made.slot >= until {
                    return found;
                }
                found.push(row);
            }
            next = page.next;
        }
        found
    }

    /// How many places of something are taken at some time between two moments.
    pub fn taken(&self, business: PartyId, bookable: BookableId, slot: Moment, until: Moment) -> u32 {
        // No slot is longer than a day.
        let near = self.between(business, slot.plus_seconds(-86_400), until);
        let meets = |row: &&Arc<BookingRow>| {
            row.made.bookable == bookable && row.cancelled.is_none() && slot < row.made.until
        };
        near.iter().filter(meets).map(|row| row.made.places).fold(0, u32::saturating_add)
    }

    /// How many bookings a business ever had, counted up to `limit`.
    pub fn count(&self, business: PartyId, limit: usize) -> usize {
        self.booked.count(&key(&[&business.0, b"D"]), limit)
    }

    /// One booking of a business.
    pub fn booking(&self, business: PartyId, booking: BookingId) -> Option<Arc<BookingRow>> {
        self.booked.get(&by_id(business, booking))
    }

    /// A booking, whoever's book it is in: whoever asks must be one of its two sides.
    pub fn find(&self, booking: BookingId) -> Option<Arc<BookingRow>> {
        self.booked.get(&found(booking))
    }

    /// A buyer's bookings at all businesses, the latest slot first.
    pub fn of_buyer(&self, buyer: PartyId, from: Option<&[u8]>, limit: usize) -> Page<BookingRow> {
        self.booked.page(&key(&[&buyer.0, b"M"]), from, limit)
    }

    pub(crate) fn hear_offers(&self, heard: &Heard<'_>) {
        if let Event::BookableSet(e) = heard.event {
            self.offers.put(key(&[&heard.business.0, &e.bookable.0]), e.clone());
        }
    }

    pub(crate) fn hear_booked(&self, heard: &Heard<'_>) {
        let business = heard.business;
        match heard.event {
            Event::SlotBooked(e) => self.put(&BookingRow {
                business,
                made: e.clone(),
                at: heard.at(),
                cursor: heard.cursor(),
                cancelled: None,
                attendance: None,
                sale: None,
                first: None,
            }),
            Event::BookingCancelled(e) => self.change(business, e.booking, |row| {
                row.cancelled = Some((e.by, e.reason, e.note.clone()));
            }),
            Event::BookingMarked(e) => {
                self.change(business, e.booking, |row| row.attendance = Some(e.attendance));
            }
            Event::BookingMoved(e) => {
                if let Some(before) = self.booking(business, e.booking) {
                    let [by_slot, of_buyer] = by_time(business, &before.made);
                    self.booked.remove(by_slot);
                    self.booked.remove(of_buyer);
                }
                self.change(business, e.booking, |row| {
                    (row.made.slot, row.made.until) = (e.slot, e.until);
                    row.first = row.first.or(Some(e.was));
                });
            }
            Event::BookingPaid(e) => {
                self.change(business, e.booking, |row| row.sale = Some(e.sale));
                if let Some(row) = self.booking(business, e.booking) {
                    self.booked.put_shared(of_sale(business, e.sale), row);
                }
            }
            Event::SaleVoided(e) => {
                if let Some(paid) = self.booked.get(&of_sale(business, e.sale)) {
                    self.change(business, paid.made.booking, |row| row.sale = None);
                    self.booked.remove(of_sale(business, e.sale));
                }
            }
            _ => {}
        }
    }

    fn change(&self, business: PartyId, booking: BookingId, change: impl FnOnce(&mut BookingRow)) {
        let Some(before) = self.booking(business, booking) else { return };
        let mut row = before.as_ref().clone();
        change(&mut row);
        self.put(&row);
    }

    fn put(&self, row: &BookingRow) {
        let made = &row.made;
        let [by_slot, of_buyer] = by_time(row.business, made);
        for key in [by_slot, of_buyer, by_id(row.business, made.booking), found(made.booking)] {
            self.booked.put(key, row.clone());
        }
    }
}

/// Where it stands among the business's bookings, and among the buyer's.
fn by_time(business: PartyId, made: &SlotBooked) -> [Key; 2] {
    [
        key(&[&business.0, b"D", &ascending(made.slot), &made.booking.0]),
        key(&[&made.buyer.0, b"M", &descending(made.slot), &made.booking.0]),
    ]
}

fn by_id(business: PartyId, booking: BookingId) -> Key {
    key(&[&business.0, b"I", &booking.0])
}

fn found(booking: BookingId) -> Key {
    key(&[&booking.0, b"B"])
}

fn of_sale(business: PartyId, sale: SaleId) -> Key {
    key(&[&business.0, b"S", &sale.0])
}
