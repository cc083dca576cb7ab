//! Counting what came back.

use bincode::{Decode, Encode};

use super::{ReturnReceived, ReturnedLine, each_once, name_of};
use crate::book::stock::StockLine;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::quantity::Quantity;

/// The business counts what came back and says what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ReturnReceived`")]
pub struct ReceiveReturn {
    pub order: OrderId,
    pub number: u16,
    pub lines: Vec<ReturnedLine>,
}

impl ReceiveReturn {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        let entry = order.returns.iter().find(|entry| entry.number == self.number);
        let entry = entry.ok_or(Rejection::Invalid { field: "number" })?;
        if !entry.is_open() {
            return if entry.counted == self.lines { Ok(vec![]) } else { Err(Rejection::ReturnOver) };
        }
        context.not_before(book, order.placed_at)?;
        each_once(self.lines.iter().map(|line| line.line))?;
        if self.lines.len() != entry.lines.len() {
            return Err(Rejection::Invalid { field: "lines" });
        }
        let mut stocked = Vec::new();
        for of in &self.lines {
            let line = name_of(order, of.line)?;
            let sent = entry.lines.iter().find(|sent| sent.line == of.line);
            let expected = sent.ok_or(Rejection::Invalid { field: "line" })?.quantity;
            let parts = [of.again, of.to_stock, of.scrapped, of.lost, of.kept];
            let sum = parts.iter().fold(Quantity::ZERO, |sum, part| sum.and(*part));
            if parts.iter().any(|part| *part < Quantity::ZERO) || sum != expected {
                return Err(Rejection::DoesNotAddUp { name: line.name.clone(), expected });
            }
            // What a carrier brought back was never with the buyer.
            if entry.slip.is_some() && of.kept.is_positive() {
                return Err(Rejection::Invalid { field: "kept" });
            }
            let left = order.goods_of(of.line).map(|goods| goods.short).unwrap_or_default();
            if of.again.and(of.kept) > left {
                return Err(Rejection::OnlySoMany { name: line.name.clone(), left, unit: line.base_unit });
            }
            if of.to_stock.is_positive() {
                stocked.push(StockLine { item: Book::shelf_item(line), quantity: of.to_stock });
            }
        }
        let (order, number, lines) = (order.id, self.number, self.lines.clone());
        Ok(vec![ReturnReceived { order, number, lines, stocked }.into()])
    }
}
