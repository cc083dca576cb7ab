//! What can happen on the way to the buyer. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::order::DeliveryWish;
use crate::book::stock::StockLine;
use crate::code_enum;
use crate::ids::{BlobHash, OrderId, PartyId, PersonId, SlipId, TripId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
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

/// So much of one line of an order, in the base unit of its product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct LineQuantity {
    /// The line's number in the order.
    pub line: u16,
    /// How much of it.
    pub quantity: Quantity,
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
    /// The how-many-th slip of the order, from 1.
    pub attempt: u16,
    /// Who carries.
    pub carrier: Carrier,
    /// With what.
    pub mode: TransportMode,
    /// The vehicle's plate, or another word for it; empty where nobody said.
    pub vehicle: String,
    /// Where to.
    pub destination: DeliveryWish,
    /// How many packages.
    pub packages: u16,
    /// Which of the order's packages; empty: all that were there.
    pub boxes: Vec<u16>,
    /// What is in them; empty: all that was there.
    pub load: Vec<LineQuantity>,
    /// Cash to collect from the receiver.
    pub cash_to_collect: Rupiah,
    /// What the courier earns.
    pub courier_fee: Rupiah,
    /// The hash of the code that the receiver reads out, where one is asked for.
    pub code: Option<[u8; 32]>,
    /// A word to the courier.
    pub note: Option<Sealed<Note>>,
}

/// The first form of [`DeliveryOrdered`]: the whole order on one slip.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryOrdered`")]
pub struct DeliveryOrderedV1 {
    pub slip: SlipId,
    pub number: String,
    pub order: OrderId,
    pub attempt: u16,
    pub carrier: Carrier,
    pub mode: TransportMode,
    pub destination: DeliveryWish,
    pub packages: u16,
    pub cash_to_collect: Rupiah,
    pub courier_fee: Rupiah,
    pub note: Option<Sealed<Note>>,
}

impl From<DeliveryOrderedV1> for DeliveryOrdered {
    fn from(old: DeliveryOrderedV1) -> Self {
        Self {
            slip: old.slip,
            number: old.number,
            order: old.order,
            attempt: old.attempt,
            carrier: old.carrier,
            mode: old.mode,
            vehicle: String::new(),
            destination: old.destination,
            packages: old.packages,
            boxes: Vec::new(),
            load: Vec::new(),
            cash_to_collect: old.cash_to_collect,
            courier_fee: old.courier_fee,
            code: None,
            note: old.note,
        }
    }
}

/// The courier takes the slip and will come for the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryAccepted {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
}

/// The business gave a slip to another carrier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryReassigned {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
    /// Who carries from now on.
    pub carrier: Carrier,
    /// With what.
    pub mode: TransportMode,
    /// The vehicle's plate, or another word for it; empty where nobody said.
    pub vehicle: String,
    /// What that carrier earns.
    pub courier_fee: Rupiah,
    /// A word to the carrier.
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
    /// Which packages were not there.
    pub missing: Vec<u16>,
    /// What is in those, as far as it was written down: it stays with the business.
    pub left: Vec<LineQuantity>,
}

/// The first form of [`DeliveryPickedUp`]: nothing was missing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryPickedUp`")]
pub struct DeliveryPickedUpV1 {
    pub slip: SlipId,
    pub order: OrderId,
    pub packages: u16,
}

impl From<DeliveryPickedUpV1> for DeliveryPickedUp {
    fn from(old: DeliveryPickedUpV1) -> Self {
        let DeliveryPickedUpV1 { slip, order, packages } = old;
        Self { slip, order, packages, missing: Vec::new(), left: Vec::new() }
    }
}

/// What became of one line at the door, in the base unit of its product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct LineOutcome {
    /// The line's number in the order.
    pub line: u16,
    /// Taken.
    pub accepted: Quantity,
    /// Broken or spoilt, not taken: it goes back.
    pub damaged: Quantity,
    /// Whole, not taken: it goes back.
    pub refused: Quantity,
    /// Not there.
    pub missing: Quantity,
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
    /// What was taken of each line; empty: everything.
    pub outcomes: Vec<LineOutcome>,
    /// The receiver's signature, as drawn.
    pub signature: Option<BlobHash>,
    /// The receiver read out the right code.
    pub code: bool,
    /// The last day the buyer may send goods back; none where the goods do not go back.
    pub returns_until: Option<Day>,
}

/// The first form of [`DeliveryCompleted`]: everything was taken.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryCompleted`")]
pub struct DeliveryCompletedV1 {
    pub slip: SlipId,
    pub order: OrderId,
    pub received_by: Option<Sealed<ReceivedBy>>,
    pub cash_collected: Rupiah,
}

impl From<DeliveryCompletedV1> for DeliveryCompleted {
    fn from(old: DeliveryCompletedV1) -> Self {
        let DeliveryCompletedV1 { slip, order, received_by, cash_collected } = old;
        Self {
            slip,
            order,
            received_by,
            cash_collected,
            outcomes: Vec::new(),
            signature: None,
            code: false,
            returns_until: None,
        }
    }
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

/// A failure that was marked too soon is taken back: the carrier still has the goods and goes on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct FailureReopened {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
}

code_enum! {
    /// Why goods go back.
    pub enum ReturnReason {
        /// Broken or spoilt.
        Damaged = 1,
        /// Not wanted.
        Refused = 2,
        /// Not what was ordered.
        Wrong = 3,
        /// Something else, said in words.
        Other = 4,
    }
}

/// So much of one line that goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ReturnLine {
    /// The line's number in the order.
    pub line: u16,
    /// How much of it, in base units.
    pub quantity: Quantity,
    /// Why.
    pub reason: ReturnReason,
}

/// Goods are on their way back to the business.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GoodsReturned {
    /// Of which order.
    pub order: OrderId,
    /// Its number in the order, from 1.
    pub number: u16,
    /// The slip whose carrier brings them back at once; none where the buyer sends them later.
    pub slip: Option<SlipId>,
    /// What comes back.
    pub lines: Vec<ReturnLine>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// What became of one line that went back, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ReturnedLine {
    /// The line's number in the order.
    pub line: u16,
    /// Kept for the same order, to be sent again.
    pub again: Quantity,
    /// Put on the shelf, for whoever buys it.
    pub to_stock: Quantity,
    /// Thrown away.
    pub scrapped: Quantity,
    /// Never came, and is not with the buyer either.
    pub lost: Quantity,
    /// Stayed with the buyer after all.
    pub kept: Quantity,
}

/// The business has counted what came back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReturnReceived {
    /// Of which order.
    pub order: OrderId,
    /// Which return of it.
    pub number: u16,
    /// What became of each line.
    pub lines: Vec<ReturnedLine>,
    /// What lies on the shelf again.
    pub stocked: Vec<StockLine>,
}

/// What is done about one line that the buyer did not get, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct SettledLine {
    /// The line's number in the order.
    pub line: u16,
    /// Replaced from the shelf, to be sent again.
    pub replaced: Quantity,
    /// Not to come any more.
    pub forgone: Quantity,
}

/// The business decided about what the buyer did not get, or not whole.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ShortfallSettled {
    /// Of which order.
    pub order: OrderId,
    /// What is done about each line.
    pub lines: Vec<SettledLine>,
    /// What left the shelf to replace it.
    pub taken: Vec<StockLine>,
    /// By how much that lowers what the buyer owes in all.
    pub amount: Rupiah,
    /// What of the money held for the order is the buyer's credit from now on.
    pub to_credit: Rupiah,
    /// What of it is to be paid back.
    pub to_refund: Rupiah,
    /// A word about it.
    pub note: Option<Sealed<Note>>,
}

/// How long a buyer may send goods back. Holds for what is delivered from then on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReturnPolicySet {
    /// Days after the delivery; 0 takes nothing back.
    pub days: u16,
}

/// Several slips are to be carried on one trip.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TripPlanned {
    /// Its id.
    pub trip: TripId,
    /// Its number for people.
    pub number: String,
    /// Who carries.
    pub carrier: Carrier,
    /// With what.
    pub mode: TransportMode,
    /// The vehicle's plate, or another word for it; empty where nobody said.
    pub vehicle: String,
    /// The slips, in the order of their stops.
    pub slips: Vec<SlipId>,
}

/// The stops of a trip are made in another order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TripReordered {
    /// Which trip.
    pub trip: TripId,
    /// All its slips, in the order of their stops.
    pub slips: Vec<SlipId>,
}

code_enum! {
    /// What a carrier did.
    pub enum Deed {
        /// Took the goods along.
        PickedUp = 1,
        /// Handed them over.
        Delivered = 2,
        /// Did not find the receiver, or came back with them for another reason.
        Failed = 3,
    }
}

/// A carrier tells late of a deed that does not fit what the book knows by now. It changes nothing by itself:
/// the business sees it and sorts it out.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LateDeedKept {
    /// Which slip.
    pub slip: SlipId,
    /// For which order.
    pub order: OrderId,
    /// The party that says to have done it.
    pub by: PartyId,
    /// What was done.
    pub deed: Deed,
    /// Who took the goods, as is said.
    pub received_by: Option<Sealed<ReceivedBy>>,
    /// Cash that was taken, as is said.
    pub cash_collected: Rupiah,
}
