//! Suppliers' bills, and paying them.

use bincode::{Decode, Encode};

use super::{SupplierBilled, SupplierPaid};
use crate::book::payment::PaymentMethod;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PartyId, RequestId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// Longest number of a bill.
const LONGEST_NUMBER: usize = 60;

/// A supplier's bill is written down, by the supplier or by the business that holds it in hand.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SupplierBilled`")]
pub struct RecordSupplierBill {
    pub supplier: PartyId,
    pub request: Option<RequestId>,
    pub number: String,
    pub amount: Rupiah,
    pub due: Option<Day>,
}

impl RecordSupplierBill {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        book.profile()?;
        by_either(context, self.supplier)?;
        context.party_is(self.supplier, Capacity::Supplier)?;
        is_its_request(book, self.request, self.supplier)?;
        let number = self.number.trim();
        if number.is_empty() || number.chars().count() > LONGEST_NUMBER {
            return Err(Rejection::Invalid { field: "number" });
        }
        if !self.amount.is_positive() {
            return Err(Rejection::Invalid { field: "amount" });
        }
        let account = book.suppliers.get(&self.supplier);
        if let Some(known) = account.and_then(|account| account.bill(number)) {
            let same = known.amount == self.amount && known.due == self.due && known.request == self.request;
            return if same { Ok(vec![]) } else { Err(Rejection::Taken { name: number.to_owned() }) };
        }
        Ok(vec![
            SupplierBilled {
                supplier: self.supplier,
                request: self.request,
                number: number.to_owned(),
                amount: self.amount,
                due: self.due,
            }
            .into(),
        ])
    }
}

/// The business pays a supplier: a bill, in part, or in advance.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SupplierPaid`")]
pub struct PaySupplier {
    pub supplier: PartyId,
    pub request: Option<RequestId>,
    pub amount: Rupiah,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
}

impl PaySupplier {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        context.party_is(self.supplier, Capacity::Supplier)?;
        context.sealed_here(self.note.as_ref())?;
        is_its_request(book, self.request, self.supplier)?;
        if let Some(request) = self.request {
            context.not_before(book, book.request(request)?.sent_at)?;
        }
        if !self.amount.is_positive() {
            return Err(Rejection::Invalid { field: "amount" });
        }
        Ok(vec![
            SupplierPaid {
                supplier: self.supplier,
                request: self.request,
                amount: self.amount,
                method: self.method,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

/// Either side of a supply may write it down.
pub(in crate::book) fn by_either(context: &Context<'_>, supplier: PartyId) -> Result<(), Rejection> {
    context.by(supplier).or_else(|_| context.by_business())
}

fn is_its_request(book: &Book, request: Option<RequestId>, supplier: PartyId) -> Result<(), Rejection> {
    match request {
        Some(request) if book.request(request)?.supplier != supplier => {
            Err(Rejection::Invalid { field: "request" })
        }
        _ => Ok(()),
    }
}
