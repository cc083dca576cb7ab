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
    /// It is another line, although one like it was taken.
    pub another: bool,
}

/// A line that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct TakenLine {
    /// As which payment.
    pub payment: PaymentId,
    /// How much came in.
    pub amount: Rupiah,
    /// The day the bank says; where it says none, the day it was taken.
    pub day: Day,
}

impl TakeBankLine {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        if book.bank_lines.contains_key(&self.print) {
            return Ok(vec![]);
        }
        if !self.another && book.line_like(self.amount, self.day.unwrap_or(context.today)).is_some() {
            return Err(Rejection::PerhapsSameLine { amount: self.amount });
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

/// So many days apart two writings of one line may be: a bank's app says when the money came, its statement when it was
/// booked.
const DAYS_APART: i32 = 1;

impl Book {
    /// A line that was taken and may be the same as one that says this: so much, on such a day. A program and a file call
    /// one line by different names.
    pub fn line_like(&self, amount: Rupiah, day: Day) -> Option<TakenLine> {
        let apart = |taken: &TakenLine| taken.day.number().saturating_sub(day.number()).abs();
        let near = |taken: &&TakenLine| taken.amount == amount && apart(taken) <= DAYS_APART;
        self.bank_lines.values().find(near).copied()
    }
}
