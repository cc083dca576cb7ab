//! Paying an order with credit.

use bincode::{Decode, Encode};

use super::CreditUsed;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;

/// The buyer, or the business for them, pays an order with what the business holds for the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `CreditUsed`")]
pub struct UseCredit {
    pub order: OrderId,
    pub amount: Rupiah,
}

impl UseCredit {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.by(order.buyer).or_else(|_| context.by_business())?;
        order.under_way()?;
        if !self.amount.is_positive() {
            return Err(Rejection::Invalid { field: "amount" });
        }
        let rest = order.rest();
        if !rest.is_positive() {
            return Err(Rejection::NothingDue);
        }
        let credit = book.account(order.buyer).credit;
        if self.amount > credit {
            return Err(Rejection::CreditShort { credit, wished: self.amount });
        }
        let amount = self.amount.min(rest);
        Ok(vec![CreditUsed { order: order.id, buyer: order.buyer, amount }.into()])
    }
}
