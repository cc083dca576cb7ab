//! What is offered to be booked, and who booked it. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{BookableId, BookingId, PartyId, SaleId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

code_enum! {
    /// What is booked.
    pub enum BookableKind {
        /// A place: a table, a hut, a stall.
        Place = 1,
        /// A visit: to the workshop, a class.
        Visit = 2,
        /// Somebody's work at a time: a repair, a fitting.
        Service = 3,
    }
}

/// Hours of one weekday, where the business stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct OpenHours {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// From which minute of the day.
    pub from: u16,
    /// To which minute of the day; 1440 is midnight.
    pub to: u16,
}

/// Something can be booked from now on, or otherwise than before, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BookableSet {
    /// Which.
    pub bookable: BookableId,
    /// What it is.
    pub kind: BookableKind,
    /// What it is called.
    pub name: String,
    /// What is to be known of it; may be empty.
    pub about: String,
    /// How many places each slot has.
    pub capacity: u32,
    /// How long a slot is.
    pub minutes: u16,
    /// When there are slots: one after the other from the beginning of each line.
    pub hours: Vec<OpenHours>,
    /// Days without any.
    pub closed: Vec<Day>,
    /// How many days ahead it can be booked.
    pub days_ahead: u16,
    /// Price of one place; zero where it is free.
    pub price: Rupiah,
    /// It can be booked.
    pub offered: bool,
}

/// Places of a slot were booked, with everything that must not change when the offer does.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SlotBooked {
    /// Its id.
    pub booking: BookingId,
    /// Its number for people.
    pub number: String,
    /// What was booked.
    pub bookable: BookableId,
    /// What it was called.
    pub name: String,
    /// Who comes.
    pub buyer: PartyId,
    /// When the slot begins.
    pub slot: Moment,
    /// When it ends.
    pub until: Moment,
    /// How many places.
    pub places: u32,
    /// Price of one place.
    pub price: Rupiah,
    /// Price of all of them.
    pub total: Rupiah,
    /// A word about it.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Why a booking is called off.
    pub enum BookingOff {
        /// Who booked cannot come.
        CannotCome = 1,
        /// The business is closed then.
        Closed = 2,
        /// It was a mistake.
        Mistake = 3,
        /// Something else.
        Other = 4,
    }
}

/// A booking was called off; its places are free again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BookingCancelled {
    /// Which.
    pub booking: BookingId,
    /// Which party called it off.
    pub by: PartyId,
    /// Why.
    pub reason: BookingOff,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Whether somebody came.
    pub enum Attendance {
        /// They came.
        Came = 1,
        /// They did not.
        Missed = 2,
        /// Nobody has said so, and the day after is over.
        NotSaid = 3,
    }
}

/// Whether those who had booked came.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BookingMarked {
    /// Which.
    pub booking: BookingId,
    /// Whether they came.
    pub attendance: Attendance,
}

/// Whoever booked comes at another time than they had booked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BookingMoved {
    /// Which.
    pub booking: BookingId,
    /// When its slot began before.
    pub was: Moment,
    /// When the slot begins that it has now.
    pub slot: Moment,
    /// When that ends.
    pub until: Moment,
}

/// A booking was paid at the counter: the sale stands beside this.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BookingPaid {
    /// Which.
    pub booking: BookingId,
    /// The sale.
    pub sale: SaleId,
}
