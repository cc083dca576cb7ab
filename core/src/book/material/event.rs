//! What can happen between a business and its suppliers. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{MaterialId, OrderId, PartyId, ProductId, RequestId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Note, Sealed};
use crate::time::Day;

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

/// The business counted what arrived and put it in stock.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsReceived {
    /// Which request.
    pub request: RequestId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// What was counted.
    pub lines: Vec<CountedLine>,
}
