//! What can happen in the workshop. A contract on disk: it only grows.

use bincode::{Decode, Encode};

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
