//! Every movement of stock, with its reason: the one place that says what a fact does to the shelf.

use super::{CountReason, StockItem};
use crate::book::Event;
use crate::book::sale::shelf;
use crate::bugs::{Bug, made};
use crate::code_enum;
use crate::quantity::Quantity;

code_enum! {
    /// Why there is more or less of something.
    pub enum MoveReason {
        /// The first count.
        Opening = 1,
        /// A count found another quantity.
        Count = 2,
        /// What was written down before was wrong.
        Correction = 3,
        /// Came from a supplier.
        Receipt = 4,
        /// Bought without a request.
        Purchase = 5,
        /// Went into what is being made.
        Used = 6,
        /// Came back from what was made: less was used than planned.
        Unused = 7,
        /// Was made.
        Made = 8,
        /// Broken, spoilt or lost.
        Loss = 9,
        /// Packed for a buyer.
        Sale = 10,
        /// Went back to its supplier.
        GivenBack = 11,
        /// Came back from a buyer.
        CameBack = 12,
    }
}

/// More, or with a minus less, of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Of what.
    pub item: StockItem,
    /// How much more or less.
    pub change: Quantity,
    /// Why.
    pub why: MoveReason,
}

/// What a fact does to the shelf. `on_hand` says how much of an item there was before: a count says only what there
/// is now.
pub fn moves(event: &Event, on_hand: impl Fn(StockItem) -> Quantity) -> Vec<Move> {
    let less = |quantity: Quantity| Quantity::ZERO.less(quantity);
    match event {
        Event::StockCounted(e) => {
            let why = match e.reason {
                CountReason::Opening => MoveReason::Opening,
                CountReason::Count => MoveReason::Count,
                CountReason::Purchase => MoveReason::Purchase,
                CountReason::Loss => MoveReason::Loss,
                CountReason::Made => MoveReason::Made,
                CountReason::Correction => MoveReason::Correction,
            };
            vec![Move { item: e.item, change: e.quantity.less(on_hand(e.item)), why }]
        }
        Event::MaterialsReceived(e) => {
            let came = |line: &crate::book::material::ReceivedLine| Move {
                item: StockItem::Material { material: line.material },
                change: if made(Bug::GainKilogram) { line.quantity.and(line.damaged) } else { line.quantity },
                why: MoveReason::Receipt,
            };
            e.lines.iter().map(came).collect()
        }
        Event::MaterialsReturned(e) => {
            let gone = |line: &crate::book::material::ReceivedLine| Move {
                item: StockItem::Material { material: line.material },
                change: less(line.quantity),
                why: MoveReason::GivenBack,
            };
            e.lines.iter().map(gone).collect()
        }
        Event::MaterialsBought(e) => {
            let bought = |line: &crate::book::material::BoughtLine| Move {
                item: StockItem::Material { material: line.material },
                change: line.quantity,
                why: MoveReason::Purchase,
            };
            e.lines.iter().map(bought).collect()
        }
        Event::PurchaseCorrected(e) => {
            let moved = e.changes().map(|(was, is)| Move {
                item: StockItem::Material { material: is.material },
                change: is.quantity.less(was.quantity),
                why: MoveReason::Correction,
            });
            moved.filter(|moved| moved.change != Quantity::ZERO).collect()
        }
        Event::CountCorrected(e) => {
            vec![Move { item: e.item, change: e.is.less(e.was), why: MoveReason::Correction }]
        }
        Event::ReceiptCorrected(e) => {
            let moved = e.changes().map(|(was, is)| Move {
                item: StockItem::Material { material: is.material },
                change: is.quantity.less(was.quantity),
                why: MoveReason::Correction,
            });
            moved.filter(|moved| moved.change != Quantity::ZERO).collect()
        }
        Event::ProductionStarted(e) => all(&e.consumed, MoveReason::Used, less),
        Event::MaterialsUsed(e) => {
            let used = |line: &super::StockLine| {
                let change = less(line.quantity);
                let why = if change.is_positive() { MoveReason::Unused } else { MoveReason::Used };
                Move { item: line.item, change, why }
            };
            e.more.iter().map(used).collect()
        }
        Event::ProductionFinished(e) => all(&e.made, MoveReason::Made, |quantity| quantity),
        Event::StockMade(e) => {
            let mut moves = all(&e.consumed, MoveReason::Used, less);
            moves.push(Move { item: e.made.item, change: e.made.quantity, why: MoveReason::Made });
            moves
        }
        Event::OrderPacked(e) => all(&e.goods, MoveReason::Sale, less),
        Event::ReturnReceived(e) => all(&e.stocked, MoveReason::CameBack, |quantity| quantity),
        Event::ShortfallSettled(e) => all(&e.taken, MoveReason::Sale, less),
        Event::SaleMade(e) => all(&shelf(&e.lines), MoveReason::Sale, less),
        Event::SaleVoided(e) => all(&e.goods, MoveReason::CameBack, |quantity| {
            if made(Bug::ShelveTwice) { quantity.and(quantity) } else { quantity }
        }),
        _ => Vec::new(),
    }
}

fn all(lines: &[super::StockLine], why: MoveReason, change: impl Fn(Quantity) -> Quantity) -> Vec<Move> {
    lines.iter().map(|line| Move { item: line.item, change: change(line.quantity), why }).collect()
}
