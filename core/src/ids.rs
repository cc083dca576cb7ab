//! The names of things: 16 bytes each, of a type of its own, so that an order is never taken for a slip.

use std::fmt;
use std::str::FromStr;

use bincode::{Decode, Encode};
use uuid::Uuid;

use crate::code_enum;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 32 hexadecimal digits are expected")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// The id with those bytes.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid.into_bytes())
            }

            /// The 16 bytes, as keys hold them.
            pub const fn bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", Uuid::from_bytes(self.0).simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}:{}", stringify!($name), Uuid::from_bytes(self.0).simple())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Reads exactly what `Display` writes: one id has one spelling.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let id = Self::from_uuid(Uuid::try_parse(text).map_err(|_| NotAnId)?);
                if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+};
}

ids! {
    /// One book of the log: a business's, named as its party, or the registry's.
    BookId,
    /// A human being.
    PersonId,
    /// A distributor, business, supplier, courier or operator.
    PartyId,
    /// A wish, made by the client, so that sending it twice does it once.
    CommandId,
    /// A product in a catalogue.
    ProductId,
    /// A material a business works with.
    MaterialId,
    /// A sales order.
    OrderId,
    /// One payment, from the claim to what the bank shows.
    PaymentId,
    /// A purchase order to a supplier.
    RequestId,
    /// A delivery slip (*surat jalan*).
    SlipId,
    /// A trip: several slips carried one after the other.
    TripId,
    /// A sale over the counter.
    SaleId,
    /// Goods kept for somebody.
    ReservationId,
    /// Something written in a guest book.
    GuestPostId,
    /// An answer kept ready.
    TemplateId,
    /// A place, a visit or a service that can be booked.
    BookableId,
    /// A booking of places in a slot.
    BookingId,
}

impl BookId {
    /// The book of who is who.
    pub const REGISTRY: Self = Self([0; 16]);

    /// The book of that business.
    pub const fn of(business: PartyId) -> Self {
        Self(business.0)
    }

    /// The business whose book it is; the registry's book has none.
    pub fn business(self) -> Option<PartyId> {
        (self != Self::REGISTRY).then_some(PartyId(self.0))
    }
}

code_enum! {
    /// What a fact can touch, and so what has a version and a history of its own.
    pub enum ThingKind {
        /// The business itself: profile and terms.
        Business = 1,
        /// A product.
        Product = 2,
        /// A material.
        Material = 3,
        /// An order.
        Order = 4,
        /// A payment.
        Payment = 5,
        /// A material request.
        Request = 6,
        /// A delivery slip.
        Slip = 7,
        /// A party in the registry.
        Party = 8,
        /// A person in the registry.
        Person = 9,
        /// What is said about an order or a request; it has that one's id.
        Thread = 10,
        /// A trip.
        Trip = 30,
        /// A sale over the counter.
        Sale = 20,
        /// Goods kept for somebody.
        Reservation = 21,
        /// Something written in the guest book.
        GuestPost = 60,
        /// An answer kept ready.
        ReplyTemplate = 61,
        /// A place, a visit or a service that can be booked.
        Bookable = 62,
        /// A booking.
        Booking = 63,
    }
}

/// One thing a fact touched. Each gains one version per commit that touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Thing {
    /// What it is.
    pub kind: ThingKind,
    /// Which one.
    pub id: [u8; 16],
}

impl Thing {
    /// The 17 bytes that stand for it in keys.
    pub fn key(self) -> [u8; 17] {
        let mut key = [self.kind.code(); 17];
        key[1..].copy_from_slice(&self.id);
        key
    }
}

macro_rules! things {
    ($($id:ident => $kind:ident),+ $(,)?) => {$(
        impl From<$id> for Thing {
            fn from(id: $id) -> Self {
                Self { kind: ThingKind::$kind, id: id.0 }
            }
        }

        impl TryFrom<Thing> for $id {
            type Error = NotAnId;

            fn try_from(thing: Thing) -> Result<Self, NotAnId> {
                if thing.kind == ThingKind::$kind { Ok(Self(thing.id)) } else { Err(NotAnId) }
            }
        }
    )+};
}

things! {
    ProductId => Product, MaterialId => Material, OrderId => Order, PaymentId => Payment,
    RequestId => Request, SlipId => Slip, TripId => Trip, PartyId => Party, PersonId => Person,
    SaleId => Sale, ReservationId => Reservation, GuestPostId => GuestPost, TemplateId => ReplyTemplate,
    BookableId => Bookable, BookingId => Booking,
}

/// The hash of an uploaded file as it is stored: its name in the blob folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct BlobHash(pub [u8; 32]);

impl serde::Serialize for BlobHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for BlobHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not the hash of an upload"))
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash:{self}")
    }
}

impl FromStr for BlobHash {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut hash = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || text.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(NotAnId);
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotAnId)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAnId)?;
        }
        Ok(Self(hash))
    }
}
