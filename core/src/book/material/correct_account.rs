//! Correcting what a supplier's bill asks for, and what a supplier was paid.

use bincode::{Decode, Encode};

use crate::book::correction::{Mistake, check_reason};
use crate::book::payment::{SupplierBillCorrected, SupplierPaymentCorrected};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::PartyId;
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The business says that a supplier's bill asks for another amount than was written down: for nothing where the
/// bill was none.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SupplierBillCorrected`")]
pub struct CorrectSupplierBill {
    pub supplier: PartyId,
    pub number: String,
    pub amount: Rupiah,
    pub why: Mistake,
    pub note: Option<Sealed<Note>>,
}

impl CorrectSupplierBill {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        let account = book.suppliers.get(&self.supplier);
        let bill = account.and_then(|account| account.bill(&self.number));
        let bill = bill.ok_or(Rejection::NothingToCorrect)?;
        not_less_than_nothing(self.amount)?;
        if bill.amount == self.amount {
            return Ok(vec![]);
        }
        Ok(vec![
            SupplierBillCorrected {
                supplier: self.supplier,
                number: bill.number.clone(),
                was: bill.amount,
                amount: self.amount,
                since: bill.happened,
                why: self.why,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

/// The business says that it paid a supplier another amount than was written down: nothing where it did not pay.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SupplierPaymentCorrected`")]
pub struct CorrectSupplierPayment {
    pub supplier: PartyId,
    pub payment: u32,
    pub amount: Rupiah,
    pub why: Mistake,
    pub note: Option<Sealed<Note>>,
}

impl CorrectSupplierPayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        let place = usize::try_from(self.payment).ok().and_then(|number| number.checked_sub(1));
        let account = book.suppliers.get(&self.supplier);
        let paid = account.zip(place).and_then(|(account, place)| account.payments.get(place));
        let paid = paid.ok_or(Rejection::NothingToCorrect)?;
        not_less_than_nothing(self.amount)?;
        if paid.amount == self.amount {
            return Ok(vec![]);
        }
        Ok(vec![
            SupplierPaymentCorrected {
                supplier: self.supplier,
                payment: self.payment,
                method: paid.method,
                was: paid.amount,
                amount: self.amount,
                since: paid.happened,
                why: self.why,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

fn not_less_than_nothing(amount: Rupiah) -> Result<(), Rejection> {
    if amount < Rupiah::ZERO { Err(Rejection::Invalid { field: "amount" }) } else { Ok(()) }
}
