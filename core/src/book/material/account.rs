//! What a business and one supplier owe each other: a sum of movements, never stored.

use bincode::{Decode, Encode};

use crate::book::Event;
use crate::book::payment::PaymentMethod;
use crate::ids::{PartyId, RequestId};
use crate::money::Rupiah;
use crate::time::{Day, Moment};

/// A bill as it came.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Bill {
    /// The number that stands on it.
    pub number: String,
    /// For which request, where it is for one.
    pub request: Option<RequestId>,
    /// What it asks for.
    pub amount: Rupiah,
    /// The day it is to be paid by.
    pub due: Option<Day>,
    /// When it was written down.
    pub at: Moment,
}

/// A payment to the supplier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Paid {
    /// How much.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// For which request, where it was for one.
    pub request: Option<RequestId>,
    /// When it was written down.
    pub at: Moment,
}

/// One supplier's account in a business's book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct SupplierAccount {
    /// Bills, oldest first.
    pub bills: Vec<Bill>,
    /// Payments, oldest first.
    pub payments: Vec<Paid>,
    /// What was taken off for materials that went back.
    pub returned: Rupiah,
}

impl SupplierAccount {
    /// Whose account a fact moves, if it moves one.
    pub const fn of(event: &Event) -> Option<PartyId> {
        match event {
            Event::SupplierBilled(e) => Some(e.supplier),
            Event::SupplierPaid(e) => Some(e.supplier),
            Event::MaterialsReturned(e) => Some(e.supplier),
            _ => None,
        }
    }

    /// Keeps a fact about this account. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        match event {
            Event::SupplierBilled(e) => self.bills.push(Bill {
                number: e.number.clone(),
                request: e.request,
                amount: e.amount,
                due: e.due,
                at,
            }),
            Event::SupplierPaid(e) => {
                self.payments.push(Paid { amount: e.amount, method: e.method, request: e.request, at })
            }
            Event::MaterialsReturned(e) => self.returned = self.returned.and(e.credit),
            _ => {}
        }
    }

    /// The bill of that number.
    pub fn bill(&self, number: &str) -> Option<&Bill> {
        self.bills.iter().find(|bill| bill.number == number)
    }

    /// All that was billed.
    pub fn billed(&self) -> Rupiah {
        self.bills.iter().fold(Rupiah::ZERO, |sum, bill| sum.and(bill.amount))
    }

    /// All that was paid.
    pub fn paid(&self) -> Rupiah {
        self.payments.iter().fold(Rupiah::ZERO, |sum, paid| sum.and(paid.amount))
    }

    /// What the business owes: billed, less what was paid and what went back. Below nothing, it is an advance that
    /// the supplier holds.
    pub fn owed(&self) -> Rupiah {
        self.billed().less(self.paid()).less(self.returned)
    }

    /// What of each bill is still to be paid, the oldest bill paid first.
    pub fn open_bills(&self) -> Vec<(&Bill, Rupiah)> {
        let mut left = self.paid().and(self.returned);
        let mut open = Vec::new();
        for bill in &self.bills {
            let covered = left.min(bill.amount);
            left = left.less(covered);
            if covered < bill.amount {
                open.push((bill, bill.amount.less(covered)));
            }
        }
        open
    }
}
