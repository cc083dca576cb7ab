//! What can happen to stock by itself. A contract on disk: it only grows.
//!
//! Receipts, production and packing move stock too; their facts carry the quantities.

use bincode::{Decode, Encode};

use crate::book::correction::Mistake;
use crate::book::material::ReceivedLine;
use crate::code_enum;
use crate::ids::{MaterialId, OrderId, ProductId, RequestId};
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Moment;

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

/// The newest count of something was wrong. What moved since then holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CountCorrected {
    /// What was counted.
    pub item: StockItem,
    /// What the count had said.
    pub was: Quantity,
    /// What it should have said.
    pub is: Quantity,
    /// How much the book said there is now, before this.
    pub before: Quantity,
    /// When the count that was wrong was written down.
    pub since: Moment,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// What came with a receipt was counted wrongly. What was used or went back since then holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReceiptCorrected {
    /// Of which request.
    pub request: RequestId,
    /// For which order, where it was for one.
    pub order: Option<OrderId>,
    /// The how-many-th receipt of the request, from 1.
    pub receipt: u16,
    /// What had been written down.
    pub was: Vec<ReceivedLine>,
    /// What came.
    pub is: Vec<ReceivedLine>,
    /// When the receipt that was wrong was written down.
    pub since: Moment,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

impl ReceiptCorrected {
    /// Each line as it was and as it is; a line that was not there was nothing.
    pub fn changes(&self) -> impl Iterator<Item = (ReceivedLine, ReceivedLine)> {
        changes(&self.was, &self.is)
    }
}

/// Each line as it was and as it is; a line that is in one of them alone is nothing in the other.
pub(in crate::book) fn changes(
    was: &[ReceivedLine],
    is: &[ReceivedLine],
) -> impl Iterator<Item = (ReceivedLine, ReceivedLine)> {
    let gone = was.iter().filter(move |line| !is.iter().any(|other| other.number == line.number));
    let stays = is.iter().map(move |line| {
        let before = was.iter().find(|other| other.number == line.number);
        (before.copied().unwrap_or_else(|| nothing_of(line)), *line)
    });
    stays.chain(gone.map(|line| (*line, nothing_of(line))))
}

const fn nothing_of(line: &ReceivedLine) -> ReceivedLine {
    ReceivedLine { quantity: Quantity::ZERO, damaged: Quantity::ZERO, ..*line }
}
