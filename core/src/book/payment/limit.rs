//! How much a buyer may owe.

use bincode::{Decode, Encode};

use super::LimitWaived;
use crate::book::order::{Order, Stage};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;

/// The owner takes an order although its buyer owes more than their limit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WaiveLimit {
    /// Which order.
    pub order: OrderId,
}

impl WaiveLimit {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        if order.money.limit_waived {
            return Ok(vec![]);
        }
        if order.stage != Stage::Placed {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        let limit = book.account(order.buyer).credit_limit.ok_or(Rejection::NoLimit)?;
        let open = book.owed_by(order.buyer);
        Ok(vec![LimitWaived { order: order.id, limit, open }.into()])
    }
}

/// Refuses to take an order with which its buyer would owe more than their limit, unless the owner let it be.
pub(in crate::book) fn within_limit(book: &Book, order: &Order, total: Rupiah) -> Result<(), Rejection> {
    let Some(limit) = book.account(order.buyer).credit_limit else { return Ok(()) };
    let open = book.owed_by(order.buyer);
    if order.money.limit_waived || open.and(total) <= limit {
        return Ok(());
    }
    let orders = book.orders.values().filter(|it| it.buyer == order.buyer && it.rest().is_positive()).count();
    Err(Rejection::OverLimit { limit, open, orders: u32::try_from(orders).unwrap_or(u32::MAX), total })
}
