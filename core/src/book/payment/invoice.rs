//! Invoices: a number of their own, gapless within the year.

use bincode::{Decode, Encode};

use super::InvoiceIssued;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;

/// The business issues an order's invoice. Where what was agreed has changed since the last one, a new one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct IssueInvoice {
    /// For which order.
    pub order: OrderId,
}

impl IssueInvoice {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let order = book.order(self.order)?;
        let agreement = order.agreement().ok_or(Rejection::WrongStage { stage: order.stage_name() })?;
        if order.money.invoices.last().is_some_and(|invoice| invoice.total == agreement.total) {
            return Ok(vec![]);
        }
        Ok(vec![
            InvoiceIssued {
                order: order.id,
                number: book.invoice_number(context.today.year()),
                total: agreement.total,
                paid: order.held(),
                day: context.today,
            }
            .into(),
        ])
    }
}
