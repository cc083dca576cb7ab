//! What a business holds for a buyer beside the orders, and on what terms it sells to them.

use bincode::{Decode, Encode};

use crate::book::{Book, Event};
use crate::ids::PartyId;
use crate::money::Rupiah;

/// One buyer's account with the business, folded from its movements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct BuyerAccount {
    /// What was paid too much and is the buyer's to use.
    pub credit: Rupiah,
    /// What the business has said to give back and has not yet given.
    pub refund_due: Rupiah,
    /// Share of the total that is asked of them before work starts, in percent.
    pub deposit_percent: Option<u8>,
    /// How many days after the goods have arrived the rest may be paid.
    pub tempo_days: Option<u16>,
    /// How much they may owe before another order is accepted.
    pub credit_limit: Option<Rupiah>,
}

impl BuyerAccount {
    /// Keeps a fact about this buyer's account. Others leave it as it is, and then the answer is no.
    pub fn evolve(&mut self, event: &Event) -> bool {
        match event {
            Event::PaymentVerified(e) => self.credit = self.credit.and(e.to_credit),
            Event::OrderChanged(e) => self.credit = self.credit.and(e.to_credit),
            Event::ShortfallSettled(e) => {
                self.credit = self.credit.and(e.to_credit);
                self.refund_due = self.refund_due.and(e.to_refund);
            }
            Event::OrderCancelled(e) => {
                self.credit = self.credit.and(e.to_credit);
                self.refund_due = self.refund_due.and(e.to_refund);
            }
            Event::PaymentCorrected(e) => {
                self.credit = self.credit.and(e.credit);
                self.refund_due = self.refund_due.and(e.refund);
            }
            Event::CreditUsed(e) => self.credit = self.credit.less_or_zero(e.amount),
            Event::RefundPaid(e) => {
                let from_due = e.amount.min(self.refund_due);
                self.refund_due = self.refund_due.less(from_due);
                self.credit = self.credit.less_or_zero(e.amount.less(from_due));
            }
            Event::BuyerTermsSet(e) => {
                self.deposit_percent = e.deposit_percent;
                self.tempo_days = e.tempo_days;
                self.credit_limit = e.credit_limit;
            }
            _ => return false,
        }
        true
    }

    /// All that the business holds for them and would have to give back.
    pub const fn returnable(&self) -> Rupiah {
        self.credit.and(self.refund_due)
    }
}

impl Book {
    /// A buyer's account; empty for whom nothing is held.
    pub fn account(&self, buyer: PartyId) -> BuyerAccount {
        self.accounts.get(&buyer).cloned().unwrap_or_default()
    }

    /// What a buyer owes for all orders that were accepted and are not settled.
    pub fn owed_by(&self, buyer: PartyId) -> Rupiah {
        let theirs = self.orders.values().filter(|order| order.buyer == buyer);
        theirs.fold(Rupiah::ZERO, |sum, order| sum.and(order.rest()))
    }
}
