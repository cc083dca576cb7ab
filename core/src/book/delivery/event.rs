//! What can happen on the way to the buyer. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::order::DeliveryWish;
use crate::code_enum;
use crate::ids::{OrderId, PartyId, PersonId, SlipId};
use crate::money::Rupiah;
use crate::sealed::{Note, ReceivedBy, Sealed};
use crate::time::Day;

/// Who carries the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Carrier {
    /// A courier who is a party here.
    Courier {
        /// Which one.
        party: PartyId,
    },
    /// One of the business's own people.
    OwnStaff {
        /// Who.
        person: PersonId,
    },
    /// An expedition or a bus.
    Expedition {
        /// Its name.
        name: String,
        /// Its waybill number (*resi*), empty while there is none.
        waybill: String,
    },
    /// The buyer comes for them.
    Collected,
}

impl Carrier {
    /// The courier who is a party here.
    pub const fn party(&self) -> Option<PartyId> {
        match self {
            Self::Courier { party } => Some(*party),
            Self::OwnStaff { .. } | Self::Expedition { .. } | Self::Collected => None,
        }
    }
}

code_enum! {
    /// With what the goods are carried.
    pub enum TransportMode {
        /// Motorcycle.
        Motorcycle = 1,
        /// Motor tricycle.
        Tricycle = 2,
        /// Pick-up truck.
        Pickup = 3,
        /// Truck.
        Truck = 4,
        /// Bus or travel.
        Bus = 5,
        /// Anything else, or not known.
        Other = 6,
    }
}

/// The business issued a delivery slip and gave it to a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryOrdered {
    /// Its id.
    pub slip: SlipId,
    /// Its number for people.
    pub number: String,
    /// For which order.
    pub order: OrderId,
    /// The how-many-th attempt to deliver the order, from 1.
    pub attempt: u16,
    /// Who carries.
    pub carrier: Carrier,
    /// With what.
    pub mode: TransportMode,
    /// Where to.
    pub destination: DeliveryWish,
    /// How many packages.
    pub packages: u16,
    /// Cash to collect from the receiver.
    pub cash_to_collect: Rupiah,
    /// What the courier earns.
    pub courier_fee: Rupiah,
    /// A word to the courier.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Why a courier does not take a slip.
    pub enum DeliveryRefusal {
        /// No time.
        Busy = 1,
        /// Too much or too heavy.
        TooLarge = 2,
        /// Too far.
        TooFar = 3,
        /// Something else, said in words.
        Other = 4,
    }
}

/// The courier did not take the slip.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryDeclined {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
    /// Why.
    pub reason: DeliveryRefusal,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// The business took a slip back before the goods were picked up.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryWithdrawn {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
}

/// The carrier has the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryPickedUp {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
    /// How many packages were taken.
    pub packages: u16,
}

/// The receiver has the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryCompleted {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
    /// Who took them.
    pub received_by: Option<Sealed<ReceivedBy>>,
    /// Cash taken from the receiver.
    pub cash_collected: Rupiah,
}

code_enum! {
    /// Why the goods did not arrive.
    pub enum DeliveryProblem {
        /// Nobody was there.
        NobodyHome = 1,
        /// The address does not exist or was not found.
        AddressNotFound = 2,
        /// The receiver did not take them.
        ReceiverRefused = 3,
        /// They were damaged on the way.
        Damaged = 4,
        /// Vehicle, road or weather.
        Transport = 5,
        /// Something else, said in words.
        Other = 6,
    }
}

/// An attempt to deliver failed; the goods are back with the business.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryFailed {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
    /// Why.
    pub reason: DeliveryProblem,
    /// The day another attempt was spoken of.
    pub next_attempt: Option<Day>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}
