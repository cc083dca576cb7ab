//! What can happen in the workshop. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::delivery::LineQuantity;
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

/// What is in one package.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PackageContents {
    /// The package's number in the order, from 1.
    pub package: u16,
    /// What is in it.
    pub lines: Vec<LineQuantity>,
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
    /// What is in each; empty where nobody wrote it down.
    pub contents: Vec<PackageContents>,
}

/// The first form of [`OrderPacked`]: nobody wrote down what is in which package.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderPacked`")]
pub struct OrderPackedV1 {
    pub order: OrderId,
    pub packages: u16,
    pub goods: Vec<StockLine>,
}

impl From<OrderPackedV1> for OrderPacked {
    fn from(old: OrderPackedV1) -> Self {
        let OrderPackedV1 { order, packages, goods } = old;
        Self { order, packages, goods, contents: Vec::new() }
    }
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
