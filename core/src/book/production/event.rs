//! What can happen in the workshop. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::stock::StockLine;
use crate::ids::{OrderId, PersonId};
use crate::quantity::Quantity;

/// Work on an order's goods began, and its materials left the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductionStarted {
    /// For which order.
    pub order: OrderId,
    /// What was taken.
    pub consumed: Vec<StockLine>,
}

/// The goods of an order are made and kept for it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductionFinished {
    /// For which order.
    pub order: OrderId,
    /// What was made.
    pub made: Vec<StockLine>,
}

/// The goods of an order are in packages and have left the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderPacked {
    /// Which order.
    pub order: OrderId,
    /// How many packages, numbered from 1.
    pub packages: u16,
    /// What went into them.
    pub goods: Vec<StockLine>,
}

/// The steps that work goes through in this workshop, in their order. None means that work is one step.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WorkshopStepsSet {
    /// What they are called there.
    pub steps: Vec<String>,
}

/// Somebody said how far the work on an order has come. Photographs are the commit's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WorkReported {
    /// For which order.
    pub order: OrderId,
    /// Which line of it, from 1.
    pub line: u16,
    /// The how-many-th step, from 1.
    pub step: u16,
    /// How many steps there are.
    pub steps: u16,
    /// What the step is called.
    pub name: String,
    /// How many base units went through it, on top of those before.
    pub done: Quantity,
    /// How many were spoilt and thrown away.
    pub scrap: Quantity,
    /// How many have to be done again.
    pub rework: Quantity,
    /// Who did it.
    pub worker: Option<PersonId>,
}

/// An order's goods took more or less than the plan had said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialsUsed {
    /// For which order.
    pub order: OrderId,
    /// How much more of what; with a minus, so much went back on the shelf.
    pub more: Vec<StockLine>,
}

/// Goods were made for the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StockMade {
    /// What was made, and is on the shelf.
    pub made: StockLine,
    /// How many were spoilt in the making.
    pub scrap: Quantity,
    /// What all of them took.
    pub consumed: Vec<StockLine>,
    /// Who made them.
    pub worker: Option<PersonId>,
}
