//! Sending goods back after they were delivered.

use bincode::{Decode, Encode};

use super::{GoodsReturned, ReturnLine, each_once, name_of};
use crate::book::order::{Order, SlipState, Stage};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// The buyer sends goods back, within the business's days; the business may take them back whenever it likes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `GoodsReturned`")]
pub struct ReturnGoods {
    pub order: OrderId,
    pub lines: Vec<ReturnLine>,
    pub note: Option<Sealed<Note>>,
}

impl ReturnGoods {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        let by_business = context.by_business().is_ok();
        context.by(order.buyer).or_else(|_| context.by_business())?;
        context.sealed_here(self.note.as_ref())?;
        if !matches!(order.stage, Stage::Accepted { .. } | Stage::Closed { .. }) {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        if !by_business {
            in_time(order, context.today)?;
        }
        context.not_before(book, order.placed_at)?;
        if self.lines.is_empty() {
            return Err(Rejection::Invalid { field: "lines" });
        }
        each_once(self.lines.iter().map(|line| line.line))?;
        for of in &self.lines {
            let line = name_of(order, of.line)?;
            let left = order.goods_of(of.line).map(|goods| goods.delivered).unwrap_or_default();
            if !of.quantity.is_positive() {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            if of.quantity > left {
                return Err(Rejection::OnlySoMany { name: line.name.clone(), left, unit: line.base_unit });
            }
        }
        Ok(vec![
            GoodsReturned {
                order: order.id,
                number: next_number(order),
                slip: None,
                lines: self.lines.clone(),
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

/// The number the next return of an order gets.
pub(super) fn next_number(order: &Order) -> u16 {
    u16::try_from(order.returns.len() + 1).unwrap_or(u16::MAX)
}

/// Refuses a buyer whose days are over, or who never had any.
fn in_time(order: &Order, today: Day) -> Result<(), Rejection> {
    match order.returns_until() {
        None => Err(Rejection::NoReturns),
        Some(until) if until < today => Err(Rejection::ReturnTooLate { until }),
        Some(_) => Ok(()),
    }
}

impl Order {
    /// The last day on which the buyer may send something of it back; none where nothing arrived, or nothing
    /// is taken back.
    pub fn returns_until(&self) -> Option<Day> {
        let until = self.slips.iter().filter_map(|slip| match &slip.state {
            SlipState::Completed { returns_until, .. } => *returns_until,
            _ => None,
        });
        until.max()
    }
}
