//! What can happen between a business and its suppliers. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::correction::Mistake;
use crate::book::payment::PaymentMethod;
use crate::code_enum;
use crate::ids::{MaterialId, OrderId, PartyId, ProductId, RequestId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

/// What an order takes of one material.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialNeed {
    /// The material.
    pub material: MaterialId,
    /// What it was called.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How much the order takes.
    pub needed: Quantity,
    /// How much of that has to be bought.
    pub short: Quantity,
}

/// The materials of an order were reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsPlanned {
    /// For which order.
    pub order: OrderId,
    /// What it takes.
    pub needs: Vec<MaterialNeed>,
}

/// The materials of an order cannot be reckoned: products without a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PlanImpossible {
    /// For which order.
    pub order: OrderId,
    /// The products without a recipe.
    pub products: Vec<ProductId>,
}

/// One line of a material request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RequestLine {
    /// Its number in the request, from 1.
    pub number: u16,
    /// The material.
    pub material: MaterialId,
    /// What it was called.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How much is asked for.
    pub quantity: Quantity,
    /// The price expected for one unit.
    pub price: Rupiah,
}

/// The business asked a supplier for materials, with no day for the answer: how requests were written first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsRequestedV1 {
    /// Its id.
    pub request: RequestId,
    /// Its number for people.
    pub number: String,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Who is asked.
    pub supplier: PartyId,
    /// What for.
    pub lines: Vec<RequestLine>,
    /// When it is needed.
    pub wanted: Option<Day>,
    /// A word to the supplier.
    pub note: Option<Sealed<Note>>,
}

impl From<MaterialsRequestedV1> for MaterialsRequested {
    /// An old request waits for its answer without end.
    fn from(old: MaterialsRequestedV1) -> Self {
        let MaterialsRequestedV1 { request, number, order, supplier, lines, wanted, note } = old;
        Self { request, number, order, supplier, lines, wanted, note, answer_by: None }
    }
}

/// The business asked a supplier for materials.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsRequested {
    /// Its id.
    pub request: RequestId,
    /// Its number for people.
    pub number: String,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Who is asked.
    pub supplier: PartyId,
    /// What for.
    pub lines: Vec<RequestLine>,
    /// When it is needed.
    pub wanted: Option<Day>,
    /// A word to the supplier.
    pub note: Option<Sealed<Note>>,
    /// Until when the supplier may answer; afterwards the request expires.
    pub answer_by: Option<Moment>,
}

/// What a supplier promises of one line.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ConfirmedLine {
    /// The line's number.
    pub number: u16,
    /// How much is promised; may be less than asked, or nothing.
    pub quantity: Quantity,
    /// The price of one unit; may differ from the expected one.
    pub price: Rupiah,
}

/// The supplier confirmed, in full or in part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsConfirmed {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// What is promised.
    pub lines: Vec<ConfirmedLine>,
    /// The day it will be there.
    pub promised: Day,
    /// A word to the business.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Why a supplier does not deliver.
    pub enum SupplyRefusal {
        /// Nothing in stock.
        OutOfStock = 1,
        /// Not for that price.
        Price = 2,
        /// Not by that day.
        TooSoon = 3,
        /// Something else, said in words.
        Other = 4,
    }
}

/// The supplier refused.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsRefused {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Why.
    pub reason: SupplyRefusal,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// The business took a request back before anything was shipped.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsWithdrawn {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// So much of a line.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CountedLine {
    /// The line's number.
    pub number: u16,
    /// The material.
    pub material: MaterialId,
    /// How much was counted.
    pub quantity: Quantity,
}

/// The supplier sent the materials.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsShipped {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// What was sent.
    pub lines: Vec<CountedLine>,
    /// Number of the waybill, if it went by an expedition.
    pub waybill: Option<String>,
}

/// The business counted what arrived, once and for all: how receipts were written first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsReceivedV1 {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// What was counted.
    pub lines: Vec<CountedLine>,
}

impl From<MaterialsReceivedV1> for MaterialsReceived {
    /// An old receipt was the end of its request, and nothing of it was said to be damaged.
    fn from(old: MaterialsReceivedV1) -> Self {
        let line = |line: CountedLine| ReceivedLine {
            number: line.number,
            material: line.material,
            quantity: line.quantity,
            damaged: Quantity::ZERO,
        };
        Self {
            request: old.request,
            order: old.order,
            shipment: None,
            lines: old.lines.into_iter().map(line).collect(),
            closes: true,
        }
    }
}

/// What was counted of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ReceivedLine {
    /// The line's number.
    pub number: u16,
    /// The material.
    pub material: MaterialId,
    /// How much of it is good and is in stock now.
    pub quantity: Quantity,
    /// How much came damaged. It never enters stock: it lies apart until it is given back.
    pub damaged: Quantity,
}

/// The business counted what arrived and put what is good in stock.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsReceived {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// The how-many-th shipment of the request, where the supplier had said that it is on its way.
    pub shipment: Option<u16>,
    /// What was counted.
    pub lines: Vec<ReceivedLine>,
    /// Nothing more is to come: everything is there, or the business does not wait for the rest.
    pub closes: bool,
}

/// Another material in place of the one that was asked for, unit for unit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Substitute {
    /// The material.
    pub material: MaterialId,
    /// What it was called.
    pub name: String,
}

/// What a supplier offers in place of a line as it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OfferedLine {
    /// The line's number.
    pub number: u16,
    /// How much is offered; may be less than asked, or nothing.
    pub quantity: Quantity,
    /// The price of one unit.
    pub price: Rupiah,
    /// Another material instead.
    pub substitute: Option<Substitute>,
}

/// The supplier would deliver, but otherwise than asked. Nothing is agreed until the business accepts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierCountered {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// What is offered.
    pub lines: Vec<OfferedLine>,
    /// The day it would be there.
    pub promised: Day,
    /// A word to the business.
    pub note: Option<Sealed<Note>>,
}

/// The business took what the supplier offered: it is the agreement now.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierCounterAccepted {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// What was offered and is promised now.
    pub lines: Vec<OfferedLine>,
    /// The day it will be there.
    pub promised: Day,
}

/// The business did not take what the supplier offered. What held before holds on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierCounterRefused {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// A word to the supplier.
    pub note: Option<Sealed<Note>>,
}

/// Nobody answered a request in time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RequestExpired {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Until when it could have been answered.
    pub answer_by: Moment,
}

/// What is still to come of a request does not come any more: either side may say so.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RequestClosed {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Why materials go back to their supplier.
    pub enum ReturnReason {
        /// Broken or spoilt.
        Damaged = 1,
        /// Another material, kind or grade.
        Wrong = 2,
        /// More than was asked.
        TooMuch = 3,
        /// Something else, said in words.
        Other = 4,
    }
}

/// Materials went back to their supplier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsReturned {
    /// With which request they had come.
    pub request: RequestId,
    /// For which order, where it was for one.
    pub order: Option<OrderId>,
    /// Whose they are again.
    pub supplier: PartyId,
    /// What went back: good quantities leave the shelf, damaged ones had never been on it.
    pub lines: Vec<ReceivedLine>,
    /// Why.
    pub reason: ReturnReason,
    /// What the supplier takes off the bill for them.
    pub credit: Rupiah,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// A supplier's bill came. Its photograph is the commit's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierBilled {
    /// Whose bill it is.
    pub supplier: PartyId,
    /// For which request, where it is for one.
    pub request: Option<RequestId>,
    /// The number that stands on it.
    pub number: String,
    /// What it asks for.
    pub amount: Rupiah,
    /// The day it is to be paid by.
    pub due: Option<Day>,
}

/// The business paid a supplier. The proof is the commit's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierPaid {
    /// Who was paid.
    pub supplier: PartyId,
    /// For which request, where it was for one.
    pub request: Option<RequestId>,
    /// How much.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// A word to the supplier.
    pub note: Option<Sealed<Note>>,
}

/// So much of a material, bought and paid on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BoughtLine {
    /// The material.
    pub material: MaterialId,
    /// What it was called.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How much.
    pub quantity: Quantity,
    /// What all of it cost.
    pub cost: Rupiah,
}

impl BoughtLine {
    /// None of it, for nothing.
    pub fn nothing(&self) -> Self {
        Self { quantity: Quantity::ZERO, cost: Rupiah::ZERO, ..self.clone() }
    }
}

/// Materials were bought without a request, at the market or in a shop. A photograph of the note is the
/// commit's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsBought {
    /// Where.
    pub seller: String,
    /// What.
    pub lines: Vec<BoughtLine>,
    /// What it cost in all.
    pub total: Rupiah,
    /// How it was paid.
    pub method: PaymentMethod,
    /// A word for later.
    pub note: Option<Sealed<Note>>,
}

/// What was bought without a request was written down wrongly. What was used since then holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PurchaseCorrected {
    /// The how-many-th purchase of the book, from 1.
    pub purchase: u32,
    /// Where it was bought.
    pub seller: String,
    /// How it was paid.
    pub method: PaymentMethod,
    /// What had been written down.
    pub was: Vec<BoughtLine>,
    /// What was bought; nothing where nothing was.
    pub is: Vec<BoughtLine>,
    /// When it was bought, as far as anybody said.
    pub since: Moment,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}
