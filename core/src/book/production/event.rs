//! What can happen in the workshop. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::delivery::LineQuantity;
use crate::book::stock::StockLine;
use crate::ids::OrderId;

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
