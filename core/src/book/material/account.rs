//! What a business and one supplier owe each other: a sum of movements, never stored.

use bincode::{Decode, Encode};

use crate::book::Event;
use crate::book::correction::Corrected;
use crate::book::payment::PaymentMethod;
use crate::ids::{PartyId, RequestId};
use crate::money::Rupiah;
use crate::time::{Day, Moment, When};

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
    /// When it came, or was paid, as far as anybody said.
    pub happened: Moment,
    /// What was written down before, where it was wrong.
    pub corrected: Vec<Corrected<Rupiah>>,
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
    /// When it came, or was paid, as far as anybody said.
    pub happened: Moment,
    /// What was written down before, where it was wrong.
    pub corrected: Vec<Corrected<Rupiah>>,
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
            Event::SupplierBillCorrected(e) => Some(e.supplier),
            Event::SupplierPaymentCorrected(e) => Some(e.supplier),
            _ => None,
        }
    }

    /// Keeps a fact about this account. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, when: impl Into<When>) {
        let when = when.into();
        let (at, happened) = (when.recorded, when.happened());
        match event {
            Event::SupplierBilled(e) => self.bills.push(Bill {
                number: e.number.clone(),
                request: e.request,
                amount: e.amount,
                due: e.due,
                at,
                happened,
                corrected: Vec::new(),
            }),
            Event::SupplierPaid(e) => self.payments.push(Paid {
                amount: e.amount,
                method: e.method,
                request: e.request,
                at,
                happened,
                corrected: Vec::new(),
            }),
            Event::SupplierBillCorrected(e) => {
                if let Some(bill) = self.bills.iter_mut().find(|bill| bill.number == e.number) {
                    let (why, note) = (e.why, e.note.clone());
                    bill.corrected.push(Corrected { was: bill.amount, why, note, at });
                    bill.amount = e.amount;
                }
            }
            Event::SupplierPaymentCorrected(e) => {
                let place = usize::try_from(e.payment).ok().and_then(|number| number.checked_sub(1));
                if let Some(paid) = place.and_then(|place| self.payments.get_mut(place)) {
                    let (why, note) = (e.why, e.note.clone());
                    paid.corrected.push(Corrected { was: paid.amount, why, note, at });
                    paid.amount = e.amount;
                }
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
