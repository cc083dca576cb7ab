//! Payment so many days after the goods have arrived.

use bincode::{Decode, Encode};

use super::TempoGranted;
use crate::book::order::Order;
use crate::book::{Book, Command, Context, Event, Rejection};
use crate::ids::OrderId;

/// The longest *tempo*, in days.
const LONGEST: u16 = 365;

/// The business gives a buyer time. Its policy does so by itself for whom it agreed days with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `TempoGranted`")]
pub struct GrantTempo {
    pub order: OrderId,
    pub days: u16,
}

impl GrantTempo {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let order = book.order(self.order)?;
        order.under_way()?;
        if self.days > LONGEST {
            return Err(Rejection::Invalid { field: "tempo_days" });
        }
        if order.money.tempo_days == Some(self.days) {
            return Ok(vec![]);
        }
        Ok(vec![TempoGranted { order: order.id, days: self.days }.into()])
    }
}

/// The business's policy: an order of a buyer with agreed days has them.
pub(in crate::book) fn grant_what_was_agreed(book: &Book, order: &Order) -> Vec<Command> {
    let days = book.account(order.buyer).tempo_days;
    days.map(|days| GrantTempo { order: order.id, days }.into()).into_iter().collect()
}
