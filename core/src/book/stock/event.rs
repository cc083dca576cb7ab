//! What can happen to stock by itself. A contract on disk: it only grows.
//!
//! Receipts, production and packing move stock too; their facts carry the quantities.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{MaterialId, OrderId, ProductId};
use crate::quantity::Quantity;

/// Something that lies in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum StockItem {
    /// Finished goods, in the product's base unit.
    Goods {
        /// Which product.
        product: ProductId,
        /// Which variant of it.
        variant: u16,
    },
    /// A material, in its unit.
    Material {
        /// Which material.
        material: MaterialId,
    },
}

code_enum! {
    /// Why the shelf holds another quantity than the book said.
    pub enum CountReason {
        /// The first count.
        Opening = 1,
        /// Counted again.
        Count = 2,
        /// Bought without a request: at the market, in cash.
        Purchase = 3,
        /// Broken, spoilt or lost.
        Loss = 4,
        /// Made for the shelf.
        Made = 5,
        /// What was written down before was wrong.
        Correction = 6,
    }
}

/// A quantity of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct StockLine {
    /// What.
    pub item: StockItem,
    /// How much of it.
    pub quantity: Quantity,
}

/// Somebody counted, and what was counted is what there is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StockCounted {
    /// What was counted.
    pub item: StockItem,
    /// How much is there.
    pub quantity: Quantity,
    /// How much the book said there was.
    pub before: Quantity,
    /// Why they differ.
    pub reason: CountReason,
}

/// Goods on the shelf are kept for an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GoodsReserved {
    /// For which order.
    pub order: OrderId,
    /// What is kept.
    pub lines: Vec<StockLine>,
}

/// Goods kept for an order may be sold to others again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReservationReleased {
    /// For which order they were kept.
    pub order: OrderId,
    /// What is free again.
    pub lines: Vec<StockLine>,
}

/// How much of something there should always be. Nothing lifts the rule.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StockRuleSet {
    /// Of what.
    pub item: StockItem,
    /// How much.
    pub at_least: Quantity,
}
