//! Taking a sale back.

use bincode::{Decode, Encode};

use super::{SaleVoided, VoidReason, shelf};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SaleId;
use crate::sealed::{Note, Sealed};

/// The business takes a sale back: the goods return to the shelf, the money to the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SaleVoided`")]
pub struct VoidSale {
    pub sale: SaleId,
    pub reason: VoidReason,
    pub note: Option<Sealed<Note>>,
}

impl VoidSale {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let sale = book.sales.sale(self.sale)?;
        if sale.voided {
            return Ok(vec![]);
        }
        let goods = shelf(&sale.made.lines);
        let note = self.note.clone();
        Ok(vec![SaleVoided { sale: self.sale, goods, reason: self.reason, note }.into()])
    }
}
