//! Taking a line of a bank's statement as a payment.

use bincode::{Decode, Encode};

use super::{BankLineTaken, PaymentMethod, RecordPayment, VerifyPayment};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PaymentId};
use crate::money::Rupiah;
use crate::time::Day;

/// What a line is taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum TakenAs {
    /// A payment, or a transfer, that was claimed.
    Claim(PaymentId),
    /// A payment that nobody told of, for an order.
    For(OrderId),
}

/// The business takes a line of its bank's statement as a payment. A line that was taken before adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TakeBankLine {
    /// The line's fingerprint.
    pub print: [u8; 16],
    /// What it is taken as.
    pub taken_as: TakenAs,
    /// How much came in.
    pub amount: Rupiah,
    /// The day the bank says.
    pub day: Option<Day>,
}

impl TakeBankLine {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        if book.bank_lines.contains(&self.print) {
            return Ok(vec![]);
        }
        let (payment, mut events) = match self.taken_as {
            TakenAs::Claim(payment) => {
                (payment, VerifyPayment { payment, seen: self.amount }.decide(book, context)?)
            }
            TakenAs::For(order) => {
                let method = PaymentMethod::BankTransfer;
                let recorded = RecordPayment { order, amount: self.amount, method, note: None };
                (PaymentId(context.id(0)), recorded.decide(book, context)?)
            }
        };
        events.push(BankLineTaken { print: self.print, payment, amount: self.amount, day: self.day }.into());
        Ok(events)
    }
}
