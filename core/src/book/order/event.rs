//! What can happen to an order as an agreement. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::profile::{OrderPolicySet, SettlementRule};
use crate::code_enum;
use crate::ids::{BlobHash, OrderId, PartyId, ProductId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Address, Note, Sealed};
use crate::time::Day;

code_enum! {
    /// Which of a product's prices a line has.
    pub enum PriceKind {
        /// For few.
        Retail = 1,
        /// For many.
        Wholesale = 2,
    }
}

/// One line of an order, with everything that must not change when the catalogue does.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderLine {
    /// Its number in the order, from 1.
    pub number: u16,
    /// What is ordered.
    pub product: ProductId,
    /// Which variant.
    pub variant: u16,
    /// What the product was called.
    pub name: String,
    /// What the variant was called; empty where there is but one.
    pub variant_name: String,
    /// The unit it was ordered in.
    pub unit: Unit,
    /// How much, in that unit.
    pub quantity: Quantity,
    /// The product's base unit.
    pub base_unit: Unit,
    /// How much, in base units.
    pub base: Quantity,
    /// Price of one base unit.
    pub price: Rupiah,
    /// Which price that is.
    pub price_kind: PriceKind,
    /// Price of the line.
    pub amount: Rupiah,
    /// Special wishes, in the buyer's words.
    pub specification: Option<Sealed<Note>>,
    /// A picture of what is meant.
    pub photo: Option<BlobHash>,
}

/// How the buyer wants the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum DeliveryWish {
    /// The buyer collects them.
    Collect,
    /// They are brought.
    Deliver {
        /// Code of the village (Kemendagri).
        village: String,
        /// Where exactly.
        address: Sealed<Address>,
    },
}

impl DeliveryWish {
    /// Who pays for the way if nobody says otherwise: whoever wants goods brought; nobody but the business where they are
    /// fetched.
    pub const fn usual_payer(&self) -> FreightPayer {
        match self {
            Self::Collect => FreightPayer::Business,
            Self::Deliver { .. } => FreightPayer::Buyer,
        }
    }
}

/// A buyer placed an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderPlaced {
    /// Its id.
    pub order: OrderId,
    /// Its number for people.
    pub number: String,
    /// Who buys.
    pub buyer: PartyId,
    /// What is bought.
    pub lines: Vec<OrderLine>,
    /// When the buyer would like it.
    pub wanted: Option<Day>,
    /// How it should come.
    pub delivery: DeliveryWish,
    /// Sum of the lines.
    pub goods_total: Rupiah,
    /// A word to the business.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Who pays for the transport.
    pub enum FreightPayer {
        /// It is added to the order.
        Buyer = 1,
        /// It is in the price.
        Business = 2,
    }
}

code_enum! {
    /// Where a line's goods come from.
    pub enum LineSource {
        /// From the shelf.
        Stock = 1,
        /// They are made.
        Make = 2,
    }
}

/// The business accepted an order and gave its word.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderAccepted {
    /// Which order.
    pub order: OrderId,
    /// The day the goods are promised for.
    pub promised: Day,
    /// What is to be paid before work starts; zero asks nothing.
    pub deposit_due: Rupiah,
    /// What the transport costs.
    pub freight: Rupiah,
    /// Who pays it.
    pub freight_payer: FreightPayer,
    /// What the buyer owes in all.
    pub total: Rupiah,
    /// When the rest is paid.
    pub settlement: SettlementRule,
    /// Where each line's goods come from, in the order of the lines.
    pub sources: Vec<LineSource>,
}

code_enum! {
    /// Why a business does not take an order.
    pub enum DeclineReason {
        /// No time for it.
        Busy = 1,
        /// Cannot be made, or not like that.
        NotPossible = 2,
        /// The materials are not to be had.
        NoMaterials = 3,
        /// The wanted day is too soon.
        TooSoon = 4,
        /// The place is too far.
        TooFar = 5,
        /// Something else, said in words.
        Other = 6,
    }
}

/// The business declined an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderDeclined {
    /// Which order.
    pub order: OrderId,
    /// Why.
    pub reason: DeclineReason,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// The buyer took an order back before it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderWithdrawn {
    /// Which order.
    pub order: OrderId,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// An accepted order was called off. What was held for it is kept, credited and paid back: nothing of it is lost.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderCancelled {
    /// Which order.
    pub order: OrderId,
    /// Which party called it off, or had asked for it.
    pub by: PartyId,
    /// What of the money held the business keeps.
    pub kept: Rupiah,
    /// What of it is the buyer's credit from now on.
    pub to_credit: Rupiah,
    /// What of it is to be paid back.
    pub to_refund: Rupiah,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// The first form of [`OrderCancelled`]: no money was held.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderCancelled`")]
pub struct OrderCancelledV1 {
    pub order: OrderId,
    pub by: PartyId,
    pub note: Option<Sealed<Note>>,
}

impl From<OrderCancelledV1> for OrderCancelled {
    fn from(old: OrderCancelledV1) -> Self {
        let OrderCancelledV1 { order, by, note } = old;
        let nothing = Rupiah::ZERO;
        Self { order, by, kept: nothing, to_credit: nothing, to_refund: nothing, note }
    }
}

/// The business's policy as it was when the order was accepted: it holds for this order from then on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PolicyAgreed {
    /// Which order.
    pub order: OrderId,
    /// What holds for it.
    pub policy: OrderPolicySet,
}

/// Goods delivered, price paid: nothing is open any more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderClosed {
    /// Which order.
    pub order: OrderId,
}
